"""The ways along streets from origins to destinations, tile by tile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from assetmap.arrays import count_within, decimals_up_to, is_run_start
from assetmap.space.near_points import require_few_pairs
from assetmap.space.points import has_shape, shapes_of, straight_m
from assetmap.space.streets.network import Network
from assetmap.space.streets.snapping import (
    Snapped,
    Steps,
    find_entrances,
    find_touching,
    insert_spots,
    snap_points,
)
from assetmap.tables import require_metric, require_same
from assetmap.typing import Flags, Floats, Pairs, Positions, WeightedPairs

__all__ = ["Ways", "find_ways"]

_DECIMALS = decimals_up_to(1_000_000)
_SLACK = 10.0**-_DECIMALS
_BYTES_AT_ONCE = 1 << 26
_BYTES_OF_COST = 8
_NODES_PER_CELL = 512  # fewer cost more in overhead than they save
_NOTHING_M = 1e-6  # the rounding of coordinates is no way that was walked
_MARGIN_M = 1.0  # and this is more than it amounts to


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
    for name, given, shapes in (
        ("origins", origins, starts),
        ("destinations", destinations, ends),
    ):
        if has_shape(shapes).any():
            require_same(network.crs, require_metric(given.crs, name=name), name="streets")
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
    require_few_pairs(count, most_pairs)
    if len(origins.spots) and len(destinations.spots):
        steps = insert_spots(network, spots, snapped)
        most = np.inf if limit is None else limit
        for source, target, cost in find_cheapest(
            steps, steps.spot[origins.spots], steps.spot[destinations.spots], limit=most + _SLACK
        ):
            rounded = np.round(cost, _DECIMALS)
            near = rounded <= most
            start, end = source[near], target[near]
            count += int((origins.count[start] * destinations.count[end]).sum())
            require_few_pairs(count, most_pairs)
            found.append(_owners_of((start, end, rounded[near]), origins, destinations))
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


def find_cheapest(
    steps: Steps, sources: Positions, targets: Positions, *, limit: float
) -> Iterator[WeightedPairs]:
    """
    Find the cheapest ways, some at a time.

    Parameters
    ----------
    steps
        The network.
    sources, targets
        Different nodes of it. One search is made for each source, or for each
        target, against the steps, where those are fewer.
    limit
        The highest cost that is of use; infinite for all.

    Yields
    ------
    source, target, cost
        Positions in ``sources`` and ``targets``. What is held beside them is
        at most 64 MB of costs, or one source by all nodes if that is more,
        and as much again to read them.
    """
    if len(targets) < len(sources):
        against = Steps(steps.xy, steps.end, steps.start, steps.cost, steps.spot)
        for target, source, cost in _search(against, targets, sources, limit):
            yield source, target, cost
    else:
        yield from _search(steps, sources, targets, limit)


def _search(
    steps: Steps, sources: Positions, targets: Positions, limit: float
) -> Iterator[WeightedPairs]:
    tiled = build_tiles(steps, limit=limit)
    source_order = np.argsort(tiled.rank[sources])
    target_order = np.argsort(tiled.rank[targets])
    sources = tiled.rank[sources][source_order]
    targets = tiled.rank[targets][target_order]
    for tile, own in cut_tiles(tiled, sources):
        target, column = tile.positions(targets)
        if not len(target):
            continue
        _, row = tile.positions(sources[own])
        for first, cost in _search_tile(tile, row, limit):
            at, found = np.nonzero(np.isfinite(cost[:, column]))
            yield (
                source_order[own][first + at],
                target_order[target[found]],
                cost[at, column[found]],
            )


def _search_tile(tile: Tile, row: Positions, limit: float) -> Iterator[tuple[int, Floats]]:
    """Search from a block of nodes of a tile at a time; give the costs to all nodes of it."""
    at_once = max(_BYTES_AT_ONCE // (tile.graph.shape[0] * _BYTES_OF_COST), 1)
    for first in range(0, len(row), at_once):
        block = row[first : first + at_once]
        yield first, np.asarray(dijkstra(tile.graph, indices=block, limit=limit))


@dataclass(frozen=True, slots=True)
class Tiled:
    """A graph whose nodes are sorted by square cells, column by column.

    ``cell`` is that of each node, ``column`` how many cells a column has, and
    ``rank`` the new number of each old node. From no node does a way within
    the limit leave the cells around its own.
    """

    graph: csr_array
    cell: Positions
    column: int
    rank: Positions


@dataclass(frozen=True, slots=True)
class Tile:
    """The part around one cell: its graph, and which nodes of the whole it holds."""

    graph: csr_array
    first: Positions
    last: Positions

    def positions(self, nodes: Positions) -> Pairs:
        """Find which of these nodes, sorted, are in the part, and as which of its own."""
        offset = np.concatenate([[0], np.cumsum(self.last - self.first)])
        low, high = np.searchsorted(nodes, self.first), np.searchsorted(nodes, self.last)
        held = np.concatenate([np.arange(*both) for both in zip(low, high, strict=True)])
        local = [
            nodes[start:stop] - first + shift
            for start, stop, first, shift in zip(low, high, self.first, offset[:-1], strict=True)
        ]
        return held, np.concatenate(local)


def build_tiles(steps: Steps, *, limit: float) -> Tiled:
    """
    Sort nodes into cells that are at least as wide as anybody gets.

    Nobody gets farther, in a straight line, than the limit times the fastest
    step: that is what bounds a search, whatever the steps cost.
    """
    radius = limit * _fastest(steps) if np.isfinite(limit) else np.inf
    low, high = steps.xy.min(axis=0), steps.xy.max(axis=0)
    span = np.maximum(high - low, 1.0)
    width = max(radius + _MARGIN_M, np.sqrt(span.prod() * _NODES_PER_CELL / len(steps.xy)))
    at = np.zeros(steps.xy.shape, dtype=np.int64)
    if np.isfinite(width):
        at = np.floor((steps.xy - low) / width).astype(np.int64)
    column = int(at[:, 1].max()) + 3  # an empty cell at each end of every column
    cell = at[:, 0] * column + at[:, 1] + 1
    order = np.argsort(cell, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return Tiled(_to_graph(steps, rank), cell[order], column, rank)


def _fastest(steps: Steps) -> float:
    """Find how far, in a straight line, a step gets at most for one unit of cost."""
    apart = straight_m(steps.xy[steps.start], steps.xy[steps.end]) - _NOTHING_M
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(apart > 0, apart / steps.cost, 0.0)
    return float(pace.max(initial=0.0))


def _to_graph(steps: Steps, rank: Positions) -> csr_array:
    """Make a matrix of the steps; of several between two nodes the cheapest."""
    start, end = rank[steps.start], rank[steps.end]
    order = np.lexsort((steps.cost, end, start))
    start, end, cost = start[order], end[order], steps.cost[order]
    is_first = is_run_start(start, end)
    start, end, cost = start[is_first], end[is_first], cost[is_first]
    bounds = np.searchsorted(start, np.arange(len(rank) + 1))
    size = (len(rank), len(rank))
    return csr_array((cost, end.astype(np.int32), bounds.astype(np.int32)), shape=size)


def cut_tiles(tiled: Tiled, sources: Positions) -> Iterator[tuple[Tile, slice]]:
    """
    Cut out the part around each cell that has sources.

    ``sources`` are sorted; each part comes with where its own are among them.
    """
    cell = tiled.cell[sources]
    first = np.flatnonzero(is_run_start(cell))
    last = np.concatenate([first[1:], [len(cell)]])
    beside = cell[first][:, None] + tiled.column * np.array([-1, 0, 1])
    low = np.searchsorted(tiled.cell, beside - 1, side="left")
    high = np.searchsorted(tiled.cell, beside + 1, side="right")
    for at in range(len(first)):
        part = Tile(_cut(tiled.graph, low[at], high[at]), low[at], high[at])
        yield part, slice(int(first[at]), int(last[at]))


def _cut(graph: csr_array, low: Positions, high: Positions) -> csr_array:
    """Cut out the rows and columns of three ranges of nodes."""
    ranges = list(zip(low.tolist(), high.tolist(), strict=True))
    bounds: Any = graph.indptr
    entries = [slice(bounds[start], bounds[stop]) for start, stop in ranges]
    column = np.concatenate([graph.indices[run] for run in entries])
    cost: Floats = np.concatenate([graph.data[run] for run in entries])
    count = np.concatenate([np.diff(bounds[start : stop + 1]) for start, stop in ranges])
    local = np.full(len(column), -1, dtype=np.int32)
    shift = 0
    for start, stop in ranges:
        is_in = (column >= start) & (column < stop)
        local[is_in] = column[is_in] - start + shift
        shift += stop - start
    is_kept = local >= 0
    kept = np.concatenate([[0], np.cumsum(is_kept)])
    rows = kept[np.concatenate([[0], np.cumsum(count)])].astype(np.int32)
    return csr_array((cost[is_kept], local[is_kept], rows), shape=(shift, shift))
