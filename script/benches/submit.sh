#!/usr/bin/env bash
# P3: 1,000 people hand in within a second, half of them at each of two servers on one Postgres, while both sweep: 1,000
# attempts of others are overdue, and the grace of those who hand in ends in the middle. Counted until the last receipt.
source script/benches/common.sh
build
start_first
start_second
people $((2000 * rounds))
attempts 1 $((2000 * rounds))

# Their grace ends so many seconds from now.
deadline() { sql -c "UPDATE attempts SET deadline_at = app_now() - interval '60 seconds' + $3 * interval '1 second'
                     WHERE id BETWEEN bench_id(0, $1) AND bench_id(0, $2)"; }

echo "round  last receipt s  p50 ms  p99 ms  errors  handed in  swept"
for round in $(seq 1 "$rounds"); do
  first=$((2000 * (round - 1) + 1))
  settle
  deadline $((first + 1000)) $((first + 1999)) 0
  # Both sweep at their own rhythm: wait for the first one.
  until [ "$(sql -c "SELECT count(*) FROM attempts WHERE state = 'graded' AND id > bench_id(0, $((first + 999)))")" != 0 ]; do
    sleep 0.02
  done
  deadline "$first" $((first + 999)) 0.7
  line=$(drive submit --addresses "$first_address,$second_address" --first "$first" --count 1000 --over 1)
  if [ "$(field errors "$line")" != 0 ]; then field first_error "$line" >&2; fi
  until [ "$(sql -c "SELECT count(*) FROM attempts WHERE state = 'in_progress' AND id <= bench_id(0, $((first + 1999)))")" = 0 ]; do
    sleep 0.2
  done
  IFS='|' read -r by_people by_sweep < <(sql -c "SELECT count(*) FILTER (WHERE submitted_by <> 'sweep'), count(*) FILTER (WHERE submitted_by = 'sweep')
    FROM attempts WHERE id BETWEEN bench_id(0, $first) AND bench_id(0, $((first + 1999)))")
  row '%5s  %14s  %6s  %6s  %6s  %9s  %5s\n' "$round" "$(field seconds "$line")" "$(field p50_ms "$line")" \
    "$(field p99_ms "$line")" "$(field errors "$line")" "$by_people" "$by_sweep"
done
judge 'last receipt' "$(column 2 | median)" ' s' '<=' 3 1.5
judge 'people without a receipt' "$(column 5 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
judge 'attempts not scored exactly once, not as answered, or without their one certificate' "$(sql -c "
  SELECT count(*) FROM attempts a WHERE state <> 'graded'
    OR 1 <> (SELECT count(*) FROM results r WHERE r.attempt_id = a.id)
    OR NOT EXISTS (SELECT FROM results r WHERE r.attempt_id = a.id
                   AND r.score = (SELECT 100 * count(*) FROM responses s WHERE s.attempt_id = a.id AND s.response = 'A'))
    OR (SELECT count(*) FROM certificates c WHERE c.person_id = a.person_id)
       <> (SELECT count(*) FROM results r WHERE r.attempt_id = a.id AND r.passed)")" '' '<=' 0
report
exit $failed
