"""What does each place reach, and how well do we know it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import SHOWN_AT_MOST, ReachError
from assetmap.gaps.categories import Categories, Flags, Floats, Positions
from assetmap.space import Reach
from assetmap.tables import AssetMap, is_old

__all__ = ["Pairs", "Reached", "find_open", "find_reached", "open_pairs"]

Pairs: TypeAlias = tuple[Positions, Positions, Floats]


@dataclass(frozen=True, slots=True)
class Reached:
    """Counts by place, all of the same length; ``by_category`` is places by categories."""

    by_category: Positions
    assets: Positions
    spaces: Positions
    associations: Positions
    old: Positions
    unconfirmed: Positions
    placed: Positions
    uncategorised: Positions


def open_pairs(
    reach: Reach, places: pd.Index[Any], assets: pd.DataFrame, known: pd.Index[Any]
) -> Pairs:
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


def find_open(assets: pd.DataFrame) -> Flags:
    """Tell which assets count: not closed, and not a location that is kept secret.

    A finding that counted a refuge would tell where it is.
    """
    is_open = (assets["status"] != "closed") & ~assets["sensitive_location"]
    return np.asarray(is_open, dtype=bool)


def find_reached(
    m: AssetMap, assets: pd.DataFrame, categories: Categories, pairs: Pairs, places: int
) -> Reached:
    """Count what each place reaches, by category and by how well it is known."""
    place, asset, _ = pairs
    shapes = assets.geometry
    ones = np.ones(len(place), dtype=np.int64)
    matrix = csr_array((ones, (place, asset)), shape=(places, len(assets)))
    is_categorised = np.zeros(len(assets), dtype=bool)
    is_categorised[categories.asset] = True

    def count(is_counted: Any) -> Positions:
        flags = np.asarray(is_counted, dtype=bool)
        return np.bincount(place[flags[asset]], minlength=places)

    return Reached(
        by_category=(matrix @ categories.to_csr(len(assets))).toarray(),
        assets=count(np.ones(len(assets))),
        spaces=count(assets["kind"] == "space"),
        associations=count(assets["kind"] == "association"),
        old=count(is_old(assets, m.as_of)),
        unconfirmed=count(assets["verified_on"].isna()),
        placed=count(shapes.isna() | shapes.is_empty),
        uncategorised=count(~is_categorised),
    )
