"""The counties of the United States (us-atlas, from the Census Bureau, public domain): a point and a box by FIPS code."""

import json

import shapes
from row import Row

STATES = (
    "01AL02AK04AZ05AR06CA08CO09CT10DE11DC12FL13GA15HI16ID17IL18IN19IA20KS21KY22LA23ME24MD25MA26MI27MN28MS29MO30MT31NE32NV"
    "33NH34NJ35NM36NY37NC38ND39OH40OK41OR42PA44RI45SC46SD47TN48TX49UT50VT51VA53WA54WV55WI56WY"
)
STATE = {STATES[i : i + 2]: STATES[i + 2 : i + 4] for i in range(0, len(STATES), 4)}


def rows(unpacked):
    """Rows without an id of their own: the merge joins them to GeoNames' counties by their code, `US.TX.201`."""
    with open(unpacked / "us-atlas/package/counties-10m.json", encoding="utf-8") as file:
        topology = json.load(file)
    arcs = [list(_decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    for county in topology["objects"]["counties"]["geometries"]:
        fips = county["id"]
        if fips[:2] not in STATE or "arcs" not in county:
            continue
        polygons = county["arcs"] if county["type"] == "MultiPolygon" else [county["arcs"]]
        rings = [_ring(polygon[0], arcs) for polygon in polygons]
        point = shapes.middle_of_area(rings)
        row = Row(f"fips:{fips}", county["properties"]["name"], "admin2", point[0], point[1], "census", ccodes="US")
        row.admin = f"US.{STATE[fips[:2]]}.{fips[2:]}"
        row.bbox = shapes.box(rings)
        row.licence = "CC0-1.0"
        yield row


def _decoded(arc, transform):
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * transform["scale"][0] + transform["translate"][0], y * transform["scale"][1] + transform["translate"][1]


def _ring(numbers, arcs):
    ring = []
    for number in numbers:
        ring += arcs[number] if number >= 0 else arcs[~number][::-1]
    return ring
