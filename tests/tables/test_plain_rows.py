"""Every table as rows that JSON holds, and back to the same map."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import assetmap as am
from assetmap.errors import TableError
from assetmap.model import Asset, Consent, Effort, Origin, Place, Source, Tie
from assetmap.tables import AssetMap

KINDS: dict[str, Any] = {
    "assets": Asset, "places": Place, "ties": Tie, "sources": Source, "consents": Consent,
    "effort": Effort, "origins": Origin,
}  # fmt: skip


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return am.read_example("market_town")


def through_json(rows: object) -> Any:
    return json.loads(json.dumps(rows, allow_nan=False))


def require_same(made: AssetMap, m: AssetMap) -> None:
    """Compare every declared column, its type and its order, and every id."""
    for name in KINDS:
        frame = getattr(made, name)
        pd.testing.assert_frame_equal(frame, getattr(m, name)[frame.columns])


def test_the_market_town_comes_back_from_its_rows(town: AssetMap) -> None:
    rows = through_json(town.to_records())
    assert {name: len(each) for name, each in rows.items()} == {
        "assets": 230, "places": 15, "ties": 880, "sources": 7, "consents": 180,
        "effort": 0, "origins": 0,
    }  # fmt: skip
    require_same(AssetMap.from_records(**rows, crs=town.crs), town)


def test_the_market_town_comes_back_from_records(town: AssetMap) -> None:
    rows = through_json(town.to_records())
    records = {name: [kind(**row) for row in rows[name]] for name, kind in KINDS.items()}
    require_same(AssetMap.from_records(**records, crs=town.crs), town)


def test_columns_of_ones_own_come_back_where_they_are_asked_for(town: AssetMap) -> None:
    rows = through_json(town.to_records(extras=True))
    again = AssetMap.from_records(**rows, crs=town.crs)
    assert "Opening hours" in again.assets
    assert "need_score" in again.places
    for name in KINDS:
        frame = getattr(town, name)
        pd.testing.assert_frame_equal(getattr(again, name), frame, check_dtype=False)


def rich() -> AssetMap:
    """Make a map of one of each, with what JSON has no word for."""
    shape = shapely.Point(1 / 3, 2e5 / 7)
    assets = gpd.GeoDataFrame(
        {
            "name": ["Hall", 'Café "É"'], "kind": ["space", "exchange"],
            "themes": [("food, music", "tea"), ()], "capacity": [np.nan, 7.5],
            "verified_on": ["0999-01-31", None], "description": ["", None],
            "sensitive_location": [True, None],
            "seen": pd.to_datetime(["2026-01-02 00:00", "2026-01-02 10:30"]),
            "rate": [np.inf, np.nan], "tags": [{"a": [1, np.nan]}, np.array([1, 2])],
            "whole": np.array([1, 2], dtype=np.int64), "day": [dt.date(2026, 5, 1), pd.NaT],
        },
        geometry=[shape, None], crs="EPSG:27700", index=["hall", "café"],
    )  # fmt: skip
    places = gpd.GeoDataFrame(
        {"name": ["End"]}, geometry=[shapely.box(0, 0, 10, 1e6 / 3)], crs=27700, index=["end"]
    )
    effort = pd.DataFrame({"place_id": ["end"], "conversations": [3], "on": ["2026-02-03"]})
    origins = pd.DataFrame({"people": [120.5], "place_id": ["end"], "over_65": [12]})
    grants = pd.DataFrame({"grant_id": ["g"], "recipient_id": ["hall"], "amount": [250.0]})
    return AssetMap.from_frames(
        assets=assets, places=places, effort=effort, origins=origins, records={"grants": grants}
    )


def test_nothing_is_rounded_and_nothing_is_nan() -> None:
    m = rich()
    rows = through_json(m.to_records(extras=True))
    hall, cafe = rows["assets"]
    assert shapely.from_wkt(hall["geometry"]) == m.assets.geometry["hall"]
    assert cafe["geometry"] is hall["capacity"] is cafe["description"] is None
    assert hall["themes"] == ["food, music", "tea"]
    assert (hall["verified_on"], hall["description"]) == ("0999-01-31", "")
    assert (hall["seen"], cafe["seen"]) == ("2026-01-02", "2026-01-02T10:30:00")
    assert (hall["rate"], cafe["rate"]) == ("inf", None)
    assert (hall["tags"], cafe["tags"]) == ({"a": [1, None]}, [1, 2])
    assert (hall["whole"], hall["day"], cafe["day"]) == (1, "2026-05-01", None)
    assert rows["origins"][0]["over_65"] == 12


def test_every_table_and_every_further_record_comes_back() -> None:
    m = rich()
    rows = through_json(m.to_records())
    assert all(kind(**row) for name, kind in KINDS.items() for row in rows[name])
    again = AssetMap.from_records(**rows, crs=m.crs)
    require_same(again, m)
    grants = again.records["grants"]
    pd.testing.assert_frame_equal(grants, m.records["grants"][grants.columns])
    assert grants["recipient_id"].to_dict() == {"g": "hall"}


def test_mappings_are_held_to_the_rules_of_frames() -> None:
    row = {"name": "Hall", "kind": "space", "id": "a", "lon": -1.2, "lat": 52.7}
    with pytest.raises(TableError) as refusal:
        AssetMap.from_records(assets=[row])
    assert [problem.code for problem in refusal.value.problems] == [
        "coordinates_not_read", "id_not_read",
    ]  # fmt: skip


def test_an_unknown_record_is_refused() -> None:
    row = {"asset_id": "a", "name": "Hall", "kind": "space"}
    with pytest.raises(TableError, match="Did you mean 'grants'"):
        AssetMap.from_records(assets=[row], grantz=[{"grant_id": "g"}])


def test_a_map_without_rows_has_empty_tables() -> None:
    m = AssetMap.from_records(assets=[])
    assert m.to_records() == {name: [] for name in KINDS}
    assert len(AssetMap.from_records(**m.to_records()).assets) == 0
