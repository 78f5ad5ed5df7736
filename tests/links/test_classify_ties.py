"""Bonding, bridging and linking ties, by hand and tie by tie."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.errors import TableError
from assetmap.links.classify_ties import (
    CAPITAL,
    CAPITAL_COLUMNS,
    POWER_SIDES,
    classify_ties,
    measure_power_side,
)
from assetmap.model import AssetKind, Role
from assetmap.tables import AssetMap

AS_OF = dt.date(2026, 3, 1)


def build(assets, ties=(), **more):
    frame = pd.DataFrame(ties, columns=["source", "target", "kind"])
    frame.index = [f"t{at}" for at in range(len(frame))]
    return AssetMap.from_frames(assets=assets, ties=frame, as_of=AS_OF, **more)


@pytest.fixture
def quarter():
    """Mill and Hill: residents, a choir, a council with a worker and a builder, a hall."""
    assets = pd.DataFrame(
        [
            ("asha", "individual", "mill", ("connector",), ("music",)),
            ("ben", "individual", "mill", (), ("music", "food")),
            ("cara", "individual", "hill", (), ("food",)),
            ("dev", "individual", "hill", (), ()),
            ("eve", "individual", "mill", ("community_builder",), ()),
            ("choir", "association", "mill", (), ("music",)),
            ("council", "institution", "hill", (), ("housing",)),
            ("hall", "space", "hill", (), ()),
            ("shop", "exchange", None, (), ()),
        ],
        columns=["asset_id", "kind", "place_id", "roles", "themes"],
    ).set_index("asset_id")
    ties = [
        ("asha", "ben", "knows"),
        ("asha", "cara", "knows"),
        ("ben", "council", "volunteers_at"),
        ("dev", "council", "works_at"),
        ("dev", "cara", "knows"),
        ("eve", "council", "works_at"),
        ("choir", "hall", "meets_at"),
        ("council", "hall", "owns"),
        ("cara", "shop", "uses"),
        ("eve", "asha", "nominates"),
    ]
    places = pd.DataFrame({"name": ["Mill End", "Hill Top"]}, index=["mill", "hill"])
    return build(assets.assign(name="invented"), ties, places=places)


def test_every_class_by_hand(quarter):
    found = classify_ties(quarter)
    assert list(found.columns) == list(CAPITAL_COLUMNS)
    assert found.index.name == "tie_id"
    assert found["capital"].to_dict() == {
        "t8": "unknown",  # nobody knows where the shop is
        "t2": "linking",  # a volunteer of the council
        "t4": "linking",  # Dev works at the council, Cara is a neighbour
        "t1": "bridging",
        "t5": "bridging",  # the builder and the council are one side, of two places
        "t6": "bridging",  # a space is on neither side
        "t0": "bonding",
        "t3": "bonding",
        "t7": "bonding",
    }
    assert found.index.tolist() == ["t8", "t2", "t4", "t1", "t5", "t6", "t0", "t3", "t7"]
    row = found.loc["t6"]
    assert (row["source_side"], row["target_side"]) == ("citizen", "shared")
    assert (row["source_group"], row["target_group"]) == ("mill", "hill")
    ending = "; nobody confirmed it within two years."
    assert found["says"]["t0"] == "Bonding: within Mill End" + ending
    assert found["says"]["t1"] == "Bridging: between Mill End and Hill Top" + ending
    assert found["says"]["t2"] == (
        "Linking: between the side of citizens (Mill End) and the side of those with a formal role "
        "(Hill Top)" + ending
    )
    assert found["says"]["t8"] == (
        "Not known yet: the group of one end is not recorded, ask where it belongs" + ending
    )


def test_groups_by_words_bond_where_one_is_shared(quarter):
    found = classify_ties(quarter, by="themes")
    assert found["capital"][["t0", "t1", "t2"]].tolist() == ["bonding", "bridging", "linking"]
    assert found["target_group"]["t0"] == "food, music"
    assert found["says"]["t0"].startswith("Bonding: within music;")
    assert found["capital"]["t6"] == "unknown"
    pd.testing.assert_frame_equal(found, classify_ties(quarter, by="theme"))


def test_groups_by_id_and_by_kind(quarter):
    by_id = classify_ties(quarter, by={"asha": 1.0, "ben": 1.0, "cara": 2.0, "nobody": 3.0})
    assert by_id["capital"][["t0", "t1", "t6"]].tolist() == ["bonding", "bridging", "unknown"]
    assert by_id["source_group"]["t0"] == "1"
    pair = pd.Series({"asha": ("old", "new"), "ben": ("new",)})
    assert classify_ties(quarter, by=pair)["capital"]["t0"] == "bonding"
    kinds = classify_ties(quarter, by="kind")
    assert kinds["capital"]["t1"] == "bonding"
    assert kinds["capital"]["t8"] == "bridging"


def test_power_by_role_work_and_kind(quarter):
    level = measure_power_side(quarter)
    assert level.to_dict() == {
        "asha": "citizen", "ben": "citizen", "cara": "citizen", "dev": "institution",
        "eve": "institution", "choir": "citizen", "council": "institution", "hall": "shared",
        "shop": "citizen",
    }  # fmt: skip
    assert level.name == "power_side"


def test_a_paid_role_counts_before_a_resident_one_and_that_before_work():
    roles = [("champion", "leader"), ("champion",), ()]
    assets = pd.DataFrame({"kind": "individual", "roles": roles}, index=["a", "b", "c"])
    assets.loc["office", "kind"] = "institution"
    assets["roles"] = assets["roles"].map(lambda words: words if isinstance(words, tuple) else ())
    m = build(assets.assign(name="x"), [(one, "office", "works_at") for one in "abc"])
    assert measure_power_side(m).tolist() == ["institution", "citizen", *["institution"] * 2]
    as_neighbours = measure_power_side(m, sides={"works_at": "citizen", "leader": "citizen"})
    assert as_neighbours.tolist() == ["citizen", "citizen", "citizen", "institution"]


def test_work_at_a_club_or_that_has_ended_is_no_power():
    assets = pd.DataFrame(
        {"name": "x", "kind": ["individual", "association", "institution"]}, index=["a", "b", "c"]
    )
    ties = pd.DataFrame(
        {
            "source": "a",
            "target": ["b", "c"],
            "kind": "works_at",
            "until": [None, "2026-02-28"],
        }
    )
    m = AssetMap.from_frames(assets=assets, ties=ties, as_of=AS_OF)
    assert measure_power_side(m)["a"] == "citizen"
    assert len(classify_ties(m)) == 1


def test_power_can_be_read_differently(quarter):
    found = classify_ties(quarter, sides={"space": "institution", "works_at": "citizen"})
    assert found["capital"][["t6", "t7", "t4"]].tolist() == ["linking", "bonding", "bonding"]
    with pytest.raises(TableError) as caught:
        classify_ties(quarter, sides={"spaces": "citizen", "leader": "boss"})
    assert [problem.code for problem in caught.value.problems] == [
        "unknown_sides", "unknown_side",
    ]  # fmt: skip
    assert "Did you mean 'space'?" in str(caught.value)


def test_what_does_not_stand_is_not_classified():
    names = ["a", "b", "gone", "refuge", "left"]
    assets = pd.DataFrame(
        {
            "name": "x",
            "kind": ["individual", "individual", "association", "space", "individual"],
            "status": ["active", "active", "closed", "active", "active"],
            "sensitive_location": [False, False, False, True, False],
        },
        index=names,
    )
    consents = pd.DataFrame(
        {"asset_id": ["left"], "purpose": "store", "given_on": "2025-01-01",
         "withdrawn_on": "2025-06-01"}
    )  # fmt: skip
    ties = [("a", other, "uses") for other in names[1:]]
    found = classify_ties(build(assets, ties, consents=consents))
    assert found[["source", "target", "capital"]].values.tolist() == [["a", "b", "unknown"]]
    assert found["says"]["t0"].startswith("Not known yet: the group of both ends")


def test_a_tie_confirmed_lately_raises_no_doubt():
    assets = pd.DataFrame({"name": "x", "kind": "space", "place_id": "mill"}, index=["a", "b"])
    ties = pd.DataFrame({"source": ["a"], "target": "b", "kind": "uses", "sources": "walk"})
    sources = pd.DataFrame({"name": ["Walk"], "date": ["2026-01-01"]}, index=["walk"])
    m = AssetMap.from_frames(assets=assets, ties=ties, sources=sources, as_of=AS_OF)
    assert classify_ties(m)["says"].tolist() == ["Bonding: within mill."]


def test_groups_that_cannot_be_used(quarter):
    with pytest.raises(TableError, match="Did you mean 'themes'"):
        classify_ties(quarter, by="thems")
    with pytest.raises(TableError, match="more than once"):
        classify_ties(quarter, by=pd.Series(["x", "y"], index=["asha", "asha"]))
    with pytest.raises(TableError, match="none of its ids is on this map"):
        classify_ties(quarter, by={"nobody": "x"})


def test_a_map_without_a_tie_has_the_same_columns(quarter):
    assets = pd.DataFrame({"name": ["A"], "kind": ["space"]}, index=["a"])
    found = classify_ties(build(assets))
    assert len(found) == 0
    assert found.dtypes.astype(str).to_dict() == dict.fromkeys(CAPITAL_COLUMNS, "str")
    full = classify_ties(quarter)
    assert full.dtypes.astype(str).to_dict() == dict.fromkeys(CAPITAL_COLUMNS, "str")


KINDS = [str(kind) for kind in AssetKind]
ASSETS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(["mill", "hill", None]),
        st.sets(st.sampled_from([str(role) for role in Role]), max_size=2).map(sorted).map(tuple),
    ),
    min_size=2,
    max_size=7,
)
TIES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["knows", "works_at"])),
    max_size=10,
)


def power_by_hand(asset, workplaces):
    kind, _, roles = asset
    sides = {POWER_SIDES[role] for role in roles}
    if "institution" in sides:
        return "institution"
    if sides:
        return "citizen"
    if kind == "individual" and "institution" in workplaces:
        return "institution"
    return POWER_SIDES[kind]


@settings(max_examples=20)
@given(ASSETS, TIES)
def test_every_tie_is_what_a_loop_makes_of_it(given_assets, given_ties):
    assets = pd.DataFrame(given_assets, columns=["kind", "place_id", "roles"])
    assets.index = [f"n{at}" for at in range(len(assets))]
    ties = [tie for tie in given_ties if tie[0] != tie[1] and max(tie[:2]) < len(assets)]
    m = build(assets.assign(name="x"), [(f"n{a}", f"n{b}", kind) for a, b, kind in ties])
    found = classify_ties(m)
    assert sorted(found.index) == [f"t{at}" for at in sorted(range(len(ties)), key=str)]
    ranks = found["capital"].map(CAPITAL.index).tolist()
    assert ranks == sorted(ranks)
    work = [
        {given_assets[b][0] for a, b, kind in ties if a == at and kind == "works_at"}
        for at in range(len(given_assets))
    ]
    power = [power_by_hand(asset, work[at]) for at, asset in enumerate(given_assets)]
    assert measure_power_side(m).tolist() == power
    for at, (a, b, _) in enumerate(ties):
        homes = {given_assets[a][1], given_assets[b][1]}
        if {power[a], power[b]} == {"citizen", "institution"}:
            expected = "linking"
        elif None in homes:
            expected = "unknown"
        else:
            expected = "bonding" if len(homes) == 1 else "bridging"
        assert found["capital"][f"t{at}"] == expected
