"""Unicode CLDR: names of countries, macro-regions and time-zone cities in every language. Unicode-3.0.

CLDR knows no coordinates: its countries carry only an ISO code, by which the merge joins them; its cities are rows of
their own only in the sense of a name in a country, joined to the largest town of that name there.
"""

import json

from row import Row

LICENCE = "Unicode-3.0"
# UN M49 codes of macro-regions that news name; 001, 419 and the like are left to regions.csv or out.
REGIONS = "002 003 005 009 011 013 014 015 017 018 019 021 029 030 034 035 039 053 054 057 061 142 143 145 150 151 154 155 202 419"


def countries(unpacked):
    """One row a territory code, names in all languages of CLDR."""
    rows = {}
    for tag, territories in _territories(unpacked):
        for key, text in territories.items():
            code, _, alt = key.partition("-alt-")
            if len(code) == 2 and code.isalpha() and text != code:
                row = rows.setdefault(code, Row(f"iso:{code}", code, "country", None, None, "cldr", ccodes=code))
                row.name(text, f"{tag}-x-abbr" if alt == "short" and text.isupper() and tag == "en" else tag)
                if tag == "en" and not alt:
                    row.title = text
                row.licence = LICENCE
    return rows.values()


def regions(unpacked):
    """One row a macro-region, `m49:030`, without a point."""
    rows = {}
    for tag, territories in _territories(unpacked):
        for code in REGIONS.split():
            text = territories.get(code)
            if text and text != code:
                row = rows.setdefault(code, Row(f"m49:{code}", code, "region", None, None, "cldr", licence=LICENCE))
                row.name(text, tag)
                if tag == "en":
                    row.title = text
    return rows.values()


def _territories(unpacked):
    for path in sorted((unpacked / "cldr-localenames-full/package/main").glob("*/territories.json")):
        tag = path.parts[-2]
        if "-" not in tag or tag == "zh-Hant":
            with open(path, encoding="utf-8") as file:
                yield tag, json.load(file)["main"][tag]["localeDisplayNames"]["territories"]


def cities(unpacked):
    """One row a time-zone city: its English name, its country where the zone has one, its names."""
    rows = {}
    folder = unpacked / "cldr-dates-full/package/main"
    for tag in sorted(path.name for path in folder.iterdir()):
        if tag == "en" or "-" in tag:
            continue
        for zone, text in _exemplars(folder, tag):
            rows.setdefault(zone, []).append((tag, text))
    out = []
    english = dict(_exemplars(folder, "en"))
    for zone, named in sorted(rows.items()):
        title = english.get(zone) or zone.split("/")[-1].replace("_", " ")
        row = Row(f"tz:{zone}", title, "city", None, None, "cldr", licence=LICENCE)
        for tag, text in named:
            if text != title:
                row.name(text, tag)
        out.append(row)
    return out


def _exemplars(folder, tag):
    with open(folder / tag / "timeZoneNames.json", encoding="utf-8") as file:
        zones = json.load(file)["main"][tag]["dates"]["timeZoneNames"].get("zone", {})
    yield from _walk(zones, ())


def _walk(zones, path):
    for key, value in sorted(zones.items()):
        if isinstance(value, dict):
            if isinstance(value.get("exemplarCity"), str):
                yield "/".join((*path, key)), value["exemplarCity"]
            else:
                yield from _walk(value, (*path, key))
