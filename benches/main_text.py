#!/usr/bin/env python3
"""Main text of saved pages: ours beside trafilatura (PyPI).

    python3 -m venv VENV && VENV/bin/pip install trafilatura lxml_html_clean
    cargo build --release --example pages
    VENV/bin/python benches/main_text.py PAGES.jsonl PAGES.tar.xz PROGRAM [--worst N]

PAGES.jsonl has one page a line: {"id", "url", "html"}, `html` a path inside the archive. PROGRAM is the example `pages`. Texts are
compared by their runs of three words. *Kept* is the share of the runs of trafilatura's main text that stand in ours; *dropped*
the share of the runs of the page's other text (all that lxml finds outside of scripts and styles) that do not. Both are means over
the pages where trafilatura finds a text. Trafilatura is no gold: what it misses counts as boilerplate. Rates are pages a second of
processor time, one core; ours counts the whole program, which reads each page twice (dates alone, then all).
"""

import argparse
import json
import pathlib
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time

import trafilatura
from lxml import html as lxml_html


def runs(text):
    words = re.findall(r"\w+", (text or "").lower())
    return set(zip(words, words[1:], words[2:]))


def whole(page):
    try:
        tree = lxml_html.fromstring(page)
    except Exception as error:  # a page that lxml cannot read has no other text
        print(f"lxml: {error}", file=sys.stderr)
        return ""
    for node in tree.xpath("//script|//style|//noscript|//template|//comment()"):
        if node.getparent() is not None:
            node.drop_tree()
    return " ".join(tree.itertext())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--worst", type=int, default=0, help="print the pages of which we keep least")
    options = parser.parse_args()
    pages = [json.loads(line) for line in options.list.read_text(encoding="utf-8").split("\n") if line]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(options.archive) as archive:
            archive.extractall(folder, filter="data")
        listed = pathlib.Path(folder) / "pages.jsonl"
        listed.write_text("\n".join(json.dumps({key: page[key] for key in ("id", "url", "html")}) for page in pages), encoding="utf-8")
        run = subprocess.run([options.program, listed, folder], stdout=subprocess.PIPE, text=True, check=True)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = {page["id"]: page["text"] for page in map(json.loads, filter(None, run.stdout.split("\n")))}
        read = [(page["id"], (pathlib.Path(folder) / page["html"]).read_bytes()) for page in pages]
    start = time.process_time()
    theirs = {key: trafilatura.extract(page, include_comments=False) for key, page in read}
    their_rate = len(pages) / (time.process_time() - start)
    rows = []
    for key, page in read:
        main_text = runs(theirs[key])
        other = runs(whole(page)) - main_text
        own = runs(ours[key])
        if main_text:
            rows.append((len(own & main_text) / len(main_text), 1 - len(own & other) / max(len(other), 1), key))
    rows.sort()
    mean = lambda column: sum(row[column] for row in rows) / len(rows)
    print(f"pages {len(pages)}, with a text by trafilatura {len(rows)}, with a text by tadmur {sum(map(bool, ours.values()))}")
    print(f"main text kept {mean(0):.3f} (median {rows[len(rows) // 2][0]:.3f}), other text dropped {mean(1):.3f}")
    print(f"pages whose main text is kept by 0.9 or more: {sum(row[0] >= 0.9 for row in rows)}, by less than 0.1: {sum(row[0] < 0.1 for row in rows)}")
    print(f"pages a CPU second: tadmur {len(pages) / (spent.ru_utime + spent.ru_stime):.0f}, trafilatura {trafilatura.__version__} {their_rate:.0f}")
    for kept, dropped, key in rows[: options.worst]:
        print(f"{kept:.3f}\t{dropped:.3f}\t{key}\tours {len(ours[key])} characters, theirs {len(theirs[key])}")


if __name__ == "__main__":
    main()
