"""Twins: rows of different sources that are the same place without sharing an id, made one.

Two rows are twins when the less trusted one's title is a name of the other, their kinds are compatible, their countries
do not differ, and they lie close together: how close depends on how large such places are.
"""

import collections

import names
from row import distance_km

# Kinds that may be one place, and how far apart (km) two sources may put its point.
GROUPS = {
    "city": ("settlement", 5), "suburb": ("settlement", 5), "ancient": ("settlement", 3), "admin3": ("admin3", 20),
    "admin1": ("admin1", 150), "admin2": ("admin2", 50), "country": ("country", 500), "territory": ("country", 300),
    "lake": ("lake", 60), "river": ("river", 300), "sea": ("sea", 3000), "island": ("island", 80),
    "mountain": ("mountain", 80), "desert": ("desert", 400), "region": ("region", 300), "landform": ("landform", 60),
    "airport": ("airport", 10), "port": ("port", 15), "park": ("park", 60), "continent": ("continent", 3000),
}  # fmt: skip
ZIP_KM = 25  # a ZIP code's point stands for its delivery area


# A physical feature of Natural Earth that is named as a state, a division or a region is that: the island of Cuba.
FEATURES = {"island", "landform", "continent", "region", "desert", "territory"}
AREAS = {"country": 1500, "territory": 300, "admin1": 400, "region": 400, "continent": 5000}


def merge(places, absorb):
    """Joins twins in place; `absorb(place, row)` adds the less trusted row to the other. Returns pairs of ids."""
    # The order of `places` is the order of trust: sources were read in that order.
    index, pairs = collections.defaultdict(list), []
    for row in list(places.values()):
        if row.lat is None or row.types not in GROUPS:
            continue
        group, _ = GROUPS[row.types]
        twin = _twin(row, index, group)
        if twin is None:
            for text in {names.folded(text) for text in (row.title, *row.texts())}:
                index[group, text].append(row)
            if row.types in AREAS and not row.id.startswith("ne:"):
                index["area", names.folded(row.title)].append(row)
        else:
            absorb(twin, row)
            del places[row.id]
            pairs.append((twin.id, row.id))
    return pairs


def _twin(row, index, group):
    source = row.source.split(";")[0]
    best = None
    for other in index.get((group, names.folded(row.title)), ()):
        if other.source.split(";")[0] == source or not _same_country(row, other) or row.end != other.end:
            continue
        limit = max(GROUPS[row.types][1], ZIP_KM if source == "zip" else 0)
        if row.types in ("ancient",) or other.types == "ancient":
            limit = GROUPS["ancient"][1]
        if abs(row.lat - other.lat) > limit / 110:
            continue
        away = distance_km(row, other)
        if away <= limit and (best is None or (away, other.id) < best[:2]):
            best = (away, other.id, other)
    if best is None and row.id.startswith("ne:") and row.types in FEATURES:
        for other in index.get(("area", names.folded(row.title)), ()):
            away = distance_km(row, other)
            if not other.end and away <= AREAS[other.types] and (best is None or (away, other.id) < best[:2]):
                best = (away, other.id, other)
    return best and best[2]


def _same_country(a, b):
    first, second = set(a.ccodes.split(";")), set(b.ccodes.split(";"))
    return "" in first | second or bool(first & second)
