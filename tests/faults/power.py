#!/usr/bin/env python3
"""Counts what the database survives when the power goes: what the disk was not waited for is lost or torn.

    tests/faults/power.py --program target/release/tadmur [--cuts 300] [--articles 1500] [--seed 1]

`tadmur ingest` runs three times on a folder that grows, changes and shrinks, and each write and each wait for the disk is recorded
(record.c; needs a C compiler and Linux). Then the power goes at random moments of the record. A disk may have done with each sector of
a write that nobody waited for since, as it likes: all, nothing, or other bytes within the written range. The same holds for new lengths of
files, and for new and removed names until their folder is waited for. In what is left, every article that was told on stdout by then must
stand, once, and SQLite must find the file whole; now and then the program goes on from there and must come to the same end.

So that this test can fail, the same is tried on a disk that lies: it says that all is written and has written nothing since a random
moment. There, articles must get lost. Ends with 1 when anything is otherwise.
"""

import argparse
import os
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess
import tempfile

from faults import Faults, write_articles

SECTORS = (512, 4096)
HEAD = struct.Struct("=cQQQ")


def entries(record):
    """What was recorded: kind, path, offset, data."""
    at, data = 0, record.read_bytes()
    while at < len(data):
        kind, offset, path, length = HEAD.unpack_from(data, at)
        at += HEAD.size
        yield kind.decode(), data[at:at + path].decode(), offset, data[at + path:at + path + length]
        at += path + length


def write(content, offset, data):
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


def resize(content, length):
    del content[length:]
    content.extend(bytes(length - len(content)))


class Disk:
    """Files below a folder: what surely stands on the disk, and what was asked of it since."""

    def __init__(self, lies=False):
        self.lies = lies
        self.sure = {}     # by path, the bytes
        self.asked = {}    # by path, (offset, data) of a write, (length, None) of a new length
        self.names = set() # that surely stand in their folder
        self.renamed = {}  # by path, whether the name came or went

    def take(self, kind, path, offset, data):
        if kind == "w":
            self.asked.setdefault(path, []).append((offset, data))
        elif kind == "t":
            self.asked.setdefault(path, []).append((offset, None))
        elif kind == "c":
            # another file, if one of the name went before
            self.sure[path], self.asked[path] = bytearray(), []
            self.renamed[path] = True
        elif kind == "u":
            self.renamed[path] = False
        elif kind == "s" and not self.lies:
            content = self.sure.setdefault(path, bytearray())
            for offset, data in self.asked.pop(path, []):
                resize(content, offset) if data is None else write(content, offset, data)
        elif kind == "d" and not self.lies:
            for name, came in self.renamed.items():
                self.names.add(name) if came else self.names.discard(name)
            self.renamed.clear()

    def after_cut(self, chance):
        """What one finds when the power is back, by path; and how many sectors were lost or torn."""
        share, sector, harmed = chance.choice((0, 0.1, 0.5, 0.9, 1)), chance.choice(SECTORS), 0
        tears = chance.random() < 0.5
        found = {}
        for path in sorted(self.sure):
            stands = path in self.names
            if path in self.renamed:
                stands = self.renamed[path] if chance.random() < share else stands
            if not stands:
                continue
            content = bytearray(self.sure[path])
            for offset, data in self.asked.get(path, []):
                if data is None:
                    if chance.random() < share:
                        resize(content, offset)
                    continue
                at = 0
                while at < len(data):
                    end = min(len(data), at + sector - (offset + at) % sector)
                    if chance.random() < share:
                        write(content, offset + at, data[at:end])
                    else:
                        harmed += 1
                        if tears and chance.random() < 0.1:
                            write(content, offset + at, chance.randbytes(end - at))
                    at = end
            found[path] = content
        return found, harmed


