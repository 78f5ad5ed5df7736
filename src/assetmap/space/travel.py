"""How far do people get on foot? The conventions that turn metres into minutes."""

from __future__ import annotations

import math

from assetmap.errors import ReachError

__all__ = ["MOST_PAIRS", "STREET_DETOUR", "WALKING_M_PER_MIN", "require_limit", "require_pace"]

WALKING_M_PER_MIN = 80.0
"""Metres that somebody walks in a minute: 4.8 km an hour, the pace of journey planners."""

STREET_DETOUR = 1.3
"""How many times longer than the straight line a walk along streets is, as a rule of thumb."""

MOST_PAIRS = 20_000_000
"""How many pairs of an origin and a destination are held at most: about 320 MB."""


def require_limit(limit: float, *, name: str) -> float:
    """Give back a limit that costs can be held against, or raise."""
    if not math.isfinite(limit) or limit < 0:
        raise ReachError(
            f"`{name}` is {limit!r}, which is not a distance or a time. Give a number from 0."
        )
    return float(limit)


def require_pace(*, speed_m_per_min: float, detour: float) -> None:
    """Raise unless this is a way of getting about."""
    if not (math.isfinite(speed_m_per_min) and speed_m_per_min > 0):
        raise ReachError(
            f"`speed_m_per_min` is {speed_m_per_min!r}; nobody gets anywhere at that speed. "
            "Give metres a minute above 0: 80 is walking."
        )
    if not (math.isfinite(detour) and detour >= 1):
        raise ReachError(
            f"`detour` is {detour!r}; no way is shorter than the straight line. "
            "Give 1 or more: 1.3 is usual for streets."
        )
