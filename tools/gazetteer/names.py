"""Names: which written forms of a source are names at all, and in which script an untagged one is."""

import functools
import re
import unicodedata

SCRIPTS = {
    "LATIN": "Latn", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "HEBREW": "Hebr", "CJK": "Hani", "GREEK": "Grek",
    "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Kore",
}  # fmt: skip


@functools.cache
def script(text):
    """The script of the first letter: `Latn`, `Arab` ...; `Zzzz` for one that no rule here is about."""
    for char in text:
        if char.isalpha():
            return SCRIPTS.get(unicodedata.name(char, "?").split()[0].split("-")[0], "Zzzz")
    return "Zyyy"


def is_geonames_name(text):
    """Whether an untagged GeoNames alternate is a name: not a web address, code or machine transliteration.

    GeoNames mixes them without a mark: `PMS` (IATA), `ba er mi la` (lower-case transliteration of 巴尔米拉), `tdmr`.
    """
    if len(text) < 2 or text.startswith("http") or any(c.isdigit() for c in text[:1]):
        return False
    if len(text) == 3 and text.isascii() and text.isupper():
        return False
    first = next((c for c in text if c.isalpha()), None)
    if first is None:
        return False
    return not (first.isascii() and first.islower())


FOLDS = str.maketrans({
    "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e", "ё": "е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ې": "ي", "ؤ": "و", "ئ": "ي",
    "ـ": None, "\u200c": " ", "\u200e": None, "\u200f": None,
    **dict.fromkeys("ʻʼ’‘'`´ʿʾ"),
})  # fmt: skip


@functools.cache
def folded(text):
    """The form in which two spellings of a name are compared: no case, marks or punctuation; Arabic letters unified."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(FOLDS))
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(FOLDS)
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


# As GeoNames spells Cyrillic in Latin letters.
LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў", (
    "a b v g d e jo zh z i j k l m n o p r s t u f kh c ch sh shh _ y ' eh ju ja i ji je g u".replace("_", "").split(" ")
), strict=True))  # fmt: skip
FOREIGN = re.compile(r"j|'|dzh|shh|kh|(?<!ch)eh")


def spelled_in_latin(text):
    """A Cyrillic name in Latin letters: `Реймс` is `rejms`."""
    return "".join(LATIN.get(letter, letter) for letter in text.casefold())


def is_foreign(text):
    """Whether a name is spelled as no language of Latin letters would spell it, but only one that was Cyrillic before."""
    return FOREIGN.search(text) is not None


SPELLINGS = [("Saint ", "St. "), ("St. ", "Saint "), ("Mount ", "Mt. "), ("Mt. ", "Mount "), ("Fort ", "Ft. "), ("Ft. ", "Fort "),
             ("Port ", "Pt. "), ("Sainte ", "Ste. "), ("Point ", "Pt. ")]  # fmt: skip
ENGLISH = {"US", "CA", "GB", "AU", "NZ", "IE", "ZA"}


DIVISION = re.compile(r" (County|District|Province|Governorate|Region|Department|Municipality|Prefecture|Raion|Parish)$")


# Serbian is written in both, letter by letter.
CYRILLIC = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))


def in_cyrillic(text):
    """A Serbian name in Cyrillic letters: `Kragujevac` is `Крагујевац`."""
    out = []
    for pair in re.findall("lj|nj|dž|.", text, re.IGNORECASE):
        letter = {"lj": "љ", "nj": "њ", "dž": "џ"}.get(pair.lower()) or CYRILLIC.get(pair.lower(), pair)
        out.append(letter.upper() if pair[0].isupper() else letter)
    return "".join(out)


# Hindi writes a nasal before a consonant as a letter or as a dot: `उत्तराखण्ड`, `उत्तराखंड`.
NASAL = re.compile(r"(?<=[^\s-])[ङञणनम]्(?=[क-घच-झट-ढत-धप-भ])")
DEVANAGARI = {"hi", "mr", "ne"}


def add_spellings(row):
    """The ways in which English writes a name that begins with Saint, Mount or Fort, and a division's name alone; towns of Serbia
    in its other letters; Hindi with a dot for a nasal."""
    for text, tag in list(row.names):
        if tag in DEVANAGARI and NASAL.search(text):
            row.name(NASAL.sub("ं", text), tag)
    if row.ccodes == "RS" and row.types in ("city", "suburb") and not any(tag == "sr" for _, tag in row.names):
        if all(letter in CYRILLIC or letter in " -" for letter in row.title.lower()):
            row.name(in_cyrillic(row.title), "sr")
    bare = DIVISION.sub("", row.title)
    if row.types in ("admin1", "admin2") and bare != row.title and len(bare) > 3:
        row.name(bare, "en")
    if row.ccodes in ENGLISH and row.types in ("city", "suburb", "admin2", "mountain"):
        for full, other in SPELLINGS:
            if row.title.startswith(full):
                row.name(other + row.title[len(full) :], "en")
