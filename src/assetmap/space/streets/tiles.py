"""Which part of a network can matter to somebody who goes no farther than the limit?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import is_run_start
from assetmap.space.shapes import straight_m
from assetmap.space.streets.insertion import Steps
from assetmap.typing import Floats, Pairs, Positions

__all__ = ["Tile", "Tiled", "cut_tiles", "lay_tiles"]

_NODES_PER_CELL = 512  # fewer cost more in overhead than they save
_NOTHING_M = 1e-6  # the rounding of coordinates is no way that was walked
_MARGIN_M = 1.0  # and this is more than it amounts to


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


def lay_tiles(steps: Steps, *, limit: float) -> Tiled:
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
    column = np.concatenate([graph.indices[some] for some in entries])
    cost: Floats = np.concatenate([graph.data[some] for some in entries])
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
