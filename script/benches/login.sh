#!/usr/bin/env bash
# P4: 1,000 people sign in within five seconds, all from one address, while others save 500 answers a second. Counted until
# the last one is in, against bare password checks on as many threads as the server uses.
source script/benches/common.sh
build
start_first
hash=$(drive hash)
people 5000 "$hash"
attempts 1 5000
base=$(date +%s)
saves 5000 5 >/dev/null

echo "round  bare/s  last in s  ratio  p50 s  errors  saves/s  p99 ms  save errors"
for round in $(seq 1 "$rounds"); do
  settle
  bare=$(field per_second "$(drive argon2 --hash "$hash" --count 200)")
  # Saves go on for as long as it should take; only those beside the sign-ins are counted.
  saves 5000 "$(calculate %d "1000 / $bare + 1")" --savers 100 --rate 500 >"$home/beside" &
  beside=$!
  line=$(drive login --addresses "$first_address" --count 1000 --over 5)
  wait "$beside"
  beside=$(cat "$home/beside")
  if [ "$(field errors "$line")" != 0 ]; then field first_error "$line" >&2; fi
  row '%5s  %6.1f  %9s  %5.2f  %5.1f  %6s  %7.0f  %6s  %11s\n' "$round" "$bare" "$(field seconds "$line")" \
    "$(calculate %.3f "$(field seconds "$line") * $bare / 1000")" "$(calculate %.2f "$(field p50_ms "$line") / 1000")" \
    "$(field errors "$line")" "$(field per_second "$beside")" "$(field p99_ms "$beside")" "$(field errors "$beside")"
done
judge 'time ÷ bare time' "$(column 4 | median)" '' '<=' 1.1
judge 'p99 of a save beside' "$(column 8 | median)" ' ms' '<=' 20
judge 'people not let in, saves not stored' "$(column '6 + $9' | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
report
exit $failed
