"""The fewest ties that hold a graph together, its bridges and its steps, against networkx."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.links._snapshot import DENSE_UP_TO, measure_algebraic_connectivity
from assetmap.network import AssetGraph, find_bridges, find_smallest_cut, measure_spans


def as_graph(known):
    rows = [(a, b, data.get("weight", 1.0)) for a, b, data in known.edges(data=True)]
    frame = pd.DataFrame(rows, columns=["source", "target", "weight"])
    return AssetGraph.from_frame(frame.astype({"weight": float}), nodes=list(known))


@st.composite
def graphs(draw, most=9):
    size = draw(st.integers(2, most))
    pairs = list(itertools.combinations(range(size), 2))
    known = nx.Graph()
    known.add_nodes_from(range(size))
    known.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=3 * size)))
    for a, b in known.edges():
        known[a][b]["weight"] = draw(st.integers(1, 4))
    return known


def check_cut(known, cut):
    assert 0 < len(cut.side) <= len(known) / 2
    side = set(cut.side)
    crossing = [d["weight"] for a, b, d in known.edges(data=True)
                if (str(a) in side) != (str(b) in side)]  # fmt: skip
    assert sum(crossing) == pytest.approx(cut.weight)


@given(graphs())
def test_the_smallest_cut_is_that_of_networkx(known):
    cut = find_smallest_cut(as_graph(known))
    expected = nx.stoer_wagner(known)[0] if nx.is_connected(known) else 0
    assert cut.weight == expected
    check_cut(known, cut)
    if len(cut.side) * 2 == len(known):
        assert str(min(known, key=str)) not in cut.side


@pytest.mark.parametrize("seed", range(6))
def test_the_smallest_cut_of_larger_graphs(seed):
    # two thick halves and few ties between them: no single node is the lightest
    random = np.random.default_rng(seed)
    half = nx.gnm_random_graph(40, 300, seed=seed)
    known = nx.disjoint_union(half, nx.gnm_random_graph(45, 350, seed=seed + 100))
    ends = random.integers(40, size=3).tolist(), (40 + random.integers(45, size=3)).tolist()
    known.add_edges_from(zip(*ends, strict=True))
    for a, b in known.edges():
        known[a][b]["weight"] = float(random.integers(1, 6))
    cut = find_smallest_cut(as_graph(known))
    assert cut.weight == nx.stoer_wagner(known)[0]
    check_cut(known, cut)


@pytest.mark.parametrize(
    ("known", "weight"),
    [(nx.cycle_graph(60), 2), (nx.path_graph(30), 1), (nx.complete_graph(12), 11),
     (nx.hypercube_graph(5), 5), (nx.petersen_graph(), 3)],
)  # fmt: skip
def test_cuts_that_are_known_beforehand(known, weight):
    known = nx.convert_node_labels_to_integers(known)
    nx.set_edge_attributes(known, 1.0, "weight")
    cut = find_smallest_cut(as_graph(known))
    assert cut.weight == weight
    check_cut(known, cut)


def test_cuts_of_nothing_and_of_parts():
    one = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}), nodes=["a"])
    assert math.isnan(find_smallest_cut(one).weight)
    assert len(find_smallest_cut(one).side) == 0
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    apart = find_smallest_cut(AssetGraph.from_frame(ties, nodes=["a", "b", "c", "z"]))
    assert (apart.weight, apart.side.tolist()) == (0, ["z"])


@given(graphs())
def test_bridges_and_steps_are_those_of_networkx(known):
    graph = as_graph(known)
    found = find_bridges(graph)
    pairs = list(zip(found["source"], found["target"], strict=True))
    assert pairs == sorted(tuple(sorted(map(str, pair))) for pair in nx.bridges(known))
    steps = dict(nx.all_pairs_shortest_path_length(known))
    far = [steps[a][b] for a, b in itertools.combinations(known, 2) if b in steps[a]]
    spans = measure_spans(graph)
    assert spans.joined == len(far)
    assert spans.apart == len(known) * (len(known) - 1) // 2 - len(far)
    np.testing.assert_allclose(spans.mean_steps, np.mean(far) if far else math.nan)
    if nx.is_connected(known):
        expected = nx.average_shortest_path_length(known)
        assert spans.mean_steps == pytest.approx(expected)


@given(graphs())
def test_algebraic_connectivity_is_that_of_networkx(known):
    found = measure_algebraic_connectivity(as_graph(known))
    expected = nx.algebraic_connectivity(known, weight=None, method="lanczos")
    assert found == pytest.approx(expected, abs=1e-6)
    assert (found == 0) == (not nx.is_connected(known))


@pytest.mark.parametrize("size", [DENSE_UP_TO, DENSE_UP_TO + 1, 900])
def test_algebraic_connectivity_of_larger_graphs(size):
    known = nx.connected_watts_strogatz_graph(size, 6, 0.3, seed=size)
    table = nx.laplacian_matrix(known).toarray().astype(float)
    expected = np.linalg.eigvalsh(table)[1]
    assert measure_algebraic_connectivity(as_graph(known)) == pytest.approx(expected, abs=1e-8)


def test_algebraic_connectivity_of_a_long_chain_has_a_closed_form():
    size = 2 * DENSE_UP_TO
    found = measure_algebraic_connectivity(as_graph(nx.path_graph(size)))
    assert found == pytest.approx(2 - 2 * math.cos(math.pi / size), abs=1e-9)


def test_algebraic_connectivity_of_fewer_than_two():
    none = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}), nodes=["a"])
    assert math.isnan(measure_algebraic_connectivity(none))
