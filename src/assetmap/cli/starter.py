"""The files of a new project: a starter to fill in, or an example to change."""

from __future__ import annotations

import textwrap
from enum import StrEnum
from pathlib import Path

from assetmap.errors import FileError
from assetmap.model import AssetKind, Purpose, Role, Status, TieKind

__all__ = ["write_draft", "write_example", "write_starter"]

_PROJECT = """\
# What the map is made of. Every file is named here, with how its columns map to ours.
# Check it with:  assetmap check project.toml
# Draw it with:   assetmap build project.toml --out map.html

[map]
title = "Our place"
country = "gb"            # whose grid, postcodes and pace hold
language = "en-GB"

# Boundaries: GeoJSON, GeoPackage, Shapefile or FlatGeobuf, such as wards or parishes from the
# Office for National Statistics. Without them a place is a name and no more: nothing is shaded,
# no line is drawn between places, and nobody knows who is a neighbour. "place" in the files below
# is then the name or the code of one of them.
# [[places]]
# file = "wards.gpkg"
# id = "ward_code"
# name = "ward_name"
# level = "ward"

# kind: {kinds}.
# status, if you know it: {statuses}.
# verified_on: when somebody last told you so; where it is blank, nobody has confirmed it.
[[assets]]
file = "assets.csv"
source = "Listening campaign"
# date = 2026-05-01         # of the list itself; shown on the page
# licence = "CC BY 4.0"     # what others may do with it; shown on the public page

# roles: {roles}.
[[people]]
file = "people.csv"
source = "Conversations"
# date = 2026-05-01         # of the list itself

# source and target are names or ids, of people or of assets.
# kind: {ties}.
[[ties]]
file = "ties.csv"
source = "Conversations"
# date = 2026-05-01         # when you were told; without it every tie counts as unconfirmed

# One row for each thing that somebody agreed to; whoever is in no row has agreed to nothing.
# purpose: {purposes}.
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
    texts = {"project.toml": _write_project()}
    texts |= {name: header + "\r\n" for name, header in _HEADERS.items()}
    return _write_new(folder, {name: text.encode("utf-8") for name, text in texts.items()})


def write_draft(folder: Path, files: list[Path]) -> list[Path]:
    """
    Draft a project for files; those that are not in its folder are copied into it.

    Raises
    ------
    FileError
        If a file is missing or cannot be read, or the folder has another of its
        name, or a project already: nothing is overwritten.
    """
    from assetmap.gather import build_project

    home = folder.resolve()
    aside = {home / path.name: path for path in files if not path.resolve().is_relative_to(home)}
    text = build_project(files, title=home.name.replace("_", " "))  # refuses what cannot be read
    copies = {target.name: path.read_bytes() for target, path in aside.items()}
    for path in aside.values():
        copies |= {other.name: other.read_bytes() for other in _parts_of(path)}
    written = _write_new(folder, {**copies, "project.toml": text.encode("utf-8")})
    if aside:  # named from the folder now
        inside = [home / path.name if home / path.name in aside else path for path in files]
        text = build_project(inside, title=home.name.replace("_", " "))
        (folder / "project.toml").write_bytes(text.encode("utf-8"))
    return written


def _parts_of(path: Path) -> list[Path]:
    """List the files beside a shapefile that belong to it."""
    if path.suffix.lower() != ".shp":
        return []
    return [
        other for other in sorted(path.parent.glob(f"{path.stem}.*"))
        if other.suffix.lower() in {".dbf", ".shx", ".prj", ".cpg"}
    ]  # fmt: skip


def write_example(folder: Path, name: str) -> list[Path]:
    """
    Write copies of the files of an example, to look into and to change.

    Raises
    ------
    FileError
        If there is no such example, or any of its files is there already:
        nothing is overwritten.
    """
    from assetmap.gather import require_example

    paths = sorted(path for path in require_example(name).iterdir() if path.is_file())
    return _write_new(folder, {path.name: path.read_bytes() for path in paths})


def _write_new(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write files into a folder that holds none of them."""
    from assetmap.publish import write_atomically

    taken = sorted(name for name in files if (folder / name).exists())
    if taken:
        raise FileError(
            f"{folder} already holds {', '.join(taken)}; nothing was written. "
            "Name a new or empty folder."
        )
    return [write_atomically(folder / name, data) for name, data in files.items()]


def _write_project() -> str:
    """Write the project file with the words that may be used, as the model has them."""
    words: dict[str, type[StrEnum]] = {
        "kinds": AssetKind,
        "statuses": Status,
        "roles": Role,
        "ties": TieKind,
        "purposes": Purpose,
    }
    text = _PROJECT
    for name, vocabulary in words.items():
        text = text.replace(f"{{{name}}}", ", ".join(vocabulary))
    lines = (
        textwrap.wrap(line, 98, subsequent_indent="#   ") if line.startswith("# ") else [line]
        for line in text.splitlines()
    )
    return "\n".join(part for wrapped in lines for part in wrapped) + "\n"
