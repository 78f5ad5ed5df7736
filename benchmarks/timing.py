"""How long do two ways of doing the same work take, side by side?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

__all__ = ["compare"]


def compare(
    name: str,
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    *,
    repeat: int = 5,
    beside: str = "theirs",
) -> float:
    """
    Time two ways in turns, and print the medians of their process CPU time.

    Each runs once unmeasured first. A ratio below 1 means that ours is faster;
    on a shared machine read the ratio, not the milliseconds.

    Returns
    -------
    ratio
        Our time over theirs.
    """
    ours(), theirs()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeat):
        for way, times in zip((ours, theirs), taken, strict=True):
            start = time.process_time()
            way()
            times.append(1000 * (time.process_time() - start))
    our_ms, their_ms = (statistics.median(times) for times in taken)
    ratio = our_ms / max(their_ms, 1e-9)
    print(f"{name}: ours {our_ms:.1f} ms, {beside} {their_ms:.1f} ms, ratio {ratio:.2f}")
    return ratio
