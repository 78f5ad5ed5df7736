"""What is the network once the spots that are asked about are part of it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assetmap.arrays import is_run_start
from assetmap.space.streets.network import Network
from assetmap.space.streets.snapping import Snapped
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = ["Steps", "insert_spots"]


@dataclass(frozen=True, slots=True)
class Steps:
    """
    Steps from node to node, with their costs; one-way each.

    ``xy`` are the nodes: junctions, then the points where spots meet their
    streets, then the spots; ``spot`` is the node of each spot.
    """

    xy: Floats
    start: Positions
    end: Positions
    cost: Floats
    spot: Positions


def insert_spots(network: Network, spots: Floats, snapped: Snapped) -> Steps:
    """
    Cut streets where spots meet them, and lead a path from each spot to its street.

    Two spots on one street then find each other along it, not by its ends,
    and nobody walks through a spot: it is the end of its path.
    """
    junctions = len(network.junctions)
    meeting, first = _find_meetings(snapped)
    street, share = snapped.street[first], snapped.share[first]
    xy = np.concatenate([network.junctions, snapped.meets[first], spots])
    start, end, forward, backward = _cut_streets(network, street, share)
    spot = junctions + len(street) + np.arange(len(spots))
    on = ~snapped.is_off
    meets = _node_of(network, snapped, junctions + meeting)[on]
    path = snapped.metres[on] / network.m_per_unit
    starts = np.concatenate([start, end, spot[on], meets])
    ends = np.concatenate([end, start, meets, spot[on]])
    cost = np.concatenate([forward, backward, path, path])
    is_of_use = np.isfinite(cost) & (starts != ends)
    return Steps(xy, starts[is_of_use], ends[is_of_use], cost[is_of_use], spot)


def _find_meetings(snapped: Snapped) -> Pairs:
    """Find the different points between the ends of streets where spots meet them.

    Returns which of them each spot is at, and the first spot that is at each.
    """
    between = np.flatnonzero(_is_between(snapped))
    order = between[np.lexsort((snapped.share[between], snapped.street[between]))]
    street, share = snapped.street[order], snapped.share[order]
    is_first = is_run_start(street, share)
    which = np.zeros(len(snapped.street), dtype=np.intp)
    which[order] = np.cumsum(is_first) - 1
    return which, order[is_first]


def _is_between(snapped: Snapped) -> Flags:
    return ~snapped.is_off & (snapped.share > 0) & (snapped.share < 1)


def _node_of(network: Network, snapped: Snapped, between: Positions) -> Positions:
    """Find the node at which each spot meets its street: an end of it, or one in between."""
    at_end = np.where(
        snapped.share == 0, network.tail[snapped.street], network.head[snapped.street]
    )
    return np.where(_is_between(snapped), between, at_end)


def _cut_streets(
    network: Network, street: Positions, share: Floats
) -> tuple[Positions, Positions, Floats, Floats]:
    """Cut streets into pieces at the given shares, each of a street costing its share."""
    everything = np.arange(len(network.lines))
    cut = len(network.junctions) + np.arange(len(street))
    node = np.concatenate([network.tail, cut, network.head])
    at = np.concatenate([np.zeros(len(everything)), share, np.ones(len(everything))])
    which = np.concatenate([everything, street, everything])
    order = np.lexsort((at, which))
    node, at, which = node[order], at[order], which[order]
    is_piece = which[1:] == which[:-1]
    piece = np.diff(at)[is_piece]
    of = which[1:][is_piece]
    return (
        node[:-1][is_piece],
        node[1:][is_piece],
        network.forward[of] * piece,
        network.backward[of] * piece,
    )
