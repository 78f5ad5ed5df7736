"""Over which pairs of places is a total taken: all of them, or a sample that stands for all?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from assetmap.typing import Floats, Positions

__all__ = ["ALL_PAIRS_UP_TO", "DRAWS", "NEAREST", "Background", "choose_background"]

ALL_PAIRS_UP_TO = 2_000
"""Number of places up to which every pair is looked at: two million pairs, about 150 MB."""

NEAREST = 24
"""On a larger map, each place is paired with this many of the nearest for certain."""

DRAWS = 1_000_000
"""On a larger map, how many pairs are drawn to stand for all that are farther apart."""


class Background(NamedTuple):
    """Pairs by position, and how many pairs each of them stands for."""

    a: Positions
    b: Positions
    stands_for: Floats

    @property
    def is_sampled(self) -> bool:
        """Whether some pairs stand for others."""
        return bool((self.stands_for != 1).any())


def choose_background(sizes: Floats, xy: Floats | None, *, seed: int) -> Background:
    """
    Choose pairs of places that stand for all pairs.

    Up to `ALL_PAIRS_UP_TO` places these are all pairs. Above, near neighbours,
    between which most links are, are all there; the other pairs are drawn,
    the more often the larger both places are, and stand for one over the
    number of times that they are expected to be drawn (Hansen and Hurwitz
    1943). A sum over them, so weighted, is on average the sum over all pairs.

    Parameters
    ----------
    sizes
        How large each place is, above zero.
    xy
        A point for each place, in metres; None if distance plays no part.
    seed
        Decides which pairs are drawn.
    """
    places = len(sizes)
    if places <= ALL_PAIRS_UP_TO:
        a, b = np.triu_indices(places, 1)
        return Background(a, b, np.ones(len(a)))
    near = _list_near(xy) if xy is not None else np.empty(0, dtype=np.int64)
    share = sizes / sizes.sum()
    drawn = np.random.default_rng(seed).choice(places, (DRAWS, 2), p=share)
    drawn.sort(axis=1)
    first, second = drawn.T
    is_far = (first != second) & ~np.isin(first * places + second, near)
    first, second = first[is_far], second[is_far]
    stands_for = 1 / (DRAWS * 2 * share[first] * share[second])
    return Background(
        np.concatenate([near // places, first]),
        np.concatenate([near % places, second]),
        np.concatenate([np.ones(len(near)), stands_for]),
    )


def _list_near(xy: Floats) -> Positions:
    """Number the pairs of near neighbours, each once: a * places + b."""
    _, found = cKDTree(xy).query(xy, k=NEAREST + 1)  # one of them is the place itself
    end = np.asarray(found)
    start = np.repeat(np.arange(len(xy)), end.shape[1])
    pair = np.sort(np.stack([start, end.ravel()], axis=1), axis=1)
    pair = pair[pair[:, 0] != pair[:, 1]]
    number: Positions = np.sort(pair[:, 0] * len(xy) + pair[:, 1])
    is_repeat = number[1:] == number[:-1]
    return np.delete(number, np.flatnonzero(is_repeat))
