"""Links between places: by shared people, shared groups and ties, each kind apart."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from assetmap.errors import GraphError, TableError
from assetmap.links import LINK_COLUMNS, find_links
from assetmap.links import _shared_counts as sharing
from assetmap.tables import AssetMap
from tests.examples import on

DTYPES = {
    "place_a_id": "str", "place_b_id": "str", "place_a_name": "str", "place_b_name": "str",
    "shared_people": "int64",
    "shared_groups": "int64", "shared_group_ids": "object", "interlocks": "int64",
    "ties": "int64", "group_ties": "int64", "records": "int64", "weight": "float64",
    "group_weight": "float64", "distance_m": "float64", "adjacent": "bool",
    "expected": "float64",
    "surprise": "float64", "q": "float64", "says": "str", "geometry": "geometry",
}  # fmt: skip

PLACES = ["p0", "p1", "p2", "p3", "p4"]
ACTORS = st.lists(
    st.tuples(
        st.sampled_from(["individual", "association", "space"]),
        st.sampled_from([*PLACES, None]),
        st.lists(st.sampled_from(PLACES), max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=10,
)
TIES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12)


def map_of(actors, ties, *, rename=lambda place: place, reverse=False):
    assets = pd.DataFrame(actors, columns=["kind", "place_id", "active_in"])
    assets["place_id"] = assets["place_id"].map(rename, na_action="ignore")
    assets["active_in"] = assets["active_in"].map(lambda words: tuple(map(rename, words)))
    assets.index = [f"n{at}" for at in range(len(actors))]
    pairs = [(f"n{a}", f"n{b}") for a, b in ties if a != b and max(a, b) < len(actors)]
    frame = pd.DataFrame(pairs, columns=["source", "target"]).assign(kind="knows")
    ids = [rename(place) for place in PLACES]
    places = pd.DataFrame({"name": ids}, index=ids)
    step = -1 if reverse else 1
    return AssetMap.from_frames(
        assets=assets.assign(name="x").iloc[::step], places=places.iloc[::step],
        ties=frame.iloc[::step], as_of=dt.date(2026, 1, 1),
    )  # fmt: skip


def links_by_hand(actors, ties):
    """Go through every pair of places and every actor."""
    found = {}
    active = [{place for place in (home, *more) if place} for _, home, more in actors]
    pairs = {frozenset(pair) for pair in ties if max(pair) < len(actors)}  # each pair once
    crossing = [{actors[at][1] for at in pair} for pair in pairs if len(pair) > 1]
    for pair in itertools.combinations(PLACES, 2):
        shared = [at for at in range(len(actors)) if set(pair) <= active[at]]
        people = sum(actors[at][0] == "individual" for at in shared)
        weight = sum(1 / (len(active[at]) - 1) for at in shared)
        tied = crossing.count(set(pair))
        if shared or tied:
            found[pair] = (people, len(shared) - people, tied, pytest.approx(weight))
    return found


def as_dict(links):
    rows = links[links["place_b_id"].notna()]
    values = rows[["shared_people", "shared_groups", "ties", "weight"]].itertuples(
        index=False, name=None
    )
    return dict(zip(zip(rows["place_a_id"], rows["place_b_id"], strict=True), values, strict=True))


def test_promise_5_zero_never_disappears(town):
    links = find_links(town)
    assert links["place_a_id"].tolist() == ["isle", "hill", "hill", "mill"]
    first = links.iloc[0]
    assert pd.isna(first["place_b_id"])
    assert pd.isna(first["place_b_name"])
    assert first[["shared_people", "shared_groups", "ties", "weight"]].tolist() == [0, 0, 0, 0.0]
    assert math.isnan(first["distance_m"])
    assert first["geometry"] is None
    assert first["says"] == ("No link of Isle to another place is recorded yet: ask who travels.")


def test_counts_by_hand(town):
    """Asha counts 1/1, the county body 1/2 in each pair; Asha and the choir are tied two ways."""
    assert as_dict(find_links(town)) == {
        ("hill", "mill"): (1, 1, 2, 1.5),
        ("hill", "quay"): (0, 1, 0, 0.5),
        ("mill", "quay"): (0, 1, 0, 0.5),
    }


def test_distance_adjacency_and_line(town):
    links = find_links(town).set_index(["place_a_id", "place_b_id"])
    assert links.crs == town.crs
    assert links.loc[("hill", "mill"), "adjacent"]
    assert links.loc[("hill", "mill"), "distance_m"] == 1000
    far = links.loc[("mill", "quay")]
    assert not far["adjacent"]
    assert far["distance_m"] == 5000  # 3, 4, 5
    assert far["geometry"].equals(LineString([(500, 500), (3500, 4500)]))


def test_sentences(town):
    says = find_links(town)["says"].tolist()
    assert says[1] == (
        "Hill and Mill share 1 person and 1 group (County body) and are joined by 2 ties; they are "
        "neighbours; there are too few links on this map to say how many to expect; "
        "1 of these 4 is old or unconfirmed."
    )
    assert says[3] == (
        "Mill and Quay share 1 group (County body); their middles are 5.0 km apart; "
        "there are too few links on this map to say how many to expect; "
        "this was not confirmed within two years."
    )


def test_by_level_everything_counts_for_the_larger_place(town):
    links = find_links(town, level="district")
    assert as_dict(links) == {("north", "south"): (0, 1, 0, 1.0)}
    assert links["distance_m"].isna().all()
    assert links["geometry"].isna().all()


def test_unknown_level_is_refused_with_a_hint(town):
    with pytest.raises(TableError, match=r"Did you mean 'district'\?"):
        find_links(town, level="distrct")


def test_only_a_tie_joins_two_places():
    actors = [("individual", "p0", ()), ("space", "p1", ())]
    links = find_links(map_of(actors, [(0, 1), (1, 0)]))
    assert as_dict(links) == {("p0", "p1"): (0, 0, 1, 0.0)}  # there and back is one
    assert links["records"].tolist() == [0, 0, 0, 2]
    assert links["place_a_id"].tolist() == ["p2", "p3", "p4", "p0"]
    assert links["says"].iloc[3] == (
        "p0 and p1 are joined by 1 tie; there are too few links on this map to say how many to "
        "expect; this was not confirmed within two years."
    )


def test_a_body_of_a_larger_place_is_not_spread_over_the_smaller_ones():
    places = pd.DataFrame(
        {"name": ["N", "A", "B"], "parent_id": [None, "n", "n"]}, index=["n", "a", "b"]
    )
    assets = pd.DataFrame({"name": ["Body"], "kind": ["institution"], "place_id": ["n"]})
    links = find_links(AssetMap.from_frames(assets=assets, places=places))
    assert links["place_a_id"].tolist() == ["a", "b"]
    assert links["place_b_id"].isna().all()


def test_columns_and_types_are_the_same_without_places_or_links(town):
    empty = AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []}))
    alone = map_of([("space", "p0", ())], [])
    for links in (find_links(town), find_links(empty), find_links(alone)):
        assert isinstance(links, gpd.GeoDataFrame)
        assert tuple(links.columns) == LINK_COLUMNS
        assert links.dtypes.astype(str).to_dict() == DTYPES
        assert isinstance(links.index, pd.RangeIndex)
    assert len(find_links(empty)) == 0
    assert len(find_links(alone)) == 5


@pytest.mark.parametrize("at_most", [2, 0])
def test_too_many_pairs_are_refused_with_who_makes_them(town, monkeypatch, at_most):
    """The county body alone makes three pairs; Asha's is one of them."""
    monkeypatch.setattr(sharing, "MAX_PAIRS", at_most)
    with pytest.raises(GraphError, match=r"join more than \d pairs of places.*: 'county', 'asha'"):
        find_links(town)


