"""Which rows of a matrix of weights hold the same weights?"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_array

from assetmap.typing import Floats, Positions

__all__ = ["RowGroup", "group_rows"]

RowGroup: TypeAlias = tuple[Positions, Floats]


def group_rows(weights: csr_array) -> list[RowGroup]:
    """
    Group rows that hold the same weights, in whatever columns.

    Rows whose weights are all alike are grouped by how many and how much;
    every other row is a group of its own. Empty rows are in none.

    Returns
    -------
    groups
        The rows of each group, and the weights that they hold, largest first.
    """
    sizes = np.diff(weights.indptr)
    some = np.flatnonzero(sizes > 0)
    if not len(some):
        return []
    starts = weights.indptr[some]
    least = np.minimum.reduceat(weights.data, starts)
    most = np.maximum.reduceat(weights.data, starts)
    is_even = least == most
    keys = np.column_stack([sizes[some], most])[is_even]
    alike, which = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    stops = np.cumsum(np.bincount(which.ravel(), minlength=len(alike)))
    even_rows = np.split(some[is_even][order], stops[:-1]) if len(alike) else []
    even = [
        (rows, np.full(int(size), weight))
        for rows, (size, weight) in zip(even_rows, alike.tolist(), strict=True)
    ]
    stop = weights.indptr[1:]
    uneven = [
        (np.array([row]), np.sort(weights.data[weights.indptr[row] : stop[row]])[::-1])
        for row in some[~is_even].tolist()
    ]
    return [*even, *uneven]
