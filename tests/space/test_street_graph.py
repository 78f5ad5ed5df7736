"""A graph as OSMnx makes it gives the shortest ways that networkx finds in it."""

from __future__ import annotations

import copy
import math
import random

import geopandas as gpd
import networkx as nx
import pytest
from pandas.testing import assert_frame_equal
from shapely import LineString, Point

from assetmap.errors import CRSError, ReachError
from assetmap.space import Reach

CRS = "EPSG:27700"


def make_graph(seed: int, *, nodes: int = 40) -> nx.MultiDiGraph:
    """Make a graph with what OSMnx writes: two-way streets are there once each way."""
    rng = random.Random(seed)
    graph = nx.MultiDiGraph(crs=CRS)
    for node in range(nodes):
        graph.add_node(10**9 + node, x=rng.uniform(0, 2000), y=rng.uniform(0, 2000), street_count=3)
    ids = list(graph.nodes)
    for number, node in enumerate(ids):
        for other in rng.sample(ids[: number + 1][:-1] or ids[1:2], min(2, max(number, 1))):
            drawn = math.dist(*((graph.nodes[end]["x"], graph.nodes[end]["y"])
                                for end in (node, other)))  # fmt: skip
            length, oneway = drawn * rng.uniform(1.0, 1.8), rng.random() < 0.3
            told = {"length": length, "travel_time": length / rng.uniform(5, 14), "oneway": oneway,
                    "highway": ["residential", "service"], "osmid": number}  # fmt: skip
            graph.add_edge(node, other, **told, reversed=False)
            if not oneway:
                graph.add_edge(other, node, **told, reversed=True)
    return graph


def ends_of(graph: nx.MultiDiGraph, some: int) -> gpd.GeoSeries:
    """Give the places of every so many nodes, by the id of the node as text."""
    points = {
        str(node): Point(at["x"], at["y"]) for node, at in list(graph.nodes(data=True))[::some]
    }
    return gpd.GeoSeries(points, crs=CRS)


