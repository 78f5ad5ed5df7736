"""What falls apart when each of some leaves, one at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from assetmap.champions._apart import (
    DECIMALS,
    EXACT_DISTANCES_UP_TO,
    draw_sources,
    find_positions,
    measure_mean_apart,
    measure_sampling_error,
)
from assetmap.champions._pieces import build_tree, measure_pieces
from assetmap.champions._standing import as_standing_graph
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Floats

__all__ = ["measure_removals"]


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
    pieces = measure_pieces(build_tree(matrix), np.ones(size, dtype=np.int64))
    left = size - 1
    pairs = max(left * (left - 1), 1)
    apart = 1 - pieces.joined / pairs if left > 1 else np.zeros(size)
    distance: Floats | float = np.nan
    error = np.nan
    if with_distances:
        sources = draw_sources(size, exact_up_to=exact_up_to, seed=seed)
        distance = measure_mean_apart(matrix, wanted, sources, left=left)
        error = measure_sampling_error(matrix, sources)
    return pd.DataFrame(
        {
            "fragmentation": apart[wanted],
            "distance_fragmentation": distance,
            "distance_error": error,
            "largest": pieces.largest[wanted],
        },
        index=graph.ids[wanted],
    ).round(DECIMALS)
