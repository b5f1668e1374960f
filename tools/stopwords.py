#!/usr/bin/env python3
"""Writes geoparser/models/stopwords.tsv: the commonest words of languages that the tagger does not learn from.

Source: stopwords-iso 1.1.0 (npm, MIT), as `npm pack stopwords-iso@1.1.0` gives it.

    npm pack stopwords-iso@1.1.0 && tar xzf stopwords-iso-1.1.0.tgz
    tools/stopwords.py package/stopwords-iso.json > geoparser/models/stopwords.tsv
"""

import json
import re
import sys

# languages that are learned from, those whose words are not parted by blanks or have no capitals, and those that are not spoken
LEFT_OUT = set("en fr ar zh ja th ko br eo la gu mr hy so st yo zu ha ku ga".split())
# lists names of states among the words
LEFT_OUT |= {"ms"}
# names that are on the lists
NAMES = set("россия москва gana kitas tegu asia szamara cali".split())

words = json.load(open(sys.argv[1], encoding="utf-8"))
for lang in sorted(set(words) - LEFT_OUT):
    listed = sorted({it for it in words[lang] if re.fullmatch(r"[^\W\d_]{2,}", it)} - NAMES)
    print(lang, " ".join(listed), sep="\t")
