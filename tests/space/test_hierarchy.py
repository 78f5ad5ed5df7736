"""Which places are part of which, and the point that stands for each."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from assetmap.errors import TableError
from assetmap.space import find_ancestors, find_leaves, find_origins

FAMILY = gpd.GeoDataFrame(
    {
        "level": ["county", "district", "ward", "ward", None, "ward"],
        "parent_id": [None, "county", "south", "south", "mill", None],
    },
    index=pd.Index(["county", "south", "mill", "hill", "lane", "lone"], dtype="str"),
    geometry=[None] * 6,
)


def test_leaves_are_nobodys_parent_and_sorted():
    assert find_leaves(FAMILY).index.tolist() == ["hill", "lane", "lone"]
    assert find_leaves(FAMILY.drop(columns="parent_id")).index.tolist() == sorted(FAMILY.index)


def test_ancestors_climb_to_the_level_that_was_asked_for():
    assert find_ancestors(FAMILY, "district").fillna("none").to_dict() == {
        "county": "none",
        "south": "south",
        "mill": "south",
        "hill": "south",
        "lane": "south",
        "lone": "none",
    }
    assert find_ancestors(FAMILY, "ward")["lane"] == "mill"
    assert find_ancestors(FAMILY, "county")["lane"] == "county"


def test_an_unknown_level_suggests_the_near_one():
    with pytest.raises(TableError, match="Did you mean 'ward'"):
        find_ancestors(FAMILY, "wards")
    with pytest.raises(TableError, match="None is known here"):
        find_ancestors(FAMILY.assign(level=None), "ward")


def test_a_circle_of_parents_ends():
    circle = pd.DataFrame(
        {"level": ["a", "b", "c"], "parent_id": ["y", "z", "x"]}, index=["x", "y", "z"]
    )
    assert find_ancestors(circle, "c").tolist() == ["z", "z", "z"]


@given(st.lists(st.tuples(st.integers(-1, 30), st.sampled_from("abc")), min_size=1, max_size=30))
def test_equals_climbing_step_by_step(rows):
    parents = [f"p{parent}" if parent < at else None for at, (parent, _) in enumerate(rows)]
    parents = [None if parent == "p-1" else parent for parent in parents]
    ids = [f"p{at}" for at in range(len(rows))]
    places = pd.DataFrame({"level": [level for _, level in rows], "parent_id": parents}, index=ids)
    level = rows[0][1]
    found = find_ancestors(places, level)
    for place_id in ids:
        at: str | None = place_id
        while at is not None and places.loc[at, "level"] != level:
            at = parents[ids.index(at)]
        assert found[place_id] == at if at is not None else pd.isna(found[place_id])


def test_the_origin_is_inside_even_a_crescent():
    crescent = Polygon([(0, 0), (30, 0), (30, 30), (0, 30), (0, 20), (20, 20), (20, 10), (0, 10)])
    places = gpd.GeoDataFrame(
        index=["crescent", "box", "bare", "empty"],
        geometry=[crescent, box(0, 0, 10, 20), None, Polygon()],
        crs="EPSG:27700",
    )
    origins = find_origins(places)
    assert crescent.contains(origins["crescent"])
    assert not crescent.contains(crescent.centroid)
    assert origins["box"].wkt == "POINT (5 10)"
    assert origins.isna().tolist() == [False, False, True, True]
    assert origins.crs == places.crs
