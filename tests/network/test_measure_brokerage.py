"""Brokerage equals a count over all triples, and the published counts."""

from __future__ import annotations

import sys
from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.errors import GraphError
from assetmap.network import BROKER_ROLES, AssetGraph, measure_brokerage

SIZES = st.integers(1, 30)


@st.composite
def networks(draw):
    """Draw up to 30 nodes, ties of any density, and groups that some lack."""
    size = draw(SIZES)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    is_tied = random.random((size, size)) < draw(st.sampled_from([0.05, 0.15, 0.4, 0.9]))
    np.fill_diagonal(is_tied, val=False)
    groups = [None if random.random() < 0.1 else int(g) for g in random.integers(0, 4, size)]
    return is_tied, groups


def count_by_hand(is_tied, groups, *, shared):
    size = len(groups)
    found = np.zeros((size, 5))
    for a, b, c in permutations(range(size), 3):
        if not (is_tied[a, b] and is_tied[b, c]) or is_tied[a, c]:
            continue
        one, two, three = groups[a], groups[b], groups[c]
        if None in (one, two, three):
            continue
        if one == two == three:
            role = "coordinator"
        elif one == three:
            role = "itinerant"
        elif two == three:
            role = "gatekeeper"
        elif one == two:
            role = "representative"
        else:
            role = "liaison"
        many = (is_tied[a] & is_tied[:, c]).sum() if shared else 1
        found[b, BROKER_ROLES.index(role)] += 1 / many
    return pd.DataFrame(found, columns=list(BROKER_ROLES))


@settings(max_examples=40)
@given(networks(), st.booleans(), st.sampled_from(["full", "shared"]))
def test_brokerage_equals_a_count_over_all_triples(network, directed, credit):
    is_tied, groups = network
    ties = pd.DataFrame(np.argwhere(is_tied), columns=["source", "target"])
    graph = AssetGraph.from_frame(ties, nodes=range(len(groups)), directed=directed)
    named = pd.Series(groups, dtype=object)
    found = measure_brokerage(graph, by=named, credit=credit)
    both = is_tied if directed else is_tied | is_tied.T
    expected = count_by_hand(both, groups, shared=credit == "shared")
    got = found.set_axis(found.index.astype(int)).sort_index().rename_axis(None)
    pd.testing.assert_frame_equal(got, expected, check_dtype=False, check_index_type=False)
    assert (found.dtypes == ("int64" if credit == "full" else "float64")).all()
    other = measure_brokerage(graph, by=named, credit=credit, directed=True)
    if directed:
        pd.testing.assert_frame_equal(found, other)


def test_karate_club_anchors(as_graph):
    known = nx.karate_club_graph()
    clubs = {str(node): club for node, club in known.nodes(data="club")}
    found = measure_brokerage(as_graph(known), by=clubs)
    assert found.loc["0"].tolist() == [174, 0, 15, 15, 0]
    assert found.loc["2"].tolist() == [10, 12, 23, 23, 0]
    assert found.loc["33"].tolist() == [156, 6, 40, 40, 0]


def test_small_blocks_give_the_same(as_graph, monkeypatch):
    graph = as_graph(nx.karate_club_graph())
    groups = {node: int(node) % 4 for node in graph.ids}
    whole = measure_brokerage(graph, by=groups, credit="shared")
    monkeypatch.setattr(sys.modules[measure_brokerage.__module__], "_CHAINS_AT_ONCE", 7)
    pd.testing.assert_frame_equal(
        whole, measure_brokerage(graph, by=groups, credit="shared"), atol=1e-11
    )
    full = measure_brokerage(graph, by=groups)
    monkeypatch.setattr("assetmap.network.holes._WEDGES_AT_ONCE", 5)
    pd.testing.assert_frame_equal(full, measure_brokerage(graph, by=groups))


def test_who_has_no_group_brokers_nothing(village):
    found = measure_brokerage(village, by="place")
    # asha (mill) - choir (mill) - hall (hill); ben has no place
    assert found.loc["choir"].to_dict() == {
        "coordinator": 0, "itinerant": 0, "gatekeeper": 1, "representative": 1, "liaison": 0
    }  # fmt: skip
    assert (found.drop(index="choir") == 0).all(axis=None)


def test_a_credit_that_is_not_known(village):
    with pytest.raises(GraphError, match="Did you mean 'shared'"):
        measure_brokerage(village, by="place", credit="share")
