"""Which places reach which of the assets that count?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import SHOWN_AT_MOST, ReachError
from assetmap.model import AssetKind
from assetmap.space import Reach
from assetmap.tables import AssetMap, find_open, leave_out_people
from assetmap.typing import WeightedPairs

__all__ = ["count_nobody", "open_pairs"]


def open_pairs(
    reach: Reach, places: pd.Index[Any], assets: pd.DataFrame, known: pd.Index[Any]
) -> WeightedPairs:
    """
    Take the pairs of a reach that lead from these places to assets that are not closed.

    ``known`` names every place of the map; those that are not among
    ``places`` are larger ones, and are passed over.

    Returns
    -------
    place, asset, cost
        Positions in ``places`` and ``assets``; sorted by both.

    Raises
    ------
    ReachError
        If the reach is about places or assets that are not on the map.
    """
    strangers = [
        *(f"place {value!r}" for value in reach.origins.difference(known)),
        *(f"asset {value!r}" for value in reach.destinations.difference(assets.index)),
    ]
    if strangers:
        more = len(strangers) - SHOWN_AT_MOST
        shown = ", ".join(strangers[:SHOWN_AT_MOST]) + (f" and {more} more" if more > 0 else "")
        raise ReachError(
            f"This reach is about another map: {shown} are not on this one. "
            "Make it from this map's places and assets, or leave those rows out."
        )
    place = places.get_indexer(reach.origins)[reach.from_position]
    asset = assets.index.get_indexer(reach.destinations)[reach.to_position]
    is_of_use = (place >= 0) & find_open(assets)[asset]
    return place[is_of_use], asset[is_of_use], reach.cost[is_of_use]


def count_nobody(m: AssetMap, reach: Reach | None) -> tuple[AssetMap, Reach | None]:
    """Take the people out of a map, and the ways to them out of a reach that was given."""
    if reach is not None:
        assets = m.assets
        people = assets.index[assets["kind"] == str(AssetKind.INDIVIDUAL)]
        reach = _lead_to_others(reach, people)
    return leave_out_people(m), reach


def _lead_to_others(reach: Reach, ids: pd.Index[Any]) -> Reach:
    """Leave out the ways that lead to any of these."""
    is_kept = ~np.asarray(reach.destinations.isin(ids), dtype=bool)
    leads = is_kept[reach.to_position]
    return replace(
        reach,
        destinations=reach.destinations[is_kept],
        from_position=reach.from_position[leads],
        to_position=(np.cumsum(is_kept) - 1)[reach.to_position[leads]],
        cost=reach.cost[leads],
        unsnapped_destinations=reach.unsnapped_destinations.difference(ids),
    )
