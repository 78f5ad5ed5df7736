"""The day for which consent must hold."""

from __future__ import annotations

import datetime as dt

__all__ = ["find_publishing_day"]


def find_publishing_day(as_of: dt.date | None) -> dt.date:
    """Give the day for which consent must hold: ``as_of``, but never before today (UTC)."""
    today = dt.datetime.now(dt.UTC).date()
    return today if as_of is None else max(as_of, today)
