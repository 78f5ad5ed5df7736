"""How open would the groups be if it were chance who is in which?

The groups keep their sizes and the ties their ends; which asset is in which
group is shuffled. So a large group, or one whose members are tied a lot, is
compared with what its size and those ties would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assetmap.links.silos.mixing import Contacts, compare_ei
from assetmap.typing import Floats, Pairs, Positions

__all__ = ["Chance", "count_shuffled", "expect_ei", "measure_chance"]

_ENTRIES_AT_MOST = 4_000_000
"""How many labels of ties or assets are held at a time: some 60 MB with what is made of them."""
_ROUNDING = 1e-12


class Chance(NamedTuple):
    """
    E-I of the whole (first) and of each group over shuffled groups.

    ``mean``: over the permutations in which there is a tie; NaN without one.
    ``as_closed`` and ``as_open`` count those at most, and at least, as high
    as what was seen; ``counted`` those that could be compared.
    """

    mean: Floats
    as_closed: Positions
    as_open: Positions
    counted: Positions

    def measure_p(self) -> Floats:
        """
        Turn counts into p: the tail on the side that was seen, twice.

        What was seen counts as one more permutation. Twice, because the side
        was not chosen before looking.
        """
        tail = (np.minimum(self.as_closed, self.as_open) + 1.0) / (self.counted + 1.0)
        return np.where(self.counted > 0, np.minimum(2.0 * tail, 1.0), np.nan)


def expect_ei(sizes: Positions) -> float:
    """
    Work out the mean E-I of the whole over all ways to share assets out to groups.

    A tie stays within a group with probability sum n(n-1) / N(N-1), wherever
    it is; by counting, without chance.
    """
    every = int(sizes.sum())
    if every < 2:
        return float("nan")
    return 1.0 - 2.0 * float((sizes * (sizes - 1)).sum()) / (every * (every - 1))


def measure_chance(contacts: Contacts, seen: Floats, *, permutations: int, seed: int) -> Chance:
    """
    Shuffle who is in which group, and see how often E-I is as low and as high.

    ``contacts`` are between known groups, ``seen`` is E-I of the whole and
    then of each group.
    """
    size = len(seen)
    total = np.zeros(size)
    as_closed, as_open, counted = (np.zeros(size, dtype=np.int64) for _ in range(3))
    for internal, ends in count_shuffled(contacts, permutations=permutations, seed=seed):
        both = np.concatenate([internal.sum(axis=1, keepdims=True), internal], axis=1)
        left = np.concatenate([ends.sum(axis=1, keepdims=True), ends], axis=1) - 2 * both
        left[:, 0] //= 2  # a tie between two groups leaves both, and is one for the whole
        drawn = compare_ei(both, left)
        is_there = ~np.isnan(drawn)
        total += np.where(is_there, drawn, 0.0).sum(axis=0)
        counted += is_there.sum(axis=0)
        as_closed += (drawn <= seen + _ROUNDING).sum(axis=0)
        as_open += (drawn >= seen - _ROUNDING).sum(axis=0)
    mean = np.divide(total, counted, out=np.full(size, np.nan), where=counted > 0)
    return Chance(mean, as_closed, as_open, np.where(np.isnan(seen), 0, counted))


def count_shuffled(contacts: Contacts, *, permutations: int, seed: int) -> Iterator[Pairs]:
    """
    Shuffle the groups of the assets that have one, some permutations at a time.

    Yields
    ------
    internal, ends
        Ties within and ends in each group, a row for each permutation and a
        column for each group.

    Notes
    -----
    Labels lie side by side by permutation, so that looking up the two ends of
    a tie copies a run of memory: a few nanoseconds for each tie and
    permutation.
    """
    grouped = np.flatnonzero(contacts.code >= 0)
    at = np.full(len(contacts.code), -1, dtype=np.intp)
    at[grouped] = np.arange(len(grouped))
    first, second = at[contacts.first], at[contacts.second]
    degree = np.bincount(first, minlength=len(grouped)) + np.bincount(
        second, minlength=len(grouped)
    )
    code = np.sort(contacts.code[grouped]).astype(np.min_scalar_type(max(contacts.groups, 1)))
    random = np.random.default_rng(seed)
    largest = max(len(first), len(grouped), contacts.groups, 1)
    at_once = min(max(_ENTRIES_AT_MOST // largest, 1), 256)
    for start in range(0, permutations, at_once):
        count = min(at_once, permutations - start)
        rows = random.permuted(np.broadcast_to(code, (count, len(code))), axis=1)
        yield (
            _count_within(rows, first, second, contacts.groups),
            _count_ends(rows, degree, contacts.groups),
        )


def _count_within(
    rows: NDArray[Any], first: Positions, second: Positions, groups: int
) -> Positions:
    """Count ties within each group, a row for each row of labels."""
    count = len(rows)
    labels = np.ascontiguousarray(rows.T)
    one = labels[first]
    is_same = np.flatnonzero((one == labels[second]).ravel())
    key = (is_same % count) * groups + one.ravel()[is_same]
    return np.bincount(key, minlength=count * groups).reshape(count, groups)


def _count_ends(rows: NDArray[Any], degree: Positions, groups: int) -> Positions:
    """Count ends of ties in each group, a row for each row of labels."""
    count = len(rows)
    key = rows + np.arange(count)[:, None] * groups
    weights = np.broadcast_to(degree.astype(np.float64), rows.shape).ravel()
    ends = np.bincount(key.ravel(), weights=weights, minlength=count * groups)
    return np.rint(ends).astype(np.int64).reshape(count, groups)
