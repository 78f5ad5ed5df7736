"""Graphs that the tests of this room share."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

from assetmap.network import AssetGraph


@pytest.fixture
def as_graph():
    """Make an AssetGraph of a networkx graph, with its isolates."""

    def make(given: nx.Graph, *, directed: bool = False) -> AssetGraph:
        edges = pd.DataFrame(list(given.edges()), columns=["source", "target"], dtype=object)
        return AssetGraph.from_frame(edges, nodes=list(given.nodes()), directed=directed)

    return make


@pytest.fixture
def village() -> AssetGraph:
    """Asha and Ben in a choir, the choir in a hall; two ties of Asha's; a lonely park."""
    ties = pd.DataFrame(
        {
            "source": ["asha", "asha", "ben", "choir"],
            "target": ["choir", "choir", "choir", "hall"],
            "kind": ["member_of", "runs", "member_of", "meets_at"],
            "weight": [1.0, 2.0, 0.5, 4.0],
        }
    )
    nodes = pd.DataFrame(
        {
            "kind": ["individual", "individual", "association", "space", "space"],
            "place": ["mill", None, "mill", "hill", None],
        },
        index=["asha", "ben", "choir", "hall", "park"],
    )
    return AssetGraph.from_frame(ties, nodes=nodes)
