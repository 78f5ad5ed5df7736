"""Whether a tie joins what is in reach of a place to anybody there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import is_among, rows_of_tuples
from assetmap.model import AssetKind
from assetmap.space import place_of
from assetmap.tables import AssetMap, Categories, find_open, find_standing_ties
from assetmap.typing import Flags, Positions, WeightedPairs

__all__ = ["find_unconnected"]

_SOMEBODY = (str(AssetKind.INDIVIDUAL), str(AssetKind.ASSOCIATION))


def find_unconnected(
    m: AssetMap,
    places: pd.Index[str],
    assets: pd.DataFrame,
    categories: Categories,
    pairs: WeightedPairs,
    reached: Positions,
) -> Flags:
    """
    Tell by place and category where something is in reach that no tie joins to anyone there.

    Anyone is a person or an association that belongs to the place or is
    active in it. It is asked only of places of which somebody is on the map,
    and of maps with ties: elsewhere the answer would be about the map.
    """
    ties = find_standing_ties(m)
    if ties.empty:
        return np.zeros(reached.shape, dtype=bool)
    belongs = _who_belongs_where(m, places, assets)
    joined_at = _codes(_joined_places(ties, assets, belongs))
    place, asset, _ = pairs
    is_joined = np.isin(asset.astype(np.int64) * len(places) + place, joined_at)
    ones = np.ones(int(is_joined.sum()), dtype=np.int64)
    shape = (len(places), len(assets))
    joined = csr_array((ones, (place[is_joined], asset[is_joined])), shape=shape)
    count = (joined @ categories.to_csr(len(assets))).toarray()
    is_somebody_known = np.asarray(belongs.sum(axis=0)) > 0
    is_unconnected: Flags = (reached > 0) & (count == 0) & is_somebody_known[:, None]
    return is_unconnected


def _who_belongs_where(m: AssetMap, places: pd.Index[str], assets: pd.DataFrame) -> csr_array:
    """Hold which people and associations are of which place, assets by places."""
    home = place_of(m).reindex(assets.index).to_numpy(dtype=object)
    active_row, active = rows_of_tuples(m.assets["active_in"].reindex(assets.index).to_numpy())
    is_somebody = is_among(assets["kind"], _SOMEBODY) & find_open(assets)
    row = np.append(np.arange(len(assets)), active_row)
    column = places.get_indexer(pd.Index(np.append(home, active), dtype="str"))
    is_here = (column >= 0) & is_somebody[row]
    ones = np.ones(int(is_here.sum()), dtype=np.int64)
    shape = (len(assets), len(places))
    return csr_array((ones, (row[is_here], column[is_here])), shape=shape)


def _joined_places(ties: pd.DataFrame, assets: pd.DataFrame, belongs: csr_array) -> csr_array:
    """Hold to which places each asset is joined: by a tie, or by being a person there."""
    ends = [assets.index.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    start, end = np.concatenate(ends), np.concatenate(ends[::-1])
    people = np.flatnonzero(assets["kind"].to_numpy(dtype=object) == str(AssetKind.INDIVIDUAL))
    row, column = np.concatenate([start, people]), np.concatenate([end, people])
    ones = np.ones(len(row), dtype=np.int64)
    beside = csr_array((ones, (row, column)), shape=(len(assets), len(assets)))
    return csr_array(beside @ belongs)


def _codes(joins: csr_array) -> Positions:
    """Number each pair of an asset and a place that is joined."""
    asset = np.repeat(np.arange(joins.shape[0], dtype=np.int64), np.diff(joins.indptr))
    return asset * joins.shape[1] + joins.indices
