"""What was asked of a map, and what was found within reach of its places?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from assetmap.errors import TableError
from assetmap.gaps.shortfall.nearest import Nearest, nearest_in_pairs, nearest_in_straight_lines
from assetmap.gaps.shortfall.reached import Reached, find_reached
from assetmap.gaps.shortfall.sentences import Known
from assetmap.gaps.supply.categories import Categories, Flags, Floats, Positions, find_categories
from assetmap.gaps.supply.opened import Pairs, find_open, open_pairs
from assetmap.space import Reach, find_leaves, find_locations, find_origins
from assetmap.tables import AssetMap

__all__ = ["Survey", "take_survey"]

MOST_CASES = 20_000_000
"""How many pairs of a place and a category are looked at in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The smallest places, the assets by id, and what was measured between them.

    Positions point into ``places`` and ``assets``; matrices are places by
    categories. ``unit`` is that of the costs of ``nearest``.
    """

    places: gpd.GeoDataFrame
    assets: gpd.GeoDataFrame
    categories: Categories
    pairs: Pairs
    reached: Reached
    is_short: Flags
    nearest: Nearest
    known: Positions
    unlocated: Positions
    unit: str
    within: str
    min_per_m: tuple[float, float]

    def to_minutes(self, cost: Floats) -> Floats:
        """Turn costs of the nearest into minutes."""
        if self.unit == "min":
            return cost
        detour, speed_m_per_min = self.min_per_m
        return cost * detour / speed_m_per_min


def take_survey(
    m: AssetMap, *, by: str, within_min: float, at_least: int, reach: Reach | None
) -> Survey:
    """Measure what `find_gaps` tells of; parameters and errors are the same."""
    places = find_leaves(m.places)
    assets = _assets_by_id(m, by)
    categories = find_categories(assets, by)
    _require_room(len(places), len(categories.names))
    measured = Reach.from_straight_lines(m, within_min=within_min) if reach is None else reach
    within = measured.in_minutes().within(within_min)
    pairs = open_pairs(within, places.index, assets, m.places.index)
    reached = find_reached(m, assets, categories, pairs, len(places))
    is_short = reached.by_category < at_least
    if reach is None:
        nearest, known, unlocated = _in_straight_lines(m, places, assets, categories, is_short)
    else:
        nearest, known, unlocated = _in_travel_costs(m, places, assets, categories, reach)
    return Survey(
        places=places,
        assets=assets,
        categories=categories,
        pairs=pairs,
        reached=reached,
        is_short=is_short,
        nearest=nearest,
        known=_what_is_known(assets, categories, nearest, known),
        unlocated=unlocated,
        unit="m" if reach is None else reach.unit,
        within=_say_within(within_min, is_walked=reach is None),
        min_per_m=(measured.detour, measured.speed_m_per_min),
    )


def _assets_by_id(m: AssetMap, by: str) -> gpd.GeoDataFrame:
    """Take the columns that matter, sorted; all of them when ``by`` is none, for the message."""
    assets = m.assets
    needed = dict.fromkeys(["kind", "status", "verified_on", "sensitive_location", by, "geometry"])
    columns = list(needed) if by in assets.columns else list(assets.columns)
    return assets[columns].sort_index()


def _require_room(places: int, categories: int) -> None:
    if places * categories > MOST_CASES:
        raise TableError(
            f"{places:,} places and {categories:,} categories are {places * categories:,} cases, "
            f"and {MOST_CASES:,} are looked at in one go. Choose a column with fewer different "
            "values, or ask about fewer places at a time."
        )


def _in_straight_lines(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    assets: gpd.GeoDataFrame,
    categories: Categories,
    is_short: Flags,
) -> tuple[Nearest, Positions, Positions]:
    """Measure the nearest on the map, and say for each place why it may not be known."""
    origins, locations = find_origins(places), find_locations(m).loc[assets.index]
    is_open = find_open(assets)
    nearest = nearest_in_straight_lines(
        origins, locations, categories, is_open=is_open, is_short=is_short
    )
    is_lost = np.asarray(locations.isna() | locations.is_empty)
    why = np.where(origins.isna(), Known.NO_BOUNDARY, Known.NO_LOCATION)
    return nearest, why, categories.count(is_open & is_lost)


def _in_travel_costs(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    assets: gpd.GeoDataFrame,
    categories: Categories,
    reach: Reach,
) -> tuple[Nearest, Positions, Positions]:
    """Find the nearest among the costs that were given."""
    pairs = open_pairs(reach, places.index, assets, m.places.index)
    nearest = nearest_in_pairs(pairs, categories, places=len(places), assets=len(assets))
    why = np.full(len(places), Known.NO_WAY)
    return nearest, why, np.zeros(len(categories.names), dtype=np.int64)


def _what_is_known(
    assets: gpd.GeoDataFrame, categories: Categories, nearest: Nearest, why: Positions
) -> Positions:
    """Say for each place and category whether the nearest is known, or else why not."""
    is_open = find_open(assets)
    known = np.where(nearest.asset >= 0, int(Known.DISTANCE), why[:, None])
    known[:, categories.count(is_open) == 0] = Known.CLOSED
    known[:, categories.count(np.ones_like(is_open)) == 0] = Known.NOT_MAPPED
    return known


def _say_within(within_min: float, *, is_walked: bool) -> str:
    if is_walked:
        return f"within a {within_min:g} minute walk"
    return f"within {within_min:g} minute" + ("" if within_min == 1 else "s")
