"""Which places are part of which, and where is the middle of each?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import TableError, find_near_word
from assetmap.space.shapes import has_shape, ids_at, shapes_of
from assetmap.tables import is_among
from assetmap.typing import Flags, Positions

__all__ = ["find_ancestors", "find_leaves", "find_origins", "find_parts"]


def find_leaves(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Find the smallest places: those that no other place is part of.

    Parameters
    ----------
    places
        One row per place, by ``place_id``, with ``parent_id``. Without that
        column every place is a leaf. Not modified.

    Returns
    -------
    leaves
        The rows that are nobody's parent, sorted by ``place_id``.

    Examples
    --------
    >>> places = gpd.GeoDataFrame(
    ...     {"parent_id": [None, "town", "town"], "geometry": [None, None, None]},
    ...     index=["town", "mill", "hill"],
    ... )
    >>> find_leaves(places).index.tolist()
    ['hill', 'mill']
    """
    if "parent_id" in places.columns:
        parents = places["parent_id"].dropna()
        if len(parents):
            places = places[~is_among(places.index.to_series(), set(parents))]
    return places.sort_index(kind="stable")


def find_origins(places: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """
    Find the point that stands for each place: a point inside its boundary.

    It is on the surface of the place even when the place is a crescent or has
    a hole, which a centroid need not be.

    Parameters
    ----------
    places
        One row per place, by ``place_id``. Not modified.

    Returns
    -------
    origins
        A point for each place, on the index of ``places``; None for a place
        without a boundary: nothing can be measured from it.

    Examples
    --------
    >>> from shapely import box
    >>> places = gpd.GeoDataFrame(index=["mill"], geometry=[box(0, 0, 10, 20)], crs="EPSG:27700")
    >>> find_origins(places)["mill"]
    <POINT (5 10)>
    """
    shapes = shapes_of(places)
    points = np.full(len(shapes), None, dtype=object)
    is_there = has_shape(shapes)
    points[is_there] = shapely.point_on_surface(shapes[is_there])
    return gpd.GeoSeries(points, index=places.index, crs=places.crs, name="geometry")


def find_parts(places: pd.DataFrame, whole: pd.Index[str]) -> pd.Index[str]:
    """
    Find some places and all that are part of them, however far down.

    Parameters
    ----------
    places
        One row per place, by ``place_id``, with ``parent_id``. Not modified.
    whole
        Ids to start from; they need not be among the places.

    Returns
    -------
    within
        Ids, sorted, those of ``whole`` among them.

    Examples
    --------
    >>> places = pd.DataFrame({"parent_id": [None, "town", "mill"]}, index=["town", "mill", "yard"])
    >>> find_parts(places, pd.Index(["mill"])).tolist()
    ['mill', 'yard']
    """
    within = whole
    while True:  # once per level of places
        grown = within.union(places.index[places["parent_id"].isin(within)])
        if len(grown) == len(within):
            return within
        within = grown


def find_ancestors(places: pd.DataFrame, level: str) -> pd.Series[str]:
    """
    Find the place of a given level that each place is part of.

    Parameters
    ----------
    places
        One row per place, by ``place_id``, with ``level`` and ``parent_id``.
        Not modified.
    level
        The level to climb to, such as ``"ward"``.

    Returns
    -------
    ancestors
        Id of the nearest place of that level, on the index of ``places``,
        named ``ancestor_id``: the place itself where it is of that level, NaN
        where it is part of none.

    Raises
    ------
    TableError
        If no place has that level.

    Examples
    --------
    >>> places = pd.DataFrame(
    ...     {"level": ["ward", "street", "street"], "parent_id": [None, "north", None]},
    ...     index=["north", "mill", "quay"],
    ... )
    >>> find_ancestors(places, "ward").to_dict()
    {'north': 'north', 'mill': 'north', 'quay': nan}
    """
    is_of_level = np.asarray((places["level"] == level).fillna(value=False), dtype=bool)
    if not is_of_level.any():
        hint = find_near_word(level, places["level"].dropna())
        raise TableError(f"No place has the level {level!r}. {hint}")
    found = _climb(_parent_positions(places), is_of_level)
    ids = ids_at(places.index, found)
    return pd.Series(ids.array, index=places.index, name="ancestor_id")


def _parent_positions(places: pd.DataFrame) -> Positions:
    """Find the row of each place's parent; -1 where it has none."""
    parents = places["parent_id"].astype("str")
    return np.asarray(places.index.astype("str").get_indexer(pd.Index(parents)), dtype=np.intp)


def _climb(parent: Positions, is_wanted: Flags) -> Positions:
    """Follow parents upwards, twice as far each time, to the nearest wanted place."""
    found = np.append(np.where(is_wanted, np.arange(len(parent)), -1), -1)
    above = np.append(parent, -1)  # position -1 is above every top place
    for _ in range(len(parent).bit_length() + 1):
        found = np.where(found >= 0, found, found[above])
        above = above[above]
    return found[:-1].astype(np.intp)
