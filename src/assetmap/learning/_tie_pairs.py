"""The tied pairs of two dates side by side, as arrays over the ids of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.network import AssetGraph
from assetmap.typing import Flags, Integers, Matrix, Positions

__all__ = ["TiePairs", "measure_incidence", "pair_up"]


@dataclass(frozen=True, slots=True, eq=False)
class TiePairs:
    """
    Every pair that is tied at either date.

    ``first`` and ``second`` are positions in ``ids``, which are those of both
    dates in the order of text; where pairs are by kind, ``kind`` is a position
    in ``kinds``, otherwise both are empty.
    """

    ids: pd.Index[str]
    is_before: Flags
    is_after: Flags
    first: Positions
    second: Positions
    was_tied: Flags
    is_tied: Flags
    kind: Positions
    kinds: tuple[str, ...]
    is_directed: bool


def pair_up(was: AssetGraph, now: AssetGraph, *, by_kind: bool) -> TiePairs:
    """Lay the pairs of two graphs side by side; several ties of a pair (and kind) are one."""
    ids = was.ids.union(now.ids)
    kinds = tuple(sorted({*was.kinds, *now.kinds})) if by_kind else ()
    numbers = [np.unique(_number(graph, ids, kinds)) for graph in (was, now)]
    number = np.union1d(*numbers)
    pair, kind = (number // len(kinds), number % len(kinds)) if kinds else (number, number[:0])
    return TiePairs(
        ids=ids,
        is_before=ids.isin(was.ids),
        is_after=ids.isin(now.ids),
        first=pair // max(len(ids), 1),
        second=pair % max(len(ids), 1),
        was_tied=np.isin(number, numbers[0], assume_unique=True),
        is_tied=np.isin(number, numbers[1], assume_unique=True),
        kind=kind,
        kinds=kinds,
        is_directed=was.is_directed,
    )


def _number(graph: AssetGraph, ids: pd.Index[str], kinds: tuple[str, ...]) -> Integers:
    """Number each tie by its pair, and its kind where that matters; the same at both dates."""
    at = ids.get_indexer(graph.ids).astype(np.int64)
    first, second = at[graph.source], at[graph.target]
    if not graph.is_directed:
        first, second = np.minimum(first, second), np.maximum(first, second)
    number = first * len(ids) + second
    if not kinds:
        return number
    codes = np.array([kinds.index(kind) for kind in graph.kinds], dtype=np.int64)
    return number * len(kinds) + codes[graph.kind]


def measure_incidence(pairs: TiePairs, members: Matrix) -> Matrix:
    """Tell which pairs (rows) are of which group (columns): of either end's, or of their kind."""
    if pairs.kinds:
        ones = np.ones(len(pairs.kind))
        at = (np.arange(len(pairs.kind)), pairs.kind)
        return csr_array((ones, at), shape=(len(pairs.kind), len(pairs.kinds)))
    touched = csr_array(members[pairs.first] + members[pairs.second])
    touched.data[:] = 1.0
    return touched
