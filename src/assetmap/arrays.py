"""Array moves that several rooms need: ragged ranges, runs, sorted look-up, pairs as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from assetmap.typing import Flags, Floats, Integers, Objects, Positions

__all__ = [
    "cost_chunks",
    "count_within",
    "decimals_up_to",
    "encode_pairs",
    "is_among",
    "is_in_sorted",
    "is_run_start",
    "largest_first",
    "lookup_sorted",
    "offsets_of",
    "ragged_arange",
    "rank_within",
    "rows_of_tuples",
    "take_sorted",
    "tuples_by_row",
    "unique_sorted",
]


_CERTAIN_DIGITS = 12
"""Digits of a 64-bit number that do not depend on the order in which it was added up."""


_MOST_PEOPLE = 1e9


def decimals_up_to(largest: float) -> int:
    """
    Count the decimals to round to, so that numbers which should be equal are.

    Sums of the same parts in another order differ in their last digits, and
    so would ranks and the order of rows. Whatever is ranked or sorted is
    rounded by this rule alone.

    Parameters
    ----------
    largest
        What the measure goes up to, as a power of ten: 1 for shares.

    Examples
    --------
    >>> decimals_up_to(1), decimals_up_to(1_000)
    (12, 9)
    """
    return _CERTAIN_DIGITS - math.ceil(math.log10(largest))


def largest_first(people: Any) -> Floats:
    """
    Turn numbers of people into a sort key: the most, then those not known, then nobody.

    A number that nobody knows may be large, and is not first by accident.

    Examples
    --------
    >>> numbers = np.array([0, 5, np.nan, 9])
    >>> numbers[np.argsort(largest_first(numbers))].tolist()
    [9.0, 5.0, nan, 0.0]
    """
    numbers = np.asarray(people, dtype=np.float64)
    rounded = np.round(numbers, decimals_up_to(_MOST_PEOPLE))
    return np.where(np.isnan(numbers), -np.finfo(np.float64).tiny, -rounded)


def offsets_of(lengths: Positions) -> Positions:
    """
    Sum the lengths before each: where each run starts when runs follow one another.

    Examples
    --------
    >>> offsets_of(np.array([2, 0, 3])).tolist()
    [0, 2, 2]
    """
    return np.asarray(np.cumsum(lengths) - lengths)


def count_within(lengths: Positions) -> Positions:
    """
    Count from 0 within each run.

    Examples
    --------
    >>> count_within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    return ragged_arange(np.zeros_like(lengths), lengths)


def ragged_arange(starts: Positions, lengths: Positions) -> Positions:
    """
    Count upwards from each start, one run after the other.

    Examples
    --------
    >>> ragged_arange(np.array([7, 0, 4]), np.array([2, 0, 3])).tolist()
    [7, 8, 4, 5, 6]
    """
    first = np.repeat(starts - offsets_of(lengths), lengths)
    return np.asarray(first + np.arange(len(first)))


def is_run_start(*columns: Positions | Floats) -> Flags:
    """
    Mark the first of each run of equal rows.

    Examples
    --------
    >>> is_run_start(np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])).tolist()
    [True, False, True, True]
    """
    is_start: Flags = np.zeros(len(columns[0]), dtype=bool)
    is_start[:1] = True
    for column in columns:
        is_start[1:] |= column[1:] != column[:-1]
    return is_start


def rank_within(ordered: Positions) -> Positions:
    """
    Count how many equal numbers stand before each; the numbers are sorted.

    Examples
    --------
    >>> rank_within(np.array([4, 4, 4, 9])).tolist()
    [0, 1, 2, 0]
    """
    return np.arange(len(ordered)) - np.searchsorted(ordered, ordered)


def lookup_sorted(keys: Positions, sorted_keys: Positions) -> Positions:
    """
    Find the position of each key among the sorted keys; -1 where it is not one of them.

    Examples
    --------
    >>> lookup_sorted(np.array([3, 4]), np.array([1, 3])).tolist()
    [1, -1]
    """
    if not len(sorted_keys):
        return np.full(len(keys), -1, dtype=np.intp)
    position = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return np.where(sorted_keys[position] == keys, position, -1)


def is_in_sorted(keys: Positions, sorted_keys: Positions) -> Flags:
    """
    Tell which keys are among the sorted keys.

    Examples
    --------
    >>> is_in_sorted(np.array([3, 4]), np.array([1, 3])).tolist()
    [True, False]
    """
    return np.asarray(lookup_sorted(keys, sorted_keys) >= 0)


