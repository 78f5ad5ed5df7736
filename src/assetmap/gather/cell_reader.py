"""CellReader: the columns of one table, each read into what it holds, with what is to be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import find_near_word
from assetmap.gather import date_reasons, reasons
from assetmap.gather.date_columns import ReadDates, read_dates
from assetmap.gather.ledger import TableLedger
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.numbers import ReadNumbers, find_cut_numbers
from assetmap.gather.reasons import Reason
from assetmap.gather.rough_dates import read_rough_dates
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import read_flags, read_words, to_member
from assetmap.tables import ASSETS, RECORDS, Column
from assetmap.typing import Flags, Floats

__all__ = ["CellReader", "note_numbers"]

_DATES = (*(column.name for column in ASSETS.columns if column.holds == "date"),
          "since", "until", "given_on", "expires_on", "withdrawn_on",
          *(column.name for spec in RECORDS.values() for column in spec.columns
            if column.holds == "date" and column.name not in {"since", "until"}))  # fmt: skip


def note_numbers(ledger: TableLedger, read: ReadNumbers, column: str, cells: Cells) -> None:
    """Say how the numbers of a column were read; a cell that holds none rejects its row."""
    for reason, where in (*read.withheld.items(), *read.noted.items()):
        ledger.note(where, reason, column=column, value=cells)
    for reason, where in read.unread.items():
        ledger.reject(where, reason, column=column, value=cells)


class CellReader:
    """Read the columns of one table; what does not fit costs its row, or its value alone."""

    def __init__(self, mapped: MappedTable) -> None:
        self._mapped = mapped
        self._ledger = mapped.ledger

    def text(self, name: str) -> Cells:
        """Give text as it is."""
        return self._mapped.cells(name)

    def figures(self, name: str) -> Cells:
        """Give text that is a row of figures, and say where a spreadsheet cut it."""
        cells = self.text(name)
        self._ledger.note(find_cut_numbers(cells), reasons.CUT_NUMBER, column=name, value=cells)
        return cells

    def column(self, column: Column) -> Any:
        """Read one of our columns as what it holds."""
        name = column.name
        if column.vocabulary is not None and column.holds == "words":
            return self.choices(name, column.vocabulary)
        if column.vocabulary is not None:
            return self.choice(name, column.vocabulary, default=column.default)
        if column.holds == "number":
            return self.number(name, is_count=True)
        readers: dict[str, Callable[[str], Any]] = {
            "text": self.text, "words": self.words, "date": self.date, "flag": self.flag,
        }  # fmt: skip
        return readers[column.holds](name)

    def words(self, name: str) -> Cells:
        """Split cells into tuples of words."""
        return read_words(self._mapped.cells(name), self._mapped.separator)

    def date(self, name: str, *, is_end: bool = False) -> pd.Series[Any]:
        """Read dates; a cell that is none rejects its row, one that is rough costs the date."""
        cells = self.text(name)
        read = self._read_dates(name, cells, is_end=is_end)
        for reason, where in read.unread.items():
            if reason is date_reasons.NOT_A_DATE:  # perhaps the cells of the row have shifted
                self._ledger.reject(where, reason, column=name, value=cells)
                continue
            costs = replace(reason, says=f"{reason.says}; the row is kept without it")
            self._ledger.note(where, costs, column=name, value=cells)
        return read.days

    def span(self, name: str) -> tuple[pd.Series[Any], pd.Series[Any]]:
        """Read rough dates as the first and the last day; what bounds nothing is noted."""
        cells, raw = self.text(name), self._mapped.raw
        spans = read_rough_dates(
            cells,
            self._mapped.calendar,
            is_from_workbook=raw.is_from_workbook,
            beside=self._other_dates(name),
        )
        for reason, where in (*spans.unread.items(), *spans.noted.items()):
            self._ledger.note(where, reason, column=name, value=cells)
        return spans.earliest, spans.latest

    def consent_date(
        self, name: str, cells: Cells | None = None, *, is_end: bool = False
    ) -> ReadDates:
        """Read dates on which a consent rests: a cell that is none rejects its row."""
        cells = self.text(name) if cells is None else cells
        read = self._read_dates(name, cells, is_end=is_end)
        for reason, where in read.unread.items():
            self._ledger.reject(where, reason, column=name, value=cells)
        return read

    def _read_dates(self, name: str, cells: Cells, *, is_end: bool) -> ReadDates:
        raw, calendar = self._mapped.raw, self._mapped.calendar
        read = read_dates(
            cells,
            calendar,
            is_end=is_end,
            is_from_workbook=raw.is_from_workbook,
            beside=self._other_dates(name),
        )
        for reason, where in read.noted.items():
            self._ledger.note(where, reason, column=name, value=cells)
        return read

    def _other_dates(self, name: str) -> Iterator[Cells]:
        """Give the other columns of days of the table, which may show the order of this one."""
        return (self.text(other) for other in _DATES if other != name)

    def number(self, name: str, *, is_count: bool = False) -> Floats:
        """Read numbers that are not below zero; a cell that holds none rejects its row."""
        cells = self._mapped.cells(name)
        read = self._mapped.marks.read(cells, is_count=is_count)
        note_numbers(self._ledger, read, name, cells)
        is_negative = read.numbers < 0
        self._ledger.reject(is_negative, reasons.NEGATIVE_NUMBER, column=name, value=cells)
        return read.numbers

    def flag(self, name: str) -> Flags:
        """Read yes and no."""
        cells = self._mapped.cells(name)
        flags, is_unread = read_flags(cells)
        self._ledger.reject(is_unread, reasons.UNREADABLE_FLAG, column=name, value=cells)
        return flags

    def choice(
        self,
        name: str,
        vocabulary: type[StrEnum],
        *,
        missing: Reason | None = None,
        default: str | None = None,
    ) -> Cells:
        """Read words of a closed vocabulary, whatever their case and spacing."""
        cells = self._mapped.cells(name)
        is_there = is_written(cells)
        if missing is not None:
            reject_missing(self._mapped, name, missing)
        known = {cell: to_member(cell, vocabulary) for cell in set(cells[is_there].tolist())}
        chosen, remedy = no_cells(len(cells)), no_cells(len(cells))
        chosen[:] = [known.get(cell, default) for cell in cells]
        is_unknown = is_there & ~is_written(chosen)
        remedy[is_unknown] = [_suggest(cell, vocabulary) for cell in cells[is_unknown]]
        self._ledger.reject(
            is_unknown, reasons.UNKNOWN_WORD, column=name, value=cells, remedy=remedy
        )
        return chosen

    def choices(self, name: str, vocabulary: type[StrEnum]) -> Cells:
        """Read several words of a closed vocabulary."""
        cells = self._mapped.cells(name)
        words = self.words(name)
        known = {
            row: tuple(to_member(word, vocabulary) for word in row) for row in set(words.tolist())
        }
        bad = {row for row, members in known.items() if None in members}
        is_unknown = np.fromiter((row in bad for row in words), dtype=bool, count=len(words))
        remedy = no_cells(len(cells))
        remedy[is_unknown] = [
            " ".join(_suggest(word, vocabulary) for word in row
                     if to_member(word, vocabulary) is None)
            for row in words[is_unknown]
        ]  # fmt: skip
        self._ledger.reject(
            is_unknown, reasons.UNKNOWN_WORD, column=name, value=cells, remedy=remedy
        )
        chosen = no_cells(len(cells))
        chosen[:] = [tuple(member for member in known[row] if member) for row in words]
        return chosen


def _suggest(word: str, vocabulary: type[StrEnum]) -> str:
    guess = find_near_word(word.casefold(), vocabulary)
    return f"{guess} Or say in `values` what {word!r} means."
