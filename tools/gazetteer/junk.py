"""Junk: written forms that are no names, and places that are none, each rule with its reason.

What the rules drop is listed in build/gazetteer/dropped.csv.
"""

import csv
import pathlib
import re

import names

# A place this large keeps a name that is also a common English word (March in Cambridgeshire, Split): the reader of a
# text can tell them apart by capitals and company; for a village the word is nearly always the word.
KNOWN_TOWN = {"function": 15_000, "calendar": 15_000, "title": 15_000, "noun": 1_000}
GENERIC = set(
    "airport barrage bay beach bridge camp canal cape capital castle center centre centro channel city ciudad coast colony "
    "county dam desert district downtown east farm field fort gulf harbor harbour headquarters hill hills island islands "
    "lake location mine mission mountain mountains north ocean old outskirts parish park peninsula plain plateau point "
    "port province quarter ranch region reserve reservoir resort river road sea settlement south square state station "
    "strait street suburb town township university valley village ville west western eastern northern southern zone "
    "northwest northeast southwest southeast north-east north-west central sud nord est ouest centru vest nordic isole "
    "القرية قرية مدينة محافظة منطقة город село деревня посёлок область район край".split()
)
OBJECTS = re.compile(
    r"^(unnamed|untitled|block|barrington atlas|turret|milecastle|house|so-called|insula|ad\b\.?$|apt\.?$)|\bpr\.$|"
    r"\b(villas?|theat(er|re)|amphitheat(er|re)|tombs?|tomba|necropolis|mithraeum|basilica|mausoleum|aqueduct|thermae|"
    r"terme|baths|bridge|ponte|puente|mine|mines|kiln|quarry|quarries|domus|cemetery|tumulus|shrine|nymphaeum|cistern)\b",
    re.I,
)


class Rules:
    """The rules, and a list of what they dropped."""

    def __init__(self, folder, places):
        with open(pathlib.Path(folder) / "words.csv", encoding="utf-8", newline="") as file:
            self.words = {word: cells["class"] for cells in csv.DictReader(file) for word in cells["words"].split()}
        self.countries = {names.folded(row.title) for row in places.values() if row.types == "country"}
        self.dropped = []

    def drops_place(self, row):
        fault = self._place_fault(row)
        if fault:
            self.dropped.append((row.id, row.title, "", fault))
        return bool(fault)

    def clean(self, row):
        """Drops the names of a row that are none; of `Singen (Hohentwiel)` and `Myrina/Lemnos` the parts stay."""
        row.title = re.sub(r" \([^()]*\)$", "", row.title)
        tags = {}
        for text, tag in row.names:
            tags.setdefault(text, []).append(tag)
        faults = {text: self._name_fault(row, text, tags[text]) for text in tags}
        kept = {}
        for text, tag in row.names:
            if not faults[text]:
                kept[text, tag] = None
            elif faults[text].startswith("note"):
                for part in re.split(r" ?/ ?| \([^()]*\)$", text):
                    if len(part) > 2 and not self._name_fault(row, part, [tag]):
                        kept[part, tag] = None
        row.names = kept
        self.dropped += [(row.id, row.title, text, fault) for text, fault in faults.items() if fault]

    def _place_fault(self, row):
        title = row.title
        if row.source == "tadmur":
            return ""
        if len(title) < 2 and names.script(title) != "Hani":
            return "single letter: cannot be told from an initial"
        if names.folded(title) in GENERIC or re.fullmatch(r"(region|district|zone|block|ward|no) ?\d+", title.lower()):
            return "generic: names a kind or a direction, not a place"
        if re.match(r"Internal .* Waters$", title):
            return "waters: a legal zone, not a place"
        if not re.search(r"[^\W\d_]{2}", title):
            return "number: names a block or a lot, not a place"
        if row.types == "ancient" and OBJECTS.search(title):
            return "object: a find inside a site, or a feature without a name"
        if self._is_word(row, title):
            return "word: a village called by a common English word"
        if re.search(r"\d|/", title) and row.source == "wof" and not row.population:
            return "lot: a numbered canal village, lot or reserve"
        if row.source == "wof" and len(title.split()) > 5:
            return "description: not a name"
        return ""

    def _name_fault(self, row, text, tags):
        if any("-x-" in tag for tag in tags):
            return ""
        if len(text) < 2 and names.script(text) != "Hani":
            return "single letter: cannot be told from an initial"
        if not re.search(r"[^\W\d_]", text):
            return "number: not a name"
        if text.isascii() and text.isupper() and len(text) < 5 and not row.title.isupper():
            return "code: an airport's or a division's, not a name"
        if re.search(r"[()\[\]{}<>=|/\\]|\bdisambig|\s[-–]\s", text):
            return "note: a disambiguation or two names in one"
        if len(text) > 60 or len(text.split()) > 8:
            return "description: not a name"
        if names.folded(text) in GENERIC:
            return "generic: names a kind or a direction, not a place"
        if self._is_word(row, text):
            return "word: a common English word that a small place also bears"
        other = row.types not in ("country", "territory", "admin1", "continent", "region")
        if other and text != row.title and tags == [""] and names.folded(text) in self.countries:
            return "country: a state's name, given to one of its places"
        return ""

    def _is_word(self, row, text):
        known = KNOWN_TOWN.get(self.words.get(names.folded(text)), 0)
        return row.types in ("city", "suburb", "ancient", "admin3") and (row.population or 0) < known

    def write(self, path):
        with open(path, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["id", "title", "name", "rule"])
            out.writerows(sorted(self.dropped))
        return len(self.dropped)