def test_the_map_is_not_changed(town):
    before = town.assets.copy(deep=True), town.places.copy(deep=True)
    find_links(town)
    pd.testing.assert_frame_equal(town.assets, before[0])
    pd.testing.assert_frame_equal(town.places, before[1])


def test_places_that_touch_in_a_corner_are_neighbours():
    places = gpd.GeoDataFrame(
        {"name": ["A", "B"]}, index=["a", "b"], crs="EPSG:27700",
        geometry=[box(0, 0, 10, 10), box(10, 10, 20, 20)],
    )  # fmt: skip
    assets = pd.DataFrame(
        {"name": ["x"], "kind": ["individual"], "active_in": [("a", "b")]}, index=["x"]
    )
    assert find_links(AssetMap.from_frames(assets=assets, places=places))["adjacent"].tolist() == [
        True
    ]


@on(40)
@given(ACTORS, TIES)
def test_links_agree_with_going_through_every_pair_in_whatever_order_rows_stand(actors, ties):
    links = find_links(map_of(actors, ties))
    assert as_dict(links) == links_by_hand(actors, ties)
    check_every_place_is_linked_or_listed_as_alone_and_strength_falls(links)
    pd.testing.assert_frame_equal(links, find_links(map_of(actors, ties, reverse=True)))


