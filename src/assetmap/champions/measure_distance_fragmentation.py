"""How far apart those who stay are when some leave."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assetmap.champions._apart import (
    AT_ONCE,
    leave_out_ids,
    share_apart,
    sum_nearness,
)
from assetmap.champions._standing import as_standing_graph
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap

__all__ = ["measure_distance_fragmentation"]


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

    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> round(measure_distance_fragmentation(AssetGraph.from_frame(ties)), 4)
    0.1667
    """
    graph = as_standing_graph(subject)
    matrix, is_out = leave_out_ids(graph, removed)
    kept = np.flatnonzero(~is_out)
    if len(kept) < 2:
        return 0.0
    blocks = (kept[start : start + AT_ONCE] for start in range(0, len(kept), AT_ONCE))
    return share_apart(sum(sum_nearness(matrix, block) for block in blocks), len(kept))
