"""Hosts by the people they bring in from where they live, against brute force."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point, box

from assetmap.gaps import _site_question as site_ways
from assetmap.gaps.suggest_sites import suggest_sites
from assetmap.space import Reach, find_homes
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
SIDE = 1500
SEEDS = pytest.mark.parametrize("seed", range(6))
EXACT = pytest.mark.parametrize("exact", [False, True])


def make_map(seed: int, *, with_origins: bool = True) -> AssetMap:
    """Make a chequered map with halls, few libraries, and origins in most places."""
    rng = np.random.default_rng(seed)
    spots = [*itertools.product(range(3), range(3))]
    names = [f"p{at}" for at in rng.permutation(9)]
    places = gpd.GeoDataFrame(
        {"name": names, "population": rng.integers(1, 900, 9).astype(float),
         "need": rng.choice([0.2, 0.5, np.nan], 9)},
        index=names, crs=CRS,
        geometry=[box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE) for x, y in spots],
    )  # fmt: skip
    halls = gpd.GeoDataFrame(
        {"name": "A hall", "kind": ["space"] * 6 + ["institution"] * 2 + ["space"],
         "status": ["active"] * 8 + ["closed"]},
        index=[f"a{at}" for at in range(9)], crs=CRS,
        geometry=[Point(*xy) for xy in rng.integers(0, 3 * SIDE, (9, 2))],
    )  # fmt: skip
    origins = None
    if with_origins:
        rows = []
        for name, (x, y) in zip(names[1:], spots[1:], strict=True):  # of one place none is known
            for _ in range(int(rng.integers(1, 7))):
                point = Point(*(np.array([x, y]) * SIDE + rng.integers(1, SIDE - 1, 2)))
                rows.append((f"o{len(rows):02d}", int(rng.integers(0, 4)) * 25.0, name, point))
        ids, people, place_id, points = zip(*rows, strict=True)
        origins = gpd.GeoDataFrame({"people": people, "place_id": place_id}, index=[*ids],
                                   geometry=[*points], crs=CRS)  # fmt: skip
    return AssetMap.from_frames(assets=halls, places=places, origins=origins)


def people_by_hand(m: AssetMap) -> list[tuple[str, float, float, dict[str, float]]]:
    """List who lives where: the place, people, people by need, and the minutes to each asset."""
    listed = []
    for name, row in m.places.iterrows():
        of_place = m.origins[m.origins["place_id"] == name] if len(m.origins) else m.origins
        total = of_place["people"].sum()
        points = [(o.geometry, o.people / total if total else 1 / len(of_place))
                  for o in of_place.itertuples()]  # fmt: skip
        for point, share in points or [(row.geometry.representative_point(), 1.0)]:
            ways = {
                a: math.dist((point.x, point.y), (at.x, at.y)) * 1.3 / 80
                for a, at in m.assets.geometry.items()
                if m.assets["status"][a] != "closed"
            }
            people = row["population"] * share
            need = 1.0 if math.isnan(row["need"]) else row["need"]
            if share:
                listed.append((str(name), people, people * need, ways))
    return listed


class Oracle:
    """Who lacks a library, and what halls would change, person by person."""

    def __init__(self, m: AssetMap, within_min: float) -> None:
        kinds = m.assets["kind"]
        self.within, self.everybody = within_min, people_by_hand(m)
        self.hosts = sorted(a for a in self.everybody[0][3] if kinds[a] == "space")
        self.there = sorted(a for a in self.everybody[0][3] if kinds[a] == "institution")
        self.without = [p for p in self.everybody if not self.reaches(p[3], self.there)]

    def reaches(self, ways: dict[str, float], some: Iterable[str]) -> bool:
        return any(ways[a] <= self.within for a in some)

    def brought(self, some: Iterable[str]) -> tuple[float, float]:
        reached = [p for p in self.without if self.reaches(p[3], some)]
        return sum(p[1] for p in reached), sum(p[2] for p in reached)

    def mean_way(self, some: Iterable[str]) -> float:
        total = sum(p[2] for p in self.everybody)
        return sum(p[2] * min(p[3][a] for a in [*some, *self.there])
                   for p in self.everybody) / total  # fmt: skip


def ask(m: AssetMap, **options: Any) -> gpd.GeoDataFrame:
    return suggest_sites(m, **{"category": "institution", "within_min": 12, "n": 2} | options)


@SEEDS
@EXACT
def test_hosts_bring_in_the_people_who_live_near(seed: int, exact: bool) -> None:
    m = make_map(seed)
    oracle = Oracle(m, 12)
    sites = ask(m, exact=exact)
    some: list[str] = []
    before = (0.0, 0.0)
    for row in sites.itertuples():
        left = [p for p in oracle.without if not oracle.reaches(p[3], some)]
        some.append(row.host_id)
        people, weighted = oracle.brought(some)
        assert row.people == pytest.approx(people - before[0])
        assert row.weighted_people == pytest.approx(weighted - before[1])
        assert row.share == pytest.approx(weighted / sum(p[2] for p in oracle.without))
        near = {p[0] for p in left if oracle.reaches(p[3], [row.host_id])}
        assert row.reached_place_ids == tuple(
            sorted(near, key=[*m.places.index.sort_values()].index)
        )
        places = "1 place" if len(near) == 1 else f"{len(near)} places"
        none_now = sum(p[1] for p in oracle.without)
        assert (
            f"in {places} would have that within a 12 minute walk, of {none_now:,.0f}" in row.says
        )
        before = people, weighted
    pairs = itertools.combinations(oracle.hosts, 2)
    best = max(oracle.brought(pair)[1] for pair in pairs)
    assert sites["bound"].iloc[0] * best <= before[1] + 1e-6
    if exact:
        assert before[1] == pytest.approx(best)


@SEEDS
@EXACT
def test_everybody_is_brought_in_or_counted_out(seed: int, exact: bool) -> None:
    m = make_map(seed)
    oracle = Oracle(m, 12)
    sites = ask(m, goal="everyone", exact=exact)
    is_host = sites["host_id"].notna()
    assert is_host.is_monotonic_decreasing
    could = oracle.brought(oracle.hosts)
    assert sites["people"].sum() == pytest.approx(could[0])
    fewest = next(
        n for n in range(7) for some in itertools.combinations(oracle.hosts, n)
        if sum(oracle.reaches(p[3], some) for p in oracle.without)
        == sum(oracle.reaches(p[3], oracle.hosts) for p in oracle.without)
    )  # fmt: skip
    assert int(is_host.sum()) == fewest if exact else int(is_host.sum()) >= fewest
    out: dict[str, float] = {}
    weight: dict[str, float] = {}
    for name, people, weighted, ways in oracle.without:
        if not oracle.reaches(ways, oracle.hosts):
            out[name] = out.get(name, 0.0) + people
            weight[name] = weight.get(name, 0.0) + weighted
    rows = sites[~is_host]
    assert sorted(rows["place_id"]) == sorted(out)
    demand = [weight[name] for name in rows["place_id"]]
    assert demand == pytest.approx(sorted(demand, reverse=True))
    for row in rows.itertuples():
        people = m.places["population"][row.place_id]
        is_all = out[row.place_id] >= people * (1 - 1e-9)
        few = "less than one" if out[row.place_id] < 0.5 else f"{out[row.place_id]:,.0f}"
        whom = "" if is_all else f"for {few} of them "
        some = "1 person" if people == 1 else f"{people:,.0f} people"
        assert row.says.startswith(f"{m.places['name'][row.place_id]}: home to {some};")
        assert f"; {whom}nothing on the map that could host an institution" in row.says


@SEEDS
@EXACT
def test_the_way_is_shortest_for_people(seed: int, exact: bool) -> None:
    m = make_map(seed)
    oracle = Oracle(m, 12)
    sites = ask(m, goal="nearest", exact=exact)
    for row in sites.itertuples():
        some = sites["host_id"].iloc[: row.Index + 1]
        assert row.mean_min == pytest.approx(oracle.mean_way(some))
    best = min(map(oracle.mean_way, itertools.combinations(oracle.hosts, 2)))
    found = sites["mean_min"].iloc[-1]
    assert found == pytest.approx(best) if exact else found >= best - 1e-9


@pytest.mark.parametrize("goal", ["most", "everyone", "nearest"])
@EXACT
def test_one_origin_at_the_inner_point_changes_no_digit(goal: str, exact: bool) -> None:
    m = make_map(3, with_origins=False)
    frame = gpd.GeoDataFrame(
        {"people": 7.0, "place_id": m.places.index}, index=[f"o{at}" for at in range(9)],
        geometry=m.places.representative_point().to_numpy(), crs=CRS,
    )  # fmt: skip
    one = m.with_tables(origins=frame.iloc[::-1])
    expected = ask(m, goal=goal, exact=exact)
    assert len(expected)
    assert_frame_equal(ask(one, goal=goal, exact=exact), expected, check_exact=True)


@SEEDS
@pytest.mark.parametrize("goal", ["most", "everyone", "nearest"])
def test_a_reach_by_origins_and_homes_in_turns_give_the_same(
    seed: int, goal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    m = make_map(seed)
    expected = ask(m, goal=goal)
    homes = find_homes(m)
    points = gpd.GeoSeries(homes.points.to_numpy(), index=homes.ids, crs=CRS)
    reach = Reach.from_straight_lines(points, m.assets.geometry)
    given = ask(m, goal=goal, reach=reach)
    left_out = ["says"]  # which tells of a walk
    assert_frame_equal(given.drop(columns=left_out), expected.drop(columns=left_out))
    monkeypatch.setattr(site_ways, "_HOMES_AT_ONCE", 4)
    monkeypatch.setattr(site_ways, "_WAYS_AT_ONCE", 20)
    assert_frame_equal(ask(m, goal=goal), expected, check_exact=True)


def test_a_reach_by_places_is_taken_from_one_point_each() -> None:
    m = make_map(2)
    bare = make_map(2, with_origins=False)
    reach = Reach.from_straight_lines(bare)
    assert_frame_equal(ask(m, reach=reach), ask(bare, reach=reach))


def test_where_nobody_lives_nobody_is_brought_in() -> None:
    """All of Moor live at the far end; an empty house beside the hall needs no host."""
    moor = gpd.GeoDataFrame({"name": ["Moor"], "population": [40.0]}, index=["moor"],
                            geometry=[box(0, 0, 9000, 100)], crs=CRS)  # fmt: skip
    hall = gpd.GeoDataFrame({"name": ["Hall"], "kind": ["space"]}, index=["hall"],
                            geometry=[Point(10, 50)], crs=CRS)  # fmt: skip
    origins = gpd.GeoDataFrame({"people": [0.0, 3.0]}, index=["o1", "o2"],
                               geometry=[Point(20, 50), Point(8000, 50)], crs=CRS)  # fmt: skip
    m = AssetMap.from_frames(assets=hall, places=moor, origins=origins)
    sites = ask(m, goal="everyone")
    assert sites["host_id"].isna().tolist() == [True]
    assert sites["says"].tolist() == [
        "Moor: home to 40 people; nothing on the map that could host an institution is within a "
        "12 minute walk, so ask who knows of somewhere."
    ]
    m = m.with_tables(origins=origins.assign(people=[1.0, 3.0]))
    assert ask(m)["people"].tolist() == [10.0]
    said = ask(m, goal="everyone")["says"].iloc[-1]
    assert said.startswith("Moor: home to 40 people; for 30 of them nothing on the map")


def test_people_whom_the_same_hosts_would_bring_in_are_one_demand_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thousand origins of one place beside two halls, and one demand point for each choice."""
    rng = np.random.default_rng(1)
    place = gpd.GeoDataFrame({"name": ["Town"], "population": [5000.0]}, index=["town"],
                             geometry=[box(0, 0, 4000, 4000)], crs=CRS)  # fmt: skip
    halls = gpd.GeoDataFrame({"name": "Hall", "kind": "space"}, index=["east", "west"],
                             geometry=[Point(1500, 2000), Point(2500, 2000)], crs=CRS)  # fmt: skip
    origins = gpd.GeoDataFrame(
        {"people": rng.integers(0, 9, 1000).astype(float), "place_id": "town"}, crs=CRS,
        index=[f"o{at}" for at in range(1000)],
        geometry=[Point(*xy) for xy in rng.integers(1, 3999, (1000, 2))],
    )  # fmt: skip
    m = AssetMap.from_frames(assets=halls, places=place, origins=origins)
    asked: list[tuple[int, int]] = []
    choose = site_ways.find_alike

    def watch(cover: Any, *apart: Any) -> Any:
        first, group = choose(cover, *apart)
        asked.append((cover.shape[1], len(first)))
        return first, group

    monkeypatch.setattr(site_ways, "find_alike", watch)
    sites = ask(m, exact=True)
    inhabited = int((m.origins["people"] > 0).sum())
    assert asked == [(inhabited, 4)]  # neither, one, the other, both
    oracle = Oracle(m, 12)
    assert sites["people"].sum() == pytest.approx(oracle.brought(["east", "west"])[0])


