"""Access measured where people live and added up to places, against brute force."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point, box

from assetmap.errors import ReachError, TableError
from assetmap.gaps.decay import StepDecay
from assetmap.gaps.measure_access import measure_access
from assetmap.space import Reach, find_homes
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
KINDS = ("association", "culture", "space")
SIDE = 1500


def make_map(seed: int, *, bare: bool = False) -> AssetMap:
    """Make a chequered map; where ``bare``, one place of it has no boundary."""
    rng = np.random.default_rng(seed)
    spots = [*itertools.product(range(3), range(3))]
    outlines = [box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE) for x, y in spots]
    if bare:
        outlines[4] = None
    names = [f"p{at}" for at in rng.permutation(len(spots))]
    places = gpd.GeoDataFrame(
        {"name": names, "population": rng.integers(0, 900, len(spots)).astype(float)},
        index=names, geometry=outlines, crs=CRS,
    )  # fmt: skip
    count = 40
    xy = rng.integers(0, 3 * SIDE, (count, 2)).astype(float)
    where = [Point(*each) for each in xy]
    stated = [None] * count
    for at in range(0, count, 9):  # known by their place alone
        where[at], stated[at] = None, names[int(rng.integers(0, 9))]
    stated[1] = names[4]
    assets = gpd.GeoDataFrame(
        {"name": [f"a{at}" for at in range(count)], "kind": rng.choice(KINDS, count),
         "place_id": stated, "capacity": rng.integers(1, 9, count).astype(float)},
        index=[f"a{at}" for at in range(count)], geometry=where, crs=CRS,
    )  # fmt: skip
    return AssetMap.from_frames(assets=assets, places=places, as_of=dt.date(2026, 6, 1))


def with_origins(m: AssetMap, seed: int) -> AssetMap:
    """Put a few origins into most places; some have no point of their own."""
    rng = np.random.default_rng(seed)
    rows = []
    for at, (place_id, shape) in enumerate(m.places.geometry.items()):
        if at == 2:
            continue  # of this place no origin is known
        x, y = (SIDE, SIDE) if shape is None else shape.bounds[:2]
        for number in range(int(rng.integers(1, 6))):
            point = Point(x + rng.integers(1, SIDE - 1), y + rng.integers(1, SIDE - 1))
            is_bare = number == 1
            is_stated = is_bare or shape is None or rng.random() < 0.5
            rows.append((f"o{rng.integers(1e9)}", int(rng.integers(0, 50)),
                         place_id if is_stated else None, None if is_bare else point))  # fmt: skip
    ids, people, place, points = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame(
        {"people": np.array(people, dtype=float), "place_id": place},
        index=[*ids], geometry=[*points], crs=CRS,
    )  # fmt: skip
    return m.with_tables(origins=frame)


def homes_by_hand(m: AssetMap) -> dict[str, list[tuple[Point | None, float]]]:
    """List the points of each place and which part of its people each has."""
    middles = {name: None if shape is None else shape.representative_point()
               for name, shape in m.places.geometry.items()}  # fmt: skip
    homes: dict[str, list[tuple[Point | None, float]]] = {name: [] for name in m.places.index}
    for row in m.origins.itertuples():
        place = row.place_id
        if not isinstance(place, str):
            [place] = [n for n, s in m.places.geometry.items() if s is not None
                       and s.contains(row.geometry)]  # fmt: skip
        homes[place].append((middles[place] if row.geometry is None else row.geometry, row.people))
    for name, each in homes.items():
        total = sum(people for _, people in each)
        each[:] = [(p, n / total if total else 1 / len(each)) for p, n in each]
        if not each:
            each.append((middles[name], 1.0))
    return homes


def ways_by_hand(m: AssetMap) -> dict[str, list[tuple[float, dict[str, float]]]]:
    """Give for each place its homes: the share of people, and the metres to each asset."""
    middles = {name: None if shape is None else shape.representative_point()
               for name, shape in m.places.geometry.items()}  # fmt: skip
    ways: dict[str, list[tuple[float, dict[str, float]]]] = {}
    for name, homes in homes_by_hand(m).items():
        ways[name] = []
        for point, share in homes:
            metres = {}
            for row in m.assets.itertuples():
                is_stated = m.places.geometry[name] is None and row.place_id == name
                spot = row.geometry or middles.get(row.place_id)
                if is_stated and (point is None or spot is None):
                    metres[row.Index] = 0.0
                elif point is not None and spot is not None:
                    metres[row.Index] = math.dist((point.x, point.y), (spot.x, spot.y))
            ways[name].append((share, metres))
    return ways


SEEDS = pytest.mark.parametrize("seed", range(3))
BARE = pytest.mark.parametrize("bare", [False, True])


@SEEDS
@BARE
def test_counts_are_means_over_people(seed: int, bare: bool) -> None:
    m = with_origins(make_map(seed, bare=bare), seed)
    found = measure_access(m, method="count", within_m=800)
    enough = measure_access(m, method="count", within_m=800, at_least=2)
    kinds = m.assets["kind"]
    for place, homes in ways_by_hand(m).items():
        for kind in KINDS:
            reached = [(share, sum(metres[a] <= 800 for a in metres if kinds[a] == kind))
                       for share, metres in homes]  # fmt: skip
            mean = sum(share * count for share, count in reached)
            assert found.loc[place, kind] == pytest.approx(mean, abs=1e-12)
            part = sum(share for share, count in reached if count >= 2)
            assert enough.loc[place, kind] == pytest.approx(part, abs=1e-12)


@SEEDS
@BARE
@pytest.mark.parametrize("within_m", [None, 900])
def test_nearest_is_the_weighted_median(seed: int, bare: bool, within_m: float | None) -> None:
    m = with_origins(make_map(seed, bare=bare), seed)
    found = measure_access(m, method="nearest", within_m=within_m)
    kinds = m.assets["kind"]
    for place, homes in ways_by_hand(m).items():
        for kind in KINDS:
            costs = []
            for share, metres in homes:
                near = [d for a, d in metres.items() if kinds[a] == kind]
                best = min(near, default=math.inf)
                is_far = within_m is not None and best > within_m
                costs.append((math.inf if is_far else best, share))
            upto = np.cumsum([share for _, share in sorted(costs)])
            cost = sorted(costs)[int(np.argmax(upto >= 0.5 - 1e-9))][0]
            expected = cost if within_m is not None else cost * 1.3 / 80
            assert found.loc[place, kind] == pytest.approx(expected, abs=1e-9)


ZONES = StepDecay(((300, 1), (600, 0.68), (900, 0.22)))


def weigh(metres: float, method: str) -> float:
    """Weigh a way by hand, as `ZONES` do."""
    if metres > 900:
        return 0.0
    if method == "2sfca":
        return 1.0
    return 1 if metres <= 300 else 0.68 if metres <= 600 else 0.22


def ask_by_hand(
    ways: dict[str, list[tuple[float, dict[str, float]]]], population: pd.Series, method: str
) -> dict[str, float]:
    """Add up who asks of each asset."""
    asked: dict[str, float] = {}
    for place, homes in ways.items():
        for share, metres in homes:
            for a, d in metres.items():
                people = share * population[place] * weigh(d, method)
                asked[a] = asked.get(a, 0.0) + people
    return asked


@SEEDS
@pytest.mark.parametrize("method", ["2sfca", "e2sfca", "m2sfca"])
def test_people_share_what_they_reach_from_where_they_live(seed: int, method: str) -> None:
    m = with_origins(make_map(seed, bare=seed % 2 == 0), seed)
    decay = None if method == "2sfca" else ZONES
    found = measure_access(m, method=method, supply="capacity", within_m=900, decay=decay)

    ways, population = ways_by_hand(m), m.places["population"]
    asked = ask_by_hand(ways, population, method)
    for place, homes in ways.items():
        expected = dict.fromkeys(KINDS, 0.0)
        for share, metres in homes:
            for a, d in metres.items():
                if asked[a] > 0:
                    w = weigh(d, method) ** (2 if method == "m2sfca" else 1)
                    expected[m.assets["kind"][a]] += share * w * m.assets["capacity"][a] / asked[a]
        assert found.loc[place, [*KINDS]].to_dict() == pytest.approx(expected, abs=1e-12)
    if method != "m2sfca":  # all that anybody reaches is shared out
        shared = (found[[*KINDS]].mul(population, axis=0)).sum().sum()
        is_reached = [a for a in asked if asked[a] > 0]
        assert shared == pytest.approx(m.assets["capacity"][is_reached].sum())


QUESTIONS = [
    {"method": "nearest"}, {"method": "nearest", "within_min": 12}, {"method": "count"},
    {"method": "count", "within_m": 700}, {"within_min": 15}, {"method": "e2sfca"},
    {"method": "m2sfca", "within_m": 900, "decay": ZONES}, {"supply": "capacity"},
    {"method": "gravity", "decay": ZONES},
]  # fmt: skip


@pytest.mark.parametrize("asked", QUESTIONS)
@BARE
def test_one_origin_at_the_inner_point_changes_no_digit(asked, bare: bool) -> None:
    m = make_map(3, bare=bare)
    inside = m.places.geometry.apply(lambda s: None if s is None else s.representative_point())
    frame = gpd.GeoDataFrame(
        {"people": 7.0, "place_id": m.places.index}, geometry=inside.to_numpy(), crs=CRS,
        index=[f"o{k}" for k in range(len(m.places))],
    )  # fmt: skip
    one = m.with_tables(origins=frame.iloc[::-1])
    assert_frame_equal(measure_access(one, **asked), measure_access(m, **asked), check_exact=True)


@SEEDS
def test_a_reach_by_origins_gives_the_same(seed: int) -> None:
    m = with_origins(make_map(seed), seed)
    homes = find_homes(m)
    points = gpd.GeoSeries(homes.points.to_numpy(), index=homes.ids, crs=CRS)
    there = m.assets.geometry.dropna()
    shown = m.with_tables(assets=m.assets.loc[there.index])
    reach = Reach.from_straight_lines(points, there, within_m=800)
    for method in ("count", "nearest", "2sfca"):
        given = measure_access(shown, method=method, within_m=800, reach=reach)
        assert_frame_equal(given, measure_access(shown, method=method, within_m=800))


def test_a_reach_by_places_is_taken_as_it_is() -> None:
    bare = make_map(1)
    m = with_origins(bare, 1)
    reach = Reach.from_straight_lines(bare, within_m=800)
    given = measure_access(m, method="count", within_m=800, reach=reach)
    assert_frame_equal(given, measure_access(bare, method="count", within_m=800))


def test_the_order_of_origins_does_not_matter() -> None:
    m = with_origins(make_map(2), 2)
    mixed = m.with_tables(origins=m.origins.sample(frac=1, random_state=1))
    for method in ("count", "nearest", "2sfca"):
        left = measure_access(m, method=method, within_m=800)
        assert_frame_equal(left, measure_access(mixed, method=method, within_m=800))


def test_three_in_four_live_beside_the_school() -> None:
    """The ward of the review: from its middle nobody reaches the school, and 3,000 of 4,000 do."""
    ward = gpd.GeoDataFrame({"name": ["Ward"], "population": [4000.0]}, index=["w"],
                            geometry=[box(0, 0, 6000, 6000)], crs=CRS)  # fmt: skip
    school = gpd.GeoDataFrame({"name": ["School"], "kind": ["institution"]}, index=["s"],
                              geometry=[Point(500, 500)], crs=CRS)  # fmt: skip
    origins = gpd.GeoDataFrame({"people": [3000.0, 1000.0]}, index=["o1", "o2"],
                               geometry=[Point(600, 500), Point(5000, 5000)], crs=CRS)  # fmt: skip
    bare = AssetMap.from_frames(assets=school, places=ward)
    m = bare.with_tables(origins=origins)
    asked = {"method": "count", "within_min": 15, "at_least": 1}
    assert measure_access(bare, **asked).loc["w", "institution"] == 0
    assert measure_access(m, **asked).loc["w", "institution"] == 0.75
    assert measure_access(m, method="nearest").loc["w", "institution"] == 100 * 1.3 / 80


@pytest.mark.parametrize(("more", "says"), [
    ({"method": "nearest", "at_least": 1}, "does not count"),
    ({"method": "count", "at_least": 0}, "everybody reaches that"),
])  # fmt: skip
def test_what_at_least_cannot_mean_is_refused(more, says: str) -> None:
    with pytest.raises(ReachError, match=says):
        measure_access(make_map(0), **more)


def test_enough_of_a_reach_is_yes_or_no() -> None:
    table = pd.DataFrame({"from_id": ["a", "b"], "to_id": ["x", "x"], "minutes": [4, 20]})
    found = measure_access(Reach.from_frame(table), method="count", within_min=15, at_least=1)
    assert found.to_dict() == {"a": 1.0, "b": 0.0}


@SEEDS
def test_only_those_who_are_asked_about_are_counted_where_they_live(seed: int) -> None:
    """Means over, and shares among, the people of a column of the origins."""
    m = with_origins(make_map(seed), seed)
    over_65 = pd.Series(
        np.random.default_rng(seed).integers(0, 20, len(m.origins)).astype(float),
        index=m.origins.index,
    )
    m = m.with_tables(origins=m.origins.assign(over_65=over_65))
    of_them = m.with_tables(origins=m.origins.assign(people=over_65))
    ways, kinds = ways_by_hand(of_them), m.assets["kind"]
    sums = dict.fromkeys(m.places.index, 0.0)
    for row in m.origins.itertuples():
        place = row.place_id
        if not isinstance(place, str):
            [place] = [n for n, s in m.places.geometry.items() if s.contains(row.geometry)]
        sums[place] += row.over_65
    asked = {
        asset: sum(share * sums[place] for place, homes in ways.items() for share, metres in homes
                   if metres.get(asset, np.inf) <= 800)
        for asset in m.assets.index
    }  # fmt: skip
    count = measure_access(m, method="count", within_m=800, people="over_65")
    shared = measure_access(m, within_m=800, people="over_65")
    for place, homes in ways.items():
        for kind in KINDS:
            reached = [(share, [a for a, far in metres.items() if far <= 800 and kinds[a] == kind])
                       for share, metres in homes]  # fmt: skip
            mean = sum(share * len(which) for share, which in reached)
            assert count.loc[place, kind] == pytest.approx(mean, abs=1e-12)
            per_head = sum(
                share * sum(1 / asked[a] for a in which if asked[a]) for share, which in reached
            )
            assert shared.loc[place, kind] == pytest.approx(per_head, abs=1e-12)
    by_id = measure_access(m, within_m=800, people=over_65)
    assert_frame_equal(by_id, shared)


def test_where_no_number_is_stated_a_place_has_the_people_of_its_origins() -> None:
    m = with_origins(make_map(1), 1)
    homes = find_homes(m)
    summed = np.bincount(homes.place, homes.counted, minlength=len(homes.places))
    stated = pd.Series(summed, index=homes.places).mask(homes.is_one_point)
    unknown = m.with_tables(places=m.places.assign(population=np.nan))
    known = m.with_tables(places=m.places.assign(population=stated.reindex(m.places.index)))
    assert_frame_equal(measure_access(unknown), measure_access(known))


def test_only_assets_that_are_as_asked_are_reached() -> None:
    m = with_origins(make_map(2), 2)
    random = np.random.default_rng(2)
    cost = pd.Series(random.choice(["free", "paid"], len(m.assets)), index=m.assets.index)
    cost[m.assets.index[::5]] = None
    m = m.with_tables(assets=m.assets.assign(cost=cost))
    free = m.with_tables(assets=m.assets[m.assets["cost"] == "free"])
    for how in ({}, {"method": "count", "within_m": 700}, {"method": "nearest"}):
        asked = measure_access(m, where={"cost": "free"}, **how)
        assert_frame_equal(asked, measure_access(free, **how))
        assert_frame_equal(measure_access(m, where=m.assets["cost"] == "free", **how), asked)
    with pytest.raises(TableError, match="Did you mean 'cost'"):
        measure_access(m, where={"costs": "free"})
    reach = Reach.from_straight_lines(m, within_m=500)
    with pytest.raises(ReachError, match="`where`"):
        measure_access(reach, people=m.places["population"], where={"cost": "free"})
