"""A team that reaches or holds the most: published values, every small team, fairness."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import sys

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from assetmap.champions._team_fairness import Fairness
from assetmap.champions.choose_champions import (
    TEAM_COLUMNS,
    Keeping,
    choose_champions,
    choose_keeping,
)
from assetmap.champions.measure_distance_fragmentation import measure_distance_fragmentation
from assetmap.champions.measure_fragmentation import measure_fragmentation
from assetmap.champions.measure_team_reach import (
    ReachField,
    choose_reaching,
    measure_team_reach,
    weigh_steps,
)
from assetmap.errors import GraphError, TableError
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap

CHOICE = sys.modules[choose_champions.__module__]  # the room gives the function for this name


def as_graph(known):
    edges = pd.DataFrame(list(known.edges()), columns=["source", "target"], dtype=object)
    return AssetGraph.from_frame(edges, nodes=list(known.nodes()))


def anybody(size):
    return Fairness(csr_array((size, 0)), pd.Index([], dtype="str"))


def reaching(graph, n, steps=None):
    every = np.arange(len(graph))
    field = ReachField(graph.adjacency(weighted=False), every, every, weigh_steps(steps))
    return choose_reaching(field, n, anybody(len(graph)))


def keeping(graph, n, *, by_distance):
    every = np.arange(len(graph))
    whole = Keeping(graph.adjacency(weighted=False), every, every if by_distance else None)
    return choose_keeping(whole, n, anybody(len(graph)))


@st.composite
def graphs(draw):
    size = draw(st.integers(2, 8))
    pairs = list(itertools.combinations(range(size), 2))
    known = nx.Graph()
    known.add_nodes_from(range(size))
    known.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=2 * size)))
    return known


@pytest.fixture(scope="module")
def karate():
    return as_graph(nx.karate_club_graph())


@pytest.mark.parametrize(
    ("steps", "team", "expected"),
    [
        (None, ["33"], 0.713235),
        (None, ["0", "33"], 0.955882),
        (1, ["0", "33"], 0.911765),
        (1, ["0", "24", "33"], 0.970588),
    ],
)
def test_published_teams_of_the_karate_club(karate, steps, team, expected):
    found = reaching(karate, len(team), steps)
    assert sorted(karate.ids[found.chosen]) == team
    assert found.comes_to[-1] == pytest.approx(expected, abs=5e-7)
    assert measure_team_reach(karate, members=team, steps=steps) == pytest.approx(
        expected, abs=5e-7
    )
    assert found.bound >= 1 - 1 / math.e


def test_who_the_karate_club_would_miss(karate):
    pieces = keeping(karate, 2, by_distance=False)
    assert karate.ids[pieces.chosen].tolist() == ["0", "1"]
    assert pieces.comes_to == pytest.approx([0.316288, 0.423387], abs=5e-7)
    steps = keeping(karate, 2, by_distance=True)
    assert karate.ids[steps.chosen].tolist() == ["0", "1"]
    assert steps.comes_to[-1] == pytest.approx(0.684409, abs=5e-7)
    assert (pieces.bound, steps.bound) == (1.0, 1.0)  # every pair was tried
    assert np.isnan(keeping(karate, 4, by_distance=False).bound)


@given(graphs(), st.integers(1, 3), st.sampled_from([None, 1, 2]))
def test_no_team_is_better_than_the_bound_allows(known, n, steps):
    graph = as_graph(known)
    found = reaching(graph, n, steps)
    lengths = dict(nx.all_pairs_shortest_path_length(known))

    def worth(team):
        near = [min(lengths[one].get(other, np.inf) for one in team) for other in known]
        if steps is not None:
            return sum(d <= steps for d in near) / len(known)
        return sum(1.0 if d == 0 else 1 / d for d in near) / len(known)

    teams = list(itertools.combinations(known, min(n, len(known))))
    best = max(map(worth, teams))
    got = [int(node) for node in graph.ids[found.chosen]]
    assert found.comes_to[-1] == pytest.approx(worth(got), abs=1e-6)
    assert measure_team_reach(graph, members=graph.ids[found.chosen], steps=steps) == pytest.approx(
        worth(got)
    )
    assert worth(got) >= found.bound * best - 1e-6
    if n == 1:
        assert worth(got) == pytest.approx(best)


@given(graphs(), st.integers(1, 3), st.booleans())
def test_no_single_exchange_would_be_missed_more(known, n, by_distance):
    graph = as_graph(known)
    found = keeping(graph, n, by_distance=by_distance)
    measure = measure_distance_fragmentation if by_distance else measure_fragmentation
    team = set(graph.ids[found.chosen])
    if found.bound == 1:
        teams = itertools.combinations(graph.ids, len(team))
        best = max(measure(graph, removed=few) for few in teams)
        assert found.comes_to[-1] == pytest.approx(best, abs=1e-6)
    assert found.comes_to[-1] == pytest.approx(measure(graph, removed=team), abs=1e-6)
    for one in team:
        for other in set(graph.ids) - team:
            swapped = measure(graph, removed=team - {one} | {other})
            assert swapped <= found.comes_to[-1] + 1e-6


@given(graphs(), st.integers(1, 3), st.booleans())
def test_exchanges_end_where_none_helps(known, n, by_distance):
    graph = as_graph(known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CHOICE, "_TRIED", 0)
        patch.setattr(CHOICE, "_TRIED_IN_STEPS", 0)
        found = keeping(graph, n, by_distance=by_distance)
    assert np.isnan(found.bound)
    measure = measure_distance_fragmentation if by_distance else measure_fragmentation
    team = set(graph.ids[found.chosen])
    for one, other in itertools.product(team, set(graph.ids) - team):
        swapped = measure(graph, removed=team - {one} | {other})
        assert swapped <= found.comes_to[-1] + 1e-6


def test_one_by_one_is_not_fooled_by_popularity():
    # both hubs of one star-like half know the same people; the far half needs the second place
    known = nx.Graph([("h1", f"l{at}") for at in range(6)] + [("h2", f"l{at}") for at in range(6)])
    known.add_edges_from([("r", "f1"), ("r", "f2"), ("r", "f3")])
    team = reaching(as_graph(known), 2, 1)
    assert as_graph(known).ids[team.chosen].tolist() == ["h1", "r"]


def map_of(ties, assets, **columns):
    kinds = {"p": "individual", "a": "association", "s": "space"}
    frame = pd.DataFrame(
        {"name": [f"{word} Invented" for word in assets], "kind": [kinds[w[0]] for w in assets],
         "place_id": list(assets.values()), **columns}, index=list(assets),
    )  # fmt: skip
    places = ["hill", "mill", "quay"]
    return AssetMap.from_frames(
        assets=frame, places=pd.DataFrame({"name": [p.title() for p in places]}, index=places),
        ties=pd.DataFrame(ties, columns=["source", "target"]).assign(kind="member_of"),
        as_of=dt.date(2026, 6, 1),
    )  # fmt: skip


@pytest.fixture
def town():
    return map_of(
        [("pa", "achoir"), ("pb", "achoir"), ("pc", "achoir"), ("pd", "aclub"), ("pe", "aclub")],
        {"pa": "mill", "pb": "mill", "pc": "mill", "pd": "hill", "pe": "hill", "pf": "hill",
         "achoir": "mill", "aclub": "hill"},
    )  # fmt: skip


def test_a_team_on_a_map(town):
    team = choose_champions(town, 2, measure="count")
    assert tuple(team.columns) == TEAM_COLUMNS
    assert team["person_id"].tolist() == ["pa", "pd"]
    assert team["adds"].tolist() == pytest.approx([3 / 6, 2 / 6])
    assert team["share"].tolist() == pytest.approx([3 / 6, 5 / 6])
    assert team["reached_person_ids"].tolist() == [("pa", "pb", "pc"), ("pd", "pe")]
    assert team["place_name"].tolist() == ["Mill", "Hill"]
    assert team["says"][1] == "Within 2 ties of 2 people whom nobody above is so near to."
    assert not team["says"].str.contains("Invented").any()


def test_fair_by_place_says_what_nobody_can_cover(town):
    team = choose_champions(town, 2, fair_by="place_id")
    assert pd.isna(team["person_id"][0])
    assert team["covers"].tolist() == [("quay",), ("mill",), ("hill",)]
    assert team["place_id"][0] == "quay"
    assert team["says"][0].startswith("Nobody on the map is part of this yet")
    one = choose_champions(town, 1, fair_by="place_id")
    assert one["covers"].tolist() == [("hill",), ("quay",), ("mill",)]
    assert "a larger team could" in one["says"][0]


def test_fair_teams_cover_everything_that_they_can():
    # whoever is part of the most is part of no team of two that covers all six
    groups = {"pa": [1, 2, 3, 4], "pb": [1, 2, 5], "pc": [3, 4, 6]}
    ties = [(who, f"a{at}") for who, numbers in groups.items() for at in numbers]
    m = map_of(ties, dict.fromkeys([*groups, *(f"a{at}" for at in range(1, 7))], "mill"))
    for goal in ("reach", "keep"):
        for by in ("distance", "count"):
            team = choose_champions(m, 2, goal=goal, measure=by, fair_by="associations")
            assert sorted(team["person_id"]) == ["pb", "pc"]
            assert sum(map(len, team["covers"])) == 6


@given(graphs(), st.integers(1, 4))
def test_fair_teams_cover_as_much_as_any(known, n):
    size = len(known)
    covers = csr_array(nx.to_scipy_sparse_array(known, nodelist=range(size), dtype=float))
    fairness = Fairness(covers, pd.Index([str(at) for at in range(size)], dtype="str"))
    graph = as_graph(known)
    every = np.arange(size)
    field = ReachField(graph.adjacency(weighted=False), every, every, weigh_steps(None))
    team = choose_reaching(field, n, fairness).chosen
    most = max(
        len(set().union(*(known[one] for one in few)))
        for few in itertools.combinations(range(size), min(n, size))
    )
    assert size - len(fairness.list_missing(team.tolist())) == most


def test_who_may_be_asked(village):
    team = choose_champions(village, 9)
    assert sorted(team["person_id"]) == ["asha", "ben", "cara", "dev"]
    assert team.set_index("person_id")["may_publish_name"]["asha"]
    assert team["share"].iloc[-1] == 1  # everybody is on the team


def test_nobody_to_choose():
    team = choose_champions(map_of([], {"shall": "mill"}), 3)
    assert tuple(team.columns) == TEAM_COLUMNS
    assert len(team) == 0
    kept = choose_champions(map_of([], {"shall": "mill"}), 3, goal="keep", fair_by="place_id")
    assert kept["covers"].tolist() == [("hill",), ("mill",), ("quay",)]


def test_everything_wrong_is_said_at_once(town):
    with pytest.raises(TableError) as caught:
        choose_champions(town, 0, goal="rech", fair_by="plaec_id", measure="near", steps=0)
    assert len(caught.value.problems) == 5
    assert "Did you mean 'reach'" in str(caught.value)
    with pytest.raises(GraphError, match="-1 is below 0"):
        measure_team_reach(as_graph(nx.path_graph(2)), members=["0"], steps=-1)


def test_order_of_rows_changes_nothing(town):
    shuffled = AssetMap.from_frames(
        assets=town.assets.iloc[::-1], places=town.places.iloc[::-1], ties=town.ties.iloc[::-1],
        as_of=town.as_of,
    )  # fmt: skip
    for goal in ("reach", "keep"):
        ways = {"goal": goal, "fair_by": "place_id"}
        pd.testing.assert_frame_equal(
            choose_champions(town, 3, **ways), choose_champions(shuffled, 3, **ways)
        )


@st.composite
def villages(draw):
    people = draw(st.integers(1, 6))
    homes = draw(st.lists(st.sampled_from(["hill", "mill", "quay", None]), min_size=people,
                          max_size=people))  # fmt: skip
    groups = {f"a{at}": place for at, place in enumerate(["hill", "mill", "quay"])}
    every = [(f"p{at}", group) for at in range(people) for group in groups]
    ties = draw(st.lists(st.sampled_from(every), unique=True, max_size=len(every)))
    return map_of(ties, {f"p{at}": home for at, home in enumerate(homes)} | groups), ties


@given(villages(), st.integers(1, 3))
def test_a_team_comes_from_as_many_places_as_it_can(village, n):
    m, ties = village
    home = m.assets["place_id"]
    people = [one for one in m.assets.index if one.startswith("p")]
    tied = {one: {home[group] for who, group in ties if who == one} for one in people}
    teams = list(itertools.combinations(people, min(n, len(people))))

    def list_of(team):
        return {home[one] for one in team if isinstance(home[one], str)}

    def count(team):
        own = list_of(team)
        return len(own), len(own.union(*(tied[one] for one in team)))

    default = choose_champions(m, n)
    assert default["person_id"].notna().all()
    assert len(default) == min(n, len(people))
    assert len(list_of(default["person_id"])) == max(count(team)[0] for team in teams)

    fair = choose_champions(m, n, fair_by="place_id")
    chosen = fair[fair["person_id"].notna()]
    assert count(chosen["person_id"]) == max(map(count, teams))
    own, covers = (sorted(itertools.chain(*chosen[name])) for name in ("comes_from", "covers"))
    assert own == sorted(list_of(chosen["person_id"]))
    assert sorted([*covers, *itertools.chain(*fair["covers"][fair["person_id"].isna()])]) == [
        "hill", "mill", "quay"
    ]  # fmt: skip


def test_to_be_from_a_place_is_more_than_to_know_it(town):
    # pa knows both groups, and is from the mill; one of the hill is asked before the harbour is
    ties = [("pa", "achoir"), ("pa", "aclub"), ("pa", "aquay"), ("pb", "achoir"), ("pd", "aclub")]
    m = map_of(
        ties, {"pa": "mill", "pb": "mill", "pd": "hill", "achoir": "mill", "aclub": "hill",
               "aquay": "quay"},
    )  # fmt: skip
    team = choose_champions(m, 2, fair_by="place_id").set_index("person_id")
    assert team["comes_from"].to_dict() == {"pa": ("mill",), "pd": ("hill",)}
    assert team["covers"].to_dict() == {"pa": ("mill", "quay"), "pd": ("hill",)}
    assert team["says"]["pa"].endswith(
        "; the first here from Mill; the first here tied to Quay, where nobody on the team is from."
    )
    assert choose_champions(town, 2, goal="keep").equals(
        choose_champions(town, 2, goal="keep", fair_by=None)
    )
