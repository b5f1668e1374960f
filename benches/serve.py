#!/usr/bin/env python3
"""Measures `tadmur serve --db`: until it is ready, its memory, and the processor time of a request.

    benches/serve.py target/release/tadmur many.db

The database is made of many articles: tools/articles/generate.py, tadmur ingest. What is told is time on the processor, of
all threads of the server, which other programs on the machine hardly change.
"""

import pathlib
import re
import subprocess
import sys
import time
import urllib.request

REQUESTS = {
    "items, bbox and datetime, limit=100": "collections/mentions/items?bbox=30,30,45,40&datetime=2015-01-01/2018-12-31&limit=100",
    "items, limit=100": "collections/mentions/items?limit=100",
    "histogram": "histogram",
    "histogram, datetime": "histogram?datetime=2010-01-01/2018-12-31",
    "histogram, bbox, datetime, every role": "histogram?bbox=-20,0,60,60&datetime=2010-01-01/2018-12-31&role=all",
    "histogram, country": "histogram?country=TR,US",
    "histogram, lang, everything": "histogram?lang=en,ru&role=all&zone=all",
    "histogram, time=published": "histogram?time=published",
    "facets": "facets",
    "counts": "counts",
    "items, CQL2 on the words": "collections/mentions/items?limit=100&filter=surface%20LIKE%20%27Mos%25%27",
    "index.bin": "index.bin",
    "items, q, the first": "collections/mentions/items?q=storm&limit=100",
    "items, q": "collections/mentions/items?q=storm&limit=100",
}
ONCE = {"index.bin", "items, q, the first"}


def main():
    program, database = sys.argv[1:3]
    begun = time.time()
    command = [program, "serve", "--db", database, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            line = server.stdout.readline()
            url = re.search(r"http://\S+/", line)[0]
            get(url + "ready")
            print(line.strip())
            print(f"ready after {time.time() - begun:.2f} s, {cpu_s(server):.2f} s of processor; {memory(server)}")
            time.sleep(20)  # a file of packs is written meanwhile, if there was none
            print(f"at rest: {cpu_s(server):.2f} s of processor; {memory(server)}")
            for name, path in REQUESTS.items():
                n = 1 if name in ONCE else 20
                if n > 1:
                    get(url + path)
                before = cpu_s(server)
                for _ in range(n):
                    size = get(url + path)
                print(f"{name:38} {(cpu_s(server) - before) / n * 1000:9.2f} ms {size:10} bytes")
            print(memory(server))
        finally:
            server.terminate()


def get(url):
    with urllib.request.urlopen(url, timeout=600) as answer:
        return len(answer.read())


def cpu_s(server):
    threads = pathlib.Path(f"/proc/{server.pid}/task").iterdir()
    return sum(int((it / "schedstat").read_text().split()[0]) for it in threads) / 1e9


def memory(server):
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    mb = lambda name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024
    return f"{mb('VmRSS')} MB resident ({mb('RssAnon')} its own, {mb('RssFile')} mapped), {mb('VmHWM')} at most"


if __name__ == "__main__":
    main()
