#!/usr/bin/env bash
# P6: 10,000 attempts whose grace is over, closed by one server and by two on one Postgres. Counted from the first to the
# last one closed.
source script/benches/common.sh
build
start_first
count=${ATTEMPTS:-10000}
people $((2 * count * rounds))

first=1
echo "round  servers  seconds  attempts/s"
for servers in 1 2; do
  if [ "$servers" = 2 ]; then start_second; fi
  for round in $(seq 1 "$rounds"); do
    last=$((first + count - 1))
    attempts "$first" "$last"
    sql -c CHECKPOINT
    range="id BETWEEN bench_id(0, $first) AND bench_id(0, $last)"
    sql -c "UPDATE attempts SET deadline_at = app_now() - interval '60 seconds' WHERE $range"
    until [ "$(sql -c "SELECT count(*) FROM attempts WHERE state = 'in_progress' AND $range")" = 0 ]; do sleep 0.3; done
    took=$(sql -c "SELECT round(extract(epoch FROM max(received_at) - min(received_at))::numeric, 2) FROM attempts WHERE $range")
    row '%5s  %7s  %7s  %10s\n' "$round" "$servers" "$took" "$(calculate %.0f "$count / $took")"
    first=$((last + 1))
  done
done
judge "$count closed by one server" "$(awk '$2 == 1 { print $3 }' "$home/rounds" | median)" ' s' '<=' 30 5
judge "$count closed by two servers" "$(awk '$2 == 2 { print $3 }' "$home/rounds" | median)" ' s' '<=' 30 5
judge 'attempts not scored exactly once' "$(sql -c "
  SELECT count(*) FROM attempts a WHERE state <> 'graded' OR 1 <> (SELECT count(*) FROM results r WHERE r.attempt_id = a.id)")" '' '<=' 0
report
exit $failed
