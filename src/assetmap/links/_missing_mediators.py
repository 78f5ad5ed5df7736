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


class Mediators(NamedTuple):
    """For each pair the position of the closest mediator among ``ids``, or -1; whom to ask."""

    mediator: Positions
    ask: Objects
    ids: pd.Index[str]


def find_mediators(m: AssetMap, presence: Presence, a: Positions, b: Positions) -> Mediators:
    """
    Find for each pair of places the person closest to both, and whom else to ask.

    A person is 0 ties from a place where they are active, 1 from one whose
    people or groups they are tied to, 2 from one where somebody they know is
    tied. The mediator is within `STEPS` of both and agreed to be
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
    position = graph.ids.get_indexer(counted)
    adjacency = csr_array(graph.adjacency(weighted=False)[position][:, position])
    people = np.flatnonzero(m.assets["kind"].reindex(counted) == str(AssetKind.INDIVIDUAL))
    degree = np.diff(adjacency.indptr)[people]
    people = people[np.lexsort((people, -degree))]  # so that a lower column is better known
    ids = counted[people]
    has_agreed = ids.isin(find_consenting(m, purpose=Purpose.INTRODUCE))
    places_by_nodes = _build_places_by_nodes(presence, counted)
    at_once = max(1, _CELLS // max(len(people), 1))
    mediator = np.full(len(a), -1, dtype=np.int64)
    ask = np.empty(len(a), dtype=object)
    for start in range(0, len(a), at_once):
        rows = slice(start, start + at_once)
        # Pairs repeat their places: closeness is measured once for each place of the block.
        places, row = np.unique(np.concatenate([a[rows], b[rows]]), return_inverse=True)
        closeness = _measure_closeness(places_by_nodes, places, adjacency, people)
        first, second = np.split(row, 2)
        mediator[rows], ask[rows] = _choose(
            closeness, first, second, has_agreed=has_agreed, ids=ids
        )
    return Mediators(mediator, ask, ids)


def _build_places_by_nodes(presence: Presence, nodes: pd.Index[str]) -> Matrix:
    """Transpose the incidence of a presence, its columns in the order of these nodes."""
    by_actors = csr_array(presence.incidence.T)
    node = nodes.get_indexer(presence.actors)
    shape = (by_actors.shape[0], len(nodes))
    return csr_array((by_actors.data, node[by_actors.indices], by_actors.indptr), shape)


def _measure_closeness(
    places_by_nodes: Matrix, places: Positions, adjacency: Matrix, people: Positions
) -> Matrix:
    """Measure places by people, `STEPS` + 1 - the ties between them; place -1 is nowhere."""
    reached = csr_array(places_by_nodes[places])
    is_place = np.repeat(places >= 0, np.diff(reached.indptr))
    reached.data = np.where(is_place, 1.0, 0.0)
    reached.eliminate_zeros()
    closeness = csr_array(reached[:, people] * (STEPS + 1))
    for value in range(STEPS, 0, -1):  # breadth first: a step of the frontier is one product
        reached = csr_array(reached @ adjacency)
        reached.data[:] = 1.0
        closeness = csr_array(closeness.maximum(reached[:, people] * value))
    return closeness


def _choose(
    closeness: Matrix, first: Positions, second: Positions, *, has_agreed: Flags, ids: pd.Index[str]
) -> tuple[Positions, Objects]:
    """Choose the mediator of each pair, and list the next whom one could ask."""
    # Both numbers in one, so that one sparse sum lists who is close to either place.
    pairs = csr_array(closeness[first] + closeness[second] * _BASE)
    code = pairs.data.astype(np.int64)
    to_first, to_second = code % _BASE, code // _BASE
    row = np.repeat(np.arange(len(first)), np.diff(pairs.indptr))
    is_close_to_both = (to_first > 0) & (to_second > 0)
    order = np.lexsort((pairs.indices, ~is_close_to_both, -(to_first + to_second), row))
    row, person = row[order], pairs.indices[order].astype(np.int64)
    mediator = np.full(len(first), -1, dtype=np.int64)
    able = np.flatnonzero(is_close_to_both[order] & has_agreed[person])[::-1]
    mediator[row[able]] = person[able]  # last write wins: the closest
    is_other = person != mediator[row]
    row, person = row[is_other], person[is_other]
    is_named = rank_within(row) < ASK_AT_MOST
    return mediator, tuples_by_row(row[is_named], ids[person[is_named]], len(first))
