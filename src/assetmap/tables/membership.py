"""Which ids of a column are among others: one look-up each, whatever holds the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from assetmap.typing import Flags

__all__ = ["is_among"]


def is_among(column: pd.Series[Any], ids: Iterable[str]) -> Flags:
    """
    Tell which cells are one of ``ids``.

    As ``column.isin(ids)``, and several times faster for text columns, which
    pandas compares through the storage of the text.

    Examples
    --------
    >>> is_among(pd.Series(["a", None, "c"], dtype="str"), ["a", "b"]).tolist()
    [True, False, False]
    """
    if not len(column):
        return np.zeros(0, dtype=bool)
    known = set(ids.to_numpy(dtype=object) if isinstance(ids, pd.Index) else ids)
    cells = column.to_numpy(dtype=object)
    return np.fromiter(map(known.__contains__, cells), dtype=bool, count=len(cells))
