"""How is a pair of places written as one number, and a list of pairs kept without repeats?"""

from __future__ import annotations

import numpy as np

from assetmap.tables import Flags, Floats, Positions

__all__ = ["is_held", "keep_once", "look_up", "number_pairs"]


def number_pairs(a: Positions, b: Positions, several: int) -> Positions:
    """
    Number pairs of positions below ``several``, whichever way round they are given.

    Examples
    --------
    >>> number_pairs(np.array([1, 7]), np.array([2, 0]), 10).tolist()
    [12, 7]
    """
    return np.asarray(np.minimum(a, b).astype(np.int64) * several + np.maximum(a, b))


def keep_once(*numbers: Positions) -> Positions:
    """
    Put numbers together, sorted, each once.

    As ``np.unique``, which looks millions of numbers up in a table of them
    and is several times slower here.

    Examples
    --------
    >>> keep_once(np.array([3, 1]), np.array([3, 2])).tolist()
    [1, 2, 3]
    """
    together = np.concatenate(numbers)
    together.sort()
    is_first = np.ones(len(together), dtype=bool)
    np.not_equal(together[1:], together[:-1], out=is_first[1:])
    return np.asarray(together[is_first])


def is_held(keys: Positions, held: Positions) -> Flags:
    """
    Tell which keys are among those held, which are sorted.

    Examples
    --------
    >>> is_held(np.array([3, 4]), np.array([1, 3])).tolist()
    [True, False]
    """
    if not len(held):
        return np.zeros(len(keys), dtype=bool)
    at = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    return np.asarray(held[at] == keys)


def look_up(keys: Positions, held: Positions, values: Floats) -> Floats:
    """
    Take the value of each key, 0 where it is not among those held, which are sorted.

    Examples
    --------
    >>> look_up(np.array([3, 4]), np.array([1, 3]), np.array([0.5, 2.0])).tolist()
    [2.0, 0.0]
    """
    if not len(held):
        return np.zeros(len(keys))
    at = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    return np.where(held[at] == keys, values[at], 0.0)
