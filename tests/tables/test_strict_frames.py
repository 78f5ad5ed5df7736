"""Frames made by hand say it where something of them would be dropped or misread."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

import assetmap as am
from assetmap.errors import TableError
from assetmap.tables import AssetMap


def halls(**columns: Any) -> pd.DataFrame:
    """Make one hall with more columns; pandas numbers its row 0."""
    return pd.DataFrame({"name": ["Hall"], "kind": ["space"], **columns})


def refused(**frames: pd.DataFrame) -> list[tuple[str, str]]:
    with pytest.raises(TableError) as refusal:
        AssetMap.from_frames(**frames)
    return [(problem.where, problem.code) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    "columns",
    [
        {"lon": [-1.2], "lat": [52.77]},
        {"Longitude": [-1.2], "LATITUDE": [52.77]},
        {"lng": ["-1.2"], "lat": ["52.77"]},
        {"easting": [454000], "northing": [319000]},
        {"Eastings": [454000], "Northings": [319000]},
        {"x": [454000], "y": [319000]},
        {"geom": ["POINT (454000 319000)"]},
        {"lon": [-1.2], "lat": [52.77], "geometry": [None]},
    ],
)
def test_coordinates_without_a_geometry_are_refused(columns: dict[str, Any]) -> None:
    frame = halls(**columns)
    before = frame.copy(deep=True)
    assert refused(assets=frame) == [("assets", "coordinates_not_read")]
    pd.testing.assert_frame_equal(frame, before)


def test_coordinates_beside_a_geometry_are_extra_columns() -> None:
    frame = halls(lon=[-1.2], lat=[52.77])
    frame = gpd.GeoDataFrame(frame, geometry=[Point(454071, 319456)], crs="EPSG:27700")
    m = AssetMap.from_frames(assets=frame)
    assert m.assets[["lon", "lat"]].iloc[0].tolist() == [-1.2, 52.77]
    assert m.assets.geometry.iloc[0] == Point(454071, 319456)


@pytest.mark.parametrize("columns", [{"lon": [-1.2]}, {"x": [2]}, {"lon": [None], "lat": [None]}])
def test_what_says_no_point_stays_an_extra_column(columns: dict[str, Any]) -> None:
    assert {*columns} <= {*AssetMap.from_frames(assets=halls(**columns)).assets}


@pytest.mark.parametrize("head", ["id", "ID", "Asset ID", "asset-id"])
def test_ids_beside_a_made_index_are_refused(head: str) -> None:
    assert refused(assets=halls(**{head: ["hall"]})) == [("assets", "id_not_read")]


def test_ids_beside_ids_are_extra_columns() -> None:
    by_index = AssetMap.from_frames(assets=halls(id=["x"]).set_axis(["hall"]))
    by_column = AssetMap.from_frames(assets=halls(id=["x"], asset_id=["hall"]))
    for m in (by_index, by_column):
        assert m.assets["id"].to_dict() == {"hall": "x"}


@pytest.mark.parametrize("text", ["food, music", "food; music", "food|music", "food\nmusic",
                                  '["food", "music"]'])  # fmt: skip
def test_one_text_that_looks_like_several_words_is_refused(text: str) -> None:
    frame = halls(themes=[text], asset_id=["hall"])
    assert refused(assets=frame) == [("assets['hall'].themes", "several_words")]


@pytest.mark.parametrize("cell", ["food", ["food, music"], ("food; music",), None, np.nan, "", ()])
def test_one_word_and_lists_are_words(cell: Any) -> None:
    frame = halls(asset_id=["hall"])
    frame["themes"] = pd.Series([cell], dtype=object)
    expected = {"food": ("food",)}.get(cell) if isinstance(cell, str) else None
    expected = expected or (tuple(cell) if isinstance(cell, list | tuple) else ())
    assert AssetMap.from_frames(assets=frame).assets["themes"]["hall"] == expected


def test_everything_is_said_at_once_with_what_to_do() -> None:
    frame = halls(id=["a"], lon=[-1.2], lat=[52.77], offers=["tea, cake"]).assign(kind="spce")
    ties = pd.DataFrame({"id": ["t"], "source": ["0"], "target": ["9"], "kind": ["uses"]})
    with pytest.raises(TableError, match=r"assetmap\.read\(frame\)") as refusal:
        AssetMap.from_frames(assets=frame, ties=ties)
    assert [problem.code for problem in refusal.value.problems] == [
        "coordinates_not_read", "id_not_read", "several_words", "id_not_read",
        "unknown_word", "unknown_asset",
    ]  # fmt: skip


def test_words_of_further_records_are_looked_at_too() -> None:
    grants = pd.DataFrame({"grant_id": ["g"], "programmes": ["one, two"]})
    with pytest.raises(TableError, match="looks like several words"):
        AssetMap.from_frames(assets=halls(asset_id=["hall"]), records={"grants": grants})


@pytest.mark.parametrize(
    "flags",
    [
        pd.Series([0.0, 1.0, np.nan]),
        pd.Series([0, 1, pd.NA], dtype="Int64"),
        pd.Series([False, True, pd.NA], dtype="boolean"),
        pd.Series([False, True, None], dtype=object),
    ],
)
def test_flags_of_a_database_are_read(flags: pd.Series[Any]) -> None:
    frame = pd.DataFrame({"asset_id": ["a", "b", "c"], "name": "Hope refuge", "kind": "space"})
    m = AssetMap.from_frames(assets=frame.assign(sensitive_location=flags, public_venue=flags))
    assert m.assets["public_venue"].tolist() == [False, True, False]
    # Of the third nobody has said, and its name suggests a refuge.
    assert m.assets["sensitive_location"].tolist() == [False, True, True]
    assert m.assets["location_unanswered"].tolist() == [False, False, True]


def test_whole_numbers_of_a_database_are_flags_without_null() -> None:
    m = AssetMap.from_frames(assets=halls(sensitive_location=[1]))
    assert m.assets["sensitive_location"].tolist() == [True]


@pytest.mark.parametrize("number", [2, 0.5, -1.0])
def test_other_numbers_are_no_flags(number: float) -> None:
    frame = halls(public_venue=[number])
    assert refused(assets=frame) == [("assets['0'].public_venue", "not_a_flag")]


def test_a_map_that_was_read_makes_one_again() -> None:
    m = am.read_example("market_town")
    again = AssetMap.from_frames(
        assets=m.assets, places=m.places, ties=m.ties, sources=m.sources, consents=m.consents
    )
    pd.testing.assert_frame_equal(again.assets, m.assets)
