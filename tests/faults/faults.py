#!/usr/bin/env python3
"""Counts what the database survives: kills, a full disk, a file that cannot be written, a lock, damage.

    tests/faults/faults.py --program target/release/tadmur [--kills 50] [--damages 50] [--seed 1]

Needs a system with SIGKILL; the full and the read-only disk need the right to mount (root), and are left out without it.
Prints a line for each kind of fault and ends with 1 when one of them went wrong.
"""

import argparse
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time

PLACES = ["Homs", "Aleppo", "Palmyra", "Damascus", "Raqqa", "Idlib", "Deir ez-Zor", "Mosul", "Baghdad", "Beirut"]


def write_articles(folder, number, chance):
    """Articles of some paragraphs each; no two are the same."""
    for nth in range(number):
        lines = [f"Report {nth}"]
        for _ in range(12):
            here, there = chance.sample(PLACES, 2)
            day = chance.randrange(1, 29)
            lines.append(f"On {day} May 2015 a column left {here}. It reached {there} the day after, witnesses said.")
        (folder / f"{nth:05}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


class Faults:
    def __init__(self, program, folder, chance):
        self.program, self.folder, self.chance = str(program), folder, chance
        self.failed = False

    def tell(self, kind, good, words):
        self.failed |= not good
        print(f"{'ok  ' if good else 'FAIL'} {kind}: {words}", flush=True)

    def run(self, *arguments, timeout=300):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, timeout=timeout)
        if "panicked" in done.stderr or done.returncode < 0:
            self.failed = True
            print(f"FAIL a panic: {arguments}: {done.stderr}")
        return done

    def ids(self, db):
        """Every id in the database, repeated if it is there twice."""
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
            return [it for (it,) in connection.execute("SELECT id FROM article")]

    def whole(self, db):
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            unread = connection.execute(
                "SELECT count(*) FROM article WHERE number NOT IN (SELECT article FROM reading)"
            ).fetchone()[0]
        return verdict == "ok" and unread == 0

    def kills(self, kills, articles):
        texts = self.folder / "texts"
        texts.mkdir()
        write_articles(texts, articles, self.chance)
        begun = time.monotonic()
        self.run("ingest", texts, "--db", self.folder / "timed.db")
        longest = time.monotonic() - begun
        missing = twice = broken = finished = n_told = 0
        nth, done = 0, 0
        db, told = self.folder / "kill0.db", set()
        while done < kills:
            child = subprocess.Popen([self.program, "ingest", texts, "--db", db],
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            lines = []
            reader = threading.Thread(target=lambda: lines.extend(child.stdout))
            reader.start()
            try:
                # at any moment of a whole run; those that come first are of one that goes on from before
                child.wait(self.chance.uniform(0, longest * 0.6))
            except subprocess.TimeoutExpired:
                child.kill()
                done += 1
            child.wait()
            reader.join()
            # a line that the kill cut short tells nothing
            told |= {line[:16] for line in lines if line.endswith("\n")}
            if db.exists() and db.stat().st_size:
                found = self.ids(db) if self.has_schema(db) else []
                missing += len(told - set(found))
                twice += len(found) - len(set(found))
                broken += self.has_schema(db) and not self.whole(db)
            else:
                missing += len(told)
            if child.returncode == 0:
                finished += 1
                n_told += len(told)
                missing += articles - len(self.ids(db))
                nth += 1
                db, told = self.folder / f"kill{nth}.db", set()
        self.run("ingest", texts, "--db", db)
        found = self.ids(db)
        missing += articles - len(found)
        twice += len(found) - len(set(found))
        self.tell("kill -9", missing == twice == broken == 0,
                  f"{kills} kills at random moments, {nth + 1} databases of {articles} articles brought to their end; "
                  f"{missing} acknowledged or due articles missing, {twice} twice, {broken} databases not whole")

    def has_schema(self, db):
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
            return connection.execute("PRAGMA user_version").fetchone()[0] > 0

    def mounted(self, options):
        point = self.folder / "disk"
        point.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", point], capture_output=True)
        return point if done.returncode == 0 else None

    def full(self):
        point = self.mounted("size=2m")
        if point is None:
            return print("left out: full disk (cannot mount)")
        try:
            db = point / "a.db"
            first = self.run("ingest", self.folder / "texts", "--db", db)
            told = {line[:16] for line in first.stdout.splitlines()}
            clear = first.returncode == 2 and "the disk is full" in first.stderr
            kept = set(self.ids(db))
            subprocess.run(["mount", "-o", "remount,size=200m", point], check=True)
            self.run("ingest", self.folder / "texts", "--db", db)
            after = self.ids(db)
            good = clear and told <= kept and len(set(after)) == len(after) and self.whole(db)
            self.tell("full disk", good, f"ended with {first.returncode} ({first.stderr.strip().splitlines()[-1]}); "
                      f"{len(kept)} articles kept, {len(told - kept)} acknowledged ones lost; {len(after)} with more room")
        finally:
            subprocess.run(["umount", "-l", point])

    def read_only(self):
        point = self.mounted("size=200m")
        if point is None:
            return print("left out: read-only disk (cannot mount)")
        try:
            db = point / "a.db"
            self.run("ingest", self.folder / "texts", "--db", db)
            subprocess.run(["mount", "-o", "remount,ro", point], check=True)
            write = self.run("correct", "--db", db, f"{self.ids_ro(db)}-0", "--wrong")
            again = self.run("ingest", self.folder / "texts", "--again", "--db", db)
            read = self.run("search", "column", "--db", db, "--limit", 3)
            words = again.stderr.strip().splitlines()[-1]
            good = write.returncode == again.returncode == 2 and str(db) in words and str(db) in write.stderr
            self.tell("read-only", good and read.returncode == 0 and len(read.stdout.splitlines()) == 3,
                      f"writing ends with {again.returncode} ({words}); reading gives {len(read.stdout.splitlines())} of 3")
        finally:
            subprocess.run(["umount", "-l", point])

    def ids_ro(self, db):
        with sqlite3.connect(f"file:{db}?immutable=1", uri=True) as connection:
            return connection.execute("SELECT id FROM article LIMIT 1").fetchone()[0]

    def locked(self):
        db = self.folder / "timed.db"
        more = self.folder / "more"
        more.mkdir()
        (more / "one.txt").write_text("Shells fell on Homs.\n")
        holder = sqlite3.connect(db, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        refused = self.run("ingest", more, "--db", db)
        waited = time.monotonic() - begun
        read = self.run("search", "column", "--db", db, "--limit", 3)
        child = subprocess.Popen([self.program, "ingest", more, "--db", db],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(3)
        holder.execute("ROLLBACK")
        holder.close()
        patient = child.wait(60)
        good = refused.returncode == 2 and "locked by another process" in refused.stderr
        self.tell("locked", good and patient == 0 and read.returncode == 0,
                  f"a lock that stays ends with {refused.returncode} after {waited:.0f} s "
                  f"({refused.stderr.strip().splitlines()[-1]}); reading goes on; one of 3 s is waited for")

    def damage(self, damages):
        whole = self.folder / "timed.db"
        with sqlite3.connect(whole) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        all_ids = set(self.ids(whole))
        data = whole.read_bytes()
        pages = len(data) // 4096
        named = unharmed = opened = wrong = changed = 0
        shares = []
        for nth in range(damages):
            harmed = bytearray(data)
            for page in self.chance.sample(range(pages), 3):
                harmed[page * 4096:(page + 1) * 4096] = self.chance.randbytes(4096)
            db = self.folder / "harmed.db"
            db.write_bytes(harmed)
            read = self.run("correct", "--db", db, "--gold")
            read = self.run("export", "--db", db, "--format", "csv") if read.returncode == 0 else read
            if read.returncode == 0:
                unharmed += 1
            elif str(db) in read.stderr and ("damaged" in read.stderr or "not an SQLite" in read.stderr or " is not " in read.stderr):
                named += 1
            else:
                print(read.stderr)
            new = self.folder / f"rescued{nth}.db"
            self.run("rescue", db, "--db", new)
            changed += db.read_bytes() != bytes(harmed)
            if new.exists():
                found = self.ids(new)
                opened += bool(found)
                wrong += len(set(found) - all_ids) + len(found) - len(set(found))
                shares.append(len(found) / len(all_ids))
                new.unlink()
            else:
                shares.append(0)
        shares.sort()
        self.tell("damage", named + unharmed == damages and wrong == changed == 0,
                  f"{damages} databases with 3 of {pages} pages overwritten: {named} refused with the reason, {unharmed} read as if "
                  f"whole; rescued {opened} of {damages}, of their articles {100 * sum(shares) / damages:.1f} % on average, "
                  f"{100 * shares[damages // 2]:.1f} % at the median; {wrong} wrong articles, {changed} damaged files changed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", type=pathlib.Path, default="target/release/tadmur")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--damages", type=int, default=50)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tadmur-faults-"))
    faults = Faults(arguments.program.resolve(), folder, random.Random(arguments.seed))
    try:
        faults.kills(arguments.kills, arguments.articles)
        faults.full()
        faults.read_only()
        faults.locked()
        faults.damage(arguments.damages)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(int(faults.failed))


if __name__ == "__main__":
    main()
