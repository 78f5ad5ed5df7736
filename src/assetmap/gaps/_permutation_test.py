"""Permutation test: how often chance puts values as low, or as high, around a place.

Every place keeps its value while all others are shuffled: conditional
permutation (Anselin 1995). The same shuffles serve all places, so that the
cost does not grow with places times permutations:

- Draw c + 1 different places at random, in order. For a place with c
  neighbours the first c are a random neighbourhood, unless the place itself
  is among them; then the last one drawn takes its seat. Either way it is a
  random choice of c of the *others*.
- Places with equal weights share the sums of these neighbourhoods. Sorted
  once, they answer for each place by a look-up; the few draws that hold the
  place itself are corrected one by one.

Places are drawn from among the sorted values, not by id or row, so that the
answer does not depend on names or order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import ragged_arange
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = ["Tails", "count_tails", "group_rows"]

ENTRIES_AT_MOST = 1_000_000
"""How many places are drawn at a time: about 100 MB with what is worked out from them."""
_ROUNDING = 1e-12  # sums that differ by less than this share of the largest are equal
RowGroup: TypeAlias = tuple[Positions, Floats]


@dataclass(frozen=True, slots=True)
class Tails:
    """For each place, in how many permutations its surroundings were as low, and as high.

    A permutation with equal surroundings counts in both.
    """

    as_low: Positions
    as_high: Positions
    permutations: int

    def measure_p(self, is_high: Flags) -> Floats:
        """
        Turn counts into p: the tail on the side that is claimed, twice.

        What is seen counts as one more permutation. Twice, because the side
        was not chosen before the values were seen.
        """
        extreme = np.where(is_high, self.as_high, self.as_low)
        return np.minimum(2.0 * (extreme + 1.0) / (self.permutations + 1.0), 1.0)


def count_tails(z: Floats, weights: csr_array, *, permutations: int, seed: int) -> Tails:
    """
    Shuffle values, and count how often surroundings are as low and as high as they are.

    Surroundings of place i are the sum over j of w_ij z_j; a place without neighbours
    counts every permutation in both tails. It takes one sort of the permutations for
    each different row of weights: a dozen where neighbours weigh alike, as many as
    places where they do not.
    """
    values = np.sort(z)
    seen = _Seen.of(z, values, weights)
    groups = group_rows(weights)
    most = max((len(held) for _, held in groups), default=0)
    random = np.random.default_rng(seed)
    as_low = np.where(np.diff(weights.indptr) > 0, 0, permutations)
    as_high = as_low.copy()
    for drawn in _draw(random, len(z), min(most + 1, len(z)), permutations):
        where, taken = _Where.of(drawn, len(z)), values[drawn]
        for rows, held in groups:
            low, high = _count(taken, where, held, seen.take(rows))
            as_low[rows] += low
            as_high[rows] += high
    return Tails(as_low, as_high, permutations)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is seen of places: their value, its seat among the sorted ones, their surroundings.

    Surroundings are equal to what is seen from ``least`` to ``most``.
    """

    own: Floats
    seat: Positions
    least: Floats
    most: Floats

    @classmethod
    def of(cls, z: Floats, values: Floats, weights: csr_array) -> _Seen:
        around = weights @ z
        margin = _ROUNDING * np.abs(z).max(initial=0.0) * np.asarray(weights.sum(axis=1)).ravel()
        seat = np.searchsorted(values, z)  # of equal values the first stands for them all
        return cls(z, seat, around - margin, around + margin)

    def take(self, rows: Positions) -> _Seen:
        return _Seen(self.own[rows], self.seat[rows], self.least[rows], self.most[rows])


@dataclass(frozen=True, slots=True)
class _Where:
    """Which permutations drew each position, and as which one: runs by position."""

    start: Positions
    size: Positions
    permutation: Positions
    turn: Positions

    @classmethod
    def of(cls, drawn: Positions, places: int) -> _Where:
        flat = drawn.ravel()
        order = np.argsort(flat, kind="stable")
        size = np.bincount(flat, minlength=places)
        permutation, turn = np.divmod(order, drawn.shape[1])
        return cls(np.cumsum(size) - size, size, permutation, turn)


