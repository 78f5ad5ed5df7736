"""networkx gets scalar attributes that GraphML and GEXF can hold."""

from __future__ import annotations

import io

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.network import AssetGraph, build_graph
from assetmap.publish import admit
from assetmap.tables import AssetMap


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


def test_one_edge_for_two_nodes_adds_their_ties_up(village):
    made = village.to_networkx(multi=False)
    assert type(made) is nx.Graph
    assert made.edges["asha", "choir"] == {"weight": 3.0, "ties": 2, "kinds": "member_of, runs"}
    assert made.number_of_edges() == len(
        {frozenset(ends) for ends in village.to_networkx().edges()}
    )
    ties = pd.DataFrame({"source": ["a", "b", "b"], "target": ["b", "a", "a"], "weight": [1, 2, 4]})
    both = AssetGraph.from_frame(ties)
    assert list(both.to_networkx(multi=False).edges(data="weight")) == [("a", "b", 7.0)]
    way = AssetGraph.from_frame(ties, directed=True).to_networkx(multi=False)
    assert type(way) is nx.DiGraph
    assert sorted(way.edges(data="weight")) == [("a", "b", 1.0), ("b", "a", 6.0)]


def test_measures_that_take_no_multigraph_run_and_agree_with_counting(village):
    made = village.to_networkx(multi=False)
    assert nx.core_number(made) == nx.core_number(nx.Graph(village.to_networkx()))
    assert set(nx.clustering(made)) == set(village.ids)
    triangle = pd.DataFrame({"source": ["a", "b", "a", "c"], "target": ["b", "c", "c", "d"]})
    graph = AssetGraph.from_frame(triangle).to_networkx(multi=False)
    # Of the three neighbours of c one pair of three is joined; a and b close theirs; d has one.
    assert nx.clustering(graph) == {"a": 1.0, "b": 1.0, "c": pytest.approx(1 / 3), "d": 0}
    assert nx.core_number(graph) == {"a": 2, "b": 2, "c": 2, "d": 1}
    eigenvector = nx.eigenvector_centrality(graph, weight="weight", max_iter=1000)
    assert max(eigenvector, key=eigenvector.get) == "c"


def test_names_and_points_are_there_where_they_were_handed_in(village):
    shapes = gpd.GeoSeries({"choir": Point(1, 2), "hall": box(0, 0, 4, 8), "park": None, "x": None})
    names = pd.Series({"choir": "Mill Choir", "nobody": "Nobody", "park": None})
    nodes = village.to_networkx(names=names, shapes=shapes).nodes
    assert {node: data for node, data in nodes(data="label") if data} == {"choir": "Mill Choir"}
    assert (nodes["choir"]["x"], nodes["choir"]["y"]) == (1.0, 2.0)
    assert (nodes["hall"]["x"], nodes["hall"]["y"]) == (2.0, 4.0)
    assert "x" not in nodes["park"]
    assert "label" not in village.to_networkx().nodes["choir"]


def test_an_audience_gets_the_names_and_points_that_it_may_see():
    people = pd.DataFrame({"name": ["Asha", "Ben"], "kind": "individual"}, index=["p1", "p2"])
    agreed = pd.DataFrame(
        {"asset_id": ["p1"], "purpose": ["publish_name"], "given_on": ["2026-01-01"]}
    )
    ties = pd.DataFrame({"source": ["p1"], "target": ["p2"], "kind": ["knows"]})
    m = AssetMap.from_frames(assets=people, consents=agreed, ties=ties)
    seen = admit(m, audience="public").assets
    made = build_graph(m).to_networkx(multi=False, names=seen["name"], shapes=seen.geometry)
    assert dict(made.nodes(data="label")) == {"p1": "Asha", "p2": None}
    buffer = io.BytesIO()
    nx.write_graphml(made, buffer)
    assert b"Asha" in buffer.getvalue()
    assert b"Ben" not in buffer.getvalue()
