#!/usr/bin/env bash
# P1: acknowledged saves a second over HTTP, against what Postgres itself does when each save has a commit of its own.
# 64 clients each, 5,000 open attempts of 40 questions, in turns.
source script/benches/common.sh
build
start_first
people 5000
attempts 1 5000
base=$(date +%s)

echo "Warming up." >&2
saves 5000 10 >/dev/null
commits save_one.sql -c "$clients" -T 5 -D base="$base" -D last=5000 >/dev/null

echo "round  pgbench/s  saves/s  ratio  p50 ms  p95 ms  p99 ms  max ms  errors"
for round in $(seq 1 "$rounds"); do
  settle
  tps=$(commits save_one.sql -c "$clients" -T "$seconds" -D base="$base" -D last=5000)
  settle
  line=$(saves 5000 "$seconds" --savers "$clients")
  rate=$(field per_second "$line")
  row '%5s  %9.0f  %7.0f  %5.2f  %6s  %6s  %6s  %6s  %6s\n' "$round" "$tps" "$rate" "$(calculate %.3f "$rate / $tps")" \
    "$(field p50_ms "$line")" "$(field p95_ms "$line")" "$(field p99_ms "$line")" "$(field max_ms "$line")" \
    "$(field errors "$line")"
done
echo "the journal holds $(sql -c "SELECT count(*) FROM response_journal WHERE verdict = 'stored'") saves;" \
  "the server needed at most $(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/${pids[0]}/status") MiB"
judge 'saves ÷ pgbench' "$(column 4 | median)" '' '>=' 1.0 2.0
judge 'p99 of a save' "$(column 7 | median)" ' ms' '<=' 20 10
judge 'saves not stored' "$(column 9 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
report
exit $failed
