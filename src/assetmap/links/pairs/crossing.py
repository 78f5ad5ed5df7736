"""How many times does something on one side meet something on the other, pair by pair?"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array

from assetmap.typing import Flags, Matrix

__all__ = ["Crossings", "count_across"]

Crossings: TypeAlias = Matrix
"""By first and second place: how many cross as the real part, how many of them are unsure."""


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
        Places by places, above the diagonal; each row once for a pair.

    Examples
    --------
    >>> mill_and_hill = csr_array(np.array([[1.0, 1, 0]]))
    >>> hill_and_quay = csr_array(np.array([[0.0, 1, 1]]))
    >>> count_across(mill_and_hill, hill_and_quay, np.array([True])).toarray().tolist()
    [[0j, 0j, (1+1j)], [0j, 0j, 0j], [0j, 0j, 0j]]
    """
    both = source * target
    worth = 1.0 + 1j * is_unsure
    there = csr_array(diags_array(worth) @ (source - both))
    crossed = coo_array(there.T @ (target - both))
    is_one = crossed.data != 0
    row, column = (end[is_one] for end in crossed.coords)
    ends = (np.minimum(row, column), np.maximum(row, column))
    return csr_array(coo_array((crossed.data[is_one], ends), shape=crossed.shape))
