"""Editions: how much of the world a gazetteer.csv holds, and which of a place's names."""

import re

import names

# Languages that world news is written in, and those of the Levant, Mesopotamia and their neighbours.
LANGUAGES = "en ar ru fr de es tr ku ckb fa he zh it pt uk pl nl ja zh-Hant".split()
NOT_LATIN = set("ar ru ckb fa he zh uk ja zh-Hant".split())
SCRIPTS = {"Latn", "Arab", "Cyrl", "Hebr", "Hani"}
# Names in which a reader of English news looks for a place: a direction or a number alone is none.
VAGUE = set(
    "west east north south central centre center northwest northeast southwest southeast western eastern northern "
    "southern region sud nord est ouest centro centru vest nordic isole".split()
)


class Edition:
    """What to hold."""

    def __init__(self, population, untagged, everywhere):
        self.population, self.untagged, self.everywhere = population, untagged, everywhere

    def holds(self, row):
        if not row.title or _is_vague(row.title):
            return False
        if row.types in ("city", "suburb"):
            if row.fcode in ("PPLC", "PPLA", "PPLG") or (row.population or 0) >= self.population:
                return True
            return row.ccodes in self.everywhere and (row.id.startswith("gn:") and is_named_twice(row))
        if row.types in ("ancient", "airport", "port", "site"):
            return row.source == "tadmur" or not self.everywhere
        if row.types == "admin2":
            return "seat" not in row.source
        return row.types != "admin3"

    def names(self, row):
        """The names to keep: pairs of a form and its tags, the form that leads a language before its others.

        A form that leads one language but not another stands twice. The title stands among them only for languages in
        which it leads other forms; elsewhere it goes without saying.
        """
        kept, known, special, by_tag = [], set(), {}, {}
        foreign = {text for text, tag in row.names if tag}
        for text, tag in row.names:
            if "-x-" in tag:
                special.setdefault(text, []).append(tag)
        for text, tag in row.names:
            if tag in LANGUAGES and not any(other.startswith(f"{tag}-x-") for other in special.get(text, ())):
                by_tag.setdefault(tag, []).append(text)
        groups = ({}, {})
        for tag, texts in sorted(by_tag.items(), key=lambda item: LANGUAGES.index(item[0])):
            texts = sorted(texts, key=lambda text: (tag in NOT_LATIN and names.script(text) == "Latn"))
            for rank, text in enumerate(texts):
                if text != row.title or len(texts) > 1 and rank == 0:
                    groups[rank > 0].setdefault(text, []).append(tag)
                known.add(text)
        kept = [*groups[0].items(), *groups[1].items()]
        if _important(row) or (row.population or 0) >= self.untagged:
            seen = {names.folded(text) for text in (*known, row.title)}
            for text, tag in row.names:
                key = names.folded(text)
                usable = not tag and text not in foreign and names.script(text) in SCRIPTS and not _is_code(text)
                if usable and key not in seen and len(text) > 1:
                    seen.add(key)
                    kept.append((text, []))
        kept += special.items()
        return [(text, "+".join(tags)) for text, tags in kept]


def _is_code(text):
    return len(text) < 4 and text.isascii() and text.isupper()


def _is_vague(title):
    return bool(re.fullmatch(r"(region |district )?\d+", title.lower())) or title.lower() in VAGUE


def _important(row):
    return row.types not in ("city", "suburb", "admin2") or row.ccodes in ("SY", "IQ")


def is_named_twice(row):
    return bool(row.population) or len(row.texts()) > 3


ALL = {
    "first": Edition(15_000, 100_000, ("SY", "IQ")),
    "world": Edition(500, 0, ()),
}
