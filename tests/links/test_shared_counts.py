"""The kernel: shared people and groups, against dense products, networkx and published counts."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite
from scipy.sparse import csr_array

from assetmap.errors import GraphError
from assetmap.links import _shared_counts as sharing
from assetmap.links._shared_counts import count_shared


def share(active, is_person=None, is_unsure=None):
    """Count on a table of actors by places."""
    active = np.asarray(active, dtype=float)
    nobody = np.zeros(len(active), dtype=bool)
    return count_shared(
        csr_array(active),
        is_person=nobody if is_person is None else np.asarray(is_person),
        is_unsure=nobody if is_unsure is None else np.asarray(is_unsure),
        ids=pd.Index([f"n{row}" for row in range(len(active))]),
    )


def read_women(*, as_places):
    """Lay out the women and events of Davis, Gardner and Gardner (1941)."""
    graph = nx.davis_southern_women_graph()
    women, events = (sorted(graph.graph[side]) for side in ("top", "bottom"))
    places, actors = (women, events) if as_places == "women" else (events, women)
    return graph, places, actors, nx.to_numpy_array(graph, [*actors, *places], weight=None)


@pytest.mark.parametrize(
    ("as_places", "pairs", "most"),
    [("women", 139, {("Evelyn Jefferson", "Theresa Anderson"): 7}), ("events", 66, {})],
)
def test_southern_women(as_places, pairs, most):
    """139 pairs of women went to an event together, Evelyn and Theresa to seven."""
    graph, places, actors, table = read_women(as_places=as_places)
    shared = share(table[: len(actors), len(actors) :])
    names = [(places[p // len(places)], places[p % len(places)]) for p in shared.pair]
    found = dict(zip(names, shared.actors.tolist(), strict=True))
    assert len(found) == pairs
    assert found.items() >= most.items()
    if as_places == "events":
        assert found["E8", "E9"] == 9
    theirs = bipartite.collaboration_weighted_projected_graph(graph, places)
    weights = {tuple(sorted(pair)): w for *pair, w in theirs.edges(data="weight")}
    ours = dict(zip(names, shared.weight.tolist(), strict=True))
    assert ours == pytest.approx(weights)


TABLES = st.integers(1, 7).flatmap(
    lambda places: st.lists(
        st.tuples(
            st.lists(st.booleans(), min_size=places, max_size=places), st.booleans(), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)


@pytest.mark.parametrize("few", [0, sharing.FEW_ACTORS])
@pytest.mark.parametrize("at_once", [1, 5, sharing.SHARED_AT_ONCE])
def test_shared_agree_with_dense_products_however_they_are_cut(monkeypatch, at_once, few):
    monkeypatch.setattr(sharing, "SHARED_AT_ONCE", at_once)
    monkeypatch.setattr(sharing, "FEW_ACTORS", few)

    @settings(deadline=None, max_examples=60)
    @given(TABLES)
    def agree(rows):
        active, is_person, is_unsure = (np.array(part) for part in zip(*rows, strict=True))
        shared = share(active, is_person, is_unsure)
        many = active.sum(axis=1)
        part = np.where(many > 1, 1 / np.maximum(many - 1, 1), 0.0)
        n = active.shape[1]
        assert (np.diff(shared.pair) > 0).all()
        for found, worth in (
            (shared.actors, np.ones(len(active))),
            (shared.people, is_person),
            (shared.unsure, is_unsure),
            (shared.weight, part),
            (shared.group_weight, np.where(is_person, 0.0, part)),
        ):
            laid = np.zeros(n * n)
            laid[shared.pair] = found
            dense = np.triu((active * worth[:, None]).T.astype(float) @ active, k=1)
            np.testing.assert_allclose(laid.reshape(n, n), dense, atol=1e-12)
        assert (shared.actors > 0).all()

    agree()


def test_one_body_everywhere_is_refused_before_it_is_listed(monkeypatch):
    monkeypatch.setattr(sharing, "MAX_PAIRS", 5)
    with pytest.raises(GraphError, match=r"more than 5 pairs of places\..* 'n1', 'n0'\."):
        share([[1, 1, 0, 0], [1, 1, 1, 1]])


def test_bodies_that_join_the_same_places_do_not_add_up_to_too_many(monkeypatch):
    """Ten bodies in the same three places list thirty pairs, and three come out."""
    monkeypatch.setattr(sharing, "MAX_PAIRS", 3)
    monkeypatch.setattr(sharing, "SHARED_AT_ONCE", 4)
    shared = share(np.ones((10, 3)))
    assert shared.pair.tolist() == [1, 2, 5]
    assert shared.actors.tolist() == [10, 10, 10]
    assert shared.weight.tolist() == [5.0, 5.0, 5.0]


def test_many_small_ones_are_refused_too(monkeypatch):
    monkeypatch.setattr(sharing, "MAX_PAIRS", 2)
    with pytest.raises(GraphError, match="more than 2 pairs"):
        share([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])


def test_nobody_shares_nothing():
    for table in (np.zeros((0, 3)), np.eye(3), np.zeros((2, 0))):
        assert len(share(table).pair) == 0
