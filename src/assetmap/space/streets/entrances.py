"""At which points can a shape be entered, and which shapes are there already?"""

from __future__ import annotations

import numpy as np
import shapely

from assetmap.arrays import count_within
from assetmap.space.shapes import find_pointlike, has_shape, split_points
from assetmap.typing import Floats, Objects, Pairs, Positions

__all__ = ["find_entrances", "find_touching"]

_APART_M = 50.0
_AREA = 3


def find_entrances(shapes: Objects) -> tuple[Floats, Positions]:
    """
    Find the points where shapes can be entered.

    Returns
    -------
    xy, owner
        Points themselves; of lines and areas points along the edge, at most
        50 m apart, among them both ends. ``owner`` is a position in
        ``shapes``, in order; those that are missing or empty have no point.
    """
    there = np.flatnonzero(has_shape(shapes))
    is_point, is_many = find_pointlike(shapes[there])
    is_wide = ~(is_point | is_many)
    xy, owner = split_points(shapes[there[~is_wide]])
    along, of_wide = _points_along(shapes[there[is_wide]])
    owners = np.concatenate([there[~is_wide][owner], there[is_wide][of_wide]])
    order = np.argsort(owners, kind="stable")
    return np.concatenate([xy, along])[order], owners[order]


def _points_along(shapes: Objects) -> tuple[Floats, Positions]:
    """Place points along the edges of lines and areas."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_type_id(parts) == _AREA
    edges = np.where(is_area, shapely.boundary(parts), parts)
    lines, part = shapely.get_parts(edges, return_index=True)
    length = shapely.length(lines)
    steps = np.maximum(np.ceil(length / _APART_M), 1).astype(np.intp)
    line = np.repeat(np.arange(len(lines)), steps + 1)
    step = count_within(steps + 1)
    points = shapely.line_interpolate_point(lines[line], step / steps[line], normalized=True)
    is_point = shapely.get_type_id(lines[line]) == 0  # a point in a mixed collection
    points = np.where(is_point, lines[line], points)
    return shapely.get_coordinates(points), owner[part[line]].astype(np.intp)


def find_touching(origins: Objects, destinations: Objects) -> Pairs:
    """Pair shapes that share a point, where one of the two at least is a line or an area."""
    starts, ends = [], []
    wide_start, wide_end = _find_wide(origins), _find_wide(destinations)
    if len(wide_end):
        start, end = shapely.STRtree(destinations[wide_end]).query(origins, predicate="intersects")
        starts.append(start)
        ends.append(wide_end[end])
    if len(wide_start):
        narrow = np.setdiff1d(np.arange(len(destinations)), wide_end)
        tree = shapely.STRtree(origins[wide_start])
        end, start = tree.query(destinations[narrow], predicate="intersects")
        starts.append(wide_start[start])
        ends.append(narrow[end])
    none: Positions = np.empty(0, dtype=np.intp)
    return np.concatenate([none, *starts]), np.concatenate([none, *ends])


def _find_wide(shapes: Objects) -> Positions:
    is_point, is_many = find_pointlike(shapes)
    return np.flatnonzero(has_shape(shapes) & ~is_point & ~is_many)
