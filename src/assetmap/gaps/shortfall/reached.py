"""What does each place reach, and how well do we know it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.model import AssetKind
from assetmap.tables import AssetMap, Categories, is_old
from assetmap.typing import Positions, WeightedPairs

__all__ = ["Reached", "find_reached"]


@dataclass(frozen=True, slots=True)
class Reached:
    """Counts by place, all of the same length; ``by_category`` is places by categories.

    ``things`` are the assets that are no people: what is published of a
    finding in them may not depend on who else is there.
    """

    by_category: Positions
    assets: Positions
    spaces: Positions
    associations: Positions
    old: Positions
    unconfirmed: Positions
    placed: Positions
    things: Positions
    doubtful_things: Positions
    uncategorised: Positions


def find_reached(
    m: AssetMap, assets: pd.DataFrame, categories: Categories, pairs: WeightedPairs, places: int
) -> Reached:
    """Count what each place reaches, by category and by how well it is known."""
    place, asset, _ = pairs
    shapes = assets.geometry
    ones = np.ones(len(place), dtype=np.int64)
    matrix = csr_array((ones, (place, asset)), shape=(places, len(assets)))
    is_categorised = np.zeros(len(assets), dtype=bool)
    is_categorised[categories.asset] = True

    old, unconfirmed = is_old(assets["verified_on"], m.as_of), assets["verified_on"].isna()
    is_thing = assets["kind"] != str(AssetKind.INDIVIDUAL)

    def count(is_counted: Any) -> Positions:
        flags = np.asarray(is_counted, dtype=bool)
        return np.bincount(place[flags[asset]], minlength=places)

    return Reached(
        by_category=(matrix @ categories.to_csr(len(assets))).toarray(),
        assets=count(np.ones(len(assets))),
        spaces=count(assets["kind"] == "space"),
        associations=count(assets["kind"] == "association"),
        old=count(old),
        unconfirmed=count(unconfirmed),
        placed=count(shapes.isna() | shapes.is_empty),
        things=count(is_thing),
        doubtful_things=count(is_thing & (old | unconfirmed)),
        uncategorised=count(~is_categorised),
    )
