"""Getis and Ord's G*: where high values, or low ones, lie together."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gaps._local_statistics import PERMUTATIONS, take_values
from assetmap.gaps._permutation_test import Tails, count_tails

__all__ = ["measure_g_star"]


def measure_g_star(
    values: pd.Series[Any], spatial_weights: Any, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """
    Measure whether a place and its neighbours together are low or high: Gi*.

    Read it by ``cluster`` and ``q``: a "cold spot" is low together with what is
    around it, a "hot spot" high. It does not tell a low place among high ones
    from their neighbours; `measure_local_moran` does.

    Parameters
    ----------
    values, permutations, seed
        As for `measure_local_moran`.
    spatial_weights
        As for `measure_local_moran`, but used as they are, usually ones; the
        place itself counts 1, whatever the diagonal says.

    Returns
    -------
    scores
        As for `measure_local_moran`, with Gi* as ``local_statistic``, in standard
        deviations from the mean, and ``cold spot`` or ``hot spot`` as
        ``cluster``. ``p`` is of the neighbours, given the place's own value.

    Raises
    ------
    TableError
        As for `measure_local_moran`.

    Notes
    -----
    Gi* = (sum of w x − mean W) / (s √((n sum of w² − W²) / (n − 1))), with W
    the sum of the weights and s² the mean of z²: Getis and Ord (1992), Ord and
    Getis (1995), "Local spatial autocorrelation statistics", Geographical
    Analysis 27. 0 where everything is a neighbour: there is nothing to
    compare with.

    Examples
    --------
    >>> values = pd.Series([1.0, 1.0, 1.0, 8.0, 9.0, 9.0], index=list("abcdef"))
    >>> from scipy.sparse import csr_array
    >>> road = csr_array(np.eye(6, k=1) + np.eye(6, k=-1))
    >>> measure_g_star(values, road)[["local_statistic", "cluster"]].round(3).head(2)
       local_statistic    cluster
    a           -1.575  cold spot
    b           -2.228  cold spot
    """
    known = take_values(values, spatial_weights, permutations)
    z, raw = known.z, known.raw
    count = len(z)
    total = np.asarray(raw.sum(axis=1)).ravel() + 1.0
    squares = np.asarray(raw.multiply(raw).sum(axis=1)).ravel() + 1.0
    spread = math.sqrt(float(z @ z) / max(count, 1))
    room = np.maximum((count * squares - total * total) / max(count - 1, 1), 0.0)
    width = spread * np.sqrt(room)
    away = known.without_rounding(raw @ z + z)  # the mean is taken off already
    statistic = np.divide(away, width, out=np.zeros(count), where=width > 0)
    tails: Tails = count_tails(z, known.weights, permutations=permutations, seed=seed)
    p = tails.measure_p(statistic > 0)
    return known.to_frame(statistic, np.where(statistic > 0, "hot spot", "cold spot"), p)
