"""What separates the cells of a text, and how its quotation marks are written."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assetmap.gather.inputs import HEADER_WORDS
from assetmap.gather.tidy import normalise_header

__all__ = ["find_delimiter", "long_cells_allowed", "read_odd_quotes"]

_DELIMITERS = (",", ";", "\t", "|")
_RARE_DELIMITERS = ("*", "~", "^", "¦")
"""Taken only where the headers that they give are known: they stand in texts as well."""
_SAMPLE_LINES = 60
_HEADER_LINES = 20
_NULL = r"(^|{0})\\N(?={0}|\r?$)"


def find_delimiter(text: str, expected: frozenset[str]) -> str:
    r"""
    Choose the delimiter that gives the most known headers, else the widest and most even rows.

    Examples
    --------
    >>> find_delimiter("name* lat* lng*\nYork, N* 54.1* -1.5*\n", frozenset({"name", "lat"}))
    '*'
    >>> find_delimiter("Nom;Lieu\nSalle;Lyon, France\n", frozenset())
    ';'
    """
    lines = io.StringIO(text[:200_000], newline="")
    sample = [line for line, _ in zip(lines, range(_SAMPLE_LINES), strict=False)]
    rows = {one: _split(sample, one, len(text)) for one in (*_DELIMITERS, *_RARE_DELIMITERS)}
    known = expected or HEADER_WORDS
    hits = {one: _count_known(rows[one][:_HEADER_LINES], known) for one in rows}
    usual = max(hits[one] for one in _DELIMITERS)
    rare = [one for one in _RARE_DELIMITERS if hits[one] >= 2 and hits[one] > usual]
    if rare:
        return max(rare, key=lambda one: hits[one])
    likely = [one for one in _DELIMITERS if hits[one] == usual] if usual >= 2 else [*_DELIMITERS]
    return max(likely, key=lambda one: _evenness(rows[one]))


def _split(sample: list[str], delimiter: str, length: int) -> list[list[str]]:
    with long_cells_allowed(length):
        return [row for row in csv.reader(sample, delimiter=delimiter) if row]


def _count_known(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """Count the different headers of the row that has most."""
    return max((len({*map(normalise_header, row)} & known) for row in rows), default=0)


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Give the share of rows that have the usual number of cells, and that number."""
    widths = Counter(map(len, rows))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return (0.0, 0)
    usual = max(wide, key=lambda width: (wide[width], width))
    return (wide[usual] / sum(widths.values()), usual)


def read_odd_quotes(text: str, delimiter: str) -> tuple[list[list[str]], str] | None:
    """
    Read a text whose quotation marks were not written as usual.

    Returns
    -------
    rows, says
        None where the usual way reads the rows more evenly, or as evenly.
    """
    ways: list[tuple[str, str, dict[str, Any]]] = []
    if '\\"' in text:
        null = re.compile(_NULL.format(re.escape(delimiter)), re.MULTILINE)
        says = "quotation marks inside cells are written with a backslash"
        ways.append((null.sub(r"\1", text), says, {"escapechar": "\\", "doublequote": False}))
    if f'{delimiter} "' in text:
        says = "a space before a quotation mark was left out"
        ways.append((text, says, {"skipinitialspace": True}))
    best: tuple[list[list[str]], str] | None = None
    fit = _fit(_read(text, delimiter)) if ways else 0.0
    for written, says, how in ways:
        rows = _read(written, delimiter, **how)
        if rows is not None and _fit(rows) > fit:
            best, fit = (rows, says), _fit(rows)
    return best


def _read(text: str, delimiter: str, **how: Any) -> list[list[str]] | None:
    """Read rows strictly; None where the quotation marks make no sense."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True,
                               **how))  # fmt: skip
    except csv.Error:
        return None


def _fit(rows: list[list[str]] | None) -> float:
    return -1.0 if rows is None else _evenness([row for row in rows if row])[0]


@contextmanager
def long_cells_allowed(length: int) -> Iterator[None]:
    """Let long stories through; the limit belongs to the process, so it is put back."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, length + 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
