"""A graph as networkx knows it; the one place that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

__all__ = ["write_networkx"]

Edge = tuple[str, str, str, float]


def write_networkx(
    ids: Iterable[str],
    edges: Iterable[Edge],
    *,
    is_directed: bool,
    labels: Mapping[str, pd.Series[Any] | None],
) -> nx.MultiGraph[str] | nx.MultiDiGraph[str]:
    """
    Make the networkx graph that `AssetGraph.to_networkx` describes.

    ``edges`` are source, target, kind and weight; ``labels`` are attributes of
    nodes by id, None where there are none.
    """
    made: Any = nx.MultiDiGraph() if is_directed else nx.MultiGraph()
    made.add_nodes_from(ids)
    for name, values in labels.items():
        if values is not None:
            known = values.dropna()
            scalars = [_as_scalar(value) for value in known.tolist()]
            nx.set_node_attributes(made, dict(zip(known.index, scalars, strict=True)), name)
    made.add_edges_from(
        (source, target, position, {"kind": kind, "weight": weight})
        for position, (source, target, kind, weight) in enumerate(edges)
    )
    networkx_graph: nx.MultiGraph[str] | nx.MultiDiGraph[str] = made
    return networkx_graph


def _as_scalar(value: Any) -> str | int | float | bool:
    """Give a label as something that every graph file can hold."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)
