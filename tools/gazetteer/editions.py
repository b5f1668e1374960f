"""Editions: how much of the world a gazetteer.csv holds, and which of a place's names.

`world` is the file that is shipped: it keeps to 41 MB by leaving out the villages of most countries and the rarer
names of small towns. `everything` leaves out nothing but junk. README.md has what each of these choices cost and gained.
"""

import names

# Languages that world news is written in, and those of the Levant, Mesopotamia and their neighbours.
LANGUAGES = "en ar ru fr de es tr ku ckb fa he zh it pt uk pl nl ja zh-Hant".split()
# Languages in which only what everyone knows is named: states, regions of the world, seas, capitals, large cities, seats of divisions.
FAMOUS = (
    "sv da no nb fi et lv lt hu cs sk sl hr sr bs mk bg sq ro el ka hy az kk ko hi bn id th be ky "
    "ta te ml kn mr gu pa ne si my km lo am"
).split()
# For small towns: languages that many countries read, and those of the country itself.
WIDE = "en ar ru fr de es tr".split()
OWN = {
    "AF": "fa", "BE": "nl", "BR": "pt", "CN": "zh", "HK": "zh zh-Hant", "IL": "he", "IR": "fa ku ckb", "IT": "it", "JP": "ja",
    "MO": "zh zh-Hant", "NL": "nl", "PL": "pl", "PT": "pt", "SG": "zh", "TR": "ku", "TW": "zh zh-Hant", "UA": "uk",
}  # fmt: skip
# For towns of some size: other languages of the country, where its letters tell a name from a word.
HOME = {
    "AL": "sq", "AM": "hy", "AZ": "az", "BA": "bs sr hr", "BD": "bn", "BG": "bg", "BY": "be", "CY": "el", "CZ": "cs", "DK": "da",
    "EE": "et", "ET": "am", "FI": "fi sv", "GE": "ka", "GR": "el", "HR": "hr", "HU": "hu", "ID": "id", "IN": "hi ta te ml kn mr gu pa bn",
    "KG": "ky", "KH": "km", "KP": "ko", "KR": "ko", "KZ": "kk", "LA": "lo", "LK": "si ta", "LT": "lt", "LV": "lv", "MK": "mk",
    "MM": "my", "NO": "no nb", "NP": "ne", "RO": "ro", "RS": "sr", "SE": "sv", "SI": "sl", "SK": "sk", "TH": "th",
}  # fmt: skip
# Their forms that are words of English too.
ENGLISH_WORDS = {"Soul", "Rim"}
NOT_LATIN = set(
    "ar ru ckb fa he zh uk ja zh-Hant bg mk sr el ka hy kk ko hi bn th be ky ta te ml kn mr gu pa ne si my km lo am".split()
)
# Scripts in which a name without a language is kept: those of the core languages.
SCRIPTS = {"Latn", "Arab", "Cyrl", "Hebr", "Hani"}
# Countries whose villages are all in the file, since the news that made it tell of them.
IN_FULL = {"SY", "IQ", "LB", "PS", "JO", "KW", "EG", "GE"}
KNOWN_TOWN = 15_000
FAMOUS_CITY, FAMOUS_SEAT, MILLION = 300_000, 50_000, 1_000_000
# In Latin letters, what others call a place that is not all that famous: shorter ones are words elsewhere (`Lion`, `Luck`).
SHORTEST_FOREIGN = 5
# Countries written in Arabic letters: the Latin spelling of a town is never settled there (Martuba, Mertouba).
ARABIC_LETTERS = set("AE AF BH DJ DZ EG EH IQ IR JO KW LB LY MA MR OM PK PS QA SA SD SO SS SY TN YE".split())
ROMANIZED_TOWN = 5_000
CYRILLIC_LETTERS = set("AM AZ BA BG BY GE KG KZ MD ME MK MN RS RU TJ TM UA UZ XK".split())


