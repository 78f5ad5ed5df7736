"""Who is active in which places?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from assetmap.model import AssetKind
from assetmap.network import measure_asset_is_unsure
from assetmap.space import find_ancestors, find_leaves, place_of
from assetmap.tables import AssetMap, find_open

__all__ = ["Presence", "find_presence"]


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which assets are active in which places of one level.

    ``matrix`` has a row per asset that is active in at least two of the
    ``places`` and a column per place; ``is_person`` and ``is_unsure`` describe
    the rows. ``home`` is the position of every such asset's own place, by id;
    -1 where it has none at this level.
    """

    places: pd.Index[str]
    matrix: csr_array[Any, tuple[int, int]]
    actors: pd.Index[str]
    is_person: NDArray[np.bool_]
    is_unsure: NDArray[np.bool_]
    home: pd.Series[Any]


def find_presence(m: AssetMap, *, level: str | None) -> Presence:
    """Lay out who is active where; closed assets and secret locations are nowhere."""
    if level is None:
        places = pd.Index(find_leaves(m.places).index, dtype="str")
        climb = pd.Series(places, index=places)
    else:
        climb = find_ancestors(m.places, level)
        places = pd.Index(sorted(climb.dropna().unique()), dtype="str")
    assets = m.assets
    assets = assets[find_open(assets)].sort_index()
    own = place_of(m).reindex(assets.index)
    home = pd.Series(places.get_indexer(pd.Index(own.map(climb))), index=assets.index)
    stated = pd.concat([own, assets["active_in"].explode()]).dropna()
    row = assets.index.get_indexer(stated.index)
    column = places.get_indexer(pd.Index(stated.map(climb)))
    is_here = column >= 0
    ends = (row[is_here], column[is_here])
    shape = (len(assets), len(places))
    matrix = csr_array(coo_array((np.ones(int(is_here.sum())), ends), shape=shape))
    matrix.data[:] = 1.0  # however often a place is stated
    matrix.sort_indices()
    is_joining = np.diff(matrix.indptr) > 1
    actors = assets.index[is_joining]
    return Presence(
        places=places,
        matrix=matrix[is_joining],
        actors=actors,
        is_person=(assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()[is_joining],
        is_unsure=measure_asset_is_unsure(m).reindex(actors).to_numpy(dtype=bool),
        home=home,
    )
