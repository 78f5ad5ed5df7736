"""The account kept while reading: each row's outcome, and everything that was noticed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.gather import reasons
from assetmap.gather.files import LONGEST_CELL, RawTable, cut_cell
from assetmap.gather.near_misses import say_near_figures
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, no_cells
from assetmap.tables import FILE_COLUMNS, PROBLEM_COLUMNS, ImportReport
from assetmap.typing import Flags, Integers
from assetmap.wording import say_list

__all__ = ["Ledger", "Shown", "TableLedger"]

_ACCEPTED, _REJECTED, _SKIPPED = 0, 1, 2
_ROWS_LISTED = 8
_OF_FIGURES = {"unreadable_number", "number_with_unit", "unreadable_date", "rough_date",
               "unreadable_coordinates"}  # fmt: skip
"""Codes of what should be figures: a letter may stand for one."""
Shown = Cells | Callable[[], Cells]
"""What cells held, or how to find that out if there is anything to say of them."""


class TableLedger:
    """The account of one table: every row is accepted until something is said of it."""

    def __init__(self, table: RawTable, section: str) -> None:
        self._table = table
        self._section = section
        self._outcome = np.zeros(len(table), dtype=np.int8)
        self._problems: list[pd.DataFrame] = []
        self._headers: Mapping[str, tuple[str, ...]] = {}
        self.row_ids = no_cells(len(table))
        self.row_keys = no_cells(len(table))
        for remark in table.remarks:
            self.remark("reading", remark)
        for notice in table.notices:
            self.remark(*notice)
        if table.hidden_heads:
            self.remark(
                "hidden_column",
                f"hidden, and not read: column {', '.join(map(repr, table.hidden_heads))}",
                "Show the column, or say include_hidden if it is meant.",
            )

    @property
    def title(self) -> str:
        """The file and, if it has any, the sheet."""
        return self._table.title

    @property
    def rows(self) -> Integers:
        """Row numbers as a spreadsheet shows them."""
        return self._table.rows

    @property
    def is_open(self) -> Flags:
        """Rows that are neither rejected nor skipped so far."""
        return np.equal(self._outcome, _ACCEPTED)

    @property
    def is_unread(self) -> Flags:
        """Rows that may mean something and were not read: rejected, hidden, dropped by a rule."""
        table = self._table
        is_nothing = table.is_blank | table.is_total | table.is_repeat
        return ~self.is_open & ~is_nothing

    def name_columns(self, headers: Mapping[str, tuple[str, ...]]) -> None:
        """Say under which headers the file holds our columns, so that messages can."""
        self._headers = headers

    def name_rows(self, row_ids: Cells, row_keys: Cells) -> None:
        """Remember the id that each row was given, and the one that the file has for it."""
        self.row_ids[:] = row_ids
        self.row_keys[:] = row_keys

    def reject(
        self,
        where: Flags,
        reason: Reason,
        *,
        column: str | None = None,
        value: Shown | None = None,
        remedy: Cells | None = None,
    ) -> None:
        """Reject rows, for one reason; a row may be rejected for several."""
        where = where & (self._outcome != _SKIPPED)
        self._outcome[where] = _REJECTED
        self._write("rejected", where, reason, column, value, remedy)

    def skip(
        self,
        where: Flags,
        reason: Reason,
        *,
        column: str | None = None,
        value: Shown | None = None,
    ) -> None:
        """Leave rows out on purpose, with the reason."""
        where = where & self.is_open
        self._outcome[where] = _SKIPPED
        self._write("skipped", where, reason, column, value, None)

    def skip_many(self, where: Flags, reason: Reason) -> None:
        """Leave out rows that are not worth a line each, and say how many they are."""
        where = where & self.is_open
        self._outcome[where] = _SKIPPED
        if where.any():
            self.remark(
                reason.code,
                f"{where.sum():,} of {len(where):,} rows {reason.says}: skipped, "
                f"{self.list_rows(where)}",
            )

    def keep_open(self, cells: Cells) -> Cells:
        """Give a column, blank where the row is rejected or skipped."""
        kept = cells.copy()
        kept[~self.is_open] = None
        return kept

    def leave_out(self) -> None:
        """Leave out what is no record of the table, and reject rows that are no rows of it."""
        table = self._table
        self.skip(table.is_blank, reasons.BLANK_ROW)
        hidden = reasons.HIDDEN_SHEET if table.is_hidden_sheet else reasons.HIDDEN_ROW
        self.skip(table.is_hidden, hidden)
        self.skip(table.is_beyond, reasons.SECOND_TABLE)
        self.skip(table.is_total, reasons.TOTAL_ROW)
        self.skip(table.is_heading, reasons.HEADING_ROW, value=self._words_of(table.is_heading))
        self.skip(table.is_footnote, reasons.FOOTNOTE_ROW, value=self._words_of(table.is_footnote))
        self.skip(table.is_repeat, reasons.REPEATED_HEADER)
        self.reject(table.is_ragged, reasons.TOO_MANY_CELLS)
        for head, rows in table.overlong.items():
            is_long = np.zeros(len(table), dtype=bool)
            is_long[list(rows)] = True
            cells = table.cells(head)
            self.reject(is_long, reasons.CELL_TOO_LONG, column=head, value=cells)

    def _words_of(self, where: Flags) -> Callable[[], Cells]:
        """Give the first words of these rows, which stand in any column."""

        def look() -> Cells:
            words = no_cells(len(where))
            columns = [self._table.columns[name] for name in self._table.columns]
            for at in np.flatnonzero(where).tolist():
                words[at] = next((cells[at] for cells in columns if cells[at]), None)
            return words

        return look

    def note(
        self,
        where: Flags,
        reason: Reason,
        *,
        column: str | None = None,
        value: Shown | None = None,
        remedy: Cells | None = None,
    ) -> None:
        """Keep rows, and say what somebody should look at."""
        self._write("note", where & self.is_open, reason, column, value, remedy)

    def list_rows(self, where: Flags) -> str:
        """List the numbers of rows, the first few of many."""
        numbers = [f"{row}" for row in self._table.rows[where].tolist()]
        return f"row{'s' if len(numbers) > 1 else ''} {say_list(numbers, at_most=_ROWS_LISTED)}"

    def stop(self, where: Flags, reason: Reason, *, column: str, value: Shown) -> None:
        """Say, of rows whatever became of them, that nothing may be published before they are."""
        self._write("stops", where, reason, column, value, None)

    def remark(self, code: str, says: str, remedy: str = "", *, stops: bool = False) -> None:
        """Say something about the whole table, and perhaps that it stops publication."""
        outcome = "stops" if stops else "note"
        row = {"row": None, "code": code, "says": says, "remedy": remedy, "outcome": outcome}
        self._problems.append(pd.DataFrame([row]))

    def _write(
        self,
        outcome: str,
        where: Flags,
        reason: Reason,
        column: str | None,
        value: Shown | None,
        remedy: Cells | None,
    ) -> None:
        if not where.any():
            return
        value = value() if callable(value) else value
        if remedy is None and value is not None and reason.code in _OF_FIGURES:
            remedy = no_cells(len(where))
            remedy[where] = say_near_figures(value[where], reason.remedy)
        frame = {
            "row": self._table.rows[where],
            "column": " + ".join(self._headers.get(column or "", ())) or column,
            "value": no_cells(int(where.sum())) if value is None else value[where],
            "code": reason.code,
            "says": reason.says,
            "remedy": reason.remedy if remedy is None else remedy[where],
            "outcome": outcome,
        }
        self._problems.append(pd.DataFrame(frame))

    def close(self) -> tuple[dict[str, Any], pd.DataFrame]:
        """Give the table's line of the account, and its problems in row order."""
        counts = np.bincount(self._outcome, minlength=3)
        line = {
            "file": self._table.file,
            "sheet": self._table.sheet,
            "section": self._section,
            "rows": len(self._table),
            "accepted": int(counts[_ACCEPTED]),
            "rejected": int(counts[_REJECTED]),
            "skipped": int(counts[_SKIPPED]),
        }
        problems = _stack(self._problems)
        problems["file"] = self._table.file
        problems["sheet"] = self._table.sheet
        problems["section"] = self._section
        problems["record"] = self._records(problems)
        order = problems["row"].astype("float64").fillna(0).argsort(kind="stable")
        return line, problems.iloc[order]

    def _records(self, problems: pd.DataFrame) -> Cells:
        """Keep the whole row of every rejected record, as it was read, if it may be kept."""
        records = no_cells(len(problems))
        first = int(self._table.rows[0]) if len(self._table) else 0
        rows = problems["row"].to_numpy(dtype=object)
        ended = rows[(problems["code"] == reasons.STORAGE_ENDED.code).to_numpy()]
        is_long = (problems["code"] == reasons.CELL_TOO_LONG.code).to_numpy()
        long_rows = set(rows[is_long].tolist())
        is_kept = (problems["outcome"] == "rejected") & ~problems["row"].isin(ended)
        for at in np.flatnonzero(is_kept.to_numpy()):
            records[at] = self._record(int(rows[at]) - first, is_cut=rows[at] in long_rows)
        return records

    @cached_property
    def _given(self) -> dict[str, Sequence[str | None]]:
        columns = self._table.columns
        return {name: columns.as_given(name) for name in columns}

    def _record(self, position: int, *, is_cut: bool) -> str:
        """Write one row as JSON: its cells, those beyond the last header, and its shape."""
        table = self._table
        cells: dict[str, Any] = {name: given[position] for name, given in self._given.items()}
        if is_cut:
            cells = {name: cut_cell(cell) if cell and len(cell) > LONGEST_CELL else cell
                     for name, cell in cells.items()}  # fmt: skip
        if position in table.surplus:
            cells["(beyond the last header)"] = list(table.surplus[position])
        if table.shapes is not None and table.shapes[position] is not None:
            cells["(shape)"] = shapely.to_wkt(table.shapes[position], rounding_precision=-1)
        text = json.dumps(cells, ensure_ascii=False)
        return text.encode(errors="replace").decode()


class Ledger:
    """The account of a whole reading, table by table in the order they were added."""

    def __init__(self) -> None:
        self._tables: list[TableLedger] = []

    def add(self, table: TableLedger) -> None:
        """Add one table's account; what is noted in it later counts as well."""
        self._tables.append(table)

    def to_report(self) -> ImportReport:
        """Close every account and give the whole."""
        closed = [table.close() for table in self._tables]
        files = pd.DataFrame([line for line, _ in closed], columns=list(FILE_COLUMNS))
        return ImportReport(files, _stack([problems for _, problems in closed]))


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put problem frames under one another, with all columns even when there are none."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame({name: no_cells(0) for name in PROBLEM_COLUMNS})
    stacked = pd.concat([frame.astype(object) for frame in filled], ignore_index=True)
    stacked = stacked.reindex(columns=list(PROBLEM_COLUMNS))
    return stacked.astype(object).where(stacked.notna(), None)
