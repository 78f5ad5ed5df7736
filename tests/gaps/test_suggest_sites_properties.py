"""What holds for every map: brute force, order, names, moving, more hosts, inputs unchanged."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import Point, box

from assetmap.gaps.suggest_sites import suggest_sites
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
AS_OF = dt.date(2026, 6, 1)
GOALS = st.sampled_from(["most", "everyone", "nearest"])

# Odd steps, so that no way is exactly as long as the reach.
spot = st.tuples(st.integers(-12, 12), st.integers(-12, 12)).map(
    lambda xy: (xy[0] * 97.0, xy[1] * 89.0)
)
place_rows = st.tuples(spot, st.sampled_from([None, 0, 100, 250]), st.sampled_from([None, 0, 0.5]))
asset_rows = st.tuples(
    spot,
    st.sampled_from(["space", "space", "space", "institution", "association"]),
    st.sampled_from(["active", "active", "closed"]),
)


@st.composite
def maps(draw: Any) -> AssetMap:
    rows = draw(st.lists(place_rows, min_size=1, max_size=6, unique_by=lambda row: row[0]))
    places = gpd.GeoDataFrame(
        {
            "name": [f"Place {at}" for at in range(len(rows))],
            "population": [1, *(people for _, people, _ in rows[1:])],
            "need": [need for _, _, need in rows],
        },
        index=[f"p{at}" for at in range(len(rows))],
        geometry=[box(x - 10, y - 10, x + 10, y + 10) for (x, y), _, _ in rows],
        crs=CRS,
    )
    found = draw(st.lists(asset_rows, max_size=7))
    assets = gpd.GeoDataFrame(
        {
            "name": "An asset",
            "kind": [kind for _, kind, _ in found],
            "status": [status for _, _, status in found],
        },
        index=[f"a{at}" for at in range(len(found))],
        geometry=[Point(xy) for xy, _, _ in found],
        crs=CRS,
    )
    return AssetMap.from_frames(assets=assets, places=places, crs=CRS, as_of=AS_OF)


def ask(m: AssetMap, **options: Any) -> gpd.GeoDataFrame:
    return suggest_sites(m, **{"category": "institution", "n": 2} | options)


def made_of(m: AssetMap, assets: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> AssetMap:
    return AssetMap.from_frames(assets=assets, places=places, crs=CRS, as_of=AS_OF)


def minutes(m: AssetMap) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Work out every way, place by place, and name what could host and what is there."""
    assets = m.assets[m.assets["status"] != "closed"]
    middles = m.places.representative_point()
    way = pd.DataFrame(
        {
            asset_id: [middle.distance(shape) * 1.3 / 80 for middle in middles]
            for asset_id, shape in assets.geometry.items()
        },
        index=m.places.index,
        columns=assets.index,
        dtype="float64",
    )
    hosts = sorted(assets.index[assets["kind"] == "space"])
    return way, hosts, sorted(assets.index[assets["kind"] == "institution"])


def demand_of(m: AssetMap) -> pd.Series:
    return m.places["population"].fillna(0) * m.places["need"].fillna(1)


@given(maps(), st.integers(1, 3), st.booleans())
def test_no_other_hosts_bring_in_more_than_is_said(m: AssetMap, n: int, exact: bool) -> None:
    way, hosts, there = minutes(m)
    is_served = (way[there] <= 15).any(axis=1)
    left = demand_of(m)[~is_served]
    near = way.loc[left.index, hosts] <= 15

    def brought(some: Any) -> float:
        return float(left[near[list(some)].any(axis=1)].sum())

    best = max(map(brought, itertools.combinations(hosts, min(n, len(hosts)))), default=0.0)
    sites = ask(m, n=n, exact=exact)
    assert sites["weighted_people"].sum() == pytest.approx(brought(sites["host_id"]))
    if len(sites):
        bound = sites["bound"][0]
        assert bound * best <= sites["weighted_people"].sum() + 1e-9
        assert sites["share"].iloc[-1] == pytest.approx(brought(sites["host_id"]) / left.sum())
        assert not exact or bound == 1.0
    else:
        assert best == 0.0
    for site in sites.itertuples():
        assert all(near.loc[place, site.host_id] for place in site.reached_place_ids)


