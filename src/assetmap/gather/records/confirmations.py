"""When each row was last confirmed: by its own date, or that of its source; and which never."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather import date_reasons, reasons
from assetmap.gather.mapping import MappedTable
from assetmap.model import AssetsSection
from assetmap.typing import Flags
from assetmap.wording import say_number

__all__ = ["confirm_rows"]

_COLUMN = "verified_on"


def confirm_rows(
    section: AssetsSection, mapped: MappedTable, days: pd.Series[Any] | None
) -> pd.Series[Any]:
    """
    Date rows by their source where the project file says so, and say which have no date.

    Parameters
    ----------
    section
        What the project file says of the table.
    mapped
        The table under our names; its ledger receives what is noticed.
    days
        What the rows say themselves; None where the table has no column for it.

    Returns
    -------
    verified_on
        A day of its own stands; one that could not be read is not replaced,
        nor is a cell that says "?" or the like.
    """
    size = len(mapped.raw)
    own = pd.Series(np.full(size, "NaT", dtype="datetime64[s]")) if days is None else days
    is_blank = own.isna().to_numpy() & ~_says_anything(mapped)
    if section.confirmed and section.date is not None:
        if section.date > mapped.calendar.today and (is_blank & mapped.ledger.is_open).any():
            mapped.ledger.remark(
                date_reasons.FUTURE_DATE.code,
                f"its rows are said to be confirmed on {section.date}, after the day of the map",
                date_reasons.FUTURE_DATE.remedy,
            )
        return own.where(~is_blank, pd.Timestamp(section.date).as_unit("s"))
    _remark_undated(section, mapped, own, is_blank, has_column=days is not None)
    return own


def _says_anything(mapped: MappedTable) -> Flags:
    """Tell cells in which anything is written, also what is taken for nothing."""
    given = mapped.as_given(_COLUMN)
    return np.array([bool(cell and cell.strip()) for cell in given], dtype=bool)


def _remark_undated(
    section: AssetsSection,
    mapped: MappedTable,
    days: pd.Series[Any],
    is_blank: Flags,
    *,
    has_column: bool,
) -> None:
    """
    Say how many rows have no date of confirmation, which, and why.

    A table without a column for it says so on purpose, unless its source has
    a date, which may be meant for every row.
    """
    ledger = mapped.ledger
    is_lost = ledger.is_open & days.isna().to_numpy()
    if not is_lost.any() or not (has_column or section.date is not None):
        return
    if has_column:
        ledger.note(is_lost & is_blank, reasons.UNCONFIRMED, column=_COLUMN)
    silent, unused = int((is_lost & is_blank).sum()), int((is_lost & ~is_blank).sum())
    whys = [
        f"of {silent:,} nothing says it" if silent else "",
        f"of {unused:,} what is written is no day" if unused else "",
    ]
    remedy = reasons.UNCONFIRMED.remedy
    if section.date is not None:
        remedy += f" If its source confirmed each row on {section.date}, say `confirmed = true`."
    rows = say_number(ledger.is_open.sum(), "row")
    have = "has" if ledger.is_open.sum() == 1 else "have"
    ledger.remark(
        "not_dated",
        f"{is_lost.sum():,} of {rows} {have} no date of confirmation: {ledger.list_rows(is_lost)}; "
        f"{', and '.join(filter(None, whys))}",
        remedy,
    )
