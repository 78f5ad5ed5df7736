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
from assetmap.links._presence import PLACE
from assetmap.network import AssetGraph, Groups, read_groups
from assetmap.tables import AssetMap
from assetmap.typing import Floats, Pairs, Positions
from assetmap.wording import write_id

__all__ = [
    "Contacts",
    "Labels",
    "Mixing",
    "call_groups",
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
"""Labels of ties or assets in one block of permutations: about 60 MB with what is made of them."""
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
        n_ties = max(self.ties, 1)
        return np.asarray(self.internal / n_ties - (self.ends / (2 * n_ties)) ** 2)

    def measure_assortativity(self) -> float:
        """Correlate the groups of both ends; NaN where all ends are in one group."""
        return _correlate(self.within, self.ends, self.ties)

    def measure_each_assortativity(self) -> Floats:
        """Correlate, for each group, whether both ends are in it."""
        n_ties = max(self.ties, 1)
        share = self.ends / (2 * n_ties)
        at_most = 2 * share * (1 - share)
        expected = 1 - at_most
        same = 1 - self.external / n_ties
        assortativity = np.full(len(share), np.nan)
        is_mixed = (self.ends > 0) & (self.ends < 2 * self.ties)
        assortativity[is_mixed] = (same - expected)[is_mixed] / at_most[is_mixed]
        return assortativity


def list_contacts(graph: AssetGraph, labels: Labels) -> Contacts:
    """List the tied pairs of a graph; several ties of the same two are one contact."""
    upper = triu(graph.adjacency(weighted=False), k=1, format="coo")
    order = np.lexsort((upper.col, upper.row))
    first, second = upper.row[order].astype(np.intp), upper.col[order].astype(np.intp)
    return Contacts(first, second, labels.code, len(labels.names))


def measure_mixing(contacts: Contacts) -> Mixing:
    """Count ties within and ends in each group; pairs without a group must be gone."""
    first, second = contacts.code[contacts.first], contacts.code[contacts.second]
    internal = np.bincount(first[first == second], minlength=contacts.groups)
    ends = np.bincount(first, minlength=contacts.groups)
    ends += np.bincount(second, minlength=contacts.groups)
    return Mixing(internal, ends)


def compare_ei(internal: Positions, external: Positions) -> Floats:
    """Take (E - I) / (E + I); NaN where there is neither."""
    total = internal + external
    ei = np.full(total.shape, np.nan)
    np.divide(external - internal, total, out=ei, where=total > 0)
    return ei


def _correlate(within: int, ends: Positions, ties: int) -> float:
    """Take (w - e) / (1 - e): the share of ties within, and the share expected by chance."""
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
    n_assets = int(sizes.sum())
    if n_assets < 2:
        return float("nan")
    return 1.0 - 2.0 * float((sizes * (sizes - 1)).sum()) / (n_assets * (n_assets - 1))


def measure_chance(contacts: Contacts, seen: Floats, *, permutations: int, seed: int) -> Chance:
    """
    Test E-I by permutation: how often it is as low and as high when groups are shuffled.

    ``contacts`` are between known groups, ``seen`` is E-I of the whole and
    then of each group.
    """
    size = len(seen)
    total = np.zeros(size)
    as_closed, as_open, counted = (np.zeros(size, dtype=np.int64) for _ in range(3))
    for internal, ends in count_shuffled(contacts, permutations=permutations, seed=seed):
        within = np.concatenate([internal.sum(axis=1, keepdims=True), internal], axis=1)
        external = np.concatenate([ends.sum(axis=1, keepdims=True), ends], axis=1) - 2 * within
        external[:, 0] //= 2  # a tie between two groups leaves both, and is one for the whole
        shuffled = compare_ei(within, external)
        is_known = ~np.isnan(shuffled)
        total += np.where(is_known, shuffled, 0.0).sum(axis=0)
        counted += is_known.sum(axis=0)
        as_closed += (shuffled <= seen + _ROUNDING).sum(axis=0)
        as_open += (shuffled >= seen - _ROUNDING).sum(axis=0)
    mean = np.divide(total, counted, out=np.full(size, np.nan), where=counted > 0)
    return Chance(mean, as_closed, as_open, np.where(np.isnan(seen), 0, counted))


def count_shuffled(contacts: Contacts, *, permutations: int, seed: int) -> Iterator[Pairs]:
    """
    Shuffle the groups of the assets that have one, a block of permutations at a time.

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
    position = np.full(len(contacts.code), -1, dtype=np.intp)
    position[grouped] = np.arange(len(grouped))
    first, second = position[contacts.first], position[contacts.second]
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
    of_first = labels[first]
    # Ties by permutations, flattened: the remainder of a position is its permutation.
    within = np.flatnonzero((of_first == labels[second]).ravel())
    key = (within % count) * groups + of_first.ravel()[within]
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
    n_groups = np.array([len(word) if isinstance(word, tuple | list) else -1 for word in given])
    code[n_groups == 0] = -1
    problems = [
        Problem(f"by[{graph.ids[row]!r}]", "several_groups", f"names {n_groups[row]} groups.",
                "Give one group for each asset, such as its first word.")
        for row in np.flatnonzero(n_groups > 0).tolist()
    ]  # fmt: skip
    if problems:
        raise GraphError("An asset can be in one group here.", problems)
    grouped = np.flatnonzero(code >= 0)
    words = pd.Series(given[grouped], dtype=object)
    code[grouped], names = pd.factorize(words.map(write_id), sort=True)
    return Labels(pd.Index(names, dtype="str", name="group"), code)


def call_groups(subject: AssetMap | AssetGraph, by: Groups, names: pd.Index[str]) -> list[str]:
    """Give what people call each group: places of a map by their names, all else as it is."""
    called = pd.Series(names, index=names, dtype="str")
    if isinstance(subject, AssetMap) and isinstance(by, str) and by == PLACE:
        called = subject.places["name"].reindex(names).fillna(called)
    return called.astype("str").tolist()


def _find_words(graph: AssetGraph, groups: Groups) -> Any:
    """Find what was given for each node; the groups are known to be sound."""
    if isinstance(groups, str):
        labels = graph.kind_of_node if groups == "kind" else graph.place_of_node
        given = pd.Series(dtype=object) if labels is None else labels
    else:
        given = pd.Series(groups)
    if not given.index.equals(graph.ids):
        given = given.set_axis([write_id(value) for value in given.index.tolist()])
        given = given[~given.index.duplicated()].reindex(graph.ids)
    return given.to_numpy(dtype=object)


def read_mixing(graph: AssetGraph, groups: Groups) -> Mixing:
    """Count the mixing of a graph by groups as they were given."""
    contacts = list_contacts(graph, read_labels(graph, groups))
    return measure_mixing(contacts.between_groups())
