"""Airports with an IATA code from airportsdata (MIT)."""

import csv

from row import Row


def rows(unpacked):
    with open(unpacked / "airportsdata/airportsdata/airports.csv", encoding="utf-8") as file:
        for airport in csv.DictReader(file):
            if not airport["iata"]:
                continue
            row = Row(
                f"icao:{airport['icao']}", airport["name"], "airport", airport["lon"], airport["lat"], "icao",
                ccodes=airport["country"], fcode="AIRP", licence="MIT",
            )  # fmt: skip
            yield row