def test_the_order_of_origins_does_not_matter() -> None:
    m = make_map(5)
    mixed = m.with_tables(origins=m.origins.sample(frac=1, random_state=2))
    for goal in ("most", "everyone", "nearest"):
        assert_frame_equal(ask(m, goal=goal), ask(mixed, goal=goal))


def test_numbers_of_ones_own_are_shared_out_like_people() -> None:
    m = make_map(4)
    weighted = m.places["population"] * m.places["need"].fillna(1)
    given = ask(m, people=weighted)
    usual = ask(m)
    columns = ["host_id", "people", "weighted_people", "share", "reached_place_ids"]
    assert_frame_equal(pd.DataFrame(given[columns]), pd.DataFrame(usual[columns]))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("goal", ["most", "everyone", "nearest"])
def test_only_what_is_as_asked_is_there_already(seed: int, goal: str) -> None:
    """As on a map without the libraries that cost something, or do not say what they cost."""
    m = make_map(seed)
    costs = ["free", "paid"] * 3 + [["free", "paid"], ["paid", None], [None, "free"]][seed % 3]
    m = m.with_tables(assets=m.assets.assign(cost=[*costs, None]))
    is_left_out = (m.assets["kind"] == "institution") & (m.assets["cost"] != "free")
    bare = m.with_tables(assets=m.assets[~is_left_out.to_numpy()])
    how: dict[str, Any] = {"category": "institution", "goal": goal, "within_min": 15}
    asked = suggest_sites(m, where={"cost": "free"}, **how)
    expected = suggest_sites(bare, **how)
    columns = ["host_id", "place_id", "people", "weighted_people", "share", "mean_min",
               "reached_place_ids"]  # fmt: skip
    assert_frame_equal(pd.DataFrame(asked[columns]), pd.DataFrame(expected[columns]))
    unsaid = int(m.assets["cost"][(m.assets["kind"] == "institution")].isna().sum())
    hosts = asked[asked["host_id"].notna()]
    assert len(hosts)
    for says in hosts["says"]:
        assert "an institution (cost: free)" in says
        assert ("1 more on the map does not say." in says) == (unsaid == 1)
    flags = suggest_sites(m, where=m.assets["cost"] == "free", **how)
    assert flags["host_id"].equals(asked["host_id"])
