"""Measures agree with networkx, with published values and with counting by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.network import (
    AssetGraph,
    measure_betweenness,
    measure_components,
    measure_degree,
    measure_is_articulation,
    measure_strength,
)

PAIRS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]),
    max_size=40,
)


def graph_of(pairs, *, directed=False):
    ties = pd.DataFrame(pairs, columns=["source", "target"], dtype=object)
    return AssetGraph.from_frame(ties, nodes=range(12), directed=directed)


def networkx_of(pairs, kind=nx.Graph):
    made = kind()
    made.add_nodes_from(range(12))
    made.add_edges_from(pairs)
    return made


def by_text(values):
    return pd.Series({str(node): value for node, value in values.items()}).sort_index()


def test_degree_and_strength_by_hand(village):
    assert measure_degree(village).to_dict() == {
        "asha": 1, "ben": 1, "choir": 3, "hall": 1, "park": 0
    }  # fmt: skip
    assert measure_strength(village).to_dict() == {
        "asha": 3.0, "ben": 0.5, "choir": 7.5, "hall": 4.0, "park": 0.0
    }  # fmt: skip


def test_results_are_named_and_on_the_ids(village):
    for measure, name, dtype in [
        (measure_degree, "degree", "int64"),
        (measure_strength, "strength", "float64"),
        (measure_betweenness, "betweenness", "float64"),
        (measure_components, "component", "int64"),
        (measure_is_articulation, "is_articulation", "bool"),
    ]:
        found = measure(village)
        assert found.name == name
        assert found.dtype == dtype
        pd.testing.assert_index_equal(found.index, village.ids)


def test_measures_of_nothing_are_empty():
    empty = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}))
    measures = (
        measure_degree, measure_strength, measure_betweenness, measure_components,
        measure_is_articulation,
    )  # fmt: skip
    assert [len(measure(empty)) for measure in measures] == [0] * 5


def test_betweenness_by_hand(village):
    raw = measure_betweenness(village, normalised=False)
    assert raw.to_dict() == {"asha": 0, "ben": 0, "choir": 3, "hall": 0, "park": 0}
    assert measure_betweenness(village)["choir"] == 3 / 6  # six pairs among the other four


def test_parallel_ties_are_one_step():
    once = graph_of([(0, 1), (1, 2), (0, 3), (3, 2)])
    twice = graph_of([(0, 1), (0, 1), (1, 0), (1, 2), (0, 3), (3, 2)])
    pd.testing.assert_series_equal(measure_betweenness(once), measure_betweenness(twice))
    assert measure_betweenness(twice, normalised=False)["1"] == 0.5


def test_karate_club_anchors(as_graph):
    found = measure_betweenness(as_graph(nx.karate_club_graph()))
    assert found["0"] == pytest.approx(0.437635, abs=5e-7)
    assert found["33"] == pytest.approx(0.304075, abs=5e-7)
    held = measure_is_articulation(as_graph(nx.karate_club_graph()))
    assert held.index[held].tolist() == ["0"]


def test_florentine_anchors(as_graph):
    families = as_graph(nx.florentine_families_graph())
    assert measure_betweenness(families, normalised=False)["Medici"] == 47.5
    held = measure_is_articulation(families)
    assert held.index[held].tolist() == ["Albizzi", "Guadagni", "Medici", "Salviati"]


def test_two_triangles_joined_through_x():
    pairs = ["a1 a2", "a2 a3", "a1 a3", "a1 x", "x b1", "b1 b2", "b2 b3", "b1 b3"]
    ties = pd.DataFrame([pair.split() for pair in pairs], columns=["source", "target"])
    graph = AssetGraph.from_frame(ties)
    raw = measure_betweenness(graph, normalised=False)
    assert (raw["x"], raw["a1"], raw["a2"]) == (9, 8, 0)
    held = measure_is_articulation(graph)
    assert held.index[held].tolist() == ["a1", "b1", "x"]


def test_components_are_numbered_largest_first_then_by_id():
    graph = graph_of([(7, 8), (8, 9), (3, 4), (5, 6)])
    found = measure_components(graph)
    assert found[["7", "8", "9"]].tolist() == [0, 0, 0]
    assert found[["3", "4"]].tolist() == [1, 1]
    assert found[["5", "6"]].tolist() == [2, 2]
    assert found[["0", "1", "10", "11", "2"]].tolist() == [3, 4, 5, 6, 7]


@settings(deadline=None)
@given(PAIRS)
def test_betweenness_agrees_with_networkx(pairs):
    for directed, kind in ((False, nx.Graph), (True, nx.DiGraph)):
        for normalised in (False, True):
            found = measure_betweenness(graph_of(pairs, directed=directed), normalised=normalised)
            expected = nx.betweenness_centrality(networkx_of(pairs, kind), normalized=normalised)
            pd.testing.assert_series_equal(
                found, by_text(expected), check_names=False, check_index_type=False
            )


@settings(deadline=None)
@given(PAIRS)
def test_structure_agrees_with_networkx(pairs):
    graph, known = graph_of(pairs), networkx_of(pairs)
    assert measure_degree(graph).to_dict() == {str(node): n for node, n in known.degree()}
    held = measure_is_articulation(graph)
    assert set(held.index[held]) == {str(node) for node in nx.articulation_points(known)}
    parts = measure_components(graph)
    found = {frozenset(part.index) for _, part in parts.groupby(parts)}
    assert found == {frozenset(map(str, part)) for part in nx.connected_components(known)}


@settings(deadline=None)
@given(PAIRS, st.booleans())
def test_following_every_source_by_sampling_is_exact(pairs, directed):
    graph = graph_of(pairs, directed=directed)
    pd.testing.assert_series_equal(
        measure_betweenness(graph, exact_up_to=0), measure_betweenness(graph)
    )


def test_the_estimate_is_near_and_repeats():
    known = nx.barabasi_albert_graph(900, 2, seed=1)
    ties = pd.DataFrame(list(known.edges()), columns=["source", "target"])
    graph = AssetGraph.from_frame(ties)
    exact = measure_betweenness(graph)
    estimate = measure_betweenness(graph, exact_up_to=100, seed=7)

    assert not estimate.equals(exact)
    assert estimate.equals(measure_betweenness(graph, exact_up_to=100, seed=7))
    assert estimate.max() == pytest.approx(exact.max(), rel=0.15)
    assert np.corrcoef(estimate, exact)[0, 1] > 0.98
