"""A project file on disk, and the single file that somebody starts with, as a Project."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd

from assetmap.errors import FileError, Problem, ProjectError
from assetmap.gather.boundaries import gather_boundaries
from assetmap.gather.files import (
    SHEET_EXTENSIONS,
    RawTable,
    extension_of,
    find_inside,
    read_raw_tables,
    require_readable,
    require_this_computer,
)
from assetmap.gather.inputs import VOCABULARIES
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.sheet_roles import find_memberships, find_purposes, find_role
from assetmap.model import GB, Country, Project
from assetmap.refusals import require_usable_name, say_held

__all__ = [
    "LARGEST_PROJECT",
    "ProjectFile",
    "Told",
    "project_of_one_file",
    "read_project",
    "say_memberships",
]

LARGEST_PROJECT = 5_000_000
"""Bytes of a project file; the largest that anybody wrote had a few thousand."""
_DEEPEST = 20
_SLASHES = "Write folders with /, as data/halls.csv, or the name between single quotes."
_MOST_BITS = 64


@dataclass(frozen=True)
class ProjectFile:
    """A project, its name in messages, and the folder that its files are in."""

    project: Project
    name: str
    folder: Path
    is_single: bool = False
    """Whether it was made for one file, so that what is wrong with that file is all there is."""
    home: Path = Path()
    """The folder of the project file itself."""
    allow_outside: bool = False
    """Whether the caller lets it name files anywhere."""
    include_hidden: bool = False
    """Whether the caller wants hidden sheets, rows and columns read."""
    frames: Mapping[str, RawTable] = field(default_factory=dict)
    """Tables that are no files, by the name that stands for one."""

    def path(self, file: str) -> Path:
        """
        Find a file that the project names.

        Raises
        ------
        FileError
            If it is outside the folders that a project may read, or behind a link.
        """
        if self.is_single or self.allow_outside:
            return self.folder / file  # the caller named it, or said that any may be named
        return find_inside(file, self.folder, self.home)


def read_project(
    path: str | Path,
    *,
    data_dir: str | Path | None = None,
    allow_outside: bool = False,
    include_hidden: bool = False,
) -> ProjectFile:
    """
    Read and check a project file.

    Parameters
    ----------
    path
        A TOML file.
    data_dir
        Folder of the files that it names, instead of the one that it states.
    allow_outside
        Whether it may name files outside its folder and ``data_dir``, files
        of other computers, and links.
    include_hidden
        Whether hidden sheets, rows and columns are read like any others.

    Raises
    ------
    FileError
        If there is no such file.
    ProjectError
        If it is not TOML, or says something that cannot be followed.
    """
    if not allow_outside:
        require_this_computer(path)
        require_this_computer(data_dir or "")
    require_usable_name(path)
    known = Path(path)
    if not known.is_file():
        raise FileError(f"{path} does not exist. Make one with: assetmap new FOLDER")
    project = Project.from_mapping(_parse(known), where=known.name)
    folder = Path(data_dir) if data_dir is not None else known.parent / project.map.data_dir
    if data_dir is None and not allow_outside:
        folder = _find_data_dir(project.map.data_dir, known)
    return ProjectFile(
        project,
        known.name,
        folder,
        home=known.parent,
        allow_outside=allow_outside,
        include_hidden=include_hidden,
    )


def _find_data_dir(stated: str, file: Path) -> Path:
    """Find the folder that a project file states, below its own."""
    try:
        return file.parent if stated == "." else find_inside(stated, file.parent)
    except FileError as error:
        says = str(error)
    problem = Problem(f"{file.name}, map → data_dir", "outside_folder", says, "")
    raise ProjectError(f"{file.name} cannot be followed: 1 problem.", [problem])


def _parse(file: Path) -> dict[str, Any]:
    """Read TOML, whatever the file holds."""
    try:
        size = file.stat().st_size
        if size > LARGEST_PROJECT:
            raise FileError(
                f"{file} has {size:,} bytes; a project file has at most {LARGEST_PROJECT:,}. "
                "Name the file of the project, not one of its data."
            )
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except RecursionError:
        raise _not_toml(file, "its values are nested too deeply.") from None
    except FileError:
        raise
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _not_toml(file, f"{error}.") from error
    except ValueError as error:
        raise _not_toml(file, "one of its numbers has thousands of digits.") from error
    except OSError as error:
        why = say_held(error) or f"{error.strerror}. Check its rights."
        raise FileError(f"{file} cannot be opened: {why}") from error
    _require_tame(file, given)
    return given


def _not_toml(file: Path, says: str) -> ProjectError:
    is_escape = "\\" in says or "hex value" in says  # "C:\Users": \U begins the number of a letter
    remedy = _SLASHES if is_escape else "Correct that line."
    problem = Problem(file.name, "not_toml", says, remedy)
    return ProjectError(f"{file.name} is not a TOML file.", [problem])


def _require_tame(file: Path, given: dict[str, Any]) -> None:
    """Refuse values that are nested or large beyond anything that a project says."""
    left: list[tuple[str, Any, int]] = [("", given, 0)]
    while left:
        key, value, depth = left.pop()
        if depth > _DEEPEST:
            raise _not_toml(file, f"the value of {key!r} is nested too deeply.")
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise _not_toml(file, f"the number of {key!r} is longer than a number of TOML can be.")
        if isinstance(value, dict):
            left += [(key or str(name), inner, depth + 1) for name, inner in value.items()]
        elif isinstance(value, list):
            left += [(key, inner, depth + 1) for inner in value]


@dataclass(frozen=True)
class Told:
    """What somebody says of one file instead of a project file."""

    kind: str | None = None
    columns: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    themes: str | Sequence[str] | Mapping[str, Mapping[str, str]] | None = None

    @property
    def rules(self) -> dict[str, Any]:
        """Rules that say what words mean."""
        return dict(self.themes) if isinstance(self.themes, Mapping) else {}

    def to_section(self) -> dict[str, Any]:
        """Give the keys of the section of assets."""
        constant: dict[str, Any] = {} if self.kind is None else {"kind": self.kind}
        if self.themes is not None and not isinstance(self.themes, Mapping):
            words = (self.themes,) if isinstance(self.themes, str) else self.themes
            constant["themes"] = ";".join(words)
        return {
            "columns": {ours: theirs if isinstance(theirs, str) else list(theirs)
                        for ours, theirs in self.columns.items()},
            "values": {ours: dict(words) for ours, words in self.values.items()},
            "constant": constant,
            "match_rest": True,
        }  # fmt: skip


def project_of_one_file(
    path: str | Path,
    *,
    places: str | Path | gpd.GeoDataFrame | None,
    layer: str | None,
    crs: str | None,
    country: Country = GB,
    told: Told | None = None,
    allow_outside: bool = False,
    include_hidden: bool = False,
) -> ProjectFile:
    """Make a project of one file of assets and, perhaps, boundaries."""
    known = require_readable(path, allow_outside=allow_outside)
    sections, frames = gather_boundaries(places, layer, allow_outside=allow_outside)
    title = known.name.split(".")[0].replace("_", " ")
    told = told or Told()
    given: dict[str, Any] = {
        "map": {"title": title, "crs": crs},
        "places": [section.model_dump() for section in sections],
        "themes": told.rules,
        **_sections_of(known, told, country, include_hidden=include_hidden),
    }
    project = Project.from_mapping(given, where=known.name)
    return ProjectFile(
        project,
        known.name,
        Path(),
        is_single=True,
        allow_outside=allow_outside,
        include_hidden=include_hidden,
        frames=frames,
    )


def say_memberships(names: tuple[str, ...], groups: str) -> dict[str, Any]:
    """Make the keys of a section of ties of the groups that people say they belong to."""
    return {
        "columns": {"source": list(names), "target": groups},
        "constant": {"kind": "member_of"},
        "drop": [{"column": groups, "is": "na", "because": "no group is named"}],
    }


def _sections_of(
    file: Path, told: Told, country: Country, *, include_hidden: bool
) -> dict[str, Any]:
    """Make the sections of a file: of each sheet of a workbook what it holds, else assets."""
    path = str(file.resolve())
    if extension_of(file) not in SHEET_EXTENSIONS:
        return {"assets": [{"file": path, **told.to_section()}]}
    # A sheet may hold records of any kind: the headers of all of them are looked for.
    expected = frozenset[str]().union(*VOCABULARIES)
    tables = read_raw_tables(
        file, shown_as=file.name, expected=expected, include_hidden=include_hidden
    )
    rules = KindRules({})
    roles: dict[str | None, str] = {
        table.sheet: find_role(table, rules=rules, country=country)
        for table in tables
        if table.sheet is not None and not table.is_hidden_sheet
    }
    if len(roles) < 2 or not {"assets", "people"} & {*roles.values()}:
        return {"assets": [{"file": path, **told.to_section()}]}
    sections: dict[str, list[dict[str, Any]]] = {}
    for table in tables:
        role = roles.get(table.sheet, "other")
        if role == "people" and (purposes := find_purposes(table)):
            wide = {str(purpose): head for purpose, head in purposes.items()}
            sections.setdefault("consents", []).append(
                {"file": path, "sheet": table.sheet, "wide": wide}
            )
        memberships = find_memberships(table) if role == "people" else None
        if memberships is not None:
            sections.setdefault("ties", []).append(
                {"file": path, "sheet": table.sheet, **say_memberships(*memberships)}
            )
        # What is something else is opened with the assets, whose account says so of each row.
        name = "assets" if role == "other" else role
        own = told.to_section() if role == "assets" else {}
        if memberships is not None:
            own = {"ignore": [memberships[1]]}
        sections.setdefault(name, []).append({"file": path, "sheet": table.sheet, **own})
    return sections
