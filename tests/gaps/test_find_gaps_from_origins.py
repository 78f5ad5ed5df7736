"""Gaps count people where they live: by hand, against an oracle of loops, and sums that agree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import Point, box

import assetmap as am
from assetmap.errors import TableError
from assetmap.gaps import find_gaps
from assetmap.space import Reach
from assetmap.tables import AssetMap
from tests.examples import on

CRS = "EPSG:27700"
AS_OF = dt.date(2026, 6, 1)
INSIDE = Path(__file__).parents[3] / "shared/cases/reading-trafford/inside.toml"


def street(**columns: object) -> gpd.GeoDataFrame:
    """Draw 100 homes' people at 0 m, 300 at 1 km and 600 at 2 km east of the west end."""
    return gpd.GeoDataFrame(
        {"people": [100.0, 300.0, 600.0], **columns},
        index=["west", "middle", "east"],
        geometry=[Point(0, 0), Point(1000, 0), Point(2000, 0)],
        crs=CRS,
    )


def make(assets: dict[str, tuple[str, float]], origins=None, **places: object) -> AssetMap:
    """Make one long place, Mill End, with things on the x axis by kind, and people along it."""
    rows = gpd.GeoDataFrame(
        {"name": list(assets), "kind": [kind for kind, _ in assets.values()]},
        index=list(assets),
        geometry=[Point(x, 0) for _, x in assets.values()],
        crs=CRS,
    )
    return AssetMap.from_frames(
        assets=rows,
        places=gpd.GeoDataFrame(
            {"name": ["Mill End"], "population": [1000.0], "need": [0.5], **places},
            index=["mill"],
            geometry=[box(-100, -100, 2100, 100)],
            crs=CRS,
        ),
        origins=street() if origins is None else origins,
        as_of=AS_OF,
    )


def the(gaps: pd.DataFrame, category: str) -> pd.Series:
    rows = gaps[gaps["category"] == category]
    assert len(rows) == 1
    return rows.iloc[0]


def test_people_who_are_short_are_counted_and_said() -> None:
    """At 15 minutes (923 m) a hall at 500 m serves the west end and the middle: 400 of 1,000."""
    gaps = find_gaps(make({"hall": ("space", 500.0)}))
    row = the(gaps, "space")
    assert (row["people_short"], row["share_short"], row["people"]) == (600.0, 0.6, 1000.0)
    assert (row["weighted_people_short"], row["depth"]) == (300.0, pytest.approx(0.6))
    assert (row["reason"], row["reached"], row["inside"]) == ("none in reach", 1, 1)
    # 100 live 500 m away, 300 as far, 600 live 1,500 m away: half have it within 1,500 m.
    assert (row["nearest_id"], row["nearest_m"]) == ("hall", 1500.0)
    assert not row["is_one_point"]
    assert row["says"] == (
        "Mill End: 1 asset within a 15 minute walk of people here, among them 1 space; space: 600 "
        "of 1,000 people have none in reach, though 1 is in Mill End itself; half of the people "
        "have the nearest within 1.5 km. The edge of the map is within reach; beyond it there may "
        "be more. It was recorded without a date of confirmation."
    )


def test_a_place_is_listed_from_a_share_upwards() -> None:
    m = make({"hall": ("space", 1100.0)})  # only the west end has none: 100 of 1,000
    assert the(find_gaps(m), "space")["people_short"] == 100.0
    assert "space" not in find_gaps(m, min_share=0.11)["category"].tolist()
    with pytest.raises(TableError, match="no share of people"):
        find_gaps(m, min_share=0)


def test_the_reason_is_that_of_most_who_are_short() -> None:
    """Two halls at the east end and one in the west: 600 have enough, 300 one or none."""
    m = make({"a": ("space", 2000.0), "b": ("space", 2100.0), "c": ("space", 100.0)})
    row = the(find_gaps(m, at_least=2), "space")
    # West reaches c alone, the middle c alone (900 m), the east a and b.
    assert (row["reason"], row["people_short"], row["reached"]) == ("too few in reach", 400.0, 3)
    assert "400 of 1,000 people reach fewer than the 2 looked for" in row["says"]
    none = the(find_gaps(make({"a": ("space", 2900.0)}), at_least=2), "space")
    assert (none["reason"], none["people_short"]) == ("too few in reach", 1000.0)  # 600 reach one
    assert none["depth"] == pytest.approx(0.4 * 1 + 0.6 * 0.5)


