"""To which places, or groups of another sort, do people belong; and which two are to be joined?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.links.pairs.presence import PLACE, Presence, find_presence
from assetmap.space import find_parts, place_of
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Matrix, Positions

__all__ = ["Sides", "find_between", "find_sides"]

_NO_GROUPS = (
    "name", "description", "capacity", "sensitive_location", "location_unanswered",
    "first_seen", "verified_on", "sources", "precision", "place_id", "active_in",
    "address", "postcode", "website",
    "contact_name", "email", "phone", "status",
)  # fmt: skip
"""Columns that hold no groups, or would name somebody who was never asked."""


class Sides(NamedTuple):
    """Groups by name, who belongs (nodes by groups, ones), and who is active where."""

    names: pd.Index[str]
    member: Matrix
    presence: Presence


def find_sides(m: AssetMap, *, by: str) -> Sides:
    """
    Find the places that what is counted belongs to or is active in, or its words in a column.

    Places are the smallest ones: whoever works in a whole county joins no two
    of its villages.
    """
    if by in _NO_GROUPS:
        raise TableError(
            f"Groups cannot be told apart by {by!r}, which is about single assets. "
            "Give 'place', 'themes', or a column whose words are groups."
        )
    presence = find_presence(m, by=by)
    return Sides(presence.names, presence.matrix, presence)


def find_between(
    m: AssetMap, sides: Sides, ids: pd.Index[str], *, between: Sequence[str], by: str
) -> Positions:
    """
    Mark with 1 and 2 who is on the one and on the other of two sides, with 0 all others.

    A place is an id or a name, and has in it whoever belongs to a part of it.
    Whoever belongs to both is on neither side: they join the two already.
    """
    words = [str(word) for word in ((between,) if isinstance(between, str) else between)]
    if len(words) != 2:
        remedy = "Give two, such as ('Mill End', 'Hill Top')."
        problem = Problem("between", "not_two", f"{len(words)} given.", remedy)
        raise TableError("Introductions are between two sides.", [problem])
    read = [_mark_place(m, ids, word) if by == PLACE else _mark_word(sides, word) for word in words]
    problems = [
        Problem("between", "unknown_side", f"{word!r} is not known.", find_near_word(word, known))
        for word, (mark, known) in zip(words, read, strict=True)
        if not mark.any() and word.strip().casefold() not in {one.casefold() for one in known}
    ]
    if problems:
        raise TableError(f"There is no such {by} to introduce people between.", problems)
    one, other = (mark for mark, _ in read)
    if one.any() and np.array_equal(one, other):
        says, remedy = f"{words[0]!r} and {words[1]!r} are the same side.", "Give two that differ."
        raise TableError(
            "Introductions are between two sides.", [Problem("between", "same_side", says, remedy)]
        )
    return np.where(one & ~other, 1, np.where(other & ~one, 2, 0))


def _mark_place(m: AssetMap, ids: pd.Index[str], word: str) -> tuple[Flags, list[str]]:
    """Mark who belongs to a place or to a part of it; and list what places are called."""
    places, plain = m.places, word.strip().casefold()
    by_id, by_name = places.index.astype(str), places["name"].astype(str)
    is_named = by_id.str.casefold() == plain
    is_named |= (by_name.str.casefold() == plain).to_numpy(dtype=bool)
    within = find_parts(places, places.index[is_named])
    stated = pd.concat([place_of(m), m.assets["active_in"].explode()])
    there = stated.index[stated.isin(within)]
    return np.asarray(ids.isin(there), dtype=bool), [*by_id, *by_name]


def _mark_word(sides: Sides, word: str) -> tuple[Flags, list[str]]:
    """Mark who has a word; and list the words there are."""
    plain = word.strip().casefold()
    at = np.flatnonzero(sides.names.str.casefold() == plain)
    is_there = np.asarray(sides.member[:, at].sum(axis=1) > 0, dtype=bool)
    return is_there, sides.names.tolist()
