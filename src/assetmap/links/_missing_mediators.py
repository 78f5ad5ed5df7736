"""People who are close to both places of a pair, and could open the door."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import rank_within, tuples_by_row
from assetmap.links._presence import Presence, find_counted
from assetmap.model import AssetKind, Purpose
from assetmap.network import build_graph
from assetmap.tables import AssetMap, find_consenting
from assetmap.typing import Flags, Matrix, Objects, Positions

__all__ = ["find_mediators"]

STEPS = 2
"""How many ties away from a place a person may be and still be close to it."""
ASK_AT_MOST = 5
"""How many people to ask are named."""
_CELLS = 2_000_000
_BASE = STEPS + 2  # closeness is 0 (far) to STEPS + 1 (there)


class Bridges(NamedTuple):
    """For each pair the position of the strongest bridge among ``ids``, or -1; whom to ask."""

    bridge: Positions
    ask: Objects
    ids: pd.Index[str]


def find_mediators(m: AssetMap, presence: Presence, a: Positions, b: Positions) -> Bridges:
    """
    Find for each pair of places the person closest to both, and whom else to ask.

    A person is 0 ties from a place where they are active, 1 from one whose
    people or groups they are tied to, 2 from one where somebody they know is
    tied. The strongest bridge is within `STEPS` of both and agreed to be
    introduced; the fewest ties in all count, then the most ties of one's own,
    then the id. Others within reach of either are there to be asked.

    Parameters
    ----------
    m, presence
        The map, and who is active where.
    a, b
        Positions of the places; ``b`` may be -1, where there is no other.
    """
    counted = find_counted(m)
    graph = build_graph(m)
    at = graph.ids.get_indexer(counted)
    ties = csr_array(graph.adjacency(weighted=False)[at][:, at])
    people = np.flatnonzero(m.assets["kind"].reindex(counted) == str(AssetKind.INDIVIDUAL))
    known = np.diff(ties.indptr)[people]
    people = people[np.lexsort((people, -known))]  # the better known come first
    ids = counted[people]
    may = ids.isin(find_consenting(m, purpose=Purpose.INTRODUCE))
    row = counted.get_indexer(presence.actors)
    there = csr_array(presence.incidence.T)
    there = csr_array(
        (there.data, row[there.indices], there.indptr), (len(there.indptr) - 1, len(counted))
    )
    at_once = max(1, _CELLS // max(len(people), 1))
    bridge = np.full(len(a), -1, dtype=np.int64)
    ask = np.empty(len(a), dtype=object)
    for start in range(0, len(a), at_once):
        rows = slice(start, start + at_once)
        places, which = np.unique(np.concatenate([a[rows], b[rows]]), return_inverse=True)
        close = _measure_closeness(there, places, ties, people)
        first, second = np.split(which, 2)
        bridge[rows], ask[rows] = _choose(close, first, second, may=may, ids=ids)
    return Bridges(bridge, ask, ids)


def _measure_closeness(there: Matrix, places: Positions, ties: Matrix, people: Positions) -> Matrix:
    """Lay out how close people are to places: 3 there, 2 one tie away, 1 two; -1 is nowhere."""
    start = csr_array(there[places])
    is_place = np.repeat(places >= 0, np.diff(start.indptr))
    start.data = np.where(is_place, 1.0, 0.0)
    start.eliminate_zeros()
    close = csr_array(start[:, people] * (STEPS + 1))
    for worth in range(STEPS, 0, -1):
        start = csr_array(start @ ties)
        start.data[:] = 1.0
        close = csr_array(close.maximum(start[:, people] * worth))
    return close


def _choose(
    close: Matrix, first: Positions, second: Positions, *, may: Flags, ids: pd.Index[str]
) -> tuple[Positions, Objects]:
    """Choose the bridge of each pair, and list the next whom one could ask."""
    both = csr_array(close[first] + close[second] * _BASE)
    code = both.data.astype(np.int64)
    near, other = code % _BASE, code // _BASE
    row = np.repeat(np.arange(len(first)), np.diff(both.indptr))
    is_close = (near > 0) & (other > 0)
    order = np.lexsort((both.indices, ~is_close, -(near + other), row))
    row, person = row[order], both.indices[order].astype(np.int64)
    is_bridge = is_close[order] & may[person]
    bridge = np.full(len(first), -1, dtype=np.int64)
    found = np.flatnonzero(is_bridge)[::-1]
    bridge[row[found]] = person[found]  # the last one written is the strongest
    is_other = person != bridge[row]
    row, person = row[is_other], person[is_other]
    is_asked = rank_within(row) < ASK_AT_MOST
    return bridge, tuples_by_row(row[is_asked], ids[person[is_asked]], len(first))
