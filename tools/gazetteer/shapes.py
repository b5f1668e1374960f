"""Shapes: read a zipped shapefile or a GeoJSON file, and find the point and the box that stand for a shape.

Only what Natural Earth needs: shape types 1, 3 and 5 (ESRI Shapefile Technical Description, July 1998) and dBASE III
tables in UTF-8.
"""

import json
import math
import struct
import zipfile


def read_shapefile(path, name):
    """Yields (attributes, lines) for every record of `name`.shp in a zip; lines is a list of lists of points."""
    with zipfile.ZipFile(path) as archive:
        stem = next(n for n in archive.namelist() if n.endswith(name + ".shp"))[:-4]
        table = archive.read(stem + ".dbf")
        shapes = archive.read(stem + ".shp")
    yield from zip(_records(table), _shapes(shapes), strict=True)


def read_geojson(path):
    """Yields (attributes, lines) for every feature, attribute names in lower case."""
    with open(path, encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            attributes = {key.lower(): value for key, value in feature["properties"].items()}
            yield attributes, lines(feature["geometry"])


def lines(geometry):
    if geometry is None:
        return []
    kind, part = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return [[part[:2]]]
    if kind == "LineString":
        return [part]
    if kind in ("MultiLineString", "Polygon"):
        return part
    return [ring for polygon in part for ring in polygon]  # MultiPolygon


def _records(table):
    n_records, header, width = struct.unpack("<IHH", table[4:12])
    fields, at = [], 32
    while table[at] != 0x0D:
        field = table[at : at + 32]
        fields.append((field[:11].split(b"\0")[0].decode().lower(), field[16]))
        at += 32
    for i in range(n_records):
        at = header + i * width + 1
        record = {}
        for name, size in fields:
            record[name] = _text(table[at : at + size])
            at += size
        yield record


def _text(raw):
    """UTF-8 as declared, but some cells of Natural Earth are Latin-1 all the same."""
    try:
        return raw.decode("utf-8").strip("\0 ")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").strip("\0 ")


def _shapes(shapes):
    at = 100
    while at < len(shapes):
        size = struct.unpack(">I", shapes[at + 4 : at + 8])[0] * 2
        body = shapes[at + 8 : at + 8 + size]
        at += 8 + size
        kind = struct.unpack("<I", body[:4])[0]
        if kind == 0:
            yield []
        elif kind == 1:
            yield [[struct.unpack("<2d", body[4:20])]]
        else:
            n_parts, n_points = struct.unpack("<2I", body[36:44])
            starts = [*struct.unpack(f"<{n_parts}I", body[44 : 44 + 4 * n_parts]), n_points]
            flat = struct.unpack(f"<{2 * n_points}d", body[44 + 4 * n_parts : 44 + 4 * n_parts + 16 * n_points])
            points = list(zip(flat[::2], flat[1::2], strict=True))
            yield [points[a:b] for a, b in zip(starts, starts[1:], strict=False)]


def box(lines):
    """West, south, east, north; west > east when the shape is narrower across the antimeridian."""
    lons = sorted({round(point[0], 5) for line in lines for point in line})
    lats = [point[1] for line in lines for point in line]
    west, east = lons[0], lons[-1]
    # The widest stretch of longitude without a point lies outside the box. Natural Earth cuts shapes at 180 degrees.
    if west <= -179.9 and east >= 179.9:
        gap, after, before = max((b - a, b, a) for a, b in zip(lons, lons[1:], strict=False))
        if gap > 90:
            west, east = after, before
    return west, min(lats), east, max(lats)


def middle_of_area(rings):
    """A point inside the largest ring: its centroid, or else the middle of its widest stretch at that latitude."""
    ring = max(rings, key=lambda r: abs(_area(r)))
    centroid = _centroid(ring)
    if _inside(ring, centroid):
        return centroid
    stretches = _stretches(ring, centroid[1])
    if not stretches:
        return centroid
    west, east = max(stretches, key=lambda s: s[1] - s[0])
    return (west + east) / 2, centroid[1]


def middle_of_line(lines):
    """The point half way along the longest line that the parts make when joined end to end."""
    course = max(_joined(lines), key=_length)
    half, walked = _length(course) / 2, 0.0
    for a, b in zip(course, course[1:], strict=False):
        step = _step(a, b)
        if walked + step >= half and step > 0:
            part = (half - walked) / step
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        walked += step
    return course[0][0], course[0][1]


def _joined(lines):
    """Chains parts that share an end point."""
    rest = [list(map(tuple, line)) for line in lines if len(line) > 1] or [list(map(tuple, lines[0]))]
    chains = []
    while rest:
        chain = rest.pop(0)
        grown = True
        while grown:
            grown = False
            for i, part in enumerate(rest):
                if _near(chain[-1], part[0]):
                    chain = chain + part[1:]
                elif _near(chain[-1], part[-1]):
                    chain = chain + part[-2::-1]
                elif _near(chain[0], part[-1]):
                    chain = part[:-1] + chain
                elif _near(chain[0], part[0]):
                    chain = part[:0:-1] + chain
                else:
                    continue
                rest.pop(i)
                grown = True
                break
        chains.append(chain)
    return chains


def _near(a, b):
    return abs(a[0] - b[0]) < 1e-4 and abs(a[1] - b[1]) < 1e-4


def _step(a, b):
    return math.hypot((b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2)), b[1] - a[1])


def _length(line):
    return sum(_step(a, b) for a, b in zip(line, line[1:], strict=False))


def _area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _centroid(ring):
    area = _area(ring)
    if abs(area) < 1e-12:
        return tuple(ring[0][:2])
    x = y = 0.0
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (6 * area), y / (6 * area)


def _stretches(ring, lat):
    crossings = []
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        if (a[1] > lat) != (b[1] > lat):
            crossings.append(a[0] + (lat - a[1]) * (b[0] - a[0]) / (b[1] - a[1]))
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _inside(ring, point):
    return any(west <= point[0] <= east for west, east in _stretches(ring, point[1]))
