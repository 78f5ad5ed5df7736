"""Where is each asset of a map: its own shape, or else the middle of its stated place?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.space.hierarchy import find_leaves, find_origins
from assetmap.space.shapes import has_shape, shapes_of
from assetmap.space.straight_lines import Pairs
from assetmap.tables import AssetMap

__all__ = ["find_locations", "pair_with_unbounded"]


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
    assets, places = m.assets, m.places
    shapes = shapes_of(assets).copy()
    is_bare = ~has_shape(shapes)
    shapes[is_bare] = None
    stated = places.index.get_indexer(pd.Index(assets["place_id"]))
    needs = is_bare & (stated >= 0)
    needed, which = np.unique(stated[needs], return_inverse=True)
    shapes[needs] = shapes_of(find_origins(places.iloc[needed]))[which]
    return gpd.GeoSeries(shapes, index=assets.index, crs=m.crs, name="geometry")


def pair_with_unbounded(m: AssetMap, origins: pd.Index[str], destinations: pd.Index[str]) -> Pairs:
    """Pair places that have no boundary, at no cost, with the assets stated to be in them."""
    leaves = find_leaves(m.places)
    unbounded = leaves.index[~has_shape(shapes_of(leaves))]
    stated = m.assets["place_id"].reindex(destinations)
    start = origins.get_indexer(pd.Index(stated.where(stated.isin(unbounded))))
    end = np.flatnonzero(start >= 0)
    return start[end], end, np.zeros(len(end))
