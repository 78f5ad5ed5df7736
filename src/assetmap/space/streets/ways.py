"""Which destinations does each origin reach along streets, and who is too far from any?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from assetmap.arrays import count_within, is_run_start
from assetmap.space.shapes import has_shape, shapes_of
from assetmap.space.straight_lines import require_room
from assetmap.space.streets.entrances import find_entrances, find_touching
from assetmap.space.streets.insertion import insert_spots
from assetmap.space.streets.network import Network
from assetmap.space.streets.routing import find_cheapest
from assetmap.space.streets.snapping import Snapped, snap_points
from assetmap.tables import require_metric, require_same
from assetmap.typing import Flags, Floats, Pairs, Positions, WeightedPairs

__all__ = ["Ways", "find_ways"]

_DECIMALS = 6
_SLACK = 10.0**-_DECIMALS


@dataclass(frozen=True, slots=True)
class Ways:
    """Pairs with their costs, sorted; and who has a shape but no street near enough."""

    pairs: WeightedPairs
    is_start_off: Flags
    is_end_off: Flags


@dataclass(frozen=True, slots=True)
class _Side:
    """The spots of one side: which there are, and whose; owners are sorted by spot."""

    spots: Positions
    first: Positions
    count: Positions
    owner: Positions
    is_off: Flags
    is_one_each: bool


def find_ways(
    origins: gpd.GeoSeries,
    destinations: gpd.GeoSeries,
    network: Network,
    *,
    limit: float | None,
    snap_m: float,
    most_pairs: int,
) -> Ways:
    """
    Find the pairs within reach along streets, and their costs.

    Raises
    ------
    ReachError
        If there are more ways than may be held, before they are made.
    CRSError
        If the two cannot be measured on the network.
    """
    starts, ends = shapes_of(origins), shapes_of(destinations)
    for name, some, shapes in (("origins", origins, starts), ("destinations", destinations, ends)):
        if has_shape(shapes).any():
            require_same(network.crs, require_metric(some.crs, name=name), name="streets")
    start_xy, start_owner = find_entrances(starts)
    end_xy, end_owner = find_entrances(ends)
    spots, spot = _different(np.concatenate([start_xy, end_xy]))
    snapped = snap_points(spots, network, snap_m=snap_m)
    sides = (
        _side(spot[: len(start_xy)], start_owner, snapped, len(starts)),
        _side(spot[len(start_xy) :], end_owner, snapped, len(ends)),
    )
    touching = find_touching(starts, ends)
    pairs = _pair(sides, touching, network, spots, snapped, limit=limit, most_pairs=most_pairs)
    return Ways(pairs, sides[0].is_off, sides[1].is_off)


def _different(xy: Floats) -> tuple[Floats, Positions]:
    """Find the different points, and which of them each one is."""
    flat = np.ascontiguousarray(xy).view(np.complex128).ravel()
    different, which = np.unique(flat, return_inverse=True)
    return np.column_stack([different.real, different.imag]), which.astype(np.intp)


def _side(spot: Positions, owner: Positions, snapped: Snapped, owners: int) -> _Side:
    """Lay out one side: a shape is off the streets when all of its points are."""
    order = np.argsort(spot, kind="stable")
    spots, first, count = np.unique(spot[order], return_index=True, return_counts=True)
    points = np.bincount(owner, minlength=owners)
    on = np.bincount(owner[~snapped.is_off[spot]], minlength=owners)
    return _Side(
        spots, first, count, owner[order], (points > 0) & (on == 0), bool((points <= 1).all())
    )


def _pair(
    sides: tuple[_Side, _Side],
    touching: Pairs,
    network: Network,
    spots: Floats,
    snapped: Snapped,
    *,
    limit: float | None,
    most_pairs: int,
) -> WeightedPairs:
    """Pair the owners of spots that are within reach, and shapes that touch at no cost."""
    origins, destinations = sides
    found: list[WeightedPairs] = [(*touching, np.zeros(len(touching[0])))]
    count = len(touching[0])
    require_room(count, most_pairs)
    if len(origins.spots) and len(destinations.spots):
        steps = insert_spots(network, spots, snapped)
        most = np.inf if limit is None else limit
        for source, target, cost in find_cheapest(
            steps, steps.spot[origins.spots], steps.spot[destinations.spots], limit=most + _SLACK
        ):
            rounded = np.round(cost, _DECIMALS)
            near = rounded <= most
            some = (source[near], target[near], rounded[near])
            count += int((origins.count[some[0]] * destinations.count[some[1]]).sum())
            require_room(count, most_pairs)
            found.append(_owners_of(some, origins, destinations))
    is_once = origins.is_one_each and destinations.is_one_each and not len(touching[0])
    return _sort(found, is_once=is_once)


def _owners_of(ways: WeightedPairs, origins: _Side, destinations: _Side) -> WeightedPairs:
    """Turn ways between spots into pairs of everything that is at the one and at the other."""
    source, target, cost = ways
    others = destinations.count[target]
    pairs = origins.count[source] * others
    way = np.repeat(np.arange(len(cost)), pairs)
    nth = count_within(pairs)
    start = origins.owner[origins.first[source[way]] + nth // others[way]]
    end = destinations.owner[destinations.first[target[way]] + nth % others[way]]
    return start.astype(np.int32), end.astype(np.int32), cost[way]


def _sort(found: list[WeightedPairs], *, is_once: bool) -> WeightedPairs:
    """Sort pairs by both positions; of several ways the cheapest."""
    start, end, cost = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((end, start)) if is_once else np.lexsort((cost, end, start))
    start, end, cost = start[order], end[order], cost[order]
    if is_once:
        return start, end, cost
    is_first = is_run_start(start, end)
    return start[is_first], end[is_first], cost[is_first]
