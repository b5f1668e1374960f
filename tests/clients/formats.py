"""Every download, read by a program of others, holds the features of the GeoJSON one.

Usage: formats.py URL FOLDER
"""
import json
import re
import subprocess
import sys
import urllib.request

import feedparser
import geojson_validator
from loguru import logger

logger.disable("geojson_validator")
url, folder = sys.argv[1:]
ALL = "?role=all&zone=all&duplicates=true"


def fetch(path):
    with urllib.request.urlopen(url + path) as answer:
        return answer.read()


def download(collection, name):
    path = f"{folder}/{collection}.{name}"
    with open(path, "wb") as file:
        file.write(fetch(f"/export/{collection}.{name}{ALL}"))
    return path


def listed(path, *options):
    """What GDAL says of a file; a warning is a failure."""
    command = ["ogrinfo", "-ro", "-al", *options, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not done.stderr, f"{path}: {done.stderr[:500]}"
    return done.stdout


def is_read_by_gdal(path, features, *options):
    said = listed(path, *options)
    counts = [int(it) for it in re.findall(r"^Feature Count: (\d+)$", said, re.M)]
    assert sum(counts) == len(features), f"{path}: GDAL counts {counts}, not {len(features)}"
    points = re.findall(r"POINT \((\S+) (\S+)\)", said)
    for (lon, lat), feature in zip(points, features, strict=True):
        expected = feature["geometry"]["coordinates"]
        assert [float(lon), float(lat)] == expected, f"{path}: {lon} {lat}, not {expected}"
    return said


for collection in ["mentions", "places"]:
    path = download(collection, "geojson")
    with open(path, encoding="utf-8") as file:
        page = json.load(file)
    features = page["features"]
    assert features, "no features in the download"
    faults = geojson_validator.validate_structure(page) or geojson_validator.validate_geometries(page)["invalid"]
    assert not faults, faults
    is_read_by_gdal(download(collection, "geojsonl"), features)
    is_read_by_gdal(download(collection, "geojsons"), features)
    table = is_read_by_gdal(
        download(collection, "csv"), features, "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"
    )
    kml = is_read_by_gdal(download(collection, "kml"), features)
    for name in features[0]["properties"]:
        assert re.search(rf"^{name}: ", table, re.M), f"the table has no {name}"
        kml_name = {"start": "text_start", "end": "text_end"}.get(name, name)
        assert re.search(rf"^{kml_name}: ", kml, re.M | re.I), f"the KML has no {name}"
    for name in ["fgb", "gpkg"]:
        if any(it["name"] == name for it in json.loads(fetch("/export"))):
            said = listed(download(collection, name))
            assert f"Feature Count: {len(features)}" in said, f"{name}: {said[:600]}"
            assert said.count("POINT (") == len(features), name
    feed = feedparser.parse(fetch(f"/export/{collection}.atom{ALL}"))
    assert not feed.bozo, feed.bozo_exception
    assert len(feed.entries) == len(features)
    for entry, feature in zip(feed.entries, features, strict=True):
        assert list(entry.where["coordinates"]) == feature["geometry"]["coordinates"], entry
        quote = feature["properties"].get("quote")
        assert quote is None or entry.content[0].value == quote.strip(), entry.content
    shown = json.loads(fetch(f"/export/{collection}.geojson"))["features"]
    tile = f"{folder}/{collection}.mvt"
    with open(tile, "wb") as file:
        file.write(fetch(f"/collections/{collection}/tiles/WebMercatorQuad/0/0/0"))
    said = listed(tile, "-so", "-oo", "X=0", "-oo", "Y=0", "-oo", "Z=0")
    assert f"Feature Count: {len(shown)}" in said, said[:600]
    print(f"formats: {len(features)} {collection} in each format")
