#!/usr/bin/env bash
# Clients of OGC API - Features read what the server gives: ogctests, OWSLib; and schemathesis tries every operation of the definition, with writing.
# They are installed once, from PyPI, below the target folder.
# Usage: tests/clients/ogc.sh [path of the program]
set -euo pipefail
target=$(realpath "${CARGO_TARGET_DIR:-target}")
program=${1:-$target/debug/tadmur}
. "$(dirname "$0")/serving.sh"

venv() { # venv NAME PACKAGE…
  local folder=$target/clients/$1
  shift
  [ -e "$folder/.done-$*" ] && return
  python3 -m venv "$folder"
  "$folder/bin/pip" install -q "$@"
  touch "$folder/.done-$*"
}
venv ogctests ogctests==0.1.15 setuptools
venv clients owslib==0.35.0 schemathesis==4.32.5

serve reading

suite=$(echo "$target"/clients/ogctests/lib/python3*/site-packages/ogctests)
(cd "$suite" && "$target/clients/ogctests/bin/python" -m ogctests features/core -v True -i "$url") >"$work/ogctests" 2>&1 || true
if ! grep -q '29 passed' "$work/ogctests"; then tail -80 "$work/ogctests" >&2; exit 1; fi
echo "ogctests: 29 of 29"

"$target/clients/clients/bin/python" - "$url" <<'CHECK'
import sys
from owslib.ogcapi.features import Features
server = Features(sys.argv[1])
assert set(server.feature_collections()) >= {"mentions", "places", "articles", "gazetteer"}, server.feature_collections()
everything = server.collection_items("mentions", limit=10_000)
asked = server.collection_items("mentions", bbox=[30, 30, 45, 40], datetime_="2016-12-01/2016-12-31", limit=10_000)
def passes(it):
    (lon, lat), told = it["geometry"]["coordinates"], it["properties"]
    late = (told["when_end"] or "9999") >= "2016-12-01" and (told["when_start"] or "0000") <= "2016-12-31"
    return 30 <= lon <= 45 and 30 <= lat <= 40 and told["when"] is not None and late
expected = [it["id"] for it in everything["features"] if passes(it)]
assert expected and [it["id"] for it in asked["features"]] == expected, (len(expected), asked["numberMatched"])
cql = server.collection_items("mentions", filter="place = 'Palmyra' AND score > 0.5", limit=10_000)
expected = [it["id"] for it in everything["features"] if it["properties"]["place"] == "Palmyra" and it["properties"]["score"] > 0.5]
assert [it["id"] for it in cql["features"]] == expected
print(f"owslib: {len(everything['features'])} mentions, {asked['numberMatched']} in December, {len(expected)} by CQL2")
CHECK

# Writing is tried too, in a database of its own. Its gazetteer is small, so that a download of it is.
# Left out: a schema cannot say all that a date, a condition or a list may be; and a limit above the most is taken for the
# most (7.15.2), as the schema of OGC has it. A stream of events does not end.
export TADMUR_TOKEN=a-token-of-some-length
awk 'NR <= 1000 || /,(Palmyra|Homs|Aleppo),/' gazetteer.csv >"$work/small.csv"
serve writing --db "$work/news.db" --gazetteer "$work/small.csv" seeds
mention=$(curl -fsS "$url/collections/mentions/items?limit=1" | grep -oE '"id":"[^"]+-[0-9]+"' | head -1 | cut -d'"' -f4)
cat >"$work/schemathesis.toml" <<CONFIG
# Ids that there are.
[[operations]]
include-path-regex = "^/collections/mentions/items/"
parameters = { "path.id" = "$mention" }
[[operations]]
include-path-regex = "^(/collections/articles/items|/articles)/"
parameters = { "path.id" = "${mention%-*}" }
[[operations]]
include-path-regex = "^/collections/(places|gazetteer)/items/"
parameters = { "path.id" = "gn:170063" }
CONFIG
(cd "$work" && "$target/clients/clients/bin/schemathesis" run "$url/api" --url "$url" --checks all --phases examples,coverage,fuzzing \
  --header "Authorization: Bearer $TADMUR_TOKEN" --exclude-path /events \
  --exclude-checks positive_data_acceptance,negative_data_rejection \
  --max-examples 10 --workers 1 --seed 1) >"$work/schemathesis" 2>&1 ||
  { tail -120 "$work/schemathesis" >&2; exit 1; }
echo "schemathesis: $(grep -A1 'Test cases' "$work/schemathesis" | tail -1 | xargs)"
