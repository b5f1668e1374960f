"""Describes gazetteer.csv to machines: datapackage.json (Frictionless) and gazetteer.csv-metadata.json (CSV on the Web).

    python3 tools/gazetteer/describe.py [--gazetteer FILE]

Beside the file. The words are those of docs/gazetteer.md; bytes, hash and row count are the file's.
"""

import argparse
import hashlib
import json
import pathlib

KINDS = (
    "continent country territory admin1 admin2 admin3 city suburb region river lake sea island mountain desert landform "
    "park ancient airport port site"
).split()
ID = r"[a-z0-9]+:[^;@\s]+"
EDTF_YEAR = r"-?[0-9]{1,4}"
# name, title, description, JSON-able Table Schema constraints, type, LP-TSV or other term
COLUMNS = [
    ("id", "A stable id, source:local", "string", {"required": True, "unique": True, "pattern": ID}),
    ("title", "The name shown: English where English has one", "string", {"required": True}),
    ("types", "The kind of place", "string", {"required": True, "enum": KINDS}),
    ("fcode", "GeoNames feature code", "string", {"pattern": r"[A-Z0-9]{1,6}"}),
    ("ccodes", "ISO 3166-1 alpha-2 codes joined by ;", "string", {"pattern": r"[A-Z]{2}(;[A-Z]{2})*"}),
    ("parent_id", "The id of the place that contains it", "string", {"pattern": ID}),
    ("parent_name", "That place's title", "string", {}),
    ("lon", "Degrees east, WGS 84", "number", {"required": True, "minimum": -180, "maximum": 180}),
    ("lat", "Degrees north, WGS 84", "number", {"required": True, "minimum": -90, "maximum": 90}),
    ("bbox", "West south east north, in degrees", "string", {"pattern": r"-?[0-9.]+( -?[0-9.]+){3}"}),
    ("population", "Inhabitants", "integer", {"minimum": 1}),
    ("variants", "Other names joined by ;, each name@tags", "string", {}),
    ("matches", "The same place elsewhere, joined by ;", "string", {"pattern": f"{ID}(;{ID})*"}),
    ("start", "EDTF year it came to be", "string", {"pattern": EDTF_YEAR}),
    ("end", "EDTF year it ceased to be", "string", {"pattern": EDTF_YEAR}),
    ("source", "Where the row comes from, joined by ;", "string", {"required": True, "pattern": r"[a-z0-9]+(;[a-z0-9]+)*"}),
    ("licence", "SPDX id of the row's licence", "string", {"required": True}),
]  # fmt: skip
LICENCES = [
    ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"),
    ("CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/", "Creative Commons Attribution 3.0"),
    ("Unicode-3.0", "https://www.unicode.org/license.txt", "Unicode License V3"),
    ("MIT", "https://opensource.org/license/mit", "MIT License"),
    ("BSD-3-Clause", "https://opensource.org/license/bsd-3-clause", "BSD 3-Clause License"),
    ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "Public domain or CC0 1.0"),
]
SOURCES = [
    ("GeoNames", "https://www.geonames.org/"),
    ("Natural Earth", "https://www.naturalearthdata.com/"),
    ("Who's On First", "https://whosonfirst.org/"),
    ("Unicode CLDR", "https://cldr.unicode.org/"),
    ("Pleiades", "https://pleiades.stoa.org/"),
    ("CIA World Factbook", "https://www.cia.gov/the-world-factbook/"),
    ("US Census Bureau (us-atlas)", "https://github.com/topojson/us-atlas"),
    ("airportsdata", "https://github.com/mborsetti/airportsdata"),
    ("zipcodes", "https://github.com/davglass/zipcodes"),
]
DESCRIPTION = "Places that news name, with their names by language. Specification: docs/gazetteer.md; credits: NOTICE-DATA.md."


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gazetteer", type=pathlib.Path, default=pathlib.Path("gazetteer.csv"))
    path = parser.parse_args().gazetteer
    data = path.read_bytes()
    _write(path.with_name("datapackage.json"), data_package(path.name, data))
    _write(path.with_name(f"{path.name}-metadata.json"), csvw(path.name))


def data_package(name, data):
    fields = [
        {"name": column, "title": column, "description": text, "type": kind, **({"constraints": rules} if rules else {})}
        for column, text, kind, rules in COLUMNS
    ]
    return {
        "name": "tadmur-gazetteer",
        "title": "Tadmur gazetteer",
        "description": DESCRIPTION,
        "licenses": [{"name": spdx, "path": url, "title": title} for spdx, url, title in LICENCES],
        "sources": [{"title": title, "path": url} for title, url in SOURCES],
        "resources": [
            {
                "name": "gazetteer",
                "path": name,
                "type": "table",
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
                "schema": {"fields": fields, "primaryKey": ["id"], "missingValues": [""]},
            }
        ],
    }


def csvw(name):
    lists = {"ccodes", "variants", "matches", "source"}
    columns = []
    for column, text, kind, rules in COLUMNS:
        datatype = {"base": kind}
        datatype |= {key: rules[key] for key in ("minimum", "maximum") if key in rules}
        entry = {"name": column, "titles": column, "dc:description": text, "datatype": datatype}
        if column in lists:
            entry["separator"] = ";"
        elif "pattern" in rules:
            datatype["format"] = rules["pattern"]
        if rules.get("required"):
            entry["required"] = True
        columns.append(entry)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": "Tadmur gazetteer",
        "dc:description": DESCRIPTION,
        "dc:license": {"@id": LICENCES[0][1]},
        "dc:source": [title for title, _ in SOURCES],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\n"], "header": True},
        "tableSchema": {"primaryKey": "id", "columns": columns},
    }


def _write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
