"""The edge of the mapped area, and what lies near it: there the map may not hold all in reach."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from assetmap.space.containment import find_leaves
from assetmap.space.points import has_shape, shapes_of
from assetmap.tables import AssetMap, once_a_map
from assetmap.typing import Flags, Objects, Pairs

__all__ = ["find_near_edge", "find_places_near"]

_SAME_AREA = 1e-9


def find_near_edge(
    places: AssetMap | gpd.GeoDataFrame, points: gpd.GeoSeries, *, within_m: float
) -> Flags:
    """
    Tell which points lie no farther from the edge of the mapped area than a distance.

    The mapped area is that of the smallest places that have a boundary. What
    lies beyond its edge, and is not on the map, may be within reach.

    Parameters
    ----------
    places
        The map, which keeps its edge for the next question; or one row per
        place, as in ``m.places``, in metres. Not modified.
    points
        Where people live; a missing one is near nothing.
    within_m
        How far from the edge counts as near, in metres, from 0.

    Returns
    -------
    is_near
        One flag for each point.

    Examples
    --------
    >>> from shapely import Point, box
    >>> village = gpd.GeoDataFrame(
    ...     {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 3000, 3000)],
    ...     crs="EPSG:27700",
    ... )
    >>> homes = gpd.GeoSeries([Point(1500, 1500), Point(200, 1500)], crs="EPSG:27700")
    >>> find_near_edge(village, homes, within_m=500).tolist()
    [False, True]
    """
    homes = shapes_of(points)
    is_near = np.zeros(len(homes), dtype=bool)
    at = np.flatnonzero(has_shape(homes))
    edges = _edges_of(places) if isinstance(places, AssetMap) else _find_edges(places)
    if not (len(edges) and len(at)):
        return is_near
    near = edges.query_nearest(
        homes[at], max_distance=np.nextafter(within_m, np.inf), all_matches=False
    )
    is_near[at[near[0]]] = True
    return is_near


def find_places_near(places: gpd.GeoDataFrame, points: gpd.GeoSeries, *, within_m: float) -> Pairs:
    """
    Pair points with the places that lie no farther away than a distance, or around them.

    Outlines are smoothed by a hundredth of the distance, which saves most of
    the time: whoever lives that near to the limit may fall on either side.

    Parameters
    ----------
    places
        Places with boundaries, in metres. Not modified.
    points
        Where people live; a missing one is near nothing.
    within_m
        How far a place may be, in metres, from 0.

    Returns
    -------
    point, place
        Positions of each pair, sorted.

    Examples
    --------
    >>> from shapely import Point, box
    >>> places = gpd.GeoDataFrame(
    ...     geometry=[box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)], crs="EPSG:27700"
    ... )
    >>> homes = gpd.GeoSeries([Point(100, 500), Point(900, 500)], crs="EPSG:27700")
    >>> point, place = find_places_near(places, homes, within_m=300)
    >>> list(zip(point.tolist(), place.tolist()))
    [(0, 0), (1, 0), (1, 1)]
    """
    shapes, homes = shapes_of(places), shapes_of(points)
    has_outline = np.flatnonzero(has_shape(shapes))
    at = np.flatnonzero(has_shape(homes))
    smooth = shapely.simplify(shapes[has_outline], within_m / 100, preserve_topology=True)
    tree = shapely.STRtree(smooth)
    point, place = tree.query(homes[at], predicate="dwithin", distance=within_m)
    point, place = at[point], has_outline[place]
    order = np.lexsort((place, point))
    return point[order], place[order]


@once_a_map
def _edges_of(m: AssetMap) -> shapely.STRtree:
    return _find_edges(find_leaves(m))


def _find_edges(places: gpd.GeoDataFrame) -> shapely.STRtree:
    """Hold the straight pieces of the edge of the mapped area, to be searched."""
    shapes = shapes_of(find_leaves(places))
    shapes = shapes[has_shape(shapes)]
    shapes = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(shapes):
        return shapely.STRtree(shapes)
    return shapely.STRtree(_cut_into_lines(shapely.boundary(_unite(shapes))))


def _unite(shapes: Objects) -> shapely.Geometry:
    """Unite areas: quickly where they meet without lying over each other."""
    try:
        united = shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.union_all(shapes)
    whole = float(shapely.area(shapes).sum())
    if abs(float(shapely.area(united)) - whole) > whole * _SAME_AREA or not united.is_valid:
        return shapely.union_all(shapes)
    return united


def _cut_into_lines(edge: shapely.Geometry) -> Objects:
    """Cut an edge into its straight pieces, which a search tells apart."""
    corners, ring = shapely.get_coordinates(shapely.get_parts(edge), return_index=True)
    goes_on = ring[1:] == ring[:-1]
    pieces = np.stack([corners[:-1][goes_on], corners[1:][goes_on]], axis=1)
    return np.asarray(shapely.linestrings(pieces), dtype=object)
