"""What people can reach: assets that count, pairs within reach, the nearest, and offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import is_among, ragged_arange
from assetmap.errors import SHOWN_AT_MOST, ReachError
from assetmap.gaps._catchments import PeopleAt
from assetmap.model import AssetKind
from assetmap.space import Homes, Reach, nearest_metres, nearest_positions
from assetmap.tables import AssetMap, Categories, find_open, gather_memberships, leave_out_people
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = [
    "Known",
    "Nearest",
    "count_nobody",
    "each_nearest_cost",
    "find_nearest",
    "find_nearest_of_homes",
    "find_offers",
    "open_pairs",
    "pairs_of_homes",
    "starts_at_origins",
]

NOBODY = -1
_HALF = 0.5


class Known(IntEnum):
    """What is known about the nearest asset of a category."""

    DISTANCE = 0
    NOT_MAPPED = 1
    CLOSED = 2
    NO_LOCATION = 3
    NO_BOUNDARY = 4
    NO_WAY = 5
    NO_STREET = 6


def starts_at_origins(m: AssetMap, reach: Reach | None) -> bool:
    """Tell whether ways start where people live, and not at one point a place."""
    return reach is None or not reach.origins.isin(m.places.index).all()


def open_pairs(
    reach: Reach, places: pd.Index[Any], assets: pd.DataFrame, known: pd.Index[Any]
) -> WeightedPairs:
    """
    Take the pairs of a reach that lead from these places to assets that are not closed.

    ``known`` names every place of the map; those that are not among ``places``
    are larger ones, and are passed over. What is about another map is refused.
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


def pairs_of_homes(m: AssetMap, homes: Homes, reach: Reach, assets: pd.DataFrame) -> WeightedPairs:
    """Take the pairs of a reach that was given, from homes to open assets, sorted by home."""
    home, asset, cost = open_pairs(reach, homes.ids, assets, m.places.index.union(homes.ids))
    order = np.argsort(home, kind="stable")  # by place, which need not be the order of ids
    return home[order], asset[order], cost[order]


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


@dataclass(frozen=True, slots=True)
class Nearest:
    """Starts by categories: position of the nearest asset (-1: none) and its cost (NaN: none)."""

    asset: Positions
    cost: Floats

    @classmethod
    def unknown(cls, starts: int, categories: int) -> Nearest:
        """Start with nothing known."""
        shape = (starts, categories)
        return cls(np.full(shape, NOBODY, dtype=np.intp), np.full(shape, np.nan))


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestOfPlaces:
    """
    The nearest of each category to the person in the middle of each place.

    ``of`` is by place and category, where that was asked, and ``known`` says
    of all of them what is known; costs are in ``unit``. By category:
    ``open`` assets, those of them that are ``unlocated``, and whether the
    category ``is_lost`` because most of it has no location.
    """

    of: Nearest
    known: Positions
    unit: str
    open: Positions
    unlocated: Positions
    is_lost: Flags


def find_nearest(
    homes: Homes,
    assets: pd.DataFrame,
    categories: Categories,
    is_asked: Flags,
    *,
    reach: Reach | None,
    known: pd.Index[Any],
) -> NearestOfPlaces:
    """
    Find the nearest of each category, however far, to which half of the people are no farther.

    In straight lines, or among the costs of a ``reach`` that was given, where
    nothing is unlocated. ``is_asked`` tells by place and category where it is
    of use, and ``known`` names every place of the map.
    """
    is_open = find_open(assets)
    n_open = categories.count(is_open)
    if reach is None:
        of, why, is_nowhere = _in_straight_lines(homes, categories, is_open, is_asked)
    else:
        of, why = _in_travel_costs(homes, assets, categories, reach, known)
        is_nowhere = np.zeros(len(assets), dtype=bool)
    what = np.where(of.asset >= 0, int(Known.DISTANCE), why[:, None])
    what[:, n_open == 0] = Known.CLOSED
    what[:, categories.count(np.ones_like(is_open)) == 0] = Known.NOT_MAPPED
    unlocated = categories.count(is_open & is_nowhere)
    return NearestOfPlaces(
        of=of,
        known=what,
        unit="m" if reach is None else reach.unit,
        open=n_open,
        unlocated=unlocated,
        is_lost=unlocated > _HALF * n_open,
    )


def find_nearest_of_homes(
    homes: Homes,
    assets: pd.DataFrame,
    categories: Categories,
    at: Positions,
    *,
    reach: Reach | None,
    known: pd.Index[Any],
) -> Nearest:
    """Find the nearest of each category to these homes, by position, however far; in their unit."""
    if reach is not None:
        pairs = open_pairs(reach, homes.ids, assets, known)
        found = _nearest_in_pairs(pairs, categories, places=len(homes.ids), assets=len(assets))
        return Nearest(found.asset[at], found.cost[at])
    starts, ends = homes.starts, homes.stops
    is_there = find_open(assets) & ends.is_there
    nearest = Nearest.unknown(len(at), len(categories.names))
    has_point = np.flatnonzero(starts.is_there[at])
    for category in np.flatnonzero(categories.count(is_there) * len(has_point)).tolist():
        members = categories.members(category, is_there)
        metres, position = nearest_positions(starts.take(at[has_point]), ends.take(members))
        nearest.asset[has_point, category] = members[position]
        nearest.cost[has_point, category] = metres
    return nearest


