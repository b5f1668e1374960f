"""Merges build/gazetteer/sources/*.csv and the tables made by hand beside this file into gazetteer.csv.

    python3 tools/gazetteer/merge.py [--build DIR] [--out FILE] [--edition world|everything]

Rows are joined by id, by ISO code or by division code; then names are cleaned, labels chosen and parents found.
"""

import argparse
import csv
import pathlib

import editions
import handmade
import junk
import labels
import mend
import names
import transport
import twins
from editions import is_known
from row import COLUMNS, read

HERE = pathlib.Path(__file__).parent
# The order of trust: a place's first row gives its id, title, kind and point; for a language, the first form leads.
ORDER = [
    "geonames", "natural_earth", "cldr_countries", "cldr_regions", "cldr_cities", "world_atlas", "census",
    "whosonfirst", "airports", "zipcodes", "pleiades",
]  # fmt: skip
LICENCES = ["CC0-1.0", "MIT", "Unicode-3.0", "BSD-3-Clause", "CC-BY-3.0", "CC-BY-4.0"]  # the stricter, the later


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/gazetteer"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("gazetteer.csv"))
    parser.add_argument("--edition", choices=editions.ALL, default="world")
    options = parser.parse_args()
    edition = editions.ALL[options.edition]
    places = join(options.build / "sources")
    labels.simplify(places)
    handmade.add(places, HERE)
    places = dict(sorted(places.items(), key=lambda item: item[1].source != "tadmur"))  # those lead their twins
    pairs = twins.merge(places, _absorb)
    print(f"twins: {len(pairs):,} rows joined")
    transport.add_names(places)
    rules = junk.Rules(HERE, places)
    for row in places.values():
        rules.clean(row)
    kept = {key: row for key, row in places.items() if row.lat is not None and not rules.drops_place(row)}
    print(f"junk: {rules.write(options.build / 'dropped.csv'):,} names and places dropped (dropped.csv)")
    seats = {}
    for row in kept.values():
        if row.types in ("city", "suburb"):
            seats.setdefault((row.ccodes, names.folded(row.title)), []).append(row)
    kept = {key: row for key, row in kept.items() if edition.holds(row) and not _is_its_seat(row, seats)}
    print(f"{options.edition}: {len(kept):,} of {len(places):,} places")
    find_parents(kept)
    for row in kept.values():
        names.add_spellings(row)
        row.names = edition.names(row)
        if (row.types, row.fcode) == ("city", "PPL"):
            row.fcode = ""  # goes without saying: a megabyte
    size = write(options.out, kept.values())
    print("\n".join(mend.mend(options.out)))
    print(f"{options.out}: {size / 1e6:.1f} MB")


def join(sources):
    """All places by id, rows for the same place made one."""
    places, index = {}, {}
    for source in ORDER:
        if source == "whosonfirst":
            labels.choose(places)  # its English forms are many and unranked
        joined = new = 0
        for row in read(sources / f"{source}.csv"):
            key = _same(row, places, index)
            if key is None:
                if row.id.split(":")[0] in ("iso", "tz", "fips"):
                    continue  # names for a place that no source positions
                places[row.id] = row
                _note(row, index)
                new += 1
            else:
                _absorb(places[key], row)
                joined += 1
        print(f"{source}: {new:,} new, {joined:,} joined", flush=True)
    return places


M49 = {
    "002": 6255146, "003": 6255149, "005": 6255150, "009": 6255151, "011": 7729885, "013": 7729892, "014": 7729889,
    "015": 7729887, "017": 7729886, "018": 9406051, "021": 7729890, "029": 7729891, "030": 7729894, "034": 7729895,
    "035": 7729896, "039": 9408658, "053": 7729898, "054": 7729899, "142": 6255147, "143": 7729893, "145": 7729897,
    "150": 6255148, "151": 7729884, "154": 7729883, "155": 9408659, "202": 12212804,
}  # fmt: skip


