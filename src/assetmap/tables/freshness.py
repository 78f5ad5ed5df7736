"""What is old, and what is unsure: the one place that knows after how long.

A record is *old* when it was last confirmed more than two years before the
day of the map; it is *unconfirmed* when nobody ever confirmed it. *Unsure* is
either of the two.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

__all__ = ["OLD_AFTER", "OLD_AFTER_DAYS", "is_old", "is_unsure"]

OLD_AFTER_DAYS = 730
OLD_AFTER = "two years"
"""The same in words, for sentences."""


def is_old(confirmed_on: pd.Series[Any], as_of: dt.date) -> pd.Series[bool]:
    """
    Tell which were last confirmed too long before ``as_of``; False where nobody ever did.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2023-01-31", "2024-02-02", None]))
    >>> is_old(days, dt.date(2026, 1, 31)).tolist()
    [True, False, False]
    """
    age = pd.Timestamp(as_of) - confirmed_on
    return (age > pd.Timedelta(days=OLD_AFTER_DAYS)).rename("is_old")


def is_unsure(confirmed_on: pd.Series[Any], as_of: dt.date) -> pd.Series[bool]:
    """
    Tell which are old, or were never confirmed.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2023-01-31", "2024-02-02", None]))
    >>> is_unsure(days, dt.date(2026, 1, 31)).tolist()
    [True, False, True]
    """
    return (is_old(confirmed_on, as_of) | confirmed_on.isna()).rename("is_unsure")