def test_numbers_of_some_people_only() -> None:
    m = make({"hall": ("space", 500.0)}, street(over_65=[50.0, 30.0, 20.0], need=[1.0, 1.0, 0.25]))
    row = the(find_gaps(m, people="over_65"), "space")
    assert (row["people"], row["people_short"], row["share_short"]) == (100.0, 20.0, 0.2)
    assert row["nearest_m"] == 500.0  # half of them live in the west
    assert "space: 20 of 100 people (over 65) have none in reach" in row["says"]
    assert row["weighted_people_short"] == 5.0  # where the need is a quarter
    given = pd.Series({"west": 1.0, "middle": 0.0, "east": 1.0})
    assert the(find_gaps(m, people=given), "space")["people_short"] == 1.0
    assert the(find_gaps(m, people=pd.Series({"mill": 2000})), "space")["people_short"] == 1200.0
    with pytest.raises(TableError, match="Did you mean 'over_65'"):
        find_gaps(m, people="over_56")
    with pytest.raises(TableError, match="2 problems"):
        find_gaps(m, people=pd.Series({"mill": 1.0, "west": -1.0}))


def test_places_without_a_number_have_the_sum_of_their_origins() -> None:
    m = make({"hall": ("space", 500.0)}, population=[None])
    row = the(find_gaps(m), "space")
    assert (row["people"], row["people_short"]) == (1000.0, 600.0)


def test_a_table_of_journeys_may_start_where_people_live() -> None:
    m = make({"hall": ("space", 500.0)})
    table = pd.DataFrame(
        {"from_id": ["west", "middle"], "to_id": ["hall"] * 2, "minutes": [5.0, 30.0]}
    )
    reach = Reach.from_frame(table, origins=["west", "middle", "east"])
    row = the(find_gaps(m, reach=reach, categories=["space"]), "space")
    assert row["people_short"] == pytest.approx(900)
    assert np.isnan(row["nearest_min"])  # most have no way at all
    near = the(find_gaps(m, reach=reach, categories=["space"], people="people"), "space")
    assert "the ways that were measured lead to no other" in near["says"]


def test_capacity_is_shared_per_head() -> None:
    """A hall for 200 is not one for 12: 200 / 1000 a head, or 12 / 1000."""
    m = make({"hall": ("space", 1000.0)})
    m = am.AssetMap.from_frames(
        assets=m.assets.assign(capacity=[200.0]), places=m.places, origins=m.origins, as_of=AS_OF
    )
    gaps = find_gaps(m, within_min=20, categories=["space"], benchmark=0.1, capacity="capacity")
    assert gaps.empty
    small = find_gaps(
        m, within_min=20, categories=["space"], benchmark=0.1, capacity=pd.Series({"hall": 12.0})
    )
    row = the(small, "space")
    assert (row["reason"], row["people_short"]) == ("over-asked", 1000.0)
    assert row["access"] == pytest.approx(0.012)
    assert (
        "space: all 1,000 people share what they reach with so many that there is less than 100 "
        "for every 1,000"
    ) in row["says"]


def test_categories_may_be_words_that_the_map_has_none_of() -> None:
    m = make({"hall": ("space", 500.0)})
    m = am.AssetMap.from_frames(
        assets=m.assets.assign(themes=[("dance",)]), places=m.places, origins=m.origins
    )
    gaps = find_gaps(m, by="themes", categories=["mental health", "dance"])
    assert gaps["category"].tolist() == ["mental health", "dance"]
    missing = the(gaps, "mental health")
    assert (missing["reason"], missing["people_short"]) == ("not mapped yet", 1000.0)
    assert "nothing about mental health on the map anywhere yet" in missing["says"]
    with pytest.raises(TableError, match="1 problem") as caught:
        find_gaps(m, by="themes", categories=["dances"])
    assert "Did you mean 'dance'" in str(caught.value)
    with pytest.raises(TableError, match="no asset has the kind 'spaces'"):
        find_gaps(m, categories=["spaces"])


def test_only_assets_that_are_as_asked_count_and_the_silent_are_said() -> None:
    m = make({"a": ("space", 0.0), "b": ("space", 1000.0), "c": ("space", 2000.0)})
    assets = m.assets.assign(cost=["free", "5 pounds", None], accessible=["yes", "yes", "yes"])
    m = am.AssetMap.from_frames(assets=assets, places=m.places, origins=m.origins, as_of=AS_OF)
    assert find_gaps(m, categories=["space"], where={"accessible": True}).empty
    row = the(find_gaps(m, categories=["space"], where={"cost": "free"}), "space")
    assert row["people_short"] == pytest.approx(900)
    assert (row["nearest_id"], row["reached"], row["inside"]) == ("a", 1, 1)
    assert row["says"].startswith(
        "Mill End: 3 assets within a 15 minute walk of people here, among them 3 spaces; space "
        "(cost: free): 900 of 1,000 people have none in reach, though 1 is in Mill End itself; "
        "half of the people have the nearest within 2.0 km. 1 more on the map does not say."
    )
    flags = pd.Series({"a": True, "b": False, "c": False})
    short = am.find_short_origins(m, category="space", where=flags)
    assert short["people_short"].tolist() == [600.0, 300.0]
    public = am.gaps.find_gaps(m, categories=["space"], where={"cost": "free"}, individuals=False)
    drawn = am.draw_map(m, gaps=public)
    assert drawn.manifest.withheld["gaps in assets of some sort alone (where=)"] == 1


