"""Tests: python3 -m unittest discover -s tools/gazetteer (from the repository root, with gazetteer.csv there)."""

import csv
import json
import pathlib
import re
import unittest

import describe
import editions
import names
import peoples
import shapes
from areas import Areas
from coverage import distance_km
from editions import Edition
from row import Row, degrees, tidy

ROOT = pathlib.Path(__file__).parents[2]


class Parts(unittest.TestCase):
    def test_two_spellings_fold_to_one(self):
        for a, b in [("Deir ez-Zor", "deir ez zor"), ("İdlib", "idlib"), ("الرقّة", "الرقه"), ("Ţarţūs", "TARTUS")]:
            self.assertEqual(names.folded(a), names.folded(b))

    def test_codes_and_machine_transliterations_are_no_names(self):
        for text in ["PMS", "ba er mi la", "tdmr", "http://x.org", "x"]:
            self.assertFalse(names.is_geonames_name(text), text)
        for text in ["Palmyra", "تدمر", "Ústí", "’s-Hertogenbosch"[1:].title()]:
            self.assertTrue(names.is_geonames_name(text), text)

    def test_names_are_spelled_in_other_letters(self):
        self.assertEqual(names.in_cyrillic("Đakovo Ljig Njegoš Džep Niš"), "Ђаково Љиг Његош Џеп Ниш")
        self.assertEqual(names.spelled_in_latin("Реймс"), "rejms")
        self.assertEqual(names.spelled_in_latin("Кхъэ"), "kkheh")
        self.assertTrue(names.is_foreign("rejms") and names.is_foreign("khevrokur"))
        self.assertFalse(names.is_foreign("reims") or names.is_foreign("acheh"))

    def test_hindi_has_dots_for_nasals(self):
        row = Row("x", "Mumbai", "city", 0, 0, "gn")
        row.name("मुम्बई", "hi")
        names.add_spellings(row)
        self.assertIn(("मुंबई", "hi"), row.names)
        for text in ["म्यांमार", "जम्मू", "चेन्नई"]:
            row = Row("x", "x", "city", 0, 0, "gn")
            row.name(text, "hi")
            names.add_spellings(row)
            self.assertEqual(list(row.names), [(text, "hi")])

    def test_demonyms_inflect(self):
        self.assertIn("сирийского", peoples.forms("ru", "сирийский"))
        self.assertIn("السوريين", peoples.forms("ar", "سوري"))
        self.assertEqual(peoples.forms("fr", "syrien"), ["syrien", "syrienne", "syriens", "syriennes"])
        self.assertEqual(peoples.forms("es", "francés"), ["francés", "francesa", "franceses", "francesas"])
        self.assertIn("syrischen", peoples.forms("de", "syrisch"))

    def test_a_point_stands_inside_its_area(self):
        horseshoe = [(0, 0), (10, 0), (10, 10), (8, 10), (8, 2), (2, 2), (2, 10), (0, 10)]
        lon, lat = shapes.middle_of_area([horseshoe])
        areas = Areas()
        areas.add("U", [horseshoe])
        self.assertEqual(areas.find(lon, lat), "U")
        self.assertEqual(areas.find(5, 6), "")

    def test_a_river_is_joined_before_it_is_halved(self):
        self.assertEqual(shapes.middle_of_line([[(2, 0), (4, 0)], [(0, 0), (2, 0)]]), (2, 0))

    def test_a_box_may_cross_the_antimeridian(self):
        self.assertEqual(shapes.box([[(170, -20), (180, -10)], [(-180, -10), (-170, -20)]]), (170, -20, -170, -10))

    def test_cells_hold_no_separators(self):
        self.assertEqual(tidy(" a;b@c\x00\n"), "a,b c")
        self.assertEqual([degrees(v) for v in (1.0, -0.000001, 38.284021, None)], ["1", "0", "38.28402", ""])

    def test_the_first_form_of_a_language_leads(self):
        row = Row("gn:1", "Palmyra", "city", 38, 34, "gn", ccodes="SY")
        for pair in [("Palmyra", "en"), ("Tadmur", "en"), ("Palmyre", "fr"), ("Tadmor", "fr"), ("Syrian", "en-x-demonym")]:
            row.name(*pair)
        kept = Edition(0, None, True).names(row)
        self.assertEqual(
            kept,
            [("Palmyra", "en"), ("Palmyre", "fr"), ("Tadmur", "en"), ("Tadmor", "fr"), ("Syrian", "en-x-demonym")],
        )


