"""`find_connecting_bodies`: which groups and institutions join places, or groups of a column."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import ragged_arange, take_sorted, tuples_by_row
from assetmap.links._counted_ties import find_counted_ties
from assetmap.links._presence import PLACE, Presence, find_presence
from assetmap.links._shared_counts import Shared, count_shared
from assetmap.space import place_of
from assetmap.tables import AssetMap, Grouping, merge_repeated_ties, with_grouping
from assetmap.typing import Matrix, Objects, Positions
from assetmap.wording import say_list, say_rows

__all__ = ["BODY_COLUMNS", "find_connecting_bodies"]

BODY_COLUMNS = (
    "asset_id", "name", "asset_kind", "place_id", "place_name", "pairs", "only_pairs", "joined",
    "says",
)  # fmt: skip
"""Columns of what `find_connecting_bodies` gives, in order."""
_NAMED_AT_MOST = 3


def find_connecting_bodies(
    m: AssetMap, *, by: Grouping = PLACE, level: str | None = None
) -> pd.DataFrame:
    """
    Find the groups, institutions, spaces and so on that join places, without any person.

    Read it as doors that are open already: a body that works in two places,
    or is tied to one elsewhere, can carry a message, and the one that alone
    joins two places is worth looking after. It is for maps that hold nobody,
    and for answers that depend on nobody: people are not looked at.

    Parameters
    ----------
    m
        The map. Not modified.
    by
        ``"place"`` joins places; another column of the assets, such as
        ``"sector"`` or ``"programmes"``, joins the groups of its words; or a
        Series of words by id.
    level
        Level of the places, such as ``"district"``; the smallest when None.

    Returns
    -------
    bodies
        A row for each that is of two places or groups, or tied to a body of
        another: those first that alone join the most pairs, then that join
        the most, then by id. The same columns when there is none:

        - ``asset_id``, ``name``, ``asset_kind``, ``place_id``, ``place_name``
        - ``pairs`` (int64): pairs of places it joins: those it is active in
          (or whose words it has), and those where a body is that a tie joins
          to it
        - ``only_pairs`` (int64): pairs that no body would join without it: it
          alone is in both places, if any is, and has a part in every tie
        - ``joined`` (tuple): names of the places, or the words, in order
        - ``says`` (str): the same in a sentence

    Raises
    ------
    TableError
        If no place has the level, or there is no such column.
    GraphError
        If the bodies join more than five million pairs.

    Notes
    -----
    Closed assets, secret locations, ended ties and nominations do not count.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Choir", "Trust", "Hall"],
    ...             "kind": ["association", "institution", "space"],
    ...             "place_id": ["mill", "hill", "quay"],
    ...             "active_in": [(), ("mill",), ()],
    ...         },
    ...         index=["choir", "trust", "hall"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["choir"], "target": ["hall"], "kind": ["uses"]}),
    ... )
    >>> bodies = find_connecting_bodies(m)
    >>> bodies[["asset_id", "pairs", "only_pairs", "joined"]].values.tolist()
    [['choir', 1, 1, ('mill', 'quay')], ['hall', 1, 1, ('mill', 'quay')],
    ['trust', 1, 1, ('hill', 'mill')]]
    >>> bodies["says"][2]
    'Joins hill and mill; people aside, nothing else on the map would without it.'
    """
    m, by = with_grouping(m, by)
    presence = find_presence(m, by=by, level=level)
    bodies = np.flatnonzero(~presence.is_person)
    active = presence.incidence[bodies]
    shared = count_shared(
        active,
        is_person=np.zeros(len(bodies), dtype=bool),
        is_unsure=np.zeros(len(bodies), dtype=bool),
        ids=presence.actors[bodies],
    )
    crossed = _list_crossed(m, presence, bodies)
    pairs = _count_pairs(active, crossed)
    only = _count_only(shared, crossed, n_bodies=len(bodies))
    rows = np.flatnonzero(pairs)
    chosen = rows[np.lexsort((rows, -pairs[rows], -only[rows]))]
    names = pd.Index(presence.names, dtype="str")
    assets = pd.DataFrame(m.assets).loc[presence.actors[bodies[chosen]]]
    place_id = place_of(m).reindex(assets.index).astype("str")
    table = pd.DataFrame(
        {
            "asset_id": assets.index,
            "name": assets["name"].array,
            "asset_kind": assets["kind"].array,
            "place_id": place_id.array,
            "place_name": place_id.map(m.places["name"]).array,
            "pairs": pairs[chosen],
            "only_pairs": only[chosen],
            "joined": _name_joined(active, crossed, names)[chosen],
        }
    ).astype({"name": "str", "asset_kind": "str", "place_name": "str"})
    table["says"] = say_rows(table[["joined", "pairs", "only_pairs"]], _say)
    return table[[*BODY_COLUMNS]]


class Crossed(NamedTuple):
    """Bodies with the pairs that their ties go across, each once.

    ``pair`` is the position of the first place times their number, plus that
    of the second; ``own`` and ``other`` are the two places, as the body has
    them, and ``held`` how many ties of it go across. ``ties`` counts all that
    go across a pair, by ``tied``, sorted.
    """

    body: Positions
    pair: Positions
    own: Positions
    other: Positions
    held: Positions
    tied: Positions
    ties: Positions


def _list_crossed(m: AssetMap, presence: Presence, bodies: Positions) -> Crossed:
    """List what the ties between bodies go across: what both ends have is no crossing."""
    counted = merge_repeated_ties(find_counted_ties(m, presence.actors[bodies]))
    ids = presence.actors[bodies]
    ends = [ids.get_indexer(pd.Index(counted[end])) for end in ("source", "target")]
    source, target = (presence.homes[bodies[end]] for end in ends)
    both = source * target
    first, second = csr_array(source - both), csr_array(target - both)
    n_first, n_second = (np.diff(part.indptr).astype(np.int64) for part in (first, second))
    # Every place of one end with every place of the other: nearly always one with one.
    tie = np.repeat(np.arange(len(counted)), n_first)
    times = n_second[tie]
    own = np.repeat(first.indices[first.data != 0].astype(np.int64), times)
    other = second.indices[ragged_arange(second.indptr[tie].astype(np.int64), times)]
    tie = np.repeat(tie, times)
    low, high = np.minimum(own, other), np.maximum(own, other)
    pair = low.astype(np.int64) * len(presence.places) + high
    tied, ties = np.unique(pair, return_counts=True)
    rows, held = np.unique(
        np.concatenate(
            [
                np.stack([ends[0][tie], pair, own, other], axis=1),
                np.stack([ends[1][tie], pair, other, own], axis=1),
            ]
        ),
        axis=0,
        return_counts=True,
    )
    return Crossed(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], held, tied, ties)


def _count_pairs(active: Matrix, crossed: Crossed) -> Positions:
    """Count the different pairs that each body joins: by being in both, or by a tie."""
    n_bodies, n_places = active.shape
    degree = np.diff(active.indptr).astype(np.int64)
    keys = np.repeat(np.arange(n_bodies), degree) * n_places + active.indices
    is_in_both = np.isin(crossed.body * n_places + crossed.other, keys)
    is_in_both &= np.isin(crossed.body * n_places + crossed.own, keys)
    further = np.unique(np.stack([crossed.body, crossed.pair], axis=1)[~is_in_both], axis=0)
    return degree * (degree - 1) // 2 + np.bincount(further[:, 0], minlength=n_bodies)


def _count_only(shared: Shared, crossed: Crossed, *, n_bodies: int) -> Positions:
    """Count the pairs that a body is in every way across: all that are in both, and all ties."""
    width = int(max(shared.pair.max(initial=0), crossed.tied.max(initial=0))) + 1
    lone = np.flatnonzero(shared.actors == 1)
    body, pair = shared.named[lone, 0], shared.pair[lone]
    keys = crossed.body * width + crossed.pair
    held, ties = crossed.held.astype(np.float64), crossed.ties.astype(np.float64)
    of_body = take_sorted(body * width + pair, keys, held)
    alone = body[of_body == take_sorted(pair, crossed.tied, ties)]
    of_pair = take_sorted(crossed.pair, crossed.tied, ties)
    is_every_tie = (held == of_pair) & ~np.isin(crossed.pair, shared.pair)
    bodies = np.concatenate([alone, crossed.body[is_every_tie]])
    return np.bincount(bodies, minlength=n_bodies).astype(np.int64)


def _name_joined(active: Matrix, crossed: Crossed, names: pd.Index[str]) -> Objects:
    """Name the places, or words, that each body joins, in order."""
    n_bodies, n_places = active.shape
    row = np.repeat(np.arange(n_bodies), np.diff(active.indptr))
    body = np.concatenate([row, crossed.body, crossed.body]).astype(np.int64)
    place = np.concatenate([active.indices, crossed.own, crossed.other]).astype(np.int64)
    keys = np.unique(body * max(n_places, 1) + place)
    body, place = keys // max(n_places, 1), keys % max(n_places, 1)
    order = np.lexsort((names.to_numpy(dtype=object)[place], body))
    return tuples_by_row(body[order], names.to_numpy(dtype=object)[place[order]], n_bodies)


def _say(*, joined: tuple[str, ...], pairs: int, only_pairs: int) -> str:
    """Say what a body joins, and how much of it no other body would join without it."""
    said = f"Joins {say_list(joined, at_most=_NAMED_AT_MOST)}"
    if not only_pairs:
        return f"{said}."
    if pairs == 1:
        return f"{said}; people aside, nothing else on the map would without it."
    if pairs < len(joined) * (len(joined) - 1) // 2:
        said += f", {pairs:,} pairs of them"
    which = f"{only_pairs:,} of these pairs" if only_pairs < pairs else "any of these pairs"
    return f"{said}; people aside, nothing else on the map would join {which} without it."
