# shellcheck shell=bash disable=SC2034,SC2154
# One measurement of P2, for start.sh and growth.sh: the 1,000 people from number $1 on. Sets $inserts, $offered (the same
# inserts, a thousand of them offered over a second as people come), $rendering and $last (seconds), $ratio and
# $offered_ratio, and $line with the other figures. Uses 2,000 people up for the inserts.
herd() {
  local first=$1 attempt person each
  sql -c CHECKPOINT
  inserts=$(calculate %.2f "1000 / $(commits start_one.sql -c 10 -t 100)")
  offered=$(calculate %.2f "1000 / $(commits start_one.sql -c 10 -t 100 -R 1000)")
  IFS='|' read -r attempt person < <(sql -c "SELECT id, person_id FROM attempts WHERE exam_id = bench_id(5, 1) ORDER BY id DESC LIMIT 1")
  each=$(field per_second "$(drive render --database "$database" --attempt "$attempt" --person "$person" --count 1000)")
  rendering=$(calculate %.2f "1000 / $each")
  line=$(drive start --addresses "$first_address" --first "$first" --count 1000 --over 1)
  last=$(field seconds "$line")
  ratio=$(calculate %.2f "$last / ($inserts + $rendering)")
  offered_ratio=$(calculate %.2f "$last / ($offered + $rendering)")
  if [ "$(field errors "$line")" != 0 ]; then field first_error "$line" >&2; fi
}
# Lets the 200 people from number $1 on start.
warm_up() {
  line=$(drive start --addresses "$first_address" --first "$1" --count 200 --over 1)
  if [ "$(field errors "$line")" != 0 ]; then field first_error "$line" >&2; fi
}