def _count(taken: Floats, where: _Where, held: Floats, seen: _Seen) -> Pairs:
    """Count for places that hold the same weights, among the values that were drawn."""
    sums = taken[:, : len(held)] @ held
    ordered = np.sort(sums)
    low = np.searchsorted(ordered, seen.most, side="right")
    high = len(sums) - np.searchsorted(ordered, seen.least, side="left")
    sizes = where.size[seen.seat]
    place, entry = (
        np.repeat(np.arange(len(sizes)), sizes),
        ragged_arange(where.start[seen.seat], sizes),
    )
    is_seated = where.turn[entry] < len(held)
    place, entry = place[is_seated], entry[is_seated]
    permutation, turn = where.permutation[entry], where.turn[entry]
    wrong = sums[permutation]
    spare = taken[permutation, len(held)]
    right = wrong + held[turn] * (spare - seen.own[place])
    least, most = seen.least[place], seen.most[place]
    low += _sum_by(place, right <= most, len(sizes)) - _sum_by(place, wrong <= most, len(sizes))
    high += _sum_by(place, right >= least, len(sizes)) - _sum_by(place, wrong >= least, len(sizes))
    return low, high


def _sum_by(place: Positions, is_counted: Flags, places: int) -> Positions:
    return np.bincount(place[is_counted], minlength=places)


def _draw(
    random: np.random.Generator, places: int, turns: int, permutations: int
) -> Iterator[Positions]:
    """Draw different positions, in order, some permutations at a time."""
    is_sparse = turns * turns <= places
    at_a_time = max(ENTRIES_AT_MOST // max(turns if is_sparse else places, 1), 1)
    for start in range(0, permutations, at_a_time):
        count = min(at_a_time, permutations - start)
        if is_sparse:
            yield _draw_few(random, places, turns, count)
        else:
            rows = np.broadcast_to(np.arange(places, dtype=np.int32), (count, places))
            yield random.permuted(rows, axis=1)[:, :turns].astype(np.intp)


def _draw_few(random: np.random.Generator, places: int, turns: int, permutations: int) -> Positions:
    """Draw few of many: draw again where one came twice, which more than half do not."""
    drawn = random.integers(places, size=(permutations, turns))
    again = np.arange(permutations)
    while len(again):
        ordered = np.sort(drawn[again], axis=1)
        again = again[(ordered[:, 1:] == ordered[:, :-1]).any(axis=1)]
        drawn[again] = random.integers(places, size=(len(again), turns))
    return drawn


def group_rows(weights: csr_array) -> list[RowGroup]:
    """
    Group rows that hold the same weights, in whatever columns; the largest weight first.

    Rows whose weights are all alike are grouped by how many and how much;
    every other row is a group of its own. Empty rows are in none.
    """
    sizes = np.diff(weights.indptr)
    occupied = np.flatnonzero(sizes > 0)
    if not len(occupied):
        return []
    starts = weights.indptr[occupied]
    least = np.minimum.reduceat(weights.data, starts)
    most = np.maximum.reduceat(weights.data, starts)
    is_even = least == most
    keys = np.column_stack([sizes[occupied], most])[is_even]
    alike, which = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    stops = np.cumsum(np.bincount(which.ravel(), minlength=len(alike)))
    even_rows = np.split(occupied[is_even][order], stops[:-1]) if len(alike) else []
    even = [
        (rows, np.full(int(size), weight))
        for rows, (size, weight) in zip(even_rows, alike.tolist(), strict=True)
    ]
    stop = weights.indptr[1:]
    uneven = [
        (np.array([row]), np.sort(weights.data[weights.indptr[row] : stop[row]])[::-1])
        for row in occupied[~is_even].tolist()
    ]
    return [*even, *uneven]