def check_every_place_is_linked_or_listed_as_alone_and_strength_falls(links):
    alone = links["place_b_id"].isna()
    linked = set(links.loc[~alone, "place_a_id"]) | set(links.loc[~alone, "place_b_id"])
    assert sorted([*links.loc[alone, "place_a_id"], *linked]) == PLACES
    assert (~alone).is_monotonic_increasing
    strength = (links["weight"] + links["ties"])[~alone].round(9)
    assert strength.is_monotonic_decreasing
    assert (links.loc[~alone, "place_a_id"] < links.loc[~alone, "place_b_id"]).all()


@on(40)
@given(ACTORS, TIES, st.permutations(PLACES))
def test_new_names_for_places_change_nothing_else(actors, ties, names):
    rename = dict(zip(PLACES, names, strict=True))
    found = as_dict(find_links(map_of(actors, ties, rename=rename.__getitem__)))
    expected = {
        tuple(sorted(map(rename.__getitem__, pair))): values
        for pair, values in links_by_hand(actors, ties).items()
    }
    assert found == expected


@on(40)
@given(ACTORS, st.sampled_from(PLACES))
def test_an_asset_active_in_one_place_adds_no_link(actors, place):
    more = [*actors, ("individual", place, (place,))]
    one, two = find_links(map_of(actors, [])), find_links(map_of(more, []))
    counted = [
        "place_a_id",
        "place_b_id",
        "shared_people",
        "shared_groups",
        "interlocks",
        "ties",
        "weight",
    ]
    pd.testing.assert_frame_equal(one[counted], two[counted])  # its place grew: more is expected


def test_a_secret_location_links_nothing(town):
    """The links are those of a map without the asset and its ties."""
    assets = town.assets
    assets["sensitive_location"] = assets.index.isin(["county", "boats"])
    secret = AssetMap.from_frames(
        assets=assets, places=town.places, ties=town.ties, sources=town.sources, as_of=town.as_of
    )
    gone = AssetMap.from_frames(
        assets=assets[~assets["sensitive_location"]], places=town.places,
        ties=town.ties[~town.ties["target"].eq("boats")], sources=town.sources, as_of=town.as_of,
    )  # fmt: skip
    columns = [
        "place_a_id",
        "place_b_id",
        "shared_people",
        "shared_groups",
        "ties",
        "weight",
        "says",
    ]
    pd.testing.assert_frame_equal(find_links(secret)[columns], find_links(gone)[columns])
    assert len(find_links(town)) != len(find_links(secret))