def test_what_lies_in_the_place_is_said_of_one_point_too() -> None:
    """28 clubs lie in Big ward, out of reach of its inner point."""
    if not INSIDE.exists():
        pytest.skip("the shared cases are not here")
    m = am.read(INSIDE)
    row = the(find_gaps(m, by="themes"), "club")
    assert (row["inside"], row["reached"], row["is_one_point"]) == (28, 0, True)
    assert "about club: none in reach, though 28 are in Big ward itself" in row["says"]
    assert "Measured from one point in it." in row["says"]


def test_the_edge_of_the_map_is_marked() -> None:
    places = gpd.GeoDataFrame(
        {"name": ["Outer", "Inner"], "population": [100.0, 100.0]},
        index=["outer", "inner"],
        geometry=[box(0, 0, 9000, 9000).difference(box(3000, 3000, 6000, 6000)),
                  box(3000, 3000, 6000, 6000)],
        crs=CRS,
    )  # fmt: skip
    homes = gpd.GeoDataFrame(
        {"people": [100.0, 100.0]}, index=["o", "i"],
        geometry=[Point(800, 4500), Point(4500, 4500)], crs=CRS,
    )  # fmt: skip
    m = AssetMap.from_frames(
        assets=pd.DataFrame({"name": [], "kind": []}), places=places, origins=homes
    )
    near = find_gaps(m, categories=["space"]).set_index("place_id")["at_border"]
    assert near.to_dict() == {"outer": True, "inner": False}  # 800 m, and 923 m are walked
    assert not find_gaps(m, categories=["space"], within_min=12)["at_border"].any()  # 738 m


@st.composite
def towns(draw: st.DrawFn) -> AssetMap:
    """Draw two or three square places with up to four homes each, and things among them."""
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    at = st.integers(0, 3900)
    homes, people, of = [], [], []
    for number, name in enumerate(names):
        for _ in range(draw(st.integers(0, 4))):
            homes.append(Point(number * 4000 + draw(at), draw(at)))
            people.append(float(draw(st.integers(0, 500))))
            of.append(name)
    thing = st.tuples(st.sampled_from(["space", "culture"]), st.integers(-500, 12000), at)
    things = draw(st.lists(thing, max_size=6))
    places = gpd.GeoDataFrame(
        {"name": names, "population": [draw(st.sampled_from([None, 0.0, 800.0])) for _ in names],
         "need": [draw(st.sampled_from([None, 0.25, 1.0])) for _ in names]},
        index=names, crs=CRS,
        geometry=[box(x, 0, x + 4000, 4000) for x in range(0, 4000 * len(names), 4000)],
    )  # fmt: skip
    return AssetMap.from_frames(
        assets=gpd.GeoDataFrame(
            {"name": [f"t{i}" for i in range(len(things))], "kind": [kind for kind, *_ in things]},
            index=[f"t{i}" for i in range(len(things))],
            geometry=[Point(x, y) for _, x, y in things], crs=CRS,
        ),
        places=places,
        origins=gpd.GeoDataFrame(
            {"people": people, "place_id": of}, index=[f"h{i}" for i in range(len(homes))],
            geometry=homes, crs=CRS,
        ),
        as_of=AS_OF,
    )  # fmt: skip


def by_loops(m: AssetMap, within_min: float, at_least: int) -> dict[tuple[str, str], dict]:
    """Ask every home about every asset, one at a time."""
    found = {}
    for place_id, place in m.places.iterrows():
        homes = [(home.geometry, home.people) for home in m.origins.itertuples()
                 if home.place_id == place_id]  # fmt: skip
        one_point = not homes
        if one_point:
            homes = [(place.geometry.representative_point(), 1.0)]
        total = sum(people for _, people in homes)
        shares = [people / total if total else 1 / len(homes) for _, people in homes]
        known = place["population"]
        known = (np.nan if one_point else total) if pd.isna(known) else known
        for kind in ("space", "culture"):
            things = m.assets[m.assets["kind"] == kind]
            short, reached, costs = 0.0, set(), []
            for (point, _), share in zip(homes, shares, strict=True):
                metres = {i: point.distance(shape) for i, shape in things.geometry.items()}
                near = {i for i, far in metres.items() if far * 1.3 / 80 <= within_min}
                short += share * (len(near) < at_least)
                reached |= near
                costs.append((min(metres.values(), default=np.inf), share))
            upto = 0.0
            for cost, share in sorted(costs):  # noqa: B007 - the cost at one half
                upto += share
                if upto >= 0.5 - 1e-9:
                    break
            found[place_id, kind] = {
                "share": short, "people_short": short * known, "reached": len(reached),
                "nearest": cost,
            }  # fmt: skip
    return found


