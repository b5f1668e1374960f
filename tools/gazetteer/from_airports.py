"""Airports with an IATA code from airportsdata (MIT): their names, and their code for text in capitals."""

import csv
import re

from row import Row


def rows(unpacked):
    with open(unpacked / "airportsdata/airportsdata/airports.csv", encoding="utf-8") as file:
        for airport in csv.DictReader(file):
            if not airport["iata"]:
                continue
            row = Row(
                f"icao:{airport['icao']}", airport["name"], "airport", airport["lon"], airport["lat"], "airportsdata",
                ccodes=airport["country"], fcode="AIRP", licence="MIT",
            )  # fmt: skip
            bare = re.sub(r" (International |Intl |Regional |Municipal )?Airport$", "", airport["name"]).strip()
            city = airport["city"].strip()
            if bare != airport["name"]:
                row.name(f"{bare} Airport", "en")
            if city and bare.startswith(city) and len(bare) > len(city) + 5:
                row.name(f"{bare[len(city) :].strip(' /-')} Airport", "en")
            elif city and city not in airport["name"] and len(bare.split()) > 1:
                row.name(f"{city} Airport", "en")
            yield row
