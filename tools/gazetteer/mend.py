"""The last look at a finished gazetteer: what only all its rows together show, as `tadmur gazetteer check` asks for it.

    python3 tools/gazetteer/mend.py gazetteer.csv

- A bbox that does not hold its point is that of another place of the name: it is left out.
- A place far outside of its country, of every territory and of the divisions with a bbox has a wrong country or a wrong
  point, and nothing says which: it is dropped. Regions may cross borders.
- A territory with the bbox of another place and the name of a third, far away, is a mistake of its source: dropped.
"""

import csv
import pathlib
import sys

from row import COLUMNS

FAR = 3.0  # degrees, as geoparser/src/gazetteer/check.rs has it
NEAR = 0.5


def mend(path):
    """Mends the file in place and returns a line for each change."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_title, by_box = {}, {}
    for row in rows:
        by_title.setdefault(row["title"], []).append(row)
        if row["bbox"]:
            by_box.setdefault(row["bbox"], []).append(row)
    said = []
    for row in rows:
        if row["bbox"] and not holds(row["bbox"], row, NEAR):
            said.append(f"{row['id']} {row['title']}: bbox {row['bbox']} left out")
            row["bbox"] = ""
    countries = {row["ccodes"]: row["bbox"] for row in rows if row["types"] == "country" and row["bbox"]}
    parts = [row["bbox"] for row in rows if row["types"] == "territory" and row["bbox"]]
    divisions = {}
    for row in rows:
        if row["types"] == "admin1" and row["bbox"]:
            divisions.setdefault(row["ccodes"], []).append(row["bbox"])

    def is_abroad(row):
        country = row["ccodes"]
        if not country or row["types"] == "region" or country not in countries or holds(countries[country], row, FAR):
            return False
        return not any(holds(box, row, NEAR) for box in parts + divisions.get(country, []))

    def is_misnamed(row):
        if row["types"] != "territory" or row["ccodes"] or not row["bbox"]:
            return False
        boxed = any(other["title"] != row["title"] for other in by_box[row["bbox"]])
        namesakes = (other for other in by_title[row["title"]] if other["types"] in ("admin1", "territory"))
        return boxed and any(abs(float(other["lon"]) - float(row["lon"])) > 10 for other in namesakes)

    kept = []
    for row in rows:
        why = "far outside of its country" if is_abroad(row) else "named after another place" if is_misnamed(row) else ""
        if why:
            said.append(f"{row['id']} {row['title']}: dropped, {why}")
        else:
            kept.append(row)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(kept)
    return said


def holds(box, row, margin):
    """Whether a bbox, widened by a margin in degrees, holds the row's point."""
    west, south, east, north = map(float, box.split())
    lon, lat = float(row["lon"]), float(row["lat"])
    if not south - margin <= lat <= north + margin:
        return False
    width = (east - west) % 360 if west > east else east - west
    return width + 2 * margin >= 360 or (lon - (west - margin)) % 360 <= width + 2 * margin


if __name__ == "__main__":
    for line in mend(pathlib.Path(sys.argv[1])):
        print(line)
