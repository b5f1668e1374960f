"""A row: one place on its way from a source into gazetteer.csv.

The columns are those of docs/gazetteer.md, plus `admin`: the GeoNames code of the division it is or lies in
(`SY.11`, `US.TX.201`), from which the merge finds its parent.
"""

import csv
import math

COLUMNS = (
    "id title types fcode ccodes parent_id parent_name lon lat bbox population variants matches start end source licence"
).split()

VILLAGE = 15_000  # below so many inhabitants a point is given to about 100 m, as exact as sources know it


class Row:
    """One place. `names` holds pairs of a written form and a tag in order of trust; the tag may be empty."""

    __slots__ = (*COLUMNS, "names", "admin", "shape")

    def __init__(self, id, title, types, lon, lat, source, **rest):
        for column in COLUMNS:
            setattr(self, column, "")
        self.admin = ""
        self.shape = None  # the vertices of a line or an area, while its countries are not known
        self.names = {}
        self.id, self.title, self.types, self.source = id, title, types, source
        self.lon = None if lon in (None, "") else float(lon)
        self.lat = None if lat in (None, "") else float(lat)
        self.matches = []
        for column, value in rest.items():
            setattr(self, column, value)

    def name(self, text, tag=""):
        """Notes a written form; an empty one, or one that the file cannot hold, is left out."""
        text = tidy(text)
        if text:
            self.names[text, tag] = None

    def texts(self):
        """Every written form once."""
        return dict.fromkeys(text for text, _ in self.names)

    def cells(self):
        cells = {column: getattr(self, column) for column in COLUMNS}
        digits = 3 if self.types in ("city", "suburb") and (self.population or 0) < VILLAGE else 5
        cells["lon"], cells["lat"] = degrees(self.lon, digits), degrees(self.lat, digits)
        cells["bbox"] = " ".join(degrees(edge, 3) for edge in self.bbox) if self.bbox else ""
        cells["population"] = self.population or ""
        cells["matches"] = ";".join(self.matches)
        cells["variants"] = ";".join(f"{text}@{tag}" for text, tag in self.names)
        cells["admin"] = self.admin
        return cells


def tidy(text):
    """One line of text without the characters that separate names in the file."""
    text = "".join(c for c in text or "" if c.isprintable() or c in "\u200c\u200d\t")
    text = text.replace(";", ",").replace("@", " ").replace("\ufffd", "")
    return " ".join(text.split()).strip(" ,")


def degrees(value, digits=5):
    """A number with at most five decimals (about a metre) and no trailing zeros."""
    if value is None:
        return ""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def distance_km(a, b):
    """The haversine distance of two rows on a sphere of 6371 km."""
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def write(path, rows):
    """Writes rows sorted by id, and says how many."""
    rows = sorted(rows, key=lambda row: row.id)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [*COLUMNS, "admin"], lineterminator="\n")
        out.writeheader()
        for row in rows:
            out.writerow(row.cells())
    return len(rows)


def read(path):
    """Reads what `write` wrote, or a table made by hand in these columns."""
    csv.field_size_limit(1 << 24)
    rows = []
    with open(path, encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            row = Row(cells["id"], cells["title"], cells["types"], cells["lon"], cells["lat"], cells["source"])
            for column in ("fcode", "ccodes", "parent_id", "start", "end", "licence", "admin"):
                setattr(row, column, cells.get(column) or "")
            row.population = int(cells["population"]) if cells["population"] else ""
            row.bbox = tuple(map(float, cells["bbox"].split())) if cells["bbox"] else ""
            row.matches = [match for match in cells["matches"].split(";") if match]
            for variant in cells["variants"].split(";"):
                text, _, tags = variant.rpartition("@")
                for tag in tags.split("+"):
                    row.name(text, tag)
            rows.append(row)
    return rows
