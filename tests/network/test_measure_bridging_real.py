"""The graph of 1,283 health departments is the one networkx sees."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from assetmap.network import (
    AssetGraph,
    measure_betweenness,
    measure_components,
    measure_degree,
    measure_is_articulation,
)

NETWORK = Path(__file__).resolve().parents[3] / "shared" / "data" / "network"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not NETWORK.is_dir(), reason="the shared real data is not here"),
]


def test_health_departments_agree_with_networkx():
    nodes = pd.read_csv(NETWORK / "us_local_health_departments_nodes.csv")
    edges = pd.read_csv(NETWORK / "us_local_health_departments_edges.csv")
    ties = edges.rename(columns={"source_id": "source", "target_id": "target"})
    graph = AssetGraph.from_frame(ties, nodes=nodes["node_id"])
    known = nx.Graph()
    known.add_nodes_from(nodes["node_id"].astype(str))
    known.add_edges_from(ties[["source", "target"]].astype(str).itertuples(index=False))

    assert len(graph) == 1283
    assert len(graph.source) == 2708
    degree = measure_degree(graph)
    assert degree.to_dict() == dict(known.degree())
    assert int((degree == 0).sum()) == nx.number_of_isolates(known)
    parts = measure_components(graph)
    assert parts.max() + 1 == nx.number_connected_components(known)
    assert (parts == 0).sum() == max(map(len, nx.connected_components(known)))
    held = measure_is_articulation(graph)
    assert set(held.index[held]) == set(nx.articulation_points(known))
    expected = pd.Series(nx.betweenness_centrality(known)).reindex(graph.ids)
    pd.testing.assert_series_equal(measure_betweenness(graph), expected, check_names=False)