class Edition:
    """What to hold."""

    def __init__(self, population, in_full, seats):
        self.population, self.in_full, self.seats = population, in_full, seats

    def holds(self, row):
        villages = self.in_full is None or row.ccodes in self.in_full
        if row.types == "city":
            villages = villages and (self.in_full is None or len(row.texts()) > 1 or not row.source.startswith("wof"))
            counted = (row.population or 0) >= self.population or not row.source.startswith("wof")
            return villages or counted or row.fcode in ("PPLC", "PPLA", "PPLG", "PPLA2")
        if row.types == "suburb":
            return villages or not row.source.startswith("wof") or any(tag == "ar" for _, tag in row.names)
        if row.types == "airport":
            return villages or row.source != "wof" or any(tag == "ar" for _, tag in row.names)
        if row.types == "ancient":
            return villages or len(row.texts()) > 1
        if row.types == "admin2":
            return self.seats or "seat" not in row.source
        return row.types != "admin3" or self.in_full is None or bool(row.population)

    def names(self, row):
        """The names to keep: pairs of a form and its tags, the form that leads a language before its others.

        A form that leads one language but not another stands twice. The title stands among them only for languages in
        which it leads other forms; elsewhere it goes without saying.
        """
        foreign = ()
        small = not is_known(row) and row.ccodes not in IN_FULL
        if small and self.in_full is not None:
            languages = [*WIDE, *OWN.get(row.ccodes, "").split()]
        else:
            home = HOME.get(row.ccodes, "").split() if is_known(row) else []
            more = FAMOUS if is_famous(row) or self.in_full is None else home
            languages = [*LANGUAGES, *more]
            if self.in_full is not None and not is_famous(row, MILLION):
                foreign = set(more) - set(home) - NOT_LATIN
        special, by_tag, known = {}, {}, {row.title}
        for text, tag in row.names:
            if "-x-" in tag:
                special.setdefault(text, []).append(tag)
        for text, tag in row.names:
            if tag in FAMOUS and text in ENGLISH_WORDS or tag in foreign and len(names.folded(text)) < SHORTEST_FOREIGN:
                continue
            if tag in languages and not any(other.startswith(f"{tag}-x-") for other in special.get(text, ())):
                by_tag.setdefault(tag, []).append(text)
        if "en" in by_tag:  # the title is the English name
            by_tag["en"] = list(dict.fromkeys([row.title, *by_tag["en"]]))
        leading, other = {}, {}
        for tag, texts in sorted(by_tag.items(), key=lambda item: languages.index(item[0])):
            texts = sorted(texts, key=lambda text: tag in NOT_LATIN and names.script(text) == "Latn")
            for rank, text in enumerate(texts):
                known.add(text)
                if text != row.title or len(texts) > 1 and rank == 0:
                    (other if rank else leading).setdefault(text, []).append(tag)
        kept = [*leading.items(), *other.items()]
        if self.in_full is None or _has_good_untagged(row, small):
            scripts = {"Latn"} if small and self.in_full is not None else SCRIPTS
            kept += ((text, []) for text in _untagged(row, known, scripts))
        else:
            kept += ((text, []) for text in _untagged(row, known, {"Latn"}) if _is_good_untagged(row, text))
        kept = [(text, "+".join(tags)) for text, tags in kept]
        return kept + [(text, tag) for text, tags in special.items() for tag in sorted(tags)]


def _has_good_untagged(row, small):
    """Whether forms without a language are worth their room.

    In the United States they are mostly transliterations back from other scripts (`Fertkliff` for Firthcliffe).
    """
    if row.ccodes == "US" and row.types in ("city", "suburb", "admin2", "airport"):
        return (row.population or 0) >= 200_000
    if row.ccodes in names.ENGLISH:
        return True
    return not small and (row.types != "admin2" or (row.population or 0) >= 500_000)


def _is_good_untagged(row, text):
    """Whether a form without a language is worth its room where most are not: romanizations of towns in Arabic letters, and
    in the United States forms that clip the title or add to it (`Avondale` for Avondale Estates)."""
    if row.ccodes in ARABIC_LETTERS:
        is_town = row.types in ("city", "suburb") and (row.population or 0) >= ROMANIZED_TOWN
        return is_town or row.fcode in ("PPLA", "PPLA2")
    words, title = set(names.folded(text).split()), set(names.folded(row.title).split())
    return row.ccodes == "US" and len(names.folded(text)) > 2 and (words < title or words > title)


def _untagged(row, known, scripts):
    """Forms without a language that no other form folds to, nor a Cyrillic one, spelled in Latin letters."""
    tagged = {text for text, tag in row.names if tag}
    seen = {names.folded(text) for text in known}
    if row.ccodes not in CYRILLIC_LETTERS | ARABIC_LETTERS:
        cyrillic = (text for text, _ in row.names if names.script(text) == "Cyrl")
        seen.update(names.folded(spelled) for text in cyrillic if names.is_foreign(spelled := names.spelled_in_latin(text)))
    for text, tag in row.names:
        key = names.folded(text)
        if not tag and text not in tagged and key not in seen and names.script(text) in scripts:
            seen.add(key)
            yield text


def is_known(row):
    """Whether news far away might name the place: any but a small town."""
    return row.types not in ("city", "suburb", "airport") or (row.population or 0) >= KNOWN_TOWN or row.fcode in ("PPLC", "PPLA")


def is_famous(row, inhabitants=None):
    """Whether every language has a word for the place: of cities, for capitals and those with so many inhabitants."""
    if row.types == "city":
        inhabitants = inhabitants or (FAMOUS_SEAT if row.fcode == "PPLA" else FAMOUS_CITY)
        return row.fcode == "PPLC" or (row.population or 0) >= inhabitants
    return row.types in ("country", "territory", "continent", "region", "sea")


ALL = {
    "world": Edition(500, IN_FULL, seats=True),
    "everything": Edition(0, None, seats=True),
}
