"""Demonyms of countries from the CIA World Factbook (public domain), as the package pyworldatlas carries them."""

import re
import sqlite3

from row import Row

QUERY = """select k.alpha2, d.noun, d.adjective from country_demonym d join country k on k.id = d.country_id
           where d.language_code like 'en%' order by k.alpha2"""


def rows(unpacked):
    atlas = sqlite3.connect(f"file:{unpacked}/pyworldatlas/pyworldatlas/data/atlas.sqlite3?mode=ro", uri=True)
    for code, noun, adjective in atlas.execute(QUERY):
        row = Row(f"iso:{code}", code, "country", None, None, "factbook", ccodes=code, licence="CC0-1.0")
        for text in [*_forms(adjective or ""), *_forms(noun or "")]:
            row.name(text, "en-x-demonym")
        yield row


def _forms(text):
    """`Bosnian(s), Herzegovinian(s)` to its four words; notes and lower-case words are none of them."""
    text = re.sub(r"\((?!s\))[^)]*\)|;.*|note.*", "", text)
    for part in re.split(r",| or |/", text):
        part = part.strip()
        if part[:1].isupper() and len(part) > 3:
            yield part.replace("(s)", "")
            if part.endswith("(s)"):
                yield part.replace("(s)", "s")
