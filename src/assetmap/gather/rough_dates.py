"""Rough dates of when something began or ended: the first and the last day they may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.date_columns import ReadDates, read_dates
from assetmap.gather.dates import Calendar
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.typing import Flags

__all__ = ["RoughDates", "read_rough_dates"]

_BY = re.compile(r"(?:open(?:ed)?|closed|there|already)? ?(?:by|in or before|by or before) (.+)$")
_BEFORE = re.compile(r"(?:before|pre[- ]?|until|up to|<) ?(?=\d|[a-z]{3,9} \d{4})(.+)$")
_AFTER = re.compile(r"(?:after|post[- ]?|later than|>) ?(?=\d|[a-z]{3,9} \d{4})(.+)$")
_FROM = re.compile(r"(?:in|since|from|est\.?|established|founded|opened|closed)(?: in)? (.+)$")
_BETWEEN = re.compile(r"(?:between |from )?(.*\d.*?) (?:and|to|until|-|–) (.*\d.*)$")
_YEARS = re.compile(r"(\d{4}) ?(?:[-–:/]|to|or) ?(\d{4})$")
_SHORT_YEARS = re.compile(r"(\d{4}) ?[-–/] ?(\d{1,2})$")
_MONTHS_A_YEAR = 12
_PART = r"(?:the |early |mid |mid-|late )*"
_DECADE = re.compile(_PART + r"(\d{3}0) ?'?s$")
_CENTURY = re.compile(_PART + r"(\d{1,2})(?:st|nd|rd|th) (?:century|c\.?)$")
_EXACT, _UP_TO, _ENDING_BEFORE, _STARTING_AFTER = range(4)


@dataclass(frozen=True, eq=False)
class RoughDates:
    """The first and the last day that each cell may mean, NaT where open; why cells were unread."""

    earliest: pd.Series[Any]
    latest: pd.Series[Any]
    unread: Mapping[Reason, Flags]
    noted: Mapping[Reason, Flags]


def read_rough_dates(
    cells: Cells,
    calendar: Calendar,
    *,
    is_from_workbook: bool = False,
    beside: Iterable[Cells] = (),
) -> RoughDates:
    """
    Read a column of rough dates; what bounds nothing, such as "c. 1985", is unread.

    A day, a month or a year is the span that it is; ``1990s``, ``19th
    century``, ``2003-2005`` and ``between 2003 and 2005`` are theirs. ``by
    2022`` says only the last day, ``after 2022`` only the first.

    Examples
    --------
    >>> spans = read_rough_dates(np.array(["1985", "open by 2022", "1990s"], object), Calendar())
    >>> spans.earliest.dt.year.tolist(), spans.latest.dt.year.tolist()
    ([1985.0, nan, 1990.0], [1985, 2022, 1999])
    """
    first, last = no_cells(len(cells)), no_cells(len(cells))
    ways = np.full(len(cells), _EXACT)
    taken = {cell: _take_apart(cell) for cell in set(cells[is_written(cells)].tolist())}
    for row in np.flatnonzero(is_written(cells)):
        first[row], last[row], ways[row] = taken[cells[row]]
    # Both ends are read as one column, so that either may show the order of days and months.
    both = read_dates(
        np.concatenate([first, last]), calendar, is_from_workbook=is_from_workbook, beside=beside
    )
    begin, end = _half(both, slice(None, len(cells))), _half(both, slice(len(cells), None))
    day = pd.Timedelta(days=1)
    earliest = begin.first.where(ways == _EXACT)
    earliest = earliest.mask(ways == _STARTING_AFTER, begin.last + day)
    latest = end.last.where((ways == _EXACT) | (ways == _UP_TO))
    latest = latest.mask(ways == _ENDING_BEFORE, end.first - day)
    is_reversed = (latest < earliest).to_numpy()
    unread = _either(both.unread, len(cells))
    if is_reversed.any():
        unread[reasons.ENDS_FIRST] = is_reversed
    is_bad = np.logical_or.reduce([*unread.values(), np.zeros(len(cells), dtype=bool)])
    return RoughDates(
        earliest.mask(is_bad).astype("datetime64[s]"),
        latest.mask(is_bad).astype("datetime64[s]"),
        unread,
        _either(both.noted, len(cells)),
    )


def _half(read: ReadDates, part: slice) -> ReadDates:
    """Give one half of a column that was read."""
    days, first, last = (
        column.iloc[part].reset_index(drop=True) for column in (read.days, read.first, read.last)
    )
    return replace(read, days=days, first=first, last=last, unread={}, noted={})


def _either(said: Mapping[Reason, Flags], size: int) -> dict[Reason, Flags]:
    """Say of each cell what is said of either of its dates."""
    return {reason: where[:size] | where[size:] for reason, where in said.items()}


def _take_years(text: str) -> tuple[str, str] | None:
    """Give the first and the last of two years, the second of which may be cut short."""
    if found := _YEARS.match(text):
        return found[1], found[2]
    found = _SHORT_YEARS.match(text)
    if found is None or ("-" in text and int(found[2]) <= _MONTHS_A_YEAR):  # a month
        return None
    year, end = int(found[1]), int(found[2])
    size = 10 ** len(found[2])
    if end > year % size:
        return found[1], f"{year - year % size + end}"
    return (found[1], f"{year + 1}") if end == (year + 1) % size else None  # 1999/00


def _take_apart(cell: str) -> tuple[str, str, int]:
    """Give the dates that bound a cell, each as it may be written alone, and how they do."""
    text = " ".join(cell.casefold().split())
    if (years := _take_years(text)) is not None:
        return (*years, _EXACT)
    if found := _DECADE.match(text):
        return found[1], f"{int(found[1]) + 9}", _EXACT
    if found := _CENTURY.match(text):
        return f"{int(found[1]) - 1:02d}01", f"{int(found[1]):02d}00", _EXACT
    if found := _BETWEEN.match(text):
        return found[1], found[2], _EXACT
    for pattern, way in ((_BY, _UP_TO), (_BEFORE, _ENDING_BEFORE), (_AFTER, _STARTING_AFTER)):
        if found := pattern.match(text):
            return found[1], found[1], way
    if found := _FROM.match(text):
        return found[1], found[1], _EXACT
    return cell, cell, _EXACT
