"""Is a map asked as if nobody were on it, where individuals are not counted?"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.errors import TableError
from assetmap.gaps import find_gaps, suggest_sites
from assetmap.space import Reach
from assetmap.tables import AssetMap, Categories, leave_out_people

MILL, HILL = box(-9, -9, 9, 9), box(2991, -9, 3009, 9)


@pytest.fixture
def village() -> AssetMap:
    """A hall and a choir at the mill; Asha, who sings, on the hill."""
    assets = gpd.GeoDataFrame(
        {
            "name": ["Hall", "Choir", "Asha"],
            "kind": ["space", "association", "individual"],
            "themes": [("rooms",), ("music",), ("music", "falconry")],
            "verified_on": "2026-03-01",
        },
        index=["hall", "choir", "asha"],
        geometry=[Point(0, 0), Point(5, 0), Point(3000, 0)], crs="EPSG:27700",
    )  # fmt: skip
    places = gpd.GeoDataFrame(
        {"name": ["Mill End", "Hill Top"], "population": [800, 200]}, index=["mill", "hill"],
        geometry=[MILL, HILL], crs="EPSG:27700",
    )  # fmt: skip
    ties = pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]})
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties, as_of=dt.date(2026, 6, 1)
    )  # fmt: skip


def test_gaps_by_kind_ask_about_no_people(village: AssetMap) -> None:
    gaps = find_gaps(village, individuals=False)
    assert set(gaps["category"]) == {"association", "culture", "exchange", "institution", "space"}
    assert not gaps["of_people"].any()
    assert "unconnected" not in set(gaps["reason"])
    with_all = find_gaps(village)
    assert "individual" in set(with_all["category"])
    assert with_all["of_people"].all()


def test_gaps_by_word_are_those_of_the_map_without_people(village: AssetMap) -> None:
    gaps = find_gaps(village, by="themes", individuals=False)
    on_bare = find_gaps(leave_out_people(village), by="themes", connected=False)
    assert gaps["category"].tolist() == ["rooms", "music"]  # of the hill; nobody's falconry
    assert gaps.drop(columns=["of_people", "geometry"]).equals(
        on_bare.drop(columns=["of_people", "geometry"])
    )
    assert set(find_gaps(village, by="themes", connected=False)["category"]) == {
        "falconry", "rooms",
    }  # fmt: skip


def test_a_reach_that_leads_to_people_too_is_taken(village: AssetMap) -> None:
    reach = Reach.from_straight_lines(village, within_min=60)
    assert "asha" in reach.destinations
    by_reach = find_gaps(village, by="themes", individuals=False, reach=reach)
    plain = find_gaps(village, by="themes", individuals=False)
    assert by_reach["place_id"].tolist() == plain["place_id"].tolist()
    assert by_reach["nearest_id"].tolist() == plain["nearest_id"].tolist() == ["hall", "choir"]
    hosts = suggest_sites(village, category="falconry", by="themes", individuals=False, reach=reach)
    assert hosts["host_id"].tolist() == ["hall"]
    assert hosts["people"].tolist() == [800]
    assert not hosts["of_people"].any()


def test_hosts_for_a_word_are_as_many_as_if_nobody_had_it(village: AssetMap) -> None:
    assert suggest_sites(village, category="music", by="themes", goal="everyone").empty
    out = suggest_sites(village, category="music", by="themes", goal="everyone", individuals=False)
    assert out["place_id"].tolist() == ["hill"]  # Asha, who lives there, is not counted
    with pytest.raises(TableError, match="people are not counted here"):
        suggest_sites(village, category="individual", individuals=False)


def test_a_category_is_left_out_with_its_members() -> None:
    import numpy as np

    three = Categories("kind", ("a", "b", "c"), np.array([0, 0, 1, 2]), np.array([0, 2, 1, 2]))
    two = three.without("b")
    assert two.names == ("a", "c")
    assert two.asset.tolist() == [0, 0, 2]
    assert two.category.tolist() == [0, 1, 1]
    assert three.without("z") is three
