"""Whoever's consent to be stored has ended, and what is about them: read as not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from assetmap.gather.account import reasons
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.records.consents import ReadConsents
from assetmap.gather.text.tidy import no_cells
from assetmap.model import Purpose
from assetmap.tables import find_ended

__all__ = ["leave_out_ended"]


def leave_out_ended(
    tables: Sequence[MappedTable],
    read: Sequence[ReadConsents],
    frames: Sequence[pd.DataFrame],
    *,
    on: dt.date,
) -> tuple[list[pd.DataFrame], pd.Index[str]]:
    """
    Reject the rows of whoever's consent to be stored has ended, with the day.

    Parameters
    ----------
    tables
        Each table of assets and people.
    read, frames
        The consents of each table as they were read, and what is left of them.
    on
        The day for which consent must hold.

    Returns
    -------
    frames, ended
        Consents without those of whoever is left out, and the ids of these.
    """
    days = _find_days(frames, on)
    if not days:
        return list(frames), pd.Index([], dtype="str")
    for mapped in tables:
        row_ids = mapped.ledger.row_ids
        is_ended = np.fromiter((row in days for row in row_ids), bool, len(row_ids))
        remedy = no_cells(len(row_ids))
        remedy[is_ended] = [
            f"It ended on {days[row]:%Y-%m-%d}. Delete the row, or write down the consent that "
            "was given since."
            for row in row_ids[is_ended]
        ]
        is_ended &= mapped.ledger.is_open
        mapped.ledger.reject(is_ended, reasons.STORAGE_ENDED, remedy=remedy)
    kept = []
    for each, frame in zip(read, frames, strict=True):
        is_over = frame["asset_id"].isin(days.keys()).to_numpy(dtype=bool)
        at = each.at[each.frame.index.get_indexer(frame.index)]
        where = np.zeros(len(each.ledger.is_open), dtype=bool)
        where[at[is_over]] = True
        each.ledger.skip(where, reasons.OF_ENDED_STORAGE)
        kept.append(frame[~is_over])
    return kept, pd.Index(sorted(days), dtype="str")


def _find_days(frames: Sequence[pd.DataFrame], on: dt.date) -> dict[str, pd.Timestamp]:
    """Find whose storage has ended, and when."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return {}
    columns = ["asset_id", "purpose", "given_on", "expires_on", "withdrawn_on"]
    together = pd.concat([frame[columns].astype(object) for frame in filled])
    dated = together.assign(**{name: pd.to_datetime(together[name]) for name in columns[2:]})
    ended = find_ended(dated, purpose=Purpose.STORE, on=on)
    return {str(row_id): day for row_id, day in ended.items()}
