"""Makes the golden files of tests/golden/articles with the programs that people use: warcio (WARC), feedgen (RSS, Atom),
tar, zip and gzip of Python's library, and Chromium for the saved page where it is installed.

Usage: pip install warcio feedgen; python3 tools/articles.py tests/golden/articles
The texts are written for the tests."""

import csv, gzip, io, json, shutil, subprocess, sys, tarfile, zipfile
from datetime import datetime, timezone
from pathlib import Path

OUT = Path(sys.argv[1])
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<title>Bridge over the Orontes reopens | The Valley Post</title>
<link rel="canonical" href="https://valley.example/2016/12/15/bridge">
<meta property="og:site_name" content="The Valley Post">
<meta property="og:title" content="Bridge over the Orontes reopens">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2016-12-15T09:30:00+02:00",
"dateModified": "2016-12-17T10:00:00+02:00", "headline": "Bridge over the Orontes reopens"}</script>
</head><body class="has-sidebar">
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport in Paris</a></nav>
<div class="cookie-banner">We use cookies in Berlin and elsewhere. Please accept them all.</div>
<article><h1>Bridge over the Orontes reopens</h1>
<div class="byline">By Jane Roe, <time datetime="2016-12-15">15 December 2016</time></div>
<figure><img src="x.jpg"><figcaption>The bridge near Hama in May 2015. (Photo: J. Roe)</figcaption></figure>
<p>Engineers reopened the old bridge in Hama on Thursday, two years after it was hit by shells.</p>
<p>The road to Homs &amp; Damascus had been closed since <b>October 2014</b>, the ministry said, and lorries
took the long way through Palmyra.</p>
<p>Traders in Aleppo said that prices would fall within weeks.</p>
<div class="tags">Tags: <a href="/t/hama">Hama</a>, <a href="/t/roads">Roads</a></div></article>
<aside class="related"><h3>Related</h3><p>Floods in Lyon closed three roads on 3 January 2020, officials said on Friday.</p></aside>
<div id="comments"><p>I crossed it in London on 4 May 2021, and it was a very fine bridge indeed, said the reader.</p></div>
<footer>© 2022 The Valley Post, Madrid</footer></body></html>
"""
ROWS = [
    {"id": "a1", "title": "Bridge reopens", "text": "Engineers reopened the bridge in Hama on Thursday.\nIt was shut, \"for good\"; they said.",
     "url": "https://valley.example/a1", "published": "2016-12-15", "source": "The Valley Post", "lang": "en"},
    {"id": "a2", "title": "Zerstörte Brücke", "text": "Die Brücke in Homs wurde am Montag gesperrt, sagte ein Sprecher der Stadt.",
     "url": "https://valley.example/a2", "published": "2016-11-07", "source": "The Valley Post", "lang": "de"},
    {"id": "a3", "title": "جسر حماة", "text": "أعاد المهندسون فتح الجسر في حماة يوم الخميس.",
     "url": "https://valley.example/a3", "published": "2016-12-15", "source": "The Valley Post", "lang": "ar"},
]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "page.html").write_text(PAGE)
    chromium = shutil.which("chromium")
    if chromium:
        done = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", (OUT / "page.html").absolute().as_uri()],
                              capture_output=True, text=True, check=True)
        (OUT / "chromium.html").write_text(done.stdout)
    with open(OUT / "table.csv", "w", newline="", encoding="utf-8-sig") as file:  # as spreadsheets save "CSV UTF-8"
        table = csv.DictWriter(file, ROWS[0], dialect="excel", delimiter=";")
        table.writeheader()
        table.writerows(ROWS)
    with open(OUT / "lines.jsonl", "w") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    feeds()
    warc()
    archives()


def feeds():
    from feedgen.feed import FeedGenerator
    feed = FeedGenerator()
    feed.id("https://valley.example/")
    feed.title("The Valley Post")
    feed.link(href="https://valley.example/", rel="alternate")
    feed.description("News of the valley")
    feed.language("en")
    feed.updated(datetime(2016, 12, 18, tzinfo=timezone.utc))
    for row in ROWS:
        entry = feed.add_entry(order="append")
        entry.id(row["url"])
        entry.title(row["title"])
        entry.link(href=row["url"])
        entry.published(row["published"] + "T08:00:00Z")
        entry.updated("2016-12-17T08:00:00Z")
        entry.content("<p>" + row["text"].replace("\n", "</p><p>") + "</p>", type="html")
    feed.rss_file(str(OUT / "feed.rss"), pretty=True)
    feed.atom_file(str(OUT / "feed.atom"), pretty=True)
    items = [{"id": row["url"], "url": row["url"], "title": row["title"], "content_text": row["text"],
              "date_published": row["published"] + "T08:00:00Z"} for row in ROWS]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Valley Post", "items": items}
    (OUT / "feed.json").write_text(json.dumps(feed, ensure_ascii=False, indent=1))


def warc():
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter
    with open(OUT / "crawl.warc.gz", "wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "warcio"}))
        for url, status, media, body in [
            ("https://valley.example/2016/12/15/bridge", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
            ("https://valley.example/missing", "404 Not Found", "text/html", b"<p>Nothing is here, and it never was in Berlin.</p>"),
            ("https://valley.example/x.png", "200 OK", "image/png", b"\x89PNG\x00\x01"),
            ("https://valley.example/caf", "200 OK", "text/html; charset=iso-8859-1",
             "<p>The café in Homs was closed on Thursday, its owner said.</p>".encode("latin-1")),
        ]:
            packed = gzip.compress(body, mtime=0)
            headers = StatusAndHeaders(status, [("Content-Type", media), ("Content-Encoding", "gzip")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(packed), http_headers=headers,
                                                          warc_headers_dict={"WARC-Date": "2022-05-22T10:00:00Z"}))


def archives():
    with zipfile.ZipFile(OUT / "folder.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("news/page.html", PAGE)
        archive.writestr("news/lines.jsonl", (OUT / "lines.jsonl").read_text())
        archive.writestr("news/script.js", "var x = 1")
        archive.writestr("../outside.txt", "Shells fell on Homs.")
        archive.writestr("/absolute.txt", "Shells fell on Hama.")
    with tarfile.open(OUT / "folder.tar.gz", "w:gz") as archive:
        archive.add(OUT / "page.html", "news/page.html")
        link = tarfile.TarInfo("news/link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.add(OUT / "feed.rss", "news/feed.rss")


main()
