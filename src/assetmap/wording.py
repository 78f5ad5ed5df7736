"""How sentences are put together: names in pairs, counts, lists and doubts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["counted", "name_pair", "name_pairs"]

_DASH = " \N{EN DASH} "


def name_pair(one: str, other: str) -> str:
    """
    Name two together, with a dash where an "and" would run into that of a name.

    Examples
    --------
    >>> name_pair("Mill", "Hill"), name_pair("Broomfield and The Walthams", "Stebbing")
    ('Mill and Hill', 'Broomfield and The Walthams – Stebbing')
    """
    return one + (_DASH if _is_double(one) or _is_double(other) else " and ") + other


def name_pairs(one: pd.Series[str], other: pd.Series[str]) -> pd.Series[str]:
    """Name the two of each row together, as `name_pair` does; a missing other is left out."""
    double = [name for name in pd.unique(pd.concat([one, other]).dropna()) if _is_double(str(name))]
    between = np.where(one.isin(double) | other.isin(double), _DASH, " and ")
    return one + pd.Series(between, index=one.index, dtype="str") + other.fillna("")


def _is_double(name: str) -> bool:
    return " and " in name or "&" in name


def counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    """Write numbers with what they count."""
    nouns = pd.Series(np.where(numbers == 1, f" {one}", f" {many}"), numbers.index, dtype="str")
    return numbers.map("{:,}".format).astype("str") + nouns
