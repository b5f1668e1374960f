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

# The driver of OGC API - Features finds the collections itself, and follows the pages; a box and a day are the server's to ask for.
counted() { # counted QUERY: how many mentions the server counts
  curl -fsS "$url/collections/mentions/items?limit=1$1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["numberMatched"])'
}
found() { # found OPTION…: how many mentions GDAL finds
  ogr2ogr -f GeoJSONSeq /vsistdout/ "OAPIF:$url" mentions -oo PAGE_SIZE=50 "$@" 2>"$work/warned" | grep -c '"Feature"'
}
ogrinfo -ro "OAPIF:$url" >"$work/listed"
for collection in mentions places articles gazetteer; do
  grep -q ": $collection " "$work/listed" || { cat "$work/listed" >&2; exit 1; }
done
same() { # same WHAT FOUND COUNTED
  [ "$2" = "$3" ] && [ "$2" -gt 0 ] || { echo "gdal: $1: $2 features, the API counts $3" >&2; cat "$work/warned" >&2; exit 1; }
  echo "gdal: OAPIF, $1: $2 mentions"
}
same all "$(found)" "$(counted "")"
same "in a box" "$(found -spat 30 30 45 40)" "$(counted "&bbox=30,30,45,40")"
same "of a language" "$(found -where "lang='en'")" "$(counted "&lang=en")"
same "in a box from a day on" "$(found -spat 30 30 45 40 -where "when_start >= '2016-12-01'")" \
  "$(counted "&bbox=30,30,45,40&datetime=2016-12-01/..")"
