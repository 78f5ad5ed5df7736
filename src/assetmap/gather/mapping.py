"""A section of the project file applied to one table: our columns, theirs, what to drop."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.inputs import WORDS_INPUTS, Inputs
from assetmap.gather.ledger import TableLedger
from assetmap.gather.raw import RawTable
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import (
    Cells,
    Mask,
    has_bidi_controls,
    is_written,
    no_cells,
    normalise_header,
    tidy_cells,
)
from assetmap.model import DropRule, RowsSection

__all__ = [
    "MappedTable",
    "expected_headers",
    "map_table",
    "missing_header",
    "resolve_columns",
]

_EVERYTHING_ELSE = "*"


@dataclass(frozen=True, eq=False)
class MappedTable:
    """A table under our names; ``extras`` are the columns that have none."""

    raw: RawTable
    ledger: TableLedger
    separator: str
    columns: dict[str, Cells]
    extras: dict[str, Cells]

    def cells(self, name: str) -> Cells:
        """Give a column, blank where the file does not have it."""
        return self.columns.get(name, no_cells(len(self.raw)))


def expected_headers(section: RowsSection, inputs: Inputs) -> frozenset[str]:
    """List the folded headers that the header row of this file should hold."""
    stated = {head for heads in section.columns.values() for head in heads}
    stated |= {rule.column for rule in section.drop} | ({section.id} if section.id else set())
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
    for rule in section.drop:
        if table.find(rule.column) is None:
            problems.append(missing_header(rule.column, table, f"{where}, drop"))
    if not section.columns:
        for ours, heads in inputs.items():
            name = next((name for head in heads if (name := table.find(head))), None)
            if name is not None and ours not in found:
                found[ours] = (name,)
    return found, problems


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
    names = list(table.columns)
    near = difflib.get_close_matches(head, names, n=1, cutoff=0.6)
    remedy = f"Did you mean {near[0]!r}?" if near else f"Its columns are: {', '.join(names)}."
    sheet = f", sheet {table.sheet!r}" if table.sheet else ""
    return Problem(where, "missing_column", f"{table.file}{sheet} has no column {head!r}.", remedy)


def map_table(
    section: RowsSection, table: RawTable, ledger: TableLedger, headers: dict[str, tuple[str, ...]]
) -> MappedTable:
    """Apply mapping, constants, values and drop rules; say which rows are left out."""
    ledger.name_columns(headers)
    ledger.skip(table.is_blank, reasons.BLANK_ROW)
    ledger.skip(table.is_total, reasons.TOTAL_ROW)
    ledger.skip(table.is_repeat, reasons.REPEATED_HEADER)
    ledger.reject(table.is_ragged, reasons.TOO_MANY_CELLS)
    for rule in section.drop:
        _drop(rule, table, ledger)
    columns: dict[str, Cells] = {}
    for ours, heads in headers.items():
        joint = section.separator if ours in WORDS_INPUTS else ", "
        columns[ours] = _join([table.columns[head] for head in heads], joint)
    for ours, translation in section.values.items():
        if ours in columns:
            columns[ours] = _translate(columns[ours], translation)
    for ours, value in section.constant.items():
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        given = columns.get(ours, no_cells(len(table)))
        columns[ours] = np.where(is_written(given), given, text).astype(object)
    _note_bidi(columns, ledger)
    taken = {heads[0] for ours, heads in headers.items()
             if len(heads) == 1 and ours not in section.values}  # fmt: skip
    extras = {name: cells for name, cells in table.columns.items() if name not in taken}
    return MappedTable(table, ledger, section.separator, columns, extras)


def _drop(rule: DropRule, table: RawTable, ledger: TableLedger) -> None:
    name = table.find(rule.column)
    if name is None:
        return
    cells = table.columns[name]
    words = {word.casefold() for word in (rule.equals or rule.differs or ())}
    # A rule may name a word that tidying takes for "nothing written", such as "na".
    is_named = _matches(cells, words)
    where = is_named if rule.equals is not None else ~is_named
    ledger.skip(where, Reason("dropped", rule.because), column=name, value=cells)


def _matches(cells: Cells, words: set[str]) -> Mask:
    means_blank = any(cell is None for cell in tidy_cells(sorted(words)))
    return np.fromiter(
        (means_blank if cell is None else cell.casefold() in words for cell in cells),
        dtype=bool,
        count=len(cells),
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


def _translate(cells: Cells, translation: Mapping[str, str]) -> Cells:
    """Replace values by what the project file says they mean."""
    folded = {word.casefold(): meaning for word, meaning in translation.items()}
    otherwise = translation.get(_EVERYTHING_ELSE)
    known: dict[str | None, str | None] = {None: None}
    for cell in set(cells.tolist()) - {None}:
        fallback = cell if otherwise is None else otherwise
        known[cell] = translation.get(cell, folded.get(cell.casefold(), fallback))
    translated = no_cells(len(cells))
    translated[:] = [known[cell] for cell in cells]
    return translated


def _note_bidi(columns: dict[str, Cells], ledger: TableLedger) -> None:
    for name, cells in columns.items():
        ledger.note(has_bidi_controls(cells), reasons.BIDI_CONTROL, column=name, value=cells)
