"""Whether something was there on a day: what a map says itself, and what days say."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from assetmap.arrays import rows_of_tuples
from assetmap.model import ASSET_DAYS, Status
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Integers, Positions

__all__ = ["ABSENT", "THERE", "UNKNOWN", "by_days", "by_itself", "was_stated_by"]

ABSENT, UNKNOWN, THERE = -1, 0, 1


def by_days(assets: pd.DataFrame, day: dt.date) -> Integers:
    """
    Tell from days in the world which were there on a day.

    Some have begun and not ended, or not begun, or ended; of others the days
    that they state leave it open, or they state none.
    """
    at = np.datetime64(day)
    since_earliest, since_latest, until_earliest, until_latest = (
        assets[name].to_numpy(dtype="datetime64[s]") for name in ASSET_DAYS
    )
    # NaT compares as False throughout.
    is_absent = (since_earliest > at) | (until_latest <= at)
    may_have_ended = until_earliest <= at
    is_there = (since_latest <= at) & ~may_have_ended
    # A last day of ending alone leaves open when before it that was.
    is_there &= ~(np.isnat(until_earliest) & ~np.isnat(until_latest))
    return np.where(is_absent, ABSENT, np.where(is_there, THERE, UNKNOWN)).astype(np.int64)


def by_itself(assets: pd.DataFrame, day: dt.date) -> Integers:
    """Tell which were there on the map's own day: by their status, or else by their days."""
    dated = by_days(assets, day)
    status = assets["status"].to_numpy(dtype=object)
    dated = np.where(status == str(Status.ACTIVE), THERE, dated)
    return np.where(status == str(Status.CLOSED), ABSENT, dated).astype(np.int64)


def was_stated_by(m: AssetMap, assets: pd.DataFrame, day: dt.date) -> Flags:
    """Tell which were first seen, or are named by a dated source, by a day."""
    at = np.datetime64(day)
    is_seen = assets["first_seen"].to_numpy(dtype="datetime64[s]") <= at
    row, stated = rows_of_tuples(assets["sources"].to_numpy())
    source: Positions = m.sources.index.get_indexer(pd.Index(stated, dtype="str"))
    is_early = m.sources["date"].to_numpy(dtype="datetime64[s]")[source] <= at
    named = np.bincount(row[is_early], minlength=len(assets)) > 0
    return np.asarray(is_seen | named, dtype=bool)