class File(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        csv.field_size_limit(1 << 24)
        with open(ROOT / "gazetteer.csv", encoding="utf-8", newline="") as file:
            cls.rows = list(csv.DictReader(file))
        cls.by_id = {row["id"]: row for row in cls.rows}

    def test_small_places_are_not_named_in_a_word_elsewhere(self):
        lyon = Row("x", "Lyon", "city", 4.8, 45.7, "gn", fcode="PPLA", ccodes="FR", population=520_774)
        for text, tag in [("Lion", "hr"), ("Լիոն", "hy"), ("Liono", "lt")]:
            lyon.name(text, tag)
        self.assertEqual([text for text, _ in editions.ALL["world"].names(lyon)], ["Liono", "Լիոն"])

    def test_rows_are_sorted_and_ids_unique(self):
        ids = [row["id"].encode() for row in self.rows]
        self.assertEqual(ids, sorted(set(ids)))

    def test_every_cell_keeps_its_rule(self):
        for row in self.rows:
            for column, _, _, rules in describe.COLUMNS:
                value = row[column]
                self.assertTrue(value or not rules.get("required"), (column, row))
                if value and "pattern" in rules:
                    self.assertRegex(value, f"^({rules['pattern']})$", row)
                if value and "minimum" in rules:
                    self.assertTrue(rules["minimum"] <= float(value) <= rules.get("maximum", 1e12), row)
            self.assertIn(row["types"], describe.KINDS)

    def test_parents_are_in_the_file(self):
        for row in self.rows:
            self.assertTrue(not row["parent_id"] or row["parent_id"] in self.by_id, row)
            self.assertNotEqual(row["parent_id"], row["id"])

    def test_variants_are_well_formed(self):
        tag = r"([a-z]{2,3}(-Hant)?(-x-(demonym|abbr|hist(-\d*(-\d*)?)?))?)"
        for row in self.rows:
            for variant in filter(None, row["variants"].split(";")):
                self.assertRegex(variant, rf"^[^@;\x00-\x1f]+@({tag}(\+{tag})*)?$", row["id"])

    def test_the_places_of_the_seeds_are_there(self):
        gold = json.loads((ROOT / "tests/golden/seeds.gold.json").read_text(encoding="utf-8"))
        index = {}
        for row in self.rows:
            for text in (row["title"], *(variant.rpartition("@")[0] for variant in row["variants"].split(";"))):
                index.setdefault(names.folded(text), []).append(row)
        seen = json.dumps(gold, ensure_ascii=False)
        self.assertIn("canonical", seen)
        for place in _canonical(gold):
            label = re.split(r" \(|, ", place["name"])[0]
            found = index.get(names.folded(label), [])
            if place["class"] == "vague":
                continue
            self.assertTrue(found, place)
            if place["lat"] is not None:
                # Sources put a state's point up to some 1,000 km apart.
                limit = 1500 if place["class"] in ("country", "region") else 20
                nearest = min(distance_km(float(row["lon"]), float(row["lat"]), place["lon"], place["lat"]) for row in found)
                self.assertLess(nearest, limit, place)


def _canonical(value):
    if isinstance(value, dict):
        if isinstance(value.get("canonical"), dict):
            yield value["canonical"]
        for inner in value.values():
            yield from _canonical(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _canonical(inner)


if __name__ == "__main__":
    unittest.main()
