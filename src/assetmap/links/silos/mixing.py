"""How many ties stay within each group, how many leave it, and how mixed is the whole?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import triu

from assetmap.links.silos.labels import Labels
from assetmap.network import AssetGraph
from assetmap.typing import Floats, Positions

__all__ = ["Contacts", "Mixing", "compare_ei", "list_contacts", "measure_mixing"]


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
