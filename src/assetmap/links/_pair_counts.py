"""What joins each pair of places or groups: shared people and groups, interlocks and ties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import cost_chunks, is_among
from assetmap.errors import GraphError
from assetmap.links._counted_ties import find_counted_ties
from assetmap.links._presence import Presence, find_counted
from assetmap.links._shared_counts import MAX_PAIRS, NAMED, count_shared
from assetmap.model import AssetKind
from assetmap.network import MEMBERSHIP_KINDS
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    measure_tie_is_unsure,
    merge_repeated_ties,
)
from assetmap.typing import Flags, Floats, Matrix, Pairs, Positions

__all__ = [
    "AT_ONCE",
    "COUNTS",
    "JOINING",
    "TOLD_APART",
    "WEIGHTS",
    "add_up_amounts",
    "count_links",
]

JOINING = ["shared_people", "shared_groups", "interlocks", "ties"]
"""What joins two places, each kind apart."""
COUNTS = (*JOINING, "group_ties", "records", "unsure")
"""What is counted in whole numbers."""
WEIGHTS = ("weight", "group_weight")
"""What is shared, each by how few places it is active in: all of it, and the groups alone."""
TOLD_APART = tuple(f"group_{nth}" for nth in range(1, NAMED + 1))
"""The first shared groups of a pair, a column each."""
AT_ONCE = 2_000_000
"""Pairs of groups in one chunk, counted by what they cost: about 100 bytes each."""


class Crossings(NamedTuple):
    """Places by places, above the diagonal: how many cross, and how many of them are unsure."""

    counts: Matrix
    unsure: Matrix


def count_links(m: AssetMap, presence: Presence) -> pd.DataFrame:
    """
    List the joined pairs of places, or groups, by position, with what joins them.

    Parameters
    ----------
    m
        The map. Not modified.
    presence
        Who is active where (`find_presence`).

    Returns
    -------
    pairs
        A row per pair that anything joins, sorted: ``a`` < ``b`` (int64,
        positions among ``presence.places``), ``shared_people``, ``shared_groups``,
        ``interlocks``, ``ties`` (int64, different pairs of assets, by kind),
        ``group_ties`` (int64, those with no person at either end),
        ``records`` (int64, of the ties), ``weight`` (float64),
        ``group_weight`` (float64, what the groups alone add to it),
        ``unsure`` (int64): how many of the first four rest on old or
        unconfirmed records; and the positions among ``presence.actors`` of
        the first shared groups, those in the fewest places first
        (`TOLD_APART`, int64, -1 for none).

    Raises
    ------
    GraphError
        If the map joins too many pairs of places
        (`assetmap.links.MAX_PAIRS`).
    """
    shared = count_shared(
        presence.incidence,
        is_person=presence.is_person,
        is_unsure=presence.is_unsure,
        ids=presence.actors,
    )
    standing = find_standing_ties(m)
    standing = standing.assign(is_unsure=measure_tie_is_unsure(m).reindex(standing.index))
    interlocks, interlocks_unsure, interlocked = _unfold(count_interlocks(m, presence, standing))
    recorded = find_counted_ties(m, presence.actors)
    records, _, of_records = _unfold(_count_ties(presence, recorded))
    counted = merge_repeated_ties(recorded)
    ties, ties_unsure, tied = _unfold(_count_ties(presence, counted))
    people = presence.actors[presence.is_person]
    is_of_groups = ~(is_among(counted["source"], people) | is_among(counted["target"], people))
    group_ties, _, group_tied = _unfold(_count_ties(presence, counted[is_of_groups]))
    pairs = np.sort(np.concatenate([shared.pair, interlocked, tied]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]

    def scatter(pair: Positions, values: Any) -> Any:
        """Put the values of these pairs among all pairs, 0 elsewhere."""
        column = np.zeros(len(pairs), dtype=values.dtype)
        column[np.searchsorted(pairs, pair)] = values
        return column

    n_places = max(len(presence.places), 1)
    return pd.DataFrame(
        {
            "a": pairs // n_places,
            "b": pairs % n_places,
            "shared_people": scatter(shared.pair, shared.people),
            "shared_groups": scatter(shared.pair, shared.actors - shared.people),
            "interlocks": scatter(interlocked, interlocks),
            "ties": scatter(tied, ties),
            "group_ties": scatter(group_tied, group_ties),
            "records": scatter(of_records, records),
            "weight": scatter(shared.pair, shared.weight),
            "group_weight": scatter(shared.pair, shared.group_weight),
            "unsure": scatter(shared.pair, shared.unsure)
            + scatter(interlocked, interlocks_unsure)
            + scatter(tied, ties_unsure),
            **{
                name: scatter(shared.pair, group + 1) - 1
                for name, group in zip(TOLD_APART, shared.named.T, strict=True)
            },
        }
    )


def add_up_amounts(pairs: pd.DataFrame) -> Floats:
    """Add up how much joins each pair: shared people and groups by weight, and ties."""
    return (pairs["weight"] + pairs["ties"]).to_numpy(dtype=np.float64)


def _count_ties(presence: Presence, ties: pd.DataFrame) -> Crossings:
    """Count the rows of ties that go from one place to the other, each once for a pair."""
    source, target = (
        presence.homes[presence.actors.get_indexer(pd.Index(ties[end]))]
        for end in ("source", "target")
    )
    return count_across(source, target, ties["is_unsure"].to_numpy(dtype=bool))


def _unfold(crossings: Crossings) -> tuple[Positions, Positions, Positions]:
    """Take the counts, those that are unsure and the numbers of the pairs out of the matrices."""
    (pair, counts), (unsure_pair, unsure) = (_list_entries(part) for part in crossings)
    unsure_of_each = np.zeros(len(pair), dtype=np.int64)
    unsure_of_each[np.searchsorted(pair, unsure_pair)] = unsure  # each of them is a pair as well
    return counts, unsure_of_each, pair


def _list_entries(matrix: Matrix) -> Pairs:
    """List the entries of a matrix as whole numbers, by the number of their pair, sorted."""
    entries = coo_array(matrix)
    first, second = (end.astype(np.int64) for end in entries.coords)
    pair = first * entries.shape[1] + second
    order = np.argsort(pair)
    return pair[order], entries.data[order].astype(np.int64)


def count_across(source: Matrix, target: Matrix, is_unsure: Flags) -> Crossings:
    """
    Count for each pair of places the rows that go from one to the other.

    A row goes across places a and b when one of its ends is in a and not in
    b, and the other in b and not in a: what is in both is shared, and does not
    join them a second time.

    Parameters
    ----------
    source, target
        A row per tie, a column per place: 1 where that end is.
    is_unsure
        Which rows are old or unconfirmed.

    Returns
    -------
    crossings
        Each row once for a pair.

    Examples
    --------
    >>> mill_and_hill = csr_array(np.array([[1.0, 1, 0]]))
    >>> hill_and_quay = csr_array(np.array([[0.0, 1, 1]]))
    >>> crossings = count_across(mill_and_hill, hill_and_quay, np.array([True]))
    >>> crossings.counts.toarray().tolist()
    [[0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    >>> (crossings.unsure != crossings.counts).nnz
    0
    """
    return Crossings(_cross(source, target), _cross(source[is_unsure], target[is_unsure]))


def _cross(source: Matrix, target: Matrix) -> Matrix:
    """Count (S - ST)' (T - ST), where ST is what both ends have; each pair one way."""
    shared = source * target
    crossed = coo_array(csr_array(source - shared).T @ (target - shared))
    is_entry = crossed.data != 0
    row, column = (end[is_entry] for end in crossed.coords)
    ends = (np.minimum(row, column), np.maximum(row, column))
    return csr_array(coo_array((crossed.data[is_entry], ends), shape=crossed.shape))


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
        The ties that stand (`assetmap.tables.find_standing_ties`), with a
        column ``is_unsure``.

    Returns
    -------
    crossings
        As of `count_across`. A pair of groups is unsure where no member they
        share is confirmed in both within two years.
    """
    groups, membership, confirmed = _find_members(m, presence, ties)
    incidence = presence.incidence[groups]
    n_places = np.diff(incidence.indptr).astype(np.int64)
    counts = unsure = csr_array((len(presence.places),) * 2, dtype=np.float64)
    for left, right, is_unsure in _pair_groups(membership, confirmed):
        for chunk in cost_chunks(n_places[left] * n_places[right], at_most=AT_ONCE):
            crossed = count_across(
                incidence[left[chunk]], incidence[right[chunk]], is_unsure[chunk]
            )
            counts, unsure = csr_array(counts + crossed.counts), csr_array(unsure + crossed.unsure)
            if counts.nnz > MAX_PAIRS:
                raise GraphError(
                    f"Shared members join more than {MAX_PAIRS:,} pairs of places. "
                    "Ask for a larger level of places."
                )
    return Crossings(counts, unsure)


def _find_members(
    m: AssetMap, presence: Presence, ties: pd.DataFrame
) -> tuple[Positions, Matrix, Matrix]:
    """Find the groups that are somewhere, and people by groups: who belongs, and confirmed.

    Members count whatever their themes, and wherever they are.
    """
    ties = ties[is_among(ties["kind"], MEMBERSHIP_KINDS)]
    kind = m.assets["kind"].reindex(find_counted(m))
    people = kind.index[kind.to_numpy(dtype=object) == str(AssetKind.INDIVIDUAL)]
    person = people.get_indexer(pd.Index(ties["source"]))
    actor = presence.actors.get_indexer(pd.Index(ties["target"]))
    is_somewhere = (np.diff(presence.incidence.indptr) > 0) & ~presence.is_person
    is_entry = (person >= 0) & (actor >= 0)
    is_entry[is_entry] = is_somewhere[actor[is_entry]]
    groups, group = np.unique(actor[is_entry], return_inverse=True)
    is_sure = ~ties["is_unsure"].to_numpy(dtype=bool)[is_entry]
    shape = (len(people), len(groups))
    ends = (person[is_entry], group)
    membership = _binarise(coo_array((np.ones(len(group)), ends), shape=shape))
    sure_ends = (ends[0][is_sure], ends[1][is_sure])
    confirmed = _binarise(coo_array((np.ones(len(sure_ends[0])), sure_ends), shape=shape))
    return groups, membership, confirmed


def _pair_groups(
    membership: Matrix, confirmed: Matrix
) -> Iterator[tuple[Positions, Positions, Flags]]:
    """List the pairs of groups that share a member (M'M), a chunk of groups at a time."""
    by_group, confirmed_by_group = csr_array(membership.T), csr_array(confirmed.T)
    for chunk in cost_chunks(by_group @ np.diff(membership.indptr), at_most=AT_ONCE):
        # 2 where a shared member is confirmed in both groups, 1 where none is.
        shared = coo_array(
            _binarise(by_group[chunk] @ membership)
            + _binarise(confirmed_by_group[chunk] @ confirmed)
        )
        left, right = shared.coords[0] + chunk.start, shared.coords[1]
        is_upper = left < right
        yield left[is_upper], right[is_upper], shared.data[is_upper] == 1


def _binarise(counts: Any) -> Matrix:
    """Put 1 wherever anything was counted."""
    binary = csr_array(counts)
    binary.data[:] = 1.0
    return binary
