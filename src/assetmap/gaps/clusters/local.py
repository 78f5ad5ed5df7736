"""Is each value like, or unlike, the values around it? Two local statistics on bare weights."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import SHOWN_AT_MOST, TableError
from assetmap.gaps.clusters.false_discovery import control_false_discovery
from assetmap.gaps.clusters.permuting import Tails, count_tails
from assetmap.typing import Flags, Floats, Positions

__all__ = ["NOT_SCORABLE", "PERMUTATIONS", "measure_g_star", "measure_local_moran"]

PERMUTATIONS = 9_999
"""How often values are shuffled: p is then 0.0002 or more."""
NOT_SCORABLE = ("no value", "no neighbours", "no differences")
"""The kinds of places for which there is nothing to compare."""
_ROUNDING = 64 * float(np.finfo(np.float64).eps)  # of a sum over a place's neighbours


def measure_local_moran(
    values: pd.Series[Any], weights: Any, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """
    Measure whether each value is like the values around it: local Moran's I.

    Read it by ``kind`` and ``q``: "low among low" and "high among high" are
    clusters, "low among high" and "high among low" are places unlike their
    neighbours, and ``q`` says how far to trust that.

    Parameters
    ----------
    values
        A number for each place, by id. Missing ones are not scored, and are
        nobody's neighbour. Not modified.
    weights
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

        - ``statistic``: local I; above 0 alike, below 0 unlike
        - ``around``: the weighted mean of the neighbours' values
        - ``neighbours`` (int64): how many there are, with a value
        - ``kind``: the value, then its neighbours; low is not above the mean.
          Else why it cannot be scored: ``no value``, ``no neighbours`` or
          ``no differences`` (all values are equal)
        - ``p``: how likely surroundings at least so low, or so high, would be
          by chance; two-sided. 1 for a value equal to the mean
        - ``q``: p, adjusted for how many places were tested

        NaN in ``statistic``, ``p`` and ``q`` where a place cannot be scored.

    Raises
    ------
    TableError
        With everything that is wrong with the values or the weights.

    Notes
    -----
    I = z (sum of w z) / (sum of z² / (n − 1)), Anselin (1995), "Local
    indicators of spatial association", Geographical Analysis 27; p is
    2 (r + 1) / (permutations + 1), with r the permutations at least as extreme
    on the side that ``kind`` names. esda's ``p_sim`` is half of it: that takes
    the side from the data as well, and does not count it. q after Benjamini
    and Hochberg (1995), see Caldas de Castro and Singer (2006), Geographical
    Analysis 38. A q below L takes about ``2 n / L`` permutations for n places
    if one stands alone, fewer if many do. Memory: about 100 MB beside the
    weights.

    Examples
    --------
    Six villages along a road; reach is poor at one end:

    >>> values = pd.Series([1.0, 1.0, 1.0, 8.0, 9.0, 9.0], index=list("abcdef"))
    >>> road = csr_array(np.eye(6, k=1) + np.eye(6, k=-1))
    >>> scores = measure_local_moran(values, road)
    >>> scores[["statistic", "around", "kind"]].round(3)
       statistic  around             kind
    a      0.827     1.0    low among low
    b      0.827     1.0    low among low
    c      0.072     4.5    low among low
    d      0.030     5.0  high among high
    e      0.860     8.5  high among high
    f      0.977     9.0  high among high
    """
    known = _take(values, weights, permutations)
    z, own = known.z, known.weights
    lag = known.without_rounding(own @ z)
    spread = float(z @ z) / max(len(z) - 1, 1)
    statistic = np.divide(z * lag, spread, out=np.zeros(len(z)), where=spread > 0)
    tails = count_tails(z, own, permutations=permutations, seed=seed)
    p = np.where(z == 0, 1.0, tails.measure_p(lag > 0))
    names = np.array(["low among low", "low among high", "high among low", "high among high"])
    kind = names[2 * (z > 0) + (lag > 0)]
    return known.lay_out(statistic, kind, p)


def measure_g_star(
    values: pd.Series[Any], weights: Any, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> pd.DataFrame:
    """
    Measure whether a place and its neighbours together are low or high: Gi*.

    Read it by ``kind`` and ``q``: a "cold spot" is low together with what is
    around it, a "hot spot" high. It does not tell a low place among high ones
    from their neighbours; `measure_local_moran` does.

    Parameters
    ----------
    values, permutations, seed
        As for `measure_local_moran`.
    weights
        As for `measure_local_moran`, but used as they are, usually ones; the
        place itself counts 1, whatever the diagonal says.

    Returns
    -------
    scores
        As for `measure_local_moran`, with Gi* as ``statistic``, in standard
        deviations from the mean, and ``cold spot`` or ``hot spot`` as
        ``kind``. ``p`` is of the neighbours, given the place's own value.

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
    >>> road = csr_array(np.eye(6, k=1) + np.eye(6, k=-1))
    >>> measure_g_star(values, road)[["statistic", "kind"]].round(3).head(2)
       statistic       kind
    a     -1.575  cold spot
    b     -2.228  cold spot
    """
    known = _take(values, weights, permutations)
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
    return known.lay_out(statistic, np.where(statistic > 0, "hot spot", "cold spot"), p)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The places that have a value: that, less the mean, and weights among themselves.

    ``raw`` are the weights as they were given; in ``weights`` rows add up to 1.
    """

    index: pd.Index[Any]
    position: Positions
    x: Floats
    z: Floats
    raw: csr_array
    weights: csr_array
    rounding: float

    def without_rounding(self, deviations: Floats) -> Floats:
        """Take what differs from the mean by no more than rounding for the mean itself."""
        return np.where(np.abs(deviations) <= self.rounding, 0.0, deviations)

    def lay_out(self, statistic: Floats, kind: Any, p: Floats) -> pd.DataFrame:
        """Put scores on the index of all places, and say what could not be scored."""
        sizes = np.diff(self.weights.indptr)
        why = np.where(sizes == 0, 1, np.where(self.z.any(), -1, 2))
        is_scored = why < 0
        kinds = np.full(len(self.index), NOT_SCORABLE[0], dtype=object)
        kinds[self.position] = np.where(is_scored, kind, np.array(NOT_SCORABLE)[why])
        p = np.where(is_scored, p, np.nan)
        around = np.where(sizes > 0, self.weights @ self.x, np.nan)
        neighbours = np.zeros(len(self.index), dtype=np.int64)
        neighbours[self.position] = sizes
        columns = {
            "statistic": self._spread(np.where(is_scored, statistic, np.nan)),
            "around": self._spread(around),
            "neighbours": neighbours,
            "kind": pd.array(kinds, dtype="str"),
            "p": self._spread(p),
            "q": self._spread(control_false_discovery(p)),
        }
        return pd.DataFrame(columns, index=self.index)

    def _spread(self, some: Floats) -> Floats:
        all_of_them = np.full(len(self.index), np.nan)
        all_of_them[self.position] = some
        return all_of_them


