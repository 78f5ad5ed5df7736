"""networkx gets scalar attributes that GraphML and GEXF can hold."""

from __future__ import annotations

import io

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from assetmap.network import AssetGraph


def test_nodes_keep_their_order_and_labels_where_known(village):
    made = village.to_networkx()
    assert isinstance(made, nx.MultiGraph)
    assert not made.is_directed()
    assert list(made.nodes(data=True)) == [
        ("asha", {"kind": "individual", "place": "mill"}),
        ("ben", {"kind": "individual"}),
        ("choir", {"kind": "association", "place": "mill"}),
        ("hall", {"kind": "space", "place": "hill"}),
        ("park", {"kind": "space"}),
    ]


def test_every_tie_is_an_edge_with_a_key_of_its_own(village):
    edges = list(village.to_networkx().edges(keys=True, data=True))
    assert edges[0] == ("asha", "choir", 0, {"kind": "member_of", "weight": 1.0})
    assert edges[1] == ("asha", "choir", 1, {"kind": "runs", "weight": 2.0})
    assert len({key for _, _, key, _ in edges}) == 4


def test_nothing_but_python_scalars_reaches_networkx():
    nodes = pd.DataFrame({"kind": [np.int64(3), 2.5], "place": [True, ("a",)]}, index=["x", "y"])
    graph = AssetGraph.from_frame(pd.DataFrame({"source": ["x"], "target": ["y"]}), nodes=nodes)
    made = graph.to_networkx()
    values = [value for _, data in made.nodes(data=True) for value in data.values()]
    assert values == [3.0, True, 2.5, "('a',)"]
    assert {type(value) for value in values} <= {str, int, float, bool}
    ((_, _, data),) = made.edges(data=True)
    assert {type(value) for value in data.values()} == {str, float}


def test_a_directed_graph_stays_directed():
    ties = pd.DataFrame({"source": ["b"], "target": ["a"]})
    made = AssetGraph.from_frame(ties, directed=True).to_networkx()
    assert isinstance(made, nx.MultiDiGraph)
    assert list(made.edges()) == [("b", "a")]


@pytest.mark.parametrize("directed", [False, True])
def test_graphml_is_written_and_read_back(village, directed):
    graph = AssetGraph.from_frame(village.to_frame(), nodes=village.ids, directed=directed)
    file = io.BytesIO()
    nx.write_graphml(graph.to_networkx(), file)
    file.seek(0)
    again = nx.read_graphml(file, force_multigraph=True)
    assert list(again.nodes()) == village.ids.tolist()
    rows = [[s, t, data["kind"], data["weight"]] for s, t, data in again.edges(data=True)]
    assert rows == village.to_frame().values.tolist()


def test_gexf_is_written_and_read_back(village):
    file = io.BytesIO()
    nx.write_gexf(village.to_networkx(), file)
    file.seek(0)
    again = nx.read_gexf(file)
    assert list(again.nodes()) == village.ids.tolist()
    weights = sorted(data["weight"] for _, _, data in again.edges(data=True))
    assert weights == [0.5, 1.0, 2.0, 4.0]
    assert again.nodes["hall"]["place"] == "hill"
