"""Weighted points where people live: of which place, with which share, and what is one point."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.space import find_homes
from assetmap.tables import AssetMap

CRS = "EPSG:27700"


@pytest.fixture
def bare() -> AssetMap:
    """Three squares of 10 m side by side within a district, and one hall."""
    places = gpd.GeoDataFrame(
        {"name": ["A", "B", "C", "All"], "parent_id": ["d", "d", "d", None]},
        index=["a", "b", "c", "d"],
        geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 30, 10), box(0, 0, 30, 10)],
        crs=CRS,
    )
    hall = gpd.GeoDataFrame(
        {"name": ["Hall"], "kind": ["space"]}, index=["hall"], geometry=[Point(5, 9)], crs=CRS
    )
    return AssetMap.from_frames(assets=hall, places=places)


def with_rows(m: AssetMap, rows: list[tuple[str, float, str | None, Point | None]]) -> AssetMap:
    ids, people, place, points = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame(
        {"people": [*people], "place_id": [*place]}, index=[*ids], geometry=[*points], crs=CRS
    )
    return m.with_tables(origins=frame)


def test_each_home_has_its_place_its_point_and_its_share(bare: AssetMap) -> None:
    m = with_rows(
        bare,
        [
            ("o9", 30.0, None, Point(12, 5)),  # in b by where it is
            ("o1", 10.0, "b", None),  # no point: at the middle of b
            ("o5", 7.0, "a", Point(25, 5)),  # stated to be of a, though its point is in c
            ("o3", 99.0, None, Point(500, 500)),  # outside every place
            ("o4", 99.0, "d", None),  # of the district: of none of its smallest places
        ],
    )
    homes = find_homes(m)
    assert homes.places.tolist() == ["a", "b", "c"]
    assert homes.ids.tolist() == ["o5", "o9", "o1", "c"]
    assert homes.place.tolist() == [0, 1, 1, 2]
    assert homes.share.tolist() == [1, 0.75, 0.25, 1]
    assert homes.is_one_point.tolist() == [False, False, True]
    assert [(p.x, p.y) for p in homes.points] == [(25, 5), (12, 5), (15, 5), (25, 5)]
    assert homes.spread(np.array([100.0, 40.0, 8.0])).tolist() == [100, 30, 10, 8]


def test_where_nobody_lives_origins_count_alike(bare: AssetMap) -> None:
    m = with_rows(bare, [("o1", 0.0, "a", Point(1, 1)), ("o2", 0.0, "a", Point(2, 2))])
    assert find_homes(m).share.tolist() == [0.5, 0.5, 1, 1]


def test_without_origins_every_place_is_one_point(bare: AssetMap) -> None:
    m = with_rows(bare, [("o1", 3.0, "a", Point(1, 1))])
    homes = find_homes(m, with_origins=False)
    assert homes.ids.tolist() == ["a", "b", "c"]
    assert homes.is_one_point.all()


def test_what_is_stated_to_be_in_a_place_without_boundary_is_there_for_all(bare: AssetMap) -> None:
    places = pd.concat([bare.places, gpd.GeoDataFrame(
        {"name": ["E"], "parent_id": ["d"]}, index=["e"], geometry=[None], crs=CRS)])  # fmt: skip
    assets = gpd.GeoDataFrame(
        {"name": ["Choir", "Shop"], "kind": ["association", "exchange"], "place_id": ["e", "e"]},
        index=["choir", "shop"], geometry=[None, Point(50, 50)], crs=CRS,
    )  # fmt: skip
    m = AssetMap.from_frames(assets=assets, places=places)
    m = with_rows(m, [("o1", 1.0, "e", Point(50, 55)), ("o2", 1.0, "e", None)])
    reach = find_homes(m).measure_reach(within_m=20).to_frame()
    found = {(row.from_id, row.to_id): row.metres for row in reach.itertuples()}
    assert found == {
        ("o1", "choir"): 0, ("o1", "shop"): 5, ("o2", "choir"): 0, ("o2", "shop"): 0,
    }  # fmt: skip
