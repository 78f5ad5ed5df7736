"""What must hold between the tables of one map; every breach is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import is_among
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.model import ASSET_DAYS_IN_ORDER, IDENTIFIER, Role
from assetmap.tables.columns import (
    ASSETS,
    CONSENTS,
    EFFORT,
    ORIGINS,
    PLACES,
    TIES,
    TableSpec,
)
from assetmap.typing import Flags

__all__ = ["check_geometry", "check_references", "check_relations", "require_frames"]

_ONE_OF = {"theories": "theory"}
"""How one of what a table holds is called, where its name without an s is no word."""

FARTHEST_M = 2e7  # half the circumference of the Earth: no projected coordinate is farther out


def require_frames(tables: Mapping[str, object], *, known: Iterable[str]) -> None:
    """Raise unless each table is known, and a frame whose columns have their own names, or None."""
    problems = find_unknown("tables", tables, known)
    for name, frame in tables.items():
        if isinstance(frame, pd.DataFrame):
            if frame.columns.is_unique:
                continue
            repeated = sorted({str(label) for label in frame.columns[frame.columns.duplicated()]})
            problems += [
                Problem(name, "repeated_column", f"two columns are called {label!r}.",
                        "Rename one of them.")
                for label in repeated
            ]  # fmt: skip
        elif frame is not None:
            kind = type(frame).__name__
            remedy = "Make a frame of it, with pandas.DataFrame(...), or use `from_records`."
            problems.append(Problem(name, "not_a_frame", f"this is a {kind}, not a frame.", remedy))
    if tables.get("assets") is None:
        remedy = "Give a frame of them, with `from_frames`; it may have no rows."
        problems.append(Problem("assets", "missing_table", "there are none.", remedy))
    if problems:
        count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
        raise TableError(f"These tables cannot make a map: {count}.", problems)


def check_relations(tables: Mapping[str, Any]) -> list[Problem]:
    """List every reference to something that is not there, and every contradiction."""
    ids = {name: table.index for name, table in tables.items()}
    references = [
        problem
        for spec in (ASSETS, PLACES, TIES, CONSENTS, EFFORT, ORIGINS)
        for problem in check_references(tables[spec.name], spec, ids)
    ]
    assets = tables["assets"]
    roles = pd.Index([str(role) for role in Role])
    return [
        *references,
        *_unknown_words(assets["roles"], roles, "assets", "role"),
        *_malformed_identifiers(assets),
        *_reversed_days(assets),
        *_circular_parents(tables["places"]),
        *_impossible_ties(tables["ties"]),
        *_impossible_effort(tables["effort"]),
        *_misplaced_origins(tables["origins"]),
    ]


def check_references(
    frame: pd.DataFrame, spec: TableSpec, ids: Mapping[str, pd.Index[Any]]
) -> Iterator[Problem]:
    """List every id that a table names and another one lacks; ``ids`` are by table."""
    for column in spec.columns:
        if column.refers_to is None:
            continue
        find = _unknown_words if column.holds == "words" else _unknown_ids
        what = _ONE_OF.get(column.refers_to, column.refers_to.removesuffix("s"))
        yield from find(frame[column.name], ids[column.refers_to], spec.name, what)


def check_geometry(frame: gpd.GeoDataFrame, table: str) -> list[Problem]:
    """List geometries that cannot be measured: not finite, absurd, invalid, of a wrong kind."""
    shapes = np.asarray(frame["geometry"].array, dtype=object)
    is_there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    bounds = shapely.bounds(shapes)
    is_absurd = is_there & ~(np.abs(bounds).max(axis=1, initial=0) <= FARTHEST_M)
    invalid = is_there & ~is_absurd
    invalid[invalid] = ~shapely.is_valid(shapes[invalid])
    dimensions = shapely.get_dimensions(shapes)
    is_flat = is_there & (dimensions < 2) if table == PLACES.name else np.zeros(len(frame), bool)
    return [
        *_at(
            frame,
            is_absurd,
            table,
            "not_finite",
            "has coordinates that are not on Earth.",
            "Correct the coordinates, or say which reference system they are in.",
        ),
        *_at(
            frame,
            invalid,
            table,
            "invalid_shape",
            "is a shape that crosses itself.",
            "Repair it, for example with shapely.make_valid.",
        ),
        *_at(
            frame,
            is_flat,
            table,
            "not_an_area",
            "is not an area.",
            "A place needs a polygon; put points and lines among the assets.",
        ),
    ]


def _at(
    frame: pd.DataFrame,
    is_bad: Flags,
    table: str,
    code: str,
    says: str,
    remedy: str,
) -> Iterator[Problem]:
    for row_id in frame.index[is_bad] if is_bad.any() else ():
        yield Problem(f"{table}[{row_id!r}].geometry", code, says, remedy)


def _unknown_ids(
    given: pd.Series[str], known: pd.Index[str], table: str, what: str
) -> Iterator[Problem]:
    is_fine = np.asarray(given.array.isna()) | is_among(given, known)
    if is_fine.all():
        return
    given = given[~is_fine]
    for row_id, value in given[given.str.strip() != ""].items():
        yield _unknown(f"{table}[{row_id!r}].{given.name}", value, what)


def _unknown_words(
    given: pd.Series[str], known: pd.Index[str], table: str, what: str
) -> Iterator[Problem]:
    ids = set(known.to_numpy(dtype=object))
    is_fine = {row: all(word in ids for word in row) for row in set(given)}
    if all(is_fine.values()):
        return
    words = given[~given.map(is_fine).astype(bool)].explode()
    for row_id, value in words[~is_among(words, known)].items():
        yield _unknown(f"{table}[{row_id!r}].{given.name}", value, what)


def _unknown(where: str, value: str, what: str) -> Problem:
    remedy = (
        f"Add the {what}, or correct the id." if what != "role" else (f"Known: {', '.join(Role)}.")
    )
    return Problem(where, f"unknown_{what}", f"there is no {what} {value!r}.", remedy)


def _malformed_identifiers(assets: pd.DataFrame) -> Iterator[Problem]:
    """Find identifiers that do not say which register they are of."""
    given = assets["identifiers"]
    different = {word for words in set(given) for word in words}
    bad = {word for word in different if not re.match(IDENTIFIER, word)}
    if not bad:
        return
    words = given.explode()
    for row_id, value in words[is_among(words, bad)].items():
        yield Problem(
            f"assets[{row_id!r}].identifiers",
            "not_an_identifier",
            f"{value!r} does not say whose number it is.",
            "Write the register before it: uprn:100030000001, GB-CHC-123456.",
        )


def _reversed_days(assets: pd.DataFrame) -> Iterator[Problem]:
    """Find assets that end before they begin, or whose first day of something is after its last."""
    for first, last in ASSET_DAYS_IN_ORDER:
        is_reversed = assets[last].to_numpy() < assets[first].to_numpy()
        for asset_id in assets.index[is_reversed]:
            yield Problem(
                f"assets[{asset_id!r}].{last}",
                "ends_first",
                f"is before {first}.",
                "Correct a date.",
            )


def _misplaced_origins(origins: gpd.GeoDataFrame) -> Iterator[Problem]:
    """Find origins that are no point, or of which nobody knows where they are."""
    shapes = origins.geometry.to_numpy()
    is_missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    is_point = shapely.get_type_id(shapes) == int(shapely.GeometryType.POINT)
    for origin_id in origins.index[~is_missing & ~is_point]:
        yield Problem(
            f"origins[{origin_id!r}].geometry",
            "not_a_point",
            "is not a point.",
            "Give the middle of where these people live.",
        )
    is_nowhere = is_missing & origins["place_id"].isna().to_numpy()
    for origin_id in origins.index[is_nowhere]:
        yield Problem(
            f"origins[{origin_id!r}].geometry",
            "nowhere",
            "has neither a point nor a place.",
            "Give one of them, or leave it out.",
        )
    people = origins["people"]
    for origin_id in origins.index[people.isna().to_numpy()]:
        yield Problem(
            f"origins[{origin_id!r}].people",
            "missing_value",
            "is empty.",
            "Say how many people live there; 0 where nobody does.",
        )


def _circular_parents(places: pd.DataFrame) -> Iterator[Problem]:
    """Follow parents upwards all at once; whoever never arrives is in a circle."""
    if not places.index.is_unique or places["parent_id"].array.isna().all():
        return
    # Position -1 is no parent.
    parent = places.index.get_indexer(pd.Index(places["parent_id"]))
    parent = np.append(parent, -1)  # position -1 is above every top place
    above = parent.copy()
    for _ in range(len(places).bit_length() + 1):
        above = above[above]
    for place_id in places.index[above[:-1] >= 0]:
        yield Problem(
            f"places[{place_id!r}].parent_id",
            "circular_parent",
            "is part of itself, through its parents.",
            "Correct one of the parents.",
        )


def _impossible_ties(ties: pd.DataFrame) -> Iterator[Problem]:
    if ties.empty:
        return
    source, target = (ties[end].to_numpy(dtype=object) for end in ("source", "target"))
    for tie_id in ties.index[(source == target) & ~pd.isna(source)]:
        yield Problem(
            f"ties[{tie_id!r}]", "self_tie", "joins an asset to itself.", "Correct one end."
        )
    for tie_id in ties.index[ties["until"].to_numpy() < ties["since"].to_numpy()]:
        yield Problem(
            f"ties[{tie_id!r}].until", "ends_first", "ends before it begins.", "Correct a date."
        )
    for tie_id in ties.index[ties["strength"].to_numpy() == 0]:
        yield Problem(
            f"ties[{tie_id!r}].strength",
            "no_strength",
            "has no strength.",
            "Leave the strength empty, or leave the tie out.",
        )


_COUNTS = ["conversations", "walks", "lists_checked"]


def _impossible_effort(effort: pd.DataFrame) -> Iterator[Problem]:
    """Find effort that counts nothing, or half a conversation."""
    if effort.empty:
        return
    counts = effort[_COUNTS]
    for effort_id in effort.index[counts.isna().all(axis=1)]:
        yield Problem(
            f"effort[{effort_id!r}]",
            "no_effort",
            "counts nothing.",
            "Give conversations, walks or lists_checked; 0 says that none took place.",
        )
    for name in _COUNTS:
        for effort_id, value in counts.loc[counts[name].mod(1) > 0, name].items():
            yield Problem(
                f"effort[{effort_id!r}].{name}",
                "not_whole",
                f"{value:g} is not a whole number.",
                "Count whole ones.",
            )
