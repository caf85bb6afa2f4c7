#!/usr/bin/env bash
# P14: what is still stored when three times as many saves are offered as can be taken: 2,000 people who together want to
# save three times the peak, against the peak of 64 who wait for each answer.
source script/benches/common.sh
build
start_first
people 5000
attempts 1 5000
base=$(date +%s)
saves 5000 10 >/dev/null

echo "round  peak/s  offered/s  good/s  ratio  p50 ms  p99 ms  not stored"
for round in $(seq 1 "$rounds"); do
  settle
  peak=$(field per_second "$(saves 5000 "$seconds" --savers "$clients")")
  offered=$(calculate %.0f "3 * $peak")
  settle
  line=$(saves 5000 "$seconds" --savers 2000 --rate "$offered")
  row '%5s  %6.0f  %9s  %6.0f  %5.2f  %6s  %6s  %10s\n' "$round" "$peak" "$offered" "$(field per_second "$line")" \
    "$(calculate %.3f "$(field per_second "$line") / $peak")" "$(field p50_ms "$line")" "$(field p99_ms "$line")" \
    "$(field errors "$line")"
done
judge 'goodput ÷ peak' "$(column 5 | median)" '' '>=' 0.9
report
exit $failed
