#!/usr/bin/env bash
# QGIS reads the collections without a screen: as many features under a box and a date as the API counts.
# Usage: tests/clients/qgis.sh [path of the program]
set -euo pipefail
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tadmur}
. "$(dirname "$0")/serving.sh"

serve articles

QT_QPA_PLATFORM=offscreen XDG_DATA_HOME=$work XDG_RUNTIME_DIR=$work HOME=$work /usr/bin/python3 - "$url" 2>"$work/warned" <<'CHECK' ||
import json, os, sys, urllib.request
from qgis.core import Qgis, QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

base = sys.argv[1]
application = QgsApplication([], False)
application.initQgis()

def asked(collection, query=""):
    with urllib.request.urlopen(f"{base}/collections/{collection}/items?limit=10000{query}") as answer:
        return json.load(answer)

BOX = (30, 30, 45, 40)
for collection in ["mentions", "places"]:
    # pages of 100, so that QGIS follows the links
    uri = f"pageSize='100' pagingEnabled='true' restrictToRequestBBOX='1' typename='{collection}' url='{base}'"
    layer = QgsVectorLayer(uri, collection, "OAPIF")
    assert layer.isValid(), layer.error().summary()

    def found(request=None, layer=layer):
        return sum(1 for _ in layer.getFeatures(request or QgsFeatureRequest()))

    def same(what, found, expected):
        assert found == expected and expected > 0, f"{collection}, {what}: {found}, the API counts {expected}"
        return found

    every = asked(collection)
    first = every["features"][0]["properties"]
    fields = {it.name() for it in layer.fields()}
    assert fields >= set(first), set(first) - fields
    n_all = same("all", found(), every["numberMatched"])
    box = QgsFeatureRequest().setFilterRect(QgsRectangle(*BOX))
    n_in_box = same("box", found(box), asked(collection, "&bbox=" + ",".join(map(str, BOX)))["numberMatched"])
    told = f"qgis {Qgis.QGIS_VERSION}: {n_all} {collection}, {n_in_box} in the box"
    if collection == "mentions":
        day = "2016-12-01"
        # QGIS asks the server, with `datetime` until the end of 9999
        assert layer.setSubsetString(f"\"when_start\" >= '{day}'"), "no subset"
        late = asked(collection, f"&datetime={day}/..")["numberMatched"]
        n_late = same("date", found(), late)
        told += f", {n_late} from {day}"
    print(told, flush=True)
# without its own end, which fails while layers are left
os._exit(0)
CHECK
  { cat "$work/warned" >&2; exit 1; }
