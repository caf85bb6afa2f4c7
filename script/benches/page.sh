#!/usr/bin/env bash
# P11: what the first visit and the next question of the exam page weigh, and after how long an option can be chosen and is
# sent, in Chromium at 400 kbit/s, 400 ms there and back, with a processor four times slower.
source script/benches/common.sh
script/bootstrap --tests
(cd tests/browser && npm ci --silent --no-audit --no-fund)
build
start_first
people 5000
attempts 1 $((rounds + 1))

# The session cookie of person $1: base64url of the SHA-256 that people.sql speaks of.
cookie() { printf 'bench session %s' "$1" | openssl dgst -sha256 -binary | base64 -w 0 | tr '+/' '-_' | tr -d '='; }
visit() {
  BASE_URL="http://$first_address" SESSION=$(cookie "$1") ATTEMPT="01930000-0000-7000-8000-$((100000000000 + $1))" \
    node tests/browser/page_weight.mjs
}

visit $((rounds + 1)) >/dev/null
echo "round  first KB  usable s  requests  next KB  usable s  requests"
for round in $(seq 1 "$rounds"); do
  line=$(visit "$round")
  row '%5s  %8.1f  %8.2f  %8s  %7.1f  %8.2f  %8s\n' "$round" "$(field first_kb "$line")" "$(field first_s "$line")" \
    "$(field first_requests "$line")" "$(field next_kb "$line")" "$(field next_s "$line")" "$(field next_requests "$line")"
done
echo "bytes of the first visit: $(sed 's/.*"files":{\([^}]*\)}.*/\1/' <<<"$line")"
judge 'first visit' "$(column 2 | median)" ' KB' '<=' 35 25
judge 'next question' "$(column 5 | median)" ' KB' '<=' 6 4
judge 'usable after' "$(column 3 | median)" ' s' '<=' 2.5 2
report
exit $failed
