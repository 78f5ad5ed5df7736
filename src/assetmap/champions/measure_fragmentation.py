"""How far a graph falls apart when some leave."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.sparse.csgraph import connected_components

from assetmap.champions._apart import (
    leave_out_ids,
    share_apart,
)
from assetmap.champions._standing import as_standing_graph
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap

__all__ = ["measure_fragmentation"]


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
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> graph = AssetGraph.from_frame(ties)
    >>> measure_fragmentation(graph), measure_fragmentation(graph, removed=["b"])
    (0.0, 1.0)
    """
    graph = as_standing_graph(subject)
    matrix, is_out = leave_out_ids(graph, removed)
    left = int((~is_out).sum())
    if left < 2:
        return 0.0
    _, part = connected_components(matrix, directed=False)
    sizes = np.bincount(part[~is_out]).astype(np.int64)
    return share_apart(float((sizes * (sizes - 1)).sum()), left)
