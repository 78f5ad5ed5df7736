"""What holds for every map: brute force, order, moving, longer reach, inputs unchanged."""

from __future__ import annotations

import datetime as dt
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import MultiPoint, Point, box

from assetmap.gaps import find_gaps
from assetmap.tables import ASSETS, AssetMap

CRS = "EPSG:27700"
KINDS = sorted(str(kind) for kind in ASSETS.columns[1].vocabulary)
AS_OF = dt.date(2026, 6, 1)

spot = st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(
    lambda xy: (xy[0] * 100, xy[1] * 100)
)
place_rows = st.tuples(
    spot, st.sampled_from([None, 0.0, 100.0, 200.0]), st.sampled_from([None, 0.0, 0.5, 1.0])
)
asset_rows = st.tuples(
    st.one_of(
        spot.map(Point),
        st.none(),
        st.lists(spot, min_size=1, max_size=3).map(MultiPoint),
        spot.map(lambda xy: box(*xy, xy[0] + 100, xy[1] + 300)),
    ),
    st.sampled_from(KINDS),
    st.sampled_from(["active", "unknown", "closed"]),
    st.integers(0, 3),
    st.sampled_from([None, "2020-01-01", "2026-01-01"]),
)


@st.composite
def maps(draw):
    rows = draw(st.lists(place_rows, min_size=1, max_size=5, unique_by=lambda row: row[0]))
    places = gpd.GeoDataFrame(
        {
            "name": [f"Place {i}" for i in range(len(rows))],
            "population": [people for _, people, _ in rows],
            "need": [need for _, _, need in rows],
        },
        index=[f"p{i}" for i in range(len(rows))],
        geometry=[box(x - 10, y - 10, x + 10, y + 10) for (x, y), _, _ in rows],
        crs=CRS,
    )
    rows = draw(st.lists(asset_rows, max_size=10))
    assets = gpd.GeoDataFrame(
        {
            "name": "An asset",
            "kind": [row[1] for row in rows],
            "status": [row[2] for row in rows],
            "place_id": [f"p{row[3]}" if row[3] < len(places) else None for row in rows],
            "verified_on": [row[4] for row in rows],
        },
        index=[f"a{i}" for i in range(len(rows))],
        geometry=[row[0] for row in rows],
        crs=CRS,
    )
    return AssetMap.from_frames(assets=assets, places=places, crs=CRS, as_of=AS_OF)


def moved(m: AssetMap, metres: float) -> AssetMap:
    assets, places = m.assets, m.places
    return AssetMap.from_frames(
        assets=assets.set_geometry(assets.translate(metres, metres)),
        places=places.set_geometry(places.translate(metres, metres)),
        crs=CRS,
        as_of=AS_OF,
    )


def by_brute_force(m: AssetMap, within_min: float, at_least: int) -> dict:
    """Ask every place about every asset, one at a time."""
    assets, places = m.assets, m.places
    middles = places.geometry.representative_point()
    expected = {}
    is_open = assets["status"] != "closed"
    is_nowhere = is_open & assets.geometry.isna() & assets["place_id"].isna()
    lost = {kind for kind in KINDS
            if 2 * (is_nowhere & (assets["kind"] == kind)).sum()
            > (is_open & (assets["kind"] == kind)).sum()}  # fmt: skip
    for kind in lost if len(places) else ():
        expected[None, kind] = (0, None, None)
    for place_id, kind in product(places.index, KINDS):
        metres = {}
        for asset_id, row in assets[(assets["kind"] == kind)].iterrows():
            shape = row.geometry
            if shape is None and isinstance(row["place_id"], str):
                shape = middles[row["place_id"]]
            if row["status"] != "closed" and shape is not None:
                metres[asset_id] = middles[place_id].distance(shape)
        reached = sum(length * 1.3 / 80 <= within_min for length in metres.values())
        if reached < at_least and kind not in lost:
            nearest = min(metres, key=lambda asset_id: (metres[asset_id], asset_id), default=None)
            expected[place_id, kind] = (reached, nearest, metres.get(nearest))
    return expected


@given(maps(), st.sampled_from([0, 3.25, 8.125, 15, 60]), st.integers(1, 3))
def test_every_short_pair_is_there_once_as_by_brute_force(m, within_min, at_least):
    gaps = find_gaps(m, within_min=within_min, at_least=at_least)
    found = {
        (row.place_id if isinstance(row.place_id, str) else None, row.category): (
            row.reached,
            row.nearest_id if isinstance(row.nearest_id, str) else None,
            None if np.isnan(row.nearest_m) else row.nearest_m,
        )
        for row in gaps.itertuples()
    }
    assert len(found) == len(gaps)
    assert found == by_brute_force(m, within_min, at_least)


@given(maps(), st.randoms(use_true_random=False))
def test_order_of_rows_and_10_km_change_nothing_and_inputs_stay_as_they_were(m, random):
    assets, places = m.assets.to_wkb(), m.places.to_wkb()
    gaps = find_gaps(m, at_least=2)
    assert_frame_equal(m.assets.to_wkb(), assets)
    assert_frame_equal(m.places.to_wkb(), places)

    rows, columns = list(m.assets.index), list(m.places.index)
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = AssetMap.from_frames(
        assets=m.assets.loc[rows], places=m.places.loc[columns], crs=CRS, as_of=AS_OF
    )
    assert_frame_equal(gaps, find_gaps(shuffled, at_least=2))

    here, there = find_gaps(m), find_gaps(moved(m, 10_000))
    assert_frame_equal(here.drop(columns="geometry"), there.drop(columns="geometry"))


def pairs_of(gaps: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(gaps["place_id"].fillna(""), gaps["category"], strict=True))


@given(maps(), st.floats(0, 60), st.floats(0, 60))
def test_a_longer_reach_never_makes_more_gaps(m, one, other):
    short, long = sorted([one, other])
    few, many = pairs_of(find_gaps(m, within_min=long)), pairs_of(find_gaps(m, within_min=short))
    assert few <= many
    assert few <= pairs_of(find_gaps(m, within_min=long, at_least=2))


@given(maps(), st.integers(1, 3))
def test_strengths_old_share_and_order(m, at_least):
    found = find_gaps(m, at_least=at_least)
    kinds, status = m.assets["kind"], m.assets["status"]
    gaps = found[found["place_id"].notna()]
    assert (found["reason"][found["place_id"].isna()] == "not located").all()
    for row in gaps.itertuples():
        assert len(row.strength_ids) <= 5
        assert all(kinds[asset_id] != row.category for asset_id in row.strength_ids)
        assert all(status[asset_id] != "closed" for asset_id in row.strength_ids)
        assert np.isnan(row.old_share) or 0 <= row.old_share <= 1
        assert row.says.startswith(f"{row.place_name}: ")
        assert row.says.endswith(".")
        assert (row.reason == "not mapped yet") == (row.category not in set(kinds))
    weighted = found["weighted_people_short"]
    order = np.where(weighted.isna(), -1e-9, -weighted)  # those not known before nobody
    assert (np.diff(order) >= 0).all()
    for _, equals in found.groupby(order):
        for _, same in equals.groupby("people_short", dropna=False):
            assert (np.diff((same["reached"] > 0).astype(int)) >= 0).all()
