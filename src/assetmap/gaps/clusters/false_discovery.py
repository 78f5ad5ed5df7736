"""How many of the places that look special are expected to be so by chance?"""

from __future__ import annotations

import numpy as np

from assetmap.typing import Floats

__all__ = ["control_false_discovery"]


def control_false_discovery(p: Floats) -> Floats:
    """
    Adjust p so that keeping all q up to a level keeps false findings to that share.

    Benjamini and Hochberg (1995): the k-th smallest of m becomes the least
    of p m / k from there upwards. Caldas de Castro and Singer (2006) found it
    to suit local statistics, whose tests lean on one another.

    Parameters
    ----------
    p
        From 0 to 1; NaN was not tested, and stays NaN. Not modified.

    Examples
    --------
    >>> control_false_discovery(np.array([0.03, np.nan, 0.01, 0.5])).round(3).tolist()
    [0.045, nan, 0.03, 0.5]
    """
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")[::-1]]
    rank = np.arange(len(order), 0, -1)
    q[order] = np.minimum.accumulate(p[order] * len(order) / rank)
    return q
