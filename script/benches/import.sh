#!/usr/bin/env bash
# A trainer brings 10,000 questions into a new bank: seconds until the review is shown, and from the button until they are in
# the bank, while people save 500 times a second; beside it the same saves without the import. Each round has a new database: in
# an old one all questions would be repeated.
source script/benches/common.sh
build

memory() { awk '/VmHWM/ { print int($2 / 1024) }' "/proc/${pids[0]}/status"; }

echo "round  preview s  commit s  saves' p99 ms alone  beside  ratio  errors  questions  MiB before  after"
for round in $(seq 1 "$rounds"); do
  start_first
  people 5001
  attempts 1 5000
  sql -c "INSERT INTO role_grants (id, person_id, role) VALUES (bench_id(4, 900001), bench_id(1, 5001), 'trainer')"
  base=$(date +%s)
  saves 5000 5 --rate 500 >/dev/null
  small=$(memory)
  settle
  alone=$(saves 5000 12 --rate 500)
  settle
  saves 5000 12 --rate 500 >"$home/beside" &
  beside_pid=$!
  sleep 1
  # The trainer's browser runs on another machine: what stands for it takes no time from those who save.
  line=$(nice -n 10 "$driver" --what import --address "$first_address" --bank "large-$round" --trainer 5001)
  wait "$beside_pid"
  beside=$(cat "$home/beside")
  questions=$(sql -c "SELECT count(*) FROM bank_questions JOIN banks ON banks.id = bank_id WHERE code LIKE 'large-%'")
  row '%5s  %9s  %8s  %19s  %6s  %5.2f  %6s  %9s  %10s  %5s\n' "$round" "$(field preview_seconds "$line")" \
    "$(field commit_seconds "$line")" "$(field p99_ms "$alone")" "$(field p99_ms "$beside")" \
    "$(calculate %.3f "$(field p99_ms "$beside") / $(field p99_ms "$alone")")" "$(field errors "$beside")" \
    "$questions" "$small" "$(memory)"
  if [ "$round" = "$rounds" ]; then report; fi
  stop_all
  rm -rf "$home/data"
done
judge 'preview of 10,000 questions' "$(column 2 | median)" ' s' '<=' 5
judge 'commit of 10,000 questions' "$(column 3 | median)" ' s' '<=' 5
judge "saves' p99 beside ÷ alone" "$(column 6 | median)" '' '<=' 2
judge 'saves not stored' "$(column 7 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
judge 'fewest questions in a bank' "$(column 8 | sort -g | head -n 1)" '' '>=' 10000
exit $failed
