"""How closed groups are, against published values, networkx, counting by hand and chance."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assetmap.errors import GraphError
from assetmap.links._mixing import count_shuffled, expect_ei, list_contacts, read_labels
from assetmap.links.measure_assortativity import measure_assortativity
from assetmap.links.measure_modularity import measure_modularity
from assetmap.links.measure_openness import measure_openness
from assetmap.links.measure_silos import SILO_COLUMNS, measure_silos
from assetmap.network import AssetGraph


def as_graph(known):
    edges = pd.DataFrame(list(known.edges()), columns=["source", "target"], dtype=object)
    return AssetGraph.from_frame(edges, nodes=list(known.nodes()))


@pytest.fixture(scope="module")
def club():
    known = nx.karate_club_graph()
    return as_graph(known), nx.get_node_attributes(known, "club")


@st.composite
def grouped(draw, most=10):
    """A graph, and the group of some of its nodes."""
    size = draw(st.integers(2, most))
    pairs = list(itertools.combinations(range(size), 2))
    known = nx.Graph()
    known.add_nodes_from(range(size))
    known.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=2 * size)))
    words = st.sampled_from(["mill", "hill", "quay", None])
    groups = {node: draw(words) for node in known}
    return known, groups


def between_known(known, groups):
    return known.subgraph([node for node in known if groups[node] is not None])


def ei(internal, external):
    both = internal + external
    return (external - internal) / both if both else math.nan


def test_published_values_of_the_karate_club(club):
    graph, groups = club
    silos = measure_silos(graph, by=groups)
    whole = silos.iloc[0]
    assert silos.index[0] == "all"
    assert (whole["internal"], whole["external"], whole["assets"]) == (67, 11, 34)
    assert whole["ei"] == pytest.approx(-0.717949, abs=5e-7)
    assert whole["modularity"] == pytest.approx(0.358235, abs=5e-7)
    assert whole["assortativity"] == pytest.approx(0.717531, abs=5e-7)
    assert measure_modularity(graph, by=groups) == pytest.approx(0.358235, abs=5e-7)
    assert measure_assortativity(graph, by=groups) == pytest.approx(0.717531, abs=5e-7)
    # two halves of 17: a tie is inside by chance in 2*17*16 of 34*33 cases
    assert whole["expected_ei"] == pytest.approx(1 - 2 * 2 * 17 * 16 / (34 * 33))
    assert whole["p"] == pytest.approx(2 / 1000)  # no permutation is nearly as closed
    assert silos["modularity"].iloc[1:].sum() == pytest.approx(whole["modularity"])
    assert whole["says"] == (
        "67 ties stay within their groups, 11 lead between groups (E-I -0.72); chance would give "
        "+0.03, so they keep to their own more than that (p 0.002)."
    )


def test_openness_of_the_karate_club(club):
    graph, groups = club
    openness = measure_openness(graph, by=groups)
    known = nx.karate_club_graph()
    for node in known:
        outside = sum(groups[other] != groups[node] for other in known[node])
        assert openness[str(node)] == ei(known.degree(node) - outside, outside)
    assert openness["33"] == pytest.approx((3 - 14) / 17)


@given(grouped())
def test_counts_are_those_of_going_through_every_tie(drawn):
    known, groups = drawn
    found = measure_silos(as_graph(known), by=groups, permutations=5)
    assert list(found.columns) == list(SILO_COLUMNS)
    kept = between_known(known, groups)
    within = sum(groups[a] == groups[b] for a, b in kept.edges())
    across = kept.number_of_edges() - within
    unknown = known.number_of_edges() - kept.number_of_edges()
    whole = found.iloc[0]
    assert (whole["internal"], whole["external"], whole["unknown"]) == (within, across, unknown)
    assert whole["assets"] == len(kept)
    assert whole["ungrouped"] == len(known) - len(kept)
    np.testing.assert_equal(whole["ei"], ei(within, across))
    assert set(found.index[1:]) == {groups[node] for node in kept}
    for group, row in found.iloc[1:].iterrows():
        inside = {node for node in known if groups[node] == group}
        internal = known.subgraph(inside).number_of_edges()
        around = [b if a in inside else a for a, b in nx.edge_boundary(known, inside)]
        nowhere = [node for node in around if groups[node] is None]
        assert row["assets"] == len(inside)
        assert (row["internal"], row["external"]) == (internal, len(around) - len(nowhere))
        assert (row["unknown"], row["ungrouped"]) == (len(nowhere), len(set(nowhere)))
        np.testing.assert_equal(row["ei"], ei(internal, len(around) - len(nowhere)))
        assert math.isnan(row["ei"]) or -1 <= row["ei"] <= 1
        assert math.isnan(row["p"]) or 0 < row["p"] <= 1


@given(grouped())
def test_modularity_and_assortativity_are_those_of_networkx(drawn):
    known, groups = drawn
    kept = between_known(known, groups)
    assume(kept.number_of_edges())
    graph = as_graph(known)
    parts = [{node for node in kept if groups[node] == word} for word in set(groups.values())]
    parts = [part for part in parts if part]
    modularity = nx.community.modularity(kept, parts)
    assert measure_modularity(graph, by=groups) == pytest.approx(modularity, abs=1e-9)
    nx.set_node_attributes(kept, {node: groups[node] for node in kept}, "group")
    found = measure_silos(graph, by=groups, permutations=0)
    ends = {groups[node] for node in kept if kept.degree(node)}
    if len(ends) == 1:
        assert math.isnan(measure_assortativity(graph, by=groups))
        assert math.isnan(found["assortativity"].iloc[0])
        return
    expected = nx.attribute_assortativity_coefficient(kept, "group")
    assert measure_assortativity(graph, by=groups) == pytest.approx(expected, abs=1e-9)
    assert found["assortativity"].iloc[0] == pytest.approx(expected, abs=1e-9)
    for group, row in found.iloc[1:].iterrows():
        is_in = {node: str(groups[node] == group) for node in kept}
        nx.set_node_attributes(kept, is_in, "is_in")
        if group in ends:
            alone = nx.attribute_assortativity_coefficient(kept, "is_in")
            assert row["assortativity"] == pytest.approx(alone, abs=1e-9)
        else:
            assert math.isnan(row["assortativity"])


@given(grouped(), st.randoms(use_true_random=False))
def test_names_and_the_order_of_rows_make_no_difference(drawn, random):
    known, groups = drawn
    plain = measure_silos(as_graph(known), by=groups, permutations=0)
    names = [f"n{at}" for at in known]
    random.shuffle(names)
    renamed = dict(zip(known, names, strict=True))
    other = nx.relabel_nodes(known, renamed)
    edges = [pair[:: random.choice([1, -1])] for pair in other.edges()]
    random.shuffle(edges)
    ties = pd.DataFrame(edges, columns=["source", "target"], dtype=object)
    graph = AssetGraph.from_frame(ties, nodes=names)
    called = {"mill": "M", "hill": "H", "quay": "Q"}
    series = pd.Series({renamed[node]: called.get(word) for node, word in groups.items()})
    found = measure_silos(graph, by=series.sample(frac=1, random_state=1), permutations=0)
    numbers = plain.drop(columns="says").rename(index=called).sort_index()
    pd.testing.assert_frame_equal(found.drop(columns="says").sort_index(), numbers)


@given(grouped(most=6))
def test_the_closed_form_is_the_mean_over_all_ways_to_share_groups_out(drawn):
    known, groups = drawn
    words = [word for word in groups.values() if word is not None]
    nodes = [node for node in known if groups[node] is not None]
    edges = list(between_known(known, groups).edges())
    assume(edges)
    means = []
    for shuffled in itertools.permutations(words):
        label = dict(zip(nodes, shuffled, strict=True))
        within = sum(label[a] == label[b] for a, b in edges)
        means.append(ei(within, len(edges) - within))
    sizes = np.array([words.count(word) for word in sorted(set(words))])
    assert expect_ei(sizes) == pytest.approx(np.mean(means), abs=1e-12)
    found = measure_silos(as_graph(known), by=groups, permutations=0)
    assert found["expected_ei"].iloc[0] == pytest.approx(np.mean(means), abs=1e-12)


def test_permutations_agree_with_the_closed_form(club):
    graph, groups = club
    contacts = list_contacts(graph, read_labels(graph, groups))
    drawn = []
    for internal, ends in count_shuffled(contacts, permutations=4000, seed=7):
        assert (ends.sum(axis=1) == 2 * 78).all()
        within = internal.sum(axis=1)
        drawn.append((78 - 2 * within) / 78)
    values = np.concatenate(drawn)
    assert len(values) == 4000
    error = values.std() / math.sqrt(len(values))
    assert abs(values.mean() - expect_ei(np.array([17, 17]))) < 4 * error


def test_shuffling_counts_what_a_loop_counts(club):
    graph, _ = club
    groups = pd.Series(np.arange(34) % 5, index=graph.ids).iloc[:30]  # four have none
    labels = read_labels(graph, groups)
    contacts = list_contacts(graph, labels).between_groups()
    blocks = list(count_shuffled(contacts, permutations=600, seed=11))
    assert len(blocks) > 1
    internal = np.concatenate([block[0] for block in blocks])
    ends = np.concatenate([block[1] for block in blocks])
    random = np.random.default_rng(11)
    code = np.sort(labels.code[labels.code >= 0])
    at = np.flatnonzero(labels.code >= 0)
    for row in range(600):
        shuffled = np.full(34, -1)
        shuffled[at] = random.permuted(code)
        one, other = shuffled[contacts.first], shuffled[contacts.second]
        assert (np.bincount(one[one == other], minlength=5) == internal[row]).all()
        both = np.bincount(np.append(one, other), minlength=5)
        assert (both == ends[row]).all()


def test_p_and_expectation_of_groups_are_near_those_of_all_permutations():
    known = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f")])
    groups = dict(zip("abcdef", ["M", "M", "M", "H", "H", "Q"], strict=True))
    seen, means = {}, {}
    found = measure_silos(as_graph(known), by=groups, permutations=20_000, seed=3)
    for group in ("all", "M", "H", "Q"):
        values = []
        for shuffled in itertools.permutations(groups.values()):
            label = dict(zip(known, shuffled, strict=True))
            of = [(label[a], label[b]) for a, b in known.edges()]
            within = sum(a == b and group in ("all", a) for a, b in of)
            across = sum(a != b and group in ("all", a, b) for a, b in of)
            values.append(ei(within, across))
        values = np.array(values)
        value = found["ei"][group]
        low, high = (values <= value + 1e-12).mean(), (values >= value - 1e-12).mean()
        seen[group] = min(1, 2 * min(low, high))
        means[group] = values.mean()
    assert found["p"].to_dict() == pytest.approx(seen, abs=0.02)
    assert found["expected_ei"].to_dict() == pytest.approx(means, abs=0.02)


def test_the_seed_decides_and_nothing_else(club):
    graph, groups = club
    first = measure_silos(graph, by=groups, permutations=50, seed=1)
    pd.testing.assert_frame_equal(first, measure_silos(graph, by=groups, permutations=50, seed=1))
    other = measure_silos(graph, by=groups, permutations=50, seed=2)
    assert first["expected_ei"].iloc[1] != other["expected_ei"].iloc[1]
    assert first["expected_ei"].iloc[0] == other["expected_ei"].iloc[0]


def test_what_cannot_be_scored_stands_first_and_says_so():
    ties = pd.DataFrame({"source": ["a", "a", "x"], "target": ["b", "c", "a"]})
    graph = AssetGraph.from_frame(ties, nodes=["a", "b", "c", "d", "x"])
    groups = pd.Series({"a": "mill", "b": "mill", "c": "hill", "d": "quay", "x": " "})
    found = measure_silos(graph, by=groups, permutations=20)
    assert found.index.tolist() == ["all", "quay", "mill", "hill"]
    assert found.loc["quay", ["ei", "p"]].isna().all()
    assert found.loc["quay", ["internal", "external", "assets"]].tolist() == [0, 0, 1]
    assert found["says"]["quay"] == (
        "quay: no tie of its 1 asset to an asset with a group is recorded yet: ask who knows whom."
    )
    assert found["says"]["all"].endswith("1 asset has no group; 1 tie with them is left out.")
    assert found["says"]["mill"].endswith("Left out: 1 tie with 1 asset of no known group.")
    openness = measure_openness(graph, by=groups)
    assert openness.isna().to_dict() == {"a": False, "b": False, "c": False, "d": True, "x": True}


def test_no_tie_one_group_and_nobody():
    nobody = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}))
    found = measure_silos(nobody, by={})
    assert found.index.tolist() == ["all"]
    assert found["ei"].isna().all()
    assert found["says"]["all"].startswith("No tie between assets that have a group")
    assert measure_modularity(nobody, by={}) == 0
    assert math.isnan(measure_assortativity(nobody, by={}))
    alone = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}), nodes=["a", "b"])
    apart = measure_silos(alone, by={"a": "mill", "b": "hill"})
    assert apart[["ei", "expected_ei", "p"]].isna().all(axis=None)
    pair = AssetGraph.from_frame(pd.DataFrame({"source": ["a"], "target": ["b"]}))
    one = measure_silos(pair, by={"a": "mill", "b": "mill"})
    assert one["ei"].tolist() == [-1, -1]
    assert one["expected_ei"].tolist() == [-1, -1]
    assert one["p"].tolist() == [1, 1]
    assert "chance alone could do this" in one["says"]["all"]


def test_several_ties_of_the_same_two_are_one_contact():
    once = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    again = pd.concat([once, once.rename(columns={"source": "target", "target": "source"})])
    groups = {"a": "mill", "b": "mill", "c": "hill"}
    found = [
        measure_silos(AssetGraph.from_frame(ties), by=groups, permutations=30)
        for ties in (once, again)
    ]
    pd.testing.assert_frame_equal(*found)


def test_groups_by_number_and_those_the_graph_knows():
    ties = pd.DataFrame({"source": [1, 2], "target": [2, 3]})
    nodes = pd.DataFrame({"place": ["M", "M", "H"], "kind": "space"}, index=[1, 2, 3])
    graph = AssetGraph.from_frame(ties, nodes=nodes)
    named = measure_silos(graph, by="place", permutations=0)
    assert named.index.tolist() == ["all", "M", "H"]
    numbers = measure_silos(
        graph, by=pd.Series([7.0, 7.0, 2.0, None], index=[1, 2, 3, 99]), permutations=0
    )
    assert numbers.index.tolist() == ["all", "7", "2"]
    assert measure_silos(graph, by="kind", permutations=0)["ei"].tolist() == [-1, -1]


def test_groups_that_cannot_be_used(club):
    graph, _ = club
    for measure in (measure_silos, measure_openness, measure_modularity, measure_assortativity):
        with pytest.raises(GraphError, match="Did you mean 'place'"):
            measure(graph, by="plac")
        with pytest.raises(GraphError, match="none of its ids is in this graph"):
            measure(graph, by={"nobody": "mill"})
        with pytest.raises(GraphError, match="more than once"):
            measure(graph, by=pd.Series(["M", "H"], index=["0", "0"]))
    with pytest.raises(ValueError, match="`permutations` is -1"):
        measure_silos(graph, by={"0": "M"}, permutations=-1)


def test_a_group_cannot_be_called_as_the_whole_is() -> None:
    graph = AssetGraph.from_frame(pd.DataFrame({"source": ["a"], "target": ["b"]}))
    with pytest.raises(GraphError, match=r"'all'.*Rename it"):
        measure_silos(graph, by={"a": "all", "b": "x"})


def test_words_in_tuples_are_refused_and_an_empty_one_is_no_group() -> None:
    graph = AssetGraph.from_frame(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    with pytest.raises(GraphError, match=r"by\['a'\]: names 2 groups"):
        measure_silos(graph, by=pd.Series([("x", "y"), (), "z"], index=list("abc")))
    found = measure_silos(graph, by=pd.Series(["x", (), "z"], index=list("abc")))
    assert found.index.tolist() == ["all", "x", "z"]
    assert found["ungrouped"].iloc[0] == 1
