"""What a new tie would join: groups brought nearer, and cut ties that no longer are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import count_within, is_in_sorted, take_sorted
from assetmap.network import walk_depth_first
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = [
    "Ground",
    "add_tie",
    "count_bridges",
    "lay_chains",
    "lay_ground",
    "list_joined",
    "measure_gain",
    "share_any",
]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """
    The ties there are, as far as introductions change them.

    ``matrix`` is who is tied to whom, ``member`` who belongs to which group,
    ``chains`` the parts and bridges. ``joined`` are keys of the pairs of
    groups (first times their number, plus second), sorted, and ``links`` how
    many ties and shared members each of these pairs has.
    """

    matrix: Matrix
    member: Matrix
    chains: BridgePaths
    joined: Positions
    links: Floats


class Gain(NamedTuple):
    """
    What a tie would bring, by pair, and its three reasons.

    ``joined`` is 1 over 1 plus the links that two groups of theirs have so
    far; ``bridges`` are the ties that would no longer be the only way; where
    ``is_apart`` no chain of ties leads from one to the other yet.
    """

    gain: Floats
    joined: Floats
    bridges: Positions
    is_apart: Flags


def lay_ground(matrix: Matrix, member: Matrix) -> Ground:
    """Lay out who is tied to whom, and what that joins."""
    between = csr_array(member.T @ (matrix @ member) + member.T @ member).tocoo()
    key = between.row.astype(np.int64) * member.shape[1] + between.col
    order = np.argsort(key)
    return Ground(matrix, member, lay_chains(matrix), key[order], between.data[order])


def add_tie(ground: Ground, first: int, second: int) -> Ground:
    """Lay out the same with one more tie."""
    ends = ([first, second], [second, first])
    tie = csr_array(coo_array((np.ones(2), ends), shape=ground.matrix.shape))
    return lay_ground(csr_array(ground.matrix + tie), ground.member)


def measure_gain(
    ground: Ground, first: Positions, second: Positions, *, is_near: Flags | None = None
) -> Gain:
    """
    Measure what a tie between the two of each pair would bring, 0 to 1.

    The mean of three parts: ``joined``; bridges b as b / (1 + b), or 1 where
    no chain joins the two; and how far apart they are: 0 where they share a
    neighbour, 1 where no chain joins them, else a half. Every part can only
    fall as ties are added, so a gain that was measured before is never too
    low. ``is_near`` says who shares a neighbour, where that is known.
    """
    near = share_any(ground.matrix, first, second) if is_near is None else is_near
    is_apart = ground.chains.part[first] != ground.chains.part[second]
    bridges = count_bridges(ground.chains, first, second)
    joined = np.zeros(len(first))
    row, _, _, links = _pair_groups(ground, first, second)
    np.maximum.at(joined, row, 1.0 / (1.0 + links))
    spared = np.where(is_apart, 1.0, bridges / (1.0 + bridges))
    shortened = np.where(is_apart, 1.0, np.where(near, 0.0, 0.5))
    return Gain((joined + spared + shortened) / 3.0, joined, bridges, is_apart)


def list_joined(ground: Ground, first: int, second: int) -> tuple[int, list[tuple[int, int]]]:
    """List the pairs of groups, the first's and the second's, with the fewest links; how many."""
    _, one, other, links = _pair_groups(ground, np.array([first]), np.array([second]))
    if not len(links):
        return 0, []
    fewest = links.min()
    pairs = zip(one[links == fewest].tolist(), other[links == fewest].tolist(), strict=True)
    return int(fewest), list(pairs)


def share_any(matrix: Matrix, first: Positions, second: Positions) -> Flags:
    """Tell which pairs have a column in common: neighbours of the shorter row are looked up."""
    size = matrix.shape[1]
    count = np.diff(matrix.indptr)
    swap = count[first] > count[second]
    short, long = np.where(swap, second, first), np.where(swap, first, second)
    many = count[short]
    row = np.repeat(np.arange(len(short)), many)
    within = count_within(many)
    column = matrix.indices[np.repeat(matrix.indptr[short], many) + within]
    held = np.repeat(np.arange(matrix.shape[0], dtype=np.int64) * size, count) + matrix.indices
    is_shared = is_in_sorted(long[row].astype(np.int64) * size + column, held)
    shares = np.zeros(len(first), dtype=bool)
    shares[row[is_shared]] = True
    return shares


def _pair_groups(
    ground: Ground, first: Positions, second: Positions
) -> tuple[Positions, Positions, Positions, Floats]:
    """Pair every group of the first alone with every group of the second alone."""
    member = ground.member
    count = np.diff(member.indptr)
    one, other = count[first].astype(np.int64), count[second].astype(np.int64)
    many = one * other
    row = np.repeat(np.arange(len(first)), many)
    within = count_within(many)
    left = member.indices[member.indptr[first][row] + within // other[row]].astype(np.int64)
    right = member.indices[member.indptr[second][row] + within % other[row]].astype(np.int64)
    size = member.shape[1]
    is_same = left == right
    shared = np.sort(row[is_same] * size + left[is_same])
    is_kept = ~is_same
    if len(shared):
        is_kept &= ~is_in_sorted(row * size + left, shared) & ~is_in_sorted(
            row * size + right, shared
        )
    row, left, right = row[is_kept], left[is_kept], right[is_kept]
    return row, left, right, take_sorted(left * size + right, ground.joined, ground.links)


class BridgePaths(NamedTuple):
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


def lay_chains(matrix: Matrix) -> BridgePaths:
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
    is_bridge = _find_bridges(matrix, walk.position, walk.parent, walk.last)
    change = np.zeros(size + 2, dtype=np.int64)
    steps = np.flatnonzero(is_bridge)
    np.add.at(change, steps, 1)
    np.add.at(change, walk.last[steps] + 1, -1)
    deep = np.cumsum(change)[: size + 1]
    return BridgePaths(walk.part, walk.position[:size], deep, _lay_lowest(deep[walk.parent]))


def count_bridges(chains: BridgePaths, first: Positions, second: Positions) -> Positions:
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