def walked(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Let every street be used both ways."""
    both = graph.copy()
    both.add_edges_from((v, u, told) for u, v, told in graph.edges(data=True))
    return both


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("directed", "weight", "told"),
    [
        (False, "length", {}),
        (True, "length", {"directed": True}),
        (True, "travel_time", {"directed": True, "use_travel_time": True, "within_min": 60}),
        (False, "travel_time", {"use_travel_time": True, "within_min": 60}),
    ],
)
def test_ways_between_nodes_are_the_shortest_paths_of_networkx(seed, directed, weight, told):
    graph = make_graph(seed)
    reach = Reach.from_osmnx(ends_of(graph, 3), ends_of(graph, 2), graph=graph, **told)
    network = graph if directed else walked(graph)
    unit = 60.0 if weight == "travel_time" else 1.0
    expected = {
        (str(start), str(end)): cost / unit
        for start, costs in nx.all_pairs_dijkstra_path_length(network, weight=weight)
        for end, cost in costs.items()
        if str(start) in reach.origins and str(end) in reach.destinations
    }
    found = {(row[0], row[1]): row[2] for row in reach.to_frame().itertuples(index=False)}
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, abs=1e-5)
    assert (reach.way, reach.unit) == ("streets", "min" if weight == "travel_time" else "m")


def test_it_is_what_the_tables_of_the_graph_give(series):
    graph = make_graph(9)
    u, v, key = next(iter(graph.edges(keys=True)))
    start, end = graph.nodes[u], graph.nodes[v]
    bend = ((start["x"] + end["x"]) / 2 + 40, (start["y"] + end["y"]) / 2)
    graph.edges[u, v, key]["geometry"] = LineString(
        [(start["x"], start["y"]), bend, (end["x"], end["y"])]
    )
    before = copy.deepcopy(graph)
    people = series({"a": Point(300, 400), "b": Point(1700, 900), "bend": Point(bend)})
    halls = series({"h": Point(1000, 1000), "k": Point(200, 1500)})
    reach = Reach.from_osmnx(people, halls, graph=graph, within_min=200)
    nodes = gpd.GeoDataFrame(
        index=list(graph.nodes),
        geometry=[Point(at["x"], at["y"]) for at in graph.nodes.values()], crs=CRS,
    )  # fmt: skip
    rows = [(a, b, told) for a, b, told in graph.edges(data=True)]
    edges = gpd.GeoDataFrame(
        {"u": [row[0] for row in rows], "v": [row[1] for row in rows],
         "length": [row[2]["length"] for row in rows]},
        geometry=[row[2].get("geometry") for row in rows], crs=CRS,
    )  # fmt: skip
    same = Reach.from_streets(people, halls, streets=edges, nodes=nodes, within_min=200)
    assert len(reach.cost) == 6
    assert_frame_equal(reach.to_frame(), same.to_frame())
    assert nx.utils.graphs_equal(graph, before)


def test_an_undirected_graph_is_walked_and_not_driven(series):
    graph = nx.MultiGraph(crs=CRS)
    graph.add_node("a", x=0, y=0)
    graph.add_node("b", x=300, y=400)
    graph.add_edge("a", "b", length=650.0)
    people, halls = series({"p": Point(0, 0)}), series({"h": Point(300, 400)})
    assert Reach.from_osmnx(people, halls, graph=graph).cost.tolist() == [650.0]
    assert Reach.from_osmnx(halls, people, graph=graph).cost.tolist() == [650.0]
    with pytest.raises(ReachError, match="one-way streets are lost"):
        Reach.from_osmnx(people, halls, graph=graph, directed=True)


def test_a_one_way_street_leads_one_way(series):
    graph = nx.MultiDiGraph(crs=CRS)
    graph.add_node(1, x=0, y=0)
    graph.add_node(2, x=300, y=400)
    graph.add_edge(2, 1, length=500.0, oneway=[True, False])  # a list, as simplifying leaves it
    people, halls = series({"p": Point(0, 0)}), series({"h": Point(300, 400)})
    there = Reach.from_osmnx(people, halls, graph=graph, directed=True)
    back = Reach.from_osmnx(halls, people, graph=graph, directed=True)
    assert (there.cost.tolist(), back.cost.tolist()) == ([], [500.0])


@pytest.mark.parametrize(
    ("crs", "says"),
    [
        ("epsg:4326", r"longitude and latitude.*to_crs='EPSG:27700'"),
        (None, r"does not say which"),
        ("EPSG:32630", r"EPSG:32630, and what it joins in EPSG:27700.*to_crs='EPSG:27700'"),
        ("EPSG:3857", r"graph"),
    ],
)
def test_a_graph_in_degrees_or_elsewhere_is_refused_in_words(crs, says, series):
    graph = make_graph(1)
    graph.graph["crs"] = crs
    people = series({"p": Point(0, 0)})
    with pytest.raises(CRSError, match=says):
        Reach.from_osmnx(people, people, graph=graph)


def test_what_is_wrong_with_a_graph_is_said_with_its_ends(series):
    people = series({"p": Point(0, 0)})
    with pytest.raises(ReachError, match="a dict has no nodes"):
        Reach.from_osmnx(people, people, graph={})
    with pytest.raises(ReachError, match="no edges"):
        Reach.from_osmnx(people, people, graph=nx.MultiDiGraph(crs=CRS))
    graph = nx.MultiDiGraph(crs=CRS)
    graph.add_node(1, x=0, y=0)
    graph.add_node(2, x=300, y=400)
    graph.add_node(3, x=None, y=400)
    graph.add_edge(1, 2, length=500.0)
    graph.add_edge(2, 1)
    graph.add_edge(2, 3, length=-1.0)
    with pytest.raises(ReachError) as raised:
        Reach.from_osmnx(people, people, graph=graph, within_min=5, use_travel_time=True)
    said = str(raised.value)
    assert "streets, row (2, 1): length is empty" in said
    assert "streets, row (2, 3): length is below 0" in said
    assert "nodes, row 3: it is not a point" in said
    assert "there is no column 'travel_time'" in said
