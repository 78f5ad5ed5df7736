"""What falls apart without whom, against published values, networkx and trying everything."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.champions._apart import UNREACHED, list_steps
from assetmap.champions._pieces import build_tree, measure_pieces
from assetmap.champions.find_braces import find_braces
from assetmap.champions.measure_bus_factor import measure_bus_factor
from assetmap.champions.measure_distance_fragmentation import measure_distance_fragmentation
from assetmap.champions.measure_fragmentation import measure_fragmentation
from assetmap.champions.measure_removals import measure_removals
from assetmap.errors import GraphError
from assetmap.network import AssetGraph, measure_is_articulation

T4 = [("A1", "A2"), ("A2", "A3"), ("A1", "A3"), ("B1", "B2"), ("B2", "B3"), ("B1", "B3"),
      ("A1", "x"), ("x", "B1")]  # fmt: skip


def as_graph(known):
    edges = pd.DataFrame(list(known.edges()), columns=["source", "target"], dtype=object)
    return AssetGraph.from_frame(edges, nodes=list(known.nodes()))


@st.composite
def graphs(draw, most=9):
    size = draw(st.integers(2, most))
    pairs = list(itertools.combinations(range(size), 2))
    known = nx.Graph()
    known.add_nodes_from(range(size))
    known.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=2 * size)))
    return known


def fragmentation(known, removed=()):
    left = known.copy()
    left.remove_nodes_from(removed)
    size = len(left)
    joined = sum(len(part) * (len(part) - 1) for part in nx.connected_components(left))
    return 1 - joined / (size * (size - 1)) if size > 1 else 0.0


def distance_fragmentation(known, removed=()):
    left = known.copy()
    left.remove_nodes_from(removed)
    return 1 - nx.global_efficiency(left) if len(left) > 1 else 0.0


def bridges(known):
    return set(map(frozenset, nx.bridges(known)))


@pytest.fixture(scope="module")
def karate():
    return as_graph(nx.karate_club_graph())


def test_published_values_of_the_karate_club(karate):
    assert measure_fragmentation(karate, removed=["0"]) == pytest.approx(0.316288, abs=5e-7)
    assert measure_fragmentation(karate, removed=["0", "1"]) == pytest.approx(0.423387, abs=5e-7)
    assert measure_distance_fragmentation(karate) == pytest.approx(0.507992, abs=5e-7)
    without = measure_distance_fragmentation(karate, removed=["0", "1"])
    assert without == pytest.approx(0.684409, abs=5e-7)


def test_bus_factor_of_the_karate_club(karate):
    quick = measure_bus_factor(karate).loc["all"]
    assert (quick["bus_factor"], quick["bus_factor_at_least"], quick["is_exact"]) == (4, 4, True)
    found = measure_bus_factor(karate, walks_at_most=7_000).loc["all"]
    assert (found["leaving_ids"], found["largest"]) == (("0", "2", "32", "33"), 10)


def test_two_triangles_held_by_one():
    graph = as_graph(nx.Graph(T4))
    apart = measure_removals(graph)["fragmentation"]
    assert apart["x"] == pytest.approx(0.6)
    assert apart["A1"] == pytest.approx(0.533333, abs=5e-7)
    assert apart["A2"] == 0
    [row] = find_braces(graph, smallest=1).to_dict("records")
    assert (row["source"], row["target"]) == ("A2", "B2")
    assert row["bridge_ids"] == (("A1", "x"), ("B1", "x"))
    healed = nx.Graph([*T4, ("A2", "B2")])
    assert bridges(healed) == set()


def test_florentine_families_that_hold_others():
    held = nx.florentine_families_graph()
    found = measure_removals(as_graph(held))
    holds = set(found.index[found["fragmentation"] > 0])
    assert holds == {"Albizzi", "Guadagni", "Medici", "Salviati"}


def test_one_introduction_heals_the_karate_club(karate):
    found = find_braces(karate)
    assert found["bridge_ids"].tolist() == [(("0", "11"),)]
    assert found["source"].tolist() == ["11"]


@given(graphs())
def test_pieces_and_bridges_are_those_of_networkx(known):
    graph = as_graph(known)
    tree = build_tree(graph.adjacency(weighted=False))
    pieces = measure_pieces(tree, np.ones(len(known), dtype=np.int64))
    ends = zip(tree.node[tree.is_bridge], tree.node[tree.parent[tree.is_bridge]], strict=True)
    assert {frozenset(map(int, pair)) for pair in ends} == bridges(known)
    for node in known:
        left = known.copy()
        left.remove_node(node)
        sizes = [len(part) for part in nx.connected_components(left)]
        assert pieces.joined[node] == sum(size * (size - 1) for size in sizes)
        assert pieces.largest[node] == max(sizes)
    found = measure_removals(graph)
    for node in known:
        assert found["fragmentation"][str(node)] == pytest.approx(fragmentation(known, [node]))
        expected = distance_fragmentation(known, [node])
        assert found["distance_fragmentation"][str(node)] == pytest.approx(expected)


@given(graphs(), st.data())
def test_removing_several_is_removing_one_after_another_in_any_order(known, data):
    removed = data.draw(st.lists(st.sampled_from(sorted(known)), unique=True, max_size=4))
    graph = as_graph(known)
    ids = [str(node) for node in removed]
    assert measure_fragmentation(graph, removed=ids) == pytest.approx(fragmentation(known, removed))
    expected = pytest.approx(distance_fragmentation(known, removed))
    assert measure_distance_fragmentation(graph, removed=ids) == expected
    for node in removed:
        known.remove_node(node)
    after = as_graph(known)
    assert measure_fragmentation(after) == measure_fragmentation(graph, removed=ids[::-1])
    assert measure_distance_fragmentation(after) == measure_distance_fragmentation(
        graph, removed=ids[::-1]
    )


@given(graphs(most=7), st.data())
def test_bus_factor_is_the_smallest_set_of_all(known, data):
    among = data.draw(st.lists(st.sampled_from(sorted(known)), unique=True))

    def largest(removed):
        left = known.copy()
        left.remove_nodes_from(removed)
        return max(map(len, nx.connected_components(left)), default=0)

    enough = [
        (count, largest(few))
        for count in range(len(among) + 1)
        for few in itertools.combinations(among, count)
        if largest(few) <= len(known) / 2
    ]
    found = measure_bus_factor(as_graph(known), among=[str(node) for node in among]).loc["all"]
    if not enough:
        assert pd.isna(found["bus_factor"])
        assert found["leaving_ids"] == ()
        return
    assert (found["bus_factor"], found["largest"]) == min(enough)
    assert found["is_exact"]
    assert largest([int(node) for node in found["leaving_ids"]]) == found["largest"]


def test_bus_factor_of_groups_and_bounds():
    known = nx.union(nx.star_graph(4), nx.complete_graph(range(10, 16)))
    groups = pd.Series({str(node): "star" if node < 10 else "full" for node in known})
    found = measure_bus_factor(as_graph(known), by=groups)
    assert found.index.tolist() == ["all", "full", "star"]
    assert found["bus_factor"].tolist() == [1, 3, 1]
    unproved = measure_bus_factor(as_graph(known), by=groups, walks_at_most=1).loc["full"]
    assert (unproved["bus_factor"], unproved["bus_factor_at_least"], unproved["is_exact"]) == (
        3,
        2,
        False,
    )


@given(graphs(most=8), st.data())
def test_fewest_introductions_among_those_who_agreed(known, data):
    among = data.draw(st.lists(st.sampled_from(sorted(known)), unique=True))
    found = find_braces(as_graph(known), among=[str(node) for node in among])
    possible = [
        pair
        for pair in itertools.combinations(sorted(among), 2)
        if not known.has_edge(*pair) and nx.has_path(known, *pair)
    ]
    everything = known.copy()
    everything.add_edges_from(possible)
    stuck = bridges(everything)
    suggested = [(int(row.source), int(row.target)) for row in found.itertuples()]
    healed = known.copy()
    healed.add_edges_from(suggested)
    assert set(suggested) <= set(possible)
    assert bridges(healed) == stuck
    named = {frozenset(map(int, pair)) for pairs in found["bridge_ids"] for pair in pairs}
    assert named == bridges(known) - stuck
    for fewer in itertools.combinations(possible, max(len(suggested) - 1, 0)):
        healed = known.copy()
        healed.add_edges_from(fewer)
        assert not suggested or bridges(healed) != stuck


@given(graphs())
def test_steps_are_those_of_networkx(known):
    graph = as_graph(known)
    steps = list_steps(graph.adjacency(weighted=False), np.arange(len(known)))
    expected = dict(nx.all_pairs_shortest_path_length(known))
    for one in known:
        for other in known:
            assert steps[one, other] == expected[one].get(other, UNREACHED)


def test_steps_from_more_than_one_word_of_sources():
    known = nx.path_graph(150)
    graph = as_graph(nx.relabel_nodes(known, lambda node: f"{node:03d}"))
    steps = list_steps(graph.adjacency(weighted=False), np.arange(150))
    assert steps.tolist() == np.abs(np.subtract.outer(np.arange(150), np.arange(150))).tolist()


def test_an_estimate_lies_near_and_says_how_sure_it_is():
    known = nx.gnm_random_graph(400, 700, seed=5)
    graph = as_graph(known)
    exact, estimate = measure_removals(graph), measure_removals(graph, exact_up_to=0, seed=2)
    assert (exact["distance_error"] == 0).all()
    assert (estimate["distance_error"] > 0).all()
    off = (estimate["distance_fragmentation"] - exact["distance_fragmentation"]).abs()
    assert (off <= 4 * estimate["distance_error"]).all()
    pd.testing.assert_series_equal(exact["fragmentation"], estimate["fragmentation"])
    pd.testing.assert_frame_equal(estimate, measure_removals(graph, exact_up_to=0, seed=2))


def test_distances_can_be_left_out(karate):
    found = measure_removals(karate, with_distances=False)
    assert found[["distance_fragmentation", "distance_error"]].isna().all(axis=None)
    pd.testing.assert_series_equal(
        found["fragmentation"], measure_removals(karate)["fragmentation"]
    )


def test_articulation_is_what_cuts():
    graph = as_graph(nx.barbell_graph(4, 2))
    found = measure_removals(graph)
    held = measure_is_articulation(graph)
    assert set(found.index[found["fragmentation"] > 0]) == set(held.index[held])


def test_small_and_empty_graphs():
    lonely = as_graph(nx.empty_graph(1))
    assert measure_fragmentation(lonely) == measure_distance_fragmentation(lonely) == 0
    assert measure_removals(lonely).iloc[0].tolist() == [0, 0, 0, 0]
    nobody = as_graph(nx.empty_graph(0))
    assert len(measure_removals(nobody)) == len(find_braces(nobody)) == 0
    assert pd.isna(measure_bus_factor(nobody).loc["all", "bus_factor"])


def test_unknown_ids_are_all_named(karate):
    with pytest.raises(GraphError, match=r"'nobody'[\s\S]*'someone'"):
        measure_fragmentation(karate, removed=["nobody", "0", "someone"])
    with pytest.raises(GraphError, match="among: 'nobody'"):
        measure_bus_factor(karate, among=["nobody"])


def test_a_bus_factor_in_words():
    known = nx.Graph([("hub", leaf) for leaf in "abcd"])
    known.add_edges_from(itertools.combinations("stuvw", 2))
    known.add_edges_from([("x", "y")])
    groups = pd.Series(dict.fromkeys("abcd", "star") | {"hub": "star"} | dict.fromkeys("stuvw", "w")
                       | {"x": "apart", "y": "apart"})  # fmt: skip
    said = measure_bus_factor(as_graph(known), by=groups)["says"]
    assert said.to_dict() == {
        # Five, five and two of twelve are no piece of more than six.
        "all": "It is in pieces of half or less already, and hangs on nobody.",
        "apart": "apart: all 2 together hang on one: without that one, at most 1 would still be "
        "joined. Share what that one does.",
        "star": "star: all 5 together hang on one: without that one, at most 1 would still be "
        "joined. Share what that one does.",
        # Whoever leaves a full graph of five, all the others stay joined: three must go.
        "w": "w: of all 5, 3 would have to leave before at most 2 would still be joined.",
    }
    alone = measure_bus_factor(as_graph(known), among=["x"], by=groups)["says"]
    assert alone["w"] == "w: it would hold together whoever of those asked about left."
