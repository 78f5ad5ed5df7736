"""Shapes as arrays: which are there, which are points, and their coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.tables import require_metric, require_same
from assetmap.typing import Flags, Floats, Objects, Positions

__all__ = [
    "Spots",
    "find_pointlike",
    "has_shape",
    "hold_shapes",
    "ids_at",
    "require_one_crs",
    "shapes_of",
    "split_points",
    "straight_m",
]

_POINT, _MULTIPOINT = 0, 4


def shapes_of(given: gpd.GeoSeries | gpd.GeoDataFrame) -> Objects:
    """Take the shapes of a frame or series as an array; its entries are shared, not copied."""
    return np.asarray(given.geometry.array, dtype=object)


def hold_shapes(shapes: Objects, ids: pd.Index[Any], crs: Any) -> gpd.GeoSeries:
    """Make a series of shapes that is kept: whoever would change one of them has to copy it."""
    held = gpd.GeoSeries(shapes, index=ids, crs=crs, name="geometry")
    shapes_of(held).flags.writeable = False
    return held


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


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """
    Shapes, with the coordinates of those that are points.

    One that is missing or empty is not there, and neither a point nor many.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> lane = LineString([(0, 0), (9, 0)])
    >>> spots = Spots.from_shapes(np.array([Point(3, 4), lane], dtype=object))
    >>> spots.xy.tolist(), spots.is_point.tolist()
    ([[3.0, 4.0], [nan, nan]], [True, False])
    """

    shapes: Objects
    is_there: Flags
    is_point: Flags
    is_many: Flags
    xy: Floats

    @classmethod
    def from_shapes(cls, shapes: Objects) -> Spots:
        """Look at each shape; a missing or empty one has no coordinates."""
        is_point, is_many = find_pointlike(shapes)
        if is_point.all():
            xy = shapely.get_coordinates(shapes)
            if len(xy) == len(shapes) and np.isfinite(xy).all():  # else some are empty
                return cls(shapes, is_point, is_point, is_many, xy)
        is_there = has_shape(shapes)
        is_point, is_many = is_point & is_there, is_many & is_there
        xy = np.full((len(shapes), 2), np.nan)
        xy[is_point] = shapely.get_coordinates(shapes[is_point])
        return cls(shapes, is_there, is_point, is_many, xy)

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def is_wide(self) -> Flags:
        """Tell which are lines and areas."""
        return self.is_there & ~(self.is_point | self.is_many)

    def take(self, rows: Positions | slice) -> Spots:
        """Take some of them, in this order."""
        return Spots(
            self.shapes[rows], self.is_there[rows], self.is_point[rows], self.is_many[rows],
            self.xy[rows],
        )  # fmt: skip

    def neighbours_in_turn(self) -> Positions:
        """Order them in strips from west to east: who asks after a neighbour is answered faster."""
        xy = np.nan_to_num(self.xy)
        if not len(xy):
            return np.empty(0, dtype=np.intp)
        xy -= xy.min(axis=0)
        across = max(float(xy.max()), 1.0)
        strip = np.floor(xy[:, 1] * (len(xy) ** 0.5 / 4 / across))
        return np.argsort(strip * 2 * across + xy[:, 0], kind="stable")

    def split(self) -> tuple[Floats, Positions]:
        """Lay out the coordinates of points and sets of points, and whose each one is."""
        if self.is_many.any():
            rows = np.flatnonzero(self.is_point | self.is_many)
            xy, owner = split_points(self.shapes[rows])
            return xy, rows[owner]
        rows = np.flatnonzero(self.is_point)
        return self.xy[rows], rows
