"""Which destinations are within a straight line of each origin?"""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from assetmap.arrays import is_run_start
from assetmap.errors import ReachError
from assetmap.space.shapes import (
    find_pointlike,
    has_shape,
    require_one_crs,
    shapes_of,
    split_points,
)
from assetmap.typing import Floats, Objects, Pairs, Positions, WeightedPairs

__all__ = ["find_pairs", "join_pairs", "require_room"]

_MARGIN = 1 + 1e-9  # search a little wider; the exact distance is held against the limit later
_ORIGINS_AT_ONCE = 4096
_ORIGINS_AT_LEAST = 128  # of points; fewer at a time are not worth a search of their own
_PAIRS_AT_ONCE = 10_000_000  # 240 MB, if each of those origins were near every destination
_POSITION_BITS = 32


_NO_PAIRS: WeightedPairs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float64))


def find_pairs(
    origins: gpd.GeoSeries, destinations: gpd.GeoSeries, *, within_m: float, most_pairs: int
) -> WeightedPairs:
    """
    Pair each origin with every destination within a straight line of it.

    Parameters
    ----------
    origins, destinations
        Shapes; those that are missing or empty are in no pair.
    within_m
        Longest line that is of use; a few pairs just beyond it may be given
        as well. Infinite for all pairs.
    most_pairs
        How many pairs may be held.

    Returns
    -------
    from_position, to_position, metres
        One entry per pair, sorted by both positions.

    Raises
    ------
    ReachError
        If there are more pairs than that: as soon as so many are found, some
        origins at a time, and before a crowd is paired (10 million at once).
    CRSError
        If the two cannot be measured against each other.
    """
    starts, ends = shapes_of(origins), shapes_of(destinations)
    from_point, _ = find_pointlike(starts)
    is_point, is_many = find_pointlike(ends)
    from_there, to_there = has_shape(starts), has_shape(ends)
    if from_there.any() and to_there.any():
        require_one_crs(origins, destinations, names=("origins", "destinations"))
    pointlike = is_point | is_many
    pairs, size = _NO_PAIRS, len(ends)
    for search, rows, columns in (
        (_pairs_of_points, from_there & from_point, to_there & pointlike),
        (_pairs_of_shapes, from_there & from_point, to_there & ~pointlike),
        (_pairs_of_shapes, from_there & ~from_point, to_there),
    ):
        row, column = np.flatnonzero(rows), np.flatnonzero(columns)
        if len(row) and len(column):
            room = most_pairs - len(pairs[0])
            start, end, metres = search(starts[row], ends[column], within_m * _MARGIN, room)
            start, end = _at(row, start, len(starts)), _at(column, end, size)
            pairs = join_pairs(pairs, (start, end, metres), size=size)
    return pairs


def _at(rows: Positions, position: Positions, size: int) -> Positions:
    """Find the rows at these positions; when all were searched each is at its own position."""
    return position if len(rows) == size else rows[position]


def join_pairs(some: WeightedPairs, more: WeightedPairs, *, size: int) -> WeightedPairs:
    """Put two lists of different pairs into one, sorted by both positions.

    ``size`` is the number of destinations.
    """
    if not (len(some[0]) and len(more[0])):
        return some if len(some[0]) else more
    start, end, cost = (np.concatenate(both) for both in zip(some, more, strict=True))
    order = np.argsort(
        start * np.int64(size) + end
    )  # every pair is there once, so the order is settled
    return start[order], end[order], cost[order]


def _pairs_of_points(
    origins: Objects, destinations: Objects, within_m: float, room: int
) -> WeightedPairs:
    """Pair points with points; a set of points counts once, by its nearest point."""
    xy = shapely.get_coordinates(origins)
    points, owner = split_points(destinations)
    start, point = _search_points(xy, points, within_m, room)
    metres = _apart_m(xy, start, points, point)
    if len(points) == len(destinations):
        return start, point, metres
    end = owner[point]
    order = np.lexsort((metres, end, start))
    start, end, metres = start[order], end[order], metres[order]
    is_nearest = is_run_start(start, end)
    return start[is_nearest], end[is_nearest], metres[is_nearest]


def _search_points(xy: Floats, points: Floats, within_m: float, room: int) -> Pairs:
    """Search from some origins at a time, neighbours from west to east; pairs are sorted.

    A pair is one number while pairs are sorted, which takes a fraction of the
    time of an order of pairs.
    """
    tree = cKDTree(points)
    west_to_east = np.argsort(xy[:, 0], kind="stable")
    at_once = max(_PAIRS_AT_ONCE // len(points), _ORIGINS_AT_LEAST)
    found, count = [], 0
    for first in range(0, len(xy), at_once):
        some = west_to_east[first : first + at_once]
        from_tree = cKDTree(xy[some])
        if len(some) * len(points) > _PAIRS_AT_ONCE:
            require_room(count + int(from_tree.count_neighbors(tree, within_m)), room)
        near = from_tree.sparse_distance_matrix(tree, within_m, output_type="ndarray")
        count += len(near)
        require_room(count, room)
        found.append((some << _POSITION_BITS)[near["i"]] | near["j"])
    pairs = np.concatenate(found)
    pairs.sort()
    return (pairs >> _POSITION_BITS).astype(np.int32), pairs.astype(np.int32)


def _apart_m(xy: Floats, start: Positions, points: Floats, point: Positions) -> Floats:
    """Measure straight lines, one coordinate after the other: half the time of both at once."""
    metres = np.zeros(len(start))
    for axis in (0, 1):
        apart = np.ascontiguousarray(xy[:, axis])[start]
        apart -= np.ascontiguousarray(points[:, axis])[point]
        apart *= apart
        metres += apart
    return np.sqrt(metres, out=metres)


def _pairs_of_shapes(
    origins: Objects, destinations: Objects, within_m: float, room: int
) -> WeightedPairs:
    """Pair any shapes by their true distance, some thousand origins at a time."""
    if math.isinf(within_m):
        require_room(len(origins) * len(destinations), room)
        start: Positions = np.repeat(np.arange(len(origins)), len(destinations))
        end: Positions = np.tile(np.arange(len(destinations)), len(origins))
    else:
        start, end = _search_shapes(origins, shapely.STRtree(destinations), within_m, room)
    return start, end, np.asarray(shapely.distance(origins[start], destinations[end]))


def _search_shapes(origins: Objects, tree: shapely.STRtree, within_m: float, room: int) -> Pairs:
    starts, ends, count = [], [], 0
    for first in range(0, len(origins), _ORIGINS_AT_ONCE):
        some = origins[first : first + _ORIGINS_AT_ONCE]
        start, end = tree.query(some, predicate="dwithin", distance=within_m)
        count += len(start)
        require_room(count, room)
        starts.append(start + first)
        ends.append(end)
    return np.concatenate(starts), np.concatenate(ends)


def require_room(pairs: int, room: int) -> None:
    """Raise if there are more pairs than may be held."""
    if pairs > room:
        raise ReachError(
            f"At least {pairs:,} pairs of an origin and a destination are within reach, and room "
            f"is left for {max(room, 0):,}. Ask for a shorter reach, for fewer places or assets "
            "at a time, or allow more with `most_pairs` (16 bytes each)."
        )
