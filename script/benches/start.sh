#!/usr/bin/env bash
# P2: 1,000 people press Start within a second; 40 questions are drawn for each. Counted until the last one has the first
# page, against writing the same rows with pgbench plus rendering the same page on one thread, one after the other: the rows
# once as fast as they can be written, and once offered over a second, as the people come.
source script/benches/common.sh
source script/benches/start_herd.sh
build
start_first
people $((2000 * rounds + 200))
warm_up $((1000 * rounds + 1))

echo "round  inserts s  offered s  rendering s  last page s  ratio  offered ratio  p50 ms  p99 ms  errors"
for round in $(seq 1 "$rounds"); do
  herd $((1000 * (round - 1) + 1))
  row '%5s  %9s  %9s  %11s  %11s  %5s  %13s  %6s  %6s  %6s\n' "$round" "$inserts" "$offered" "$rendering" "$last" \
    "$ratio" "$offered_ratio" "$(field p50_ms "$line")" "$(field p99_ms "$line")" "$(field errors "$line")"
done
judge 'last first page' "$(column 5 | median)" ' s' '<=' 3 2
judge '÷ (bare inserts + bare rendering)' "$(column 6 | median)" '' '<=' 1.5 1.2
judge '÷ (the same, inserts offered over a second)' "$(column 7 | median)" '' '<=' 1.5 1.2
judge 'people without a page' "$(column 10 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
judge 'people without exactly one paper of 40 questions' "$(sql -c "
  SELECT count(*) FROM people p WHERE 1 <> (SELECT count(*) FROM attempts a JOIN papers ON papers.attempt_id = a.id
    WHERE a.person_id = p.id AND a.exam_id = bench_id(5, 1) AND jsonb_array_length(papers.items) = 40)
    AND p.id IN (SELECT bench_id(1, n) FROM generate_series(1, $((1000 * rounds + 200))) n)")" '' '<=' 0
report
exit $failed
