#!/usr/bin/env bash
# Others' programs read the downloads and the tiles: GDAL, feedparser, geojson-validator, geojsonhint, @mapbox/vector-tile.
# They are installed once, from PyPI and npm, into ${XDG_CACHE_HOME:-~/.cache}/tadmur-clients.
# Usage: tests/clients/formats.sh [path of the program]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tadmur}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/tadmur-clients
. "$(dirname "$0")/serving.sh"

if ! "$tools/venv/bin/python" -c 'import feedparser, geojson_validator' 2>/dev/null; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install -q feedparser==6.0.11 geojson-validator==0.7.0
fi
if [ ! -d "$tools/node_modules/pbf" ] || [ ! -d "$tools/node_modules/geojsonhint" ]; then
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" \
    @mapbox/vector-tile@2.0.3 pbf@4.0.1 geojsonhint@2.0.0
fi

serve articles

"$tools/venv/bin/python" "$here/formats.py" "$url" "$work"
NODE_PATH=$tools/node_modules node "$here/tiles.cjs" "$url"

for collection in mentions places articles gazetteer; do
  part=; [ $collection = gazetteer ] && part="?country=SY" # all of it takes a minute
  curl -fsS -o "$work/$collection.geojson" "$url/export/$collection.geojson$part"
  said=$("$tools/node_modules/.bin/geojsonhint" "$work/$collection.geojson" 2>&1) || { echo "$said" | head -20 >&2; exit 1; }
  [ -z "$said" ] || { echo "geojsonhint: $said" | head -20 >&2; exit 1; }
  echo "geojsonhint: nothing to say of $collection"
done
