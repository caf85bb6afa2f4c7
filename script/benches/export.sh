#!/usr/bin/env bash
# HR takes a million records home: seconds of CSV, JSON Lines and XLSX beside COPY of the same rows to standard output; the
# server's memory after a small export and after these; saves beside; what is left of an export that nobody waits for.
source script/benches/common.sh
build
start_first
people 200000
attempts 1 5000
sql -v programmes=5 -f benches/certificates.sql
sql -c "INSERT INTO role_grants (id, person_id, role) VALUES (bench_id(4, 900001), bench_id(1, 5001), 'hr')"
base=$(date +%s)
peak() { awk '/VmHWM/ { print int($2 / 1024) }' "/proc/${pids[0]}/status"; }
# Whoever downloads sits at another machine: the program that stands for them takes no time from those who save.
fetch() { chrt --idle 0 "$driver" --what download --address "$first_address" --person 5001 --path "$1" --to "$home/file"; }
queries() { sql -c "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND query LIKE '%every_cell%' AND pid <> pg_backend_pid()"; }

echo "Warming up." >&2
saves 5000 5 --rate 500 >/dev/null
for kind in csv jsonl xlsx; do fetch "/records.$kind?name=bench-1234" >/dev/null; done
small=$(peak)
statement=$(drive records --database "$database")

echo "round  rows  COPY s  CSV s  COPY/CSV  first byte ms  JSON Lines s  XLSX s  saves' p99 ms alone  beside CSV  beside XLSX  errors"
for round in $(seq 1 "$rounds"); do
  settle
  began=$(date +%s.%N)
  # As the server asks: without compiling the plan first.
  sql -c 'SET jit = off' -c "COPY ($statement) TO STDOUT" >/dev/null
  copied=$(calculate %.2f "$(date +%s.%N) - $began")
  settle
  csv=$(fetch /records.csv)
  rows=$(($(wc -l <"$home/file") - 1))
  lines=$(fetch /records.jsonl)
  xlsx=$(fetch /records.xlsx)
  settle
  alone=$(saves 5000 12 --rate 500)
  beside=()
  for kind in csv xlsx; do
    settle
    (while true; do fetch "/records.$kind" >/dev/null; done) &
    repeating=$!
    sleep 1
    beside+=("$(saves 5000 12 --rate 500)")
    kill "$repeating"
    wait "$repeating" 2>/dev/null || true
  done
  row '%5s  %8s  %6s  %6s  %7.2f  %6s  %6s  %6s  %6s  %6s  %6s  %4s\n' "$round" "$rows" "$copied" "$(field seconds "$csv")" \
    "$(calculate %.3f "$copied / $(field seconds "$csv")")" "$(field first_ms "$csv")" "$(field seconds "$lines")" \
    "$(field seconds "$xlsx")" "$(field p99_ms "$alone")" "$(field p99_ms "${beside[0]}")" "$(field p99_ms "${beside[1]}")" \
    "$(($(field errors "${beside[0]}") + $(field errors "${beside[1]}")))"
done
large=$(peak)

# Somebody goes away as soon as the database works for them; nothing else is under way (a workbook that nobody waits for any more
# may still be being written).
left=0
for kind in csv xlsx; do
  for _ in $(seq 1 300); do
    sleep 0.2
    if [ "$(queries)" = 0 ] && [ "$(ps -L -o comm= -p "${pids[0]}" | grep -c '^quiet$')" = 0 ]; then break; fi
  done
  fetch "/records.$kind" >/dev/null 2>&1 &
  fetching=$!
  until [ "$(queries)" != 0 ]; do sleep 0.02; done
  kill "$(pgrep -P "$fetching" || echo "$fetching")"
  went=$(date +%s.%N)
  until [ "$(queries)" = 0 ]; do sleep 0.05; done
  after=$(calculate %.2f "$(date +%s.%N) - $went")
  echo "after $kind was given up the database worked on for $after s"
  left=$(calculate %.2f "($after > $left) ? $after : $left")
done

judge 'rows' "$(column 2 | median)" '' '>=' 1000000
judge 'CSV: COPY ÷ time' "$(column 5 | median)" '' '>=' 0.5
judge 'XLSX' "$(column 8 | median)" ' s' '<=' 30
judge "saves' p99 beside CSV ÷ alone" "$(awk '{ print $10 / $9 }' "$home/rounds" | median)" '' '<=' 2
judge "saves' p99 beside XLSX ÷ alone" "$(awk '{ print $11 / $9 }' "$home/rounds" | median)" '' '<=' 2
judge 'saves not stored' "$(column 12 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
judge 'memory beyond a small export' "$((large - small))" ' MiB' '<=' 32
judge 'seconds until the database does nothing for who went away' "$left" ' s' '<=' 5
report
exit $failed
