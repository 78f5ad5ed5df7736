"""Which groups share a member, and which places do they join?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import cost_chunks
from assetmap.errors import GraphError
from assetmap.links.pairs.crossing import Crossings, count_across
from assetmap.links.pairs.presence import Presence, find_counted
from assetmap.links.pairs.sharing import MAX_PAIRS
from assetmap.model import AssetKind
from assetmap.network import MEMBERSHIP_KINDS
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Matrix, Positions

__all__ = ["AT_ONCE", "count_interlocks"]

AT_ONCE = 2_000_000
"""Pairs of groups that are held at one time, counted by what they cost: about 100 bytes each."""


def count_interlocks(m: AssetMap, presence: Presence, ties: pd.DataFrame) -> Crossings:
    """
    Count the pairs of groups that join two places by a member they share.

    Two groups interlock when somebody belongs to both
    (`assetmap.network.MEMBERSHIP_KINDS`), however many do. They join two
    places when one is active in the first and not in the second, the other in
    the second and not in the first: a group that is in both is shared already.

    Parameters
    ----------
    m, presence
        The map, and who is active where.
    ties
        The ties that stand (`assetmap.network.find_standing_ties`), with a
        column ``is_unsure``.

    Returns
    -------
    crossings
        As of `count_across`. A pair of groups is unsure where no member they
        share is confirmed in both within two years.
    """
    groups, members, confirmed = _find_members(m, presence, ties)
    there = presence.matrix[groups]
    total: Crossings = csr_array((len(presence.places),) * 2, dtype=np.complex128)
    for one, other, is_unsure in _pair_groups(members, confirmed):
        width = np.diff(there.indptr).astype(np.int64)
        for run in cost_chunks(width[one] * width[other], at_most=AT_ONCE):
            crossed = count_across(there[one[run]], there[other[run]], is_unsure[run])
            total = csr_array(total + crossed)
            if total.nnz > MAX_PAIRS:
                raise GraphError(
                    f"Shared members join more than {MAX_PAIRS:,} pairs of places. "
                    "Ask for a larger level of places."
                )
    return total


def _find_members(
    m: AssetMap, presence: Presence, ties: pd.DataFrame
) -> tuple[Positions, Matrix, Matrix]:
    """Find the groups that are somewhere, and who belongs to them: at all, and confirmed.

    Members count whatever their themes, and wherever they are.
    """
    ties = ties[ties["kind"].isin(MEMBERSHIP_KINDS)]
    kind = m.assets["kind"].reindex(find_counted(m))
    people = kind.index[kind == str(AssetKind.INDIVIDUAL)]
    person = people.get_indexer(pd.Index(ties["source"]))
    actor = presence.actors.get_indexer(pd.Index(ties["target"]))
    is_somewhere = (np.diff(presence.matrix.indptr) > 0) & ~presence.is_person
    is_one = (person >= 0) & (actor >= 0)
    is_one[is_one] = is_somewhere[actor[is_one]]
    groups, group = np.unique(actor[is_one], return_inverse=True)
    is_sure = ~ties["is_unsure"].to_numpy(dtype=bool)[is_one]
    shape = (len(people), len(groups))
    ends = (person[is_one], group)
    members = _mark(coo_array((np.ones(len(group)), ends), shape=shape))
    sure_ends = (ends[0][is_sure], ends[1][is_sure])
    confirmed = _mark(coo_array((np.ones(len(sure_ends[0])), sure_ends), shape=shape))
    return groups, members, confirmed


def _pair_groups(
    members: Matrix, confirmed: Matrix
) -> Iterator[tuple[Positions, Positions, Flags]]:
    """List the pairs of groups that share a member, some groups at a time."""
    by_group, confirmed_by_group = csr_array(members.T), csr_array(confirmed.T)
    for run in cost_chunks(by_group @ np.diff(members.indptr), at_most=AT_ONCE):
        both = coo_array(
            _mark(by_group[run] @ members) + _mark(confirmed_by_group[run] @ confirmed)
        )
        one, other = both.coords[0] + run.start, both.coords[1]
        is_later = one < other
        yield one[is_later], other[is_later], both.data[is_later] == 1


def _mark(counts: Any) -> Matrix:
    """Put 1 wherever anything was counted."""
    marked = csr_array(counts)
    marked.data[:] = 1.0
    return marked
