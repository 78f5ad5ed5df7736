"""What must hold between the tables of one map; every breach is listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import is_among
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.model import Role
from assetmap.tables.columns import PLACES
from assetmap.typing import Flags

__all__ = ["check_geometry", "check_relations", "require_frames"]

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


def check_relations(
    assets: pd.DataFrame,
    places: pd.DataFrame,
    ties: pd.DataFrame,
    sources: pd.DataFrame,
    consents: pd.DataFrame,
    effort: pd.DataFrame,
) -> list[Problem]:
    """List every reference to something that is not there, and every contradiction."""
    return [
        *_unknown_ids(assets["place_id"], places.index, "assets", "place"),
        *_unknown_words(assets["active_in"], places.index, "assets", "place"),
        *_unknown_words(assets["roles"], pd.Index([str(role) for role in Role]), "assets", "role"),
        *_unknown_ids(places["parent_id"], places.index, "places", "place"),
        *_circular_parents(places),
        *_unknown_ids(ties["source"], assets.index, "ties", "asset"),
        *_unknown_ids(ties["target"], assets.index, "ties", "asset"),
        *_impossible_ties(ties),
        *_unknown_ids(consents["asset_id"], assets.index, "consents", "asset"),
        *_unknown_words(assets["sources"], sources.index, "assets", "source"),
        *_unknown_words(ties["sources"], sources.index, "ties", "source"),
        *_unknown_ids(effort["place_id"], places.index, "effort", "place"),
        *_unknown_words(effort["sources"], sources.index, "effort", "source"),
        *_impossible_effort(effort),
    ]


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
