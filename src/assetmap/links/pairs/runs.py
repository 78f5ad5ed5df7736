"""How is work cut into runs that fit into memory?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from assetmap.tables import Positions

__all__ = ["cut_into_runs"]


def cut_into_runs(costs: Positions, *, at_most: int) -> Iterator[slice]:
    """
    Cut rows into consecutive runs whose costs add up to ``at_most`` each.

    A row that costs more makes a run of its own.

    Examples
    --------
    >>> [(run.start, run.stop) for run in cut_into_runs(np.array([2, 2, 9, 1, 1]), at_most=4)]
    [(0, 2), (2, 3), (3, 5)]
    """
    total = np.cumsum(costs, dtype=np.int64)
    start = 0
    while start < len(total):
        before = total[start - 1] if start else 0
        stop = max(int(np.searchsorted(total, before + at_most, side="right")), start + 1)
        yield slice(start, stop)
        start = stop
