"""Postal places of the United States (npm zipcodes, BSD): communities that are no incorporated place of GeoNames' cities.

A place's point is the mean of its ZIP codes'. They have no ids; theirs are made of state and name.
"""

import collections
import json

import names
from from_census import STATE
from row import Row


def rows(unpacked):
    text = (unpacked / "zipcodes/package/lib/codes.js").read_text(encoding="utf-8")
    codes, _ = json.JSONDecoder().raw_decode(text[text.index("{") :])
    points = collections.defaultdict(list)
    for code in codes.values():
        if code["state"] in STATE.values() and code["latitude"]:  # no armed forces abroad, no islands
            points[code["state"], code["city"]].append((code["longitude"], code["latitude"]))
    for (state, city), found in sorted(points.items()):
        lon = sum(point[0] for point in found) / len(found)
        lat = sum(point[1] for point in found) / len(found)
        slug = names.folded(city).replace(" ", "-")
        row = Row(f"zip:{state}-{slug}", city, "city", lon, lat, "zip", ccodes="US", fcode="PPL")
        row.admin, row.licence = f"US.{state}", "BSD-3-Clause"
        yield row
