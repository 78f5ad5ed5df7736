"""Why is a place short of something, and how sure can anybody be?"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from assetmap.typing import Flags, Floats, Positions

__all__ = ["CONFIDENCES", "REASONS", "Reason", "find_reasons", "measure_confidence"]


class Reason(IntEnum):
    """Why a place is short of a category."""

    NONE_IN_REACH = 0
    OVER_ASKED = 1
    UNCONNECTED = 2
    NOT_MAPPED_YET = 3


REASONS = ("none in reach", "over-asked", "unconnected", "not mapped yet")
"""The reasons in words, in the order of `Reason`."""

CONFIDENCES = ("low", "medium", "high")

_OFTEN, _SELDOM = 0.5, 0.25


def find_reasons(
    *, reached: Positions, at_least: int, is_asked: Flags, is_surveyed: Flags, is_nowhere: Flags
) -> Positions:
    """
    Give the first reason that holds; what is not mapped yet cannot be told to be missing.

    Parameters
    ----------
    reached
        How many are in reach.
    at_least
        How many there should be.
    is_asked
        Whether there is too little for every person.
    is_surveyed
        Whether enough was done there to know.
    is_nowhere
        Whether the whole map has none, and nobody wrote down that they looked.
    """
    is_few = reached < at_least
    reason = np.full(reached.shape, int(Reason.UNCONNECTED), dtype=np.int64)
    reason[is_few | is_asked] = Reason.OVER_ASKED
    reason[reached == 0] = Reason.NONE_IN_REACH
    reason[is_few & (~is_surveyed | is_nowhere)] = Reason.NOT_MAPPED_YET
    return reason


def measure_confidence(
    reason: Positions, doubtful: Floats, *, is_measured: Flags, has_effort: bool
) -> Positions:
    """
    Say how sure each finding is, as a position in `CONFIDENCES`.

    Low where too little was asked to tell, where the way to the nearest is
    not known, or where half or more of what the place reaches was confirmed
    long ago or never. High where the work done there is written down and at
    most a quarter is so. Medium otherwise.

    Parameters
    ----------
    reason
        Of each gap.
    doubtful
        Share of what its place reaches that is old or was never confirmed;
        NaN where nothing is reached.
    is_measured
        Whether the way to the nearest is known.
    has_effort
        Whether the map says how much was asked where.
    """
    share = np.nan_to_num(doubtful)
    is_low = (reason == Reason.NOT_MAPPED_YET) | ~is_measured | (share >= _OFTEN)
    is_high = has_effort & (share <= _SELDOM)
    return np.where(is_low, 0, np.where(is_high, 2, 1))
