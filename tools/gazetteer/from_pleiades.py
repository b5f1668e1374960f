"""Pleiades: places of antiquity. CC BY 3.0. Names have no language."""

import csv
import lzma
import re

import names
from row import Row


def rows(data):
    with lzma.open(f"{data}/pleiades_places.csv.xz", "rt", encoding="utf-8", newline="") as file:
        for place in csv.DictReader(file):
            title = _plain(place["name"])
            if not title:
                continue
            key = "pleiades:" + place["id"].removeprefix("pl:")
            row = Row(key, title, "ancient", place["lon"], place["lat"], "pleiades", fcode="ANS", licence="CC-BY-3.0")
            for named in place["alt_names"].split("|"):
                text = _plain(named.partition(":")[2])
                if names.is_geonames_name(text):
                    row.name(text)
            yield row


def _plain(text):
    """Without the editors' marks of doubt: `*Hadriane?`, `(H)atria`."""
    return re.sub(r"[*?<>\[\]()]", "", text).strip()
