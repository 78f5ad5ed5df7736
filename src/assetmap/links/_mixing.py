"""How much groups keep to themselves, and whether chance would do as much.

The groups keep their sizes and the ties their ends; which asset is in which
group is shuffled. So a large group, or one whose members are tied a lot, is
compared with what its size and those ties would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import triu

from assetmap.arrays import decimals_up_to
from assetmap.errors import GraphError, Problem
from assetmap.network import AssetGraph, Groups, read_groups
from assetmap.typing import Floats, Pairs, Positions
from assetmap.wording import write_id

__all__ = [
    "Contacts",
    "Labels",
    "Mixing",
    "compare_ei",
    "count_shuffled",
    "expect_ei",
    "list_contacts",
    "measure_chance",
    "measure_mixing",
    "read_labels",
]

DECIMALS = decimals_up_to(1)
_ENTRIES_AT_MOST = 4_000_000
"""How many labels of ties or assets are held at a time: some 60 MB with what is made of them."""
_ROUNDING = 1e-12


class Contacts(NamedTuple):
    """
    Every tied pair of assets once, ``first`` before ``second`` in the order of ids.

    ``code`` is the group of each node, -1 for none, out of ``groups``.
    """

    first: Positions
    second: Positions
    code: Positions
    groups: int

    def between_groups(self) -> Contacts:
        """Keep the pairs whose groups are both known."""
        is_known = (self.code[self.first] >= 0) & (self.code[self.second] >= 0)
        return self._replace(first=self.first[is_known], second=self.second[is_known])


class Mixing(NamedTuple):
    """Ties within each group, and ends of ties in each group: two for a tie within."""

    internal: Positions
    ends: Positions

    @property
    def external(self) -> Positions:
        """Ties that leave each group."""
        return np.asarray(self.ends - 2 * self.internal)

    @property
    def within(self) -> int:
        """Ties within any group."""
        return int(self.internal.sum())

    @property
    def ties(self) -> int:
        """All ties."""
        return int(self.ends.sum()) // 2

    def share_modularity(self) -> Floats:
        """Share out modularity: ties within, less those that chance would put there."""
        every = max(self.ties, 1)
        return np.asarray(self.internal / every - (self.ends / (2 * every)) ** 2)

    def measure_assortativity(self) -> float:
        """Correlate the groups of both ends; NaN where all ends are in one group."""
        return _correlate(self.within, self.ends, self.ties)

    def measure_each_assortativity(self) -> Floats:
        """Correlate, for each group, whether both ends are in it."""
        every = max(self.ties, 1)
        part = self.ends / (2 * every)
        most = 2 * part * (1 - part)
        expected = 1 - most
        same = 1 - self.external / every
        found = np.full(len(part), np.nan)
        has_both = (self.ends > 0) & (self.ends < 2 * self.ties)
        found[has_both] = (same - expected)[has_both] / most[has_both]
        return found


def list_contacts(graph: AssetGraph, labels: Labels) -> Contacts:
    """List the tied pairs of a graph; several ties of the same two are one contact."""
    upper = triu(graph.adjacency(weighted=False), k=1, format="coo")
    order = np.lexsort((upper.col, upper.row))
    first, second = upper.row[order].astype(np.intp), upper.col[order].astype(np.intp)
    return Contacts(first, second, labels.code, len(labels.names))


def measure_mixing(contacts: Contacts) -> Mixing:
    """Count ties within and ends in each group; pairs without a group must be gone."""
    one, other = contacts.code[contacts.first], contacts.code[contacts.second]
    internal = np.bincount(one[one == other], minlength=contacts.groups)
    ends = np.bincount(one, minlength=contacts.groups)
    ends += np.bincount(other, minlength=contacts.groups)
    return Mixing(internal, ends)


def compare_ei(internal: Positions, external: Positions) -> Floats:
    """Take (E - I) / (E + I); NaN where there is neither."""
    every = internal + external
    found = np.full(every.shape, np.nan)
    np.divide(external - internal, every, out=found, where=every > 0)
    return found


def _correlate(within: int, ends: Positions, ties: int) -> float:
    if (ends > 0).sum() < 2:
        return float("nan")
    expected = float(((ends / (2 * ties)) ** 2).sum())
    return (within / ties - expected) / (1 - expected)


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


class Labels(NamedTuple):
    """Names of groups, sorted as text, and the position there of each node's group; -1 for none."""

    names: pd.Index[str]
    code: Positions


def read_labels(graph: AssetGraph, groups: Groups) -> Labels:
    """Read the group of each node, or raise with every problem."""
    code = read_groups(graph, groups)
    given = _find_words(graph, groups)
    several = np.array([len(word) if isinstance(word, tuple | list) else -1 for word in given])
    code[several == 0] = -1
    problems = [
        Problem(f"by[{graph.ids[row]!r}]", "several_groups", f"names {several[row]} groups.",
                "Give one group for each asset, such as its first word.")
        for row in np.flatnonzero(several > 0).tolist()
    ]  # fmt: skip
    if problems:
        raise GraphError("An asset can be in one group here.", problems)
    at = np.flatnonzero(code >= 0)
    words = pd.Series(given[at], dtype=object)
    number, names = pd.factorize(words.map(write_id), sort=True)
    code[at] = number
    return Labels(pd.Index(names, dtype="str", name="group"), code)


def _find_words(graph: AssetGraph, groups: Groups) -> Any:
    """Find what was given for each node; the groups are known to be sound."""
    if isinstance(groups, str):
        known = graph.kind_of_node if groups == "kind" else graph.place_of_node
        given = pd.Series(dtype=object) if known is None else known
    else:
        given = pd.Series(groups)
    if not given.index.equals(graph.ids):
        given = given.set_axis([write_id(value) for value in given.index.tolist()])
        given = given[~given.index.duplicated()].reindex(graph.ids)
    return given.to_numpy(dtype=object)


def read_mixing(graph: AssetGraph, groups: Groups) -> Mixing:
    contacts = list_contacts(graph, read_labels(graph, groups))
    return measure_mixing(contacts.between_groups())
