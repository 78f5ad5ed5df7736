"""Small worlds with distances that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

CRS = "EPSG:27700"


@pytest.fixture
def series() -> Callable[[dict[str, Any]], gpd.GeoSeries]:
    """Make a series of shapes by id, in metres."""

    def make(shapes: dict[str, Any]) -> gpd.GeoSeries:
        index = pd.Index(list(shapes), dtype="str")
        return gpd.GeoSeries(list(shapes.values()), index=index, crs=CRS)

    return make


@pytest.fixture
def grid() -> gpd.GeoDataFrame:
    """Nine squares of 10 m that share edges and corners: c00 south-west to c22 north-east."""
    cells = {
        f"c{x}{y}": box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10)
        for x in range(3)
        for y in range(3)
    }
    return gpd.GeoDataFrame(
        {"name": list(cells), "parent_id": [None] * 9},
        index=pd.Index(list(cells), dtype="str", name="place_id"),
        geometry=list(cells.values()),
        crs=CRS,
    )
