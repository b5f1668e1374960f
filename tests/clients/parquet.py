"""GeoParquet and Arrow, read by pyarrow, geopandas and DuckDB, hold the rows, points and days of the GeoJSON of the same query.

Usage: parquet.py URL FOLDER, which holds program.parquet and program.arrow, the mentions as `tadmur export` writes them
"""
import datetime
import json
import math
import sys
import urllib.request

import duckdb
import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

url, folder = sys.argv[1:]
ALL = "role=all&zone=all&duplicates=true"
KINDS = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float32()}


def fetch(path, accept="*/*"):
    request = urllib.request.Request(url + path, headers={"Accept": accept})
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()


def same(value, expected, name):
    """Whether a value of a column is that of the property."""
    if isinstance(value, datetime.date):
        return value.isoformat() == expected
    if isinstance(expected, float) and value is not None:
        return math.isclose(value, expected, abs_tol=1e-6)
    return value == expected


def is_of(kind, column, name):
    if name.endswith(("_start", "_end")) and not name.startswith("quote"):
        return column == pa.date32()
    return column == KINDS[kind]


def holds(table, features, what):
    """The table has the features, in order, each property in a column of its kind."""
    assert table.num_rows == len(features), f"{what}: {table.num_rows} rows, not {len(features)}"
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    assert columns["id"] == [it["id"] for it in features], what
    for name in set(columns) - {"id", "geometry"}:
        expected = [it["properties"][name] for it in features]
        for value in expected:
            right = value is None or name == "score" or is_of(type(value), table.schema.field(name).type, name)
            assert right, f"{what}: {name} is {table.schema.field(name).type}"
        assert all(map(same, columns[name], expected, [name] * len(expected))), f"{what}: {name}"
    if "score" in columns:
        assert table.schema.field("score").type == pa.float32(), what
    missing = {name for it in features for name in it["properties"]} - set(columns) - {"article_id"}
    assert not missing, f"{what} has no {missing}"
    shapes = [None if it["geometry"] is None else shapely.geometry.shape(it["geometry"]) for it in features]
    found = [None if it is None else shapely.from_wkb(it) for it in columns["geometry"]]
    assert found == shapes, f"{what}: geometry"


def frame(data, features, what):
    """geopandas takes the table for one of geometries on the WGS 84 ellipsoid, longitude first."""
    assert data.crs.to_string() == "OGC:CRS84", f"{what}: {data.crs}"
    shapes = [None if it["geometry"] is None else shapely.geometry.shape(it["geometry"]) for it in features]
    assert list(data.geometry) == shapes, what


def check(collection, features, parquet, arrow, stream, what):
    table = pq.read_table(pa.BufferReader(parquet))
    holds(table, features, f"{what}, Parquet")
    geo = json.loads(table.schema.metadata[b"geo"])
    told = geo["columns"][geo["primary_column"]]
    assert (geo["version"], told["encoding"], "crs" in told) == ("1.1.0", "WKB", False), geo
    shapes = [shapely.geometry.shape(it["geometry"]) for it in features if it["geometry"]]
    assert {it.geom_type for it in shapes} <= set(told["geometry_types"]), told
    assert not shapes or told["bbox"] == list(shapely.total_bounds(shapes)), told
    frame(geopandas.read_parquet(pa.BufferReader(parquet)), features, f"{what}, Parquet")
    path = f"{folder}/{collection}.parquet"
    with open(path, "wb") as file:
        file.write(parquet)
    rows = duckdb.sql(f"SELECT id FROM '{path}'").fetchall()
    assert [it for it, in rows] == [it["id"] for it in features], f"{what}, DuckDB"
    if arrow:
        holds(pa.ipc.open_file(arrow).read_all(), features, f"{what}, Arrow")
        frame(geopandas.read_feather(pa.BufferReader(arrow)), features, f"{what}, Arrow")
    table = pa.ipc.open_stream(stream).read_all()
    holds(table, features, f"{what}, stream")
    frame(geopandas.GeoDataFrame.from_arrow(table), features, f"{what}, stream")


def export(collection, name, query):
    return fetch(f"/export/{collection}.{name}?{query}")[1]


PARQUET, STREAM = "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream"
for collection, query in [
    ("mentions", ALL),
    ("mentions", "datetime=2016-12-01/2016-12-31&bbox=30,30,45,40"),
    ("mentions", "article=none"),
    ("places", ALL),
    ("articles", ALL),
    ("gazetteer", "country=SY"),
]:
    features = json.loads(export(collection, "geojson", query))["features"]
    assert features or query == "article=none"
    files = [export(collection, name, query) for name in ["parquet", "arrow", "arrows"]]
    check(collection, features, *files, f"{collection}?{query}")
    query += "&limit=20&offset=1"
    items = f"/collections/{collection}/items?{query}"
    features = json.loads(fetch(items)[1])["features"]
    headers, parquet = fetch(items, f"{PARQUET}, application/json;q=0.5")
    assert headers["Content-Type"] == PARQUET, headers["Content-Type"]
    headers, stream = fetch(f"{items}&f=arrow")
    assert headers["Content-Type"] == STREAM, headers["Content-Type"]
    check(collection, features, parquet, None, stream, items)
    print(f"parquet: {collection}?{query}: {len(features)} rows as GeoJSON has them")

features = json.loads(export("mentions", "geojson", ALL))["features"]
with open(f"{folder}/program.parquet", "rb") as parquet, open(f"{folder}/program.arrow", "rb") as arrow:
    check("mentions", features, parquet.read(), arrow.read(), export("mentions", "arrows", ALL), "tadmur export")
# A day is a day and a score is a number for whoever asks in SQL.
found = duckdb.sql(f"""SELECT count(*) FROM '{folder}/mentions.parquet'
  WHERE when_start <= DATE '2016-12-31' AND when_end >= DATE '2016-12-01' AND score > 0.5""").fetchall()[0][0]
expected = sum(
    (it["properties"]["when_start"] or "9") <= "2016-12-31"
    and (it["properties"]["when_end"] or "0") >= "2016-12-01"
    and it["properties"]["score"] > 0.5
    for it in features
)
assert 0 < found == expected, (found, expected)
print(f"parquet: {len(features)} mentions from the program, {found} of them in December by DuckDB")
