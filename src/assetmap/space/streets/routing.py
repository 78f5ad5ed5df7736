"""What does the cheapest way from each of these nodes to each of those cost?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse.csgraph import dijkstra

from assetmap.space.streets.insertion import Steps
from assetmap.space.streets.tiles import Tile, cut_tiles, lay_tiles
from assetmap.typing import Floats, Positions, WeightedPairs

__all__ = ["find_cheapest"]

_BYTES_AT_ONCE = 1 << 26
_BYTES_OF_COST = 8


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
    tiled = lay_tiles(steps, limit=limit)
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
    """Search from some nodes of a part at a time; give the costs to all nodes of it."""
    at_once = max(_BYTES_AT_ONCE // (tile.graph.shape[0] * _BYTES_OF_COST), 1)
    for first in range(0, len(row), at_once):
        some = row[first : first + at_once]
        yield first, np.asarray(dijkstra(tile.graph, indices=some, limit=limit))
