"""CSV and its kin: any usual encoding and delimiter, and no row lost to a stray quote."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.guard import LARGEST_UNPACKED

__all__ = ["read_text_rows"]

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_CELL = 16_000_000
_SAMPLE_LINES = 60


def read_text_rows(path: Path) -> tuple[list[list[str]], tuple[str, ...]]:
    """
    Read the rows of a delimited text file.

    Returns
    -------
    rows, remarks
        Cells as text, row by row as a spreadsheet would show them (a cell
        with line breaks is one row); and what was decided, in sentences.
    """
    text, encoding = _decode(_content(path))
    remarks = [] if encoding.startswith("utf-8") else [f"read as {encoding}, since it is not UTF-8"]
    text = text.replace("\x00", "")
    delimiter = _find_delimiter(text)
    if delimiter != ",":
        remarks.append(f"columns are separated by {delimiter!r}")
    with _long_cells_allowed():
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            rows, line = _read_forgiving(text, delimiter)
            if line:
                remarks.append(
                    f"a quotation mark opened on line {line} is never closed; "
                    "from there on, quotation marks were read as plain characters"
                )
    return rows, tuple(remarks)


def _content(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as stream:
            content = stream.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError) as error:
        raise FileError(f"{path} is damaged: {error}. Save it again.") from error
    if len(content) > LARGEST_UNPACKED:
        raise FileError(f"{path} unpacks to over {LARGEST_UNPACKED:,} bytes. Split it.")
    return content


def _decode(content: bytes) -> tuple[str, str]:
    """Turn bytes into text: what a mark says, else UTF-8, else what Windows writes."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def _find_delimiter(text: str) -> str:
    """Choose the delimiter that makes the sample's rows widest and most alike."""
    sample = "\n".join(text[:200_000].splitlines()[:_SAMPLE_LINES])

    def score(delimiter: str) -> tuple[float, int]:
        with _long_cells_allowed():
            widths = Counter(
                len(row)
                for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
                if row
            )
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
    lines = text.splitlines(keepends=True)
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
def _long_cells_allowed() -> Iterator[None]:
    """Let long stories through; the limit belongs to the process, so it is put back."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
