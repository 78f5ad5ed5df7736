"""How does a graph look to networkx? The one place that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from assetmap.network.graph import AssetGraph

__all__ = ["write_networkx"]


def write_networkx(graph: AssetGraph) -> nx.MultiGraph[str] | nx.MultiDiGraph[str]:
    """Make the networkx graph that `AssetGraph.to_networkx` describes."""
    made: Any = nx.MultiDiGraph() if graph.is_directed else nx.MultiGraph()
    ids = graph.ids.tolist()
    made.add_nodes_from(ids)
    for name, labels in (("kind", graph.kind_of_node), ("place", graph.place_of_node)):
        if labels is not None:
            known = labels.dropna()
            values = [_as_scalar(value) for value in known.tolist()]
            nx.set_node_attributes(made, dict(zip(known.index, values, strict=True)), name)
    names = np.array([*graph.kinds, ""], dtype=object)[graph.kind]
    made.add_edges_from(
        (ids[source], ids[target], position, {"kind": kind, "weight": weight})
        for position, (source, target, kind, weight) in enumerate(
            zip(
                graph.source.tolist(),
                graph.target.tolist(),
                names.tolist(),
                graph.weight.tolist(),
                strict=True,
            )
        )
    )
    networkx_graph: nx.MultiGraph[str] | nx.MultiDiGraph[str] = made
    return networkx_graph


def _as_scalar(value: Any) -> str | int | float | bool:
    """Give a label as something that every graph file can hold."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)
