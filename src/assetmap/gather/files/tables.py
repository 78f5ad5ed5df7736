"""Any file that may be read, as raw tables."""

from __future__ import annotations

from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.files.guard import (
    SHEET_EXTENSIONS,
    TEXT_EXTENSIONS,
    extension_of,
    require_readable,
)
from assetmap.gather.files.layers import read_layer
from assetmap.gather.files.raw import RawTable, to_raw_table
from assetmap.gather.files.rows import ListRows
from assetmap.gather.files.text_files import read_text_rows
from assetmap.gather.files.workbooks import read_sheets

__all__ = ["read_raw_tables"]


def read_raw_tables(
    path: Path,
    *,
    shown_as: str,
    expected: frozenset[str] = frozenset(),
    sheets: tuple[str, ...] | None = None,
    layer: str | None = None,
    allow_outside: bool = False,
    include_hidden: bool = False,
) -> list[RawTable]:
    """
    Read every table of a file.

    Parameters
    ----------
    path
        The file.
    shown_as
        How reports name it.
    expected
        Folded headers to look for.
    sheets, layer
        Which part of it; all sheets, and the only layer, when None.
    allow_outside
        Whether the file may be of another computer, and have links beside it.
    include_hidden
        Whether hidden sheets, rows and columns are read like any others.

    Raises
    ------
    FileError
        If the file is refused or unreadable.
    """
    known = require_readable(path, allow_outside=allow_outside)
    extension = extension_of(known)
    if sheets and extension not in SHEET_EXTENSIONS:
        raise FileError(f"{shown_as} has no sheets. Leave `sheet` out.")
    if extension in TEXT_EXTENSIONS:
        rows, remarks = read_text_rows(known)
        table = to_raw_table(rows, file=shown_as, sheet=None, expected=expected, remarks=remarks)
        return [table]
    if extension in SHEET_EXTENSIONS:
        return [
            to_raw_table(
                ListRows(sheet.rows),
                file=shown_as,
                sheet=sheet.name,
                expected=expected,
                hidden=sheet.hidden,
                include_hidden=include_hidden,
            )
            for sheet in read_sheets(known, sheets)
        ]
    return [read_layer(known, layer)]
