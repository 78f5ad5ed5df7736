"""How many ties between two nodes are the only way from one to the other?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assetmap.network import walk_depth_first
from assetmap.typing import Flags, Matrix, Positions

__all__ = ["Chains", "count_bridges", "lay_chains"]


class Chains(NamedTuple):
    """
    The parts of a graph, and the bridges in them.

    ``part`` numbers the part that each node is in and ``at`` is its position
    in a walk depth first. ``deep`` are the bridges between the start of its
    part and each position; ``lowest`` holds, for runs of 1, 2, 4, … positions,
    the fewest such bridges at a parent of any of them.
    """

    part: Positions
    at: Positions
    deep: Positions
    lowest: list[Positions]


def lay_chains(matrix: Matrix) -> Chains:
    """
    Walk a symmetric matrix with an empty diagonal depth first, and find its bridges.

    In such a walk every other tie joins a node to one that it was reached
    through (Tarjan 1974, "A note on finding the bridges of a graph"): a step
    is a bridge when as many of these ties start as end below it, which is to
    say that none leaves. Takes the order of nodes times their logarithm, plus
    ties.
    """
    size = matrix.shape[0]
    walk = walk_depth_first(matrix)
    is_bridge = _find_bridges(matrix, walk.at, walk.parent, walk.last)
    change = np.zeros(size + 2, dtype=np.int64)
    steps = np.flatnonzero(is_bridge)
    np.add.at(change, steps, 1)
    np.add.at(change, walk.last[steps] + 1, -1)
    deep = np.cumsum(change)[: size + 1]
    return Chains(walk.part, walk.at[:size], deep, _lay_lowest(deep[walk.parent]))


def count_bridges(chains: Chains, first: Positions, second: Positions) -> Positions:
    """Count the bridges between two nodes of each pair; 0 where no chain joins them."""
    one, other = chains.at[first], chains.at[second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    # the parents of all positions after the first, up to the second, hold where they part
    run = np.maximum(high - low, 1)
    level = np.frexp(run)[1] - 1
    shared = np.zeros(len(low), dtype=np.int64)
    for power, lowest in enumerate(chains.lowest):
        chosen = np.flatnonzero((level == power) & (high > low))
        start, end = low[chosen] + 1, high[chosen] + 1 - (1 << power)
        shared[chosen] = np.minimum(lowest[start], lowest[end])
    bridges = chains.deep[one] + chains.deep[other] - 2 * shared
    is_joined = (chains.part[first] == chains.part[second]) & (high > low)
    counted: Positions = np.where(is_joined, bridges, 0)
    return counted


def _find_bridges(matrix: Matrix, at: Positions, parent: Positions, last: Positions) -> Flags:
    """Mark the positions whose step from the parent is the only way there."""
    size = matrix.shape[0]
    one = at[np.repeat(np.arange(size), np.diff(matrix.indptr))]
    other = at[matrix.indices]
    is_back = (one > other) & (parent[one] != other)
    crossing = np.zeros(size + 2, dtype=np.int64)
    np.add.at(crossing, one[is_back] + 1, 1)
    np.add.at(crossing, other[is_back] + 1, -1)
    total = np.cumsum(crossing)
    leaving = total[last + 1] - total[: size + 1]
    is_bridge: Flags = (leaving == 0) & (parent > 0)
    return is_bridge


def _lay_lowest(values: Positions) -> list[Positions]:
    """Take minima over runs of 1, 2, 4, … positions, by where the run starts."""
    runs, width = [values], 1
    while 2 * width <= len(values):
        runs.append(np.minimum(runs[-1][:-width], runs[-1][width:]))
        width *= 2
    return runs
