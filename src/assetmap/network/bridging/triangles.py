"""Which three assets are all tied to each other?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = [
    "TiedPairs",
    "list_pairs",
    "list_triangles",
    "sum_over_triangles",
]


_WEDGES_AT_ONCE = 1 << 16
_BITS_PER_PAIR = 16
_SPREAD = 0x9E3779B1  # odd and large, so that neighbouring keys fall far apart


class TiedPairs(NamedTuple):
    """
    Every tied pair once, led by the node with fewer ties.

    ``first`` and ``second`` are positions of nodes, ``weight`` what the pair's
    ties weigh together. Pairs are sorted by the rank (fewest ties first) of
    their first and then of their second node; ``rank`` is that of every node.
    """

    first: Positions
    second: Positions
    weight: Floats
    rank: Positions

    def count_contacts(self) -> Positions:
        """Count the pairs that each node is in."""
        size = len(self.rank)
        counts = np.bincount(self.first, minlength=size)
        counts += np.bincount(self.second, minlength=size)
        return counts

    def find(self, source: Positions, target: Positions) -> Positions:
        """Find the pair that each of these ties belongs to; they must be there."""
        low, high = _ordered(self.rank, source, target)
        size = len(self.rank)
        keys = self.rank[self.first] * size + self.rank[self.second]
        return np.searchsorted(keys, low * size + high)


def list_pairs(
    source: Positions, target: Positions, *, size: int, weight: Floats | None = None
) -> TiedPairs:
    """
    List the pairs that some ties join, whichever way and however often.

    ``size`` is the number of nodes. Weights of the same pair are added up;
    without them every pair weighs 1.
    """
    ties = np.bincount(source, minlength=size) + np.bincount(target, minlength=size)
    by_ties = np.argsort(ties, kind="stable")
    rank = np.empty(size, dtype=np.intp)
    rank[by_ties] = np.arange(size)
    low, high = _ordered(rank, source, target)
    key = low * size + high
    if weight is None:
        key.sort()
        is_new = _is_new(key)
        key = key[is_new]
        together = np.ones(len(key))
    else:
        order = np.argsort(key, kind="stable")
        key = key[order]
        is_new = _is_new(key)
        starts = np.flatnonzero(is_new)
        together = np.add.reduceat(weight[order], starts) if len(starts) else np.zeros(0)
        key = key[is_new]
    first, second = np.divmod(key, max(size, 1))
    return TiedPairs(by_ties[first], by_ties[second], together, rank)


def list_triangles(pairs: TiedPairs) -> Iterator[tuple[Positions, Positions, Positions]]:
    """
    List every triangle once, in blocks of some 65,000 candidates.

    Yields
    ------
    left, right, closing
        Positions in ``pairs``. For a triangle of u, v and w in the order of
        rank these are the pairs u-v, u-w and v-w.

    Notes
    -----
    Every pair looks at the later pairs of its first node, of which there are
    at most the square root of twice the number of pairs (Chiba and Nishizeki
    1985, "Arboricity and subgraph listing algorithms"): hubs cost little.
    """
    size, count = len(pairs.rank), len(pairs.first)
    low, high = pairs.rank[pairs.first], pairs.rank[pairs.second]
    keys = low * size + high
    is_likely, mask = _mark(low, high)
    after_node = np.cumsum(np.bincount(low, minlength=size))
    later = after_node[low] - np.arange(1, count + 1)
    before = np.cumsum(later) - later
    edges = _cut(before, int(later.sum()))
    for start, stop in pairwise(edges):
        many = later[start:stop]
        left = np.repeat(np.arange(start, stop), many)
        right = np.arange(len(left)) - np.repeat(before[start:stop] - before[start], many)
        right += left + 1
        one, other = high[left], high[right]
        # most candidates are no triangle: a look at a small table spares the search
        is_open = is_likely[(one * _SPREAD + other) & mask]
        left, right = left[is_open], right[is_open]
        key = one[is_open] * size + other[is_open]
        closing = np.minimum(np.searchsorted(keys, key), count - 1)
        is_closed = keys[closing] == key
        yield left[is_closed], right[is_closed], closing[is_closed]


def sum_over_triangles(pairs: TiedPairs, scales: Sequence[Floats | None]) -> list[Floats]:
    """
    Sum, for each pair, over the assets tied to both: weight times weight times scale.

    One result for each of ``scales``, which hold a number by node; None
    counts every asset as one, whatever the weights.
    """
    count = len(pairs.first)
    sums = np.zeros((len(scales), count))
    for left, right, closing in list_triangles(pairs):
        of_pair = np.concatenate([left, right, closing])
        weights = [pairs.weight[side] for side in (left, right, closing)]
        one, two, three = weights
        around = np.concatenate([two * three, one * three, one * two])
        # the third asset of u-v is w, of u-w it is v, of v-w it is u
        third = np.concatenate([pairs.second[right], pairs.second[left], pairs.first[left]])
        for number, scale in enumerate(scales):
            added = None if scale is None else around * scale[third]
            sums[number] += np.bincount(of_pair, weights=added, minlength=count)
    return list(sums)


def _ordered(rank: Positions, source: Positions, target: Positions) -> Pairs:
    """Rank the two ends of each tie, the lower first."""
    one, other = rank[source], rank[target]
    return np.minimum(one, other), np.maximum(one, other)


def _is_new(key: Positions) -> Flags:
    """Mark the first of each run of equal keys."""
    is_new = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=is_new[1:])
    return is_new


def _mark(low: Positions, high: Positions) -> tuple[Flags, int]:
    """Make a small table that says False only where two nodes are no pair for certain."""
    length = 1 << max(len(low) * _BITS_PER_PAIR, 2).bit_length()
    is_likely = np.zeros(length, dtype=bool)
    is_likely[(low * _SPREAD + high) & (length - 1)] = True
    return is_likely, length - 1


def _cut(before: Positions, total: int) -> list[int]:
    """Cut the pairs where about so many candidates lie before them."""
    marks = np.arange(_WEDGES_AT_ONCE, total, _WEDGES_AT_ONCE)
    inner = np.unique(np.searchsorted(before, marks))
    ends = {0, len(before), *inner.tolist()}
    return sorted(ends)
