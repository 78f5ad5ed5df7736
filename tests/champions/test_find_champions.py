"""The people to ask, with reasons; whoever has no tie comes first."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.champions import CHAMPION_COLUMNS, find_champions
from assetmap.errors import TableError
from assetmap.network import build_graph
from assetmap.tables import AssetMap
from tests.examples import on

DTYPES = {
    "person_id": "str", "name": "str", "place_id": "str", "place_name": "str", "roles": "object",
    "groups": "int64", "kinds": "int64", "places_bridged": "int64", "only_link_for": "int64",
    "group_ids": "object", "group_kinds": "object", "bridged_place_ids": "object",
    "betweenness": "float64", "reach_2": "int64", "is_title_less": "bool", "is_hidden": "bool",
    "gifts": "object", "nominations": "int64", "likeness": "float64", "ties": "int64",
    "source_names": "object", "evidence_days": "Int64", "unsure_share": "float64",
    "consents": "object",
    "may_publish_name": "bool", "rank": "Int64", "rank_low": "Int64", "rank_high": "Int64",
    "stability": "float64", "says": "str",
}  # fmt: skip

TIES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]),
    max_size=25,
)
KINDS = ["individual"] * 6 + ["association", "association", "space", "culture"]
PLACES = ["p", "q", "r", "p", None, "q", "p", "r", "r", None]


def map_of(ties, *, order=tuple(range(10))):
    ids = [f"n{at}" for at in range(10)]
    assets = pd.DataFrame({"name": ids, "kind": KINDS, "place_id": PLACES}, index=ids)
    places = pd.DataFrame({"name": ["P", "Q", "R"]}, index=["p", "q", "r"])
    frame = pd.DataFrame(ties, columns=["source", "target"]).map(lambda at: f"n{at}")
    return AssetMap.from_frames(
        assets=assets.iloc[list(order)], places=places, ties=frame.assign(kind="knows"),
        as_of=dt.date(2026, 1, 1),
    )  # fmt: skip


def test_promise_5_zero_never_disappears(village):
    people = find_champions(village)
    assert people["person_id"].tolist() == ["dev", "asha", "cara", "ben"]
    first = people.iloc[0]
    assert (first["ties"], first["groups"], first["betweenness"]) == (0, 0, 0.0)
    assert pd.isna(first["rank"])
    assert first["says"].startswith("No tie is recorded yet: nobody has asked.")


def test_counts_by_hand(village):
    people = find_champions(village).set_index("person_id")
    asha = people.loc["asha"]
    assert asha["groups"] == 2  # choir, café
    assert asha["kinds"] == 2  # association, exchange
    assert asha["places_bridged"] == 2  # mill (own, choir, Ben), hill (café)
    assert asha["only_link_for"] == 1  # the café has no other tie
    assert asha["ties"] == 4  # two of them with the choir
    assert asha["unsure_share"] == 1 / 5  # the café's; her record and three ties are fresh
    cara = people.loc["cara"]
    assert cara["places_bridged"] == 3  # hill (own), quay (active in), mill (choir)
    assert cara["unsure_share"] == 1 / 2  # her record was never confirmed
    assert people["groups"].to_dict() == {"dev": 0, "asha": 2, "ben": 1, "cara": 1}


def test_betweenness_is_that_of_the_whole_graph(village):
    known = nx.Graph(build_graph(village).to_networkx())
    known.remove_nodes_from(["eve", "fay"])  # moved away; took back her consent to be stored
    expected = nx.betweenness_centrality(known)
    people = find_champions(village)
    for person, value in zip(people["person_id"], people["betweenness"], strict=True):
        assert value == pytest.approx(expected[person])


def test_alike_people_share_a_rank(village):
    people = find_champions(village).set_index("person_id")
    assert people["rank"].dropna().to_dict() == {"asha": 1, "cara": 2, "ben": 3}
    twins = find_champions(map_of([(0, 6), (1, 6), (3, 6), (2, 7)]))
    ranks = twins.set_index("person_id")["rank"].dropna().to_dict()
    # n1 lives in q and is tied to n6 in p; n0 and n3 are tied within p, n2 within r
    assert ranks == {"n1": 1, "n0": 2, "n2": 2, "n3": 2}


def test_sentences_give_reasons_and_neither_name_nor_score(village):
    says = find_champions(village).set_index("person_id")["says"]
    assert says["asha"] == (
        "Tied to 2 community assets of 2 kinds (Café, Choir) and 1 person across 2 places; "
        "1 of these has no other tie; holds no title, and others meet this way; "
        "1 of 5 records behind this is old or unconfirmed."
    )
    assert says["ben"] == (
        "Tied to 1 community asset (Choir) and 1 person; known as connector, community builder; "
        "2 of 3 records behind this are old or unconfirmed."
    )
    assert not says.str.contains("Invented|rank|betweenness").any()


def test_only_tied_to_people_is_said_plainly():
    says = find_champions(map_of([(4, 0), (4, 1)])).set_index("person_id")["says"]
    assert says["n4"].startswith("Tied to 2 people across 2 places; 2 of these have no other tie")


def test_titles_and_consent(village):
    people = find_champions(village).set_index("person_id")
    assert people["is_title_less"].to_dict() == {
        "dev": True, "asha": True, "ben": False, "cara": True
    }  # fmt: skip
    assert people["may_publish_name"].to_dict() == {
        "dev": False, "asha": True, "ben": False, "cara": False
    }  # fmt: skip
    assert people.loc["asha", "place_name"] == "Mill End"


def test_who_moved_away_or_withdrew_is_left_out(village):
    assert not set(find_champions(village)["person_id"]) & {"eve", "fay"}


def test_filters(village):
    def chosen(**conditions):
        return find_champions(village, **conditions)["person_id"].tolist()

    assert chosen(role="connector") == ["ben"]
    assert chosen(role="leader") == []
    assert chosen(themes=["repair"]) == ["asha"]
    assert chosen(themes="music") == ["asha", "cara", "ben"]
    assert chosen(themes=["walking"]) == ["dev"]
    assert chosen(in_places=["hill"]) == ["dev", "cara"]
    assert chosen(in_places=["river"]) == ["asha", "cara", "ben"]
    assert chosen(in_places="mill", role="connector") == ["ben"]
    assert chosen(themes=[]) == []


def test_unknown_filters_are_all_named_with_a_hint(village):
    with pytest.raises(TableError) as caught:
        find_champions(village, role="conector", themes=["musik"], in_places=["mil", "zzz"])
    problems = caught.value.problems
    assert [problem.where for problem in problems] == ["role", "themes", "in_places", "in_places"]
    assert problems[0].remedy == "Did you mean 'connector'?"
    assert problems[1].remedy == "Did you mean 'music'?"
    assert problems[2].remedy == "Did you mean 'mill'?"
    assert problems[3].remedy == "Known: hill, mill, quay, river."


def test_columns_and_types_are_the_same_when_nobody_is_found(village):
    empty = AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []}))
    for people in (find_champions(village), find_champions(village, role="leader"),
                   find_champions(empty)):  # fmt: skip
        assert tuple(people.columns) == CHAMPION_COLUMNS
        assert people.dtypes.astype(str).to_dict() == DTYPES
        assert isinstance(people.index, pd.RangeIndex)


def test_the_map_is_not_changed(village):
    before = village.assets.copy(deep=True), village.ties.copy(deep=True)
    find_champions(village, themes=["music"])
    pd.testing.assert_frame_equal(village.assets, before[0])
    pd.testing.assert_frame_equal(village.ties, before[1])


@on(40)
@given(TIES)
def test_counts_agree_with_going_through_every_tie(ties):
    people = find_champions(map_of(ties), replicates=0).set_index("person_id")
    near = {at: {b for a, b in ties if a == at} | {a for a, b in ties if b == at}
            for at in range(10)}  # fmt: skip
    for at in range(6):
        row = people.loc[f"n{at}"]
        groups = [other for other in near[at] if KINDS[other] != "individual"]
        places = {PLACES[other] for other in near[at] | {at}} - {None}
        assert row["ties"] == len(near[at])  # one kind alone: a pair counts once
        assert row["groups"] == len(groups)
        assert row["kinds"] == len({KINDS[other] for other in groups})
        assert row["places_bridged"] == len(places)
        assert row["only_link_for"] == sum(len(near[other]) == 1 for other in near[at])


@on(40)
@given(TIES, st.permutations(range(10)), st.randoms())
def test_order_of_rows_does_not_matter(ties, order, random):
    shuffled = list(ties)
    random.shuffle(shuffled)
    one = find_champions(map_of(ties), replicates=4)
    two = find_champions(map_of(shuffled, order=order), replicates=4)
    pd.testing.assert_frame_equal(one, two)


@on(40)
@given(TIES)
def test_everybody_is_there_once_and_ranks_follow_the_order(ties):
    people = find_champions(map_of(ties), replicates=0)
    assert sorted(people["person_id"]) == [f"n{at}" for at in range(6)]
    is_tied = people["ties"] > 0
    assert is_tied.is_monotonic_increasing
    assert people["rank"].isna().equals(~is_tied)
    ranks = people["rank"].dropna().to_numpy(dtype=np.int64)
    keys = people.loc[is_tied, ["betweenness", "groups", "places_bridged"]].apply(tuple, axis=1)
    expected = [1 + sum(other > key for other in keys) for key in keys]
    assert ranks.tolist() == expected


@on(20)
@given(TIES)
def test_other_ids_change_no_rank(ties):
    m = map_of(ties)
    other = {f"n{at}": f"x{9 - at}" for at in range(10)}
    renamed = AssetMap.from_frames(
        assets=m.assets[["name", "kind", "place_id"]].rename(index=other),
        places=m.places[["name"]],
        ties=m.ties[["source", "target"]].replace(other).assign(kind="knows"),
        as_of=m.as_of,
    )
    columns = ["ties", "groups", "betweenness", "reach_2", "is_hidden", "rank"]
    one = find_champions(m, replicates=0).set_index("person_id")[columns]
    two = find_champions(renamed, replicates=0).set_index("person_id")[columns]
    pd.testing.assert_frame_equal(one.rename(index=other).sort_index(), two.sort_index())
