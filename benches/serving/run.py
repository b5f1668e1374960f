#!/usr/bin/env python3
"""Asks map servers the same questions and tells what each answer cost: processor time of the whole tree of processes.

    run.py CASE [CASE…] --queries DIR [--ours URL=PID] [--tipg URL=PID] [--pygeoapi URL=PID] [--postgres PID] [--rounds 3]

CASE: agree, items, one (the same with limit=1), whole, z4, z6, cached, histogram, memory; items@N, z4@N, z6@N, cached@N: N connections
at a time, for ten seconds (wrk). DIR holds queries.json (`bbox` and `datetime`) and tiles.json
(by zoom: `z`, `x`, `y`). Servers take turns in each round; of the rounds the least is told, as other programs on the
machine can only add. Requests go one after another on one connection, but for @N.
"""

import argparse
import datetime
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
DAY = datetime.timedelta(days=1)


class Server:
    def __init__(self, name, address, database):
        url, pid = address.rsplit("=", 1)
        self.name, self.roots = name, [int(pid)]
        self.database = [database] if database and name != "ours" else []
        self.url = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(self.url.netloc, timeout=600)

    def get(self, path, **headers):
        """Status, body, seconds to the first byte, seconds in all."""
        begun = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        first = answer.read(1)
        first_at = time.perf_counter() - begun
        body = first + answer.read()
        if answer.status not in (200, 204):
            sys.exit(f"{self.name} {path}: {answer.status} {body[:300]}")
        return answer, body, first_at, time.perf_counter() - begun

    def processor_ms(self, database=False):
        return sum(ticks(root) for root in (self.database if database else self.roots)) * TICK_MS

    def memory(self):
        sums = dict.fromkeys(("Rss", "Pss", "Anonymous"), 0)
        for pid in tree(self.roots[0]):
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                name, value = line.split(":")
                if name in sums:
                    sums[name] += int(value.split()[0])
        return {name: round(kb / 1024) for name, kb in sums.items()}

    def peak(self, reset=False):
        """The most that was resident since the last reset, MB, of all processes together."""
        if reset:
            for pid in tree(self.roots[0]):
                pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
        peaks = (pathlib.Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1] for pid in tree(self.roots[0]))
        return round(sum(int(it.split()[0]) for it in peaks) / 1024)


def tree(root):
    children = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def ticks(root):
    total = 0
    for pid in tree(root):
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        # utime, stime; of the root also what its dead children took
        total += sum(map(int, fields[11:15] if pid == root else fields[11:13]))
    return total


def days(query, ends):
    """The interval without its last midnight: a server of days and one of instants mean the same by it."""
    start, end = (datetime.date.fromisoformat(it[:10]) for it in query["datetime"].split("/"))
    return f"{start}/{end - DAY}" if ends == "days" else f"{start}T00:00:00Z/{end - DAY}T23:59:59Z"


def items(server, query, limit=100):
    ends = "days" if server.name == "ours" else "instants"
    collection = "public.mentions" if server.name == "tipg" else "mentions"
    format = {"ours": "", "tipg": "f=geojson&", "pygeoapi": "f=json&"}[server.name]
    return f"/collections/{collection}/items?{format}bbox={query['bbox']}&datetime={days(query, ends)}&limit={limit}"


def whole(server):
    return {
        "ours": "/export/mentions.geojson",
        "tipg": "/collections/public.mentions/items?f=geojson&limit=100000",
        "pygeoapi": "/collections/mentions/items?f=json&limit=100000",
    }[server.name]


def tile(server, at, start, end):
    """A tile of these days; pygeoapi takes no time for tiles."""
    z, x, y = at["z"], at["x"], at["y"]
    return {
        "ours": f"/collections/mentions/tiles/WebMercatorQuad/{z}/{y}/{x}?datetime={start}/{end}",
        "tipg": f"/collections/public.mentions/tiles/WebMercatorQuad/{z}/{x}/{y}?datetime={start}T00:00:00Z/{end}T23:59:59Z",
        "pygeoapi": f"/collections/mentions/tiles/WebMercatorQuad/{z}/{y}/{x}?f=pbf",
    }[server.name]


