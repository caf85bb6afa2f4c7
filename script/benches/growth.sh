#!/usr/bin/env bash
# How cost grows: P1 and P2 with 100, 1,000 and 10,000 open attempts, and with 10,000 beside five million old answers.
source script/benches/common.sh
source script/benches/start_herd.sh
build

echo "open    old answers  pgbench/s  saves/s  ratio  p99 ms  last page s  ÷ bare  errors"
for case in 100:0 1000:0 10000:0 10000:5000000; do
  open=${case%:*} old=${case#*:}
  start_first
  people $((open + 1200 < 5000 ? 5000 : open + 1200))
  if [ "$old" != 0 ]; then sql -f benches/history.sql; fi
  attempts 1 "$open"
  base=$(date +%s)
  saves "$open" 5 >/dev/null
  warm_up $((open + 1001))
  settle
  tps=$(commits save_one.sql -c "$clients" -T "$seconds" -D base="$base" -D last="$open")
  settle
  saved=$(saves "$open" "$seconds" --savers "$clients")
  settle
  herd $((open + 1))
  rate=$(field per_second "$saved")
  row '%-6s  %11s  %9.0f  %7.0f  %5.2f  %6s  %11s  %6s  %6s\n' "$open" "$old" "$tps" "$rate" \
    "$(calculate %.3f "$rate / $tps")" "$(field p99_ms "$saved")" "$last" "$ratio" \
    "$(($(field errors "$saved") + $(field errors "$line")))"
  if [ "$old" != 0 ]; then report; fi
  stop_all
  rm -rf "$home/data"
done
least() { sort -g | head -n 1; }
judge 'least saves ÷ pgbench' "$(column 5 | least)" '' '>=' 1.0 2.0
judge 'longest last first page' "$(column 7 | sort -gr | head -n 1)" ' s' '<=' 3 2
judge 'errors' "$(column 9 | awk '{ sum += $1 } END { print sum }')" '' '<=' 0
exit $failed
