"""Transport: names of airports and ports after the town they serve, in the languages that make them by rule."""

import names
from row import distance_km

AIRPORT_KM, PORT_KM = 70, 25
PORT_OF = {"en": ["Port of {}", "{} Port", "{} Harbour"], "ar": ["ميناء {}", "مرفأ {}"], "fr": ["port de {}"],
           "es": ["puerto de {}"], "it": ["porto di {}"], "de": ["Hafen {}"]}  # fmt: skip
AIRPORT_OF = {"en": ["{} Airport"], "ar": ["مطار {}"], "fr": ["aéroport de {}"], "es": ["aeropuerto de {}"],
              "de": ["Flughafen {}"], "tr": ["{} Havalimanı"], "fa": ["فرودگاه {}"]}  # fmt: skip
INTERNATIONAL = {"en": ["{} International Airport"], "ar": ["مطار {} الدولي"]}


def add_names(places):
    """Adds them, and takes the bare name of the town from its airports and ports."""
    towns = {}
    for row in places.values():
        if row.types == "city" and (row.population or 0) >= 5_000:
            for text in {names.folded(text) for text in (row.title, *row.texts())}:
                towns.setdefault(text, []).append(row)
    for row in places.values():
        if row.types not in ("port", "airport") or row.lat is None:
            continue
        words = row.title.split()
        starts = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
        town = next((found for start in starts if (found := _town(row, start, towns))), None)
        if row.types == "port":
            bare = row.title
            row.names = {}
            row.title = bare if "port" in names.folded(bare).split() else f"Port of {bare}"
            _apply(row, town, bare, PORT_OF)
            continue
        row.names = {pair: None for pair in row.names if not _town(row, pair[0], towns)}
        if town is not None:
            _apply(row, town, town.title, AIRPORT_OF)
            if "International" in row.title:
                _apply(row, town, town.title, INTERNATIONAL)
        _short(row, words, town)


def _town(row, text, towns):
    """The largest town of this name near enough."""
    limit = PORT_KM if row.types == "port" else AIRPORT_KM
    near = [town for town in towns.get(names.folded(text), ()) if distance_km(row, town) <= limit]
    return max(near, key=lambda town: (town.population, town.id)) if near else None


def _apply(row, town, english, patterns):
    for tag, forms in patterns.items():
        base = english if tag == "en" else town and next((text for text, lang in town.names if lang == tag), None)
        if base:
            for form in forms:
                row.name(form.format(base), tag)


def _short(row, words, town):
    """`London Heathrow Airport` is also Heathrow Airport, `Lester B Pearson International Airport` Pearson Airport."""
    own = [word for word in words if word not in ("International", "Intl", "Regional", "Municipal", "Airport")]
    if town is not None:
        own = own[len(town.title.split()) :] if row.title.startswith(town.title) else own
    if own and own[-1][:1].isupper() and len(own[-1]) > 3:
        last = own[-1]
        row.name(f"{last} Airport", "en")
        if "International" in words:
            row.name(f"{last} International Airport", "en")
