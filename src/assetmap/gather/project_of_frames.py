"""Frames, by what they hold, as a project: the way on is that of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from assetmap.errors import Problem, ProjectError, find_near_word, find_unknown
from assetmap.gather.boundaries import gather_boundaries
from assetmap.gather.column_guesses import guess_columns
from assetmap.gather.files import RawTable, read_frame
from assetmap.gather.inputs import ASSET_INPUTS, RECORD_INPUTS
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.known_places import KnownPlaces
from assetmap.gather.read_project import ProjectFile, Told, say_memberships
from assetmap.gather.sheet_roles import find_memberships, find_purposes
from assetmap.gather.tidy import normalise_header
from assetmap.model import Project

__all__ = ["project_of_frames"]

_ROWS = ("assets", "people", "ties", "consents", "effort", "checks", "origins")
_RECORDS = tuple(RECORD_INPUTS)
_ROLES = (*_ROWS, "places", "need", "postcodes", *_RECORDS)
_LONE = "the frame"
_PLACE_HEADS = ("place_id", "place", "place name", "code", "area code")
_PEOPLE_HEADS = ("population", "people", "residents", "usual residents", "persons")
_NEED_HEADS = ("need", "need score", "imd score", "deprivation score")
_PAIRS = (("lon", "lat"), ("easting", "northing"))


def project_of_frames(
    given: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    places: str | Path | gpd.GeoDataFrame | None,
    layer: str | None,
    crs: str | None,
    told: Told,
    allow_outside: bool = False,
) -> ProjectFile:
    """
    Make a project of one frame of assets or people, or of frames by what they hold.

    Raises
    ------
    ProjectError
        If a frame is none, or of nothing that is known: all problems at once.
    """
    is_lone = isinstance(given, pd.DataFrame)
    frames = {"assets": given} if isinstance(given, pd.DataFrame) else dict(given)
    _require_frames(frames, told, is_placed=places is not None)
    own = frames.pop("places", None)
    boundaries, drawn = gather_boundaries(
        places if own is None else own, layer if own is None else None, allow_outside=allow_outside
    )
    tables = {
        role: read_frame(frame, shown_as=_LONE if is_lone else f"frame {role!r}")
        for role, frame in frames.items()
        if frame is not None
    }
    sections: dict[str, Any] = {
        "map": {"crs": crs},
        "themes": told.rules,
        "places": [section.model_dump() for section in boundaries],
        **_sections_of_rows(tables, told),
        **_section_of_need(tables, drawn.values()),
        **_section_of_postcodes(tables),
    }
    name = _LONE if is_lone else "the frames"
    return ProjectFile(
        Project.from_mapping(sections, where=name),
        name,
        Path(),
        is_single=True,
        allow_outside=allow_outside,
        frames={table.file: table for table in (*tables.values(), *drawn.values())},
    )


def _require_frames(frames: Mapping[str, object], told: Told, *, is_placed: bool) -> None:
    """Raise with all that is wrong with what was given, before any row is looked at."""
    problems = find_unknown("frames", frames, _ROLES)
    problems += [
        Problem(
            f"frame {role!r}",
            "not_a_frame",
            f"this is a {type(frame).__name__}, not a frame.",
            "Make a frame of it, with pandas.DataFrame(...).",
        )
        for role, frame in frames.items()
        if frame is not None and not isinstance(frame, pd.DataFrame)
    ]
    has_assets = frames.get("assets") is not None
    if not has_assets and frames.get("people") is None:
        remedy = 'Give at least one of them: am.read({"assets": frame}).'
        problems.append(
            Problem("frames", "missing_table", "there are no assets or people.", remedy)
        )
    elif not has_assets and told.kind is not None:
        says = "people are individuals, and a kind was given as well."
        problems.append(Problem("kind", "two_ways", says, "Leave the kind out."))
    if is_placed and frames.get("places") is not None:
        says = "places were given twice: among the frames, and as `places`."
        problems.append(Problem("places", "two_ways", says, "Leave one of them out."))
    if problems:
        count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
        raise ProjectError(f"These frames cannot be read: {count}.", problems)


def _sections_of_rows(tables: Mapping[str, RawTable], told: Told) -> dict[str, Any]:
    """Make a section of each frame of records; what was told is of the assets, else the people."""
    sections: dict[str, list[dict[str, Any]]] = {}
    meant = "assets" if "assets" in tables else "people"
    for role in (*_ROWS, *_RECORDS):
        if role in tables:
            own = told.to_section() if role == meant else {}
            sections[role] = [{"file": tables[role].file, **own}]
    if "people" in tables and (memberships := find_memberships(tables["people"])):
        ties = {"file": tables["people"].file, **say_memberships(*memberships)}
        sections.setdefault("ties", []).append(ties)
        sections["people"][0].setdefault("ignore", []).append(memberships[1])
    if "people" in tables and (purposes := find_purposes(tables["people"])):
        wide = {str(purpose): head for purpose, head in purposes.items()}
        sections.setdefault("consents", []).append({"file": tables["people"].file, "wide": wide})
    return sections


def _section_of_need(tables: Mapping[str, RawTable], layers: Iterable[RawTable]) -> dict[str, Any]:
    """Make the section of people and need: a column of places, and numbers under known headings."""
    if "need" not in tables:
        return {}
    table = tables["need"]
    place = _find_place(table, layers)
    population, score = (_find(table, heads) for heads in (_PEOPLE_HEADS, _NEED_HEADS))
    problems = []
    if place is None:
        problems.append(_missing(table, "place_id", "the id of the place of each row"))
    if population is None and score is None:
        problems.append(_missing(table, "population", "how many people live in each place"))
    if problems:
        raise ProjectError(f"{table.file} cannot be read: {len(problems)} problems.", problems)
    name = "need_score" if score is None else normalise_header(score).replace(" ", "_")
    name = "need_score" if name == "need" else name  # that is what is worked out of it
    measures = [] if score is None else [{"name": name, "column": score, "worse": "high"}]
    section = {"file": table.file, "place": place, "population": population, "measures": measures}
    return {"need": [section]}


def _section_of_postcodes(tables: Mapping[str, RawTable]) -> dict[str, Any]:
    """Make the section of a table that gives postcodes a coordinate."""
    if "postcodes" not in tables:
        return {}
    table = tables["postcodes"]
    found = guess_columns(table.columns, {}, rules=KindRules({}))
    heads = {ours: _find(table, ASSET_INPUTS[ours]) or found.get(ours, (None,))[0]
             for pair in (("postcode",), *_PAIRS) for ours in pair}  # fmt: skip
    pair = next((pair for pair in _PAIRS if all(heads[ours] for ours in pair)), None)
    if heads["postcode"] is None or pair is None:
        remedy = "Name them so: postcode, and lon and lat, or easting and northing."
        says = "it has no column of postcodes beside two of coordinates."
        problem = Problem(table.file, "missing_column", says, remedy)
        raise ProjectError(f"{table.file} cannot be read: 1 problem.", [problem])
    return {
        "postcodes": {
            "file": table.file,
            "postcode": heads["postcode"],
            **{ours: heads[ours] for ours in pair},
        }
    }


def _find(table: RawTable, heads: Iterable[str]) -> str | None:
    return next((name for head in heads if (name := table.find(head))), None)


def _find_place(table: RawTable, layers: Iterable[RawTable]) -> str | None:
    """Find the column of places: most of its cells are places of the map, else by its heading."""
    known = KnownPlaces.from_tables(layers)
    return known.find_column(table.columns) or _find(table, _PLACE_HEADS)


def _missing(table: RawTable, head: str, meaning: str) -> Problem:
    remedy = find_near_word(head, table.columns, else_say=f"Add {head}.")
    return Problem(table.file, "missing_column", f"no column says {meaning}.", remedy)
