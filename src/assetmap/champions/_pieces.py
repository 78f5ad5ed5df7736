"""The pieces that a graph falls into when nodes leave."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assetmap.network import walk_depth_first
from assetmap.typing import Flags, Integers, Matrix, Positions

__all__ = ["Tree", "build_tree", "leave_out", "measure_pieces"]


class Tree(NamedTuple):
    """
    A graph walked depth first, all its parts under one root that is no node.

    ``node`` lists the nodes in the order of the walk; the root is its first
    entry and has the number of nodes as its own. The other arrays go by
    position in that order: ``parent``, the ``last`` position below, and
    ``low``, the first position to which a tie leads from there or below,
    leaving out the tie to the parent. ``position`` is that of each node, and
    ``part`` numbers the part of the graph that it is in.
    """

    node: Positions
    parent: Positions
    last: Positions
    low: Positions
    position: Positions
    part: Positions

    @property
    def is_cut(self) -> Flags:
        """Mark the positions that are cut off, with all below, when the parent leaves."""
        return (self.low >= self.parent) & (self.parent > 0)

    @property
    def is_bridge(self) -> Flags:
        """Mark the positions whose tie to the parent is the only way there."""
        return (self.low > self.parent) & (self.parent > 0)

    def sum_below(self, weight: Integers) -> Integers:
        """Sum what nodes weigh over each position and all below it."""
        size = len(weight)
        sums = np.zeros(size + 2, dtype=np.int64)
        np.cumsum(weight[self.node[1:]], out=sums[2:])
        below: Integers = sums[self.last + 1] - sums[: size + 1]
        return below


class Pieces(NamedTuple):
    """
    What is left when a node leaves; one entry per node.

    ``joined``: ordered pairs of what is left, in the whole graph, that are
    still in one piece. ``largest``: weight of the heaviest piece of the whole
    graph. ``heaviest``: weight of the heaviest piece of the node's own part.
    ``part``: weight of that part with the node in it.
    """

    joined: Integers
    largest: Integers
    heaviest: Integers
    part: Integers


def leave_out(matrix: Matrix, is_out: Flags) -> Matrix:
    """Take away every tie of some nodes; they stay as nodes without a tie."""
    size = matrix.shape[0]
    rows = np.repeat(np.arange(size), np.diff(matrix.indptr))
    is_kept = ~(is_out[rows] | is_out[matrix.indices])
    starts = np.concatenate([[0], np.cumsum(is_kept)])[matrix.indptr]
    return csr_array((matrix.data[is_kept], matrix.indices[is_kept], starts), shape=matrix.shape)


def build_tree(matrix: Matrix) -> Tree:
    """
    Walk a symmetric matrix with an empty diagonal depth first.

    Time and memory grow with nodes times their logarithm, plus ties (Hopcroft
    and Tarjan 1973, "Efficient algorithms for graph manipulation"): what lies
    below a node is a run of positions, so that the lowest tie out of it is a
    minimum over that run.
    """
    size = matrix.shape[0]
    walk = walk_depth_first(matrix)
    back = _lead_back(matrix, walk.position, walk.above)[walk.node]
    low = _find_lowest(back, walk.last)
    return Tree(walk.node, walk.parent, walk.last, low, walk.position[:size], walk.part)


def measure_pieces(tree: Tree, weight: Integers) -> Pieces:
    """Weigh the pieces that are left when each node leaves."""
    size = len(weight)
    below = tree.sum_below(weight)
    is_cut = tree.is_cut
    holder, piece = tree.node[tree.parent[is_cut]], below[is_cut]
    cut, pairs = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    heaviest = np.zeros(size, dtype=np.int64)
    np.add.at(cut, holder, piece)
    np.add.at(pairs, holder, piece * (piece - 1))
    np.maximum.at(heaviest, holder, piece)
    parts = np.zeros(int(tree.part.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(parts, tree.part, weight)
    part = parts[tree.part]
    rest = part - weight - cut
    heaviest = np.maximum(heaviest, rest)
    joined = (parts * (parts - 1)).sum() - part * (part - 1) + pairs + rest * (rest - 1)
    return Pieces(joined, np.maximum(heaviest, _others(parts)[tree.part]), heaviest, part)


def _others(parts: Integers) -> Integers:
    """Weigh, for each part, the heaviest of the others."""
    if len(parts) < 2:
        return np.zeros_like(parts)
    second, first = np.sort(parts)[-2:]
    others = np.full(len(parts), first)
    others[parts.argmax()] = second
    return others


def _lead_back(matrix: Matrix, position: Positions, above: Positions) -> Positions:
    """Find the first position that each node has a tie to, other than its parent."""
    size = matrix.shape[0]
    degree = np.diff(matrix.indptr)
    towards = position[matrix.indices]
    towards[np.repeat(above[:size], degree) == matrix.indices] = size + 1
    back = np.full(size + 1, size + 1)
    is_tied = np.flatnonzero(degree)
    if len(is_tied):
        back[is_tied] = np.minimum.reduceat(towards, matrix.indptr[is_tied])
    return back


def _find_lowest(values: Positions, last: Positions) -> Positions:
    """Take the minimum over each run of positions, from a table of runs of 1, 2, 4, … ."""
    starts = np.arange(len(values))
    length = last - starts + 1
    power = np.frexp(length)[1] - 1
    lowest = np.empty_like(values)
    run, width = values, 1
    for level in range(int(power.max()) + 1):
        chosen = np.flatnonzero(power == level)
        lowest[chosen] = np.minimum(run[chosen], run[last[chosen] - width + 1])
        run = np.minimum(run[: max(len(run) - width, 0)], run[width:])
        width *= 2
    return lowest
