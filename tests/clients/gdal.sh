#!/usr/bin/env bash
# GDAL reads what the server gives: the download and the collection, every feature and every field.
# Usage: tests/clients/gdal.sh [path of the program]
set -euo pipefail
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tadmur}
. "$(dirname "$0")/serving.sh"

serve articles

curl -fsS -o "$work/mentions.geojson" "$url/export/mentions.geojson?role=all&zone=all&duplicates=true"
curl -fsS -o "$work/places.geojson" "$url/export/places.geojson"

for collection in mentions places; do
  file=$work/$collection.geojson
  ogrinfo -ro -al "$file" >"$work/listed" 2>"$work/warned"
  if [ -s "$work/warned" ]; then cat "$work/warned" >&2; exit 1; fi
  python3 - "$file" "$work/listed" <<'CHECK'
import json, re, sys
features = json.load(open(sys.argv[1], encoding="utf-8"))["features"]
listed = open(sys.argv[2], encoding="utf-8").read()
assert features, "no features in the download"
assert f"Feature Count: {len(features)}" in listed, "GDAL counts other features"
assert listed.count("OGRFeature(") == len(features), "GDAL lists other features"
assert "Geometry: Point" in listed, "GDAL sees no points"
fields = set(re.findall(r"^(\w+): (?:String|Integer|Real|Date|DateTime)", listed, re.M))
missing = set(features[0]["properties"]) - fields
assert not missing, f"GDAL lacks the fields {sorted(missing)}"
print(f"gdal: {len(features)} features with {len(fields)} fields in {sys.argv[1].rsplit('/', 1)[1]}")
CHECK
  items="$url/collections/$collection/items"
  count=$(ogrinfo -ro -al -so "GeoJSON:$items" | sed -n 's/^Feature Count: //p' | head -1)
  matched=$(curl -fsS "$items?limit=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["numberMatched"])')
  [ "$count" = "$matched" ] || { echo "gdal: $count features at $items, not $matched" >&2; exit 1; }
  echo "gdal: $count features at /collections/$collection/items"
done
