#!/usr/bin/env python3
"""Publication dates of saved pages: ours beside htmldate (PyPI), accuracy and pages a second of processor time.

    python3 -m venv VENV && VENV/bin/pip install htmldate
    cargo build --release --example pages
    VENV/bin/python benches/publication_dates.py PAGES.jsonl PAGES.tar.xz PROGRAM [--errors]

PAGES.jsonl has one page a line: {"id", "url", "published", "html"}, `html` a path inside the archive. PROGRAM is the example
`pages`. A page counts as right when the day is; a page without a gold date counts as wrong for every answer and for none, as
htmldate's own evaluation does. Dates are counted apart for pages of odd and even position: rules were written with the odd
ones open.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import time


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--errors", action="store_true", help="print the pages that we date otherwise than gold")
    options = parser.parse_args()
    pages = [json.loads(line) for line in options.list.read_text(encoding="utf-8").split("\n") if line]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(options.archive) as archive:
            archive.extractall(folder, filter="data")
        answers = {"tadmur": ours(pages, options.program, folder)}
        for name, extensive in [("htmldate extensive", True), ("htmldate fast", False)]:
            found = theirs(pages, folder, extensive)
            if found:
                answers[name] = found
        print(f"{'':20}{'right':>8}{'odd':>8}{'even':>8}{'none':>8}{'pages/CPU s':>13}")
        for name, (dates, rate) in answers.items():
            right = [dates.get(page["id"]) == page["published"] and bool(page["published"]) for page in pages]
            share = lambda them: sum(them) / len(them)
            none = sum(not dates.get(page["id"]) for page in pages)
            print(f"{name:20}{share(right):8.3f}{share(right[0::2]):8.3f}{share(right[1::2]):8.3f}{none:8}{rate:13.0f}")
        if options.errors:
            for nth, page in enumerate(pages):
                date = answers["tadmur"][0].get(page["id"])
                if date != page["published"]:
                    print(nth % 2 and "even" or "odd", page["published"], date, page["html"], page["url"], sep="\t")


def ours(pages, program, folder):
    """The date of each page that has one, and pages a second."""
    listed = pathlib.Path(folder) / "pages.jsonl"
    asked = [{"id": page["id"], "url": page["url"], "html": page["html"]} for page in pages]
    listed.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    run = subprocess.run([program, listed, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"{program}: {run.stderr}")
    read = [json.loads(line) for line in run.stdout.split("\n") if line]
    return {page["id"]: page["date"] for page in read if page["date"]}, json.loads(run.stderr)["dates"]


def theirs(pages, folder, extensive):
    try:
        from htmldate import find_date
    except ImportError:
        print("htmldate is not installed: ours alone", file=sys.stderr)
        return None
    read = [(page["id"], page["url"], (pathlib.Path(folder) / page["html"]).read_bytes()) for page in pages]
    start = time.process_time()
    dates = {key: find_date(html, extensive_search=extensive, original_date=True, url=url) for key, url, html in read}
    return dates, len(pages) / (time.process_time() - start)


if __name__ == "__main__":
    main()