@given(maps(), st.booleans())
def test_everyone_is_brought_in_or_named(m: AssetMap, exact: bool) -> None:
    way, hosts, there = minutes(m)
    sites = ask(m, goal="everyone", exact=exact)
    is_host = sites["host_id"].notna()
    brought = [place for some in sites["reached_place_ids"] for place in some]
    is_served = (way[there] <= 15).any(axis=1)
    could = (way[hosts] <= 15).any(axis=1)
    assert sorted(brought) == sorted(way.index[could & ~is_served])
    assert sorted(sites.loc[~is_host, "place_id"]) == sorted(way.index[~could & ~is_served])
    assert is_host.is_monotonic_decreasing  # those come last


@given(maps(), st.integers(1, 3))
def test_no_other_hosts_make_the_mean_way_shorter(m: AssetMap, n: int) -> None:
    way, hosts, there = minutes(m)
    demand = demand_of(m)
    sites = ask(m, n=n, goal="nearest", exact=True)
    if not len(sites):
        return
    assert demand.sum() > 0

    def mean(some: Any) -> float:
        return float((way[[*some, *there]].min(axis=1) * demand).sum() / demand.sum())

    best = min(map(mean, itertools.combinations(hosts, min(n, len(hosts)))))
    assert sites["mean_min"].iloc[-1] == pytest.approx(best)
    assert sites["mean_min"].is_monotonic_decreasing
    exchanged = ask(m, n=n, goal="nearest")
    assert exchanged["mean_min"].iloc[-1] >= best - 1e-9
    assert exchanged["bound"][0] <= 1.0


@given(maps(), GOALS, st.randoms(use_true_random=False))
def test_order_names_and_ten_kilometres_change_no_choice(
    m: AssetMap, goal: str, random: Any
) -> None:
    assets, places = m.assets, m.places
    before = ask(m, goal=goal)

    rows, columns = list(assets.index), list(places.index)
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = made_of(m, assets.loc[rows], places.loc[columns])
    assert_frame_equal(before, ask(shuffled, goal=goal))

    named = made_of(m, assets.rename(index="x{}".format), places.rename(index="y{}".format))
    check_names_alone_have_changed(before, ask(named, goal=goal))

    moved = made_of(
        m,
        assets.set_geometry(assets.translate(10_000, 10_000)),
        places.set_geometry(places.translate(10_000, 10_000)),
    )
    after = ask(moved, goal=goal)
    kept = ["host_id", "place_id", "people", "reached_place_ids", "says"]
    assert_frame_equal(pd.DataFrame(before[kept]), pd.DataFrame(after[kept]))


def check_names_alone_have_changed(before: pd.DataFrame, after: pd.DataFrame) -> None:
    assert ("x" + before["host_id"]).equals(after["host_id"])
    assert [tuple(f"y{place}" for place in some) for some in before["reached_place_ids"]] == [
        *after["reached_place_ids"]
    ]
    assert before["says"].equals(after["says"])


@given(maps(), st.integers(1, 4))
def test_more_hosts_only_add_rows(m: AssetMap, n: int) -> None:
    few, more = ask(m, n=n), ask(m, n=n + 1)
    columns = [name for name in few.columns if name != "bound"]
    assert_frame_equal(few[columns], more[columns].iloc[: len(few)])
    assert len(few) <= n
    assert few["share"].is_monotonic_increasing
    assert few["share"].between(0, 1).all()


@given(maps(), GOALS, st.booleans())
def test_the_map_is_as_it_was(m: AssetMap, goal: str, exact: bool) -> None:
    assets, places = m.assets.copy(), m.places.copy()
    demand = pd.Series(np.arange(len(places), dtype=float), index=places.index)
    given_demand = demand.copy()
    ask(m, goal=goal, exact=exact, people=demand)
    assert_frame_equal(m.assets, assets)
    assert_frame_equal(m.places, places)
    assert demand.equals(given_demand)