def measure(server, paths, **headers):
    server.get(paths[0], **headers)
    before, database, walls, bytes = server.processor_ms(), server.processor_ms(True), [], 0
    for path in paths[1:]:
        _, body, _, wall = server.get(path, **headers)
        walls.append(wall * 1000)
        bytes += len(body)
    n = len(walls)
    walls.sort()
    return {
        "cpu_ms": round((server.processor_ms() - before) / n, 2),
        "database_cpu_ms": round((server.processor_ms(True) - database) / n, 2),
        "p50_ms": round(walls[n // 2], 1),
        "p99_ms": round(walls[min(n - 1, n * 99 // 100)], 1),
        "kb": round(bytes / n / 1024, 1),
        "n": n,
    }


def together(server, paths, many, header=""):
    """So many connections at a time; the paths are asked in turn."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths))
        file.flush()
        before, database = server.processor_ms(), server.processor_ms(True)
        script = pathlib.Path(__file__).with_name("list.lua")
        command = ["wrk", "-t1", f"-c{many}", f"-d{SECONDS}s", "--timeout", "60s", "-s", script, server.url.geturl()]
        said = subprocess.run(
            command, env=os.environ | {"PATHS": file.name, "HEADERS": header}, capture_output=True, text=True, check=True
        )
        found = json.loads(said.stdout.splitlines()[-1])
        n = max(1, found["requests"])
        if found["faults"]:
            sys.exit(f"{server.name}: {found}")
    return {
        "cpu_ms": round((server.processor_ms() - before) / n, 2),
        "database_cpu_ms": round((server.processor_ms(True) - database) / n, 2),
        "a_second": round(n / found["seconds"]),
        "p50_ms": found["p50_ms"],
        "p99_ms": found["p99_ms"],
        "kb": round(found["bytes"] / n / 1024, 1),
        "n": n,
        "of_paths": len(paths),
    }


SECONDS = 10


def measure_whole(server):
    rss = server.memory()["Rss"]
    server.peak(reset=True)
    before, database = server.processor_ms(), server.processor_ms(True)
    _, body, first, total = server.get(whole(server))
    return {
        "cpu_ms": round(server.processor_ms() - before),
        "database_cpu_ms": round(server.processor_ms(True) - database),
        "first_byte_ms": round(first * 1000),
        "total_s": round(total, 1),
        "mb": round(len(body) / 1e6),
        "rss_before": rss,
        "rss_grew_at_most": server.peak() - rss,
        "features": body.count(b'"type":"Feature"') + body.count(b'"type": "Feature"'),
    }


HISTOGRAMS = [
    "datetime=2012-{m:02}-01/2019-{m:02}-28",
    "bbox=-180,-60,{w},60&datetime=2013-01-01/2016-{m:02}-01",
    "lang=en,fr&score=0.{m:02}",
    "country=GB,TC,HC,AR&datetime=2011-{m:02}-01/..",
    "kind=city,river&bbox={w},-40,180,70&by=month",
    "source=wire-a,agency-d&time=published&by=day&datetime=2014-{m:02}-01/2015-{m:02}-01",
]


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("cases", nargs="+")
    ask.add_argument("--queries", type=pathlib.Path, required=True)
    for name in ("ours", "tipg", "pygeoapi"):
        ask.add_argument(f"--{name}")
    ask.add_argument("--postgres", type=int)
    ask.add_argument("--rounds", type=int, default=3)
    told = ask.parse_args()
    names = [name for name in ("ours", "tipg", "pygeoapi") if getattr(told, name)]
    servers = [Server(name, getattr(told, name), told.postgres) for name in names]
    queries = json.loads((told.queries / "queries.json").read_text())
    tiles = json.loads((told.queries / "tiles.json").read_text())

    for case in told.cases:
        if case == "agree":
            agree(servers, queries)
            continue
        if case == "memory":
            for server in servers:
                print("memory", server.name, json.dumps(server.memory()), flush=True)
            continue
        rounds = {server.name: [] for server in servers}
        for round_ in range(told.rounds):
            for server in servers:
                rounds[server.name].append(once(case, server, queries, tiles, round_))
        for name, all_ in rounds.items():
            least = min(all_, key=lambda it: it["cpu_ms"] + it["database_cpu_ms"])
            print(case, name, json.dumps(least), "of", [it["cpu_ms"] + it["database_cpu_ms"] for it in all_], flush=True)


def once(case, server, queries, tiles, round_):
    slow = server.name == "pygeoapi"
    case, many = case.split("@") if "@" in case else (case, None)
    server.connection.close()  # it was idle while others were asked
    if case == "items" and many:
        return together(server, [items(server, it) for it in queries], many)
    if case == "items":
        return measure(server, [items(server, it) for it in queries[: 60 if slow else None]])
    if case == "one":
        return measure(server, [items(server, it, 1) for it in queries[: 60 if slow else None]])
    if case == "whole":
        return measure_whole(server)
    if case == "histogram":
        paths = [it.format(m=m, w=10 * m) for m in range(1, 11) for it in HISTOGRAMS]
        return measure(server, ["/histogram?" + it for it in paths])
    # no server has seen this interval of this tile before: what it keeps from an earlier run must not pass for new
    first = datetime.date(2011, 3, 1) + random.randrange(390) * DAY
    length = random.randrange(330, 400) * DAY
    if case in ("z4", "z6") and many:
        # more than are asked in the time: none comes twice
        starts = [first + day * DAY for day in range(0, 4000, 5)]
        random.shuffle(starts)
        at = [tile(server, it, start, start + length) for start in starts for it in tiles[case[1:]]]
        return together(server, at, many)
    if case in ("z4", "z6"):
        again = {"ours": 8, "tipg": 2, "pygeoapi": 1}[server.name]
        wanted = tiles[case[1:]][30:32] if slow else tiles[case[1:]]
        at = [(it, first + (400 * k + 10 * i) * DAY) for k in range(again) for i, it in enumerate(wanted)]
        return measure(server, [tile(server, it, start, start + length) for it, start in at])
    if case == "cached":
        wanted = [tile(server, it, first, first + length) for it in tiles["6"]]
        for path in wanted:
            server.get(path, **{"Accept-Encoding": "gzip"})
        if many:
            return together(server, wanted, many, "Accept-Encoding: gzip")
        return measure(server, wanted * 50, **{"Accept-Encoding": "gzip"})
    sys.exit(f"no case {case}")


def agree(servers, queries):
    """How many of all queries have the same `numberMatched` everywhere."""
    same, counts = 0, []
    for query in queries:
        for server in servers:
            server.connection.close()
        found = [json.loads(server.get(items(server, query, 1))[1])["numberMatched"] for server in servers]
        same += len(set(found)) == 1
        counts.append(found)
    print(f"agree: {same} of {len(queries)}; in all {[sum(it) for it in zip(*counts)]}", flush=True)


if __name__ == "__main__":
    main()
