"""How alike are two places, and what do they share?"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import rank_within, tuples_by_row
from assetmap.links.missing.profiles import Profiles
from assetmap.typing import Floats, Objects, Positions

__all__ = ["LIKENESS_WEIGHTS", "SHARES_AT_MOST", "list_shares", "measure_likeness"]

LIKENESS_WEIGHTS = {"assets": 2.0, "need": 1.0}
"""What counts how much when places are compared; need counts where it is known of both."""

SHARES_AT_MOST = 5
"""How many themes (of groups: places) in common are named; measures of need come on top."""

_AT_ONCE = 100_000
_DECIMALS = 9


def measure_likeness(profiles: Profiles, a: Positions, b: Positions) -> Floats:
    """
    Measure how alike pairs of places are, 0 (nothing alike) to 1 (the same mix).

    By assets: the sum over sorts of the root of the two shares multiplied,
    which is the cosine between the roots (Bhattacharyya 1943). A place ten
    times as large with the same mix is as alike as can be. By need: 1 less
    the mean difference in standing. The two are averaged by
    `LIKENESS_WEIGHTS`.

    Examples
    --------
    >>> two = Profiles(
    ...     roots=csr_array(np.sqrt([[0.5, 0.5], [1, 0]])), words=csr_array((2, 0)), names=(),
    ...     standing=np.array([[0.25], [0.75]]), neediest=np.zeros((2, 1), dtype=bool),
    ...     needs=("high need",),
    ... )
    >>> measure_likeness(two, np.array([0]), np.array([1])).round(3)  # (2 root(0.5) + 0.5) / 3
    array([0.638])
    """
    by_assets = np.zeros(len(a))
    for start in range(0, len(a), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        both = profiles.roots[a[rows]].multiply(profiles.roots[b[rows]])
        by_assets[rows] = np.asarray(both.sum(axis=1)).ravel()
    apart = np.abs(profiles.standing[a] - profiles.standing[b])
    is_known = ~np.isnan(apart)
    measures = is_known.sum(axis=1)
    by_need = 1 - np.where(is_known, apart, 0).sum(axis=1) / np.maximum(measures, 1)
    weight = np.where(measures > 0, LIKENESS_WEIGHTS["need"], 0.0)
    total = LIKENESS_WEIGHTS["assets"] * by_assets + weight * by_need
    likeness = total / (LIKENESS_WEIGHTS["assets"] + weight)
    return np.asarray(np.clip(likeness, 0, 1).round(_DECIMALS))


def list_shares(profiles: Profiles, a: Positions, b: Positions) -> Objects:
    """
    List what pairs share, in words: themes that most are about first, then needs.

    A theme counts by the smaller number of assets about it of the two. Needs
    are those by which both are in the fifth of places that need most. A pair
    with a position of -1 shares nothing.
    """
    pairs = np.flatnonzero((a >= 0) & (b >= 0))
    both = csr_array(profiles.words[a[pairs]].minimum(profiles.words[b[pairs]]))
    row = np.repeat(np.arange(len(pairs)), np.diff(both.indptr))
    word = both.indices
    order = np.lexsort((word, -both.data, row))  # words are sorted by name
    row, word = row[order], word[order]
    is_named = rank_within(row) < SHARES_AT_MOST
    needy, need = np.nonzero(profiles.neediest[a[pairs]] & profiles.neediest[b[pairs]])
    names = np.array([*profiles.names, *profiles.needs], dtype=object)
    holder = np.concatenate([row[is_named], needy])
    said = names[np.concatenate([word[is_named], len(profiles.names) + need]).astype(np.intp)]
    return tuples_by_row(pairs[holder], said, len(a))
