"""Rows of files into further records: what was said, given, decided and set in motion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import tuples_by_row
from assetmap.gather import reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.inputs import input_of
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.names import NameIndex
from assetmap.gather.records.ids import IdRegister
from assetmap.gather.records.ties import beside_extras, stack, take_ids
from assetmap.gather.tidy import Cells, is_written, no_cells, repeat_cell
from assetmap.gather.values import read_words
from assetmap.model import RowsSection
from assetmap.tables import Column, TableSpec
from assetmap.typing import Positions

__all__ = ["gather_records"]

Part = tuple[RowsSection, MappedTable, str]
"""A section, one of its tables, and the source that it comes from."""
_NOBODY = NameIndex(pd.Index([], dtype="str"), [])
_WRITTEN = "{column} (as written)"
"""The column that keeps what names nobody on the map."""


def gather_records(
    spec: TableSpec, parts: Sequence[Part], known: Mapping[str, NameIndex]
) -> pd.DataFrame:
    """
    Make records of one kind of the rows of its tables, by their ids.

    Whom a row names is found by id or by name among ``known``, by table. What
    names nobody is noted and kept as it was written, in a column beside; a
    row that must name somebody, and does not, is rejected.
    """
    ids = IdRegister()
    for section, mapped, _ in parts:
        ids.reserve(mapped, section)
    row_ids = [take_ids(section, mapped, ids) for section, mapped, _ in parts]
    own = [cell for cells in row_ids for cell in cells if cell is not None]
    known = {**known, spec.name: NameIndex(pd.Index(own, dtype="str"), own)}
    frames = [
        _read_rows(spec, mapped, named, known, source_id=source_id)
        for (_, mapped, source_id), named in zip(parts, row_ids, strict=True)
    ]
    return _without_lost(spec, stack(frames, [*spec.names], spec.index))


def _read_rows(
    spec: TableSpec,
    mapped: MappedTable,
    row_ids: Cells,
    known: Mapping[str, NameIndex],
    *,
    source_id: str,
) -> pd.DataFrame:
    """Read the rows of one table, column by column."""
    frame = pd.DataFrame(index=range(len(row_ids)))
    beside: dict[str, Cells] = {}
    for column in spec.columns:
        ours = input_of(column.name)
        if column.name == "sources":
            frame["sources"] = repeat_cell((source_id,), len(row_ids))
        elif column.refers_to is None:
            frame[column.name] = _read_column(column, mapped)
        else:
            index = known.get(column.refers_to, _NOBODY)
            if column.holds == "words":
                found = _find_several(ours, mapped, index)
            else:
                found = _find_one(ours, mapped, index, is_required=column.required)
            frame[column.name], unread = found
            if is_written(unread).any():
                beside[_WRITTEN.format(column=ours)] = unread
        if column.required:
            reject_missing(mapped, ours, reasons.MISSING_VALUE)
    whole = pd.concat([frame, pd.DataFrame(beside, index=frame.index)], axis=1)
    rows = beside_extras(whole, mapped, row_ids, spec.index, (*spec.names, *beside))
    return rows.drop(columns=[name for name in beside if rows[name].isna().all()])


def _read_column(column: Column, mapped: MappedTable) -> Any:
    """Read a column as what it holds, within its bounds."""
    read, cells = CellReader(mapped), mapped.cells(column.name)
    if column.holds == "date":
        return read.date(column.name, is_end=column.name == "until")
    if column.holds != "number":
        return read.column(column)
    numbers = read.number(column.name)
    if column.at_most == 1:
        is_percent = np.array([str(cell).rstrip().endswith("%") for cell in cells], dtype=bool)
        numbers = np.where(is_percent, numbers / 100, numbers)
        mapped.ledger.reject(numbers > 1, reasons.OVER_ONE, column=column.name, value=cells)
    return numbers


def _find_one(
    ours: str, mapped: MappedTable, known: NameIndex, *, is_required: bool
) -> tuple[Cells, Cells]:
    """Find whom each cell names; give also the cells that name nobody."""
    cells = mapped.cells(ours)
    found = known.resolve(cells)
    lost = no_cells(len(cells))
    is_lost = is_written(cells) & ~is_written(found.ids)
    lost[is_lost] = cells[is_lost]
    for where, reason in (
        (found.is_unknown, reasons.UNKNOWN_NAMED),
        (found.is_ambiguous, reasons.AMBIGUOUS_NAMED),
    ):
        if is_required:
            mapped.ledger.reject(where, reason, column=ours, value=cells, remedy=found.remedy)
        else:
            kept = replace(reason, says=f"{reason.says}: it is kept as it was written")
            mapped.ledger.note(where, kept, column=ours, value=cells, remedy=found.remedy)
    return found.ids, lost


def _find_several(ours: str, mapped: MappedTable, known: NameIndex) -> tuple[Cells, Cells]:
    """Find whom the entries of each cell name; give also the entries that name nobody."""
    cells = mapped.cells(ours)
    entries = read_words(cells, mapped.separator)
    each = pd.Series(entries, dtype=object).explode().dropna()
    words, at = each.to_numpy(dtype=object), each.index.to_numpy(dtype=np.intp)
    found = known.resolve(words)
    is_known = is_written(found.ids)
    ids = _once_by_row(at[is_known], found.ids[is_known], len(cells))
    lost = no_cells(len(cells))
    parted = _once_by_row(at[~is_known], words[~is_known], len(cells))
    is_lost = np.fromiter(map(bool, parted), dtype=bool, count=len(parted))
    lost[is_lost] = ["; ".join(row) for row in parted[is_lost]]
    remedy = no_cells(len(cells))
    advice = _once_by_row(at[~is_known], found.remedy[~is_known], len(cells))
    remedy[is_lost] = [" ".join(row) for row in advice[is_lost]]
    says = f"{reasons.UNKNOWN_NAMED.says}: it is kept as it was written"
    kept = replace(reasons.UNKNOWN_NAMED, says=says)
    mapped.ledger.note(is_lost, kept, column=ours, value=lost, remedy=remedy)
    return ids, lost


def _once_by_row(at: Positions, words: Cells, rows: int) -> Cells:
    """Gather words by the row that they stand in, each once."""
    is_first = ~pd.DataFrame({"at": at, "word": words}).duplicated().to_numpy()
    return tuples_by_row(at[is_first], words[is_first], rows)


def _without_lost(spec: TableSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """Let go of what names a row of the same table that was rejected."""
    for column in spec.columns:
        if column.refers_to == spec.name:
            cells = frame[column.name]
            frame = frame.assign(**{column.name: cells.where(cells.isin(frame.index), None)})
    return frame
