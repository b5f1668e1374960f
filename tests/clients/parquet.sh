#!/usr/bin/env bash
# Others' programs read GeoParquet and Arrow: pyarrow, geopandas, DuckDB. The program must be built with --features geoparquet.
# They are installed once, from PyPI, into ${XDG_CACHE_HOME:-~/.cache}/tadmur-clients.
# Usage: tests/clients/parquet.sh [path of the program]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tadmur}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/tadmur-clients
. "$(dirname "$0")/serving.sh"

if ! "$tools/venv/bin/python" -c 'import pyarrow, geopandas, duckdb' 2>/dev/null; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install -q pyarrow==26.0.1 geopandas==1.2.0 duckdb==2.0.1
fi

serve articles

"$program" export --role all --zone all --duplicates true -o "$work/program.parquet"
"$program" export --role all --zone all --duplicates true -o "$work/program.arrow"
"$tools/venv/bin/python" "$here/parquet.py" "$url" "$work"
