"""How many more ties stay within groups than chance would put there."""

from __future__ import annotations

from assetmap.links._mixing import (
    DECIMALS,
    read_mixing,
)
from assetmap.network import AssetGraph, Groups, as_graph
from assetmap.tables import AssetMap

__all__ = ["measure_modularity"]


def measure_modularity(subject: AssetMap | AssetGraph, *, by: Groups) -> float:
    """
    Measure how many more ties stay within groups than chance would put there.

    Read a value near 0 as "groups do not matter for who is tied to whom", and
    one above some 0.3 as "the groups are worlds of their own". It is 0 where
    there is no tie, and where there is one group.

    Parameters
    ----------
    graph, by
        As in `measure_silos`. Assets without a group and their ties are left
        out.

    Returns
    -------
    modularity
        Share of ties within a group, less what is expected if every asset
        kept its number of ties; -0.5 to 1 (Newman 2006, "Modularity and
        community structure in networks", PNAS 103, 8577-8582).

    Raises
    ------
    GraphError
        If the groups cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    >>> measure_modularity(
    ...     AssetGraph.from_frame(ties), by={"a": "M", "b": "M", "c": "H", "d": "H"}
    ... )
    0.5
    """
    graph = as_graph(subject)
    mixing = read_mixing(graph, by)
    return round(float(mixing.share_modularity().sum()), DECIMALS)
