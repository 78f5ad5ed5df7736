"""Structural holes: who joins people who would not meet otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from assetmap.arrays import decimals_up_to
from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = [
    "TiedPairs",
    "list_pairs",
    "list_triangles",
    "measure_constraint",
    "measure_effective_size",
    "measure_holes",
]

_DECIMALS = decimals_up_to(1)
_WEDGES_AT_ONCE = 1 << 16
_BITS_PER_PAIR = 16
_SPREAD = 0x9E3779B1  # odd and large, so that neighbouring keys fall far apart


def measure_holes(subject: AssetMap | AssetGraph, *, weighted: bool = False) -> pd.DataFrame:
    """
    Measure who spans the holes between others: Burt's four measures at once.

    Read low ``constraint`` and high ``effective_size`` as "knows people who do
    not know each other": somebody who can introduce them. An asset without a
    tie cannot be scored and has NaN; never read that as unconstrained.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`).
        Several ties of the same two assets are one.
    weighted
        Whether stronger ties count for more. When False every tied pair
        weighs the same; in a directed graph a tie that goes both ways weighs
        twice as much as one that goes one way.

    Returns
    -------
    holes
        By id, float64, all NaN for an asset without a tie:

        - ``constraint``: how much an asset's ties lead back to the same
          people. About 0 with many contacts who do not know each other, 1
          with a single contact; it can pass 1 in small closed groups
        - ``effective_size``: contacts less their overlap, 1 to the number of
          contacts when unweighted
        - ``efficiency``: effective size over the number of contacts
        - ``hierarchy``: whether the constraint comes from one contact (1) or
          from all alike (0). 1 with a single contact

    Notes
    -----
    Burt (1992), "Structural Holes". With m the weight of a pair (both ways
    added up) and p its share of i's total, the constraint of j on i is
    c_ij = (p_ij + sum over q of p_iq p_qj)², and constraint is C = sum of
    c_ij. Effective size is the sum over contacts j of 1 - sum over q of p_iq
    m_jq / max_k m_jk, for unweighted ties n - 2t/n with t ties among n
    contacts (Borgatti 1997, "Structural holes: unpacking Burt's redundancy
    measures"). Hierarchy is the Coleman-Theil index: the sum over n contacts
    of r ln r / (n ln n), where r = c_ij / (C/n).

    Work is done on triangles in blocks: memory is about 200 bytes per tied
    pair and 30 MB, however large the hubs.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["x", "x", "a"], "target": ["a", "b", "c"]})
    >>> measure_holes(AssetGraph.from_frame(ties)).loc["x"].to_dict()
    {'constraint': 0.5, 'effective_size': 2.0, 'efficiency': 1.0, 'hierarchy': 0.0}
    """
    graph = as_graph(subject)
    pairs, is_plain = _list_mutual(graph, weighted=weighted)
    contacts, total = pairs.count_contacts(), _total(pairs)
    overlap, detour = sum_over_triangles(
        pairs, [None if is_plain else np.ones(len(graph)), _invert(total)]
    )
    constraint, hierarchy = _constrain(pairs, detour, total, contacts)
    effective = _effective(pairs, overlap, total, contacts)
    with np.errstate(invalid="ignore"):
        efficiency = effective / contacts
    found = {
        "constraint": constraint,
        "effective_size": effective,
        "efficiency": efficiency,
        "hierarchy": hierarchy,
    }
    return pd.DataFrame(found, index=graph.ids).round(_DECIMALS)


def measure_constraint(
    subject: AssetMap | AssetGraph, *, weighted: bool = False
) -> pd.Series[float]:
    """
    Measure how far each asset's ties lead back to the same people (Burt 1992).

    Read a low value as "spans holes". See `measure_holes` for the formula and
    for what ``weighted`` does.

    Returns
    -------
    constraint
        By id; NaN without a tie, which is not a low value.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["x", "x"], "target": ["a", "b"]})
    >>> measure_constraint(AssetGraph.from_frame(ties, nodes=["a", "b", "x", "z"])).to_dict()
    {'a': 1.0, 'b': 1.0, 'x': 0.5, 'z': nan}
    """
    graph = as_graph(subject)
    pairs, _ = _list_mutual(graph, weighted=weighted)
    total = _total(pairs)
    [detour] = sum_over_triangles(pairs, [_invert(total)])
    constraint, _ = _constrain(pairs, detour, total, pairs.count_contacts())
    return pd.Series(constraint.round(_DECIMALS), index=graph.ids, name="constraint")


def measure_effective_size(
    subject: AssetMap | AssetGraph, *, weighted: bool = False
) -> pd.Series[float]:
    """
    Count each asset's contacts less the overlap between them (Burt 1992).

    Read a high value as "knows many who do not know each other". See
    `measure_holes` for the formula and for what ``weighted`` does.

    Returns
    -------
    effective_size
        By id; NaN without a tie.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["x", "x", "a"], "target": ["a", "b", "b"]})
    >>> measure_effective_size(AssetGraph.from_frame(ties)).to_dict()
    {'a': 1.0, 'b': 1.0, 'x': 1.0}
    """
    graph = as_graph(subject)
    pairs, is_plain = _list_mutual(graph, weighted=weighted)
    [overlap] = sum_over_triangles(pairs, [None if is_plain else np.ones(len(graph))])
    effective = _effective(pairs, overlap, _total(pairs), pairs.count_contacts())
    return pd.Series(effective.round(_DECIMALS), index=graph.ids, name="effective_size")


def _list_mutual(graph: AssetGraph, *, weighted: bool) -> tuple[TiedPairs, bool]:
    """List pairs with what they give in either direction, and tell whether all weigh 1."""
    source, target, weight = graph.source, graph.target, None
    if weighted:
        weight = graph.weight
    elif graph.is_directed:
        # several ties of one direction count once, the two directions twice
        one_way = graph.adjacency(weighted=False, directed=True).tocoo()
        source, target = one_way.coords
        weight = one_way.data
    return list_pairs(source, target, size=len(graph), weight=weight), weight is None


def _total(pairs: TiedPairs) -> Floats:
    """Add up the weights of every node's pairs."""
    size = len(pairs.rank)
    ends = np.concatenate([pairs.first, pairs.second])
    both = np.concatenate([pairs.weight, pairs.weight])
    total: Floats = np.bincount(ends, weights=both, minlength=size).astype(np.float64)
    return total


def _invert(values: Floats) -> Floats:
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)


def _constrain(
    pairs: TiedPairs, detour: Floats, total: Floats, contacts: Positions
) -> tuple[Floats, Floats]:
    """Add up the constraint of every contact, and say how unevenly it is spread."""
    reach = pairs.weight + detour
    ends = np.concatenate([pairs.first, pairs.second])
    of_contact = (np.concatenate([reach, reach]) * _invert(total)[ends]) ** 2
    constraint: Floats = np.bincount(ends, of_contact, minlength=len(total)).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = of_contact * (contacts / constraint)[ends]
        uneven = np.bincount(ends, weights=ratio * np.log(ratio), minlength=len(total))
        hierarchy = np.maximum(uneven / (contacts * np.log(contacts)), 0.0)
    hierarchy[contacts == 1] = 1.0
    hierarchy[contacts == 0] = np.nan
    constraint[contacts == 0] = np.nan
    return constraint, hierarchy


def _effective(pairs: TiedPairs, overlap: Floats, total: Floats, contacts: Positions) -> Floats:
    """Take from the number of contacts what they overlap."""
    most = np.zeros(len(total))
    np.maximum.at(most, pairs.first, pairs.weight)
    np.maximum.at(most, pairs.second, pairs.weight)
    share = _invert(most)
    double = np.bincount(pairs.first, overlap * share[pairs.second], minlength=len(total))
    double += np.bincount(pairs.second, overlap * share[pairs.first], minlength=len(total))
    effective: Floats = contacts - double * _invert(total)
    effective[contacts == 0] = np.nan
    return effective


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
    List every triangle u, v, w once, by rank, as its pairs u-v, u-w and v-w, in blocks.

    Every pair looks at the later pairs of its first node, of which there are
    at most the square root of twice the number of pairs (Chiba and Nishizeki
    1985, "Arboricity and subgraph listing algorithms"): hubs cost little.
    """
    size, count = len(pairs.rank), len(pairs.first)
    low, high = pairs.rank[pairs.first], pairs.rank[pairs.second]
    keys = low * size + high
    is_likely, mask = _build_filter(low, high)
    after_node = np.cumsum(np.bincount(low, minlength=size))
    later = after_node[low] - np.arange(1, count + 1)
    before = np.cumsum(later) - later
    edges = _cut(before, int(later.sum()))
    for start, stop in pairwise(edges):
        counts = later[start:stop]
        left = np.repeat(np.arange(start, stop), counts)
        right = np.arange(len(left)) - np.repeat(before[start:stop] - before[start], counts)
        right += left + 1
        far_left, far_right = high[left], high[right]
        # most candidates are no triangle: a look at a small table spares the search
        is_open = is_likely[(far_left * _SPREAD + far_right) & mask]
        left, right = left[is_open], right[is_open]
        key = far_left[is_open] * size + far_right[is_open]
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
        of_left, of_right, of_closing = weights
        around = np.concatenate([of_right * of_closing, of_left * of_closing, of_left * of_right])
        # the third asset of u-v is w, of u-w it is v, of v-w it is u
        third = np.concatenate([pairs.second[right], pairs.second[left], pairs.first[left]])
        for number, scale in enumerate(scales):
            added = None if scale is None else around * scale[third]
            sums[number] += np.bincount(of_pair, weights=added, minlength=count)
    return list(sums)


def _ordered(rank: Positions, source: Positions, target: Positions) -> Pairs:
    """Rank the two ends of each tie, the lower first."""
    left, right = rank[source], rank[target]
    return np.minimum(left, right), np.maximum(left, right)


def _is_new(key: Positions) -> Flags:
    """Mark the first of each run of equal keys."""
    is_new = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=is_new[1:])
    return is_new


def _build_filter(low: Positions, high: Positions) -> tuple[Flags, int]:
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
