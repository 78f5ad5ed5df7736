"""What a new tie would join: groups brought nearer, and bridges that would no longer be any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import count_within, is_in_sorted, take_sorted
from assetmap.network import walk_depth_first
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = [
    "GroupedGraph",
    "add_tie",
    "build_bridge_forest",
    "build_grouped_graph",
    "count_bridges",
    "list_least_linked_groups",
    "measure_gain",
    "share_any",
]


@dataclass(frozen=True, slots=True, eq=False)
class GroupedGraph:
    """
    A graph whose nodes belong to groups, as far as introductions change it.

    ``adjacency`` is nodes by nodes and ``membership`` nodes by groups, both of
    ones. ``group_pair`` are keys of the pairs of groups that anything links
    (first times the number of groups, plus second), sorted, and ``links`` how
    many ties and shared members each of these pairs has.
    """

    adjacency: Matrix
    membership: Matrix
    bridges: BridgeForest
    group_pair: Positions
    links: Floats


class Gain(NamedTuple):
    """
    What a tie would bring, by pair, and its three reasons.

    ``joined`` is 1 over 1 plus the links that two groups of theirs have so
    far; ``bridges`` are the ties that would no longer be the only way; where
    ``is_apart`` the two are in different components.
    """

    gain: Floats
    joined: Floats
    bridges: Positions
    is_apart: Flags


def build_grouped_graph(adjacency: Matrix, membership: Matrix) -> GroupedGraph:
    """Count the links of each pair of groups, M'AM + M'M, and find the bridges of the graph."""
    links = csr_array(membership.T @ (adjacency @ membership) + membership.T @ membership).tocoo()
    key = links.row.astype(np.int64) * membership.shape[1] + links.col
    order = np.argsort(key)
    return GroupedGraph(
        adjacency, membership, build_bridge_forest(adjacency), key[order], links.data[order]
    )


def add_tie(graph: GroupedGraph, first: int, second: int) -> GroupedGraph:
    """Build the same graph with one more tie."""
    ends = ([first, second], [second, first])
    tie = csr_array(coo_array((np.ones(2), ends), shape=graph.adjacency.shape))
    return build_grouped_graph(csr_array(graph.adjacency + tie), graph.membership)


def measure_gain(
    graph: GroupedGraph, first: Positions, second: Positions, *, is_near: Flags | None = None
) -> Gain:
    """
    Measure what a tie between the two of each pair would bring, 0 to 1.

    The mean of three parts: ``joined``; bridges b as b / (1 + b), or 1 where
    no path joins the two; and how far apart they are: 0 where they share a
    neighbour, 1 where no path joins them, else a half. Every part can only
    fall as ties are added, so a gain that was measured before is never too
    low. ``is_near`` says who shares a neighbour, where that is known.
    """
    near = share_any(graph.adjacency, first, second) if is_near is None else is_near
    is_apart = graph.bridges.component[first] != graph.bridges.component[second]
    bridges = count_bridges(graph.bridges, first, second)
    joined = np.zeros(len(first))
    pair, _, _, links = _pair_groups(graph, first, second)
    np.maximum.at(joined, pair, 1.0 / (1.0 + links))  # the least linked of their groups counts
    spared = np.where(is_apart, 1.0, bridges / (1.0 + bridges))
    shortened = np.where(is_apart, 1.0, np.where(near, 0.0, 0.5))
    return Gain((joined + spared + shortened) / 3.0, joined, bridges, is_apart)


def list_least_linked_groups(
    graph: GroupedGraph, first: int, second: int
) -> tuple[int, list[tuple[int, int]]]:
    """List the pairs of a group of each node with the fewest links, and how few these are."""
    _, left, right, links = _pair_groups(graph, np.array([first]), np.array([second]))
    if not len(links):
        return 0, []
    fewest = links.min()
    pairs = zip(left[links == fewest].tolist(), right[links == fewest].tolist(), strict=True)
    return int(fewest), list(pairs)


def share_any(matrix: Matrix, first: Positions, second: Positions) -> Flags:
    """Tell which pairs of rows have a column in common."""
    n_columns = matrix.shape[1]
    degree = np.diff(matrix.indptr)
    # The columns of the shorter row are looked up in the longer one, so that a hub costs nothing.
    is_swapped = degree[first] > degree[second]
    short, long = np.where(is_swapped, second, first), np.where(is_swapped, first, second)
    length = degree[short]
    pair = np.repeat(np.arange(len(short)), length)
    column = matrix.indices[np.repeat(matrix.indptr[short], length) + count_within(length)]
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), degree)
    entries = row * n_columns + matrix.indices  # sorted, as the columns are within each row
    is_shared = is_in_sorted(long[pair].astype(np.int64) * n_columns + column, entries)
    shares = np.zeros(len(first), dtype=bool)
    shares[pair[is_shared]] = True
    return shares


def _pair_groups(
    graph: GroupedGraph, first: Positions, second: Positions
) -> tuple[Positions, Positions, Positions, Floats]:
    """Pair every group of the first node alone with every group of the second node alone."""
    membership = graph.membership
    degree = np.diff(membership.indptr)
    n_left, n_right = degree[first].astype(np.int64), degree[second].astype(np.int64)
    n_products = n_left * n_right
    pair = np.repeat(np.arange(len(first)), n_products)
    nth = count_within(n_products)  # the nth product is of row nth // n_right, column nth % n_right
    left = membership.indices[membership.indptr[first][pair] + nth // n_right[pair]]
    right = membership.indices[membership.indptr[second][pair] + nth % n_right[pair]]
    left, right = left.astype(np.int64), right.astype(np.int64)
    # A group that both nodes are in is no link to be made: none of its products counts.
    n_groups = membership.shape[1]
    is_same = left == right
    shared = np.sort(pair[is_same] * n_groups + left[is_same])
    is_kept = ~is_same
    if len(shared):
        is_kept &= ~is_in_sorted(pair * n_groups + left, shared)
        is_kept &= ~is_in_sorted(pair * n_groups + right, shared)
    pair, left, right = pair[is_kept], left[is_kept], right[is_kept]
    return pair, left, right, take_sorted(left * n_groups + right, graph.group_pair, graph.links)


class BridgeForest(NamedTuple):
    """
    The connected components of a graph, and its bridges on the way from their roots.

    ``component`` numbers the component of each node and ``preorder`` is its
    position in depth-first order. ``depth`` are the bridges between the root
    of its component and each position; ``minima`` is a sparse table of the
    depths of parents: for runs of 1, 2, 4, … positions the least of them.
    """

    component: Positions
    preorder: Positions
    depth: Positions
    minima: list[Positions]


def build_bridge_forest(adjacency: Matrix) -> BridgeForest:
    """
    Find the bridges of a symmetric matrix with an empty diagonal, and each node's depth in them.

    In depth-first order every tie that is not in the tree joins a node to one
    of its ancestors (Tarjan 1974, "A note on finding the bridges of a graph"):
    a tree edge is a bridge when as many of these ties start as end in the
    subtree below it, which is to say that none leaves. Takes the order of
    nodes times their logarithm, plus ties.
    """
    n_nodes = adjacency.shape[0]
    walk = walk_depth_first(adjacency)
    is_bridge = _find_bridges(adjacency, walk.position, walk.parent, walk.last)
    # A bridge adds 1 to the depth of its subtree, which is a run of positions.
    change = np.zeros(n_nodes + 2, dtype=np.int64)
    below = np.flatnonzero(is_bridge)
    np.add.at(change, below, 1)
    np.add.at(change, walk.last[below] + 1, -1)
    depth = np.cumsum(change)[: n_nodes + 1]
    minima = _build_sparse_table(depth[walk.parent])
    return BridgeForest(walk.part, walk.position[:n_nodes], depth, minima)


def count_bridges(forest: BridgeForest, first: Positions, second: Positions) -> Positions:
    """
    Count the bridges between two nodes of each pair; 0 where no path joins them.

    depth(first) + depth(second) - 2 depth(lowest common ancestor).
    """
    left, right = forest.preorder[first], forest.preorder[second]
    low, high = np.minimum(left, right), np.maximum(left, right)
    # The lowest common ancestor is the shallowest parent of the positions low + 1 to high. Two
    # runs of the sparse table, which may overlap, cover them: one from the start, one to the end.
    level = np.frexp(np.maximum(high - low, 1))[1] - 1
    shared = np.zeros(len(low), dtype=np.int64)
    for power, minima in enumerate(forest.minima):
        chosen = np.flatnonzero((level == power) & (high > low))
        start, end = low[chosen] + 1, high[chosen] + 1 - (1 << power)
        shared[chosen] = np.minimum(minima[start], minima[end])
    bridges = forest.depth[left] + forest.depth[right] - 2 * shared
    is_joined = (forest.component[first] == forest.component[second]) & (high > low)
    counted: Positions = np.where(is_joined, bridges, 0)
    return counted


def _find_bridges(
    adjacency: Matrix, preorder: Positions, parent: Positions, last: Positions
) -> Flags:
    """Mark the positions whose edge from the parent is a bridge."""
    n_nodes = adjacency.shape[0]
    start = preorder[np.repeat(np.arange(n_nodes), np.diff(adjacency.indptr))]
    end = preorder[adjacency.indices]
    is_back_edge = (start > end) & (parent[start] != end)
    # Each back edge adds 1 where it starts and takes it off at the ancestor where it ends, so
    # that the sum over a subtree counts the back edges that leave it.
    change = np.zeros(n_nodes + 2, dtype=np.int64)
    np.add.at(change, start[is_back_edge] + 1, 1)
    np.add.at(change, end[is_back_edge] + 1, -1)
    total = np.cumsum(change)
    leaving = total[last + 1] - total[: n_nodes + 1]
    is_bridge: Flags = (leaving == 0) & (parent > 0)
    return is_bridge


def _build_sparse_table(values: Positions) -> list[Positions]:
    """Take minima over runs of 1, 2, 4, … values, by where the run starts."""
    table, width = [values], 1
    while 2 * width <= len(values):
        table.append(np.minimum(table[-1][:-width], table[-1][width:]))
        width *= 2
    return table
