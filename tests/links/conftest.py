"""Three places in a row, and a fourth nobody goes to."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.tables import AssetMap


@pytest.fixture
def town() -> AssetMap:
    """
    Mill and Hill touch, Quay lies 3 km east and 4 km north of Mill, Isle has no link.

    Asha is active in Mill and Hill, Ben in Mill only; the county body in Mill,
    Hill and Quay; the closed club in Mill and Quay. North holds Mill and Hill.
    """
    places = gpd.GeoDataFrame(
        {
            "name": ["Mill", "Hill", "Quay", "Isle", "North", "South"],
            "level": ["ward", "ward", "ward", "ward", "district", "district"],
            "parent_id": ["north", "north", "south", "south", None, None],
        },
        index=["mill", "hill", "quay", "isle", "north", "south"],
        geometry=[
            box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(3000, 4000, 4000, 5000), None,
            box(0, 0, 2000, 1000), None,
        ],
        crs="EPSG:27700",
    )  # fmt: skip
    assets = gpd.GeoDataFrame(
        {
            "name": ["Asha", "Ben", "County body", "Closed club", "Choir", "Boats"],
            "kind": ["individual", "individual", "institution", "association", "association",
                     "association"],
            "status": ["active", "active", "active", "closed", "active", "active"],
            "place_id": ["mill", "mill", None, "mill", "hill", "quay"],
            "active_in": [("hill",), ("mill",), ("mill", "hill"), ("quay",), (), ()],
            "verified_on": ["2026-01-01", None, None, None, None, None],
        },
        index=["asha", "ben", "county", "club", "choir", "boats"],
        geometry=[None, None, Point(3500, 4500), None, None, None],
        crs="EPSG:27700",
    )  # fmt: skip
    ties = pd.DataFrame(
        [
            ("asha", "choir", "member_of", None, "walk"),
            ("choir", "asha", "uses", None, "walk"),
            ("ben", "asha", "knows", None, "walk"),
            ("ben", "boats", "member_of", "2025-01-01", "walk"),
            ("club", "boats", "partners_with", None, "walk"),
        ],
        columns=["source", "target", "kind", "until", "sources"],
    )
    sources = pd.DataFrame({"name": ["Walk"], "date": ["2026-01-01"]}, index=["walk"])
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties, sources=sources, as_of=dt.date(2026, 3, 1)
    )
