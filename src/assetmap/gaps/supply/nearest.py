"""How far is it from each place to the nearest asset of each category?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from assetmap.arrays import ragged_arange
from assetmap.space import Spots, nearest_metres, nearest_positions
from assetmap.tables import Categories
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = [
    "Nearest",
    "nearest_costs_in_straight_lines",
    "nearest_in_pairs",
    "nearest_in_straight_lines",
]

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Nearest:
    """Places by categories: position of the nearest asset (-1: none) and its cost (NaN: none)."""

    asset: Positions
    cost: Floats

    @classmethod
    def unknown(cls, places: int, categories: int) -> Nearest:
        """Start with nothing known."""
        shape = (places, categories)
        return cls(np.full(shape, NOBODY, dtype=np.intp), np.full(shape, np.nan))


def nearest_in_straight_lines(
    origins: gpd.GeoSeries,
    locations: gpd.GeoSeries,
    categories: Categories,
    *,
    is_open: Flags,
    is_short: Flags,
) -> Nearest:
    """Measure the metres from each place that is short to the nearest, however far away."""
    nearest = Nearest.unknown(len(origins), len(categories.names))
    starts, ends, is_there = _lay_out(origins, locations, is_open)
    is_short = is_short & ~shapely.is_missing(starts.shapes)[:, None]
    in_turn = starts.neighbours_in_turn()
    for category in np.flatnonzero(categories.count(is_there) * is_short.any(axis=0)):
        place = in_turn[is_short[in_turn, category]]
        members = categories.members(int(category), is_there)
        metres, position = nearest_positions(starts.take(place), ends.take(members))
        nearest.asset[place, category] = members[position]
        nearest.cost[place, category] = metres
    return nearest


def nearest_costs_in_straight_lines(
    origins: gpd.GeoSeries, locations: gpd.GeoSeries, categories: Categories, *, is_open: Flags
) -> Floats:
    """Measure the metres from each place to the nearest, however far away; inf where none is."""
    costs = np.full((len(origins), len(categories.names)), np.inf)
    starts, ends, is_there = _lay_out(origins, locations, is_open)
    in_turn = starts.neighbours_in_turn()
    place = in_turn[~shapely.is_missing(starts.shapes)[in_turn]]
    starts = starts.take(place)
    for category in np.flatnonzero(categories.count(is_there) * len(place)):
        members = categories.members(int(category), is_there)
        costs[place, category] = nearest_metres(starts, ends.take(members))
    return costs


def _lay_out(
    origins: gpd.GeoSeries, locations: gpd.GeoSeries, is_open: Flags
) -> tuple[Spots, Spots, Flags]:
    """Read the coordinates of both once, and tell which assets count and are somewhere."""
    starts = Spots.from_shapes(origins.to_numpy())
    ends = Spots.from_shapes(locations.to_numpy())
    return starts, ends, is_open & ~shapely.is_missing(ends.shapes)


def nearest_in_pairs(
    pairs: WeightedPairs, categories: Categories, *, places: int, assets: int
) -> Nearest:
    """Find the asset of each category that costs each place least; of equals the first by id."""
    place, asset, cost = pairs
    nearest = Nearest.unknown(places, len(categories.names))
    memberships = categories.to_csr(assets)
    several = np.diff(memberships.indptr)[asset]
    category = memberships.indices[ragged_arange(memberships.indptr[asset], several)]
    place, asset = np.repeat(place, several), np.repeat(asset, several)
    cost = np.repeat(cost, several)
    order = np.lexsort((asset, cost))[::-1]  # the last one written is the cheapest
    nearest.asset[place[order], category[order]] = asset[order]
    nearest.cost[place[order], category[order]] = cost[order]
    return nearest
