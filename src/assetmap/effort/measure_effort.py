"""How much was asked, walked and looked up, where and for which kind of asset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.effort._effort_sentences import say_effort
from assetmap.language import in_its_language
from assetmap.space import find_leaves
from assetmap.tables import (
    MOST_ROWS,
    AssetMap,
    Categories,
    Grouping,
    find_categories,
    is_old,
    list_effort,
    name_cases,
    require_room,
    with_grouping,
)
from assetmap.typing import Floats, Pairs, Positions

__all__ = ["SharedOut", "add_up_effort", "measure_effort", "share_out_effort"]

COUNTS = ("conversations", "walks", "lists_checked")
NEVER = np.iinfo(np.int64).min  # what NaT is, as a number


@dataclass(frozen=True, slots=True)
class Spent:
    """Effort by smallest place and category: a matrix for each count, and the newest day."""

    places: pd.Index[Any]
    counts: dict[str, Positions]
    last_on: Positions

    @property
    def total(self) -> Positions:
        """Add up the conversations, the walks and the lists."""
        total: Positions = np.sum(list(self.counts.values()), axis=0)
        return total


@in_its_language
def measure_effort(m: AssetMap, *, by: Grouping = "kind") -> pd.DataFrame:
    """
    Measure how much was done in each place to find out what is there.

    Read it beside every count: where ``effort`` is 0, nobody asked, and an
    empty place is one that is not mapped yet. The three counts stay apart,
    since a conversation finds what no list holds; ``effort`` adds them up.

    Parameters
    ----------
    m
        The map, with its ``effort`` and the conversations among its
        ``records``, each of which counts once. What was done in a larger place
        counts in full in each of the places that are part of it.
    by
        The categories, as in `find_gaps`. Effort names kinds, so with any
        other column only effort for every kind counts.

    Returns
    -------
    effort
        One row for every smallest place and category:

        - ``place_id``, ``category``
        - ``conversations``, ``walks``, ``lists_checked`` (int64)
        - ``effort`` (int64): the sum of the three
        - ``last_on``: the newest day on which any of it took place; NaT where
          there is none, or no day is stated
        - ``says``: what was done there, in words, or that nobody looked

        Least effort first; then the longest ago, unknown before known; then
        by id and category.

    Raises
    ------
    TableError
        If the assets have no column ``by``, or there are more than 5 million
        cases.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Choir"], "kind": ["association"]}),
    ...     places=pd.DataFrame(
    ...         {"name": ["Town", "Mill"], "parent_id": [None, "town"]}, index=["town", "mill"]
    ...     ),
    ...     effort=pd.DataFrame(
    ...         {
    ...             "place_id": ["mill", "town"],
    ...             "kind": ["association", None],
    ...             "conversations": [3, None],
    ...             "lists_checked": [None, 1],
    ...             "on": ["2026-05-01", "2026-04-01"],
    ...         }
    ...     ),
    ... )
    >>> measure_effort(m).tail(2)[["place_id", "category", "effort", "last_on"]]
      place_id     category  effort    last_on
    4     mill        space       1 2026-04-01
    5     mill  association       4 2026-05-01
    >>> measure_effort(m)["says"].iloc[-1]
    'Mill: 3 conversations and 1 list checked to find assets of kind association, the last on
    1 May 2026.'
    """
    m, by = with_grouping(m, by)
    categories = find_categories(m.assets.sort_index(), by)
    require_room(len(m.places), len(categories.names), at_most=MOST_ROWS)
    spent = add_up_effort(m, categories)
    total, last_on = spent.total.ravel(), spent.last_on.ravel()
    rows = pd.DataFrame(
        {
            **name_cases(spent.places, categories.names),
            **{name: count.ravel() for name, count in spent.counts.items()},
            "effort": total,
            "last_on": last_on.view("datetime64[s]"),
        }
    )
    rows = rows.iloc[np.lexsort((last_on, total))].reset_index(drop=True)
    names = pd.Index(m.places["name"].reindex(rows["place_id"]))
    return rows.assign(says=say_effort(rows, names, by=categories.by))


def add_up_effort(m: AssetMap, categories: Categories) -> Spent:
    """Add up the effort of each smallest place and category, with that of all above it."""
    places = m.places.sort_index()
    leaves = find_leaves(places).index
    own, newest = _add_up_own(list_effort(m), places, categories)
    counts: dict[str, Positions] = {
        name: np.zeros((len(leaves), newest.shape[1]), np.int64) for name in own
    }
    last_on = np.full((len(leaves), newest.shape[1]), NEVER)
    for start, position in _climb(places, leaves):
        for name, count in own.items():
            counts[name][start] += count[position]
        last_on[start] = np.maximum(last_on[start], newest[position])
    return Spent(leaves, counts, last_on)


class SharedOut(NamedTuple):
    """
    Effort by smallest place and category, each piece of it once on the map.

    ``total`` has what was done in larger places shared out by people;
    ``recent`` is what was done in the place itself, and not too long ago.
    """

    total: Floats
    recent: Floats


def share_out_effort(m: AssetMap, categories: Categories, people: Floats) -> SharedOut:
    """
    Share out what was done in larger places among the smallest ones, by their people.

    One conversation in a district of ten wards is a tenth of one in each,
    not one in each. ``people`` live in the smallest places, by id; all above 0.
    """
    places = m.places.sort_index()
    leaves = find_leaves(places).index
    effort = list_effort(m)
    own, _ = _add_up_own(effort, places, categories)
    of_place = np.sum(list(own.values()), axis=0).astype(np.float64)
    recent, _ = _add_up_own(effort[~is_old(effort["on"], m.as_of)], places, categories)
    climbed = list(_climb(places, leaves))
    below = np.zeros(len(places))
    for start, position in climbed:
        np.add.at(below, position, people[start])
    total = np.zeros((len(leaves), of_place.shape[1]))
    for start, position in climbed:
        total[start] += of_place[position] * (people[start] / below[position])[:, None]
    at = places.index.get_indexer(leaves)
    return SharedOut(total, np.sum(list(recent.values()), axis=0)[at].astype(np.float64))


def _add_up_own(
    effort: pd.DataFrame, places: pd.DataFrame, categories: Categories
) -> tuple[dict[str, Positions], Positions]:
    """Add up what was done in each place itself, by category, and the newest day of it."""
    require_room(len(places), len(categories.names))
    place = places.index.get_indexer(pd.Index(effort["place_id"]))
    row, cell = _cells(effort, place, categories)
    shape = (len(places), len(categories.names))
    own: dict[str, Positions] = {}
    for name in COUNTS:
        counts = effort[name].fillna(0).to_numpy(dtype=np.float64)[row]
        added = np.bincount(cell, weights=counts, minlength=shape[0] * shape[1])
        own[name] = added.astype(np.int64).reshape(shape)
    newest = np.full(shape[0] * shape[1], NEVER)
    np.maximum.at(newest, cell, _days(effort)[row])
    return own, newest.reshape(shape)


def _days(effort: pd.DataFrame) -> Positions:
    return effort["on"].to_numpy(dtype="datetime64[s]").view(np.int64)


def _cells(effort: pd.DataFrame, place: Positions, categories: Categories) -> Pairs:
    """Pair each row of effort with the cells it is about; of every kind is one of each."""
    n_categories = len(categories.names)
    of_every = np.flatnonzero(effort["kind"].isna().to_numpy())
    of_one = np.flatnonzero(effort["kind"].notna().to_numpy() & (categories.by == "kind"))
    category = pd.Index(categories.names).get_indexer(pd.Index(effort["kind"].iloc[of_one]))
    row = np.concatenate([np.repeat(of_every, n_categories), of_one])
    column = np.concatenate([np.tile(np.arange(n_categories), len(of_every)), category])
    is_asked = np.asarray(column >= 0)  # a kind may not be among what is asked about
    row, column = row[is_asked], column[is_asked]
    return row, place[row] * n_categories + column


def _climb(places: pd.DataFrame, leaves: pd.Index[Any]) -> Iterator[Pairs]:
    """Pair the smallest places with themselves, then with what they are part of, step by step."""
    parent = places.index.get_indexer(pd.Index(places["parent_id"].astype("str")))
    start = np.arange(len(leaves))
    position = places.index.get_indexer(leaves)
    while len(start):
        yield start, position
        is_part = parent[position] >= 0
        start, position = start[is_part], parent[position][is_part]
