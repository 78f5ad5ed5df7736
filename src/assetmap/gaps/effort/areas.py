"""Which places are asked about, and in which of them is each asset?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.space import assign_places, find_ancestors, find_leaves, place_of
from assetmap.tables import AssetMap
from assetmap.typing import Positions

__all__ = ["WHOLE_MAP", "Areas", "find_areas"]

WHOLE_MAP = "map"


@dataclass(frozen=True, slots=True)
class Areas:
    """The places asked about by id, their names, and the place of each asset.

    ``of_asset`` points into ``ids``, -1 for an asset that is in none of them;
    assets are sorted by id.
    """

    ids: pd.Index[Any]
    names: pd.Index[Any]
    of_asset: Positions


def find_areas(m: AssetMap, level: str | None) -> Areas:
    """
    Find the smallest places, those of a level, or the whole map as one.

    An asset that is only stated to be in a larger place belongs to the one
    that its location is in.
    """
    if level == WHOLE_MAP:
        ids, names = pd.Index([None], dtype="str"), pd.Index(["The whole map"], dtype="str")
        return Areas(ids, names, np.zeros(len(m.assets), dtype=np.intp))
    places = m.places.sort_index()
    if level is None:
        ids = find_leaves(places).index
        above = pd.Series(places.index, index=places.index)
    else:
        above = find_ancestors(places, level)
        ids = places.index[(places["level"] == level).fillna(value=False).to_numpy(dtype=bool)]
    of_asset = ids.get_indexer(pd.Index(place_of(m).sort_index().map(above)))
    assets = m.assets[["geometry"]].sort_index()
    lost = np.flatnonzero((of_asset < 0) & assets.geometry.notna().to_numpy())
    if len(lost):
        inside = assign_places(assets.geometry.iloc[lost], places).map(above)
        of_asset[lost] = ids.get_indexer(pd.Index(inside))
    return Areas(ids, pd.Index(places["name"].reindex(ids)), of_asset)