@on(60)
@given(towns(), st.sampled_from([5, 15, 40]), st.integers(1, 2), st.sampled_from([0.01, 0.1, 0.5]))
def test_people_short_agree_with_asking_every_home(m, within_min, at_least, min_share) -> None:
    gaps = find_gaps(m, within_min=within_min, at_least=at_least, min_share=min_share,
                     categories=["space", "culture"])  # fmt: skip
    expected = by_loops(m, within_min, at_least)
    rows = gaps.set_index(["place_id", "category"])
    listed = {case for case, told in expected.items() if told["share"] >= min_share - 1e-9
              and told["share"] > 0}  # fmt: skip
    assert set(rows.index) == listed
    for case in listed:
        row, told = rows.loc[case], expected[case]
        assert row["share_short"] == pytest.approx(told["share"])
        assert row["people_short"] == pytest.approx(told["people_short"], nan_ok=True)
        assert row["reached"] == told["reached"]
        far = told["nearest"]
        assert row["nearest_m"] == pytest.approx(np.nan if np.isinf(far) else far, nan_ok=True)


@on(40)
@given(towns())
def test_one_origin_at_the_inner_point_gives_the_answers_of_one_point(m) -> None:
    middles = m.places.geometry.representative_point()
    people = m.places["population"].fillna(7.0)
    alone = gpd.GeoDataFrame(
        {"people": people.where(people > 0, 5.0).to_numpy(), "place_id": m.places.index},
        index=[f"o-{i}" for i in m.places.index],
        geometry=middles.to_numpy(),
        crs=CRS,
    )
    places = m.places.assign(population=people)
    with_origins = AssetMap.from_frames(assets=m.assets, places=places, origins=alone, as_of=AS_OF)
    bare = AssetMap.from_frames(assets=m.assets, places=places, as_of=AS_OF)
    told = ["says", "is_one_point", "geometry"]
    assert_frame_equal(
        pd.DataFrame(find_gaps(with_origins, at_least=2)).drop(columns=told),
        pd.DataFrame(find_gaps(bare, at_least=2)).drop(columns=told),
    )


@on(40)
@given(towns())
def test_sums_over_places_are_sums_over_origins(m) -> None:
    """With the places' own numbers unknown every home is counted once."""
    m = AssetMap.from_frames(
        assets=m.assets, places=m.places.assign(population=None), origins=m.origins, as_of=AS_OF
    )
    gaps = find_gaps(m, categories=["space"], min_share=1e-6)
    shapes = m.assets[m.assets["kind"] == "space"].geometry
    short: dict[str, float] = defaultdict(float)
    for home in m.origins.itertuples():
        if not (shapes.distance(home.geometry) * 1.3 / 80 <= 15).any():
            short["all"] += home.people
    assert gaps["people_short"].sum() == pytest.approx(short["all"])


def test_who_is_unknown_of_a_place_is_not_taken_for_everybody() -> None:
    """Numbers by place of one group: the origins of a place without one tell of everybody."""
    m = make({"hall": ("space", 9000.0)})
    m = am.AssetMap.from_frames(
        assets=m.assets, places=m.places.assign(over_65=np.nan), origins=m.origins, as_of=AS_OF
    )
    row = the(find_gaps(m, categories=["space"], people="over_65"), "space")
    assert np.isnan(row["people"])
    assert np.isnan(row["people_short"])
    assert the(find_gaps(m, categories=["space"]), "space")["people"] == 1000.0


def test_too_few_is_not_over_asked() -> None:
    """
    At the west end one hall for 600 people, 500 short of a second; the rest has two.

    Against one for every 500 people the same 600 share one hall of 1,000, which
    is too many for it, and nobody reaches none.
    """
    m = make({"a": ("space", 2000.0), "b": ("space", 2100.0), "c": ("space", 100.0)})
    asked = {"categories": ["space"], "within_min": 15}
    few = the(find_gaps(m, at_least=2, **asked), "space")
    both = the(find_gaps(m, at_least=2, benchmark=1.0, **asked), "space")
    shared = the(find_gaps(m, benchmark=1.0, **asked), "space")
    assert (few["reason"], few["people_short"]) == ("too few in reach", 400.0)
    # Everybody shares with too many; 400 of these 1,000 also reach fewer than two.
    assert (both["reason"], both["people_short"]) == ("over-asked", 1000.0)
    assert (shared["reason"], shared["people_short"]) == ("over-asked", 1000.0)
