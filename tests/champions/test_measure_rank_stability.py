"""How sure an order is, beside networkx, by hand and on two real networks."""

from __future__ import annotations

import sys

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.champions import measure_rank_stability
from assetmap.champions.measure_rank_stability import Thinning, draw_copies, pairs_of, rank_down
from assetmap.errors import TableError
from assetmap.network import AssetGraph, follow_copies

STABILITY = sys.modules[
    measure_rank_stability.__module__
]  # the room gives the function for this name

EDGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    max_size=25,
    unique=True,
)


def graph_of(edges, size=10):
    ties = pd.DataFrame(edges, columns=["source", "target"]).map(lambda at: f"n{at}")
    return AssetGraph.from_frame(ties, nodes=[f"n{at}" for at in range(size)])


@settings(deadline=None, max_examples=40)
@given(EDGES, st.randoms(use_true_random=False))
def test_chains_in_copies_are_those_of_networkx(edges, random):
    one, other = np.array(edges, dtype=np.intp).reshape(-1, 2).T
    kept = np.array([[random.random() < 0.7 for _ in edges] for _ in range(4)], dtype=bool)
    kept = kept.reshape(4, len(edges))
    found = follow_copies((one, other), kept, size=10, sources=np.arange(10))
    for copy, carried in zip(kept, found, strict=True):
        known = nx.Graph()
        known.add_nodes_from(range(10))
        known.add_edges_from(pair for pair, is_kept in zip(edges, copy, strict=True) if is_kept)
        expected = nx.betweenness_centrality(known, normalized=False)
        assert carried == pytest.approx([expected[at] for at in range(10)])


def test_copies_lose_ties_or_people():
    graph = graph_of([(a, b) for a in range(10) for b in range(a + 1, 10)])
    thinning = Thinning(0.3, 10, "both", seed=3)
    [lot] = draw_copies(graph, thinning, among=np.arange(8), chains=False)
    one, other = pairs_of(graph)
    assert lot.is_of_ties.tolist() == [True, False] * 5
    assert lot.has_node[lot.is_of_ties].all()
    assert lot.has_node[:, 8:].all()  # these two cannot fail to answer
    of_people = ~lot.is_of_ties
    both_there = lot.has_node[of_people][:, one] & lot.has_node[of_people][:, other]
    assert (lot.has_pair[of_people] == both_there).all()
    assert lot.has_pair[lot.is_of_ties].mean() == pytest.approx(0.7, abs=0.08)


def test_nothing_missing_moves_nobody():
    graph = graph_of([(0, 1), (1, 2), (2, 3), (1, 4)])
    found = measure_rank_stability(graph, missing_rate=0, replicates=3, top=1)
    tied = found.dropna(subset="rank")
    assert tied["rank"].to_dict() == {"n0": 3, "n1": 1, "n2": 2, "n3": 3, "n4": 3}
    assert (tied["rank_low"] == tied["rank"]).all()
    assert (tied["rank_high"] == tied["rank"]).all()
    assert tied["stability"].to_dict() == {"n0": 0, "n1": 1, "n2": 0, "n3": 0, "n4": 0}
    assert found.loc["n9"].isna().tolist() == [False, True, True, True, True]
    assert found.loc["n9", "score"] == 0


def test_by_hand_in_two_pairs_that_may_be_forgotten():
    """Two hubs of one leaf and of three: the first stays ahead unless it loses two ties more."""
    graph = graph_of([(0, 2), (1, 3), (1, 4), (1, 5)], size=6)
    found = measure_rank_stability(
        graph, scores="degree", missing_rate=0.5, left_out="ties", replicates=4000, top=1
    )
    # n1 is first, or level with the first, unless it has lost all three and n0 has its tie
    # left: 1/8 * 1/2. n0 is level with n1 or ahead at: n0 1 tie (1/2), n1 at most 1 (4/8);
    # n0 none (1/2), n1 none (1/8).
    assert found.loc["n1", "stability"] == pytest.approx(15 / 16, abs=0.02)
    assert found.loc["n0", "stability"] == pytest.approx(1 / 4 + 1 / 16, abs=0.03)


def test_ranks_among_fewer_are_stretched():
    is_there = np.array([True, False, True, True])
    ranks = rank_down(np.array([5.0, 9.0, 1.0, 1.0]), is_there)
    assert ranks[[0, 2, 3]].tolist() == [1, 2.5, 2.5]  # 1 + 1 * (4 - 1) / (3 - 1)
    assert np.isnan(ranks[1])
    assert rank_down(np.array([1.0]), np.array([True])).tolist() == [1]


