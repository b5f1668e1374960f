#!/usr/bin/env bash
# Others' programs read GeoParquet and Arrow: pyarrow, geopandas, DuckDB. The program must be built with --features geoparquet.
# They are installed once, from PyPI, into ${XDG_CACHE_HOME:-~/.cache}/tadmur-clients.
# Usage: tests/clients/parquet.sh [path of the program]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tadmur}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/tadmur-clients
work=$(mktemp -d)
server=
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

if ! "$tools/venv/bin/python" -c 'import pyarrow, geopandas, duckdb' 2>/dev/null; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install -q pyarrow==26.0.1 geopandas==1.2.0 duckdb==2.0.1
fi

"$program" serve --port 0 >"$work/said" 2>/dev/null &
server=$!
for _ in $(seq 300); do
  grep -q http "$work/said" && break
  kill -0 "$server" || { echo "parquet: the server did not start" >&2; exit 1; }
  sleep 0.1
done
url=$(grep -o 'http://[^ /]*' "$work/said")

"$program" export --role all --zone all --duplicates true -o "$work/program.parquet"
"$program" export --role all --zone all --duplicates true -o "$work/program.arrow"
"$tools/venv/bin/python" "$here/parquet.py" "$url" "$work"
