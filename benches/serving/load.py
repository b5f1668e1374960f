#!/usr/bin/env python3
"""Writes synthetic mentions into a database of tadmur, by the schema that docs/database.md tells of.

    load.py PROGRAM mentions.geojsonl NEW.db

Mentions of one `article_id` become one article, whose text is their snippets, one a line. A mention keeps its point, its
place and its day (as its `when`, as if its clause said so), so that a box and an interval find the same ones here as in PostGIS.
The file is made by `tadmur ingest` of one article, which is taken out again.
"""

import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

KINDS = {
    "populated place": "city",
    "district": "admin2",
    "archaeological site": "ancient",
    "river": "river",
    "airport": "airport",
    "border crossing": "site",
    "camp": "site",
}


def main():
    program, mentions, path = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "a.txt").write_text("It began in Homs.\n")
        subprocess.run([program, "ingest", folder, "--db", path], check=True, stdout=subprocess.DEVNULL)
    db = sqlite3.connect(path)
    db.executescript("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN")
    for table in ("article", "origin", "file", "reading", "mention", "place", "sketch", "sketch_key"):
        db.execute(f"DELETE FROM {table}")

    articles, places = {}, {}
    with open(mentions, encoding="utf-8") as lines:
        for line in lines:
            feature = json.loads(line)
            it = feature["properties"]
            place = it["place_id"]
            if place not in places:
                lon, lat = feature["geometry"]["coordinates"]
                row = (place, it["place_name"], it["place_name_alt"], lon, lat, KINDS[it["place_type"]], it["country"])
                places[place] = len(places) + 1
                db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?)", (places[place], *row))
            head, rows = articles.setdefault(
                it["article_id"],
                ((it["article_title"], it["article_url"], it["source"], it["lang"], it["published"][:10]), []),
            )
            rows.append((it["snippet"], it["place_name"], places[place], it["confidence"], it["published"][:10]))

    for number, (name, ((title, url, source, lang, day), rows)) in enumerate(articles.items(), 1):
        text, found = "", []
        for snippet, surface, place, score, when in rows:
            start = len(text) + snippet.rindex(f" {surface} ") + 1
            found.append((number, start, start + len(surface), score, place, score, when))
            text += snippet + ".\n"
        id = hashlib.sha256(f"{url}\n{text}".encode()).hexdigest()[:16]
        db.execute(
            "INSERT INTO article VALUES (?,?,?,?,?,NULL,NULL,?,?,'declared',NULL,NULL,'[]','[]',?)",
            (number, id, title, url, source, lang, day, text),
        )
        db.execute("INSERT INTO origin VALUES ('stdin',?,'',?,-1,'json',?,1)", (name.encode(), number, number))
        body = json.dumps([[0, len(text), "body", False]])
        db.execute("INSERT INTO reading VALUES (?,1,?,'declared',NULL,NULL,NULL,NULL,?,'[]')", (number, day, body))
        db.executemany(
            "INSERT INTO mention VALUES (?,?,?,?,?,?,'[]','literal','body',0,?,'clause',?2,?3,'fact')", found
        )
        db.execute("INSERT INTO sketch VALUES (?,NULL,X'')", (number,))
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"{sum(len(rows) for _, rows in articles.values())} mentions of {len(places)} places in {len(articles)} articles")


if __name__ == "__main__":
    main()
