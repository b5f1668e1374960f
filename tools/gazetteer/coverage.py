"""Coverage: the share of gold toponyms that have a place of that name near the gold point.

    python3 tools/gazetteer/coverage.py CORPUS.jsonl... [--gazetteer FILE]... [--misses FILE]

An upper bound for any resolver's recall: nothing is recognized or resolved here. Two ways of comparing names:
strict (`s`: case, marks, punctuation and Arabic letters folded) and relaxed (`r`: also without possessive, article and
generic words such as County or Province; Russian words by lemma where pymorphy3 is installed). `20` and `161` are the
distance in km between the gold point and the place's point, or 0 inside the box of a river, sea or other area where
`--boxes` is given.
"""

import argparse
import collections
import csv
import json
import math
import pathlib
import re

import names

try:
    import pymorphy3

    MORPH = pymorphy3.MorphAnalyzer()
except ImportError:
    MORPH = None

GENERIC = re.compile(
    r"\b(the|city of|county of|state of|republic of|county|parish|province|governorate|state|city|district|region|"
    r"prefecture|municipality|river|oblast|область|провинция|республика|город|район|محافظه|مدينه|منطقه|قضاء)\b"
)


def relaxed(key):
    key = re.sub(r" s$", "", key)
    bare = " ".join(GENERIC.sub(" ", key).split()) or key
    return " ".join(re.sub(r"^(al|el)$|^ال(?=..)", "", word) for word in bare.split()).strip() or bare


def lemma(key):
    if MORPH is None or not re.search("[а-я]", key):
        return None
    return " ".join(MORPH.parse(word)[0].normal_form for word in key.split())


def load(files):
    """Points by folded name: strict and relaxed."""
    csv.field_size_limit(1 << 24)
    strict, loose = collections.defaultdict(list), collections.defaultdict(list)
    places = {}
    for path in files:
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                places[row["id"]] = row
    for row in places.values():
        box = tuple(map(float, row["bbox"].split())) if row["bbox"] else None
        place = (float(row["lon"]), float(row["lat"]), box, row["id"])
        texts = [row["title"], *(variant.rpartition("@")[0] for variant in row["variants"].split(";"))]
        keys = {names.folded(text) for text in texts if text}
        for key in keys:
            strict[key].append(place)
        for key in {form for key in keys for form in (relaxed(key), lemma(key)) if form}:
            loose[key].append(place)
    return strict, loose, len(places)


def distance_km(lon1, lat1, lon2, lat2):
    a = math.sin(math.radians(lat2 - lat1) / 2) ** 2
    a += math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(a)))


def nearest_km(places, points, boxes):
    best = math.inf
    for lon, lat, box, _ in places:
        for glat, glon in points:
            inside = boxes and box and box[0] <= glon <= box[2] and box[1] <= glat <= box[3]
            best = min(best, 0 if inside else distance_km(lon, lat, glon, glat))
    return best


def measure(path, strict, loose, boxes, misses):
    counts = collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file.read().split("\n"):
            for toponym in json.loads(line)["toponyms"] if line.strip() else []:
                if toponym.get("ignore") or toponym.get("lat") is None:
                    continue
                points = [(toponym["lat"], toponym["lon"])]
                points += [tuple(point) for point in toponym.get("alt") or []]
                key = names.folded(toponym["name"].replace("_", " "))
                exact = strict.get(key, [])
                other = [*exact, *loose.get(key, []), *loose.get(relaxed(key), [])]
                if lemma(key):
                    other += [*loose.get(lemma(key), []), *loose.get(relaxed(lemma(key)), [])]
                near, wide = nearest_km(exact, points, boxes), nearest_km(other, points, boxes)
                counts["n"] += 1
                counts["s20"] += near <= 20
                counts["s161"] += near <= 161
                counts["r20"] += wide <= 20
                counts["r161"] += wide <= 161
                counts["name"] += bool(other)
                if misses and wide > 161:
                    kind = "far" if other else "absent"
                    print(path.stem, kind, toponym["name"], toponym.get("type"), *points[0], sep="\t", file=misses)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", nargs="+", type=pathlib.Path)
    parser.add_argument("--gazetteer", action="append", type=pathlib.Path)
    parser.add_argument("--boxes", action="store_true")
    parser.add_argument("--misses", type=argparse.FileType("w"))
    options = parser.parse_args()
    strict, loose, n_places = load(options.gazetteer or [pathlib.Path("gazetteer.csv")])
    print(f"{n_places:,} places, {len(strict):,} folded names")
    print(f"{'corpus':20}{'n':>6}{'s20':>7}{'s161':>7}{'r20':>7}{'r161':>7}{'name':>7}")
    for path in options.corpora:
        counts = measure(path, strict, loose, options.boxes, options.misses)
        if counts["n"]:
            shares = "".join(f"{100 * counts[c] / counts['n']:7.1f}" for c in ("s20", "s161", "r20", "r161", "name"))
            print(f"{path.stem:20}{counts['n']:6}{shares}", flush=True)


if __name__ == "__main__":
    main()
