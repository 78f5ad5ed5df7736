"""Betweenness: who lies on the shortest paths between others."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import decimals_up_to
from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Matrix, Pairs, Positions

__all__ = ["EXACT_UP_TO", "ShortestPaths", "follow_chains", "follow_copies", "measure_betweenness"]

EXACT_UP_TO = 5_000
"""Nodes with a tie up to which betweenness is exact."""
SAMPLED_SOURCES = 500
"""Nodes from which chains are followed in a larger graph."""
_AT_ONCE = 16  # followed together: more would no longer fit a processor's cache
_DECIMALS = decimals_up_to(1)
_CELLS = 1 << 18
"""Cells (assets of all copies, times sources) followed together: they fit a processor's cache."""
_SOURCES = 32


def measure_betweenness(
    subject: AssetMap | AssetGraph,
    *,
    normalised: bool = True,
    exact_up_to: int = EXACT_UP_TO,
    seed: int = 0,
) -> pd.Series[float]:
    """
    Measure on how many shortest chains between others each asset lies.

    Read a high value as "many go through here to reach each other": worth
    asking, and worth relieving. It says nothing about how well liked or how
    good anybody is, and it rests on the ties that were recorded.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`). In an
        undirected graph ties carry both ways. Weights are not used: a chain is
        as long as its number of ties, and several ties of the same two assets
        are one step.
    normalised
        Whether to divide by the number of pairs of other assets, so that
        values lie between 0 and 1. When False they are counts of pairs,
        shared where several chains are equally short.
    exact_up_to
        Number of assets with a tie up to which every chain is followed. In a
        larger graph chains are followed from 500 assets, drawn with
        ``seed``, and scaled up: an estimate.
    seed
        Decides which assets are drawn.

    Returns
    -------
    betweenness
        By id; 0.0 where no tie is recorded. Rounded to 12 decimals, below
        which the order of adding up would show.

    Notes
    -----
    The exact way takes time proportional to nodes times ties (Brandes 2001,
    "A faster algorithm for betweenness centrality", Journal of Mathematical
    Sociology 25(2), 163-177), in one thread so that it gives the same bits
    every time. The estimate is unbiased (Brandes and Pich 2007, "Centrality
    estimation in large networks"); in an undirected graph a chain counts by the
    share of it that lies behind the asset, which spreads less (Geisberger,
    Sanders and Schultes 2008, "Better approximation of betweenness
    centrality"). Its error shrinks with the square root of
    the number of assets drawn. `measure_bridging` gives that error.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> measure_betweenness(AssetGraph.from_frame(ties)).to_dict()
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    graph = as_graph(subject)
    chains = follow_chains(graph, exact_up_to=exact_up_to, seed=seed)
    raw = chains.normalised(graph) if normalised else chains.raw
    return pd.Series(raw.round(_DECIMALS), index=graph.ids, name="betweenness")


class ShortestPaths(NamedTuple):
    """
    What following shortest chains has found, by position of the asset.

    ``raw`` are pairs of others, ``error`` how far each may be off (0 where every
    chain was followed) and ``sources`` the number of assets that chains
    were followed from.
    """

    raw: Floats
    error: Floats
    sources: int

    def normalised(self, graph: AssetGraph, *, error: bool = False) -> Floats:
        """Divide by the number of pairs of other assets."""
        return (self.error if error else self.raw) / max(_count_pairs(graph), 1)


def follow_chains(
    graph: AssetGraph, *, exact_up_to: int = EXACT_UP_TO, seed: int = 0
) -> ShortestPaths:
    """Follow the shortest chains from every asset, or from some that are drawn."""
    one_way = graph.adjacency(weighted=False, directed=graph.is_directed)
    both = graph.adjacency(weighted=False)
    tied = np.flatnonzero(np.diff(both.indptr))
    if len(tied) <= exact_up_to:
        raw = _exact(one_way, tied, is_directed=graph.is_directed)
        return ShortestPaths(raw, np.zeros(len(graph)), len(tied))
    generator = np.random.default_rng(seed)
    size = min(SAMPLED_SOURCES, len(tied))
    drawn = np.sort(generator.choice(tied, size=size, replace=False))
    total, squares = _from_sources(one_way, drawn, is_directed=graph.is_directed)
    scale = len(tied)
    spread = np.maximum(squares - total**2 / size, 0.0) / max(size - 1, 1)
    # one more source may see what none of those drawn did: a node that nearly all pass
    unseen = _count_pairs(graph) / size
    error = np.sqrt((spread / size * scale**2 + unseen**2) * (1 - size / len(tied)))
    return ShortestPaths(total / size * scale, error, size)


def _count_pairs(graph: AssetGraph) -> float:
    """Count the pairs of others that one node could lie between."""
    return (len(graph) - 1) * (len(graph) - 2) / (1 if graph.is_directed else 2)


def _exact(matrix: Matrix, tied: Positions, *, is_directed: bool) -> Floats:
    """Follow every chain among the tied nodes with rustworkx."""
    small = matrix[tied][:, tied].tocoo()
    starts, ends = small.coords
    is_kept = slice(None) if is_directed else starts < ends
    edges = list(zip(starts[is_kept].tolist(), ends[is_kept].tolist(), strict=True))
    made: Any = rx.PyDiGraph(multigraph=False) if is_directed else rx.PyGraph(multigraph=False)
    made.add_nodes_from(range(len(tied)))
    made.extend_from_edge_list(edges)
    follow = rx.digraph_betweenness_centrality if is_directed else rx.graph_betweenness_centrality
    found = follow(made, normalized=False, parallel_threshold=len(tied) + 1)
    raw = np.zeros(matrix.shape[0])
    raw[tied] = np.fromiter((found[node] for node in range(len(tied))), float, count=len(tied))
    return raw


def _from_sources(
    matrix: Matrix, sources: Positions, *, is_directed: bool
) -> tuple[Floats, Floats]:
    """Add up what lies behind each node on the shortest chains from ``sources``, and squares."""
    total, squares = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[0])
    backwards = csr_array(matrix.T)
    for start in range(0, len(sources), _AT_ONCE):
        batch = sources[start : start + _AT_ONCE]
        behind = follow_back(
            matrix, backwards, (batch, np.arange(len(batch))), is_directed=is_directed
        )
        total += behind.sum(axis=1)
        squares += np.einsum("ij,ij->i", behind, behind)
    return total, squares


def follow_back(
    matrix: Matrix, backwards: Matrix, starts: tuple[Any, Any], *, is_directed: bool
) -> Floats:
    """
    Follow chains from a column of starts each, step by step, then back: nodes by columns.

    Every pair of an undirected graph can be met from both of its ends. What
    lies on its chains is credited by the share of the way that was gone, so
    that the two credits add up to one and no source counts for very much.
    """
    rows, columns = starts
    chains = np.zeros((matrix.shape[0], int(np.max(columns, initial=-1)) + 1))
    chains[rows, columns] = 1.0
    steps = np.where(chains > 0, 0, -1).astype(np.int32)
    front = chains
    step = 0
    while front.any():
        step += 1
        front = np.asarray(backwards @ front)
        front[steps >= 0] = 0.0
        steps[front > 0] = step
        chains = chains + front
    behind = np.zeros_like(chains)
    for back in range(step - 1, 0, -1):
        share = np.zeros_like(chains)
        end = 1.0 if is_directed else 1.0 / (back + 1)
        np.divide(end + behind, chains, out=share, where=steps == back + 1)
        passed = np.asarray(matrix @ share) * chains
        behind += np.where(steps == back, passed, 0.0)
    return behind if is_directed else behind * np.maximum(steps, 0)


def follow_copies(
    pairs: Pairs,
    is_kept: Flags,
    *,
    size: int,
    sources: Positions,
) -> Floats:
    """
    Add up what each node carries between ``sources`` and all others, copy by copy.

    Parameters
    ----------
    pairs
        The two ends of each different pair of tied nodes.
    is_kept
        One row per copy, one column per pair: whether the copy has it.
    size
        Number of nodes.
    sources
        Nodes that chains are followed from, the same in every copy, so that
        copies differ by what was taken out and by nothing else.

    Returns
    -------
    carried
        One row per copy, one column per node. With all nodes as sources it
        is betweenness in pairs of others (Brandes 2001); with some, in
        proportion to an unbiased estimate of it, each chain counted by the
        share of it that lies behind (Geisberger, Sanders and Schultes 2008).

    Notes
    -----
    Small graphs are laid side by side, so that one step goes along the
    chains of many copies. A block holds at most 2 MB per array.
    """
    width = min(_SOURCES, max(len(sources), 1))
    together = max(1, _CELLS // max(size * width, 1))
    carried = np.zeros((len(is_kept), size))
    for start in range(0, len(is_kept), together):
        block = is_kept[start : start + together]
        copy, pair = np.nonzero(block)
        ends = [end[pair] + copy * size for end in pairs]
        matrix = _symmetric(ends[0], ends[1], len(block) * size)
        first = np.arange(len(block)) * size
        for begin in range(0, len(sources), width):
            batch = sources[begin : begin + width]
            rows = first[:, None] + batch
            columns = np.broadcast_to(np.arange(len(batch)), rows.shape)
            behind = follow_back(matrix, matrix, (rows, columns), is_directed=False)
            carried[start : start + together] += behind.sum(axis=1).reshape(len(block), size)
    return carried


def _symmetric(left: Positions, right: Positions, size: int) -> Matrix:
    rows, columns = np.concatenate([left, right]), np.concatenate([right, left])
    return csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)))
