#!/usr/bin/env bash
# The audit trail: a million events chained and verified, and what the trail costs those who hand in: 1,000 people hand in
# at once with it and without it (a trigger of the benchmark drops its rows), in turns.
source script/benches/common.sh
events=${EVENTS:-1000000}
build
start_first
people $((2000 * rounds))
attempts 1 $((2000 * rounds))

sql -c "CREATE FUNCTION bench_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
without() {
  for table in audit_events audit_personal; do
    sql -c "CREATE TRIGGER bench_off BEFORE INSERT ON $table FOR EACH ROW EXECUTE FUNCTION bench_nothing()"
  done
}
with() {
  for table in audit_events audit_personal; do sql -c "DROP TRIGGER bench_off ON $table"; done
}
# Hands in 1,000 attempts from number $1 on; attempts a second.
hand_in() {
  local line
  line=$(drive submit --addresses "$first_address" --first "$1" --count 1000 --over 0.1)
  if [ "$(field errors "$line")" != 0 ]; then field first_error "$line" >&2; fi
  calculate %.1f "1000 / $(field seconds "$line")"
}

echo "round  with, submits/s  without, submits/s"
for round in $(seq 1 "$rounds"); do
  first=$((2000 * (round - 1) + 1))
  # Who goes first takes turns, so that neither finds the warmer cache.
  if [ $((round % 2)) = 1 ]; then
    settle
    kept=$(hand_in "$first")
    settle
    without
    dropped=$(hand_in $((first + 1000)))
    with
  else
    settle
    without
    dropped=$(hand_in "$first")
    with
    settle
    kept=$(hand_in $((first + 1000)))
  fi
  row '%5s  %15s  %18s\n' "$round" "$kept" "$dropped"
done
ratio=$(calculate %.3f "$(column 2 | median) / $(column 3 | median)")

echo "Writing $events events." >&2
sql -c "INSERT INTO audit_events (id, at, actor_id, action, subject_kind, subject_id, detail, request_id, commitments)
        SELECT bench_id(60, n), app_now(), bench_id(1, 1 + n % 1000), 'exam.draft_saved', 'exam', 'bench-' || n % 500,
               jsonb_build_object('before', n, 'after', n + 1, 'reason', 'made for the benchmark'), 'bench' || n,
               jsonb_build_object('address', encode(sha256(decode(md5(n::text), 'hex') || convert_to('\"10.0.0.1\"', 'UTF8')), 'hex'))
          FROM generate_series(1, $events) n" \
    -c "INSERT INTO audit_personal (event_id, field, salt, value)
        SELECT bench_id(60, n), 'address', decode(md5(n::text), 'hex'), '\"10.0.0.1\"' FROM generate_series(1, $events) n"
began=$(date +%s.%N)
until [ "$(sql -c 'SELECT count(*) FROM audit_pending')" = 0 ]; do sleep 0.5; done
echo "chained $events events in $(calculate %.1f "$(date +%s.%N) - $began") s while the server ran"
sql -c 'VACUUM ANALYZE audit_events' -c 'VACUUM ANALYZE audit_chain' -c 'VACUUM ANALYZE audit_personal'
: >"$home/verified"
for _ in $(seq 1 "$rounds"); do
  began=$(date +%s.%N)
  DATABASE_URL=$database "$server" audit verify --data-dir "$home/data"
  calculate '%.2f\n' "$(date +%s.%N) - $began" >>"$home/verified"
done
judge 'submits a second with the trail ÷ without' "$ratio" '' '>=' 0.9
judge "verifying $(sql -c 'SELECT count(*) FROM audit_chain') links" "$(median <"$home/verified")" ' s' '<' 10
report
exit $failed
