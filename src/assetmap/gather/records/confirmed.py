"""What people have confirmed since: a filled-in call sheet, as newer days of records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.names import NameIndex
from assetmap.gather.records.ties import resolve_cells
from assetmap.gather.tidy import is_written

__all__ = ["confirm_assets"]

_DAY = "confirmed_on"


def confirm_assets(assets: pd.DataFrame, mapped: MappedTable, known: NameIndex) -> pd.DataFrame:
    """
    Give assets the later day of their own and of the checks of one table.

    A row without a day was not asked about yet, and is skipped; one whose
    asset is not known, or whose day lies after that of the map, is rejected.
    """
    ledger = mapped.ledger
    days = CellReader(mapped).date(_DAY)
    ledger.skip(ledger.is_open & ~is_written(mapped.cells(_DAY)), reasons.NOT_CHECKED)
    reject_missing(mapped, "asset_id", reasons.MISSING_ID)
    ids = resolve_cells(mapped, "asset_id", known, reasons.UNKNOWN_END, reasons.AMBIGUOUS_END)
    is_late = days.to_numpy() > np.datetime64(mapped.calendar.today)
    ledger.reject(is_late, reasons.FUTURE_CHECK, column=_DAY, value=mapped.cells(_DAY))
    is_said = ledger.is_open & days.notna().to_numpy()
    newest = days[is_said].groupby(ids[is_said]).max().reindex(assets.index)
    own = assets["verified_on"].to_numpy(dtype="datetime64[s]")
    return assets.assign(verified_on=np.fmax(own, newest.to_numpy(dtype="datetime64[s]")))