def _note(row, index):
    """Notes by what else the same place may be known."""
    if row.types in ("country", "territory") and row.admin == row.ccodes and row.ccodes:
        index.setdefault(("iso", row.ccodes), row.id)
    elif row.types in ("admin1", "admin2") and row.admin:
        index.setdefault(("admin", row.admin), row.id)
    elif row.types == "city" and row.population and row.population >= 50_000:
        index.setdefault(("city", row.title), []).append((row.population, row.id))
    for match in row.matches:
        index.setdefault(match, row.id)


def _same(row, places, index):
    if row.id in places:
        return row.id
    head, _, rest = row.id.partition(":")
    if head == "m49":
        return f"gn:{M49[rest]}" if rest in M49 else None
    if head == "iso":
        return index.get(("iso", rest))
    if head == "fips":
        return index.get(("admin", row.admin))
    if head == "tz":
        known = index.get(("city", row.title))
        return max(known)[1] if known else None
    if row.types in ("country", "territory") and row.admin and row.admin == row.ccodes:
        return index.get(("iso", row.ccodes))
    for match in row.matches:
        key = index.get(match)
        if key and (places[key].types == row.types or row.types.startswith("admin")):
            return key
    return None


def _absorb(place, row):
    """Adds to a place what another source knows of it."""
    if place.lat is None or (row.source == "census" and "seat" in place.source):
        place.lon, place.lat = row.lon, row.lat
        place.source = place.source.replace(";seat", "")
    for column in ("fcode", "ccodes", "bbox", "population", "start", "end"):
        if not getattr(place, column):
            setattr(place, column, getattr(row, column))
    if row.id != place.id and row.id.split(":")[0] in ("gn", "wd", "wof", "pleiades", "ne") and row.id not in place.matches:
        place.matches.append(row.id)
    place.matches += [match for match in row.matches if match not in place.matches]
    place.source = ";".join(dict.fromkeys([*place.source.split(";"), *row.source.split(";")]))
    place.licence = max(place.licence, row.licence, key=LICENCES.index)
    if row.types == "ancient" != place.types:
        for text in sorted({row.title, *row.texts()} - {place.title, *place.texts()}):
            place.name(text, "und-x-hist")
        return
    if row.source == "census":
        place.name(place.title, "en")  # Rapides Parish stays the label, Rapides is another name
    if row.source != "cldr" or row.id.startswith("m49"):
        place.name(row.title, "en" if row.source in ("ne", "census") else "")
    for text, tag in row.names:
        place.name(text, tag)


def _is_its_seat(row, seats):
    """Whether a division is known only by its seat's point and name: the same dot with the same name says nothing."""
    if row.types != "admin2" or "seat" not in row.source:
        return False
    towns = seats.get((row.ccodes, names.folded(row.title)), ())
    return any(abs(town.lat - row.lat) < 0.01 and abs(town.lon - row.lon) < 0.01 for town in towns)


def find_parents(places):
    """A place's parent is the smallest division of its code that is itself in the file, or else its country.

    A code is that of the largest division that has it: some districts bear only their province's.
    """
    by_code, sizes = {}, ["country", "territory", "admin1", "admin2"]
    divisions = [row for row in places.values() if row.admin and row.types in sizes and row.fcode != "PCLH"]
    for row in sorted(divisions, key=lambda row: sizes.index(row.types)):
        by_code.setdefault(row.admin, row)
    for row in places.values():
        code = row.admin or row.ccodes
        while code and not row.parent_id:
            parent = by_code.get(code)
            if parent is not None and parent.id != row.id:
                row.parent_id = parent.id
                row.parent_name = parent.title if is_known(row) else ""  # the file would be a tenth larger
            code = code.rpartition(".")[0]


def write(path, rows):
    """Writes the file of docs/gazetteer.md and returns its size."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        out.writeheader()
        for row in sorted(rows, key=lambda row: row.id.encode()):
            out.writerow(row.cells())
    return path.stat().st_size


if __name__ == "__main__":
    main()
