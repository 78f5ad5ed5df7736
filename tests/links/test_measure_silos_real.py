"""Silos in two real networks: US health departments by state, agencies in Indiana by level."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

from assetmap.links.find_contact_ties import find_contact_ties
from assetmap.links.measure_silos import measure_silos
from assetmap.network import AssetGraph

pytestmark = pytest.mark.real

ISLANDS = ["AK", "AR", "ID", "IN", "NM", "SC", "WY"]


def read(shared_data, name, column, network=None):
    folder = shared_data / "network"
    nodes = pd.read_csv(folder / f"{name}_nodes.csv").set_index("node_id")
    edges = pd.read_csv(folder / f"{name}_edges.csv")
    if network is not None:
        edges = edges[edges["network"] == network]
    ties = edges[["source_id", "target_id"]].set_axis(["source", "target"], axis=1)
    known = nx.Graph()
    known.add_nodes_from((node, {column: nodes[column][node]}) for node in nodes.index)
    known.add_edges_from(ties.itertuples(index=False))
    return AssetGraph.from_frame(ties, nodes=nodes.index), nodes[column], known


def test_seven_states_are_islands(shared_data):
    graph, states, known = read(shared_data, "us_local_health_departments", "state")
    found = measure_silos(graph, by=states)
    whole = found.iloc[0]
    # 2,708 ties, counted with networkx
    across = sum(states[a] != states[b] for a, b in known.edges())
    assert (whole["internal"], whole["external"]) == (2552, 156) == (2708 - across, across)
    assert whole["ei"] == pytest.approx((156 - 2552) / 2708)
    assert whole["p"] == pytest.approx(0.002)
    assert whole["assets"] == 1283
    expected = nx.attribute_assortativity_coefficient(known, "state")
    assert whole["assortativity"] == pytest.approx(expected)
    assert sorted(found.index[1:][(found["external"] == 0).iloc[1:]]) == ISLANDS
    assert found.index[1] == "AK"  # one department, no tie: first of all
    contact = find_contact_ties(graph, by=states)
    assert contact["group_a"].head(7).tolist() == ISLANDS
    assert len(contact) == 156 + 7
    hanging = contact.loc[contact["in_cut"], "cut_off"].tolist()
    assert hanging == [("UT",), ("LA",), ("ME",), ("NH",), ("MT",), ("SD",), ("WV",)]
    joined = nx.Graph()
    joined.add_edges_from(
        (states[a], states[b]) for a, b in known.edges() if states[a] != states[b]
    )
    single = contact.loc[contact["is_only"], ["group_a", "group_b"]]
    pairs = {frozenset(pair) for pair in single.itertuples(index=False)}
    bridges = {frozenset(pair) for pair in nx.bridges(joined)}
    assert len(pairs & bridges) == len(hanging)


@pytest.mark.parametrize(
    ("network", "internal", "external", "is_silo"),
    [("TCcnt", 62, 113, False), ("TCcoll", 59, 102, True), ("TCdiss", 42, 61, True)],
)
def test_agencies_of_one_level(shared_data, network, internal, external, is_silo):
    """Contact crosses levels as chance would; working together and passing on less so."""
    name = "indiana_tobacco_partnership"
    graph, level, known = read(shared_data, name, "agency_lvl", network)
    found = measure_silos(graph, by=level)
    whole = found.iloc[0]
    assert (whole["internal"], whole["external"]) == (internal, external)
    assert sorted(found.index[1:]) == ["1", "2", "3"]
    parts = [set(level.index[level == number]) for number in (1, 2, 3)]
    assert whole["modularity"] == pytest.approx(nx.community.modularity(known, parts))
    # 7, 10 and 8 agencies of 25
    inside = (7 * 6 + 10 * 9 + 8 * 7) / (25 * 24)
    assert whole["expected_ei"] == pytest.approx(1 - 2 * inside)
    assert whole["ei"] < whole["expected_ei"]
    assert (whole["p"] <= 0.05) == is_silo
