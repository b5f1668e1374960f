#!/usr/bin/env bash
# Clients that dawdle, send without end or hang up: whoever asks meanwhile is answered, and memory does not grow with them.
# As many as 10,000 where the limit of open files allows it (ulimit -Hn).
# Usage: tests/clients/rough.sh [path of the program]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tadmur}
. "$(dirname "$0")/serving.sh"

export TADMUR_TOKEN=a-token-of-some-length
awk 'NR <= 1000 || /,(Palmyra|Homs|Aleppo),/' gazetteer.csv >"$work/small.csv"
serve rough --db "$work/news.db" --gazetteer "$work/small.csv" seeds
python3 "$here/rough.py" "${url#http://}" "${servers[-1]}"
