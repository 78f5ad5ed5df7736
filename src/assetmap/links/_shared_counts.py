"""What pairs of places share: people and groups that are active in both, counted and weighed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.arrays import cost_chunks, is_run_start
from assetmap.errors import GraphError
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = ["MAX_PAIRS", "NAMED", "SHARED_AT_ONCE", "Shared", "count_shared"]

MAX_PAIRS = 5_000_000
"""Pairs of places that a map may join: as rows, with a line and a sentence, about 1 kB each."""
SHARED_AT_ONCE = 6_000_000
"""Pairs in one chunk, each as often as it is shared: about 50 bytes each."""
FEW_ACTORS, FEW_PAIRS = 500, 500_000
"""With fewer than these, a call for each place takes longer than the pairs it lists."""
NAMED = 3
"""So many of the shared groups of a pair are told apart."""


class Shared(NamedTuple):
    """Pairs of places, sorted, each with what it shares.

    ``pair`` is the position of the first place times the number of places,
    plus that of the second; ``actors`` counts people and groups together, and
    ``group_weight`` is what the groups alone add to ``weight``. ``named`` has a
    row per pair: the actors of its first groups, those that are active in the
    fewest places first, and -1 where there are fewer.
    """

    pair: Positions
    actors: Positions
    people: Positions
    unsure: Positions
    weight: Floats
    group_weight: Floats
    named: Positions


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
    actors = _order_actors(degree, is_person, is_unsure)
    blocks = _build_degree_blocks(matrix, actors)
    found: list[Shared] = []
    for chunk, n_pairs in _chunk_places(matrix, degree):
        found.append(_count_chunk(blocks, actors, chunk, n_pairs, n_places=matrix.shape[1]))
        if sum(len(part.pair) for part in found) > MAX_PAIRS:
            raise _too_many(degree, ids)
    if len(found) == 1:
        return found[0]
    return Shared(*map(np.concatenate, zip(*found, strict=True)))


class _Actors(NamedTuple):
    """Those that are active in two places or more: groups first, then by how many places.

    Sorted keys of a pair therefore begin with the groups that say the most.
    """

    row: Positions
    degree: Positions
    is_person: Flags
    is_unsure: Flags


def _order_actors(degree: Positions, is_person: Flags, is_unsure: Flags) -> _Actors:
    """Put groups before people, and whoever is active in fewer places first; else by row."""
    rows = np.flatnonzero(degree > 1)
    rows = rows[np.lexsort((degree[rows], is_person[rows]))]
    return _Actors(rows, degree[rows], is_person[rows], is_unsure[rows])


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
    actor: Positions


def _build_degree_blocks(matrix: Matrix, actors: _Actors) -> list[_DegreeBlock]:
    """Put actors of equal degree into dense blocks: these are paired row by row."""
    if not len(actors.row):
        return []
    # The fewer bytes the numbers have, the faster they are put in order.
    small = np.min_scalar_type(int(actors.degree.max()))
    order = np.argsort(actors.degree.astype(small), kind="stable")
    sizes, start = np.unique(actors.degree[order], return_index=True)
    return [
        _DegreeBlock(
            matrix.indices[matrix.indptr[actors.row[which]] + np.arange(size)[:, None]], which
        )
        for size, which in zip(sizes, np.split(order, start[1:]), strict=True)
    ]


def _count_chunk(
    blocks: list[_DegreeBlock], actors: _Actors, chunk: slice, n_pairs: int, *, n_places: int
) -> Shared:
    """Count the pairs whose first place is in a chunk, each listed as often as it is shared.

    A key is the pair and, in its lowest bits, the actor: one sort of whole
    numbers puts equal pairs together, and what an actor counts is looked up.
    """
    bits = max(len(actors.row) - 1, 1).bit_length()
    keys = np.empty(n_pairs, dtype=np.int64)
    _list_pairs(blocks, chunk, keys, bits=bits, n_places=n_places)
    keys.sort()
    actor = keys & ((1 << bits) - 1)
    keys >>= bits
    is_first = is_run_start(keys)
    start, repeat = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    of_first, of_repeat = actor[start], actor[repeat]
    # Most pairs are listed once: sums start from the first, and only repeats are added.
    pair_of_repeat = repeat - np.arange(1, len(repeat) + 1)  # cumulative count of firsts, less 1

    def add_up(amount: Any) -> Any:
        """Add up the amounts of the actors of each pair."""
        total = amount[of_first]
        np.add.at(total, pair_of_repeat, amount[of_repeat])
        return total

    n_actors = np.diff(start, append=n_pairs)
    people = add_up(actors.is_person.astype(np.int64))
    weight = 1.0 / (actors.degree - 1)
    return Shared(
        pair=keys[start],
        actors=n_actors,
        people=people,
        unsure=add_up(actors.is_unsure.astype(np.int64)),
        weight=add_up(weight),
        group_weight=add_up(np.where(actors.is_person, 0.0, weight)),
        named=_name_groups(actor, start, n_actors - people, actors.row),
    )


def _name_groups(
    actor: Positions, start: Positions, n_groups: Positions, rows: Positions
) -> Positions:
    """Take the actors of the first few groups of each run; -1 stands for none."""
    nth = np.arange(NAMED)
    is_there = nth < n_groups[:, None]
    named = np.full(is_there.shape, -1, dtype=np.int64)
    at = start[:, None] + nth
    named[is_there] = rows[actor[at[is_there]]]
    return named


def _list_pairs(
    blocks: list[_DegreeBlock], chunk: slice, keys: Positions, *, bits: int, n_places: int
) -> None:
    """Fill ``keys``: (first * n_places + second) << bits, plus the actor."""
    filled = 0
    is_all = chunk == slice(0, n_places)
    for places, actor in blocks:
        first = (places.astype(np.int64) * n_places << bits) + actor
        second = places.astype(np.int64) << bits
        if len(actor) < FEW_ACTORS and len(actor) * len(places) ** 2 // 2 < FEW_PAIRS:
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
