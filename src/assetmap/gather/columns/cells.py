"""Mapped cells into typed columns, with a word in the ledger for each that does not fit."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import find_near_word
from assetmap.gather.account import reasons
from assetmap.gather.account.reasons import Reason
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.text.tidy import Cells, is_written, no_cells
from assetmap.gather.text.values import read_dates, read_flags, read_numbers, read_words, to_member
from assetmap.typing import Flags, Floats

__all__ = ["CellReader"]


class CellReader:
    """Read the columns of one table; every cell that does not fit rejects its row."""

    def __init__(self, mapped: MappedTable) -> None:
        self._mapped = mapped
        self._ledger = mapped.ledger

    def text(self, name: str) -> Cells:
        """Give text as it is."""
        return self._mapped.cells(name)

    def words(self, name: str) -> Cells:
        """Split cells into tuples of words."""
        return read_words(self._mapped.cells(name), self._mapped.separator)

    def date(self, name: str) -> pd.Series[Any]:
        """Read dates, day before month."""
        cells = self._mapped.cells(name)
        days, is_unread = read_dates(cells)
        self._ledger.reject(is_unread, reasons.UNREADABLE_DATE, column=name, value=cells)
        return days

    def number(self, name: str) -> Floats:
        """Read numbers that are not below zero."""
        cells = self._mapped.cells(name)
        numbers, is_unread = read_numbers(cells)
        self._ledger.reject(is_unread, reasons.UNREADABLE_NUMBER, column=name, value=cells)
        self._ledger.reject(numbers < 0, reasons.NEGATIVE_NUMBER, column=name, value=cells)
        return numbers

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
            self._ledger.reject(~is_there, missing, column=name)
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
