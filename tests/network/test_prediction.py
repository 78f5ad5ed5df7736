"""How much two assets have around them in common, beside networkx and by hand."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import GraphError
from assetmap.network import AssetGraph
from assetmap.network import prediction as rows
from assetmap.network.prediction import measure_adamic_adar


def pairs_of(*pairs):
    return pd.DataFrame(pairs, columns=["source", "target"], dtype=object)


@pytest.fixture
def karate(as_graph):
    return as_graph(nx.karate_club_graph())


def test_the_published_pair_of_the_karate_club(karate):
    simple = nx.karate_club_graph()
    untied = pairs_of(*nx.non_edges(simple))
    found = measure_adamic_adar(karate, untied)
    best = found.idxmax()
    assert set(untied.loc[best]) == {2, 33}
    assert found[best] == pytest.approx(4.7194, abs=5e-5)
    expected = [score for _, _, score in nx.adamic_adar_index(simple)]
    reference = {frozenset(pair[:2]): pair[2] for pair in nx.adamic_adar_index(simple)}
    assert sorted(found) == pytest.approx(sorted(expected))
    for (_, pair), score in zip(untied.iterrows(), found, strict=True):
        assert score == pytest.approx(reference[frozenset(pair)])


def test_two_ways_to_the_same_two_are_worked_out_by_hand(village):
    # asha and ben share the choir, which is tied to three; asha and hall too; ben and park nothing
    asked = pairs_of(("asha", "ben"), ("hall", "asha"), ("ben", "park"))
    found = measure_adamic_adar(village, asked)
    assert found.tolist() == pytest.approx([1 / math.log(3), 1 / math.log(3), 0.0])
    assert found.name == "adamic_adar"


@given(st.integers(0, 10_000), st.sampled_from([0.05, 0.15, 0.4]), st.integers(1, 30))
def test_it_is_networkx_on_any_graph_and_any_pairs(seed, density, rows_at_once):
    simple = nx.gnp_random_graph(14, density, seed=seed)
    edges = pairs_of(*simple.edges())
    graph = AssetGraph.from_frame(edges, nodes=list(simple))
    random = np.random.default_rng(seed)
    asked = [pair for pair in random.integers(0, 14, (25, 2)).tolist() if pair[0] != pair[1]]
    before = rows._CELLS_AT_ONCE
    rows._CELLS_AT_ONCE = rows_at_once  # rows are then made a few at a time
    try:
        found = measure_adamic_adar(graph, pairs_of(*asked))
    finally:
        rows._CELLS_AT_ONCE = before
    expected = [score for _, _, score in nx.adamic_adar_index(simple, asked)]
    assert found.tolist() == pytest.approx(expected)


def test_positions_ask_the_same_as_ids(karate):
    at = np.array([[0, 5], [33, 2], [5, 0]])
    by_position = measure_adamic_adar(karate, at)
    by_id = measure_adamic_adar(karate, pairs_of(*(tuple(karate.ids[row]) for row in at)))
    assert by_position.tolist() == by_id.tolist()
    assert by_position.index.tolist() == [0, 1, 2]
    assert by_position[0] == by_position[2]


def test_the_index_of_the_pairs_is_kept_and_nothing_gives_nothing(village):
    named = pairs_of(("asha", "ben")).set_axis(["one"])
    assert measure_adamic_adar(village, named).index.tolist() == ["one"]
    assert measure_adamic_adar(village, pairs_of()).tolist() == []
    assert measure_adamic_adar(village, np.empty((0, 2), dtype=np.intp)).tolist() == []


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (pd.DataFrame({"from": ["asha"], "target": ["ben"]}), "there is no column 'source'"),
        (pairs_of(("ashe", "bem")), "'ashe' is not known. Did you mean 'asha'?"),
        (pairs_of(("asha", "bem")), "'bem' is not known. Did you mean 'ben'?"),
        (np.array([[0, 5]]), "positions from 0 to 4"),
        (np.array([[-1, 2]]), "positions from 0 to 4"),
        (np.array([0, 1]), "positions from 0 to 4"),
        (np.array([[0.0, 1.0]]), "positions from 0 to 4"),
    ],
)
def test_what_is_not_in_the_graph_is_said(village, pairs, says):
    with pytest.raises(GraphError, match=says.replace("?", r"\?")):
        measure_adamic_adar(village, pairs)