class Cuts:
    def __init__(self, faults, articles):
        self.faults, self.articles = faults, articles
        self.texts, self.db = faults.folder / "texts", faults.folder / "live" / "a.db"
        self.record = faults.folder / "record"

    def ingest(self, db, recorded=False):
        command = [self.faults.program, "ingest", self.texts, "--db", db, "--prune"]
        environment = dict(os.environ)
        if recorded:
            environment |= {"LD_PRELOAD": str(self.faults.folder / "record.so"), "RECORD_TO": str(self.record),
                            "RECORD_BELOW": str(self.db.parent)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make_record(self):
        """Three runs: new articles, changed and removed ones, more of them."""
        here, library = pathlib.Path(__file__).parent, self.faults.folder / "record.so"
        command = ["cc", "-O1", "-shared", "-fPIC", here / "record.c", "-o", library, "-ldl", "-lpthread"]
        subprocess.run(command, check=True)
        self.texts.mkdir()
        self.db.parent.mkdir()
        write_articles(self.texts, self.articles, self.faults.chance)
        self.ingest(self.db, recorded=True)
        for nth, file in enumerate(sorted(self.texts.iterdir())):
            if nth % 10 == 0:
                file.unlink()
            elif nth % 10 == 1:
                file.write_text(file.read_text() + "\nThe road to Homs was open again on 3 June 2015.\n")
        self.ingest(self.db, recorded=True)
        (self.texts / "more").mkdir()
        write_articles(self.texts / "more", self.articles // 3, random.Random(0))
        self.ingest(self.db, recorded=True)
        self.at_end = set(self.faults.ids(self.db))
        self.entries = list(entries(self.record))

    def cut(self, moments, lies_from=None):
        """The power goes at each of these moments: what was found each time."""
        disk, told, run = Disk(), set(), 0
        left = sorted(moments, reverse=True)
        for nth, (kind, path, offset, data) in enumerate(self.entries):
            while left and left[-1] == nth:
                left.pop()
                content, n_harmed = disk.after_cut(self.faults.chance)
                # the first run forgets nothing; what a later one forgets may be gone
                due = told if run == 1 else told & self.at_end
                yield self.look(content, due, n_harmed)
            if nth == lies_from:
                disk.lies = True
            if kind == "b":
                run += 1
            elif kind == "o":
                told |= {line[:16].decode() for line in data.split(b"\n")[:-1]}
            else:
                disk.take(kind, path, offset, data)

    def look(self, content, due, n_harmed):
        """Articles lost, articles that are there twice, whether the file is whole, sectors harmed; the file is left in `after`."""
        after = self.faults.folder / "after"
        shutil.rmtree(after, ignore_errors=True)
        after.mkdir()
        for path, data in content.items():
            (after / pathlib.Path(path).name).write_bytes(data)
        db = after / "a.db"
        try:
            if not db.exists() or not self.faults.has_schema(db):
                return len(due), 0, True, n_harmed
            ids = self.faults.ids(db)
            return len(due - set(ids)), len(ids) - len(set(ids)), self.faults.whole(db), n_harmed
        except sqlite3.DatabaseError:
            return len(due), 0, False, n_harmed

    def honest(self, cuts):
        moments = [self.faults.chance.randrange(len(self.entries)) for _ in range(cuts)]
        lost = twice = broken = harmed = resumed = otherwise = bad = 0
        for nth, (n_lost, n_twice, whole, n_harmed) in enumerate(self.cut(moments)):
            lost, twice, broken, harmed = lost + n_lost, twice + n_twice, broken + (not whole), harmed + n_harmed
            bad += n_lost > 0 or n_twice > 0 or not whole
            if nth % 20 == 0:
                db = self.faults.folder / "after" / "a.db"
                self.ingest(db)
                resumed += 1
                ids = self.faults.ids(db)
                otherwise += len(ids) != len(self.at_end) or set(ids) != self.at_end or not self.faults.whole(db)
        waits = sum(kind in "sd" for kind, *_ in self.entries)
        self.faults.tell("power", bad == otherwise == 0,
                         f"{cuts} cuts at random moments of {len(self.entries)} writes and waits ({waits} waits), {harmed} sectors lost "
                         f"or torn; {lost} acknowledged articles missing, {twice} twice, {broken} databases not whole; {resumed} brought "
                         f"to their end, {otherwise} of them otherwise than without a cut")

    def lying(self, cuts):
        lossy = 0
        for _ in range(cuts):
            begin = self.faults.chance.randrange(len(self.entries) // 2)
            moment = self.faults.chance.randrange(begin, len(self.entries))
            [(lost, _, whole, _)] = self.cut([moment], lies_from=begin)
            lossy += lost > 0 or not whole
        self.faults.tell("power, on a disk that lies", lossy > 0, f"{cuts} cuts, articles lost or the file not whole after {lossy}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", type=pathlib.Path, default="target/release/tadmur")
    parser.add_argument("--cuts", type=int, default=300)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tadmur-power-"))
    faults = Faults(arguments.program.resolve(), folder, random.Random(arguments.seed))
    try:
        cuts = Cuts(faults, arguments.articles)
        cuts.make_record()
        cuts.honest(arguments.cuts)
        cuts.lying(max(arguments.cuts // 10, 5))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(int(faults.failed))


if __name__ == "__main__":
    main()
