"""Where are the shapes that are points? Read once, however many questions follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from assetmap.space.shapes import find_pointlike, split_points
from assetmap.typing import Flags, Floats, Objects, Positions

__all__ = ["Spots"]


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """
    Shapes, with the coordinates of those that are points.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> lane = LineString([(0, 0), (9, 0)])
    >>> spots = Spots.from_shapes(np.array([Point(3, 4), lane], dtype=object))
    >>> spots.xy.tolist(), spots.is_point.tolist()
    ([[3.0, 4.0], [nan, nan]], [True, False])
    """

    shapes: Objects
    is_point: Flags
    is_many: Flags
    xy: Floats

    @classmethod
    def from_shapes(cls, shapes: Objects) -> Spots:
        """Look at each shape; a missing or empty one has no coordinates."""
        is_point, is_many = find_pointlike(shapes)
        is_point = is_point & ~shapely.is_empty(shapes)
        if is_point.all():
            return cls(shapes, is_point, is_many, shapely.get_coordinates(shapes))
        xy = np.full((len(shapes), 2), np.nan)
        xy[is_point] = shapely.get_coordinates(shapes[is_point])
        return cls(shapes, is_point, is_many, xy)

    def take(self, rows: Positions) -> Spots:
        """Take some of them, in this order."""
        return Spots(self.shapes[rows], self.is_point[rows], self.is_many[rows], self.xy[rows])

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
