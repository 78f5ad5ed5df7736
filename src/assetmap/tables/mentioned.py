"""Places that are on a map only because a record gave their name."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely

from assetmap.tables.folding import fold
from assetmap.typing import Flags

__all__ = ["find_mentioned_places"]

_MEASURES = ("level", "parent_id", "population", "need")


def find_mentioned_places(
    places: pd.DataFrame, assets: pd.DataFrame, effort: pd.DataFrame
) -> Flags:
    """
    Tell which places are known of without anybody but these assets, and the effort.

    Where no boundaries were given, a place is made of every name that any
    record gives. One that is nothing but a name, and that none of these
    records gives, would tell where those that are left out belong.

    Parameters
    ----------
    places
        One row per place, by ``place_id``. Not modified.
    assets
        The assets that may tell of a place. Not modified.
    effort
        What was done to survey places. Not modified.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from assetmap.tables import AssetMap
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir"], "kind": ["individual", "association"],
    ...          "place_id": ["hill", "mill"]}
    ...     )
    ... )
    >>> find_mentioned_places(m.places, m.assets.iloc[1:], m.effort).tolist()
    [False, True]
    """
    shapes = np.asarray(places["geometry"], dtype=object)
    has_shape = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if has_shape.any() or places[list(_MEASURES)].notna().any(axis=None):
        # A layer of places was given: each of its rows stands for itself.
        return np.ones(len(places), dtype=bool)
    columns = [assets["place_id"], assets["active_in"].explode(), effort["place_id"]]
    mentioned = {str(name) for column in columns for name in column.dropna()}
    is_own = [_bare(place_id) != _bare(name) for place_id, name in places["name"].items()]
    return np.asarray(places.index.isin(mentioned) | np.array(is_own, dtype=bool), dtype=bool)


def _bare(text: object) -> str:
    """Take away what an id that is made of a name leaves out: case, accents, all but letters."""
    return re.sub(r"[\W_]", "", fold(str(text)))
