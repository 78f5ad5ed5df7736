"""How many categories are there in effect, when rare ones count for less?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import entr

from assetmap.typing import Floats

__all__ = ["evenness", "hill_numbers"]


def hill_numbers(counts: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """
    Count categories in effect: all of them, the common ones, the dominant ones.

    Hill (1973) in the notation of Jost (2006), of the shares p of a row: the
    number of categories; ``exp(-sum(p ln p))``; ``1 / sum(p ** 2)``.

    Parameters
    ----------
    counts
        Rows by categories, from 0. Not modified.

    Returns
    -------
    order_0, order_1, order_2
        One number a row, each at most the one before it; 0 for a row of
        nothing but zeros.

    Examples
    --------
    >>> [numbers.round(6).tolist() for numbers in hill_numbers([[6, 2, 1, 1, 0, 0], [0] * 6])]
    [[4.0, 0.0], [2.971004, 0.0], [2.380952, 0.0]]
    """
    known = np.asarray(counts, dtype=np.float64)
    totals = known.sum(axis=1, keepdims=True)
    shares = np.divide(known, totals, out=np.zeros_like(known), where=totals > 0)
    is_some = totals[:, 0] > 0
    squares = np.einsum("ij,ij->i", shares, shares)
    return (
        (known > 0).sum(axis=1).astype(np.float64),
        np.where(is_some, np.exp(np.asarray(entr(shares)).sum(axis=1)), 0.0),
        np.divide(1.0, squares, out=np.zeros(len(known)), where=is_some),
    )


def evenness(order_1: Floats, categories: int) -> Floats:
    """
    Say how near a row comes to holding every category alike: from 0 to 1.

    The logarithm of the Hill number of order 1 over that of the number of
    categories there could be; 0 for one category, and for none.
    """
    if categories < 2:
        return np.zeros(len(order_1))
    even: Floats = np.log(np.maximum(order_1, 1.0)) / np.log(categories)
    return even
