"""Spreadsheets (XLSX, XLS, ODS) as rows of text, and what of them nobody sees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assetmap.errors import FileError
from assetmap.gather.files.limits import damage_of, require_modest_table
from assetmap.gather.files.unseen import HiddenCells, Merge, find_unseen

__all__ = ["cell_to_text", "read_sheets", "read_workbook_rows"]


@dataclass(frozen=True)
class SheetRows:
    """One sheet: its name, its rows, and what they do not show."""

    name: str
    rows: list[list[str]]
    unseen: HiddenCells


def read_sheets(path: Path, sheets: tuple[str, ...] | None) -> list[SheetRows]:
    """
    Read the rows of a workbook's sheets, and what of them is hidden.

    Parameters
    ----------
    path
        A workbook that the guard let through.
    sheets
        Which sheets; None for all that hold anything.

    Returns
    -------
    tables
        Each sheet, in the workbook's order; of sheets that nobody named, those
        that are hidden come last. Cells are text: dates in ISO form, whole
        numbers without a decimal point.

    Raises
    ------
    FileError
        If the workbook is damaged or locked, or has no sheet of that name.
    """
    from python_calamine import CalamineWorkbook

    with damage_of(path.name):
        book = CalamineWorkbook.from_path(str(path))
        unseen = find_unseen(path, book)
    known = list(book.sheet_names)
    missing = [name for name in sheets or () if name not in known]
    if missing:
        names = ", ".join(repr(name) for name in known)
        raise FileError(f"{path} has no sheet {missing[0]!r}. Its sheets are: {names}.")
    tables = []
    for name in known if sheets is None else sheets:
        with damage_of(f"{path.name}, sheet {name!r},"):
            sheet = book.get_sheet_by_name(name)
            require_modest_table(f"{path}, sheet {name!r},", *_size_of(sheet))
            rows = sheet.to_python(skip_empty_area=False)
        if rows or sheets is not None:
            cells = [[cell_to_text(cell) for cell in row] for row in rows]
            known_of = _known(unseen, name, path, rows)
            known_of.merged += _find_merged(sheet, rows)
            for row, column, text in known_of.shown:
                if row < len(cells) and column < len(cells[row]):
                    cells[row][column] = text
            tables.append(SheetRows(name, cells, known_of))
    if sheets is None:
        tables.sort(key=lambda table: table.unseen.is_sheet)
    return tables


def _find_merged(sheet: Any, rows: list[Any]) -> list[Merge]:
    """Find the cells of XLSX and XLS that are merged downwards, and hold anything."""
    merged = []
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        value = rows[first][column] if first < len(rows) and column < len(rows[first]) else ""
        if last > first and value != "":
            is_text = isinstance(value, str)
            merged.append(Merge(column + 1, first + 1, min(last, len(rows) - 1) + 1, is_text))
    return merged


def _known(unseen: dict[str, HiddenCells], name: str, path: Path, rows: list[Any]) -> HiddenCells:
    """Give what a sheet does not show; nothing of it is read where that cannot be told."""
    if rows and name not in unseen:
        raise FileError(
            f"{path}: where sheet {name!r} is kept in the file cannot be told, nor which of its "
            "rows are hidden. Open it in a spreadsheet and save it again."
        )
    return unseen.get(name, HiddenCells())


def _size_of(sheet: Any) -> tuple[int, int]:
    """Give the rows and columns of the rectangle that holds everything written."""
    return (0, 0) if sheet.end is None else (sheet.end[0] + 1, sheet.end[1] + 1)


def read_workbook_rows(
    path: Path, sheets: tuple[str, ...] | None
) -> list[tuple[str, list[list[str]]]]:
    """Read the name and the rows of a workbook's sheets, hidden or not."""
    return [(table.name, table.rows) for table in read_sheets(path, sheets)]


def cell_to_text(cell: Any) -> str:
    """Write a typed cell as a person would have typed it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"  # as the sheet shows it, and as it is saved as CSV
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        is_day = cell.time() == dt.time()
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    return str(cell)
