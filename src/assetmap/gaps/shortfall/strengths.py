"""Which assets within reach of a place could help to fill its gap?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import offsets_of, ragged_arange, rank_within
from assetmap.gaps.supply.offers import find_offers
from assetmap.model import AssetKind
from assetmap.tables import Categories
from assetmap.typing import Flags, Objects, Positions, WeightedPairs

__all__ = ["STRENGTHS_AT_MOST", "list_strengths"]

STRENGTHS_AT_MOST = 5
"""How many people, and how many other assets, are named as strengths of a place."""

_HELP_FIRST = ("space", "association")  # somewhere to meet, and people who meet already


def list_strengths(
    assets: pd.DataFrame,
    categories: Categories,
    pairs: WeightedPairs,
    *,
    place: Positions,
    category: Positions,
    reached: Positions,
    places: int,
) -> Objects:
    """
    List for each gap the ids of what is within reach and of another category.

    Who offers something that goes by the name of the category comes first,
    then spaces and associations, then the nearest, then by id. People take
    nobody's room, and nothing takes theirs: what is published leaves them out
    of the list, and may not tell by a shorter one how many there were. A gap is
    a ``place``, a ``category`` and how many of that category are ``reached``.
    """
    offers = find_offers(assets, categories)
    start, asset, cost = pairs
    comes_later = ~assets["kind"].isin(_HELP_FIRST).to_numpy()
    asset = asset[np.lexsort((cost, start * 2 + comes_later[asset]))]  # stable: then by id
    sizes = np.bincount(start, minlength=places)
    starts = offsets_of(sizes)
    ids = assets.index.to_numpy(dtype=object)
    is_person = (assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()
    is_early = _come_early(start, is_person[asset])
    few = np.bincount(start[is_early], minlength=places)
    listed = _as_tuples(ids[asset[is_early]], few)[place]
    # Only where something is of the category, or offered by its name, do lists of a place differ.
    some = np.flatnonzero((reached > 0) | _is_offered(pairs, offers, places)[place, category])
    listed[some] = _of_others(
        ids, asset, categories, offers, is_person,
        starts=starts[place[some]], sizes=sizes[place[some]], category=category[some],
    )  # fmt: skip
    return listed


def _is_offered(pairs: WeightedPairs, offers: Categories, places: int) -> Flags:
    """Tell for each place and category whether anyone in reach offers it by its name."""
    place, asset, _ = pairs
    is_offered = np.zeros((places, len(offers.names)), dtype=bool)
    first = np.searchsorted(offers.asset, asset)
    several = np.searchsorted(offers.asset, asset, side="right") - first
    is_offered[np.repeat(place, several), offers.category[ragged_arange(first, several)]] = True
    return is_offered


def _of_others(
    ids: Objects,
    asset: Positions,
    categories: Categories,
    offers: Categories,
    is_person: Flags,
    *,
    starts: Positions,
    sizes: Positions,
    category: Positions,
) -> Objects:
    """Take the first few of each run that are not of its category, those that offer it first."""
    row = np.repeat(np.arange(len(starts)), sizes)
    reached = asset[ragged_arange(starts, sizes)]
    is_other = ~categories.have(reached, category[row])
    row, reached = row[is_other], reached[is_other]
    if len(offers.asset):
        comes_later = ~offers.have(reached, category[row])
        reached = reached[np.argsort(row * 2 + comes_later, kind="stable")]
    is_early = _come_early(row, is_person[reached])
    few = np.bincount(row[is_early], minlength=len(starts))
    return _as_tuples(ids[reached[is_early]], few)


def _come_early(run: Positions, is_person: Flags) -> Flags:
    """Tell who is among the first few people of a run, or among the first few of the others.

    ``run`` numbers the runs, sorted.
    """
    is_early = np.zeros(len(run), dtype=bool)
    for flags in (is_person, ~is_person):
        mine = run[flags]
        rank = rank_within(mine)
        is_early[np.flatnonzero(flags)[rank < STRENGTHS_AT_MOST]] = True
    return is_early


def _as_tuples(ids: Objects, sizes: Positions) -> Objects:
    """Cut a long list of ids into a column of tuples."""
    flat: list[Any] = ids.tolist()
    column = np.empty(len(sizes), dtype=object)
    stops = np.cumsum(sizes).tolist()
    starts = offsets_of(sizes).tolist()
    column[:] = [tuple(flat[start:stop]) for start, stop in zip(starts, stops, strict=True)]
    return column
