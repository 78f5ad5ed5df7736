"""Spreadsheets (XLSX, XLS, ODS) as rows of text, sheet by sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from assetmap.errors import FileError
from assetmap.gather.files.damage import damage_of

__all__ = ["cell_to_text", "read_workbook_rows"]


def read_workbook_rows(
    path: Path, sheets: tuple[str, ...] | None
) -> list[tuple[str, list[list[str]]]]:
    """
    Read the rows of a workbook's sheets.

    Parameters
    ----------
    path
        A workbook that the guard let through.
    sheets
        Which sheets; None for all that hold anything.

    Returns
    -------
    tables
        Name and rows of each sheet, in the workbook's order. Cells are text:
        dates in ISO form, whole numbers without a decimal point.

    Raises
    ------
    FileError
        If the workbook is damaged or locked, or has no sheet of that name.
    """
    from python_calamine import CalamineWorkbook

    with damage_of(path.name):
        book = CalamineWorkbook.from_path(str(path))
    known = list(book.sheet_names)
    missing = [name for name in sheets or () if name not in known]
    if missing:
        names = ", ".join(repr(name) for name in known)
        raise FileError(f"{path} has no sheet {missing[0]!r}. Its sheets are: {names}.")
    tables = []
    for name in known if sheets is None else sheets:
        with damage_of(f"{path.name}, sheet {name!r},"):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if rows or sheets is not None:
            tables.append((name, [[cell_to_text(cell) for cell in row] for row in rows]))
    return tables


def cell_to_text(cell: Any) -> str:
    """Write a typed cell as a person would have typed it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        is_day = cell.time() == dt.time()
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    return str(cell)
