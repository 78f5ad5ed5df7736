"""The files of a new project: what to fill in, and a project file that reads them."""

from __future__ import annotations

from pathlib import Path

from assetmap.errors import FileError

__all__ = ["write_starter"]

_PROJECT = """\
# What the map is made of. Every file is named here, with how its columns map to ours.
# Check it with:  assetmap check project.toml
# Draw it with:   assetmap build project.toml --out map.html

[map]
title = "Our place"
crs = "EPSG:27700"        # metres; the British National Grid
language = "en-GB"

# Boundaries: GeoJSON, GeoPackage, Shapefile or FlatGeobuf.
# [[places]]
# file = "wards.gpkg"
# id = "ward_code"
# name = "ward_name"
# level = "ward"

[[assets]]
file = "assets.csv"
source = "Listening campaign"
licence = "not for publication"

[[people]]
file = "people.csv"
source = "Conversations"

[[ties]]
file = "ties.csv"
source = "Conversations"

[[consents]]
file = "consents.csv"

# What was done to find out, so that "nothing is there" differs from "nobody asked yet".
# Columns: place, kind (blank: every kind), conversations, walks, lists_checked, on.
# [[effort]]
# file = "effort.csv"
"""

_HEADERS = {
    "assets.csv": "name,kind,themes,offers,wants,description,place,lon,lat,postcode,website,"
    "status,verified_on",
    "people.csv": "name,roles,head,hands,heart,offers,wants,place,active_in,email,phone,"
    "verified_on",
    "ties.csv": "source,target,kind,strength,since,until",
    "consents.csv": "person,purpose,given_on,how,notice_version,recorded_by,expires_on,"
    "withdrawn_on",
}


def write_starter(folder: Path) -> list[Path]:
    """
    Write a starter project.

    Raises
    ------
    FileError
        If any of its files is there already: nothing is overwritten.
    """
    from assetmap.publish import write_atomically

    files = {"project.toml": _PROJECT}
    files |= {name: header + "\r\n" for name, header in _HEADERS.items()}
    taken = sorted(name for name in files if (folder / name).exists())
    if taken:
        raise FileError(
            f"{folder} already holds {', '.join(taken)}; nothing was written. "
            "Name a new or empty folder."
        )
    return [write_atomically(folder / name, text.encode("utf-8")) for name, text in files.items()]
