"""Coordinates and shapes of files, brought into the reference system of the map in bulk."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

from assetmap.gather.coordinates import FloatArray
from assetmap.gather.tidy import Cells

__all__ = ["LON_LAT", "project_shapes", "to_map"]

LON_LAT = "OGC:CRS84"
"""Longitude and latitude, in that order."""


def to_map(
    x: FloatArray, y: FloatArray, source: str | pyproj.CRS, crs: pyproj.CRS
) -> tuple[FloatArray, FloatArray]:
    """Bring points into the reference system of the map; impossible ones become NaN."""
    known = pyproj.CRS.from_user_input(source)
    on_map_x, on_map_y = np.full_like(x, np.nan), np.full_like(y, np.nan)
    is_there = np.isfinite(x) & np.isfinite(y)
    if known == crs:
        on_map_x[is_there], on_map_y[is_there] = x[is_there], y[is_there]
    elif is_there.any():
        transformer = pyproj.Transformer.from_crs(known, crs, always_xy=True)
        on_map_x[is_there], on_map_y[is_there] = transformer.transform(x[is_there], y[is_there])
    is_lost = ~(np.isfinite(on_map_x) & np.isfinite(on_map_y))
    on_map_x[is_lost] = on_map_y[is_lost] = np.nan
    return on_map_x, on_map_y


def project_shapes(shapes: Cells, source: str | pyproj.CRS, crs: pyproj.CRS) -> Cells:
    """Bring shapes into the reference system of the map, without heights."""
    known = pyproj.CRS.from_user_input(source)
    flat: Cells = shapely.force_2d(shapes)
    if known == crs:
        return flat
    transformer = pyproj.Transformer.from_crs(known, crs, always_xy=True)
    moved: Cells = shapely.transform(
        flat, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )
    return moved
