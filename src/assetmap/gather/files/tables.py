"""Any file that may be read, as raw tables; CSV and its kin among them."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.files.guard import (
    SHEET_EXTENSIONS,
    TEXT_EXTENSIONS,
    extension_of,
    require_readable,
)
from assetmap.gather.files.layers import read_layer
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

_DELIMITERS = (",", ";", "\t", "|")
_OLDER_LETTERS = "assetmap.older_letters"
_SAMPLE_LINES = 60
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
                unseen=sheet.unseen,
                include_hidden=include_hidden,
            )
            for sheet in read_sheets(known, sheets)
        ]
    return [read_layer(known, layer)]


def read_text_rows(path: Path) -> tuple[LineRows | ListRows, tuple[str, ...]]:
    """
    Read the rows of a delimited text file.

    Returns
    -------
    rows, remarks
        Cells as text, row by row as a spreadsheet would show them (a cell
        with line breaks is one row); and what was decided, in sentences.
    """
    text, remarks = _decode(_content(path))
    text = text.replace("\x00", "")
    # Excel obeys a first line such as "sep=;" and does not show it as a row.
    stated = _STATED_DELIMITER.match(text)
    text = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated and stated[1] not in '"\r' else _find_delimiter(text)
    if delimiter != ",":
        remarks.append(f"columns are separated by {delimiter!r}")
    with _long_cells_allowed(len(text)), _named(path):
        try:
            lines = LineRows.from_text(text, delimiter)
            if lines is not None:
                return lines, tuple(remarks)
            require_modest_text(text.count(delimiter) + text.count("\n"), is_laid_out=True)
            whole = io.StringIO(text, newline="")
            rows = list(csv.reader(whole, delimiter=delimiter, strict=True))
        except csv.Error:
            rows, line = _read_forgiving(text, delimiter)
            if line:
                remarks.append(
                    f"a quotation mark opened on line {line} is never closed; "
                    "from there on, quotation marks were read as plain characters"
                )
    return ListRows(rows), tuple(remarks)


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


def _decode(content: bytes) -> tuple[str, list[str]]:
    """Turn bytes into text: what a mark says, else UTF-8, else what Windows writes."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), ["read as utf-16"]
    if wide := _unmarked_utf16(content):
        return content.decode(wide, errors="replace"), [f"read as {wide}, though nothing says so"]
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if content.decode("utf-8", errors="ignore").isascii():
        says = "read as cp1252, since it is not UTF-8"
    else:
        says = "letters that are not UTF-8, though others are, were read as cp1252"
    return content.decode("utf-8", errors=_OLDER_LETTERS), [says]


def _read_older(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is not UTF-8 as Windows writes it; the five that it lacks, as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


codecs.register_error(_OLDER_LETTERS, _read_older)


def _unmarked_utf16(content: bytes) -> str | None:
    """Recognise UTF-16 without its mark: every other byte of plain letters is zero."""
    sample = content[: min(2000, len(content) // 2 * 2)]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    more, less = max(even, odd), min(even, odd)
    if len(sample) < 4 or more < 0.2 * len(sample) or less > 0.1 * more:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _find_delimiter(text: str) -> str:
    """Choose the delimiter that makes the sample's rows widest and most alike."""
    lines = io.StringIO(text[:200_000], newline="")
    sample = [line for line, _ in zip(lines, range(_SAMPLE_LINES), strict=False)]

    def score(delimiter: str) -> tuple[float, int]:
        with _long_cells_allowed(len(text)):
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            return (0.0, 0)
        usual = max(wide, key=lambda width: (wide[width], width))
        return (wide[usual] / sum(widths.values()), usual)

    scores = {delimiter: score(delimiter) for delimiter in _DELIMITERS}
    best = max(scores.values())
    return next(delimiter for delimiter in _DELIMITERS if scores[delimiter] == best)


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


@contextmanager
def _long_cells_allowed(length: int) -> Iterator[None]:
    """Let long stories through; the limit belongs to the process, so it is put back."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, length + 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
