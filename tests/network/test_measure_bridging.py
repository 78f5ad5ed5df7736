"""Bridging measures agree with published anchors, with networkx and with counting by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import GraphError
from assetmap.network import (
    BRIDGING_COLUMNS,
    AssetGraph,
    measure_betweenness,
    measure_bridging,
    measure_closeness,
    measure_constraint,
    measure_core,
    measure_effective_size,
    measure_holes,
    measure_participation,
    measure_reach,
)
from assetmap.network.steps import count_steps

SIZE = 12
TIES = st.lists(
    st.tuples(
        st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.sampled_from([0.5, 1.0, 2.0, 5.0])
    ).filter(lambda tie: tie[0] != tie[1]),
    max_size=45,
)


def graph_of(ties, *, directed=False, nodes=range(SIZE)):
    frame = pd.DataFrame(ties, columns=["source", "target", "weight"], dtype=object)
    return AssetGraph.from_frame(frame, nodes=nodes, directed=directed)


def networkx_of(ties, *, directed=False):
    made = nx.DiGraph() if directed else nx.Graph()
    made.add_nodes_from(range(SIZE))
    for source, target, weight in ties:
        before = made.get_edge_data(source, target, {"weight": 0})["weight"]
        made.add_edge(source, target, weight=before + weight)
    return made


def by_text(values):
    return pd.Series({str(node): value for node, value in values.items()}, dtype=float).sort_index()


def same(found, expected, **options):
    pd.testing.assert_series_equal(
        found.astype(float), expected, check_names=False, check_index_type=False, **options
    )


@pytest.fixture
def karate(as_graph):
    known = nx.karate_club_graph()
    return as_graph(known), {str(node): club for node, club in known.nodes(data="club")}


def test_karate_club_anchors(karate):
    graph, clubs = karate
    found = measure_bridging(graph, by=clubs)
    near = {"abs": 5.1e-7}
    assert found.loc[["0", "33", "2"], "constraint"].tolist() == pytest.approx(
        [0.155423, 0.156419, 0.185177], **near
    )
    assert found.loc[["0", "33", "2"], "effective_size"].tolist() == pytest.approx(
        [13.75, 15.235294, 7.8], **near
    )
    assert found.loc[["0", "33"], "betweenness"].tolist() == pytest.approx(
        [0.437635, 0.304075], **near
    )
    assert found["bridging"].nlargest(4).index.tolist() == ["19", "8", "31", "13"]
    assert found.loc["19", "bridging"] == pytest.approx(0.046572, **near)
    assert found.loc[["2", "8", "0", "33"], "participation"].tolist() == pytest.approx(
        [0.48, 0.48, 0.117188, 0.290657], **near
    )
    assert found.loc["0", "efficiency"] == 13.75 / 16


def test_florentine_and_two_triangles(as_graph):
    medici = measure_bridging(as_graph(nx.florentine_families_graph())).loc["Medici"]
    assert medici["constraint"] == pytest.approx(0.209877, abs=5e-7)
    assert medici["effective_size"] == pytest.approx(5.666667, abs=5e-7)
    pairs = ["a1 a2", "a2 a3", "a1 a3", "a1 x", "x b1", "b1 b2", "b2 b3", "b1 b3"]
    ties = pd.DataFrame([pair.split() for pair in pairs], columns=["source", "target"])
    found = measure_bridging(AssetGraph.from_frame(ties))
    assert found.loc["x", ["constraint", "effective_size"]].tolist() == [0.5, 2.0]
    assert found.loc["a2", "constraint"] == pytest.approx(1.006944, abs=5e-7)
    assert found.loc[["x", "a1", "a2"], "reach_2"].tolist() == [6, 4, 3]
    assert found.loc[["x", "a1", "a2"], "core"].tolist() == [2, 2, 2]


def test_an_isolate_is_there_and_not_scorable(village):
    found = measure_bridging(village, by="place")
    assert tuple(found.columns) == BRIDGING_COLUMNS
    assert found.index.equals(village.ids)
    unscored = ["constraint", "effective_size", "efficiency", "hierarchy"]
    assert found.loc["park", unscored].isna().all()
    assert (found.loc["park"].drop([*unscored, "betweenness_sources"]) == 0).all()
    assert found.drop(index="park").notna().all(axis=None)
    assert found["constraint"].idxmin() == "choir"
    counts = found[["degree", "core", "reach_2", "betweenness_sources"]]
    assert (counts.dtypes == "int64").all()


def test_groups_by_hand(village):
    found = measure_participation(village, by="place")
    # choir: asha and hall have places, ben has none; asha: only the choir
    assert found.to_dict() == {"asha": 0, "ben": 0, "choir": 0.5, "hall": 0, "park": 0}
    weighted = measure_participation(village, by="place", weighted=True)
    assert weighted["choir"] == pytest.approx(1 - (3 / 7) ** 2 - (4 / 7) ** 2)
    assert measure_bridging(village)["participation"].isna().all()


def test_hierarchy_by_hand():
    # one contact: all of it there; a star: from all alike; a kite: in between
    star = measure_holes(graph_of([(0, 1, 1), (0, 2, 1), (0, 3, 1)]))
    assert star.loc[["0", "1"], "hierarchy"].tolist() == [0.0, 1.0]
    kite = measure_holes(graph_of([(0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 2, 1)]))
    # node 0: c(1) = c(2) = ((1 + 1/2) / 3)^2 = 1/4, c(3) = 1/9; mean 11/54
    ratios = np.array([27 / 22, 27 / 22, 6 / 11])
    expected = (ratios * np.log(ratios)).sum() / (3 * np.log(3))
    assert kite.loc["0", "hierarchy"] == pytest.approx(expected, abs=1e-12)
    assert kite.loc["0", "constraint"] == pytest.approx(11 / 18, abs=1e-12)


@given(TIES, st.booleans(), st.booleans())
def test_holes_agree_with_networkx(ties, directed, weighted):
    graph, known = graph_of(ties, directed=directed), networkx_of(ties, directed=directed)
    weight = "weight" if weighted else None
    found = measure_holes(graph, weighted=weighted)
    # asked one by one, networkx goes by the definition, but in a directed graph it then
    # calls a node that only receives ties isolated
    some = None if directed else list(known)
    same(found["constraint"], by_text(nx.constraint(known, some, weight)))
    same(found["effective_size"], by_text(nx.effective_size(known, some, weight)))
    same(measure_constraint(graph, weighted=weighted), found["constraint"])
    same(measure_effective_size(graph, weighted=weighted), found["effective_size"])
    tied = found.dropna()
    assert tied["hierarchy"].between(0, 1 + 1e-9).all()
    assert (tied["efficiency"] <= 1 + 1e-12).all()


@given(TIES, st.booleans())
def test_steps_and_core_agree_with_networkx(ties, directed):
    graph, known = graph_of(ties, directed=directed), networkx_of(ties, directed=directed)
    same(measure_closeness(graph), by_text(nx.closeness_centrality(known)))
    both = known.to_undirected()
    same(measure_core(graph), by_text(nx.core_number(both)))
    for steps in (1, 2, 3):
        near = {n: len(nx.single_source_shortest_path_length(both, n, steps)) - 1 for n in both}
        same(measure_reach(graph, steps=steps), by_text(near))


@given(TIES, st.lists(st.sampled_from(["a", "b", "c", None]), min_size=SIZE, max_size=SIZE))
def test_bridging_and_participation_by_the_definition(ties, labels):
    graph, known = graph_of(ties), networkx_of(ties)
    groups = {node: label for node, label in enumerate(labels) if label}
    found = measure_bridging(graph, by=groups if groups else {"0": None})
    between = nx.betweenness_centrality(known)
    for node in known:
        around = list(known[node])
        inverse = sum(1 / known.degree(other) for other in around)
        coefficient = 1 / len(around) / inverse if around else 0
        row = found.loc[str(node)]
        assert row["bridging"] == pytest.approx(between[node] * coefficient, abs=1e-10)
        of_group = [groups[other] for other in around if other in groups]
        shares = [(of_group.count(name) / len(of_group)) ** 2 for name in set(of_group)]
        expected = 1 - sum(shares) if shares else 0
        assert row["participation"] == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("directed", [False, True])
def test_many_starts_at_once_agree_with_networkx(as_graph, directed):
    # more starts than bits, several parts, isolates and a hub
    known = nx.gnp_random_graph(900, 0.0022, seed=4, directed=directed)
    known.add_edges_from((0, other) for other in range(1, 200))
    graph = as_graph(known, directed=directed)
    outward = graph.adjacency(weighted=False, directed=directed)
    reached, steps = count_steps(outward)
    lengths = dict(nx.all_pairs_shortest_path_length(known.reverse() if directed else known))
    assert reached.tolist() == [len(lengths[int(node)]) - 1 for node in graph.ids]
    assert steps.tolist() == [sum(lengths[int(node)].values()) for node in graph.ids]


def test_a_long_chain_is_followed_one_by_one(as_graph):
    known = nx.path_graph(1200)
    same(measure_closeness(as_graph(known)), by_text(nx.closeness_centrality(known)))


@pytest.mark.parametrize("joined", [1, 3])
def test_sampled_betweenness_lies_within_its_error(as_graph, joined):
    # with one tie each a tree: most of what an asset lies between comes from few sources
    graph = as_graph(nx.barabasi_albert_graph(1500, joined, seed=5))
    exact = measure_betweenness(graph)
    off = []
    for seed in range(8):
        found = measure_bridging(graph, exact_up_to=100, seed=seed)
        assert (found["betweenness_sources"] == 500).all()
        assert (found["betweenness_error"] > 0).all()
        off.append((found["betweenness"] - exact) / found["betweenness_error"])
    off = pd.concat(off, axis=1)
    for most in (20, 100, 1500):
        assert (off.loc[exact.nlargest(most).index].abs() <= 2).mean(axis=None) > 0.95
    exactly = measure_bridging(graph)
    assert (exactly["betweenness_error"] == 0).all()
    assert (exactly["betweenness_sources"] == 1500).all()


@given(TIES, st.permutations(range(SIZE)), st.randoms(use_true_random=False))
def test_names_and_order_of_rows_change_nothing(ties, names, random):
    groups = {node: node % 3 for node in range(SIZE)}
    before = measure_bridging(graph_of(ties), by=groups, weighted=True)
    moved = [(names[source], names[target], weight) for source, target, weight in ties]
    random.shuffle(moved)
    after = measure_bridging(
        graph_of(moved), by={names[node]: group for node, group in groups.items()},
        weighted=True,
    )  # fmt: skip
    back = after.loc[[str(names[int(node)]) for node in before.index]].set_axis(before.index)
    pd.testing.assert_frame_equal(before, back, atol=1e-11, rtol=0)


def test_nothing_to_measure():
    empty = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}))
    assert measure_bridging(empty, by={}).shape == (0, len(BRIDGING_COLUMNS))
    alone = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}), nodes=["a"])
    assert measure_bridging(alone).loc["a", "closeness"] == 0


def test_groups_that_cannot_be_used(village):
    with pytest.raises(GraphError, match="none of its ids is in this graph"):
        measure_participation(village, by={"nobody": "mill"})
    with pytest.raises(GraphError, match="'asha' stand there more than once"):
        measure_participation(village, by=pd.Series(["a", "b"], index=["asha", "asha"]))
    with pytest.raises(GraphError, match="Did you mean 'place'"):
        measure_participation(village, by="plaice")
    bare = AssetGraph.from_frame(pd.DataFrame({"source": ["a"], "target": ["b"]}))
    with pytest.raises(GraphError, match="does not know the kind"):
        measure_participation(bare, by="kind")
    with pytest.raises(ValueError, match="nobody is reached"):
        measure_reach(bare, steps=0)
