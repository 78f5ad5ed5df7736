"""Memberships: the Southern Women as published, networkx's bipartite measures, and a map."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import pandas as pd
import pytest
from networkx.algorithms import bipartite

from assetmap.errors import GraphError
from assetmap.network import (
    Memberships,
    build_memberships,
    build_people_graph,
    measure_bridging,
    measure_membership_clustering,
    measure_memberships,
)
from assetmap.tables import AssetMap


def memberships_of(known, people):
    rows = [(a, b) if a in people else (b, a) for a, b in known.edges()]
    groups = [node for node in known if node not in people]
    frame = pd.DataFrame(rows, columns=["person", "group"])
    return Memberships.from_frame(frame, people=people, groups=groups)


@pytest.fixture
def women():
    known = nx.davis_southern_women_graph()
    top = known.graph["top"]
    return known, top, memberships_of(known, top)


def test_southern_women_shared_events(women):
    _, _, memberships = women
    people, events = memberships.to_people(weight="count"), memberships.to_groups()
    assert repr(memberships) == "<Memberships: 18 people, 14 groups, 89 memberships>"
    assert (len(people.source), len(events.source)) == (139, 66)
    shared = people.to_frame().set_index(["source", "target"])["weight"]
    assert shared["Evelyn Jefferson", "Laura Mandeville"] == 6
    assert shared["Evelyn Jefferson", "Theresa Anderson"] == 7
    assert events.to_frame().set_index(["source", "target"])["weight"]["E8", "E9"] == 9
    found = measure_memberships(memberships)
    four = ["Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Brenda Rogers"]
    assert found.loc[four, "memberships"].tolist() == [8, 7, 8, 7]


def test_southern_women_centralities(women):
    known, top, memberships = women
    found = measure_memberships(memberships)
    names = ["degree", "closeness", "betweenness"]
    for who, expected in {
        "Evelyn Jefferson": [0.571, 0.800, 0.097],
        "Nora Fayette": [0.571, 0.800, 0.113],
        "E8": [0.778, 0.846, 0.244],
    }.items():
        assert found.loc[who, names].tolist() == pytest.approx(expected, abs=5e-4)
    assert found.index.tolist() == [*sorted(top), *sorted(set(known) - set(top))]
    assert measure_membership_clustering(memberships) == pytest.approx(0.467764, abs=5e-7)


@pytest.mark.parametrize("seed", range(6))
def test_random_memberships_agree_with_networkx(seed):
    known = bipartite.random_graph(9 + seed, 7, 0.06 * (seed + 1), seed=seed)
    known = nx.relabel_nodes(known, {node: f"n{node:02d}" for node in known})
    people = [node for node, side in known.nodes(data="bipartite") if side == 0]
    memberships = memberships_of(known, people)
    found = measure_memberships(memberships)
    for name, measure in [
        ("degree", bipartite.degree_centrality),
        ("closeness", bipartite.closeness_centrality),
        ("betweenness", bipartite.betweenness_centrality),
    ]:
        expected = pd.Series(measure(known, people)).reindex(found.index).fillna(0.0)
        pd.testing.assert_series_equal(found[name], expected, check_names=False)
    expected = bipartite.robins_alexander_clustering(known)
    assert measure_membership_clustering(memberships) == pytest.approx(expected)
    for weight, project in [
        ("newman", bipartite.collaboration_weighted_projected_graph),
        ("count", bipartite.weighted_projected_graph),
    ]:
        theirs = project(known, people)
        ours = memberships.to_people(weight=weight)
        assert len(ours.source) == theirs.number_of_edges()
        for tie in ours.to_frame().itertuples():
            assert theirs[tie.source][tie.target]["weight"] == pytest.approx(tie.weight)


def test_one_huge_group_need_not_tie_everyone():
    rows = [(f"p{n}", "county") for n in range(40)] + [("p1", "choir"), ("p2", "choir")]
    memberships = Memberships.from_frame(pd.DataFrame(rows, columns=["person", "group"]))
    everyone = memberships.to_people()
    assert len(everyone.source) == 40 * 39 // 2
    weight = everyone.to_frame().set_index(["source", "target"])["weight"]
    assert weight["p1", "p2"] == pytest.approx(1 + 1 / 39)
    assert weight["p1", "p3"] == pytest.approx(1 / 39)
    few = memberships.to_people(largest=39)
    assert few.to_frame()[["source", "target"]].to_numpy().tolist() == [["p1", "p2"]]
    assert len(few) == 40


@pytest.fixture
def town():
    kinds = {
        "asha": "individual", "ben": "individual", "cy": "individual", "dee": "individual",
        "gone": "individual", "choir": "association", "chess": "association",
        "old": "association", "refuge": "institution", "hall": "space",
    }  # fmt: skip
    assets = pd.DataFrame({"name": list(kinds), "kind": list(kinds.values())}, index=list(kinds))
    assets["status"] = ["closed" if name in {"old", "gone"} else "active" for name in kinds]
    assets["sensitive_location"] = [name == "refuge" for name in kinds]
    rows = [
        ("asha", "choir", "member_of", None), ("ben", "choir", "runs", None),
        ("cy", "chess", "member_of", "2020-01-01"), ("asha", "chess", "member_of", None),
        ("cy", "old", "member_of", None), ("dee", "old", "member_of", None),
        ("cy", "refuge", "member_of", None), ("dee", "refuge", "volunteers_at", None),
        ("gone", "choir", "member_of", None), ("asha", "hall", "uses", None),
        ("asha", "ben", "knows", None), ("cy", "dee", "knows", None),
        ("asha", "dee", "supports", None),
    ]  # fmt: skip
    ties = pd.DataFrame(rows, columns=["source", "target", "kind", "until"])
    return AssetMap.from_frames(assets=assets, ties=ties, as_of=dt.date(2026, 1, 1))


def test_memberships_of_a_map(town):
    memberships = build_memberships(town)
    assert memberships.people.tolist() == ["asha", "ben", "cy", "dee"]
    assert memberships.groups.tolist() == ["chess", "choir"]
    row, column = memberships.matrix.tocoo().coords
    pairs = zip(memberships.people[row], memberships.groups[column], strict=True)
    assert sorted(pairs) == [("asha", "chess"), ("asha", "choir"), ("ben", "choir")]


def test_stated_and_shared_ties_are_kept_apart(town):
    def ties(**options):
        frame = build_people_graph(town, **options).to_frame()
        return [tuple(row) for row in frame[["source", "target", "kind"]].to_numpy().tolist()]

    stated = [("asha", "ben", "knows"), ("cy", "dee", "knows")]
    shared = [("asha", "ben", "shared_group")]
    assert ties(ties="stated") == stated
    assert ties(ties="shared") == shared
    assert sorted(ties()) == sorted(stated + shared)
    both = build_people_graph(town)
    assert repr(both).startswith("<AssetGraph: 4 nodes, 3 ties (knows 2, shared_group 1)")
    assert measure_bridging(both)["degree"].tolist() == [1, 1, 1, 1]
    assert both.kind_of_node.tolist() == ["individual"] * 4


def test_what_cannot_be_memberships():
    with pytest.raises(GraphError, match="no column 'group'"):
        Memberships.from_frame(pd.DataFrame({"person": ["a"], "grup": ["b"]}))
    with pytest.raises(GraphError, match="1 have no person") as told:
        Memberships.from_frame(pd.DataFrame({"person": [None, "b"], "group": ["a", "b"]}))
    assert {problem.code for problem in told.value.problems} == {"missing_id", "two_sides"}
    empty = Memberships.from_frame(pd.DataFrame({"person": [], "group": []}))
    assert len(empty.to_people().source) == 0
    assert measure_memberships(empty).shape == (0, 5)
    assert measure_membership_clustering(empty) == 0.0
    with pytest.raises(GraphError, match="cannot be weighed"):
        empty.to_people(weight="breiger")


def test_words_that_are_not_known(town):
    with pytest.raises(GraphError, match="Did you mean 'stated'"):
        build_people_graph(town, ties="state")
    with pytest.raises(GraphError, match="Did you mean 'member_of'"):
        build_memberships(town, kinds=["membr_of"])
