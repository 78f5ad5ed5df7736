"""Degree, strength, components and core of each asset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy.sparse import triu
from scipy.sparse.csgraph import connected_components

from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Matrix

__all__ = [
    "as_rustworkx",
    "measure_components",
    "measure_degree",
    "measure_is_articulation",
    "measure_strength",
]


def measure_degree(subject: AssetMap | AssetGraph) -> pd.Series[int]:
    """
    Count the different assets that each asset is tied to.

    Several ties to the same asset count once, whichever way they are read.

    Returns
    -------
    degree
        By id; 0 where no tie is recorded.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["asha", "asha"], "target": ["choir", "choir"]})
    >>> measure_degree(AssetGraph.from_frame(ties, nodes=["asha", "choir", "hall"])).to_dict()
    {'asha': 1, 'choir': 1, 'hall': 0}
    """
    graph = as_graph(subject)
    both = graph.adjacency(weighted=False)
    counts = np.diff(both.indptr).astype(np.int64)
    degree: pd.Series[int] = pd.Series(counts, index=graph.ids, name="degree")
    return degree


def measure_strength(subject: AssetMap | AssetGraph) -> pd.Series[float]:
    """
    Sum the weights of all ties of each asset, whichever way they are read.

    Returns
    -------
    strength
        By id; 0.0 where no tie is recorded.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "b"], "weight": [1, 0.5]})
    >>> measure_strength(AssetGraph.from_frame(ties)).to_dict()
    {'a': 1.5, 'b': 1.5}
    """
    graph = as_graph(subject)
    both = graph.adjacency()
    return pd.Series(np.asarray(both.sum(axis=1)), index=graph.ids, name="strength")


def measure_components(subject: AssetMap | AssetGraph) -> pd.Series[int]:
    """
    Number the separate parts of the graph, the largest first.

    Two assets are in one part when some chain of ties joins them, whichever
    way the ties are read.

    Returns
    -------
    component
        By id, from 0. Parts of one size are numbered by their first id.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["b", "c"], "target": ["c", "d"]})
    >>> measure_components(AssetGraph.from_frame(ties, nodes=list("abcd"))).to_dict()
    {'a': 1, 'b': 0, 'c': 0, 'd': 0}
    """
    graph = as_graph(subject)
    count, found = connected_components(graph.adjacency(weighted=False), directed=False)
    sizes = np.bincount(found, minlength=count)
    first = np.full(count, len(graph), dtype=np.intp)
    np.minimum.at(first, found, np.arange(len(graph)))
    number = np.empty(count, dtype=np.int64)
    number[np.lexsort((first, -sizes))] = np.arange(count)
    return pd.Series(number[found], index=graph.ids, name="component")


def measure_is_articulation(subject: AssetMap | AssetGraph) -> pd.Series[bool]:
    """
    Tell which assets hold a part of the graph together on their own.

    Read True as "somebody else should know these people too": without this
    asset, at least two of those it is tied to could no longer reach each
    other. Ties count both ways.

    Returns
    -------
    is_articulation
        By id.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> measure_is_articulation(AssetGraph.from_frame(ties)).to_dict()
    {'a': False, 'b': True, 'c': False}
    """
    graph = as_graph(subject)
    simple = as_rustworkx(graph.adjacency(weighted=False), len(graph))
    held = np.zeros(len(graph), dtype=bool)
    held[sorted(rx.articulation_points(simple))] = True
    is_held: pd.Series[Any] = pd.Series(held, index=graph.ids, name="is_articulation")
    return is_held


def as_rustworkx(matrix: Matrix, nodes: int) -> rx.PyGraph[Any, Any]:
    """Hand one edge per tied pair to rustworkx."""
    upper = triu(matrix, k=1, format="coo")
    made: rx.PyGraph[Any, Any] = rx.PyGraph(multigraph=False)
    made.add_nodes_from(range(nodes))
    made.extend_from_edge_list(list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))
    return made
