"""A section of the project file applied to one table: our columns, theirs, what to drop."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.dates import Calendar
from assetmap.gather.day_columns import join_days, name_days
from assetmap.gather.example_rows import skip_examples
from assetmap.gather.files import LONGEST_CELL, RawTable, cut_cell
from assetmap.gather.headers import Headers, joint_of, known_words
from assetmap.gather.inputs import (
    WORDS_INPUTS,
    Inputs,
)
from assetmap.gather.ledger import TableLedger
from assetmap.gather.numbers import TableMarks
from assetmap.gather.reasons import Reason
from assetmap.gather.rules import RuleUse, drop_rows, translate
from assetmap.gather.separators import part_alike
from assetmap.gather.tidy import (
    ERROR_VALUES,
    Cells,
    has_bidi_controls,
    is_written,
    no_cells,
    normalise_header,
)
from assetmap.model import RowsSection
from assetmap.typing import Flags
from assetmap.wording import say_number

__all__ = ["MappedTable", "map_table", "reject_missing"]

_MANY_BLANKS = 0.3
"""Share of blank cells from which on a column may have cells that were merged."""
_NAMING = ("name", "source", "person", "place")
"""Our columns of which one says what the row is about."""
_WRITE_OUT = "Write it out: NA, TBC, None and the like count as nothing said."


@dataclass(frozen=True, eq=False)
class MappedTable:
    """A table under our names; ``extras`` are the columns that have none.

    ``inputs`` are the names that we know; a project file may add others.
    ``keys`` are what stood under an id column that turned out to be none;
    ``kind_words`` what is written of the kind, where it is none of ours.
    """

    raw: RawTable
    ledger: TableLedger
    separator: str
    columns: dict[str, Cells]
    extras: dict[str, Cells]
    inputs: Inputs
    headers: Headers
    rule_use: RuleUse
    calendar: Calendar
    marks: TableMarks
    keys: Cells | None = None
    kind_words: Cells | None = None

    def cells(self, name: str) -> Cells:
        """Give a column, blank where the file does not have it."""
        return self.columns.get(name, no_cells(len(self.raw)))

    def as_given(self, name: str) -> Cells:
        """Give a column with what tidying takes for nothing, such as "?", as it was written."""
        cells = self.cells(name).copy()
        for head in self.headers.get(name, ()):
            blank = np.flatnonzero(~is_written(cells))
            given = self.raw.columns.as_given(head)
            cells[blank] = [given[at] for at in blank.tolist()]
        return cells

    def extra_columns(self, own: Set[str]) -> dict[str, Cells]:
        """Give the columns that are none of ours, under names that nothing else has."""
        named = {name: cells for name, cells in self.columns.items() if name not in self.inputs}
        columns: dict[str, Cells] = {}
        for name, cells in (*named.items(), *self.extras.items()):
            unique = name
            while unique in own or unique in columns:
                unique += " (as given)"
            columns[unique] = cells
        return columns


def map_table(
    section: RowsSection,
    table: RawTable,
    ledger: TableLedger,
    headers: Headers,
    inputs: Inputs,
    calendar: Calendar,
) -> MappedTable:
    """Apply mapping, constants, values and drop rules; say which rows are left out."""
    ledger.name_columns(headers)
    skip_examples(table, ledger, (head for ours in _NAMING for head in headers.get(ours, ())))
    ledger.leave_out()
    given = _fill_down(section, table, ledger.is_open)
    use = RuleUse()
    for rule in section.drop:
        drop_rows(rule, table, given, ledger, use)
    columns: dict[str, Cells] = {}
    for ours, heads in headers.items():
        days = name_days(heads) if ours == "opening_hours" else None
        if days is not None:
            columns[ours] = join_days([given[head] for head in heads], days)
            continue
        columns[ours] = _join([given[head] for head in heads], joint_of(section, ours, heads))
        if ours in WORDS_INPUTS:
            words = known_words(section).get(ours)
            columns[ours] = part_alike(
                section, table, ours, heads, columns[ours], ledger, vocabulary=words
            )
    for ours, translation in section.values.items():
        if ours in columns:
            split = section.separator if ours in WORDS_INPUTS else None
            columns[ours] = translate(ours, columns[ours], translation, split, use)
    for ours, value in section.constant.items():  # a day is written as 2026-03-31
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        cells = columns.get(ours, no_cells(len(table)))
        columns[ours] = np.where(is_written(cells), cells, text).astype(object)
    _remark_open(section, columns, headers, ledger)
    _remark_errors(table, given, headers, ledger)
    _reject_long(table, columns, ledger)
    _note_bidi(columns, ledger)
    # The words of a rough date, and of hours, are kept beside what they are read as.
    worded = {"since", "until", "opening_hours"} if "since_earliest" in inputs else set[str]()
    taken = {heads[0] for ours, heads in headers.items()
             if len(heads) == 1 and ours not in section.values
             and (ours not in worded or heads[0] == "opening_hours")}  # fmt: skip
    taken |= {name for head in section.ignore if (name := table.find(head)) is not None}
    extras = {name: given[name] for name in table.columns if name not in taken}
    marks = TableMarks(table, section.decimal)
    return MappedTable(
        table, ledger, section.separator, columns, extras, inputs, headers, use, calendar, marks
    )


def _fill_down(section: RowsSection, table: RawTable, is_open: Flags) -> Mapping[str, Cells]:
    """Repeat the cell above in the columns that a person merged; other rows stay as they are."""
    names = [name for head in section.fill_down if (name := table.find(head)) is not None]
    if not names:
        return table.columns
    given = {name: table.columns[name] for name in table.columns}
    for name in names:
        # A heading over rows is no record, and says what stands in each of them.
        filled = (
            pd.Series(given[name], dtype=object).where(is_open | table.is_heading, None).ffill()
        )
        cells = filled.astype(object).where(filled.notna(), None).to_numpy(dtype=object)
        given[name] = np.where(is_open, cells, given[name]).astype(object)
    return given


def _remark_open(
    section: RowsSection, columns: dict[str, Cells], headers: Headers, ledger: TableLedger
) -> None:
    """Say which columns look as if their cells were meant for the rows below them too."""
    filled = set(map(normalise_header, section.fill_down))
    for ours in ("place", "kind"):
        heads = headers.get(ours, ())
        if len(heads) != 1 or normalise_header(heads[0]) in filled or ours in section.constant:
            continue
        cells = columns[ours][ledger.is_open]
        values = cells[is_written(cells)].tolist()
        blanks = len(cells) - len(values)
        reaches = len(cells) > 2 and cells[0] is not None and len(set(values)) == len(values)
        if reaches and blanks >= max(2, _MANY_BLANKS * len(cells)):
            ledger.remark(
                "maybe_merged",
                f"{blanks} of {len(cells)} rows have nothing under {heads[0]!r}, and no value "
                "stands there twice: each may be meant for the rows below it too",
                f"If so, say fill_down = [{heads[0]!r}].",
            )


def _remark_errors(
    table: RawTable, given: Mapping[str, Cells], headers: Headers, ledger: TableLedger
) -> None:
    """Say which cells hold the error of a formula, which counts as blank."""
    listed, count = [], 0
    for head in dict.fromkeys(head for heads in headers.values() for head in heads):
        blank = np.flatnonzero(~is_written(given[head]) & ledger.is_open)
        if not len(blank):
            continue
        cells = table.columns.as_given(head)
        where = np.zeros(len(table), dtype=bool)
        where[[at for at in blank.tolist() if (cells[at] or "").strip() in ERROR_VALUES]] = True
        if where.any():
            count += int(where.sum())
            listed.append(f"{head!r} ({ledger.list_rows(where)})")
    if listed:
        ledger.remark(
            "error_value",
            f"{say_number(count, 'cell')} hold{'s' if count == 1 else ''} the error of a formula, "
            f"such as #REF!, and count{'s' if count == 1 else ''} as blank: {', '.join(listed)}",
            "Mend the formula in the spreadsheet, and save the file again.",
        )


def _join(columns: list[Cells], joint: str) -> Cells:
    """Join several columns into one; blanks leave no gap."""
    if len(columns) == 1:
        return columns[0]
    joined = no_cells(len(columns[0]) if columns else 0)
    rows = ([cell for cell in row if cell is not None] for row in zip(*columns, strict=True))
    # Nobody's address has the town twice; somebody may be called James James.
    joined[:] = [joint.join(row if joint == " " else dict.fromkeys(row)) or None for row in rows]
    return joined


def _reject_long(table: RawTable, columns: dict[str, Cells], ledger: TableLedger) -> None:
    """Reject cells that are as long as shapes may be, where no shape is looked for."""
    for name in sorted(columns.keys() - {"geometry"}) if table.has_long_cells else ():
        cells = columns[name]
        if max(map(len, filter(None, cells)), default=0) > LONGEST_CELL:
            is_long = np.array([cell is not None and len(cell) > LONGEST_CELL for cell in cells])
            columns[name] = cells = cells.copy()
            cells[is_long] = [cut_cell(cell) for cell in cells[is_long]]
            ledger.reject(is_long, reasons.CELL_TOO_LONG, column=name, value=cells)


def _note_bidi(columns: dict[str, Cells], ledger: TableLedger) -> None:
    for name, cells in columns.items():
        ledger.note(has_bidi_controls(cells), reasons.BIDI_CONTROL, column=name, value=cells)


def reject_missing(mapped: MappedTable, name: str, reason: Reason) -> None:
    """Reject rows where a column must say something; show what was taken for nothing."""
    is_blank = ~is_written(mapped.cells(name))
    if not is_blank.any():
        return
    given = mapped.as_given(name)
    is_said = is_blank & np.array([bool(cell and cell.strip()) for cell in given], dtype=bool)
    mapped.ledger.reject(is_blank & ~is_said, reason, column=name)
    says = f"{reason.says}: what is written was taken for nothing"
    said = replace(reason, says=says, remedy=_WRITE_OUT)
    mapped.ledger.reject(is_said, said, column=name, value=given)
