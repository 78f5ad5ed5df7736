"""What is found of a map once: the very same answer again, for each map its own, and no leak."""

from __future__ import annotations

import gc
import weakref

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.space import find_ends, find_homes, find_leaves, place_of
from assetmap.tables import AssetMap, categories_by_id, leave_out_people, once_a_map, sort_assets


@pytest.fixture
def m() -> AssetMap:
    assets = gpd.GeoDataFrame(
        {"name": ["Hall", "Asha"], "kind": ["space", "individual"], "place_id": [None, "mill"]},
        index=["hall", "asha"], geometry=[Point(5, 5), None], crs="EPSG:27700",
    )  # fmt: skip
    places = gpd.GeoDataFrame(
        {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 9, 9)], crs="EPSG:27700"
    )
    return AssetMap.from_frames(assets=assets, places=places)


def test_it_is_found_once_for_each_map_and_each_thing_asked(m: AssetMap) -> None:
    asked: list[object] = []

    @once_a_map
    def count(m: AssetMap, by: str = "kind", *, twice: bool = False) -> object:
        asked.append((m.title, by, twice))
        return object()

    assert count(m) is count(m)
    assert count(m, "themes") is count(m, "themes")
    assert len({id(count(m)), id(count(m, "themes")), id(count(m, twice=True))}) == 3
    other = m.with_asset_column("colour", "red")
    assert count(other) is not count(m)
    assert len(asked) == 4


def test_what_cannot_be_found_is_not_kept(m: AssetMap) -> None:
    for _ in range(2):
        with pytest.raises(Exception, match="no column 'colour'"):
            categories_by_id(m, "colour")
    assert categories_by_id(m.with_asset_column("colour", "red"), "colour").names == ("red",)


def test_a_map_that_nobody_holds_is_gone_with_all_that_was_found_of_it(m: AssetMap) -> None:
    made = m.with_asset_column("colour", "red")
    find_homes(made), place_of(made), find_leaves(made), leave_out_people(made)
    held = weakref.ref(made)
    del made
    gc.collect()
    assert held() is None


def test_who_changes_an_answer_changes_nothing_of_the_map(m: AssetMap) -> None:
    for ask in (place_of, find_leaves, sort_assets):
        given = ask(m)
        before = given.copy()
        if isinstance(given, gpd.GeoDataFrame):
            given.loc[given.index[0], "name"] = "Somewhere else"
            given.geometry.array[0] = Point(1, 1)
        else:
            given.iloc[0] = "elsewhere"
        assert ask(m).equals(before)
    ends = find_ends(m)
    with pytest.raises(ValueError, match="read-only"):
        ends.origins.array[0] = Point(1, 1)
    assert pd.Index(ends.destinations.index).tolist() == ["asha", "hall"]
    assert leave_out_people(m).assets.index.tolist() == ["hall"]
    assert m.assets.index.tolist() == ["hall", "asha"]
