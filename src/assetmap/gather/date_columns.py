"""Columns of dates: what no cell tells of itself, the column it stands in decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather import date_reasons
from assetmap.gather.dates import Calendar, Meaning, Written, parse_date
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written
from assetmap.typing import Flags, Positions

__all__ = ["ReadDates", "read_dates"]

_NO_MONTH = 13
_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}(?: |$)")
"""A day as it is written for a cell that holds one."""
_FIGURES = re.compile(r"\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}(?:[T ]|$)")
_SLASHED = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{2}|\d{4})(?: |$)")
_NO_DAYS = frozenset({"years", "rough", "nothing", "month last"})


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
    beside: Iterable[Cells] = (),
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
    beside
        Other columns of days of the table: where this one does not show its
        order, and has cells that may be read in either, they do.

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
    if order.is_open and _is_told_month_first(beside, calendar):
        order = _Order(is_month_first=True, is_by_others=True)
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
    is_open: bool = False
    """Whether nothing shows how cells are meant that may be read in either order."""
    is_by_others: bool = False

    def choose(self, meant: Written) -> Meaning | None:
        """Choose what a cell means: by the order of the column, else by the only one it has."""
        if meant.says in _NO_DAYS:
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
    if odd := _find_odd_orders(written):
        return _Order(in_doubt=odd)
    if (False, True) not in orders:
        return _Order(
            is_open=(True, False) not in orders and any(map(_is_either, written.values()))
        )
    if (True, False) in orders:
        doubtful = [text for text, meant in written.items() if _is_either(meant)]
        return _Order(in_doubt=dict.fromkeys(doubtful, date_reasons.AMBIGUOUS_DATE))
    whole = [text for text in written if is_from_workbook and _WHOLE.match(text)]
    if not all(_may_be_swapped(written[text]) for text in whole):
        whole = []
    return _Order(is_month_first=True, in_doubt=dict.fromkeys(whole, date_reasons.SWAPPED_DATE))


def _find_odd_orders(written: Mapping[str, Written]) -> dict[str, Reason]:
    """
    Find cells in doubt since others have an order that nobody takes unasked.

    ``2026-31-03`` has the month last, and so may ``2026-04-03``; ``26-03-31``
    and ``99-12-31`` have the year first, and so may ``24-03-05``.
    """
    says = {meant.says for meant in written.values()}
    if "month last" in says:
        return {
            text: date_reasons.MONTH_LAST
            for text, meant in written.items()
            if _FIGURES.match(text) and _may_be_swapped(meant, is_other=True)
        }
    if any(meant.year_first is not None and (meant.says == "short" or meant.day_first is None)
           for meant in written.values()):  # fmt: skip
        return {
            text: date_reasons.YEAR_FIRST
            for text, meant in written.items()
            if meant.year_first is not None
        }
    return {}


def _is_told_month_first(beside: Iterable[Cells], calendar: Calendar) -> bool:
    """Tell whether other columns can only be month-first, and none of them only day-first."""
    texts = {cell for cells in beside for cell in set(cells[is_written(cells)].tolist())}
    orders = {
        (meant.day_first is not None, meant.month_first is not None)
        for meant in (parse_date(text, calendar) for text in texts if _SLASHED.match(text))
    }
    return (False, True) in orders and (True, False) not in orders


def _is_either(meant: Written) -> bool:
    return None not in {meant.day_first, meant.month_first} and not meant.is_sure


def _may_be_swapped(meant: Written, *, is_other: bool = False) -> bool:
    """Tell a day whose number may be that of a month, or only of another month than its own."""
    if meant.day_first is None:
        return False
    day = meant.day_first.first
    return day.day < _NO_MONTH and not (is_other and day.day == day.month)


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
        return date_reasons.FINANCIAL_YEAR
    if meant.says == "nothing":
        return date_reasons.NO_DATE
    return date_reasons.ROUGH_DATE if meant.says == "rough" else date_reasons.NOT_A_DATE


def _what_to_say(
    meant: Written, meaning: Meaning, order: _Order, calendar: Calendar, *, is_end: bool
) -> Iterable[Reason]:
    """Give all that whoever wrote a cell should know of how it was read."""
    if meant.says in _SAID:
        yield _SAID[meant.says]
    if order.is_month_first and _is_either(meant):
        yield date_reasons.MONTH_FIRST_ELSEWHERE if order.is_by_others else date_reasons.MONTH_FIRST
    if meaning.usual > calendar.today and not is_end:
        yield date_reasons.FUTURE_DATE


_SAID = {
    "utc": date_reasons.UTC_DATE,
    "utc somewhere": date_reasons.UTC_SOMEWHERE,
    "seconds": date_reasons.EPOCH_DATE,
    "short": date_reasons.SHORT_YEAR,
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
