"""A section of the project file applied to one table: our columns, theirs, what to drop."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import Problem, find_near_word
from assetmap.gather import reasons
from assetmap.gather.files import LONGEST_CELL, RawTable, cut_cell
from assetmap.gather.inputs import WORDS_INPUTS, Inputs
from assetmap.gather.ledger import TableLedger
from assetmap.gather.reasons import Reason
from assetmap.gather.rules import RuleUse, drop_rows, translate
from assetmap.gather.tidy import (
    Cells,
    has_bidi_controls,
    is_written,
    no_cells,
    normalise_header,
)
from assetmap.gather.values import read_dates, read_flags, read_numbers, read_words, to_member
from assetmap.model import (
    AssetKind,
    AssetsSection,
    ConsentsSection,
    EffortSection,
    Precision,
    Purpose,
    Role,
    RowsSection,
    Status,
    TieKind,
    TiesSection,
)
from assetmap.typing import Flags, Floats

__all__ = [
    "CellReader",
    "Headers",
    "MappedTable",
    "expected_headers",
    "map_table",
    "missing_header",
    "other_heads",
    "resolve_columns",
]

Headers = Mapping[str, tuple[str, ...]]
"""Our name → the headers of a file that hold it."""
_MANY_BLANKS = 0.3
"""Share of blank cells from which on a column may have cells that were merged."""
_VOCABULARIES: dict[type[RowsSection], dict[str, type[StrEnum]]] = {
    AssetsSection: {"kind": AssetKind, "status": Status, "precision": Precision, "roles": Role},
    TiesSection: {"kind": TieKind},
    ConsentsSection: {"purpose": Purpose},
    EffortSection: {"kind": AssetKind},
}


@dataclass(frozen=True, eq=False)
class MappedTable:
    """A table under our names; ``extras`` are the columns that have none.

    ``inputs`` are the names that we know; a project file may add others.
    """

    raw: RawTable
    ledger: TableLedger
    separator: str
    columns: dict[str, Cells]
    extras: dict[str, Cells]
    inputs: Inputs
    headers: Headers
    rule_use: RuleUse

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


def expected_headers(section: RowsSection, inputs: Inputs) -> frozenset[str]:
    """List the folded headers that the header row of this file should hold."""
    stated = {head for heads in section.columns.values() for head in heads}
    stated |= {head for heads in other_heads(section).values() for head in heads}
    stated |= {section.id} if section.id else set()
    if not section.columns:
        stated |= {head for heads in inputs.values() for head in heads}
    return frozenset(normalise_header(head) for head in stated)


def resolve_columns(
    section: RowsSection, table: RawTable, inputs: Inputs, *, where: str
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """
    Find the headers of the table for each of our columns.

    Returns
    -------
    headers, problems
        Our name → headers of the file. A stated header that the file lacks is
        a problem, with the nearest one that it has; without stated headers,
        those that are known by their names are taken.
    """
    problems = [
        *_misspelt(section.columns, inputs, f"{where}, columns"),
        *_misspelt(section.constant, inputs, f"{where}, constant"),
        *_misspelt(section.values, inputs, f"{where}, values"),
    ]
    problems += _meaningless(section, f"{where}, values")
    found: dict[str, tuple[str, ...]] = {}
    stated = dict(section.columns)
    if section.id:
        stated["id"] = (section.id,)
    for ours, heads in stated.items():
        known = [table.find(head) for head in heads]
        problems += [
            missing_header(head, table, f"{where}, {ours}")
            for head, name in zip(heads, known, strict=True)
            if name is None
        ]
        found[ours] = tuple(name for name in known if name is not None)
    aside = {normalise_header(head) for head in (*table.hidden_heads, *table.beside_heads)}
    for key, heads in other_heads(section).items():
        problems += [
            missing_header(head, table, f"{where}, {key}")
            for head in heads
            if table.find(head) is None
            and not (key == "ignore" and normalise_header(head) in aside)
        ]
    if not section.columns:
        for ours, heads in inputs.items():
            listed = (name for head in heads if (name := table.find(head)))
            name = next((name for name in listed if name not in table.columns.unlisted), None)
            if name is not None and ours not in found:
                found[ours] = (name,)
    return found, problems


def _meaningless(section: RowsSection, where: str) -> list[Problem]:
    """Find translations into words that are not ours: every row would be rejected for them."""
    known = {
        ours: words
        for kind, vocabularies in _VOCABULARIES.items()
        if isinstance(section, kind)
        for ours, words in vocabularies.items()
    }
    problems = []
    for ours, translation in section.values.items():
        for theirs, meaning in translation.items():
            if ours in known and to_member(meaning, known[ours]) is None:
                remedy = find_near_word(meaning, known[ours])
                says = f"{theirs!r} is said to mean {meaning!r}, which is not known."
                problems.append(Problem(f"{where} → {ours}", "unknown_word", says, remedy))
    return problems


def other_heads(section: RowsSection) -> dict[str, tuple[str, ...]]:
    """List the headers that a section names outside its columns."""
    heads = {
        "drop": tuple(rule.column for rule in section.drop),
        "fill_down": section.fill_down,
        "ignore": section.ignore,
    }
    if isinstance(section, AssetsSection):
        heads["group_by"] = section.group_by
    return heads


def _misspelt(given: Mapping[str, object], inputs: Inputs, where: str) -> list[Problem]:
    """Find names that look like ours but are not; other new names are extra columns."""
    problems = []
    for name in given:
        near = difflib.get_close_matches(name, list(inputs), n=1, cutoff=0.8)
        if name not in inputs and near:
            says = f"{name!r} is not one of our columns."
            remedy = f"Did you mean {near[0]!r}?"
            problems.append(Problem(where, "unknown_column", says, remedy))
    return problems


def missing_header(head: str, table: RawTable, where: str) -> Problem:
    """Say that a stated header is not in the table, and which one may be meant."""
    remedy = find_near_word(head, table.columns)
    if normalise_header(head) in map(normalise_header, table.hidden_heads):
        remedy = "That column is hidden: show it, or say include_hidden if it is meant."
    sheet = f", sheet {table.sheet!r}" if table.sheet else ""
    return Problem(where, "missing_column", f"{table.file}{sheet} has no column {head!r}.", remedy)


def map_table(
    section: RowsSection,
    table: RawTable,
    ledger: TableLedger,
    headers: Headers,
    inputs: Inputs,
) -> MappedTable:
    """Apply mapping, constants, values and drop rules; say which rows are left out."""
    ledger.name_columns(headers)
    ledger.leave_out()
    given = _fill_down(section, table, ledger.is_open)
    use = RuleUse()
    for rule in section.drop:
        drop_rows(rule, table, given, ledger, use)
    columns: dict[str, Cells] = {}
    for ours, heads in headers.items():
        joint = section.separator if ours in WORDS_INPUTS else ", "
        columns[ours] = _join([given[head] for head in heads], joint)
    for ours, translation in section.values.items():
        if ours in columns:
            split = section.separator if ours in WORDS_INPUTS else None
            columns[ours] = translate(ours, columns[ours], translation, split, use)
    for ours, value in section.constant.items():
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        cells = columns.get(ours, no_cells(len(table)))
        columns[ours] = np.where(is_written(cells), cells, text).astype(object)
    _remark_open(section, columns, headers, ledger)
    _reject_long(table, columns, ledger)
    _note_bidi(columns, ledger)
    taken = {heads[0] for ours, heads in headers.items()
             if len(heads) == 1 and ours not in section.values}  # fmt: skip
    taken |= {name for head in section.ignore if (name := table.find(head)) is not None}
    extras = {name: given[name] for name in table.columns if name not in taken}
    return MappedTable(table, ledger, section.separator, columns, extras, inputs, headers, use)


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


def _join(columns: list[Cells], joint: str) -> Cells:
    """Join several columns into one; blanks leave no gap."""
    if len(columns) == 1:
        return columns[0]
    joined = no_cells(len(columns[0]) if columns else 0)
    joined[:] = [
        joint.join(dict.fromkeys(cell for cell in row if cell is not None)) or None
        for row in zip(*columns, strict=True)
    ]
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
