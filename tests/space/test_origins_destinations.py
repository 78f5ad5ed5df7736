"""The two ends of reach on a map: found once, sorted, and as good as the map itself."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point, box

from assetmap.space import Reach, find_ends, find_leaves, find_locations, find_origins
from assetmap.tables import AssetMap

CRS = "EPSG:27700"


@pytest.fixture
def valley() -> AssetMap:
    """A parish of two villages with boundaries and one without; assets with shapes and without."""
    places = gpd.GeoDataFrame(
        {"name": ["Parish", "Wick", "Moor", "Ash"], "parent_id": [None, "all", "all", "all"]},
        index=["all", "wick", "moor", "ash"],
        geometry=[box(0, 0, 200, 100), box(100, 0, 200, 100), None, box(0, 0, 100, 100)],
        crs=CRS,
    )
    assets = gpd.GeoDataFrame(
        {
            "name": ["Van", "Hall", "Walk", "Choir", "Fair", "Idea"],
            "kind": ["exchange", "space", "culture", "association", "culture", "culture"],
            "place_id": ["moor", "ash", "moor", "wick", "all", None],
        },
        index=["van", "hall", "walk", "choir", "fair", "idea"],
        geometry=[Point(150, 60), Point(50, 90), None, None, Point(), None],
        crs=CRS,
    )
    return AssetMap.from_frames(assets=assets, places=places)


def test_ends_are_those_of_the_smallest_places_and_of_the_assets_sorted(valley):
    origins, destinations = find_ends(valley)
    assert origins.index.tolist() == ["ash", "moor", "wick"]
    assert origins.to_list() == find_origins(find_leaves(valley.places)).to_list()
    assert origins.to_list() == [Point(50, 50), None, Point(150, 50)]
    assert destinations.index.tolist() == ["choir", "fair", "hall", "idea", "van", "walk"]
    assert destinations.to_list() == find_locations(valley).sort_index().to_list()
    assert destinations["choir"] == Point(150, 50)
    assert destinations["fair"] == Point(100, 50)
    assert destinations[["idea", "walk"]].isna().all()


def test_reach_from_ends_is_reach_from_the_map(valley):
    ends = find_ends(valley)
    for limit in ({"within_m": 45}, {"within_min": 2}, {}):
        from_map = Reach.from_straight_lines(valley, **limit)
        assert_frame_equal(Reach.from_straight_lines(ends, **limit).to_frame(), from_map.to_frame())
    near = Reach.from_straight_lines(ends, within_m=45).to_frame()
    assert list(near.itertuples(index=False, name=None)) == [
        ("ash", "hall", 40.0),
        ("moor", "van", 0.0),
        ("moor", "walk", 0.0),
        ("wick", "choir", 0.0),
        ("wick", "van", 10.0),
    ]


def test_a_map_of_nothing_has_no_ends():
    nothing = pd.DataFrame({"name": [], "kind": []}, dtype="str")
    ends = find_ends(AssetMap.from_frames(assets=nothing))
    assert [len(end) for end in ends] == [0, 0]
    assert len(Reach.from_straight_lines(ends, within_min=5).cost) == 0
