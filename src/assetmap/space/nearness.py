"""What is nearest to each point, and how far away is it?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from assetmap.arrays import is_run_start
from assetmap.space.shapes import has_shape, ids_at, require_one_crs, shapes_of, straight_m
from assetmap.space.spots import Spots
from assetmap.typing import Floats, Objects, Positions

__all__ = ["measure_nearest", "nearest_metres", "nearest_positions"]

NOBODY = -1
_NEAR_TIE = 1 + 1e-9  # tree distances are compared again, exactly, within this margin


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
