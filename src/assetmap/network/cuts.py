"""What falls apart when a tie or a node goes: depth-first order, bridges, the smallest cut."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import rustworkx as rx
from numpy.typing import NDArray
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components, depth_first_order, minimum_spanning_tree

from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.network.measures import as_rustworkx
from assetmap.network.steps import count_steps
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Matrix, Positions

__all__ = [
    "Cut",
    "Spans",
    "Walk",
    "find_bridges",
    "find_smallest_cut",
    "measure_spans",
    "walk_depth_first",
]

_LITTLE = 0.9  # of the nodes left: joining so few does not pay
_ROUNDING = 1e-9


class Cut(NamedTuple):
    """The least weight of ties whose loss leaves two sides, and the ids on the smaller one."""

    weight: float
    side: pd.Index[str]


class Spans(NamedTuple):
    """Mean steps between two nodes that reach each other, and pairs that do and do not."""

    mean_steps: float
    joined: int
    apart: int


def find_smallest_cut(subject: AssetMap | AssetGraph) -> Cut:
    """
    Find the fewest ties (the least weight) whose loss would leave two sides.

    Read a small weight as "little holds this together": the side that is
    named would be on its own.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`).
        Weights of ties of the same two nodes are added up; ties count both
        ways.

    Returns
    -------
    cut
        ``weight``: the weight of all ties between the two sides; 0.0 in a
        graph that is in parts already, NaN with fewer than two nodes.
        ``side``: ids of the side with fewer nodes, sorted; of two equal ones
        that without the first id. Where several cuts weigh the least, it is
        one of them.

    Notes
    -----
    Exact: Stoer and Wagner (1997), "A simple min-cut algorithm", Journal of
    the ACM 44, 585-591, as in rustworkx. Nodes that are joined in as many
    ways as the best cut known weighs, which at first is the lightest node's,
    are on one side of any better cut and become one beforehand: forests that
    share no tie tell (Nagamochi and Ibaraki 1992). That mostly leaves little;
    where it does not, time grows with nodes times ties.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("aabddec"), "target": list("bcceffd")})
    >>> cut = find_smallest_cut(AssetGraph.from_frame(ties))
    >>> cut.weight, cut.side.tolist()
    (1.0, ['d', 'e', 'f'])
    """
    graph = as_graph(subject)
    size = len(graph)
    if size < 2:
        return Cut(float("nan"), graph.ids[:0])
    weight, is_inside = _cut_matrix(graph.adjacency())
    inside = int(is_inside.sum())
    if 2 * inside > size or (2 * inside == size and is_inside[0]):
        is_inside = ~is_inside
    return Cut(weight, graph.ids[is_inside])


def find_bridges(subject: AssetMap | AssetGraph) -> pd.DataFrame:
    """
    Find the ties that are the only way between two sides.

    Read a row as "give these two sides a second way". Several ties of the
    same two nodes are one: both would be lost with either of the two.

    Returns
    -------
    bridges
        Columns ``source`` and ``target``, ids in order; sorted.

    Notes
    -----
    Hopcroft and Tarjan (1973), "Efficient algorithms for graph manipulation".

    Examples
    --------
    >>> ties = pd.DataFrame({"source": list("aabddec"), "target": list("bcceffd")})
    >>> find_bridges(AssetGraph.from_frame(ties)).to_dict("records")
    [{'source': 'c', 'target': 'd'}]
    """
    graph = as_graph(subject)
    found = sorted(rx.bridges(as_rustworkx(graph.adjacency(weighted=False), len(graph))))
    ends = np.sort(np.array(found, dtype=np.intp).reshape(-1, 2), axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    return pd.DataFrame({"source": graph.ids[ends[:, 0]], "target": graph.ids[ends[:, 1]]})


def measure_spans(subject: AssetMap | AssetGraph) -> Spans:
    """
    Measure how many steps lie between two nodes, over all pairs of them.

    Read ``mean_steps`` beside ``apart``: a graph in small parts has short
    ways, and none to most others.

    Returns
    -------
    spans
        ``mean_steps``: the fewest steps from one to the other, on average
        over the ``joined`` pairs; NaN where no two are joined. ``apart``: pairs
        that no chain of ties joins. Ties count both ways and their weights do
        not count. Exact, with time and memory as in `measure_closeness`.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> measure_spans(AssetGraph.from_frame(ties, nodes=list("abcz")))
    Spans(mean_steps=1.3333333333333333, joined=3, apart=3)
    """
    graph = as_graph(subject)
    reached, steps = count_steps(graph.adjacency(weighted=False))
    joined = int(reached.sum()) // 2
    mean = int(steps.sum()) / (2 * joined) if joined else float("nan")
    return Spans(mean, joined, len(graph) * (len(graph) - 1) // 2 - joined)


def _cut_matrix(matrix: Matrix) -> tuple[float, Flags]:
    """Find the least cut of a symmetric matrix with at least two rows, and one side of it."""
    size = matrix.shape[0]
    member: NDArray[Any] = np.arange(size)  # the node that each node has become part of
    best, is_inside = np.inf, np.zeros(size, dtype=bool)
    while True:
        strength = np.asarray(matrix.sum(axis=1))
        lightest = int(strength.argmin())
        if strength[lightest] < best:
            best, is_inside = float(strength[lightest]), member == lightest
        if matrix.shape[0] == 2 or best == 0:
            return best, is_inside
        parts, joined = connected_components(_join_firmly(matrix, best), directed=False)
        if parts == 1:
            return best, is_inside
        if parts > _LITTLE * matrix.shape[0]:
            break
        member, matrix = joined[member], _join(matrix, joined, parts)
    weight, side = _ask_rustworkx(matrix)
    if weight < best:
        best, is_inside = weight, np.isin(member, side)
    return best, is_inside


def _join_firmly(matrix: Matrix, weight: float) -> Matrix:
    """
    Find a forest whose trees hold nodes that only cuts of at least this weight part.

    Forests are laid one after another, each as wide as the ties that are left
    allow. Whoever is joined in the last one is joined in all before it, by
    ways that share no tie.
    """
    left, held = matrix.copy(), 0.0
    while True:
        # a tree of the heaviest ties is one of the least turned-over weights
        turned = csr_array((1.0 / left.data, left.indices, left.indptr), shape=left.shape)
        forest = minimum_spanning_tree(turned).tocoo()
        if not forest.nnz:
            return csr_array(left.shape)
        thickness = 1.0 / forest.data
        thinnest = float(thickness.min())
        held += thinnest
        laid = csr_array((np.full(forest.nnz, thinnest), forest.coords), shape=left.shape)
        if held >= weight:
            return laid
        left = csr_array(left - laid - laid.T)
        left.data[left.data < _ROUNDING] = 0.0
        left.eliminate_zeros()


def _join(matrix: Matrix, joined: NDArray[Any], parts: int) -> Matrix:
    """Add up the weights between parts; weights inside a part are gone."""
    entries = matrix.tocoo()
    row, column = joined[entries.coords[0]], joined[entries.coords[1]]
    is_between = row != column
    ends = (row[is_between], column[is_between])
    return csr_array((entries.data[is_between], ends), shape=(parts, parts))


def _ask_rustworkx(matrix: Matrix) -> tuple[float, list[int]]:
    """Find the least cut by Stoer and Wagner."""
    upper = triu(matrix, k=1, format="coo")
    made: rx.PyGraph[Any, Any] = rx.PyGraph(multigraph=False)
    made.add_nodes_from(range(matrix.shape[0]))
    ends = (upper.row.tolist(), upper.col.tolist())
    made.add_edges_from(list(zip(*ends, upper.data.tolist(), strict=True)))
    found = rx.stoer_wagner_min_cut(made, weight_fn=float)
    weight, side = (0.0, []) if found is None else found
    return float(weight), sorted(side)


class Walk(NamedTuple):
    """
    A graph walked depth first, all its parts under one root that is no node.

    ``node`` lists the nodes in the order of the walk; the root is its first
    entry and has the number of nodes as its own. By position in that order:
    ``parent``, and the ``last`` position below. By node, the root after all
    others: ``position`` in that order, and ``above``, the node it was reached from.
    ``part`` numbers the part of the graph that each node is in.
    """

    node: Positions
    parent: Positions
    last: Positions
    position: Positions
    above: Positions
    part: Positions


def walk_depth_first(matrix: Matrix) -> Walk:
    """
    Walk a symmetric matrix with an empty diagonal depth first.

    What lies below a node is a run of positions, up to its ``last``. Time
    grows with nodes times their logarithm, plus ties.
    """
    size = matrix.shape[0]
    _, part = connected_components(matrix, directed=False)
    _, first = np.unique(part, return_index=True)
    indices = np.concatenate([matrix.indices, first])
    starts = np.append(matrix.indptr, len(indices))
    rooted = csr_array((np.ones(len(indices)), indices, starts), shape=(size + 1, size + 1))
    node, above = depth_first_order(rooted, size, return_predecessors=True)
    position = np.empty(size + 1, dtype=np.intp)
    position[node] = np.arange(size + 1)
    parent = np.zeros(size + 1, dtype=np.intp)
    parent[1:] = position[above[node[1:]]]
    return Walk(
        node.astype(np.intp), parent, _find_last(parent), position, above.astype(np.intp),
        part.astype(np.intp),
    )  # fmt: skip


def _find_last(parent: Positions) -> Positions:
    """Find the last position below each: the last below its last child."""
    last = np.arange(len(parent))
    last[parent[1:]] = np.arange(1, len(parent))  # last write wins: the last child
    while True:  # as often as the depth can be halved
        further = last[last]
        if np.array_equal(further, last):
            return last
        last = further
