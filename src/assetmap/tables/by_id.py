"""The assets of a map sorted by id, and their categories: found once, kept with the map."""

from __future__ import annotations

import geopandas as gpd

from assetmap.tables.asset_map import AssetMap
from assetmap.tables.categories import Categories, find_categories
from assetmap.tables.once import once_a_map
from assetmap.tables.shapes import lend

__all__ = ["categories_by_id", "sort_assets"]


def sort_assets(m: AssetMap) -> gpd.GeoDataFrame:
    """
    Give the assets sorted by id. A copy.

    Examples
    --------
    >>> import pandas as pd
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Park", "Hall"], "kind": "space"}, index=["p", "h"])
    ... )
    >>> sort_assets(m).index.tolist()
    ['h', 'p']
    """
    return lend(_sort_assets(m))


@once_a_map
def _sort_assets(m: AssetMap) -> gpd.GeoDataFrame:
    return m.assets.sort_index()


@once_a_map
def categories_by_id(m: AssetMap, by: str) -> Categories:
    """
    Sort the assets, by position in `sort_assets`, into the categories that a column names.

    Raises
    ------
    TableError
        If there is no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Park", "Hall"], "themes": [("green",), ()],
    ...                          "kind": "space"}, index=["p", "h"])
    ... )
    >>> found = categories_by_id(m, "themes")
    >>> found.names, found.asset.tolist()
    (('green',), [1])
    """
    return find_categories(_sort_assets(m), by)