def take_sorted(keys: Positions, sorted_keys: Positions, values: Floats) -> Floats:
    """
    Take the value of each key by the sorted keys of the values, 0 where it is not one of them.

    Examples
    --------
    >>> take_sorted(np.array([3, 4]), np.array([1, 3]), np.array([0.5, 2.0])).tolist()
    [2.0, 0.0]
    """
    if not len(sorted_keys):
        return np.zeros(len(keys))
    position = lookup_sorted(keys, sorted_keys)
    return np.where(position >= 0, values[position], 0.0)


def unique_sorted(*numbers: Positions) -> Positions:
    """
    Put numbers together, sorted, each once.

    As ``np.unique``, which looks millions of numbers up in a table of them
    and is several times slower here.

    Examples
    --------
    >>> unique_sorted(np.array([3, 1]), np.array([3, 2])).tolist()
    [1, 2, 3]
    """
    together = np.concatenate(numbers)
    together.sort()
    return np.asarray(together[is_run_start(together)])


def encode_pairs(a: Positions, b: Positions, n: int) -> Integers:
    """
    Number pairs of positions below ``n``, whichever way round they are given.

    Examples
    --------
    >>> encode_pairs(np.array([1, 7]), np.array([2, 0]), 10).tolist()
    [12, 7]
    """
    return np.asarray(np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b))


def cost_chunks(costs: Positions, *, at_most: int) -> Iterator[slice]:
    """
    Cut rows into consecutive chunks whose costs add up to ``at_most`` each.

    A row that costs more makes a chunk of its own.

    Examples
    --------
    >>> [(part.start, part.stop) for part in cost_chunks(np.array([2, 2, 9, 1, 1]), at_most=4)]
    [(0, 2), (2, 3), (3, 5)]
    """
    total = np.cumsum(costs, dtype=np.int64)
    start = 0
    while start < len(total):
        before = total[start - 1] if start else 0
        stop = max(int(np.searchsorted(total, before + at_most, side="right")), start + 1)
        yield slice(start, stop)
        start = stop


def tuples_by_row(row: Positions, values: Any, n: int) -> Objects:
    """
    Gather values into a tuple for each of ``n`` rows, in the order given.

    Examples
    --------
    >>> tuples_by_row(np.array([2, 0, 2]), ["a", "b", "c"], 3).tolist()
    [('b',), (), ('a', 'c')]
    """
    order = np.argsort(row, kind="stable")
    ordered = np.asarray(values, dtype=object)[order]
    ends = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n))])
    gathered = np.empty(n, dtype=object)
    gathered.fill(())
    for number in np.unique(row).tolist():
        gathered[number] = tuple(ordered[ends[number] : ends[number + 1]])
    return gathered


def rows_of_tuples(cells: Objects) -> tuple[Positions, Objects]:
    """
    Lay a column of tuples out, one entry after the other, with the row of each.

    As ``Series.explode``, and several times faster; an empty tuple has no entry.

    Examples
    --------
    >>> cells = np.array([("b",), (), ("a", "c")], dtype=object)
    >>> [part.tolist() for part in rows_of_tuples(cells)]
    [[0, 2, 2], ['b', 'a', 'c']]
    """
    lengths = np.fromiter(map(len, cells), dtype=np.intp, count=len(cells))
    values = np.empty(int(lengths.sum()), dtype=object)
    values[:] = [*chain.from_iterable(cells)]
    return np.repeat(np.arange(len(cells)), lengths), values


def is_among(column: pd.Series[Any] | pd.Index[Any], ids: Iterable[str]) -> Flags:
    """
    Tell which cells are one of ``ids``.

    As ``column.isin(ids)``, and several times faster for text columns, which
    pandas compares through the storage of the text.

    Examples
    --------
    >>> is_among(pd.Series(["a", None, "c"], dtype="str"), ["a", "b"]).tolist()
    [True, False, False]
    """
    if not len(column):
        return np.zeros(0, dtype=bool)
    known = set(ids.to_numpy(dtype=object) if isinstance(ids, pd.Index) else ids)
    cells = column.to_numpy(dtype=object)
    return np.fromiter(map(known.__contains__, cells), dtype=bool, count=len(cells))
