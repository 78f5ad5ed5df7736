"""A map becomes a graph with every asset and every tie that still stands."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.errors import GraphError, find_near_word
from assetmap.network import build_graph
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
)

AS_OF = dt.date(2026, 3, 1)


@pytest.fixture
def town() -> AssetMap:
    assets = gpd.GeoDataFrame(
        {
            "name": ["Hall", "Choir", "Asha", "Old club"],
            "kind": ["space", "association", "individual", "association"],
            "status": ["active", "active", "active", "closed"],
            "place_id": [None, "hill", "hill", None],
            "verified_on": ["2026-02-01", "2024-02-28", None, "2024-03-01"],
        },
        index=["hall", "choir", "asha", "club"],
        geometry=[Point(5, 5), None, None, None],
        crs="EPSG:27700",
    )
    places = gpd.GeoDataFrame(
        {"name": ["Mill", "Hill"]},
        index=["mill", "hill"],
        geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)],
        crs="EPSG:27700",
    )
    ties = pd.DataFrame(
        {
            "source": ["asha", "choir", "asha", "asha"],
            "target": ["choir", "hall", "club", "hall"],
            "kind": ["member_of", "meets_at", "member_of", "uses"],
            "strength": [2.0, None, None, None],
            "until": [None, "2026-03-01", "2026-02-28", None],
            "sources": [("walk",), ("walk", "old"), ("old",), ("undated",)],
        },
        index=["t1", "t2", "t3", "t4"],
    )
    sources = pd.DataFrame(
        {"name": ["Walk", "Old list", "Talk"], "date": ["2026-01-01", "2020-01-01", None]},
        index=["walk", "old", "undated"],
    )
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties, sources=sources, as_of=AS_OF
    )


def test_every_asset_is_a_node_and_ended_ties_are_left_out(town):
    graph = build_graph(town)
    assert graph.ids.tolist() == ["asha", "choir", "club", "hall"]
    assert graph.to_frame().values.tolist() == [
        ["asha", "choir", "member_of", 2.0],
        ["asha", "hall", "uses", 1.0],
        ["choir", "hall", "meets_at", 1.0],
    ]
    assert repr(graph).endswith("2 components, 1 isolate>")


def test_a_tie_holds_on_its_last_day(town):
    assert find_standing_ties(town).index.tolist() == ["t1", "t2", "t4"]
    assert len(build_graph(town, include_ended=True).source) == 4


def test_nodes_carry_kind_and_place_stated_or_found(town):
    graph = build_graph(town)
    assert graph.kind_of_node["hall"] == "space"
    assert graph.place_of_node["hall"] == "mill"
    assert graph.place_of_node["choir"] == "hill"
    assert pd.isna(graph.place_of_node["club"])


def test_kinds_are_chosen_by_name(town):
    assert build_graph(town, tie_kinds=["member_of"]).kinds == ("member_of",)
    assert len(build_graph(town, tie_kinds="funds").source) == 0
    with pytest.raises(GraphError, match=r"'member' is not known. Did you mean 'member_of'\?"):
        build_graph(town, tie_kinds=["member"])


def test_direction_is_kept_when_asked_for(town):
    assert build_graph(town, directed=True).is_directed
    assert not build_graph(town).is_directed


def test_building_does_not_change_the_map(town):
    before = town.ties.copy(deep=True), town.assets.copy(deep=True)
    build_graph(town)
    pd.testing.assert_frame_equal(town.ties, before[0])
    pd.testing.assert_frame_equal(town.assets, before[1])


def test_unsure_records_are_old_or_never_confirmed(town):
    """2024-03-01 is exactly 730 days before 2026-03-01, so it is not old yet."""
    assert measure_asset_is_unsure(town).to_dict() == {
        "hall": False, "choir": True, "asha": True, "club": False
    }  # fmt: skip
    assert measure_tie_is_unsure(town).to_dict() == {
        "t1": False, "t2": False, "t3": True, "t4": True
    }  # fmt: skip


def test_a_map_without_ties_is_a_graph_of_isolates():
    m = AssetMap.from_frames(assets=pd.DataFrame({"name": ["A"], "kind": ["space"]}, index=["a"]))
    assert repr(build_graph(m)) == "<AssetGraph: 1 node, 0 ties, 1 component, 1 isolate>"
    assert measure_tie_is_unsure(m).empty


def test_a_long_list_of_known_words_is_cut():
    words = [f"q{number:02d}" for number in range(14)]
    assert find_near_word("zzz", words).endswith("q10, q11 and 2 more.")
