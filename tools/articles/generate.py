#!/usr/bin/env python3
"""Writes many articles to measure with, made from the texts of annotated corpora.

    tools/articles/generate.py CORPUS.jsonl... --number 100000 --into DIR [--seed 1]

Each article takes the paragraphs of one document in another order, after a line of its own, so that no two are the same; the
numbers of a seed are always the same articles. Files DIR/000/00000.txt and so on, a thousand in a folder.
"""

import argparse
import json
import pathlib
import random


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", nargs="+", type=pathlib.Path)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--into", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = []
    for corpus in arguments.corpora:
        for line in corpus.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                texts.append(json.loads(line)["text"])
    chance = random.Random(arguments.seed)
    n_bytes = 0
    for nth in range(arguments.number):
        head, *paragraphs = chance.choice(texts).split("\n")
        chance.shuffle(paragraphs)
        text = "\n".join([head, f"Report {nth}.", *paragraphs])
        folder = arguments.into / f"{nth // 1000:03}"
        if nth % 1000 == 0:
            folder.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8")
        (folder / f"{nth:05}.txt").write_bytes(data)
        n_bytes += len(data)
    print(f"{arguments.number} articles, {n_bytes} bytes")


if __name__ == "__main__":
    main()