def _take(values: pd.Series[Any], weights: Any, permutations: int) -> _Known:
    """Check what was given, and keep the places that have a value."""
    if permutations < 1:
        raise TableError(f"`permutations` is {permutations}. Give 1 or more; 9,999 is usual.")
    numbers = _numbers(values)
    raw = _require_weights(weights, len(numbers))
    position = np.flatnonzero(~np.isnan(numbers))
    raw = csr_array(raw[position][:, position])
    raw.setdiag(0.0)
    raw.eliminate_zeros()
    raw.sort_indices()
    known = numbers[position]
    mean = math.fsum(known) / max(len(known), 1)  # exact: no order of rows changes it
    rounding = _ROUNDING * float(np.abs(known).max(initial=0.0))
    z = known - mean
    z[np.abs(z) <= rounding] = 0.0
    sums = np.asarray(raw.sum(axis=1)).ravel()
    shares = raw.copy()
    shares.data = raw.data / np.repeat(sums, np.diff(raw.indptr))
    return _Known(
        index=values.index,
        position=position,
        x=known,
        z=z,
        raw=raw,
        weights=shares,
        rounding=rounding,
    )


def _numbers(values: pd.Series[Any]) -> Floats:
    try:
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise TableError(f"`values` must be numbers, one a place: {error}.") from error
    endless: Flags = np.isinf(numbers)
    if endless.any():
        shown = ", ".join(map(repr, values.index[endless][:SHOWN_AT_MOST]))
        raise TableError(
            f"{int(endless.sum())} of `values` are infinite: {shown}. Give a number, or none."
        )
    return numbers


def _require_weights(weights: Any, places: int) -> csr_array:
    known = csr_array(weights, dtype=np.float64)
    if known.shape != (places, places):
        raise TableError(
            f"`weights` is {known.shape[0]} by {known.shape[1]}, and there are {places} values. "
            "Give a row and a column for each, in the order of the values."
        )
    if not (known.data >= 0).all() or np.isinf(known.data).any():
        raise TableError("`weights` holds missing, negative or infinite ones. Give numbers from 0.")
    return known
