"""What holds for every reach and map: PySAL, brute force, conservation, order, names, moving."""

from __future__ import annotations

import datetime as dt
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from shapely import Point, box

from assetmap.gaps.decay import ExponentialDecay, GaussianDecay, StepDecay
from assetmap.gaps.measure_access import measure_access
from assetmap.space import Reach
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
ZONES = StepDecay(((10, 1), (20, 0.68), (30, 0.22)))
METHODS = {
    "2sfca": None,
    "e2sfca": ZONES,
    "m2sfca": GaussianDecay(12),
    "count": None,
    "gravity": ExponentialDecay(0.1),
    "nearest": None,
}


@st.composite
def towns(draw):
    """Draw people, supply and minutes; some places reach nothing, some have nobody."""
    places = draw(st.integers(1, 8))
    assets = draw(st.integers(1, 6))
    people = draw(st.lists(st.sampled_from([0, 1, 50, 900]), min_size=places, max_size=places))
    supply = draw(st.lists(st.sampled_from([0, 1, 2.5, 40]), min_size=assets, max_size=assets))
    minutes = draw(
        st.lists(
            st.sampled_from([0, 3, 10, 15, 20, 29.5, 30, 31, np.inf]),
            min_size=places * assets,
            max_size=places * assets,
        )
    )
    ids = [f"p{at}" for at in range(places)], [f"a{at}" for at in range(assets)]
    table = pd.DataFrame(
        {
            "from_id": np.repeat(ids[0], assets),
            "to_id": np.tile(ids[1], places),
            "minutes": minutes,
        }
    )
    people, supply = pd.Series(people, index=ids[0]), pd.Series(supply, index=ids[1])
    return table, people, supply.astype("float64")


def measure(table, people, supply, method, limit=30):
    reach = Reach.from_frame(table, origins=people.index, destinations=supply.index)
    return measure_access(
        reach, people=people, supply=supply, method=method, within_min=limit, decay=METHODS[method]
    )


def by_hand(table, people, supply, method, limit=30):
    """Follow the formulas, one pair at a time."""
    rows = [row for row in table.itertuples(index=False) if row[2] <= limit]
    if method == "nearest":
        costs = dict.fromkeys(people.index, math.inf)
        for place, asset, minutes in rows:
            if supply[asset] > 0:
                costs[place] = min(costs[place], minutes)
        return pd.Series(costs, name=method)
    decay = METHODS[method] or (lambda cost: [1.0])
    asked, total = dict.fromkeys(supply.index, 0.0), dict.fromkeys(people.index, 0.0)
    for place, asset, minutes in rows:
        asked[asset] += people[place] * float(decay([minutes])[0])
    for place, asset, minutes in rows:
        weight = float(decay([minutes])[0])
        if method in {"count", "gravity"}:
            total[place] += supply[asset] * weight
        elif asked[asset] > 0:
            power = 2 if method == "m2sfca" else 1
            total[place] += supply[asset] * weight**power / asked[asset]
    return pd.Series(total, name=method)


@given(towns(), st.sampled_from(list(METHODS)), st.sampled_from([10, 30]))
def test_methods_follow_their_formulas(town, method, limit):
    found = measure(*town, method, limit)
    assert_series_equal(found, by_hand(*town, method, limit), rtol=1e-12)
    assert not found.isna().any()


@given(towns(), st.sampled_from(["2sfca", "e2sfca"]))
def test_all_supply_that_somebody_reaches_is_shared_out(town, method):
    table, people, supply = town
    near = table[(table["minutes"] <= 30) & (table["from_id"].map(people) > 0)]
    reached = supply[sorted(set(near["to_id"]))].sum()
    assert (people * measure(*town, method)).sum() == pytest.approx(reached)
    assert (people * measure(*town, "m2sfca")).sum() <= reached * (1 + 1e-12)


@given(towns(), st.sampled_from(list(METHODS)), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(town, method, random):
    table, people, supply = town
    expected = measure(*town, method)
    rows, places = list(table.index), list(people.index)
    random.shuffle(rows)
    random.shuffle(places)
    shuffled = measure(table.loc[rows], people[places], supply[::-1], method)
    assert shuffled.index.tolist() == places
    assert_series_equal(shuffled[expected.index], expected, check_exact=True)
    names = dict(zip(people.index, random.sample(places, len(places)), strict=True))
    renamed = measure(
        table.assign(from_id=table["from_id"].map(names)), people.rename(names), supply, method
    )
    assert_series_equal(renamed, expected.rename(names), rtol=1e-12)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["2sfca", "e2sfca"]))
