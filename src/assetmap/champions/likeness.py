"""Who is like a stated group, or in touch with it; and whom of it does nobody know?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.network import AssetGraph
from assetmap.space import find_parts
from assetmap.tables import AssetMap
from assetmap.typing import Floats

__all__ = ["IN_TOUCH", "Likeness", "measure_likeness"]

IN_TOUCH = 0.5
"""What it counts to be in touch with somebody or something of the group: half of belonging."""

_NO_ATTRIBUTES = (
    "geometry", "name", "description", "capacity", "sensitive_location",
    "location_unanswered", "first_seen", "verified_on", "sources", "precision", "place_id",
    "address", "postcode", "website",
    "contact_name", "email", "phone", "status", "kind",
)  # fmt: skip
_PLACE = "place"


@dataclass(frozen=True, eq=False)
class Likeness:
    """How like the group each person is, 0 to 1, by id; and what of it nobody is, in words."""

    of_person: pd.Series[float]
    nobody: tuple[str, ...]


def measure_likeness(
    m: AssetMap, graph: AssetGraph, people: pd.Index[str], like: Mapping[str, str]
) -> Likeness:
    """
    Compare people with a stated group, attribute by attribute.

    An attribute counts 1 for who has it, half (`IN_TOUCH`) for who is tied to
    somebody or something that has, and the mean of all is the likeness. What
    nobody of ``people`` has or is in touch with is said: each attribute of
    its own, or, where each has somebody, all together.
    """
    columns = _find_columns(m, like)
    both = graph.adjacency(weighted=False)
    at = graph.ids.get_indexer(people)
    parts = np.zeros((len(columns), len(people)))
    nobody = []
    for row, (attribute, column) in enumerate(columns.items()):
        value = str(like[attribute])
        has = _has_value(m, column, value).reindex(graph.ids, fill_value=False).to_numpy(float)
        near = np.asarray(both @ has) > 0
        parts[row] = np.maximum(has, IN_TOUCH * near)[at]
        if not parts[row].any():
            nobody.append(_say_nobody([(attribute, value)]))
    if not nobody and not _is_held_together(parts):
        nobody.append(_say_nobody([(name, str(like[name])) for name in columns]))
    mean = parts.mean(axis=0) if len(parts) else np.zeros(len(people))
    return Likeness(pd.Series(mean, index=people, name="likeness"), tuple(nobody))


def _is_held_together(parts: Floats) -> bool:
    return bool((parts > 0).all(axis=0).any())


def _say_nobody(attributes: list[tuple[str, str]]) -> str:
    listed = " and ".join(f"{name.replace('_', ' ').lower()} {value}" for name, value in attributes)
    return (
        f"Nobody is known yet who has, or is in touch with somebody of, {listed}. "
        "Nobody may have asked, or not been mapped: ask who does."
    )


def _find_columns(m: AssetMap, like: Mapping[str, str]) -> dict[str, str]:
    """Find the column of each attribute, or raise with all that is wrong with the group."""
    known = {_plain(name): str(name) for name in m.assets.columns if name not in _NO_ATTRIBUTES}
    known[_PLACE] = _PLACE
    problems: list[Problem] = []
    columns: dict[str, str] = {}
    for attribute, value in like.items():
        column = known.get(_plain(attribute))
        if column is None:
            says = f"{attribute!r} is not an attribute of assets."
            remedy = find_near_word(_plain(attribute), known)
            problems.append(Problem("like", "unknown_attribute", says, remedy))
            continue
        columns[attribute] = column
        problems += _check_value(m, attribute, column, str(value))
    if not like:
        remedy = "Give one, such as like={'place': 'Mill End'}, or leave `like` out."
        problems.append(Problem("like", "no_attribute", "names no attribute.", remedy))
    if problems:
        raise TableError("Nobody can be compared with this group.", problems)
    return columns


def _check_value(m: AssetMap, attribute: str, column: str, value: str) -> list[Problem]:
    """A place must be known; another word may be nobody's, but not nearly somebody's."""
    where = f"like[{attribute!r}]"
    says = f"{value!r} is not known."
    if column == _PLACE:
        names = {*map(str, m.places.index), *m.places["name"].dropna().astype(str)}
        if value.casefold() in {name.casefold() for name in names}:
            return []
        return [Problem(where, "unknown_place", says, find_near_word(value, names))]
    words = {word for cell in m.assets[column] for word in _words_of(cell)}
    plain = value.strip().casefold()
    is_number = any(sign.isdigit() for sign in plain)  # 16-24 is no misspelling of 15-24
    if plain in words or is_number or not plain:
        return [] if plain else [Problem(where, "no_value", "is empty.", "Give a word.")]
    near = difflib.get_close_matches(plain, sorted(words), n=1, cutoff=0.8)
    return [Problem(where, "unknown_value", says, find_near_word(plain, near))] if near else []


def _has_value(m: AssetMap, column: str, value: str) -> pd.Series[bool]:
    """Tell which assets have the value; a place also through its parts and who is active there."""
    plain = value.strip().casefold()
    if column != _PLACE:
        cells = m.assets[column]
        return pd.Series([plain in _words_of(cell) for cell in cells], index=m.assets.index)
    names = m.places["name"].astype(str).str.casefold()
    is_named = (names == plain) | (m.places.index.astype(str).str.casefold() == plain)
    within = find_parts(m.places, m.places.index[is_named])
    active = m.assets["active_in"].explode().isin(within).groupby(level=0).any()
    is_there: pd.Series[bool] = m.assets["place_id"].isin(within) | active.reindex(m.assets.index)
    return is_there


def _words_of(cell: Any) -> set[str]:
    """Take the words of a cell: a tuple of words, or text with semicolons or commas in it."""
    if isinstance(cell, tuple):
        return {str(word).strip().casefold() for word in cell}
    if not isinstance(cell, str):
        return set() if pd.isna(cell) else {str(cell).casefold()}
    return {word.strip().casefold() for word in cell.replace(",", ";").split(";")} - {""}


def _plain(name: object) -> str:
    return str(name).strip().casefold().replace(" ", "_")
