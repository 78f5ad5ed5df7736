"""Local Moran's I: whether each value is like the values around it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.gaps._local_statistics import PERMUTATIONS, take_values
from assetmap.gaps._permutation_test import count_tails

__all__ = ["measure_local_moran"]


def measure_local_moran(
    values: pd.Series[Any], spatial_weights: Any, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """
    Measure whether each value is like the values around it: local Moran's I.

    Read it by ``cluster`` and ``q``: "low among low" and "high among high" are
    clusters, "low among high" and "high among low" are places unlike their
    neighbours, and ``q`` says how far to trust that.

    Parameters
    ----------
    values
        A number for each place, by id. Missing ones are not scored, and are
        nobody's neighbour. Not modified.
    spatial_weights
        How much each place (column) counts for each other (row), from 0: a
        scipy sparse matrix in the order of ``values``. Rows are made to add
        up to 1; the diagonal does not count. Not modified.
    permutations
        How often to shuffle the values of the other places.
    seed
        Where the random numbers start; the same seed gives the same answer,
        whatever the order of the rows and the ids.

    Returns
    -------
    scores
        On the index of ``values``:

        - ``local_statistic``: local I; above 0 alike, below 0 unlike
        - ``neighbour_mean``: the weighted mean of the neighbours' values
        - ``n_neighbours`` (int64): how many there are, with a value
        - ``cluster``: the value, then its neighbours; low is not above the mean.
          Else why it cannot be scored: ``no value``, ``no neighbours`` or
          ``no differences`` (all values are equal)
        - ``p``: how likely surroundings at least so low, or so high, would be
          by chance; two-sided. 1 for a value equal to the mean
        - ``q``: p, adjusted for how many places were tested

        NaN in ``local_statistic``, ``p`` and ``q`` where a place cannot be scored.

    Raises
    ------
    TableError
        With everything that is wrong with the values or the weights.

    Notes
    -----
    I = z (sum of w z) / (sum of z² / (n − 1)), Anselin (1995), "Local
    indicators of spatial association", Geographical Analysis 27; p is
    2 (r + 1) / (permutations + 1), with r the permutations at least as extreme
    on the side that ``cluster`` names. esda's ``p_sim`` is half of it: that takes
    the side from the data as well, and does not count it. q after Benjamini
    and Hochberg (1995), see Caldas de Castro and Singer (2006), Geographical
    Analysis 38. A q below L takes about ``2 n / L`` permutations for n places
    if one stands alone, fewer if many do. Memory: about 100 MB beside the
    weights.

    Examples
    --------
    Six villages along a road; reach is poor at one end:

    >>> values = pd.Series([1.0, 1.0, 1.0, 8.0, 9.0, 9.0], index=list("abcdef"))
    >>> from scipy.sparse import csr_array
    >>> road = csr_array(np.eye(6, k=1) + np.eye(6, k=-1))
    >>> scores = measure_local_moran(values, road)
    >>> scores[["local_statistic", "neighbour_mean", "cluster"]].round(3)
       local_statistic  neighbour_mean          cluster
    a            0.827             1.0    low among low
    b            0.827             1.0    low among low
    c            0.072             4.5    low among low
    d            0.030             5.0  high among high
    e            0.860             8.5  high among high
    f            0.977             9.0  high among high
    """
    known = take_values(values, spatial_weights, permutations)
    z, own = known.z, known.weights
    lag = known.without_rounding(own @ z)
    spread = float(z @ z) / max(len(z) - 1, 1)
    statistic = np.divide(z * lag, spread, out=np.zeros(len(z)), where=spread > 0)
    tails = count_tails(z, own, permutations=permutations, seed=seed)
    p = np.where(z == 0, 1.0, tails.measure_p(lag > 0))
    names = np.array(["low among low", "low among high", "high among low", "high among high"])
    kind = names[2 * (z > 0) + (lag > 0)]
    return known.to_frame(statistic, kind, p)
