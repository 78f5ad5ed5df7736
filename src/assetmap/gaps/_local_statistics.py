"""What the local statistics of places share: values, weights and their checks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import SHOWN_AT_MOST, TableError
from assetmap.typing import Flags, Floats, Positions

__all__ = ["NOT_SCORABLE", "PERMUTATIONS", "control_false_discovery"]

PERMUTATIONS = 9_999
"""How often values are shuffled: p is then 0.0002 or more."""
NOT_SCORABLE = ("no value", "no neighbours", "no differences")
"""The kinds of places for which there is nothing to compare."""
_ROUNDING = 64 * float(np.finfo(np.float64).eps)  # of a sum over a place's neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalValues:
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

    def to_frame(self, statistic: Floats, kind: Any, p: Floats) -> pd.DataFrame:
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
            "local_statistic": self._spread(np.where(is_scored, statistic, np.nan)),
            "neighbour_mean": self._spread(around),
            "n_neighbours": neighbours,
            "cluster": pd.array(kinds, dtype="str"),
            "p": self._spread(p),
            "q": self._spread(control_false_discovery(p)),
        }
        return pd.DataFrame(columns, index=self.index)

    def _spread(self, values: Floats) -> Floats:
        spread = np.full(len(self.index), np.nan)
        spread[self.position] = values
        return spread


def take_values(values: pd.Series[Any], weights: Any, permutations: int) -> LocalValues:
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
    return LocalValues(
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


def control_false_discovery(p: Floats) -> Floats:
    """
    Adjust p so that keeping all q up to a level keeps false findings to that share.

    Benjamini and Hochberg (1995): the k-th smallest of m becomes the least
    of p m / k from there upwards. Caldas de Castro and Singer (2006) found it
    to suit local statistics, whose tests lean on one another.

    Examples
    --------
    NaN was not tested, and stays NaN:

    >>> control_false_discovery(np.array([0.03, np.nan, 0.01, 0.5])).round(3).tolist()
    [0.045, nan, 0.03, 0.5]
    """
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")[::-1]]
    rank = np.arange(len(order), 0, -1)
    q[order] = np.minimum.accumulate(p[order] * len(order) / rank)
    return q
