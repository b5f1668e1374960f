"""The tables made by hand: regions, historical names, misnomers, demonyms, abbreviations, labels.

Facts of common knowledge, written for this project; CC0-1.0. A place is named by its id, or by its ISO code (`SY`), its
division code (`US.TX`) or as the largest town of a name in a country (`London/GB`).
"""

import csv

import names
import peoples
from row import Row


def add(places, folder):
    """Adds every table to the places; a reference that finds nothing is an error."""
    finder = Finder(places)
    for cells in _table(folder / "regions.csv"):
        _region(cells, places)
    finder = Finder(places)
    for cells in _table(folder / "historical.csv"):
        _historical(cells, places, finder)
    for cells in _table(folder / "misnomers.csv"):
        row, other = finder.find(cells["place"]), finder.find(cells["of"])
        theirs = {names.folded(text) for text in (other.title, *other.texts())} - {names.folded(row.title)}
        row.names = {name: None for name in row.names if names.folded(name[0]) not in theirs}
    finder = Finder(places)
    for cells in _table(folder / "demonyms.csv"):
        for text in cells["forms"].split(";"):
            finder.find(cells["place"]).name(text, "en-x-demonym")
    for cells in _table(folder / "peoples.csv"):
        row = finder.find(cells.pop("place"))
        for column, bases in cells.items():
            lang = column.removesuffix("_people")
            for base in filter(None, bases.split(";")):
                for text in peoples.forms(lang, base):
                    row.name(text, f"{lang}-x-demonym")
    for cells in _table(folder / "abbreviations.csv"):
        for text in cells["forms"].split(";"):
            finder.find(cells["place"]).name(text, "en-x-abbr")
    for cells in _table(folder / "labels.csv"):
        row = finder.find(cells["place"])
        row.name(row.title)
        row.title = cells["title"]


def _table(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


class Finder:
    """Finds the place that a table names."""

    def __init__(self, places):
        self.places, self.codes, self.towns = places, {}, {}
        for row in places.values():
            if row.types in ("country", "territory", "admin1") and row.admin and row.fcode != "PCLH":
                self.codes.setdefault(row.admin, row)
            elif row.types == "city" and (row.population or 0) > 15_000:
                for text in {row.title, *row.texts()}:
                    key = f"{text}/{row.ccodes}"
                    if (row.population, row.id) > self.towns.get(key, (0, "")):
                        self.towns[key] = (row.population, row.id)

    def find(self, reference):
        row = self.places.get(reference) or self.codes.get(reference)
        if row is None and reference in self.towns:
            row = self.places[self.towns[reference][1]]
        if row is None:
            raise SystemExit(f"a table made by hand names `{reference}`, which no source has")
        return row


def _region(cells, places):
    row = places.get(cells["id"])
    if row is None:
        row = Row(cells["id"], cells["title"], cells["types"], cells["lon"], cells["lat"], "tadmur")
        row.licence = "CC0-1.0"
        places[row.id] = row
    row.name(row.title)
    old, row.names = row.names, {}
    _variants(row, cells["variants"])
    row.names |= old
    row.title, row.types = cells["title"], cells["types"]
    if cells["lon"]:  # or else the source's own point stays
        row.lon, row.lat = float(cells["lon"]), float(cells["lat"])
    row.ccodes = cells["ccodes"] or row.ccodes
    row.bbox = tuple(map(float, cells["bbox"].split())) if cells["bbox"] else row.bbox
    for other in filter(None, cells["also"].split(";")):
        twin = places.pop(other, None)
        if twin is not None:
            row.names |= twin.names
            row.source = f"{row.source};{twin.source}"
        elif other not in row.matches:
            row.matches.append(other)


def _historical(cells, places, finder):
    if cells["title"]:
        row = Row(cells["place"], cells["title"], cells["types"], cells["lon"], cells["lat"], "tadmur")
        row.licence, row.fcode = "CC0-1.0", "PCLH"
        row.start, row.end = cells["start"], cells["end"]
        row.bbox = tuple(map(float, cells["bbox"].split())) if cells["bbox"] else ""
        places[row.id] = row
    else:
        row = finder.find(cells["place"])
    _variants(row, cells["variants"])


def _variants(row, variants):
    for variant in filter(None, variants.split(";")):
        text, _, tags = variant.rpartition("@")
        for tag in tags.split("+"):
            row.name(text, tag)
