"""AssetGraph holds every asset and every tie, in one order, and refuses the rest."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.errors import GraphError
from assetmap.network import AssetGraph

EDGES = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.integers(0, 7),
        st.sampled_from(["knows", "uses", "runs"]),
        st.sampled_from([0.5, 1.0, 3.0]),
    ).filter(lambda edge: edge[0] != edge[1]),
    max_size=25,
)


def frame_of(edges):
    return pd.DataFrame(edges, columns=["source", "target", "kind", "weight"])


def test_parallel_ties_of_different_kinds_stay_apart(village):
    assert len(village.source) == 4
    assert village.kinds == ("meets_at", "member_of", "runs")
    rows = village.to_frame().values.tolist()
    assert rows == [
        ["asha", "choir", "member_of", 1.0],
        ["asha", "choir", "runs", 2.0],
        ["ben", "choir", "member_of", 0.5],
        ["choir", "hall", "meets_at", 4.0],
    ]


def test_arrays_are_of_the_promised_types_and_read_only(village):
    expected = {"source": "int32", "target": "int32", "kind": "int16", "weight": "float64"}
    for name, dtype in expected.items():
        values = getattr(village, name)
        assert values.dtype == dtype
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1
    with pytest.raises(AttributeError):
        village.weight = np.ones(4)
    with pytest.raises(TypeError):
        village.ids[0] = "x"


def test_labels_are_copies(village):
    labels = village.kind_of_node
    labels["asha"] = "space"
    assert village.kind_of_node["asha"] == "individual"
    assert village.place_of_node.isna().tolist() == [False, True, False, False, True]


def test_adjacency_sums_parallels_both_ways(village):
    matrix = village.adjacency().toarray()
    assert matrix[0, 2] == 3.0
    assert matrix[2, 3] == 4.0
    assert (matrix == matrix.T).all()
    assert matrix[4].sum() == 0
    assert np.diag(matrix).sum() == 0


def test_adjacency_of_kinds_unweighted_and_directed(village):
    runs = village.adjacency(kinds=["runs"]).toarray()
    assert runs[0, 2] == 2.0
    assert runs.sum() == 4.0
    one_way = village.adjacency(weighted=False, directed=True).toarray()
    assert one_way.tolist()[0] == [0, 0, 1, 0, 0]
    assert one_way[2, 0] == 0
    assert village.adjacency(kinds="runs").toarray().sum() == 4.0


def test_adjacency_is_a_new_array_each_time(village):
    village.adjacency().data[:] = 99
    assert village.adjacency().max() == 4.0


def test_unknown_kind_is_refused_with_a_hint(village):
    with pytest.raises(GraphError, match=r"'membr_of' is not known. Did you mean 'member_of'\?"):
        village.adjacency(kinds=["membr_of"])


def test_repr_answers_the_first_question(village):
    assert repr(village) == (
        "<AssetGraph: 5 nodes, 4 ties (meets_at 1, member_of 2, runs 1), 2 components, 1 isolate>"
    )


def test_a_graph_without_nodes_is_still_a_graph():
    graph = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}))
    assert len(graph) == 0
    assert bool(graph)
    assert repr(graph) == "<AssetGraph: 0 nodes, 0 ties, 0 components, 0 isolates>"
    assert graph.adjacency().shape == (0, 0)


def test_equality_is_identity_and_a_graph_can_be_a_key(village):
    other = AssetGraph.from_frame(village.to_frame(), nodes=village.ids)
    assert village != other
    assert {village: 1}[village] == 1


def test_a_graph_survives_pickling(village):
    again = pickle.loads(pickle.dumps(village))
    pd.testing.assert_frame_equal(again.to_frame(), village.to_frame())


def test_whole_decimals_whole_numbers_and_text_are_one_id():
    ties = pd.DataFrame({"source": [1.0, 2.0], "target": ["2", "3"]})
    assert AssetGraph.from_frame(ties, nodes=[1, 2, 3]).ids.tolist() == ["1", "2", "3"]


def test_missing_kinds_are_other():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "kind": ["knows", None]})
    assert AssetGraph.from_frame(ties).to_frame()["kind"].tolist() == ["knows", "other"]


def test_every_problem_of_a_table_is_in_one_error():
    ties = pd.DataFrame(
        {
            "source": ["a", None, "b", "c", "x"],
            "target": ["b", "a", "b", "a", "a"],
            "weight": [1.0, np.inf, -1.0, np.nan, 0.0],
        }
    )
    with pytest.raises(GraphError) as caught:
        AssetGraph.from_frame(ties, nodes=["a", "b", "c", "c"])
    message = str(caught.value)
    assert message.startswith("This table cannot make a graph: 5 problems.")
    assert "ties[1, 2, 3, 4].weight: is not a finite number above zero." in message
    assert [problem.code for problem in caught.value.problems] == [
        "impossible_weight", "duplicate_id", "missing_id", "unknown_asset", "self_tie"
    ]  # fmt: skip
    assert [str(problem) for problem in caught.value.problems[1:]] == [
        "nodes: 'c' stand there more than once. Give each id once.",
        "ties[1].source: is empty. Fill it in.",
        "ties.source: 'x' is not in `nodes`. Add or correct it.",
        "ties[2]: joins an asset to itself. Correct one end.",
    ]


def test_a_missing_column_is_named_with_the_nearest():
    with pytest.raises(GraphError, match=r"no column 'source'. Did you mean 'sorce'\?"):
        AssetGraph.from_frame(pd.DataFrame({"sorce": ["a"], "target": ["b"]}))


def test_empty_text_is_not_an_id():
    with pytest.raises(GraphError, match=r"ties\[7\].target: is empty"):
        AssetGraph.from_frame(pd.DataFrame({"source": ["a"], "target": [" "]}, index=[7]))


def test_arrays_are_checked_too():
    good = {
        "ids": pd.Index(["a", "b"]),
        "source": [0],
        "target": [1],
        "kind": [0],
        "kinds": ("knows",),
        "weight": [1.0],
    }
    assert len(AssetGraph(**good)) == 2
    for change, reason in [
        ({"ids": pd.Index(["b", "a"])}, "order of text"),
        ({"ids": pd.Index(["a", "a"])}, "unique"),
        ({"target": [2]}, "positions from 0 to 1"),
        ({"kind": [-1]}, "kind: must hold positions from 0 to 0"),
        ({"target": [0]}, "itself"),
        ({"weight": [np.nan]}, "finite and above zero"),
        ({"weight": [1.0, 2.0]}, "differ in length"),
    ]:
        with pytest.raises(GraphError, match=reason):
            AssetGraph(**(good | change))


@settings(deadline=None)
@given(EDGES, st.randoms())
def test_row_order_does_not_matter(edges, random):
    shuffled = list(edges)
    random.shuffle(shuffled)
    one = AssetGraph.from_frame(frame_of(edges), nodes=range(8))
    two = AssetGraph.from_frame(frame_of(shuffled), nodes=range(8))
    pd.testing.assert_frame_equal(one.to_frame(), two.to_frame())
    assert one.adjacency().data.tobytes() == two.adjacency().data.tobytes()


@settings(deadline=None)
@given(EDGES)
def test_frame_and_back_is_identity_and_the_input_is_not_changed(edges):
    frame = frame_of(edges)
    before = frame.copy(deep=True)
    graph = AssetGraph.from_frame(frame, nodes=range(8))
    pd.testing.assert_frame_equal(frame, before)
    again = AssetGraph.from_frame(graph.to_frame(), nodes=graph.ids)
    pd.testing.assert_frame_equal(again.to_frame(), graph.to_frame())


@settings(deadline=None)
@given(EDGES, st.booleans(), st.booleans())
def test_adjacency_agrees_with_adding_up_one_by_one(edges, weighted, directed):
    graph = AssetGraph.from_frame(frame_of(edges), nodes=range(8))
    expected = np.zeros((8, 8))
    for source, target, _, weight in edges:
        expected[source, target] += weight
        if not directed:
            expected[target, source] += weight
    if not weighted:
        expected = (expected > 0).astype(float)
    found = graph.adjacency(weighted=weighted, directed=directed).toarray()
    np.testing.assert_allclose(found, expected)
