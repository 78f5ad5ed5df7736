"""Small maps with gaps that can be worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point, box

from assetmap.tables import AssetMap

CRS = "EPSG:27700"
AS_OF = dt.date(2026, 6, 1)


def square(x: float, y: float) -> Any:
    """Draw a place whose middle is at a point."""
    return box(x - 10, y - 10, x + 10, y + 10)


@pytest.fixture
def village() -> AssetMap:
    """
    Three places with 500 m, 600 m and much more between them and what there is.

    Mill End (0, 0): a hall 500 m away (3-4-5) and a choir at 0 m; Hill Top
    (6000, 0): one old shop 600 m away, beside which is a closed bakery; The
    Isle (0, 90000): nothing. A person lives in Mill End, known by place only.
    """
    places = gpd.GeoDataFrame(
        {
            "name": ["Mill End", "Hill Top", "The Isle"],
            "population": [1000.0, 500.0, 200.0],
            "need": [0.5, 0.9, None],
        },
        index=["mill", "hill", "isle"],
        geometry=[square(0, 0), square(6000, 0), square(0, 90_000)],
        crs=CRS,
    )
    assets = gpd.GeoDataFrame(
        {
            "name": ["Hall", "Choir", "Shop", "Bakery", "Asha"],
            "kind": ["space", "association", "exchange", "exchange", "individual"],
            "themes": [("dance", "lunch"), ("song",), ("lunch",), (), ("dance",)],
            "status": ["active", "active", "unknown", "closed", "active"],
            "verified_on": ["2026-01-01", None, "2020-01-01", "2026-01-01", "2026-01-01"],
            "place_id": [None, None, None, None, "mill"],
        },
        index=["hall", "choir", "shop", "bakery", "asha"],
        geometry=[Point(300, 400), Point(0, 0), Point(6600, 0), Point(6600, 1), None],
        crs=CRS,
    )
    return AssetMap.from_frames(assets=assets, places=places, as_of=AS_OF)