def _in_straight_lines(
    homes: Homes, categories: Categories, is_open: Flags, is_asked: Flags
) -> tuple[Nearest, Positions, Flags]:
    """Measure metres from where people live; say by place why not, and which assets are nowhere."""
    nearest = Nearest.unknown(*is_asked.shape)
    starts, ends = homes.starts, homes.stops
    is_there = is_open & ends.is_there
    at = PeopleAt(homes.place, homes.share, len(homes.places))
    has_point = starts.is_there
    in_turn = starts.neighbours_in_turn()
    in_turn = in_turn[has_point[in_turn]]
    for category in np.flatnonzero(categories.count(is_there) * is_asked.any(axis=0)).tolist():
        home = in_turn[is_asked[homes.place[in_turn], category]]
        members = ends.take(which := categories.members(category, is_there))
        cost = np.full(len(homes.ids), np.inf)
        cost[home] = nearest_metres(starts.take(home), members)
        middle = at.find_middle_point(cost)
        place = np.flatnonzero(is_asked[:, category] & np.isfinite(cost[middle]))
        metres, position = nearest_positions(starts.take(middle[place]), members)
        nearest.asset[place, category] = which[position]
        nearest.cost[place, category] = metres
    is_somewhere = np.bincount(homes.place, has_point, minlength=len(homes.places)) > 0
    why = np.where(is_somewhere, int(Known.NO_LOCATION), int(Known.NO_BOUNDARY))
    is_nowhere = ~ends.is_there
    stated = homes.ends.stated_in
    return nearest, why, is_nowhere if stated is None else is_nowhere & (stated < 0)


def _in_travel_costs(
    homes: Homes,
    assets: pd.DataFrame,
    categories: Categories,
    reach: Reach,
    known: pd.Index[Any],
) -> tuple[Nearest, Positions]:
    """Find the nearest among the costs that were given, and say by place why there is none."""
    pairs = open_pairs(reach, homes.ids, assets, known)
    of_homes = _nearest_in_pairs(pairs, categories, places=len(homes.ids), assets=len(assets))
    at = PeopleAt(homes.place, homes.share, len(homes.places))
    nearest = Nearest.unknown(len(homes.places), len(categories.names))
    for category in range(len(categories.names)):
        cost = of_homes.cost[:, category]
        middle = at.find_middle_point(np.where(np.isnan(cost), np.inf, cost))
        nearest.asset[:, category] = of_homes.asset[middle, category]
        nearest.cost[:, category] = cost[middle]
    is_off = is_among(homes.ids, reach.unsnapped_origins)
    off = np.bincount(homes.place, homes.share * is_off, minlength=len(homes.places))
    return nearest, np.where(off > _HALF, int(Known.NO_STREET), int(Known.NO_WAY))


def each_nearest_cost(
    homes: Homes, categories: Categories, *, is_open: Flags
) -> Iterator[tuple[int, Floats]]:
    """Give the metres from each home to the nearest, one category after the other; inf: none."""
    in_turn = homes.starts.neighbours_in_turn()
    home = in_turn[homes.starts.is_there[in_turn]]
    starts, is_there = homes.starts.take(home), is_open & homes.stops.is_there
    for category, count in enumerate((categories.count(is_there) * len(home)).tolist()):
        costs = np.full(len(homes.ids), np.inf)
        if count:
            members = categories.members(category, is_there)
            costs[home] = nearest_metres(starts, homes.stops.take(members))
        yield category, costs


def _nearest_in_pairs(
    pairs: WeightedPairs, categories: Categories, *, places: int, assets: int
) -> Nearest:
    """Find the asset of each category that costs each place least; of equals the first by id."""
    place, asset, cost = pairs
    nearest = Nearest.unknown(places, len(categories.names))
    memberships = categories.to_csr(assets)
    counts = np.diff(memberships.indptr)[asset]
    category = memberships.indices[ragged_arange(memberships.indptr[asset], counts)]
    place, asset = np.repeat(place, counts), np.repeat(asset, counts)
    cost = np.repeat(cost, counts)
    order = np.lexsort((asset, cost))[::-1]  # the last one written is the cheapest
    nearest.asset[place[order], category[order]] = asset[order]
    nearest.cost[place[order], category[order]] = cost[order]
    return nearest


def find_offers(assets: pd.DataFrame, categories: Categories) -> Categories:
    """
    Find who offers something that holds every word of a category's name.

    Case does not matter, nor whether it is one or many: "gardening lessons"
    matches "Gardening".
    """
    given = assets["offers"].to_numpy(dtype=object)
    offering = np.flatnonzero(np.fromiter(map(bool, given), bool, len(given)))
    if not len(offering):
        nobody = np.empty(0, dtype=np.intp)
        return Categories("offers", categories.names, nobody, nobody)
    offers = pd.Series(given[offering], index=offering).explode().dropna()
    offers = offers[offers.str.strip() != ""]
    wanted = {name: _words(name) for name in categories.names}
    matches = {
        offer: [name for name, words in wanted.items() if words and words <= _words(offer)]
        for offer in offers.unique()
    }
    matched = offers.map(matches).explode().dropna()
    return gather_memberships(matched, categories.names, by="offers")


def _words(text: str) -> frozenset[str]:
    """Take the words of a text, as one rather than many."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in words)
