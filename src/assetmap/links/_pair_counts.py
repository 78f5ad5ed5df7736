"""What joins each pair of places or groups: shared people and groups, interlocks and ties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import cost_chunks
from assetmap.errors import GraphError
from assetmap.links._presence import Presence, find_counted
from assetmap.model import AssetKind
from assetmap.network import MEMBERSHIP_KINDS
from assetmap.tables import AssetMap, find_standing_ties, measure_tie_is_unsure
from assetmap.typing import Flags, Floats, Matrix, Pairs, Positions

__all__ = [
    "AT_ONCE",
    "COUNTS",
    "JOINING",
    "MAX_PAIRS",
    "SHARED_AT_ONCE",
    "WEIGHTS",
    "Shared",
    "add_up_amounts",
    "count_links",
    "count_shared",
]

JOINING = ["shared_people", "shared_groups", "interlocks", "ties"]
"""What joins two places, each kind apart."""
COUNTS = (*JOINING, "group_ties", "unsure")
"""What is counted in whole numbers."""
WEIGHTS = ("weight", "group_weight")
"""What is shared, each by how few places it is active in: all of it, and the groups alone."""
AT_ONCE = 2_000_000
"""Pairs of groups that are held at one time, counted by what they cost: about 100 bytes each."""
MAX_PAIRS = 5_000_000
"""Pairs of places that a map may join: as rows, with a line and a sentence, about 1 kB each."""
SHARED_AT_ONCE = 6_000_000
"""Pairs that are listed at one time, as often as they are shared: about 50 bytes each."""
FEW_ACTORS, FEW_PAIRS = 500, 500_000
"""With fewer than these, a call for each place takes longer than the pairs it lists."""
_UNSURE = 32
"""Unsure actors are counted in the upper half of a whole number, people in the lower."""


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
        ``interlocks``, ``ties`` (int64), ``group_ties`` (int64, those of the
        ties with no person at either end), ``weight`` (float64),
        ``group_weight`` (float64, what the groups alone add to it), and
        ``unsure`` (int64): how many of the first four rest on old or
        unconfirmed records.

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
    ties, ties_unsure, tied = _unfold(_count_ties(presence, standing))
    people = presence.actors[presence.is_person]
    is_of_groups = ~(standing["source"].isin(people) | standing["target"].isin(people))
    group_ties, _, group_tied = _unfold(_count_ties(presence, standing[is_of_groups]))
    pairs = np.sort(np.concatenate([shared.pair, interlocked, tied]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]

    def spread(pair: Positions, values: Any) -> Any:
        laid = np.zeros(len(pairs), dtype=values.dtype)
        laid[np.searchsorted(pairs, pair)] = values
        return laid

    several = max(len(presence.places), 1)
    return pd.DataFrame(
        {
            "a": pairs // several,
            "b": pairs % several,
            "shared_people": spread(shared.pair, shared.people),
            "shared_groups": spread(shared.pair, shared.actors - shared.people),
            "interlocks": spread(interlocked, interlocks),
            "ties": spread(tied, ties),
            "group_ties": spread(group_tied, group_ties),
            "weight": spread(shared.pair, shared.weight),
            "group_weight": spread(shared.pair, shared.group_weight),
            "unsure": spread(shared.pair, shared.unsure)
            + spread(interlocked, interlocks_unsure)
            + spread(tied, ties_unsure),
        }
    )


def add_up_amounts(pairs: pd.DataFrame) -> Floats:
    """Add up how much joins each pair: shared people and groups by weight, and ties."""
    return (pairs["weight"] + pairs["ties"]).to_numpy(dtype=np.float64)


def _count_ties(presence: Presence, ties: pd.DataFrame) -> Crossings:
    """Count the ties that go from one place to the other, each once for a pair."""
    ends = [presence.actors.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    is_there = (ends[0] >= 0) & (ends[1] >= 0)
    is_unsure = ties["is_unsure"].to_numpy(dtype=bool)
    source, target = (presence.homes[end[is_there]] for end in ends)
    return count_across(source, target, is_unsure[is_there])


def _unfold(crossings: Crossings) -> tuple[Positions, Positions, Positions]:
    """Take the counts, those that are unsure and the numbers of the pairs out of the matrices."""
    (pair, counts), (unsure_pair, unsure) = (_list_entries(part) for part in crossings)
    unsure_of_each = np.zeros(len(pair), dtype=np.int64)
    unsure_of_each[np.searchsorted(pair, unsure_pair)] = unsure  # each of them is a pair as well
    return counts, unsure_of_each, pair


def _list_entries(matrix: Matrix) -> Pairs:
    """List the entries of a matrix as whole numbers, by the number of their pair, sorted."""
    found = coo_array(matrix)
    first, second = (end.astype(np.int64) for end in found.coords)
    pair = first * found.shape[1] + second
    order = np.argsort(pair)
    return pair[order], found.data[order].astype(np.int64)


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
    """Multiply what is at one end alone with what is at the other alone, each pair one way."""
    both = source * target
    crossed = coo_array(csr_array(source - both).T @ (target - both))
    is_one = crossed.data != 0
    row, column = (end[is_one] for end in crossed.coords)
    ends = (np.minimum(row, column), np.maximum(row, column))
    return csr_array(coo_array((crossed.data[is_one], ends), shape=crossed.shape))


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
    groups, members, confirmed = _find_members(m, presence, ties)
    there = presence.incidence[groups]
    counts = unsure = csr_array((len(presence.places),) * 2, dtype=np.float64)
    for one, other, is_unsure in _pair_groups(members, confirmed):
        width = np.diff(there.indptr).astype(np.int64)
        for run in cost_chunks(width[one] * width[other], at_most=AT_ONCE):
            crossed = count_across(there[one[run]], there[other[run]], is_unsure[run])
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
    """Find the groups that are somewhere, and who belongs to them: at all, and confirmed.

    Members count whatever their themes, and wherever they are.
    """
    ties = ties[ties["kind"].isin(MEMBERSHIP_KINDS)]
    kind = m.assets["kind"].reindex(find_counted(m))
    people = kind.index[kind == str(AssetKind.INDIVIDUAL)]
    person = people.get_indexer(pd.Index(ties["source"]))
    actor = presence.actors.get_indexer(pd.Index(ties["target"]))
    is_somewhere = (np.diff(presence.incidence.indptr) > 0) & ~presence.is_person
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


class Shared(NamedTuple):
    """Pairs of places, sorted, each with what it shares.

    ``pair`` is the position of the first place times the number of places,
    plus that of the second; ``actors`` counts people and groups together, and
    ``group_weight`` is what the groups alone add to ``weight``.
    """

    pair: Positions
    actors: Positions
    people: Positions
    unsure: Positions
    weight: Floats
    group_weight: Floats


def count_shared(
    matrix: Matrix, *, is_person: Flags, is_unsure: Flags, ids: pd.Index[str]
) -> Shared:
    """
    Count for every pair of places the actors that are active in both.

    ``matrix`` has a row per actor and a column per place, sorted within rows.
    ``weight`` is 1 / (k - 1) for each actor that is active in k places (Newman
    2001), ``group_weight`` the same without people. Places are taken a run at
    a time, so that `SHARED_AT_ONCE` pairs are listed together, or those of one
    place if they are more. More than `MAX_PAIRS` pairs raise, with ``ids``.
    """
    places = np.diff(matrix.indptr).astype(np.int64)
    if (places * (places - 1) // 2).max(initial=0) > MAX_PAIRS:
        raise _too_many(places, ids)
    crowds = _gather_crowds(matrix, places, 2 * is_unsure.astype(np.int64) + is_person)
    found: list[Shared] = []
    for run, many in _cut_places(matrix, places):
        found.append(_count_run(crowds, run, many=many, of=matrix.shape[1]))
        if sum(len(part.pair) for part in found) > MAX_PAIRS:
            raise _too_many(places, ids)
    if len(found) == 1:
        return found[0]
    return Shared(*map(np.concatenate, zip(*found, strict=True)))


def _cut_places(matrix: Matrix, places: Positions) -> Iterator[tuple[slice, int]]:
    """Cut the first places of the pairs into runs, each with how many pairs will be listed."""
    total = int((places * (places - 1) // 2).sum())
    if total <= SHARED_AT_ONCE:
        yield slice(0, matrix.shape[1]), total
        return
    later = np.repeat(np.cumsum(places), places) - 1 - np.arange(matrix.nnz)
    listed = np.bincount(matrix.indices, weights=later, minlength=matrix.shape[1])
    for run in cost_chunks(listed.astype(np.int64), at_most=SHARED_AT_ONCE):
        yield run, int(listed[run].sum())


class _Crowd(NamedTuple):
    """Actors that are active in the same number of places: a row per place, a column each."""

    active: Positions
    kind: Positions


def _gather_crowds(matrix: Matrix, places: Positions, kind: Positions) -> list[_Crowd]:
    """Put actors of as many places together, those of two and more."""
    joining = np.flatnonzero(places > 1)
    if not len(joining):
        return []
    most = int(places.max())
    # The fewer bytes the numbers have, the faster they are put in order.
    joining = joining[np.argsort(places[joining].astype(np.min_scalar_type(most)), kind="stable")]
    sizes, start = np.unique(places[joining], return_index=True)
    return [
        _Crowd(matrix.indices[matrix.indptr[rows] + np.arange(size)[:, None]], kind[rows])
        for size, rows in zip(sizes, np.split(joining, start[1:]), strict=True)
    ]


def _count_run(crowds: list[_Crowd], run: slice, *, many: int, of: int) -> Shared:
    """Count the pairs whose first place is in a run; ``many`` is how many are listed."""
    bits = max(4 * len(crowds) - 1, 1).bit_length()
    keys = _list_pairs(crowds, run, np.empty(many, dtype=np.int64), bits=bits, of=of)
    keys.sort()
    code = keys & ((1 << bits) - 1)
    keys >>= bits
    is_first = np.ones(many, dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    start, more = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    code_of_first, code_of_more = code[start], code[more]
    whose = more - np.arange(1, len(more) + 1)  # as many firsts stand before it, less one

    def add_up(worth: Any) -> Any:
        total = worth[code_of_first]
        np.add.at(total, whose, worth[code_of_more])
        return total

    flags = np.arange(4 * len(crowds)) % 4
    is_person = (flags & 1).astype(bool)
    counts = add_up((flags >> 1 << _UNSURE) + (flags & 1))
    sizes = np.array([len(crowd.active) for crowd in crowds], dtype=np.int64)
    part = 1.0 / (np.repeat(sizes, 4) - 1)
    return Shared(
        pair=keys[start],
        actors=np.diff(start, append=many),
        people=counts & ((1 << _UNSURE) - 1),
        unsure=counts >> _UNSURE,
        weight=add_up(part),
        group_weight=add_up(np.where(is_person, 0.0, part)),
    )


def _list_pairs(
    crowds: list[_Crowd], run: slice, keys: Positions, *, bits: int, of: int
) -> Positions:
    """Write every pair of places of every actor as a number: the two, and what it is."""
    at = 0
    is_all = run == slice(0, of)
    for number, (active, kind) in enumerate(crowds):
        first = (active.astype(np.int64) * of << bits) + (4 * number + kind)
        second = active.astype(np.int64) << bits
        if len(kind) < FEW_ACTORS and len(kind) * len(active) ** 2 // 2 < FEW_PAIRS:
            # Such as a few bodies that work in many places each: all pairs in one go.
            one, other = np.triu_indices(len(active), 1)
            here = (active[one] >= run.start) & (active[one] < run.stop)
            listed = (first[one] + second[other])[here]
            keys[at : at + len(listed)] = listed
            at += len(listed)
            continue
        for place, row in enumerate(active[:-1]):  # place by place, each with all later ones
            columns: Any = slice(None)
            if not is_all:
                columns = np.flatnonzero((row >= run.start) & (row < run.stop))
            later = second[place + 1 :, columns]
            np.add(
                first[place, columns], later, out=keys[at : at + later.size].reshape(later.shape)
            )
            at += later.size
    return keys


def _too_many(places: Positions, ids: pd.Index[str]) -> GraphError:
    """Say that there are more pairs than can be held, and who makes the most."""
    widest = ids[np.lexsort((np.arange(len(places)), -places))[:5]]
    return GraphError(
        f"The assets of this map join more than {MAX_PAIRS:,} pairs of places. "
        f"Active in the most places: {', '.join(repr(name) for name in widest)}. "
        "Ask for a larger level of places, or leave the bodies out that work everywhere."
    )
