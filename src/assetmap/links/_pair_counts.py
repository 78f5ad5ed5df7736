"""What joins each pair of places or groups: shared people and groups, interlocks and ties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import cost_chunks, is_among, is_run_start
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
"""Pairs of groups in one chunk, counted by what they cost: about 100 bytes each."""
MAX_PAIRS = 5_000_000
"""Pairs of places that a map may join: as rows, with a line and a sentence, about 1 kB each."""
SHARED_AT_ONCE = 6_000_000
"""Pairs in one chunk, each as often as it is shared: about 50 bytes each."""
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
    is_of_groups = ~(is_among(standing["source"], people) | is_among(standing["target"], people))
    group_ties, _, group_tied = _unfold(_count_ties(presence, standing[is_of_groups]))
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
            "weight": scatter(shared.pair, shared.weight),
            "group_weight": scatter(shared.pair, shared.group_weight),
            "unsure": scatter(shared.pair, shared.unsure)
            + scatter(interlocked, interlocks_unsure)
            + scatter(tied, ties_unsure),
        }
    )


def add_up_amounts(pairs: pd.DataFrame) -> Floats:
    """Add up how much joins each pair: shared people and groups by weight, and ties."""
    return (pairs["weight"] + pairs["ties"]).to_numpy(dtype=np.float64)


def _count_ties(presence: Presence, ties: pd.DataFrame) -> Crossings:
    """Count the ties that go from one place to the other, each once for a pair."""
    ends = [presence.actors.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    is_between_actors = (ends[0] >= 0) & (ends[1] >= 0)
    is_unsure = ties["is_unsure"].to_numpy(dtype=bool)
    source, target = (presence.homes[end[is_between_actors]] for end in ends)
    return count_across(source, target, is_unsure[is_between_actors])


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
    2001), ``group_weight`` the same without people. Places are taken a chunk at
    a time, so that `SHARED_AT_ONCE` pairs are listed together, or those of one
    place if they are more. More than `MAX_PAIRS` pairs raise, with ``ids``.
    """
    degree = np.diff(matrix.indptr).astype(np.int64)
    if (degree * (degree - 1) // 2).max(initial=0) > MAX_PAIRS:
        raise _too_many(degree, ids)
    blocks = _build_degree_blocks(matrix, degree, 2 * is_unsure.astype(np.int64) + is_person)
    found: list[Shared] = []
    for chunk, n_pairs in _chunk_places(matrix, degree):
        found.append(_count_chunk(blocks, chunk, n_pairs=n_pairs, n_places=matrix.shape[1]))
        if sum(len(part.pair) for part in found) > MAX_PAIRS:
            raise _too_many(degree, ids)
    if len(found) == 1:
        return found[0]
    return Shared(*map(np.concatenate, zip(*found, strict=True)))


def _chunk_places(matrix: Matrix, degree: Positions) -> Iterator[tuple[slice, int]]:
    """Cut the first places of the pairs into chunks, each with how many pairs will be listed."""
    total = int((degree * (degree - 1) // 2).sum())
    if total <= SHARED_AT_ONCE:
        yield slice(0, matrix.shape[1]), total
        return
    # Every entry of a row is paired with the entries that stand after it in the row.
    n_later = np.repeat(np.cumsum(degree), degree) - 1 - np.arange(matrix.nnz)
    n_pairs = np.bincount(matrix.indices, weights=n_later, minlength=matrix.shape[1])
    for chunk in cost_chunks(n_pairs.astype(np.int64), at_most=SHARED_AT_ONCE):
        yield chunk, int(n_pairs[chunk].sum())


class _DegreeBlock(NamedTuple):
    """Actors that are active in k places each: ``places`` has k rows and a column per actor."""

    places: Positions
    kind: Positions


def _build_degree_blocks(matrix: Matrix, degree: Positions, kind: Positions) -> list[_DegreeBlock]:
    """Put actors of equal degree, from two, into dense blocks: these are paired row by row."""
    actors = np.flatnonzero(degree > 1)
    if not len(actors):
        return []
    # The fewer bytes the numbers have, the faster they are put in order.
    small = np.min_scalar_type(int(degree.max()))
    actors = actors[np.argsort(degree[actors].astype(small), kind="stable")]
    sizes, start = np.unique(degree[actors], return_index=True)
    return [
        _DegreeBlock(matrix.indices[matrix.indptr[rows] + np.arange(size)[:, None]], kind[rows])
        for size, rows in zip(sizes, np.split(actors, start[1:]), strict=True)
    ]


def _count_chunk(
    blocks: list[_DegreeBlock], chunk: slice, *, n_pairs: int, n_places: int
) -> Shared:
    """Count the pairs whose first place is in a chunk, each listed as often as it is shared.

    A key is the pair and, in its lowest bits, the block and the kind of the
    actor: one sort of whole numbers puts equal pairs together, and what an
    actor counts is looked up by those bits.
    """
    bits = max(4 * len(blocks) - 1, 1).bit_length()
    keys = np.empty(n_pairs, dtype=np.int64)
    _list_pairs(blocks, chunk, keys, bits=bits, n_places=n_places)
    keys.sort()
    code = keys & ((1 << bits) - 1)
    keys >>= bits
    is_first = is_run_start(keys)
    start, repeat = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    code_of_first, code_of_repeat = code[start], code[repeat]
    # Most pairs are listed once: sums start from the first, and only repeats are added.
    pair_of_repeat = repeat - np.arange(1, len(repeat) + 1)  # cumulative count of firsts, less 1

    def add_up(amount: Any) -> Any:
        """Add up the amounts of the codes of each pair."""
        total = amount[code_of_first]
        np.add.at(total, pair_of_repeat, amount[code_of_repeat])
        return total

    kind = np.arange(4 * len(blocks)) % 4
    is_person = (kind & 1).astype(bool)
    counts = add_up((kind >> 1 << _UNSURE) + (kind & 1))
    degree = np.array([len(block.places) for block in blocks], dtype=np.int64)
    weight = 1.0 / (np.repeat(degree, 4) - 1)
    return Shared(
        pair=keys[start],
        actors=np.diff(start, append=n_pairs),
        people=counts & ((1 << _UNSURE) - 1),
        unsure=counts >> _UNSURE,
        weight=add_up(weight),
        group_weight=add_up(np.where(is_person, 0.0, weight)),
    )


def _list_pairs(
    blocks: list[_DegreeBlock], chunk: slice, keys: Positions, *, bits: int, n_places: int
) -> None:
    """Fill ``keys``: (first * n_places + second) << bits, plus 4 * block + kind of the actor."""
    filled = 0
    is_all = chunk == slice(0, n_places)
    for number, (places, kind) in enumerate(blocks):
        first = (places.astype(np.int64) * n_places << bits) + (4 * number + kind)
        second = places.astype(np.int64) << bits
        if len(kind) < FEW_ACTORS and len(kind) * len(places) ** 2 // 2 < FEW_PAIRS:
            # Such as a few bodies that work in many places each: all pairs in one go.
            upper, lower = np.triu_indices(len(places), 1)
            is_in_chunk = (places[upper] >= chunk.start) & (places[upper] < chunk.stop)
            listed = (first[upper] + second[lower])[is_in_chunk]
            keys[filled : filled + len(listed)] = listed
            filled += len(listed)
            continue
        for nth, row in enumerate(places[:-1]):  # place by place, each with all later ones
            columns: Any = slice(None)
            if not is_all:
                columns = np.flatnonzero((row >= chunk.start) & (row < chunk.stop))
            later = second[nth + 1 :, columns]
            out = keys[filled : filled + later.size].reshape(later.shape)
            np.add(first[nth, columns], later, out=out)
            filled += later.size


def _too_many(degree: Positions, ids: pd.Index[str]) -> GraphError:
    """Say that there are more pairs than can be held, and who makes the most."""
    widest = ids[np.lexsort((np.arange(len(degree)), -degree))[:5]]
    return GraphError(
        f"The assets of this map join more than {MAX_PAIRS:,} pairs of places. "
        f"Active in the most places: {', '.join(repr(name) for name in widest)}. "
        "Ask for a larger level of places, or leave the bodies out that work everywhere."
    )
