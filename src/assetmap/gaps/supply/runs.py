"""Which positions do these runs of neighbouring entries cover?"""

from __future__ import annotations

import numpy as np

from assetmap.tables import Positions

__all__ = ["cover", "starts_of"]


def starts_of(sizes: Positions) -> Positions:
    """Find where each of these runs starts when they follow one another."""
    return np.cumsum(sizes) - sizes


def cover(starts: Positions, sizes: Positions) -> Positions:
    """List the positions of each run, one run after the other."""
    first = np.repeat(starts - starts_of(sizes), sizes)
    return first + np.arange(len(first))
