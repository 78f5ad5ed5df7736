"""Which points lie within a distance of one another: a search in rows of cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from assetmap.arrays import cost_chunks, ragged_arange
from assetmap.errors import ReachError
from assetmap.typing import Floats, Integers, Pairs, Positions, WeightedPairs

__all__ = ["pair_near_points", "require_few_pairs"]

_CANDIDATES_AT_ONCE = 250_000  # few enough to stay in the cache while they are measured
_MARGIN = 1 + 1e-6  # of what is searched; what is found is held against the distance itself
_ULP = 4 * np.finfo(np.float64).eps
_CELLS_ACROSS = 2**15  # so that the number of a cell and of a point fit into 64 bits
_POSITION_BITS = 32
_FEWER = 1.5
_MOST_ROWS = 8
_CELLS_PER_POINT = 16  # a table of more cells takes longer to fill than to search


def require_few_pairs(pairs: int, room: int) -> None:
    """Raise if there are more pairs than may be held."""
    if pairs > room:
        raise ReachError(
            f"At least {pairs:,} pairs of an origin and a destination are within reach, and room "
            f"is left for {max(room, 0):,}. Ask for a shorter reach, for fewer places or assets "
            "at a time, or allow more with `most_pairs` (16 bytes each)."
        )


def pair_near_points(xy: Floats, points: Floats, within_m: float, *, room: int) -> WeightedPairs:
    """
    Pair each of ``xy`` with every one of ``points`` within a distance.

    The search goes out from ``points``, or from ``xy`` where those are
    fewer: each asks in every row of cells for the run that its circle crosses
    there. How many there are is known before they are measured, so few are
    held at a time.

    Parameters
    ----------
    xy, points
        Coordinates, one row each, in metres.
    within_m
        The distance; infinite for all pairs.
    room
        How many pairs may be found.

    Returns
    -------
    from_position, to_position, metres
        One entry per pair, sorted by both positions.

    Raises
    ------
    ReachError
        As soon as more are found.
    """
    if not (len(xy) and len(points)):
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
    if math.isinf(within_m):
        require_few_pairs(len(xy) * len(points), room)
        start: Positions = np.repeat(np.arange(len(xy)), len(points))
        end: Positions = np.tile(np.arange(len(points)), len(xy))
        apart = xy[start] - points[end]
        return start, end, np.asarray(np.sqrt(apart[:, 0] ** 2 + apart[:, 1] ** 2))
    is_turned = len(points) < _FEWER * len(xy)
    asking, asked = (points, xy) if is_turned else (xy, points)
    found = _search(asking, asked, within_m, room)
    # To turn a matrix round is to sort by counting, a third of the time of a sort of pairs.
    shape = (len(xy), len(points))
    by_end = csc_array(found if is_turned else csr_array(found, shape=shape), shape=shape)
    by_origin = csr_array(by_end)
    start = np.repeat(np.arange(len(xy), dtype=np.int32), np.diff(by_origin.indptr))
    return start, by_origin.indices, np.asarray(by_origin.data, dtype=np.float64)


def _search(
    asking: Floats, asked: Floats, within_m: float, room: int
) -> tuple[Floats, Integers, Integers]:
    """Give metres to, and positions of, what each is near, and where the run of each starts."""
    rows = _lay_in_rows(asking, asked, within_m)
    first, lengths = rows.find_runs(asking, within_m)
    at_x, at_y = (np.ascontiguousarray(asking[:, axis]) for axis in (0, 1))
    squares: list[Floats] = []
    positions: list[Integers] = []
    stops = np.zeros(len(asking) + 1, dtype=np.int64)
    candidates, count = lengths.sum(axis=1), 0
    for part in cost_chunks(candidates, at_most=_CANDIDATES_AT_ONCE):
        point = ragged_arange(first[part].ravel(), lengths[part].ravel())
        square = rows.x[point]
        square -= np.repeat(at_x[part], candidates[part])
        square *= square
        other = rows.y[point]
        other -= np.repeat(at_y[part], candidates[part])
        other *= other
        square += other
        near = np.flatnonzero(square <= within_m * within_m)
        stops[part.start + 1 : part.stop + 1] = count + np.searchsorted(
            near, np.cumsum(candidates[part])
        )
        count += len(near)
        require_few_pairs(count, room)
        squares.append(square[near])
        positions.append(rows.in_turn[point[near]].astype(np.int32))
    metres = np.concatenate(squares)
    return np.sqrt(metres, out=metres), np.concatenate(positions), stops


@dataclass(frozen=True, slots=True)
class _CellRows:
    """
    Points in rows of cells from south to north, in each from west to east.

    ``in_turn`` is their order, and ``x`` and ``y`` go by it; ``keys`` number
    their cells. A circle crosses at most 2 ``across`` + 1 rows.
    """

    in_turn: Positions
    x: Floats
    y: Floats
    keys: Positions
    low: Floats
    height: float
    width: float
    columns: int
    count: int
    across: int

    def find_runs(self, asking: Floats, within_m: float) -> Pairs:
        """Find where in the order each run starts that a circle crosses, and how long it is."""
        radius = _widen(within_m, asking, self.low)
        x, y = asking[:, 0] - self.low[0], asking[:, 1] - self.low[1]
        row = np.floor((y - radius) / self.height)[:, None] + np.arange(2 * self.across + 1)
        edge = row * self.height
        apart = np.maximum(edge - y[:, None], y[:, None] - edge - self.height)
        half = np.sqrt(np.maximum(radius * radius - np.maximum(apart, 0) ** 2, 0))
        is_row = (row >= 0) & (row < self.count)
        from_cell, to_cell = (
            np.clip(np.floor((x[:, None] + side * half) / self.width) + later, 0, self.columns)
            for side, later in ((-1, 0), (1, 1))
        )
        start = np.where(is_row, row, 0) * self.columns
        first, last = self._count_before(start + from_cell, start + to_cell)
        return first, np.where(is_row, last - first, 0)

    def _count_before(self, *cells: Floats) -> list[Positions]:
        """Count the points in cells before these: from a table, or by a search in a vast one."""
        size = self.count * self.columns
        asked = [cell.astype(np.int64) for cell in cells]
        if size > _CELLS_PER_POINT * len(self.keys) + asked[0].size:
            return [np.asarray(np.searchsorted(self.keys, cell)) for cell in asked]
        before = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.keys, minlength=size), out=before[1:])
        return [before[cell] for cell in asked]


def _widen(within_m: float, *coordinates: Floats) -> float:
    """Widen a distance by what coordinates may be off in their last digits."""
    largest = max(float(np.abs(each).max()) for each in coordinates)
    return within_m * _MARGIN + largest * _ULP


def _lay_in_rows(asking: Floats, asked: Floats, within_m: float) -> _CellRows:
    """Lay points in rows: lower ones where a circle holds more, or where few ask."""
    x, y = (np.ascontiguousarray(asked[:, axis]) for axis in (0, 1))
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    size = float((high - low).max())
    radius = _widen(within_m, asking, low, high)
    per_circle = len(asked) * math.pi * radius**2 / max(float((high - low).prod()), radius**2, 1.0)
    finer = max(math.sqrt(len(asked) / len(asking)), math.sqrt(per_circle) / 2)
    across = int(min(max(finer, 1), _MOST_ROWS))
    height = max(radius * _MARGIN / across, size / _CELLS_ACROSS) or 1.0
    width = max(radius / (across + 1), size / _CELLS_ACROSS) or 1.0
    columns = int((high[0] - low[0]) / width) + 1
    row, column = np.floor((y - low[1]) / height), np.floor((x - low[0]) / width)
    # Cell and point as one number are sorted in a fraction of the time of an order of cells.
    numbers = (row * columns + column).astype(np.int64) << _POSITION_BITS | np.arange(len(x))
    numbers.sort()
    in_turn, keys = numbers & (2**_POSITION_BITS - 1), numbers >> _POSITION_BITS
    count = int((high[1] - low[1]) / height) + 1
    return _CellRows(
        in_turn, x[in_turn], y[in_turn], keys, low, height, width, columns, count, across
    )
