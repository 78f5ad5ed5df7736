"""Straight lines between shapes: the nearest of each, and every pair within a distance."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from assetmap.arrays import is_run_start
from assetmap.space.near_points import pair_near_points, require_few_pairs
from assetmap.space.points import (
    Spots,
    has_shape,
    ids_at,
    require_one_crs,
    shapes_of,
    straight_m,
)
from assetmap.typing import Floats, Objects, Pairs, Positions, WeightedPairs

__all__ = [
    "find_pairs",
    "join_pairs",
    "measure_nearest",
    "nearest_metres",
    "nearest_positions",
]

_MARGIN = 1 + 1e-9  # search a little wider; the exact distance is held against the limit later
_ORIGINS_AT_ONCE = 4096
_NO_PAIRS: WeightedPairs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float64))
NOBODY = -1
_NEAR_TIE = 1 + 1e-9  # tree distances are compared again, exactly, within this margin


def find_pairs(starts: Spots, ends: Spots, *, within_m: float, most_pairs: int) -> WeightedPairs:
    """
    Pair each origin with every destination within a straight line of it.

    Parameters
    ----------
    starts, ends
        Shapes in the same reference system, in metres: the caller has seen to
        that. Those that are missing or empty are in no pair.
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
    """
    pointlike = ends.is_point | ends.is_many
    pairs = _NO_PAIRS
    for search, rows, columns in (
        (_pairs_of_points, starts.is_point, pointlike),
        (_pairs_of_shapes, starts.is_point, ends.is_wide),
        (_pairs_of_shapes, starts.is_there & ~starts.is_point, ends.is_there),
    ):
        row, column = np.flatnonzero(rows), np.flatnonzero(columns)
        if len(row) and len(column):
            room = most_pairs - len(pairs[0])
            start, end, metres = search(
                _only(starts, row), _only(ends, column), within_m * _MARGIN, room
            )
            start, end = _at(row, start, len(starts)), _at(column, end, len(ends))
            pairs = join_pairs(pairs, (start, end, metres), n_destinations=len(ends))
    return pairs


def _only(spots: Spots, rows: Positions) -> Spots:
    """Take these rows; when they are all there are they are not copied."""
    return spots if len(rows) == len(spots) else spots.take(rows)


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
    origins: Spots, destinations: Spots, within_m: float, room: int
) -> WeightedPairs:
    """Pair points with points; a set of points counts once, by its nearest point."""
    points, owner = destinations.split()
    start, point, metres = pair_near_points(origins.xy, points, within_m, room=room)
    if len(points) == len(destinations):
        return start, point, metres
    end = owner[point]
    order = np.lexsort((metres, end, start))
    start, end, metres = start[order], end[order], metres[order]
    is_nearest = is_run_start(start, end)
    return start[is_nearest], end[is_nearest], metres[is_nearest]


def _pairs_of_shapes(starts: Spots, ends: Spots, within_m: float, room: int) -> WeightedPairs:
    """Pair any shapes by their true distance, some thousand origins at a time."""
    origins, destinations = starts.shapes, ends.shapes
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
    from_point, is_wide = origins.is_point, targets.is_wide
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
