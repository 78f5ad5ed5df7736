"""Which place each asset is in, and which places are part of which.

A point inside a place or exactly on its boundary belongs to it. Where several
places hold a point, as on a shared edge, it belongs to the one that sorts
first by ``place_id``: one answer, whatever the order of the rows.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import is_among
from assetmap.errors import TableError, find_near_word
from assetmap.space.points import find_pointlike, has_shape, ids_at, require_one_crs, shapes_of
from assetmap.tables import AssetMap, lend, once_a_map
from assetmap.typing import Flags, Objects, Pairs, Positions

__all__ = [
    "assign_places",
    "find_all_places",
    "find_ancestors",
    "find_leaves",
    "find_origins",
    "find_parts",
    "place_of",
]

NOBODY = -1


def assign_places(
    shapes: gpd.GeoSeries | gpd.GeoDataFrame, places: gpd.GeoDataFrame
) -> pd.Series[str]:
    """
    Find the one place that each shape is in.

    A point belongs to the place that it is inside of, or on the boundary of;
    on a shared boundary to the place that sorts first by id. A line or an
    area is where a point on it is (``shapely.point_on_surface``); a set of
    points is where most of them are, or of equals the first by id. Only the
    smallest places are used (`find_leaves`).

    Parameters
    ----------
    shapes
        Points, lines, areas or nothing, in metres. Not modified.
    places
        One row per place, by ``place_id``, in the same reference system; rows
        without a boundary hold nothing. Not modified.

    Returns
    -------
    place_id
        On the index of ``shapes``; NaN where no place holds the shape.

    Raises
    ------
    CRSError
        If there is something to place and either side has no reference
        system, is not in metres, or the two differ.

    See Also
    --------
    find_all_places : Every place that a shape touches.

    Notes
    -----
    Bounding boxes first, then an exact test of the points of one place at a
    time against its prepared boundary: about a microsecond per point.

    Examples
    --------
    Two neighbours that share an edge, and a hall on that edge:

    >>> from shapely import Point, box
    >>> places = gpd.GeoDataFrame(
    ...     index=["mill", "hill"],
    ...     geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)],
    ...     crs="EPSG:27700",
    ... )
    >>> shapes = gpd.GeoSeries(
    ...     {"oak": Point(2, 2), "hall": Point(10, 5), "pier": Point(99, 0)}, crs="EPSG:27700"
    ... )
    >>> assign_places(shapes, places).to_dict()
    {'oak': 'mill', 'hall': 'hill', 'pier': nan}
    """
    ids, zones = _bounded_leaves(places)
    given = shapes_of(shapes)
    is_there = has_shape(given)
    found = np.full(len(given), NOBODY, dtype=np.intp)
    if is_there.any() and len(zones):
        require_one_crs(places, shapes, names=("places", "shapes"))
        found[is_there] = _first_zones(given[is_there], zones)
    return pd.Series(ids_at(ids, found).array, index=shapes.index, name="place_id")


def find_all_places(
    shapes: gpd.GeoSeries | gpd.GeoDataFrame, places: gpd.GeoDataFrame
) -> pd.DataFrame:
    """
    Find every place that each shape touches.

    Use it for assets that are in several places at once: the stops of a
    mobile library, a river path, a park between two neighbourhoods. To touch
    is to share at least one point, so a shape that only borders on a place
    touches it too.

    Parameters
    ----------
    shapes
        Points, lines, areas or nothing, in metres, by ``asset_id``. Not
        modified.
    places
        One row per place, by ``place_id``, in the same reference system. Only
        the smallest places are used. Not modified.

    Returns
    -------
    touched
        One row per pair: ``asset_id``, ``place_id``; sorted by both.

    Raises
    ------
    CRSError
        As for `assign_places`.

    Examples
    --------
    >>> from shapely import MultiPoint, box
    >>> places = gpd.GeoDataFrame(
    ...     index=["mill", "hill"],
    ...     geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)],
    ...     crs="EPSG:27700",
    ... )
    >>> van = gpd.GeoSeries({"van": MultiPoint([(1, 1), (15, 5), (16, 5)])}, crs="EPSG:27700")
    >>> find_all_places(van, places)
      asset_id place_id
    0      van     hill
    1      van     mill
    """
    ids, zones = _bounded_leaves(places)
    given = shapes_of(shapes)
    there = np.flatnonzero(has_shape(given))
    pairs: Positions = np.empty((0, 2), dtype=np.intp)
    if len(there) and len(zones):
        require_one_crs(places, shapes, names=("places", "shapes"))
        pairs = _touched_zones(given[there], zones)
        pairs[:, 0] = there[pairs[:, 0]]
    table = pd.DataFrame(
        {
            "asset_id": ids_at(shapes.index, pairs[:, 0]),
            "place_id": ids_at(ids, pairs[:, 1]),
        }
    )
    return table.sort_values(["asset_id", "place_id"], ignore_index=True)


def place_of(m: AssetMap) -> pd.Series[str]:
    """
    Say where each asset of a map belongs: the stated place, else the place it is in.

    Parameters
    ----------
    m
        The map.

    Returns
    -------
    place_id
        On the index of ``m.assets``; NaN for an asset without a stated place
        that no boundary holds.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha"], "kind": ["individual"], "place_id": ["mill"]}, index=["asha"]
    ...     )
    ... )
    >>> place_of(m).to_dict()
    {'asha': 'mill'}
    """
    return _home_places(m).copy(deep=False)


@once_a_map
def _home_places(m: AssetMap) -> pd.Series[str]:
    assets = m.assets
    found = assets["place_id"].to_numpy(dtype=object, copy=True)
    is_unstated = pd.isna(found) | (assets["place_id"].str.strip().to_numpy(dtype=object) == "")
    found[is_unstated] = assign_places(assets.geometry[is_unstated], m.places).to_numpy()
    return pd.Series(pd.array(found, dtype="str"), index=assets.index, name="place_id")


def _bounded_leaves(places: gpd.GeoDataFrame) -> tuple[pd.Index[Any], Objects]:
    """Take the smallest places that have a boundary, sorted by id."""
    leaves = find_leaves(places)
    zones = shapes_of(leaves)
    is_there = has_shape(zones)
    return leaves.index[is_there], zones[is_there]


def _first_zones(shapes: Objects, zones: Objects) -> Positions:
    """Find the first zone of each shape."""
    is_point, is_many = find_pointlike(shapes)
    points = shapes.copy()
    is_wide = ~(is_point | is_many)
    points[is_wide] = shapely.point_on_surface(shapes[is_wide])
    found = np.full(len(shapes), NOBODY, dtype=np.intp)
    found[~is_many] = _first_zones_of_points(points[~is_many], zones)
    if is_many.any():
        parts, owner = shapely.get_parts(shapes[is_many], return_index=True)
        found[is_many] = _most_common(
            _first_zones_of_points(parts, zones), owner.astype(np.intp), int(is_many.sum())
        )
    return found


def _first_zones_of_points(points: Objects, zones: Objects) -> Positions:
    found = np.full(len(points), NOBODY, dtype=np.intp)
    point, zone = _points_in_zones(points, zones)
    found[point[::-1]] = zone[::-1]  # the last one written, the lowest zone, stays
    return found


def _points_in_zones(points: Objects, zones: Objects) -> Pairs:
    """Pair points with every zone that holds them, sorted by zone."""
    point, zone = shapely.STRtree(zones).query(points)
    order = np.argsort(zone, kind="stable")
    point, zone = point[order], zone[order]
    shapely.prepare(zones[np.unique(zone)])  # an index kept beside the shape; it stays equal
    xy = shapely.get_coordinates(points)
    is_in = shapely.intersects_xy(zones[zone], xy[point, 0], xy[point, 1])
    return point[is_in], zone[is_in]


def _most_common(zone: Positions, owner: Positions, owners: int) -> Positions:
    """Find the zone that holds most parts of each owner; of equals the first."""
    found = np.full(owners, NOBODY, dtype=np.intp)
    is_placed = zone != NOBODY
    n_zones = int(zone.max(initial=0)) + 1
    pair, parts = np.unique(owner[is_placed] * n_zones + zone[is_placed], return_counts=True)
    pair = pair[np.lexsort((-pair, parts))]
    found[pair // n_zones] = pair % n_zones  # last write wins: the best of its owner
    return found


def _touched_zones(shapes: Objects, zones: Objects) -> Positions:
    """Pair shapes with every zone that they share a point with."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    is_point, _ = find_pointlike(parts)
    point, zone = _points_in_zones(parts[is_point], zones)
    wide, wide_zone = shapely.STRtree(zones).query(parts[~is_point], predicate="intersects")
    whose = np.concatenate([owner[is_point][point], owner[~is_point][wide]])
    pair = np.unique(whose * len(zones) + np.concatenate([zone, wide_zone]))
    return np.column_stack([pair // len(zones), pair % len(zones)]).astype(np.intp)


def find_leaves(places: AssetMap | gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Find the smallest places: those that no other place is part of.

    Parameters
    ----------
    places
        The map, which keeps what is found for the next question; or one row
        per place, by ``place_id``, with ``parent_id``. Without that column
        every place is a leaf. Not modified.

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
    if isinstance(places, AssetMap):
        return lend(_leaves_of(places))
    if "parent_id" in places.columns:
        parents = places["parent_id"].array
        is_part = ~np.asarray(parents.isna())
        if is_part.any():
            places = places[
                ~is_among(places.index, set(np.asarray(parents, dtype=object)[is_part]))
            ]
    return places.sort_index(kind="stable")


@once_a_map
def _leaves_of(m: AssetMap) -> gpd.GeoDataFrame:
    return find_leaves(m.places)


def find_origins(places: gpd.GeoDataFrame | gpd.GeoSeries) -> gpd.GeoSeries:
    """
    Find the point that stands for each place: a point inside its boundary.

    It is on the surface of the place even when the place is a crescent or has
    a hole, which a centroid need not be.

    Parameters
    ----------
    places
        One row per place, or the shapes alone, by ``place_id``. Not modified.

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