@settings(deadline=None, max_examples=25)
@given(EDGES, st.sampled_from(["betweenness", "degree"]))
def test_spans_hold_the_rank(edges, scores):
    found = measure_rank_stability(graph_of(edges), scores=scores, replicates=12, top=3)
    tied = found.dropna(subset=["rank", "rank_low"])
    assert (tied["rank_low"] <= tied["rank"]).all()
    assert (tied["rank"] <= tied["rank_high"]).all()
    assert (tied["rank_high"] <= len(found.dropna(subset="rank"))).all()
    again = measure_rank_stability(graph_of(edges[::-1]), scores=scores, replicates=12, top=3)
    pd.testing.assert_frame_equal(found, again)


def test_sources_that_are_drawn_give_nearly_the_spans_of_all(monkeypatch):
    known = nx.barabasi_albert_graph(300, 2, seed=2)
    graph = graph_of(list(known.edges()), size=300)
    exact = measure_rank_stability(graph, replicates=60)
    monkeypatch.setattr(STABILITY, "CELLS_OF_A_COPY", 300 * 128)
    drawn = measure_rank_stability(graph, replicates=60)
    first = exact.index[(exact["rank"] <= 10).fillna(value=False)]
    off = (exact.loc[first, "stability"] - drawn.loc[first, "stability"]).abs()
    assert off.max() <= 0.25
    assert off.mean() <= 0.1


def test_whoever_has_no_tie_changes_no_order(monkeypatch):
    monkeypatch.setattr(STABILITY, "CELLS_OF_A_COPY", 60 * 16)
    known = nx.barabasi_albert_graph(60, 2, seed=5)
    edges = [(f"n{a:03d}", f"n{b:03d}") for a, b in known.edges()]
    ties = pd.DataFrame(edges, columns=["source", "target"])
    ids = [f"n{at:03d}" for at in range(60)]
    found = measure_rank_stability(AssetGraph.from_frame(ties, nodes=ids), left_out="ties")
    more = AssetGraph.from_frame(ties, nodes=[*ids, "z0", "z1"])
    again = measure_rank_stability(more, left_out="ties")
    columns = ["rank", "rank_low", "rank_high", "stability"]
    assert found["rank"].equals(again.loc[ids, "rank"])
    assert again.loc[["z0", "z1"], columns].isna().all(axis=None)


def test_words_and_numbers_that_cannot_be_used_are_refused_all_at_once():
    with pytest.raises(TableError) as caught:
        measure_rank_stability(
            graph_of([(0, 1)]), scores="degre", left_out="tie", missing_rate=-0.1, replicates=-1
        )
    assert [problem.where for problem in caught.value.problems] == [
        "scores", "missing_rate", "replicates", "missing",
    ]  # fmt: skip


@pytest.mark.real
def test_the_lead_agency_and_how_sure_its_rank_is(shared_data):
    folder = shared_data / "network"
    nodes = pd.read_csv(folder / "indiana_tobacco_partnership_nodes.csv").set_index("node_id")
    ties = pd.read_csv(folder / "indiana_tobacco_partnership_edges.csv")
    ties = ties[ties["network"] == "TCdiss"].rename(
        columns={"source_id": "source", "target_id": "target"}
    )
    graph = AssetGraph.from_frame(ties[["source", "target"]], nodes=nodes.index)
    found = measure_rank_stability(graph, top=3)
    is_lead = nodes["lead_agency"].astype(str).isin({"1", "1.0", "True"})
    lead = found.loc[str(nodes.index[is_lead][0])]
    assert lead["rank_low"] <= lead["rank"] <= lead["rank_high"]
    known = nx.Graph(ties[["source", "target"]].astype(str).itertuples(index=False))
    expected = pd.Series(nx.betweenness_centrality(known)).rank(ascending=False, method="min")
    assert found["rank"].dropna().astype(float).to_dict() == expected.to_dict()


def test_who_share_the_last_place_may_be_anywhere_below():
    graph = graph_of([(0, 1), (1, 2), (2, 3), (1, 4)])
    found = measure_rank_stability(graph, replicates=100, top=1).dropna(subset="rank")
    # Through three of the five goes no chain that is known of: each may be the last.
    assert found["rank"].to_dict() == {"n0": 3, "n1": 1, "n2": 2, "n3": 3, "n4": 3}
    assert found.loc[["n0", "n3", "n4"], "rank_high"].tolist() == [5, 5, 5]
