"""Small maps to match, by the columns that matter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.tables import AssetMap

__all__ = ["make_map", "pairs_of"]


def make_map(*rows: dict[str, Any]) -> AssetMap:
    """Make a map of rows; ``at`` is a point, ``id`` the id, and a kind is a space if not said."""
    frame = pd.DataFrame([{"kind": "space", "at": (np.nan, np.nan), **row} for row in rows])
    points = np.array(frame.pop("at").tolist(), dtype=float)
    frame.index = pd.Index(frame.pop("id"), name="asset_id")
    geometry = gpd.points_from_xy(points[:, 0], points[:, 1], crs=27700)
    made = gpd.GeoDataFrame(frame, geometry=geometry)
    made.loc[np.isnan(points[:, 0]), "geometry"] = None
    return AssetMap.from_frames(assets=made, as_of=dt.date(2026, 1, 1), crs=27700)


def pairs_of(found: pd.DataFrame, a: str, b: str) -> set[frozenset[str]]:
    """Give the pairs of two columns whichever way round."""
    return {frozenset(pair) for pair in zip(found[a], found[b], strict=True)}
