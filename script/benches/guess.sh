#!/usr/bin/env bash
# Nobody learns from the time of an answer whether a name exists: 200 sign-ins each with a name that nobody has, with a wrong
# password, with the right one of somebody who is blocked, and of somebody who has none. One after the other, in turns. People
# who forgot their password ask HR for a link: there is no page that takes a name besides.
source script/benches/common.sh
count=200
build
CERTAMEN_TRUSTED_PROXIES=127.0.0.1 start_first
people $((3 * count)) "$(drive hash)"
sql -c "UPDATE people SET blocked_at = app_now() WHERE id IN (SELECT bench_id(1, n) FROM generate_series($count + 1, 2 * $count) n)" \
  -c "UPDATE people SET password_hash = NULL WHERE id IN (SELECT bench_id(1, n) FROM generate_series(2 * $count + 1, 3 * $count) n)"
guess() { drive guess --address "$first_address" --count "$count" --seed "$1"; }
# The wait for a name that was guessed before is no part of it.
forget() { sql -c 'TRUNCATE login_failures' -c 'CHECKPOINT'; }
guess 0 >/dev/null

echo "round  unknown ms  wrong ms  blocked ms  without ms  unknown/wrong  blocked/wrong  without/wrong"
for round in $(seq 1 "$rounds"); do
  forget
  line=$(guess "$round")
  wrong=$(field wrong_ms "$line")
  ratio() { calculate %.3f "$(field "$1_ms" "$line") / $wrong"; }
  row '%5s  %10.2f  %8.2f  %10.2f  %10.2f  %13s  %13s  %13s\n' "$round" "$(field unknown_ms "$line")" "$wrong" \
    "$(field blocked_ms "$line")" "$(field without_ms "$line")" "$(ratio unknown)" "$(ratio blocked)" "$(ratio without)"
done
for what in '6 unknown name' '7 blocked person' '8 person without password'; do
  median=$(column "${what%% *}" | median)
  judge "${what#* }: time ÷ that of a wrong password" "$median" '' '>=' 0.95
  judge "${what#* }: time ÷ that of a wrong password" "$median" '' '<=' 1.05
done
report
exit $failed
