"""Who brokers across states among 1,283 health departments, as networkx would count it?"""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

from assetmap.network import AssetGraph, measure_bridging, measure_brokerage

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def departments(shared_data):
    folder = shared_data / "network"
    nodes = pd.read_csv(folder / "us_local_health_departments_nodes.csv")
    ties = pd.read_csv(folder / "us_local_health_departments_edges.csv")
    ties = ties.rename(columns={"source_id": "source", "target_id": "target"})
    labels = nodes.set_index("node_id")[["state"]].rename(columns={"state": "place"})
    return AssetGraph.from_frame(ties, nodes=labels), ties


def test_holes_and_closeness_agree_with_networkx(departments):
    graph, ties = departments
    known = nx.Graph()
    known.add_nodes_from(graph.ids)
    known.add_edges_from(ties[["source", "target"]].astype(str).itertuples(index=False))
    found = measure_bridging(graph, by="place")
    for column, measure in [
        ("constraint", nx.constraint),
        ("effective_size", nx.effective_size),
        ("closeness", nx.closeness_centrality),
        ("core", nx.core_number),
    ]:
        expected = pd.Series(measure(known)).reindex(graph.ids).astype(float)
        pd.testing.assert_series_equal(found[column].astype(float), expected, check_names=False)


def test_brokers_across_states(departments):
    graph, ties = departments
    found = measure_brokerage(graph, by="place")
    state = graph.place_of_node
    neighbours = {node: set() for node in graph.ids}
    for one, other in ties[["source", "target"]].astype(str).itertuples(index=False):
        neighbours[one].add(other)
        neighbours[other].add(one)
    across = found[["itinerant", "gatekeeper", "representative", "liaison"]].sum(axis=1)
    for node in across.nlargest(5).index:
        chains = [
            (a, c)
            for a in neighbours[node]
            for c in neighbours[node]
            if a != c and c not in neighbours[a]
        ]
        within = sum(state[a] == state[node] == state[c] for a, c in chains)
        assert found.loc[node, "coordinator"] == within
        assert across[node] == len(chains) - within
    shared = measure_brokerage(graph, by="place", credit="shared")
    assert (shared <= found).all(axis=None)
    assert (found["gatekeeper"] == found["representative"]).all()
