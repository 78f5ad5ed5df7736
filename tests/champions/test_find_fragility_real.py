"""What would break in two real networks: 25 agencies in Indiana, 1,283 health departments."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

from assetmap.champions.find_braces import find_braces
from assetmap.champions.measure_bus_factor import measure_bus_factor
from assetmap.champions.measure_removals import measure_removals
from assetmap.network import AssetGraph, measure_is_articulation

pytestmark = pytest.mark.real


def read(shared_data, name, network=None):
    folder = shared_data / "network"
    nodes = pd.read_csv(folder / f"{name}_nodes.csv").set_index("node_id")
    edges = pd.read_csv(folder / f"{name}_edges.csv")
    if network is not None:
        edges = edges[edges["network"] == network]
    ties = edges[["source_id", "target_id"]].set_axis(["source", "target"], axis=1)
    graph = AssetGraph.from_frame(ties, nodes=nodes.index)
    known = nx.Graph()
    known.add_nodes_from(nodes.index.astype(str))
    known.add_edges_from(ties.astype(str).itertuples(index=False))
    return nodes.set_axis(nodes.index.astype(str)), graph, known


def test_the_tobacco_partnership_would_stand_without_any_one(shared_data):
    nodes, graph, known = read(shared_data, "indiana_tobacco_partnership", "TCdiss")
    found = measure_removals(graph)
    for agency in known:
        left = known.copy()
        left.remove_node(agency)
        expected = 1 - nx.global_efficiency(left)
        assert found["distance_fragmentation"][agency] == pytest.approx(expected)
    held = measure_is_articulation(graph)
    assert set(held.index[held]) == set(nx.articulation_points(known))
    [lead] = nodes.index[nodes["lead_agency"].astype(str).isin({"1", "1.0", "True"})]
    assert lead in found.index


def test_health_departments(shared_data):
    nodes, graph, known = read(shared_data, "us_local_health_departments")
    found = measure_removals(graph, among=graph.ids[:20])
    for one in graph.ids[:20]:
        left = known.copy()
        left.remove_node(one)
        sizes = [len(part) for part in nx.connected_components(left)]
        joined = sum(size * (size - 1) for size in sizes)
        expected = 1 - joined / (1282 * 1281)
        assert found["fragmentation"][one] == pytest.approx(expected)
        assert found["largest"][one] == max(sizes)
    braces = find_braces(graph)
    healed = known.copy()
    healed.add_edges_from(zip(braces["source"], braces["target"], strict=True))
    pairs = list(nx.bridges(healed))  # two who have nobody else stay as they are
    assert all(known.degree(one) == known.degree(other) == 1 for one, other in pairs)
    by_state = measure_bus_factor(graph, by=nodes["state"], walks_at_most=1)
    whole = by_state.loc["all"]
    known.remove_nodes_from(whole["leaving_ids"])
    assert max(map(len, nx.connected_components(known))) == whole["largest"] <= 1283 / 2
