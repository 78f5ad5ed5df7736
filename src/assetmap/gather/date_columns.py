"""Columns of dates: what no cell tells of itself, the column it stands in decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.dates import Calendar, Meaning, Written, parse_date
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written
from assetmap.typing import Flags, Positions

__all__ = ["ReadDates", "read_dates"]

_NO_MONTH = 13
_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}(?: |$)")
"""A day as it is written for a cell that holds one."""


@dataclass(frozen=True, eq=False)
class ReadDates:
    """
    The days of a column, and what is to be said of its cells.

    Attributes
    ----------
    days
        What each cell means; NaT where nothing is written, or nothing was read.
    first, last
        The first and the last day that it may mean.
    unread
        Why cells were not read, and which.
    noted
        What is to be said of cells that were, and which.
    """

    days: pd.Series[Any]
    first: pd.Series[Any]
    last: pd.Series[Any]
    unread: Mapping[Reason, Flags]
    noted: Mapping[Reason, Flags]

    @property
    def is_unread(self) -> Flags:
        """Cells in which something is written that is not a day."""
        return _any_of(self.unread.values(), len(self.first))

    @property
    def is_vague(self) -> Flags:
        """Cells that may mean several days."""
        return ((self.first != self.last) & self.first.notna()).to_numpy()


def read_dates(
    cells: Cells,
    calendar: Calendar | None = None,
    *,
    is_end: bool = False,
    is_from_workbook: bool = False,
) -> ReadDates:
    """
    Read a column of dates: days come before months, unless the column shows that they do not.

    ISO, ``31/3/2026``, ``31 March 2026``, ``20260331``, a spreadsheet's day
    number and seconds since 1970 are days; ``March 2026`` and ``2026`` have a
    first and a last one. One cell that can only be month-first, such as
    ``3/31/2026``, makes the column month-first; where others can only be
    day-first, those that may be either are unread.

    Parameters
    ----------
    cells
        The column, tidy.
    calendar
        The day of the map and the clock of its country; today's, and
        Britain's, when None.
    is_end
        Whether the days end something: they may well lie in the future, and
        an end without a day is the last one of its month or year.
    is_from_workbook
        Whether a spreadsheet may have made days of some cells by itself.

    Examples
    --------
    >>> read = read_dates(np.array(["31/3/2026", "Mar 2026", "c. 1985"], object))
    >>> read.days.dt.strftime("%d %b %Y").tolist(), read.is_unread.tolist()
    (['31 Mar 2026', '01 Mar 2026', nan], [False, False, True])
    >>> read_dates(np.array(["Mar 2026"], object), is_end=True).days.dt.day.tolist()
    [31]
    >>> read_dates(np.array(["3/4/2026", "3/31/2026"], object)).days.dt.day.tolist()
    [4, 31]
    """
    calendar = Calendar() if calendar is None else calendar
    if not is_written(cells).any():
        nothing = pd.Series(np.full(len(cells), "NaT", dtype="datetime64[s]"))
        return ReadDates(nothing, nothing, nothing, {}, {})
    codes, different = pd.factorize(cells)  # what repeats itself is read once
    texts: list[str] = different.tolist()
    written = {text: parse_date(text, calendar, is_end=is_end) for text in texts}
    order = _find_order(written, is_from_workbook=is_from_workbook)
    written = _shift_clocks(_tell_months_from_years(written))
    unread: dict[Reason, Flags] = {}
    noted: dict[Reason, Flags] = {}
    days = np.full((3, len(texts) + 1), "NaT", dtype="datetime64[D]")
    for at, (text, meant) in enumerate(written.items()):
        meaning = order.choose(meant)
        why = order.in_doubt.get(text) or (_why_unread(meant) if meaning is None else None)
        if why is not None:
            _mark(unread, why, at, len(texts))
        elif meaning is not None:
            days[:, at] = meaning.first, meaning.last, meaning.usual
            for reason in _what_to_say(meant, meaning, order, calendar, is_end=is_end):
                _mark(noted, reason, at, len(texts))
    first, last, usual = (pd.Series(row[codes]) for row in days.astype("datetime64[s]"))
    return ReadDates(
        last if is_end else usual, first, last, _spread(unread, codes), _spread(noted, codes)
    )


@dataclass(frozen=True)
class _Order:
    """Whether a column has its months first, and which of its cells nobody can read for sure."""

    is_month_first: bool = False
    in_doubt: Mapping[str, Reason] = field(default_factory=dict)

    def choose(self, meant: Written) -> Meaning | None:
        """Choose what a cell means: by the order of the column, else by the only one it has."""
        if meant.says in {"years", "rough"}:
            return None
        one, other = meant.day_first, meant.month_first
        return (other or one) if self.is_month_first else (one or other)


def _find_order(written: Mapping[str, Written], *, is_from_workbook: bool) -> _Order:
    """
    Find the order of a column by the cells that can be read in one alone.

    Where a spreadsheet made days of what it could, and left as text what it
    could not since the month came first, the days that it made are in doubt.
    """
    orders = {(meant.day_first is not None, meant.month_first is not None)
              for meant in written.values()}  # fmt: skip
    if (False, True) not in orders:
        return _Order()
    if (True, False) in orders:
        doubtful = [text for text, meant in written.items() if _is_either(meant)]
        return _Order(in_doubt=dict.fromkeys(doubtful, reasons.AMBIGUOUS_DATE))
    whole = [text for text in written if is_from_workbook and _WHOLE.match(text)]
    if not all(_may_be_swapped(written[text]) for text in whole):
        whole = []
    return _Order(is_month_first=True, in_doubt=dict.fromkeys(whole, reasons.SWAPPED_DATE))


def _is_either(meant: Written) -> bool:
    return None not in {meant.day_first, meant.month_first} and not meant.is_sure


def _may_be_swapped(meant: Written) -> bool:
    """Tell a day whose number may be that of a month."""
    return meant.day_first is not None and meant.day_first.first.day < _NO_MONTH


def _tell_months_from_years(written: dict[str, Written]) -> dict[str, Written]:
    """
    Read ``2011/12`` as two years and ``2011-12`` as a month, unless the column shows otherwise.

    ``2024/25`` can only be two years and ``2011/07`` only a month.
    """
    says = {meant.says for meant in written.values()}
    if not says & {"month or years", "years or month"}:
        return written
    has_months, has_years = "month" in says, "years" in says
    decided = {}
    for text, meant in written.items():
        if meant.says in {"month or years", "years or month"}:
            is_month = meant.says == "month or years"
            is_month = has_months if has_months != has_years else is_month
            decided[text] = replace(meant, says="" if is_month else "years")
    return {**written, **decided}


def _shift_clocks(written: dict[str, Written]) -> dict[str, Written]:
    """
    Read the times of a column as UTC where that alone makes midnights of them.

    In summer a midnight of Britain is 23:00 of the day before in UTC; a column
    that has no other times than these holds days.
    """
    says = {meant.says for meant in written.values()}
    if "clock" not in says or "time" in says:
        return written
    return {
        text: replace(meant, day_first=meant.shifted, month_first=meant.shifted, says="utc")
        if meant.says == "clock"
        else meant
        for text, meant in written.items()
    }


def _why_unread(meant: Written) -> Reason:
    if meant.says == "years":
        return reasons.FINANCIAL_YEAR
    return reasons.ROUGH_DATE if meant.says == "rough" else reasons.NOT_A_DATE


def _what_to_say(
    meant: Written, meaning: Meaning, order: _Order, calendar: Calendar, *, is_end: bool
) -> Iterable[Reason]:
    """Give all that whoever wrote a cell should know of how it was read."""
    if meant.says in _SAID:
        yield _SAID[meant.says]
    if order.is_month_first and _is_either(meant):
        yield reasons.MONTH_FIRST
    if meaning.usual > calendar.today and not is_end:
        yield reasons.FUTURE_DATE


_SAID = {
    "utc": reasons.UTC_DATE,
    "utc somewhere": reasons.UTC_SOMEWHERE,
    "seconds": reasons.EPOCH_DATE,
    "short": reasons.SHORT_YEAR,
}


def _mark(marks: dict[Reason, Flags], reason: Reason, at: int, size: int) -> None:
    """Mark one of the different texts; the last mark is for cells in which nothing is written."""
    marks.setdefault(reason, np.zeros(size + 1, dtype=bool))[at] = True


def _spread(marks: Mapping[Reason, Flags], codes: Positions) -> dict[Reason, Flags]:
    """Tell of every cell what was marked of its text, in the order of the reasons' codes."""
    ordered = sorted(marks, key=lambda reason: (reason.code, reason.says))
    return {reason: marks[reason][codes] for reason in ordered}


def _any_of(masks: Iterable[Flags], size: int) -> Flags:
    found = np.zeros(size, dtype=bool)
    for mask in masks:
        found |= mask
    return found
