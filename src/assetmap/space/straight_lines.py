"""Straight lines between shapes: the nearest of each, and every pair within a distance."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from assetmap.arrays import cost_chunks, is_run_start, ragged_arange
from assetmap.errors import ReachError
from assetmap.space.points import (
    Spots,
    find_pointlike,
    has_shape,
    ids_at,
    require_one_crs,
    shapes_of,
    split_points,
    straight_m,
)
from assetmap.typing import Floats, Objects, Pairs, Positions, WeightedPairs

__all__ = [
    "find_pairs",
    "join_pairs",
    "measure_nearest",
    "nearest_metres",
    "nearest_positions",
    "require_few_pairs",
]

_MARGIN = 1 + 1e-9  # search a little wider; the exact distance is held against the limit later
_ORIGINS_AT_ONCE = 4096
_CANDIDATES_AT_ONCE = 250_000  # few enough to stay in the cache while they are measured
_CELL_MARGIN = 1 + 1e-6
_CELLS_ACROSS = 2**20
_POSITION_BITS = 32
_NO_PAIRS: WeightedPairs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float64))
NOBODY = -1
_NEAR_TIE = 1 + 1e-9  # tree distances are compared again, exactly, within this margin


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
        origins at a time.
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
            pairs = join_pairs(pairs, (start, end, metres), n_destinations=size)
    return pairs


def _at(rows: Positions, position: Positions, size: int) -> Positions:
    """Find the rows at these positions; when all were searched each is at its own position."""
    return position if len(rows) == size else rows[position]


def join_pairs(left: WeightedPairs, right: WeightedPairs, *, n_destinations: int) -> WeightedPairs:
    """Put two lists of different pairs into one, sorted by both positions."""
    if not (len(left[0]) and len(right[0])):
        return left if len(left[0]) else right
    start, end, cost = (np.concatenate(columns) for columns in zip(left, right, strict=True))
    # Every pair is there once: their numbers differ, and any sort gives the same order.
    order = np.argsort(start * np.int64(n_destinations) + end)
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
    """
    Search in a grid of cells as wide as the distance; pairs are sorted.

    What is near a point is in its cell or in one beside it: three runs of
    points that are sorted by row and column. How many there are is known
    before they are measured, so that few are held at a time. A pair is one
    number while pairs are sorted, which takes a fraction of the time of an
    order of pairs.
    """
    if math.isinf(within_m):
        require_few_pairs(len(xy) * len(points), room)
        every = np.arange(len(xy)), np.arange(len(points))
        return np.repeat(every[0], len(points)), np.tile(every[1], len(xy))
    in_turn, first, lengths = _find_candidates(xy, points, within_m)
    ordered, found, count = points[in_turn], [], 0
    candidates = lengths.sum(axis=1)
    for part in cost_chunks(candidates, at_most=_CANDIDATES_AT_ONCE):
        start = np.repeat(np.arange(part.start, part.stop), candidates[part])
        end = ragged_arange(first[part].ravel(), lengths[part].ravel())
        is_near = np.flatnonzero(_apart_m(xy, start, ordered, end) <= within_m)
        count += len(is_near)
        require_few_pairs(count, room)
        near = (start[is_near] << _POSITION_BITS) | in_turn[end[is_near]]
        near.sort()
        found.append(near)
    pairs = np.concatenate(found)
    return (pairs >> _POSITION_BITS).astype(np.int32), pairs.astype(np.int32)


def _find_candidates(
    xy: Floats, points: Floats, within_m: float
) -> tuple[Positions, Positions, Positions]:
    """
    Find for each origin the three runs of points in the cells around it.

    Gives the order of points by cell, and by origin where each run starts in
    it and how long it is.
    """
    low = np.minimum(xy.min(axis=0), points.min(axis=0))
    across = float((np.maximum(xy.max(axis=0), points.max(axis=0)) - low).max())
    # A little wider than the distance: what is just so far away is not two cells off.
    cell = max(within_m * _CELL_MARGIN, across / _CELLS_ACROSS) or 1.0
    start, end = (np.floor((each - low) / cell).astype(np.int64) for each in (xy, points))
    width = int(across / cell) + 4  # no cell of one row is beside one of the next
    keys = end[:, 1] * width + end[:, 0]
    in_turn = np.argsort(keys, kind="stable")
    keys = keys[in_turn]
    middle = (start[:, 1] * width + start[:, 0])[:, None] + np.array([-width, 0, width])
    first = np.searchsorted(keys, middle - 1)
    return in_turn, first, np.searchsorted(keys, middle + 1, side="right") - first


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
        require_few_pairs(len(origins) * len(destinations), room)
        start: Positions = np.repeat(np.arange(len(origins)), len(destinations))
        end: Positions = np.tile(np.arange(len(destinations)), len(origins))
    else:
        start, end = _search_shapes(origins, shapely.STRtree(destinations), within_m, room)
    return start, end, np.asarray(shapely.distance(origins[start], destinations[end]))


def _search_shapes(origins: Objects, tree: shapely.STRtree, within_m: float, room: int) -> Pairs:
    """Search the tree from a block of origins at a time."""
    starts, ends, count = [], [], 0
    for first in range(0, len(origins), _ORIGINS_AT_ONCE):
        block = origins[first : first + _ORIGINS_AT_ONCE]
        start, end = tree.query(block, predicate="dwithin", distance=within_m)
        count += len(start)
        require_few_pairs(count, room)
        starts.append(start + first)
        ends.append(end)
    return np.concatenate(starts), np.concatenate(ends)


def require_few_pairs(pairs: int, room: int) -> None:
    """Raise if there are more pairs than may be held."""
    if pairs > room:
        raise ReachError(
            f"At least {pairs:,} pairs of an origin and a destination are within reach, and room "
            f"is left for {max(room, 0):,}. Ask for a shorter reach, for fewer places or assets "
            "at a time, or allow more with `most_pairs` (16 bytes each)."
        )


def measure_nearest(origins: gpd.GeoSeries, targets: gpd.GeoSeries) -> pd.DataFrame:
    """
    Measure the straight line from each origin to the nearest target.

    Read it as the least anyone has to travel: streets are longer, by a third
    or so (`STREET_DETOUR`). A set of points counts by its nearest point, a
    line or an area by its nearest edge; within an area the distance is 0.

    Parameters
    ----------
    origins
        Shapes by id, in metres; usually `find_origins` of places. Not modified.
    targets
        Shapes by id, in the same reference system; those without a shape are
        not nearest to anything. Not modified.

    Returns
    -------
    nearest
        On the index of ``origins``: ``nearest_id``, of equally near ones the
        first by id; ``nearest_m`` in metres. Both NaN where the origin has no
        shape or there is no target.

    Raises
    ------
    CRSError
        If there is something to measure and either side has no reference
        system, is not in metres, or the two differ.

    Notes
    -----
    One search tree over points, another over lines and areas; equal to the
    smallest of all ``shapely.distance``.

    Examples
    --------
    >>> from shapely import Point
    >>> origins = gpd.GeoSeries({"mill": Point(0, 0), "lost": None}, crs="EPSG:27700")
    >>> halls = gpd.GeoSeries({"old": Point(300, 400), "new": Point(0, 501)}, crs="EPSG:27700")
    >>> measure_nearest(origins, halls)
         nearest_id  nearest_m
    mill        old      500.0
    lost        NaN        NaN
    """
    starts = shapes_of(origins)
    ends = shapes_of(targets)
    by_id = np.argsort(targets.index, kind="stable")
    by_id = by_id[has_shape(ends)[by_id]]
    there = np.flatnonzero(has_shape(starts))
    apart_m = np.full(len(starts), np.nan)
    nearest = np.full(len(starts), NOBODY, dtype=np.intp)
    if len(there) and len(by_id):
        require_one_crs(origins, targets, names=("origins", "targets"))
        apart_m[there], nearest[there] = nearest_positions(
            Spots.from_shapes(starts[there]), Spots.from_shapes(ends[by_id])
        )
    return pd.DataFrame(
        {"nearest_id": ids_at(targets.index[by_id], nearest), "nearest_m": apart_m},
        index=origins.index,
    )


def nearest_positions(origins: Spots, targets: Spots) -> tuple[Floats, Positions]:
    """
    Find the nearest target of each origin, by position: `measure_nearest` on bare arrays.

    Parameters
    ----------
    origins, targets
        Shapes in the same reference system, in metres: the caller has seen to
        that. None is missing or empty, and there is at least one target.

    Returns
    -------
    metres, position
        One entry per origin; of equally near targets the first.
    """
    from_point, is_wide = origins.is_point, ~(targets.is_point | targets.is_many)
    if from_point.all() and not is_wide.any():
        return _nearest_point(origins.xy, *targets.split())
    apart_m = np.full(len(origins.shapes), np.inf)
    nearest = np.full(len(origins.shapes), len(targets.shapes), dtype=np.intp)
    wide, everything = np.flatnonzero(is_wide), np.arange(len(targets.shapes))
    for rows, columns in ((from_point, wide), (~from_point, everything)):
        if rows.any() and len(columns):
            apart_m[rows], found = _nearest_shape(origins.shapes[rows], targets.shapes[columns])
            nearest[rows] = columns[found]
    if from_point.any() and not is_wide.all():
        point_m, position = _nearest_point(origins.xy[from_point], *targets.split())
        wide_m, wide_position = apart_m[from_point], nearest[from_point]
        is_nearer = (point_m < wide_m) | ((point_m == wide_m) & (position < wide_position))
        apart_m[from_point] = np.where(is_nearer, point_m, wide_m)
        nearest[from_point] = np.where(is_nearer, position, wide_position)
    return apart_m, nearest


def nearest_metres(origins: Spots, targets: Spots) -> Floats:
    """
    Measure how far the nearest target of each origin is, when it does not matter which one it is.

    Parameters are those of `nearest_positions`; so is the answer, to the last
    digit or so. Among points it is found in half the time.
    """
    if not (origins.is_point.all() and targets.is_point.all()):
        return nearest_positions(origins, targets)[0]
    _, found = cKDTree(targets.xy, compact_nodes=False).query(origins.xy)
    return straight_m(origins.xy, targets.xy[found])


def _nearest_shape(origins: Objects, targets: Objects) -> tuple[Floats, Positions]:
    (origin, target), apart_m = shapely.STRtree(targets).query_nearest(
        origins, return_distance=True, all_matches=True
    )
    return _best_of_each(origin, target, apart_m, len(origins))


def _nearest_point(xy: Floats, points: Floats, owner: Positions) -> tuple[Floats, Positions]:
    """Search a tree of the different points; only near ties are compared one by one."""
    points, owner = _first_at_each_point(points, owner)
    tree = cKDTree(points, compact_nodes=False)
    tree_m, found = (np.asarray(answer) for answer in tree.query(xy, k=2))
    apart_m = straight_m(xy, points[found[:, 0]])
    nearest = owner[found[:, 0]]
    tied = np.flatnonzero(tree_m[:, 1] <= tree_m[:, 0] * _NEAR_TIE)
    if len(tied):
        near = tree.query_ball_point(xy[tied], tree_m[tied, 0] * _NEAR_TIE)
        which = np.repeat(np.arange(len(tied)), [len(row) for row in near])
        point = np.concatenate(near).astype(np.intp)
        apart_m[tied], nearest[tied] = _best_of_each(
            which, owner[point], straight_m(xy[tied[which]], points[point]), len(tied)
        )
    return apart_m, nearest


def _first_at_each_point(xy: Floats, owner: Positions) -> tuple[Floats, Positions]:
    """Keep one owner, the first, of all that share a point: postcodes pile many on one."""
    order = np.lexsort((owner, xy[:, 1], xy[:, 0]))
    xy, owner = xy[order], owner[order]
    is_first = is_run_start(xy[:, 0], xy[:, 1])
    return xy[is_first], owner[is_first]


def _best_of_each(
    which: Positions, target: Positions, apart_m: Floats, size: int
) -> tuple[Floats, Positions]:
    """Take the nearest target of each row; of equals the one with the lowest position."""
    order = np.lexsort((target, apart_m, which))[::-1]
    best_m = np.full(size, np.inf)
    best = np.zeros(size, dtype=np.intp)
    best_m[which[order]] = apart_m[order]  # the last one written is the best of its row
    best[which[order]] = target[order]
    return best_m, best
