"""How alike in group the two ends of a tie are."""

from __future__ import annotations

from assetmap.links._mixing import (
    DECIMALS,
    read_mixing,
)
from assetmap.network import AssetGraph, Groups, as_graph
from assetmap.tables import AssetMap

__all__ = ["measure_assortativity"]


def measure_assortativity(subject: AssetMap | AssetGraph, *, by: Groups) -> float:
    """
    Measure how alike in group the two ends of a tie are.

    Read 1 as "every tie stays in its group", 0 as "as chance would have it",
    and below 0 as "ties prefer other groups".

    Parameters
    ----------
    graph, by
        As in `measure_silos`. Assets without a group and their ties are left
        out.

    Returns
    -------
    assortativity
        Modularity over the most it could be, at most 1 (Newman 2003, "Mixing
        patterns in networks", Physical Review E 67, 026126). NaN where all
        ties have both ends in one group: there is nobody to be unlike.

    Raises
    ------
    GraphError
        If the groups cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    >>> measure_assortativity(
    ...     AssetGraph.from_frame(ties), by={"a": "M", "b": "H", "c": "M", "d": "H"}
    ... )
    -1.0
    """
    graph = as_graph(subject)
    return round(read_mixing(graph, by).measure_assortativity(), DECIMALS)
