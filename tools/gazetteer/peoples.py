"""Peoples: the inflected forms of demonyms, from one base form a language, by the regular rules of that language."""

RU_HARD = "ый ая ое ые ого ой ом ым ому ую ыми ых".split()
RU_VELAR = "ий ая ое ие ого ой ом им ому ую ими их".split()  # after г, к, х
FRENCH_FEMININE = [("ien", "ienne"), ("éen", "éenne"), ("on", "onne"), ("an", "ane"), ("grec", "grecque"),
                   ("turc", "turque"), ("è", "è"), ("i", "ie"), ("e", "e")]  # fmt: skip


def forms(lang, base):
    """Every form of a demonym in a text of that language."""
    return {"ru": _russian, "ar": _arabic, "fr": _french, "de": _german, "es": _spanish}.get(lang, _as_is)(base)


def _as_is(base):
    return [base]


def _russian(base):
    """Adjectives decline; a noun is given in the forms that matter."""
    if base.endswith(("кий", "гий", "хий")):
        return [base[:-2] + ending for ending in RU_VELAR]
    if base.endswith("ый"):
        return [base[:-2] + ending for ending in RU_HARD]
    return [base]


def _arabic(base):
    """The nisba: masculine, feminine and sound plurals, each with and without the article."""
    if " " in base:
        return [base]
    bare = [base, base + "ة", base + "ون", base + "ين"]
    return [*bare, *("ال" + form for form in bare)]


def _french(base):
    feminine = next((base[: -len(a)] + b for a, b in FRENCH_FEMININE if base.endswith(a)), base + "e")
    plural = base if base.endswith("s") else base + "s"
    return list(dict.fromkeys([base, feminine, plural, feminine + "s"]))


def _german(base):
    """Adjectives in -isch (and deutsch) decline; nouns are given as they stand."""
    if base[0].islower():
        return [base + ending for ending in ("", "e", "en", "er", "es", "em")]
    return [base]


def _spanish(base):
    if base.endswith("o"):
        return [base, base[:-1] + "a", base + "s", base[:-1] + "as"]
    for accented, plain in (("és", "es"), ("án", "an"), ("ón", "on")):
        if base.endswith(accented):
            stem = base[: -len(accented)] + plain
            return [base, stem + "a", stem + "es", stem + "as"]
    if base.endswith("ol"):
        return [base, base + "a", base + "es", base + "as"]
    if base.endswith("í"):
        return [base, base + "es"]
    return [base, base + "s"] if base[-1] in "aeé" else [base]
