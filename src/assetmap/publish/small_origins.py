"""Where people live, for the public: origins of a few people become part of a neighbour."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from assetmap.publish.disclosure import RULES
from assetmap.space import find_homes
from assetmap.tables import AssetMap, with_shapes
from assetmap.typing import Floats, Positions

__all__ = ["count_residents", "merge_small_origins"]

_APART = 1e8
"""Metres by which places are moved apart, so that the nearest neighbour is of the same one."""


def count_residents(m: AssetMap) -> pd.Series[float]:
    """Count who lives in each place: the number stated of it, else the sum of its origins."""
    stated: pd.Series[float] = m.places["population"].astype("float64")
    if m.origins.empty or not stated.isna().any():
        return stated
    homes = find_homes(m)
    summed = pd.Series(
        np.bincount(homes.place, homes.counted, minlength=len(homes.places)), index=homes.places
    )
    summed = summed[~homes.is_one_point]
    counted: pd.Series[float] = stated.fillna(summed.reindex(stated.index))
    return counted


def merge_small_origins(m: AssetMap, *, rule: str = "ons") -> gpd.GeoDataFrame:
    """
    Merge origins of fewer people than a rule allows with the nearest of the same place.

    Parameters
    ----------
    m
        The map. Not modified.
    rule
        One of `RULES`.

    Returns
    -------
    origins
        As ``m.origins``, by ``origin_id``, sorted; each of at least so many
        people, at their middle, with ``people``, ``place_id`` and ``need``
        and no column of the file's own: how many of a group live at a point
        may be one household. Origins outside the smallest places are left
        out, and so are those of a place that has fewer people in all.

    Examples
    --------
    >>> from shapely import Point
    >>> origins = gpd.GeoDataFrame(
    ...     {"people": [4, 8, 30], "place_id": ["mill"] * 3}, index=["a", "b", "c"],
    ...     geometry=[Point(0, 0), Point(30, 0), Point(900, 0)], crs="EPSG:27700",
    ... )
    >>> places = pd.DataFrame({"name": ["Mill End"]}, index=["mill"])
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": [], "kind": []}), places=places, origins=origins
    ... )
    >>> merged = merge_small_origins(m)
    >>> merged["people"].to_dict(), merged.geometry["origin-1"]
    ({'origin-1': 12.0, 'origin-2': 30.0}, <POINT (20 0)>)
    """
    homes = find_homes(m)
    is_origin = ~homes.is_one_point[homes.place] & (homes.counted > 0)
    at = np.flatnonzero(is_origin & ~shapely.is_missing(homes.points.to_numpy()))
    origins = m.origins.reindex(homes.ids[at])
    place, people = homes.place[at], homes.counted[at]
    xy = shapely.get_coordinates(homes.points.to_numpy()[at])
    group = _group_small(xy, place, people, smallest=RULES[rule].smallest)
    n_groups = int(group.max(initial=-1)) + 1
    total = np.bincount(group, people, minlength=n_groups)
    need = origins["need"].to_numpy(dtype=np.float64, na_value=np.nan)
    middle = [np.bincount(group, people * xy[:, axis], minlength=n_groups) for axis in (0, 1)]
    place_of = np.zeros(n_groups, dtype=np.intp)
    place_of[group] = place
    frame = pd.DataFrame(
        {
            "people": total,
            "place_id": homes.places.take(place_of).array,
            "need": np.bincount(group, people * need, minlength=n_groups) / total,
        },
        index=pd.Index([f"origin-{number + 1}" for number in range(n_groups)], dtype="str"),
    )
    points = gpd.array.from_shapely(shapely.points(middle[0] / total, middle[1] / total), crs=m.crs)
    merged = with_shapes(frame, points)
    return merged[total >= RULES[rule].smallest]


def _group_small(xy: Floats, place: Positions, people: Floats, *, smallest: int) -> Positions:
    """Number the groups of neighbours of one place, so that none is small that has a neighbour."""
    group: Positions = np.arange(len(people), dtype=np.intp)
    while True:  # a group at least doubles each time
        total = np.bincount(group, people)
        middle = np.stack(
            [np.bincount(group, people * xy[:, axis]) / total for axis in (0, 1)], axis=1
        )
        place_of = np.zeros(len(total), dtype=np.intp)
        place_of[group] = place
        joins = _join_nearest(middle, place_of, np.flatnonzero(total < smallest))
        if not len(joins):
            return group
        beside = coo_array((np.ones(len(joins)), (joins[:, 0], joins[:, 1])), (len(total),) * 2)
        _, merged = connected_components(beside, directed=False)
        group = merged[group].astype(np.intp)


def _join_nearest(middle: Floats, place: Positions, small: Positions) -> Positions:
    """Pair each small group with the nearest other of its place, where there is one."""
    if not len(small) or len(middle) < 2:
        return np.empty((0, 2), dtype=np.intp)
    apart = np.column_stack([middle, place * _APART])
    tree = cKDTree(apart)
    far, nearest = (np.asarray(found) for found in tree.query(apart[small], k=2))
    other = np.where(nearest[:, 0] == small, nearest[:, 1], nearest[:, 0])
    is_same = place[other] == place[small]
    joins: Positions = np.column_stack([small, other])[is_same & np.isfinite(far).all(axis=1)]
    return joins
