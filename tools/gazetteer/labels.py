"""Labels: the title of a place, English where English has a name, as a reader of English news would write it."""

import unicodedata

LABELED = ("city", "suburb", "admin1", "admin2", "admin3", "continent")
# Where the Latin form is a scholar's transliteration of another script, whose marks no news writes: Al Ḩasakah.
TRANSLITERATED = set(
    "AE AF BD BH BT BY DJ DZ EG ER ET GE IL IN IQ IR JO KG KW KZ LB LK LY MA MM MN MR NP OM PK PS QA RU SA SD SO SS SY TJ TM "
    "TN UA UZ YE".split()
)
ARABIC = set("AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE".split())
ARTICLES = ("Al ", "Al-", "Ad ", "An ", "Ar ", "As ", "Ash ", "At ", "Ath ", "Az ", "El ", "El-")
MARKS = dict.fromkeys(map(ord, "‘’ʻʼʿʾ`′"))
KNOWN_TOWN = 15_000


def choose(places):
    """Takes the first form that a source ranks as English, unless the title is one too or says the same in less."""
    for row in places.values():
        if row.types in LABELED and (row.title, "en") not in row.names:
            english = next((text for text, tag in row.names if tag == "en"), None)
            if english and english not in (f"{row.title} City", f"City of {row.title}", f"{row.title} city"):
                row.name(row.title)
                row.title = english


def simplify(places):
    """Takes the marks of transliteration from titles, and names Arab towns without their article too."""
    for row in places.values():
        if row.ccodes in TRANSLITERATED and row.types in LABELED:
            plain = _plain(row.title)
            if plain and plain != row.title:
                row.name(row.title)
                row.title = plain
            if row.ccodes in ARABIC and (row.population or 0) >= KNOWN_TOWN:
                for text in [row.title, *row.texts()]:
                    bare = text.removeprefix(next((word for word in ARTICLES if text.startswith(word)), ""))
                    if bare != text and len(bare) > 4:
                        row.name(bare)


def _plain(text):
    decomposed = unicodedata.normalize("NFD", text.translate(MARKS))
    if not decomposed[:1].isascii():
        return ""
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    plain = plain.replace("ı", "i").replace("ə", "a")
    return plain[:1].upper() + plain[1:] if plain.isascii() else ""
