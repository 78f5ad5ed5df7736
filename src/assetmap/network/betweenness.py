"""Who lies on the shortest chains of ties between others?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy.sparse import csr_array

from assetmap.network.build import as_graph
from assetmap.network.chains import follow_back
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Floats, Matrix, Positions

__all__ = ["EXACT_UP_TO", "Chains", "follow_chains", "measure_betweenness"]

EXACT_UP_TO = 5_000
"""Nodes with a tie up to which betweenness is exact."""

SAMPLED_SOURCES = 500
"""Nodes from which chains are followed in a larger graph."""

_AT_ONCE = 16  # followed together: more would no longer fit a processor's cache
_DECIMALS = 12


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


class Chains(NamedTuple):
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


def follow_chains(graph: AssetGraph, *, exact_up_to: int = EXACT_UP_TO, seed: int = 0) -> Chains:
    """Follow the shortest chains from every asset, or from some that are drawn."""
    one_way = graph.adjacency(weighted=False, directed=graph.is_directed)
    both = graph.adjacency(weighted=False)
    tied = np.flatnonzero(np.diff(both.indptr))
    if len(tied) <= exact_up_to:
        raw = _exact(one_way, tied, is_directed=graph.is_directed)
        return Chains(raw, np.zeros(len(graph)), len(tied))
    generator = np.random.default_rng(seed)
    size = min(SAMPLED_SOURCES, len(tied))
    drawn = np.sort(generator.choice(tied, size=size, replace=False))
    total, squares = _from_sources(one_way, drawn, is_directed=graph.is_directed)
    scale = len(tied)
    spread = np.maximum(squares - total**2 / size, 0.0) / max(size - 1, 1)
    # one more source may see what none of those drawn did: a node that nearly all pass
    unseen = _count_pairs(graph) / size
    error = np.sqrt((spread / size * scale**2 + unseen**2) * (1 - size / len(tied)))
    return Chains(total / size * scale, error, size)


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
        some = sources[start : start + _AT_ONCE]
        behind = follow_back(
            matrix, backwards, (some, np.arange(len(some))), is_directed=is_directed
        )
        total += behind.sum(axis=1)
        squares += np.einsum("ij,ij->i", behind, behind)
    return total, squares
