"""Every measure of how an asset brings others together, in one table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy.sparse import csr_array

from assetmap.arrays import decimals_up_to
from assetmap.network.betweenness import EXACT_UP_TO, ShortestPaths, follow_chains
from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.network.groups import Groups, measure_participation
from assetmap.network.holes import measure_holes
from assetmap.network.measures import as_rustworkx, measure_degree, measure_strength
from assetmap.network.steps import measure_closeness, measure_reach
from assetmap.tables import AssetMap
from assetmap.typing import Floats

__all__ = ["BRIDGING_COLUMNS", "measure_bridging", "measure_core"]

BRIDGING_COLUMNS = (
    "degree", "strength", "betweenness", "closeness", "bridging", "constraint",
    "effective_size", "efficiency", "hierarchy", "participation", "core", "reach_2",
    "betweenness_error", "betweenness_sources",
)  # fmt: skip
"""Columns of what `measure_bridging` gives, in order."""
_DECIMALS = decimals_up_to(1)


def measure_bridging(
    subject: AssetMap | AssetGraph,
    *,
    by: Groups | None = None,
    weighted: bool = False,
    exact_up_to: int = EXACT_UP_TO,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Measure how each asset brings others together, in twelve ways.

    Read several columns side by side, and read them as a reason to have a
    conversation: each measure sees only the ties that were recorded, and none
    says how good or how liked anybody is. An asset without a tie stands in
    the result; what cannot be scored is NaN there, never the best score.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`).
        Several ties of the same two assets are one. Ties count both ways
        except where said below.
    by
        Group of each asset by id, or ``"kind"`` or ``"place"`` for what the
        graph knows of its nodes. When None, ``participation`` is NaN: no
        group was named, so none can be bridged.
    weighted
        Whether ``constraint``, ``effective_size``, ``efficiency``,
        ``hierarchy`` and ``participation`` take the weights of ties into
        account. ``strength`` always does; no other column does.
    exact_up_to
        Number of assets with a tie up to which betweenness is exact. In a
        larger graph it is estimated from 500 assets drawn with ``seed``.
    seed
        Decides which assets are drawn.

    Returns
    -------
    bridging
        By id; without a tie all are 0 but the four that are NaN:

        - ``degree`` (int64): different contacts
        - ``strength`` (float64): weights of all ties added up
        - ``betweenness`` (float64, 0 to 1): share of the pairs of others
          whose shortest chains go through it; along the ties if directed
        - ``closeness`` (float64, 0 to 1): see `measure_closeness`; towards
          the asset if directed
        - ``bridging`` (float64): betweenness times the bridging coefficient,
          (1/d) / (sum over contacts of 1/d of theirs): high between parts
          that are busier than the asset itself
        - ``constraint``, ``effective_size``, ``efficiency``, ``hierarchy``
          (float64): see `measure_holes`; NaN without a tie
        - ``participation`` (float64, 0 to 1): see `measure_participation`
        - ``core`` (int64): the largest k such that the asset belongs to a
          part where everyone has k contacts in it
        - ``reach_2`` (int64): other assets within two ties
        - ``betweenness_error`` (float64): how far ``betweenness`` may be
          off: the truth lies within two errors at least 19 times in 20; 0
          where it is exact
        - ``betweenness_sources`` (int64): assets that chains were followed
          from, the sample size if it is an estimate

    Raises
    ------
    GraphError
        If the groups cannot be used.

    See Also
    --------
    measure_brokerage : In which role each asset stands between groups.

    Notes
    -----
    Bridging centrality: Hwang et al. (2006), "Bridging centrality:
    identifying bridging nodes in scale-free networks". Core: Seidman (1983).
    The error of an estimated betweenness is the standard error of a mean over
    sources drawn without replacement (Brandes and Pich 2007, "Centrality
    estimation in large networks"), and added to it in squares what one source
    could add that was not drawn, 1/sources. Without that part, values of
    assets that few sources' chains pass would look far too sure. So values
    below 2/sources cannot be told from 0.

    With 100,000 assets and 450,000 ties all of it takes some 75 seconds of one
    processor and 150 MB beside the graph; closeness and betweenness take
    nearly all of that.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> graph = AssetGraph.from_frame(ties, nodes=["a", "b", "c", "z"])
    >>> measure_bridging(graph)[["degree", "betweenness", "constraint", "reach_2"]]
              degree  betweenness  constraint  reach_2
    asset_id
    a              1     0.000000         1.0        2
    b              2     0.333333         0.5        2
    c              1     0.000000         1.0        2
    z              0     0.000000         NaN        0
    """
    graph = as_graph(subject)
    chains = follow_chains(graph, exact_up_to=exact_up_to, seed=seed)
    found = measure_holes(graph, weighted=weighted)
    found["degree"] = measure_degree(graph)
    found["strength"] = measure_strength(graph)
    found["closeness"] = measure_closeness(graph)
    found["participation"] = (
        np.nan if by is None else measure_participation(graph, by=by, weighted=weighted)
    )
    found["core"] = measure_core(graph)
    found["reach_2"] = measure_reach(graph, steps=2)
    _add_betweenness(found, graph, chains)
    return found[list(BRIDGING_COLUMNS)]


def measure_core(subject: AssetMap | AssetGraph) -> pd.Series[int]:
    """
    Measure how deep in the thick of the ties each asset is: its core number.

    Read k as "one of a set of assets who all have at least k contacts within
    the set". Connectors are often at the edge, with a low number.

    Returns
    -------
    core
        By id; 0 without a tie. Ties count both ways (Seidman 1983, "Network
        structure and minimum degree", Social Networks 5, 269-287).

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "a", "b", "c"], "target": ["b", "c", "c", "d"]})
    >>> measure_core(AssetGraph.from_frame(ties)).to_dict()
    {'a': 2, 'b': 2, 'c': 2, 'd': 1}
    """
    graph = as_graph(subject)
    numbers: Any = rx.core_number(as_rustworkx(graph.adjacency(weighted=False), len(graph)))
    core = np.fromiter((numbers[node] for node in range(len(graph))), np.int64, count=len(graph))
    return pd.Series(core, index=graph.ids, name="core")


def _add_betweenness(found: pd.DataFrame, graph: AssetGraph, chains: ShortestPaths) -> None:
    """Add betweenness, its error and what follows from it."""
    betweenness = chains.normalised(graph)
    coefficient = _coefficient(graph.adjacency(weighted=False))
    found["betweenness"] = betweenness.round(_DECIMALS)
    found["bridging"] = (betweenness * coefficient).round(_DECIMALS)
    found["betweenness_error"] = chains.normalised(graph, error=True).round(_DECIMALS)
    found["betweenness_sources"] = np.int64(chains.sources)


def _coefficient(both: csr_array[np.float64, tuple[int, int]]) -> Floats:
    """Compare how few contacts a node has with how few its contacts have."""
    degree = np.diff(both.indptr)
    one_part = np.divide(1.0, degree, out=np.zeros(len(degree)), where=degree > 0)
    around = np.asarray(both @ one_part)
    return np.divide(one_part, around, out=np.zeros(len(degree)), where=around > 0)
