"""Where is each asset of a map: its own shape, or else the middle of its stated place?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.space.hierarchy import find_origins
from assetmap.space.shapes import has_shape, shapes_of
from assetmap.tables import AssetMap
from assetmap.typing import Objects, Positions

__all__ = ["find_locations", "find_stated", "locate", "place_middles"]


def find_locations(m: AssetMap) -> gpd.GeoSeries:
    """
    Find where each asset is, as well as is known.

    Parameters
    ----------
    m
        The map.

    Returns
    -------
    locations
        On the index of ``m.assets``: the asset's own shape; for an asset
        without one the point that stands for its stated place
        (`find_origins`); None where neither is known, or the stated place has
        no boundary.

    Examples
    --------
    >>> from shapely import box
    >>> people = pd.DataFrame(
    ...     {"name": ["Asha"], "kind": ["individual"], "place_id": ["mill"]}, index=["asha"]
    ... )
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 10, 10)], crs="EPSG:27700"
    ... )
    >>> m = AssetMap.from_frames(assets=people, places=places)
    >>> find_locations(m)["asha"]
    <POINT (5 5)>
    """
    places, assets = m.places, m.assets
    stated = find_stated(places, assets)
    shapes = shapes_of(assets)
    middles = place_middles(places, stated[~has_shape(shapes)])
    return gpd.GeoSeries(
        locate(shapes, middles, stated), index=assets.index, crs=m.crs, name="geometry"
    )


def find_stated(places: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> Positions:
    """Find which row of the places each asset is stated to be in; -1 for none."""
    place_id = assets["place_id"]
    if place_id.isna().all():
        return np.full(len(assets), -1, dtype=np.intp)
    return np.asarray(places.index.get_indexer(pd.Index(place_id)), dtype=np.intp)


def place_middles(places: gpd.GeoDataFrame, rows: Positions) -> Objects:
    """Find the points that stand for these places; None for all others. -1 is no place."""
    is_asked = np.zeros(len(places), dtype=bool)
    is_asked[rows[rows >= 0]] = True
    middles = np.full(len(places), None, dtype=object)
    middles[is_asked] = shapes_of(find_origins(places[["geometry"]][is_asked]))
    return middles


def locate(shapes: Objects, middles: Objects, stated: Positions) -> Objects:
    """Locate assets by their own shapes, else by the middles of their stated places."""
    located = shapes.copy()
    is_bare = ~has_shape(shapes)
    located[is_bare] = None
    is_needed = is_bare & (stated >= 0)
    located[is_needed] = middles[stated[is_needed]]
    return located
