# What the scenarios of script/bench share: building, servers on a Postgres of their own, SQL, medians, verdicts.
# shellcheck shell=bash disable=SC2034,SC2154
set -euo pipefail

rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-20}
clients=64
failed=0

machine() {
  echo "machine: $(nproc) cores, $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(uname -sr)"
}

programs=${CERTAMEN_POSTGRES_BIN:-}
for directory in /usr/lib/postgresql/*/bin; do
  if [ -z "$programs" ] && [ -x "$directory/initdb" ]; then programs=$directory; fi
done
tool() {
  if [ -x "$programs/$1" ]; then echo "$programs/$1"; else command -v "$1"; fi
}

# Builds the server and the driver: $server, $driver.
build() {
  echo "Building the release." >&2
  driver=$(cargo build --release --locked --bin certamen --bench load --message-format json-render-diagnostics |
    sed -n 's/.*"executable":"\([^"]*\/load-[^"]*\)".*/\1/p' | tail -n 1)
  server="${CARGO_TARGET_DIR:-target}/release/certamen"
}

# Not under root's home, where the user that runs Postgres could not reach it.
home=$(mktemp -d "${TMPDIR:-/tmp}/certamen-bench.XXXXXX")
chmod 755 "$home"
pids=()
stop_all() {
  # The last one first: the first one's Postgres carries the others.
  for ((index = ${#pids[@]} - 1; index >= 0; index--)); do
    kill "${pids[index]}" 2>/dev/null || true
    wait "${pids[index]}" 2>/dev/null || true
  done
  pids=()
}
tidy() {
  stop_all
  rm -rf "$home"
}
trap tidy EXIT

# Starts a server as one of our children, on the address $2 (a free port otherwise), and waits until it is ready: $address.
start() {
  local name=$1 listen=${2:-127.0.0.1:0}
  : >"$home/$name.said"
  CERTAMEN_SECOND_FACTOR=offered CERTAMEN_LOG=${CERTAMEN_LOG:-warn} "$server" serve --listen "$listen" --data-dir "$home/data" \
    >"$home/$name.said" 2>>"$home/$name.log" &
  pids+=($!)
  address=
  for _ in $(seq 1 600); do
    address=$(sed -n 's|.*ready at http://\([^ ]*\).*|\1|p' "$home/$name.said")
    if [ -n "$address" ]; then return; fi
    if ! kill -0 "${pids[-1]}" 2>/dev/null; then break; fi
    sleep 0.05
  done
  cat "$home/$name.log" >&2
  echo "The server did not become ready." >&2
  exit 1
}

# The first server, with a Postgres of its own: $database is its address.
start_first() {
  unset DATABASE_URL
  start first "${1:-}"
  first_address=$address
  database="postgres://certamen@$(sed 's|/|%2F|g' <<<"$home/data/socket")/certamen"
}
# Another server on the same Postgres: $second_address.
start_second() {
  DATABASE_URL=$database start second
  second_address=$address
}

sql() { "$(tool psql)" -h "$home/data/socket" -U certamen -d certamen -v ON_ERROR_STOP=1 -qtAX "$@"; }
settle() { sql -c 'VACUUM responses' -c 'CHECKPOINT'; }
# Fills an empty database with so many people.
people() {
  echo "Filling the database." >&2
  sql -v people="$1" -v hash="${2:-}" -f benches/people.sql
}
# Opens attempts for the people from number $1 to number $2.
attempts() { sql -v first="$1" -v last="$2" -f benches/attempts.sql; }

drive() { "$driver" --what "$@"; }
# So many seconds of saves on $1 open attempts, then more arguments of the driver.
saves() { drive saves --address "$first_address" --base "$base" --attempts "$1" --seconds "$2" "${@:3}"; }
# pgbench's transactions a second of a file, then more arguments.
commits() {
  if ! "$(tool pgbench)" -h "$home/data/socket" -U certamen -n -M prepared -j 2 -f "benches/$1" "${@:2}" certamen \
    >"$home/pgbench" 2>&1; then
    cat "$home/pgbench" >&2
    return 1
  fi
  sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$home/pgbench"
}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$2"; }
calculate() { awk "BEGIN { printf \"$1\", $2 }"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
# The rows of a table are written down as they are printed; a column's median can be had afterwards.
row() { printf "$@" | tee -a "$home/rounds"; }
column() { awk "{ print \$$1 }" "$home/rounds"; }

# judge WHAT GOT UNIT RELATION MUST [AIM]: prints one line; a missed must makes the script fail.
judge() {
  local what=$1 got=$2 unit=$3 relation=$4 must=$5 aim=${6:-} verdict
  if ! awk "BEGIN { exit !($got $relation $must) }"; then
    verdict=MISSED
    failed=1
  elif [ -z "$aim" ] || awk "BEGIN { exit !($got $relation $aim) }"; then
    verdict=kept
  else
    verdict='kept, aim not reached'
  fi
  echo "$what: must $relation $must$unit${aim:+, aim $relation $aim$unit}, got $got$unit: $verdict"
}

# The machine, and how Postgres is set.
report() {
  machine
  echo "settings: $("$(tool psql)" --version), fsync $(sql -c 'SHOW fsync'), synchronous_commit $(sql -c 'SHOW synchronous_commit')," \
    "shared_buffers $(sql -c 'SHOW shared_buffers'), $(stat -f -c %T "$home") under the database"
  if test=$(tool pg_test_fsync); then
    echo "fdatasync: $("$test" -s 1 -f "$home/fsync" 2>/dev/null | awk '/fdatasync/ && /ops/ { print $2; exit }') a second (pg_test_fsync)"
  fi
  echo "driver: benches/load on the same machine, one thread; median of $rounds"
}
