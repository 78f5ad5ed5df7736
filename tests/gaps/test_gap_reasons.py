"""Why a place is short of something, how sure that is, and what could help: worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from assetmap.errors import TableError
from assetmap.gaps import Quantile, Standard, find_gaps, measure_access
from assetmap.space import Reach
from assetmap.tables import AssetMap
from tests.examples import on

AS_OF = dt.date(2026, 6, 1)
TODAY = "2026-05-01"


def spot(x: float, y: float = 0) -> Any:
    return box(x - 5, y - 5, x + 5, y + 5)


def town(
    assets: dict[str, dict[str, Any]],
    *,
    ties: list[tuple[str, str]] = (),
    effort: pd.DataFrame | None = None,
    people: tuple[float | None, ...] = (100.0, 200.0, 300.0),
) -> AssetMap:
    """A, B and C lie 500 m apart on a line; a 10 minute walk is 615 m: next door, no farther."""
    places = gpd.GeoDataFrame(
        {"name": ["Aldham", "Berrow", "Carlton"], "population": people, "need": [0.5, 1.0, 0.0]},
        index=["a", "b", "c"], geometry=[spot(0), spot(500), spot(1000)], crs="EPSG:27700",
    )  # fmt: skip
    rows = pd.DataFrame.from_dict(assets, orient="index")
    rows["name"] = rows.index
    at = rows.pop("x") if "x" in rows else pd.Series(np.nan, index=rows.index)
    shapes = [None if pd.isna(x) else Point(x, 0) for x in at]
    return AssetMap.from_frames(
        assets=gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:27700"),
        places=places,
        ties=pd.DataFrame([*ties], columns=["source", "target"]).assign(kind="uses"),
        effort=effort,
        as_of=AS_OF,
    )


def gap(gaps: pd.DataFrame, place_id: str, category: str) -> pd.Series:
    rows = gaps[(gaps["place_id"] == place_id) & (gaps["category"] == category)]
    assert len(rows) == 1, gaps[["place_id", "category", "reason"]]
    return rows.iloc[0]


def reasons(gaps: pd.DataFrame, category: str) -> dict[str, str]:
    rows = gaps[gaps["category"] == category]
    return dict(zip(rows["place_id"], rows["reason"], strict=True))


HALLS = {"h1": {"kind": "space", "x": 0.0, "verified_on": TODAY},
         "h2": {"kind": "space", "x": 500.0, "verified_on": TODAY}}  # fmt: skip


def test_over_asked_is_less_per_head_than_the_benchmark() -> None:
    """h1 serves A and B (300 people), h2 all (600): 1/200, 1/200 and 1/600 per head."""
    m = town(HALLS)
    gaps = find_gaps(m, within_min=10, benchmark=Standard(per_1000=4))
    assert reasons(gaps, "space") == {"c": "over-asked"}
    row = gap(gaps, "c", "space")
    assert row["access"] == pytest.approx(1 / 600)
    assert row["depth"] == pytest.approx(1 - (1 / 600) / 0.004)
    assert row["reached"] == 1
    assert row["says"] == (
        "Carlton: 1 asset within a 10 minute walk, among them 1 space; space: 1 in reach, shared "
        "by so many that there are 1.67 for every 1,000 people, where 4 are looked for. The "
        "edge of the map is within reach; beyond it there may be more. Measured from one point "
        "in it."
    )
    assert reasons(find_gaps(m, within_min=10, benchmark=0.0051), "space") == dict.fromkeys(
        "abc", "over-asked"
    )
    assert reasons(find_gaps(m, within_min=10), "space") == {}


def test_a_quantile_compares_the_people_of_the_map() -> None:
    gaps = find_gaps(town(HALLS), within_min=10, benchmark={
        name: Quantile(0.6) if name == "space" else 1.0
        for name in ("association", "culture", "exchange", "individual", "institution", "space")
    })  # fmt: skip
    # Half of the people have 1/600 and half 1/200: sixty in a hundred do not exceed 1/200.
    assert reasons(gaps, "space") == {"c": "over-asked"}
    assert gap(gaps, "c", "space")["depth"] == pytest.approx(2 / 3)


def test_fewer_than_asked_for_is_not_over_asked() -> None:
    gaps = find_gaps(town(HALLS), within_min=10, at_least=3)
    assert reasons(gaps, "space") == dict.fromkeys("abc", "too few in reach")
    depth = gaps[gaps["category"] == "space"].set_index("place_id")["depth"]
    assert depth.to_dict() == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 2 / 3})
    assert "space: 1 of the 3 looked for" in gap(gaps, "c", "space")["says"]


def test_a_benchmark_needs_people() -> None:
    with pytest.raises(TableError, match="population"):
        find_gaps(town(HALLS, people=(None, None, None)), benchmark=0.1)
    nobody = find_gaps(town(HALLS, people=(None, None, None)), within_min=10, at_least=2)
    assert np.isnan(gap(nobody, "c", "space")["access"])
    assert gap(nobody, "c", "culture")["access"] == 0.0


def test_access_is_what_measure_access_says() -> None:
    m = town(HALLS)
    gaps = find_gaps(m, within_min=10, at_least=99).set_index(["place_id", "category"])
    access = measure_access(m, method="2sfca", within_min=10)
    for (place_id, category), row in gaps.iterrows():
        assert row["access"] == pytest.approx(access.loc[place_id, category])


CLUBS = HALLS | {
    "asha": {"kind": "individual", "place_id": "a", "verified_on": TODAY},
    "choir": {"kind": "association", "place_id": "b", "verified_on": TODAY},
}


def test_unconnected_is_in_reach_and_tied_to_nobody_of_the_place() -> None:
    """Asha of A uses h1. The choir of B is tied to nothing; of C nobody is known."""
    m = town(CLUBS, ties=[("asha", "h1")])
    gaps = find_gaps(m, within_min=10)
    assert reasons(gaps, "space") == {"b": "unconnected"}
    row = gap(gaps, "b", "space")
    assert (row["depth"], row["reached"]) == (0.0, 2)
    assert "space: 2 in reach, and no tie of anyone here to any of them is recorded" in row["says"]
    assert reasons(find_gaps(m, within_min=10, connected=False), "space") == {}
    assert reasons(find_gaps(town(CLUBS), within_min=10), "space") == {}  # no ties at all
    joined = town(CLUBS, ties=[("asha", "h1"), ("h2", "choir")])  # whichever way it is written
    assert reasons(find_gaps(joined, within_min=10), "space") == {}


def test_a_tie_that_has_ended_or_leads_to_a_hall_elsewhere_does_not_join() -> None:
    far = {"far": {"kind": "space", "x": 9000.0, "verified_on": TODAY}}
    m = town(CLUBS | far, ties=[("asha", "far")])
    assert reasons(find_gaps(m, within_min=10), "space") == {"a": "unconnected", "b": "unconnected"}


def test_people_are_joined_to_the_place_they_live_in() -> None:
    m = town(CLUBS, ties=[("asha", "h1")])
    assert reasons(find_gaps(m, within_min=10), "individual") == {
        "c": "none in reach", "b": "unconnected",
    }  # fmt: skip


def effort_in(*places: str, kind: str | None = None, conversations: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {"place_id": places, "kind": kind, "conversations": conversations, "on": TODAY}
    )


def test_not_mapped_yet_where_too_little_was_asked() -> None:
    far = {"far": {"kind": "culture", "x": 9000.0, "verified_on": TODAY}}
    gaps = find_gaps(town(HALLS | far, effort=effort_in("a")), within_min=10)
    assert reasons(gaps, "culture") == {
        "a": "none in reach", "b": "not mapped yet", "c": "not mapped yet",
    }  # fmt: skip
    assert gap(gaps, "b", "culture")["says"].endswith(
        "; no culture; the nearest is 8.5 km away. "
        "Too little was asked here yet to tell whether there is one nearer. The edge of the map "
        "is within reach; beyond it there may be more. Measured from one point in it."
    )
    # Nobody knows of an exchange anywhere; in A somebody looked.
    assert reasons(gaps, "exchange") == {
        "a": "none in reach", "b": "not mapped yet", "c": "not mapped yet",
    }  # fmt: skip
    strict = find_gaps(town(HALLS | far, effort=effort_in("a")), within_min=10, min_effort=4)
    assert reasons(strict, "culture")["a"] == "not mapped yet"
    one_kind = find_gaps(town(HALLS | far, effort=effort_in("a", kind="exchange")), within_min=10)
    assert reasons(one_kind, "culture")["a"] == "not mapped yet"
    assert reasons(one_kind, "exchange")["a"] == "none in reach"


def test_confidence_is_low_medium_or_high() -> None:
    far = {"far": {"kind": "culture", "x": 9000.0, "verified_on": TODAY}}
    sure = find_gaps(town(HALLS | far, effort=effort_in("a")), within_min=10)
    assert gap(sure, "a", "culture")["confidence"] == "high"
    assert gap(sure, "b", "culture")["confidence"] == "low"  # not mapped yet
    assert gap(sure, "a", "exchange")["confidence"] == "low"  # no way to measure to the nearest
    plain = find_gaps(town(HALLS | far), within_min=10)
    assert gap(plain, "a", "culture")["confidence"] == "medium"
    old = HALLS | far | {"h2": {"kind": "space", "x": 500.0, "verified_on": "2020-01-01"}}
    dated = find_gaps(town(old, effort=effort_in("a", "c")), within_min=10)
    assert gap(dated, "a", "culture")["confidence"] == "low"  # one of two is old: half
    assert gap(dated, "c", "culture")["confidence"] == "low"  # all of one


def test_who_offers_it_by_name_comes_first_among_the_strengths() -> None:
    rows = CLUBS | {
        "ben": {"kind": "individual", "place_id": "b", "verified_on": TODAY,
                "offers": ("Cooking lessons", "lifts"), "themes": ()},
        "shop": {"kind": "exchange", "x": 9000.0, "verified_on": TODAY, "themes": ("cooking",)},
    }  # fmt: skip
    for row in rows.values():
        row.setdefault("offers", ())
        row.setdefault("themes", ())
    gaps = find_gaps(town(rows), by="themes", within_min=10)
    assert gap(gaps, "a", "cooking")["strength_ids"] == ("ben", "h1", "choir", "h2", "asha")
    assert gap(gaps, "b", "cooking")["strength_ids"][0] == "ben"


def test_people_are_weighed_by_the_need_that_is_named() -> None:
    m = town(HALLS)
    gaps = find_gaps(m, within_min=10, need=pd.Series({"a": 2.0, "c": 1.0}))
    weighted = gaps.drop_duplicates("place_id").set_index("place_id")["weighted_people"]
    assert weighted.fillna(-1).to_dict() == {"a": 200.0, "b": -1.0, "c": 300.0}
    by_column = find_gaps(m, within_min=10, need="population")
    weighted = by_column.drop_duplicates("place_id").set_index("place_id")["weighted_people"]
    assert weighted.to_dict() == {"a": 1e4, "b": 4e4, "c": 9e4}
    with pytest.raises(TableError, match="Did you mean 'need'"):
        find_gaps(m, need="needs")
    with pytest.raises(TableError, match="2 wrong") as caught:
        find_gaps(m, need=pd.Series({"z": 1.0, "y": 2.0}))
    assert len(caught.value.problems) == 2
    with pytest.raises(TableError, match="is not a number from 0"):
        find_gaps(m, need=pd.Series({"a": -1.0}))


def test_streets_are_said_to_be_streets() -> None:
    m = town({"h3": {"kind": "space", "x": 1500.0, "verified_on": TODAY}})
    road = gpd.GeoDataFrame(geometry=[LineString([(900, 0), (1600, 0)])], crs="EPSG:27700")
    reach = Reach.from_streets(m, streets=road, within_min=10, snap_m=50)
    gaps = find_gaps(m, within_min=10, reach=reach)
    assert reasons(gaps, "space") == {"a": "none in reach", "b": "none in reach"}
    assert gap(gaps, "a", "space")["says"] == (
        "Aldham: nothing within 10 minutes along streets is on the map yet; no space; no street "
        "that was given comes near it. The edge of the map is within reach; beyond it there may "
        "be more. Measured from one point in it."
    )


ENDS = st.tuples(st.sampled_from("pqrst"), st.sampled_from("pqrst")).filter(lambda e: e[0] != e[1])


@on(60)
@given(
    kinds=st.lists(st.sampled_from(["individual", "association", "space"]), min_size=5, max_size=5),
    homes=st.lists(st.sampled_from(["a", "b", "c", None]), min_size=5, max_size=5),
    ties=st.lists(ENDS, max_size=6),
)
def test_unconnected_agrees_with_asking_everybody(kinds, homes, ties) -> None:
    """An oracle of loops: each asset of a kind in reach, each of its ties, each end's place."""
    names = list("pqrst")
    rows = {
        name: {"kind": kind, "place_id": home}
        for name, kind, home in zip(names, kinds, homes, strict=True)
    }
    reached_from = {"a": "ab", "b": "abc", "c": "bc"}  # whose assets a place reaches
    somebody = {n for n in names if rows[n]["kind"] != "space"}
    unconnected = set()
    for place, around in reached_from.items():
        known = {n for n in somebody if rows[n]["place_id"] == place}
        for kind in set(kinds):
            there = {n for n in names if rows[n]["kind"] == kind and rows[n]["place_id"] in
                     tuple(around)}  # fmt: skip
            joined = {n for n in there for s, t in ties if (s == n and t in known) or
                      (t == n and s in known)}  # fmt: skip
            joined |= {n for n in there & known if rows[n]["kind"] == "individual"}
            if there and known and ties and not joined:
                unconnected.add((place, kind))
    gaps = find_gaps(town(rows, ties=ties), within_min=10)
    found = gaps[gaps["reason"] == "unconnected"]
    assert set(zip(found["place_id"], found["category"], strict=True)) == unconnected