def test_pysal_agrees_except_that_nothing_is_zero(seed, method):
    random = np.random.default_rng(seed)
    people = pd.Series(random.integers(1, 500, 30), index=[f"p{at:02d}" for at in range(30)])
    supply = pd.Series(random.integers(1, 20, 20), index=[f"a{at:02d}" for at in range(20)])
    table = pd.DataFrame(
        {
            "from_id": np.repeat(people.index, len(supply)),
            "to_id": np.tile(supply.index, len(people)),
            "minutes": random.uniform(0, 90, len(people) * len(supply)),
        }
    )
    ours = measure(table, people, supply, method)
    steps = dict(ZONES.zones)
    theirs = fca.two_stage_fca(
        people.rename_axis("geoid").to_frame("demand").reset_index(),
        supply.to_frame("supply"),
        table.rename(columns={"from_id": "origin", "to_id": "dest", "minutes": "cost"}),
        max_cost=30,
        weight_fn=weights.step_fn(steps) if method == "e2sfca" else None,
    )
    assert_series_equal(ours, theirs.reindex(people.index).fillna(0), rtol=1e-10, check_names=False)


spot = st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(
    lambda xy: (xy[0] * 100.0, xy[1] * 100.0)
)


@st.composite
def maps(draw):
    middles = draw(st.lists(spot, min_size=1, max_size=5, unique=True))
    rows = draw(
        st.lists(
            st.tuples(
                spot,
                st.sampled_from(["space", "association"]),
                st.sampled_from(["active", "closed"]),
                st.sampled_from([("a",), ("a", "b"), ()]),
            ),
            max_size=8,
        )
    )
    places = gpd.GeoDataFrame(
        {
            "name": [f"Place {at}" for at in range(len(middles))],
            "population": draw(
                st.lists(st.sampled_from([0.0, 10.0, 700.0]), min_size=len(middles),
                         max_size=len(middles))
            ),
        },
        index=[f"p{at}" for at in range(len(middles))],
        geometry=[box(x - 10, y - 10, x + 10, y + 10) for x, y in middles],
        crs=CRS,
    )  # fmt: skip
    assets = gpd.GeoDataFrame(
        {
            "name": "An asset",
            "kind": [row[1] for row in rows],
            "status": [row[2] for row in rows],
            "themes": [row[3] for row in rows],
        },
        index=[f"a{at}" for at in range(len(rows))],
        geometry=[Point(row[0]) for row in rows],
        crs=CRS,
    )
    return remade(assets, places)


def remade(assets, places) -> AssetMap:
    as_of = dt.date(2026, 6, 1)
    return AssetMap.from_frames(assets=assets, places=places, crs=CRS, as_of=as_of)


FEW = settings(max_examples=min(settings.default.max_examples, 100) // 4 + 1)  # maps take long


@FEW
@given(maps(), st.sampled_from(list(METHODS)), st.sampled_from(["kind", "themes"]))
def test_maps_stand_still_when_moved_shuffled_or_bereft_of_what_is_closed(m, method, by):
    how = {"method": method, "by": by, "decay": METHODS[method], "within_min": 30}
    expected = measure_access(m, **how)
    assert not expected.isna().any(axis=None)
    assets, places = m.assets, m.places
    moved = remade(
        assets.set_geometry(assets.translate(10_000, 10_000)),
        places.set_geometry(places.translate(10_000, 10_000)),
    )
    assert_frame_equal(measure_access(moved, **how), expected)
    assert_frame_equal(measure_access(remade(assets[::-1], places[::-1]), **how), expected)
    is_open = assets["status"] != "closed"
    fewer = measure_access(remade(assets[is_open], places), **how)
    assert_frame_equal(expected[fewer.columns], fewer)
    others = expected.drop(columns=fewer.columns)
    assert (others == (np.inf if method == "nearest" else 0)).all(axis=None)


@FEW
@given(maps(), st.sampled_from(["kind", "themes"]))
def test_the_map_agrees_with_its_reach_by_ids(m, by):
    reach = Reach.from_straight_lines(m, within_min=30)
    is_open = m.assets["status"] != "closed"
    frame = measure_access(m, by=by, method="e2sfca")
    for category in frame:
        of_it = [category == row or category in row for row in m.assets[by]]
        supply = pd.Series(of_it, index=m.assets.index, dtype="float64") * is_open
        alone = measure_access(reach, people=m.places["population"], supply=supply, method="e2sfca")
        assert_series_equal(frame[category], alone, check_names=False, rtol=1e-12)
