"""How far does a graph fall apart when some of it leaves?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from assetmap.champions.fragility.distances import sum_nearness, sum_nearness_of_nodes
from assetmap.champions.fragility.removals import lay_tree, leave_out, measure_pieces
from assetmap.champions.fragility.standing import as_standing_graph
from assetmap.errors import GraphError, find_unknown
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = [
    "EXACT_DISTANCES_UP_TO",
    "SOURCES_FOLLOWED",
    "find_positions",
    "measure_apart",
    "measure_distance_fragmentation",
    "measure_fragmentation",
    "measure_removals",
]

EXACT_DISTANCES_UP_TO = 1_000
"""Nodes up to which steps are counted from every node, whoever is removed."""

SOURCES_FOLLOWED = 128
"""Nodes, drawn at random, from which steps are counted in a larger graph."""

_DECIMALS = 12
_AT_ONCE = 1_024


def measure_fragmentation(subject: AssetMap | AssetGraph, *, removed: Iterable[str] = ()) -> float:
    """
    Measure which share of the pairs left have no chain of ties between them.

    Read 0 as "everybody left can still reach everybody", 1 as "nobody can
    reach anybody".

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as the graph of what is still
        there. Ties carry both ways.
    removed
        Ids that leave, with all their ties. Their order does not matter.

    Returns
    -------
    fragmentation
        F = 1 - sum over pieces of s (s - 1) / (n (n - 1)), where s is how many
        are in a piece and n how many are left (Borgatti 2006, "Identifying
        sets of key players in a social network"). 0 where fewer than two are
        left.

    Raises
    ------
    GraphError
        If an id is not in the graph.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> graph = AssetGraph.from_frame(ties)
    >>> measure_fragmentation(graph), measure_fragmentation(graph, removed=["b"])
    (0.0, 1.0)
    """
    graph = as_standing_graph(subject)
    matrix, is_out = _without(graph, removed)
    left = int((~is_out).sum())
    if left < 2:
        return 0.0
    _, part = connected_components(matrix, directed=False)
    sizes = np.bincount(part[~is_out]).astype(np.int64)
    return _apart(float((sizes * (sizes - 1)).sum()), left)


def measure_distance_fragmentation(
    subject: AssetMap | AssetGraph, *, removed: Iterable[str] = ()
) -> float:
    """
    Measure how far apart those left are: 0 all tied directly, 1 none in reach.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as the graph of what is still
        there. Ties carry both ways and are one step each.
    removed
        Ids that leave, with all their ties. Their order does not matter.

    Returns
    -------
    fragmentation
        DF = 1 - 2 sum over pairs of 1 / d / (n (n - 1)), where d is the number
        of steps between two, n how many are left, and 1 / d is 0 where no
        chain leads (Borgatti 2006). 0 where fewer than two are left. Exact:
        time grows with nodes times ties.

    Raises
    ------
    GraphError
        If an id is not in the graph.

    Examples
    --------
    In a chain of three, two pairs are tied and one is two steps apart:

    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> round(measure_distance_fragmentation(AssetGraph.from_frame(ties)), 4)
    0.1667
    """
    graph = as_standing_graph(subject)
    matrix, is_out = _without(graph, removed)
    kept = np.flatnonzero(~is_out)
    if len(kept) < 2:
        return 0.0
    blocks = (kept[at : at + _AT_ONCE] for at in range(0, len(kept), _AT_ONCE))
    return _apart(sum(sum_nearness(matrix, block) for block in blocks), len(kept))


def measure_removals(
    subject: AssetMap | AssetGraph,
    *,
    among: Iterable[str] | None = None,
    with_distances: bool = True,
    exact_up_to: int = EXACT_DISTANCES_UP_TO,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Measure, for each asset, how far the others fall apart when it alone leaves.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as the graph of what is still
        there. Ties carry both ways.
    among
        Ids to measure; all when None.
    with_distances
        Whether to count steps, which takes time that grows with the square of
        the graph (about ten seconds for 5,000 nodes). When False the two
        columns about distances are NaN.
    exact_up_to
        Number of nodes up to which steps are counted from every node. In a
        larger graph they are counted from 128, drawn with ``seed``, the same
        for every row: an estimate.
    seed
        Decides which nodes are drawn.

    Returns
    -------
    removals
        By id, in the graph's order:

        - ``fragmentation``: `measure_fragmentation` of what is left, exact
        - ``distance_fragmentation``: `measure_distance_fragmentation` of what
          is left
        - ``distance_error``: standard error of the latter, 0 where exact. It
          is that of the whole graph, which all rows share; two rows differ by
          less error, since steps are counted from the same nodes
        - ``largest``: how many are in the largest piece that is left

    Raises
    ------
    GraphError
        If an id is not in the graph.

    Notes
    -----
    Pieces come from one walk through the graph for all nodes together, in
    time proportional to nodes and ties (Hopcroft and Tarjan 1973). Steps are
    walked anew for each node with two ties or more; 64 sources at a time.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> measure_removals(AssetGraph.from_frame(ties))["fragmentation"].round(3).to_dict()
    {'a': 0.0, 'b': 0.667, 'c': 0.667, 'd': 0.0}
    """
    graph = as_standing_graph(subject)
    matrix, size = graph.adjacency(weighted=False), len(graph)
    wanted = np.arange(size) if among is None else np.sort(find_positions(graph, "among", among))
    pieces = measure_pieces(lay_tree(matrix), np.ones(size, dtype=np.int64))
    left = size - 1
    pairs = max(left * (left - 1), 1)
    apart = 1 - pieces.joined / pairs if left > 1 else np.zeros(size)
    distance: Floats | float = np.nan
    error = np.nan
    if with_distances:
        sources = _draw(size, exact_up_to=exact_up_to, seed=seed)
        distance = measure_apart(matrix, wanted, sources, left=left)
        error = _measure_error(matrix, sources)
    return pd.DataFrame(
        {
            "fragmentation": apart[wanted],
            "distance_fragmentation": distance,
            "distance_error": error,
            "largest": pieces.largest[wanted],
        },
        index=graph.ids[wanted],
    ).round(_DECIMALS)


def measure_apart(matrix: Matrix, wanted: Positions, sources: Positions, *, left: int) -> Floats:
    """
    Measure how far apart the others are when each of some nodes leaves.

    ``left`` is how many are left then, and ``sources`` are those from which
    steps are counted. Who has one tie or none lies between no others, so that
    only what led there is taken away.
    """
    if left < 2:
        return np.zeros(len(wanted))
    size, degree = matrix.shape[0], np.diff(matrix.indptr)
    blocks = [sources[at : at + _AT_ONCE] for at in range(0, len(sources), _AT_ONCE)]
    led_to, led_from = np.zeros(size), np.zeros(size)
    for block in blocks:
        led_to += sum_nearness_of_nodes(matrix, block)
    is_source = np.isin(wanted, sources)
    if len(sources) == size:
        led_from = led_to
    else:
        for node in wanted[is_source].tolist():
            led_from[node] = sum_nearness(matrix, np.array([node]))
    total = float(led_to.sum())
    near = total - led_to[wanted] - np.where(is_source, led_from[wanted], 0.0)
    for at in np.flatnonzero(degree[wanted] > 1).tolist():  # each is a graph of its own
        node = int(wanted[at])
        near[at] = sum(sum_nearness(matrix, block[block != node], without=node) for block in blocks)
    followed = len(sources) - is_source
    mean = np.divide(near, followed, out=np.zeros_like(near), where=followed > 0)
    return np.asarray(np.maximum(1 - mean / (left - 1), 0.0))


def find_positions(graph: AssetGraph, what: str, given: Iterable[str]) -> Positions:
    """Find where ids stand in a graph, each once; raise with all that do not."""
    ids = list(dict.fromkeys(str(word) for word in ((given,) if isinstance(given, str) else given)))
    problems = find_unknown(what, ids, graph.ids)
    if problems:
        raise GraphError("These ids are not in this graph.", problems)
    return np.asarray(graph.ids.get_indexer(pd.Index(ids, dtype="str")), dtype=np.intp)


def _without(graph: AssetGraph, removed: Iterable[str]) -> tuple[Matrix, Flags]:
    is_out = np.zeros(len(graph), dtype=bool)
    is_out[find_positions(graph, "removed", removed)] = True
    return leave_out(graph.adjacency(weighted=False), is_out), is_out


def _apart(joined: float, left: int) -> float:
    """Turn what joins ordered pairs into the share that is missing."""
    return round(max(1 - joined / (left * (left - 1)), 0.0), _DECIMALS)


def _draw(size: int, *, exact_up_to: int, seed: int) -> Positions:
    """Take every node of a small graph, and some of a large one."""
    if size <= max(exact_up_to, SOURCES_FOLLOWED):
        return np.arange(size)
    drawn: NDArray[Any] = np.random.default_rng(seed).choice(size, SOURCES_FOLLOWED, replace=False)
    return np.sort(drawn).astype(np.intp)


def _measure_error(matrix: Matrix, sources: Positions) -> float:
    """Measure the standard error of a mean over some of the nodes; 0 over all of them."""
    size, count = matrix.shape[0], len(sources)
    if count >= size:
        return 0.0
    each = [sum_nearness(matrix, sources[at : at + 1]) for at in range(count)]
    spread = float(np.std(each, ddof=1)) / (size - 1)
    return spread * float(np.sqrt((1 - count / size) / count))
