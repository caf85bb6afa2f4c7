#!/usr/bin/env bash
# P13: kill -9 of the server, then of Postgres, while 64 people save as fast as they are answered. Counted from the last
# acknowledged save before to the first one after; every acknowledged save is then looked for in the journal.
source script/benches/common.sh
build
start_first
people 5000
attempts 1 5000
base=$(date +%s)
saves 5000 5 >/dev/null
sql -c 'CREATE TABLE bench_ledger (attempt_id uuid, position smallint, sequence integer, response text)'

# Saves for 15 seconds; $1 happens after five of them. Sets $gap (ms) and $lost.
interrupted() {
  settle
  saves 5000 15 --savers "$clients" --ledger "$home/ledger" >"$home/line" &
  local saving=$!
  sleep 5
  "$1"
  wait "$saving"
  gap=$(field gap_ms "$(cat "$home/line")")
  acknowledged=$(wc -l <"$home/ledger")
  lost=$(sql -c 'TRUNCATE bench_ledger' -c "\\copy bench_ledger FROM '$home/ledger'" -c "
    SELECT count(*) FROM bench_ledger l WHERE NOT EXISTS (SELECT FROM response_journal j
      WHERE j.attempt_id = l.attempt_id AND j.position = l.position AND j.writer_epoch = 1 AND j.sequence = l.sequence
        AND j.response = l.response AND j.verdict = 'stored')")
}
kill_server() {
  kill -9 "${pids[0]}"
  wait "${pids[0]}" 2>/dev/null || true
  pids=()
  start_first "$first_address"
}
kill_postgres() { kill -9 "$(head -n 1 "$home/data/postgres/postmaster.pid")"; }

echo "round  killed    first good save ms  acknowledged  lost"
for round in $(seq 1 "$rounds"); do
  for victim in server postgres; do
    interrupted "kill_$victim"
    row '%5s  %-8s  %18s  %12s  %4s\n' "$round" "$victim" "$gap" "$acknowledged" "$lost"
  done
done
judge 'first good save after kill -9 of the server' "$(awk '$2 == "server" { print $3 / 1000 }' "$home/rounds" | median)" ' s' '<=' 2
judge 'first good save after kill -9 of Postgres' "$(awk '$2 == "postgres" { print $3 / 1000 }' "$home/rounds" | median)" ' s' '<=' 5
judge 'acknowledged saves lost' "$(column 5 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
report
exit $failed
