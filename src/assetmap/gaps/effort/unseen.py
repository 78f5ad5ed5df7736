"""How many were missed, judging by how many were named only once?

A list that meets the same things again and again has seen nearly all of
them; one that meets every thing once has not. Each function works on arrays
of cases at once; T is the number of sources (or of mentions), Q1 and Q2 are
the numbers of assets named once and twice, U is the sum of all namings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assetmap.typing import Floats, Positions

__all__ = ["Namings", "Unseen", "estimate_unseen"]

NORMAL_975 = 1.959963984540054
"""A normal variate is below this 975 times in 1,000."""

FEWEST_UNITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Namings:
    """How often assets were named, one entry per case.

    ``seen`` were named at all, ``once`` by one source, ``twice`` by two;
    ``total`` adds up all namings, ``units`` counts the sources.
    """

    seen: Positions
    once: Positions
    twice: Positions
    total: Positions
    units: Positions | Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """How many there may be in all, between which bounds, and the share found; NaN: unknown."""

    estimated: Floats
    low: Floats
    high: Floats
    coverage: Floats


def estimate_unseen(namings: Namings) -> Unseen:
    """
    Estimate how many there are in all, and how well they are covered.

    Chao2 for sources (Chao1 for mentions) in its bias-corrected form, with a
    log-normal interval of 95 %, and the sample coverage of Chao and Jost.
    NaN where nothing was seen, or where there are fewer than two units.
    """
    is_known = (namings.seen > 0) & (namings.units >= FEWEST_UNITS)
    seen, once, twice, total, units = (
        count[is_known].astype(np.float64)  # most places have nothing of most categories
        for count in (namings.seen, namings.once, namings.twice, namings.total, namings.units)
    )
    share = 1 - 1 / units  # (T - 1) / T, and 1 where T has no end
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    variance = _variance(seen + unseen, once, twice, share)
    low, high = _bounds(seen, unseen, variance, total)

    def put_back(values: Floats) -> Floats:
        whole = np.full(is_known.shape, np.nan)
        whole[is_known] = values
        return whole

    return Unseen(
        estimated=put_back(seen + unseen),
        low=put_back(low),
        high=put_back(high),
        coverage=put_back(_coverage(once, twice, total, units)),
    )


def _variance(estimated: Floats, once: Floats, twice: Floats, share: Floats) -> Floats:
    """Give the variance of the estimate; without any duplicate another form holds."""
    first = share * once * (once - 1) / (2 * (twice + 1))
    second = share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
    third = share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    alone = share**2 * once**4 / (4 * estimated)
    variance: Floats = first + second + np.where(twice > 0, third, -alone)
    return variance


def _bounds(seen: Floats, unseen: Floats, variance: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Give the 95 % interval: never below what was seen, and open upwards."""
    is_more = unseen > 0
    spread = np.divide(variance, unseen**2, out=np.zeros_like(seen), where=is_more)
    factor = np.exp(NORMAL_975 * np.sqrt(np.log1p(spread)))
    mean, error = _where_all_were_seen_again(seen, total)
    low = np.where(is_more, seen + unseen / factor, np.maximum(seen, mean - error))
    high = np.where(is_more, seen + unseen * factor, mean + error)
    return low, high


def _where_all_were_seen_again(seen: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Give the middle and half the width of the interval where no more are estimated."""
    missed = np.exp(-total / seen)  # the share that Poisson namings would miss
    mean = seen / (1 - missed)
    return mean, NORMAL_975 * np.sqrt(mean * missed)


def _coverage(once: Floats, twice: Floats, total: Floats, units: Floats) -> Floats:
    """Give the share of all namings, also those not made yet, that are of what was seen."""
    lone = np.where(twice > 0, once, once - 1)
    again = np.where(twice > 0, 2 * twice, 2.0) / (units - 1)
    # One asset that alone was named once tells little of the next: Good and Turing's own form.
    less = np.divide(lone, lone + again, out=np.ones_like(once), where=lone > 0)
    coverage: Floats = 1 - once / total * less
    return coverage
