"""Any file that may be read, as raw tables; CSV and its kin among them."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.files.delimiters import (
    find_delimiter,
    long_cells_allowed,
    read_odd_quotes,
)
from assetmap.gather.files.guard import (
    SHEET_EXTENSIONS,
    TEXT_EXTENSIONS,
    extension_of,
    require_readable,
)
from assetmap.gather.files.layers import read_layer
from assetmap.gather.files.letters import decode
from assetmap.gather.files.limits import (
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MODEST_UNPACKED,
    require_modest_text,
)
from assetmap.gather.files.raw import RawTable, to_raw_table
from assetmap.gather.files.rows import LineRows, ListRows
from assetmap.gather.files.workbooks import read_sheets

__all__ = ["read_raw_tables", "read_text_rows"]

_STATED_DELIMITER = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def read_raw_tables(
    path: Path,
    *,
    shown_as: str,
    expected: frozenset[str] = frozenset(),
    sheets: tuple[str, ...] | None = None,
    layer: str | None = None,
    allow_outside: bool = False,
    include_hidden: bool = False,
    delimiter: str | None = None,
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
    delimiter
        What separates the cells of a text; found out when None.

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
        rows, remarks = read_text_rows(known, expected=expected, delimiter=delimiter)
        table = to_raw_table(rows, file=shown_as, sheet=None, expected=expected, remarks=remarks)
        return [replace(table, delimiter=rows.delimiter)]
    if extension in SHEET_EXTENSIONS:
        return [
            to_raw_table(
                ListRows(sheet.rows),
                file=shown_as,
                sheet=sheet.name,
                expected=expected,
                unseen=sheet.unseen,
                include_hidden=include_hidden,
            )
            for sheet in read_sheets(known, sheets)
        ]
    return [read_layer(known, layer)]


def read_text_rows(
    path: Path, *, expected: frozenset[str] = frozenset(), delimiter: str | None = None
) -> tuple[LineRows | ListRows, tuple[str, ...]]:
    """
    Read the rows of a delimited text file.

    Parameters
    ----------
    path
        The file.
    expected
        Folded headers by which the delimiter is known.
    delimiter
        What separates the cells; found out when None.

    Returns
    -------
    rows, remarks
        Cells as text, row by row as a spreadsheet would show them (a cell
        with line breaks is one row); and what was decided, in sentences.
    """
    text, remarks = decode(_content(path))
    text = text.replace("\x00", "")
    # Excel obeys a first line such as "sep=;" and does not show it as a row.
    stated = _STATED_DELIMITER.match(text)
    text = text[stated.end() :] if stated else text
    if delimiter is None:
        delimiter = stated[1] if stated and stated[1] not in '"\r' else None
    delimiter = delimiter or find_delimiter(text, expected)
    if delimiter != ",":
        remarks.append(f"columns are separated by {delimiter!r}")
    with long_cells_allowed(len(text)), _named(path):
        rows, says = _split(text, delimiter)
    return rows, (*remarks, *says)


def _split(text: str, delimiter: str) -> tuple[LineRows | ListRows, tuple[str, ...]]:
    """Cut a text into rows of cells, however its quotation marks are written."""
    lines = None
    with suppress(csv.Error):
        lines = LineRows.from_text(text, delimiter)
    is_odd = '\\"' in text or f'{delimiter} "' in text
    if lines is not None and not is_odd:
        return lines, ()
    require_modest_text(text.count(delimiter) + text.count("\n"), is_laid_out=True)
    if is_odd and (found := read_odd_quotes(text, delimiter)):
        return ListRows(found[0], delimiter), (found[1],)
    if lines is not None:
        return lines, ()
    try:
        whole = io.StringIO(text, newline="")
        rows = list(csv.reader(whole, delimiter=delimiter, strict=True))
        return ListRows(rows, delimiter), ()
    except csv.Error:
        rows, line = _read_forgiving(text, delimiter)
        if not line:
            return ListRows(rows, delimiter), ()
        says = (
            f"a quotation mark opened on line {line} is never closed; "
            "from there on, quotation marks were read as plain characters"
        )
        return ListRows(rows, delimiter), (says,)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say of which file something was said."""
    try:
        yield
    except FileError as error:
        raise FileError(f"{path}: {error}") from error


def _content(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    most = min(LARGEST_UNPACKED, max(MODEST_UNPACKED, LARGEST_RATIO * path.stat().st_size))
    try:
        with gzip.open(path) as stream:
            content = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(f"{path} is damaged: {error}. Save it again.") from error
    if len(content) > most:
        raise FileError(f"{path} unpacks to over {most:,} bytes and is refused. Split it.")
    return content


def _read_forgiving(text: str, delimiter: str) -> tuple[list[list[str]], int]:
    """Read rows in spite of stray quotes; give the line of a quote that is never closed."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter)
    rows: list[list[str]] = []
    starts: list[int] = []
    line = 0
    for row in reader:
        rows.append(row)
        starts.append(line)
        line = reader.line_num
    if not rows or not _is_unclosed(lines[starts[-1] :], delimiter):
        return rows, 0
    plain = csv.reader(iter(lines[starts[-1] :]), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return [*rows[:-1], *plain], starts[-1] + 1


def _is_unclosed(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(iter(lines), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
