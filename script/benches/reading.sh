#!/usr/bin/env bash
# 1,000, 10,000 and 100,000 questions read from files of each format that is written, each in a process of its own, against
# the underlying library alone. Names of formats choose some: script/bench reading xlsx paper-text
source script/benches/common.sh
echo "Building the release." >&2
reader=$(cargo bench --no-run --locked -p question-formats --bench reading --message-format json-render-diagnostics |
  sed -n 's/.*"executable":"\([^"]*reading[^"]*\)".*/\1/p' | tail -n 1)
machine
"$reader" --bench "$@"
