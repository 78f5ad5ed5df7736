"""How many people and groups each pair of places shares, and with what weight.

The kernel behind `find_links`: a matrix of who is active where in, a row per
pair of places that share somebody out. Every pair of places of every actor is
written as one whole number: the first place, the second, and what kind of
actor it is (whole numbers of 64 bits hold two million places). Sorting those
numbers brings equal pairs together, and one pass adds them up. On a million
memberships in 35,000 places this took a quarter to a seventh of the time of a
sparse product of the matrix with itself, which makes every pair twice over,
and a tenth to a twentieth of that of a self-merge (benchmarks/bench_links.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.arrays import cost_chunks
from assetmap.errors import GraphError
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = ["AT_ONCE", "MAX_PAIRS", "Shared", "count_shared"]

MAX_PAIRS = 5_000_000
"""Pairs of places that a map may join: as rows, with a line and a sentence, about 1 kB each."""
AT_ONCE = 6_000_000
"""Pairs that are listed at one time, as often as they are shared: about 50 bytes each."""
FEW_ACTORS, FEW_PAIRS = 500, 500_000
"""With fewer than these, a call for each place takes longer than the pairs it lists."""
_UNSURE = 32
"""Unsure actors are counted in the upper half of a whole number, people in the lower."""


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

    Parameters
    ----------
    matrix
        A row per actor, a column per place, 1 where it is active; columns
        sorted within rows.
    is_person, is_unsure
        Which actors are people, and which nobody has confirmed lately.
    ids
        Ids of the actors, for the error.

    Returns
    -------
    shared
        The pairs that share an actor. ``weight`` is 1 / (k - 1) for each
        actor that is active in k places (Newman 2001); ``group_weight`` the
        same for those who are no person.

    Raises
    ------
    GraphError
        If more than `MAX_PAIRS` pairs share somebody.

    Notes
    -----
    Memory: places are taken a run at a time, so that `AT_ONCE` pairs are
    listed together, or those of one place if they are more. What is kept
    grows with the pairs that come out, not with how often they are shared.
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
    if total <= AT_ONCE:
        yield slice(0, matrix.shape[1]), total
        return
    later = np.repeat(np.cumsum(places), places) - 1 - np.arange(matrix.nnz)
    listed = np.bincount(matrix.indices, weights=later, minlength=matrix.shape[1])
    for run in cost_chunks(listed.astype(np.int64), at_most=AT_ONCE):
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
