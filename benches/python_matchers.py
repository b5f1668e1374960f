#!/usr/bin/env python3
"""What a Python user would pick to find names in text: pyahocorasick and flashtext, on the names of a gazetteer.

usage: python_matchers.py gazetteer.csv TEXT...    (pip install pyahocorasick flashtext)

The texts are repeated to 8 MB and lowered beforehand; times are of the processor. The figures stand beside those of `cargo bench --bench gazetteer`.
"""

import csv
import resource
import sys
import time

import ahocorasick
import flashtext


def names(path):
    csv.field_size_limit(1 << 24)
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["title"].lower()
            for variant in (row.get("variants") or "").split(";"):
                name, _, tags = variant.rpartition("@")
                if name and "-x-demonym" not in tags:
                    yield name.lower()


def resident_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main():
    all_names = sorted(set(names(sys.argv[1])))
    article = "".join(open(path, encoding="utf-8").read() for path in sys.argv[2:]).lower()
    n_repeats = (8 << 20) // len(article.encode()) + 1
    text = article * n_repeats
    n_mb = len(text.encode()) / 1e6

    start = time.process_time()
    automaton = ahocorasick.Automaton()
    for name in all_names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    built = time.process_time() - start
    start = time.process_time()
    n_found = sum(1 for _ in automaton.iter_long(text))
    took = time.process_time() - start
    print(f"pyahocorasick: {n_mb / took:.1f} MB/s, {n_found} found, built in {built:.1f} s, {resident_mb()} MB resident")

    start = time.process_time()
    keywords = flashtext.KeywordProcessor()
    for name in all_names:
        keywords.add_keyword(name)
    built = time.process_time() - start
    share = text[: len(text) // 8]
    start = time.process_time()
    n_found = len(keywords.extract_keywords(share))
    took = time.process_time() - start
    print(f"flashtext: {n_mb / 8 / took:.1f} MB/s, {n_found} found in an eighth, built in {built:.1f} s, {resident_mb()} MB resident")


if __name__ == "__main__":
    main()
