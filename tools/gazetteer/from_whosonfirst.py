"""Who's On First: towns, divisions, districts of towns and airports of twenty countries, names by language.

Read from an extract; mixed sources, all asking for attribution at most (see NOTICE-DATA.md).
"""

import csv
import lzma
import re

import names
from row import Row

LICENCE = "CC-BY-4.0"
KINDS = {
    "A.PCL": "country", "A.ADM1": "admin1", "A.ADM2": "admin2", "A.ADM3": "admin3", "P.PPLX": "suburb", "H.SEA": "sea",
    "H.OCN": "sea", "L.CONT": "continent",
}  # fmt: skip
CODES = re.compile(r"[A-Z0-9]{3,4}")  # airport codes that stand among the English names


def rows(data):
    csv.field_size_limit(1 << 24)
    with lzma.open(f"{data}/whosonfirst_places.csv.xz", "rt", encoding="utf-8", newline="") as file:
        for place in csv.DictReader(file):
            row = _row(place)
            if row is not None:
                yield row


def _row(place):
    kind = KINDS.get(place["type"], "city" if place["type"].startswith("P.") else "")
    if not kind:
        if place["type"] != "S." or not re.search(r"air|field|base|aero|heli", place["name"] + place["alt_names"], re.I):
            return None
        kind = "airport"
    country = place["country"] if re.fullmatch("[A-Z]{2}", place["country"]) else ""
    row = Row(place["id"], place["name"], kind, place["lon"], place["lat"], "wof", ccodes=country, licence=LICENCE)
    code = place["type"].partition(".")[2]
    row.fcode = "AIRP" if kind == "airport" else code
    row.population = int(place["population"] or 0) or ""
    row.admin = country
    if place["wikidata"]:
        row.matches.append("wd:" + place["wikidata"])
    for named in place["alt_names"].split("|"):
        tag, _, text = named.partition(":")
        if tag.startswith("und"):
            if names.is_geonames_name(text):
                row.name(text)
        elif not (kind == "airport" and CODES.fullmatch(text)):
            row.name(text, tag)
    return row
