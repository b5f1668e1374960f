#!/usr/bin/env python3
"""Breaks the lines of a corpus as a mail or a printed page does, with its annotations moved along.

    benches/wrap.py CORPUS.jsonl OUT.jsonl [--width 72] [--hyphens]

`tadmur eval` of both files tells what a page's breaks cost. With --hyphens words are parted at the ends of lines.
"""

import argparse
import json
import re


def wrapped(text, width, hyphens):
    """The text with its lines broken, and where each of its code points came to stand."""
    out, places, column = [], [], 0

    def put(token):
        nonlocal column
        for letter in token:
            places.append(len(out))
            out.append(letter)
        column += len(token)

    for token in re.findall(r"\n|[ ]+|[^ \n]+", text):
        if token == "\n":
            put(token)
            column = 0
        elif token[0] == " " or column + len(token) <= width or not column:
            put(token)
        else:
            head = min(width - column - 1, len(token) - 3) if hyphens and token.isalpha() else 0
            if head >= 3:
                put(token[:head])
                out += "-\n"
                column = 0
                put(token[head:])
            else:
                if out[-1] == " ":
                    out[-1] = "\n"
                    column = 0
                put(token)
    return "".join(out), [*places, len(out)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=72)
    parser.add_argument("--hyphens", action="store_true")
    options = parser.parse_args()
    with open(options.corpus, encoding="utf-8") as lines, open(options.out, "w", encoding="utf-8") as out:
        for line in lines:
            document = json.loads(line)
            document["text"], places = wrapped(document["text"], options.width, options.hyphens)
            for toponym in document.get("toponyms", []):
                toponym["start"], toponym["end"] = places[toponym["start"]], places[toponym["end"] - 1] + 1
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
