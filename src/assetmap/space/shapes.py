"""Which rows have a shape, of which sort, and in which reference system?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.tables import require_metric, require_same
from assetmap.typing import Flags, Floats, Objects, Positions

__all__ = [
    "find_pointlike",
    "has_shape",
    "ids_at",
    "require_one_crs",
    "shapes_of",
    "split_points",
    "straight_m",
]


_POINT, _MULTIPOINT = 0, 4


def shapes_of(given: gpd.GeoSeries | gpd.GeoDataFrame) -> Objects:
    """Take the shapes of a frame or series as an array; its entries are shared, not copied."""
    return np.asarray(given.geometry.to_numpy(), dtype=object)


def has_shape(shapes: Objects) -> Flags:
    """Tell which entries are neither missing nor empty."""
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=np.bool_)


def find_pointlike(shapes: Objects) -> tuple[Flags, Flags]:
    """Tell which shapes are points, and which are collections of points."""
    sort = shapely.get_type_id(shapes)
    return np.asarray(sort == _POINT), np.asarray(sort == _MULTIPOINT)


def split_points(shapes: Objects) -> tuple[Floats, Positions]:
    """Lay out the coordinates of points and multipoints, and whose each one is."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    return xy, owner.astype(np.intp)


def straight_m(xy: Floats, other: Floats) -> Floats:
    """Measure the straight lines between two equally long lists of points."""
    apart = xy - other
    return np.asarray(np.sqrt(apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1]))


def ids_at(ids: pd.Index[Any], positions: Positions) -> pd.Index[Any]:
    """Name the ids at these positions; position -1 is nobody, NaN."""
    named = ids.astype("str").array.take(positions, allow_fill=True)
    found: pd.Index[Any] = pd.Index(named, dtype="str")
    return found


def require_one_crs(
    first: gpd.GeoSeries | gpd.GeoDataFrame,
    second: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    names: tuple[str, str],
) -> None:
    """Raise unless both are in the same reference system, in metres."""
    known = require_metric(first.crs, name=names[0])
    require_same(second.crs, known, name=names[1])
