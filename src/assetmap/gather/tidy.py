"""Cells of text made clean: no control characters, one form of each letter, blanks missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = [
    "Cells",
    "Mask",
    "has_bidi_controls",
    "is_written",
    "no_cells",
    "normalise_header",
    "tidy_cells",
]

Cells = np.ndarray[tuple[int], np.dtype[np.object_]]
"""A column of cells: ``str`` where something is written, None where not."""

Mask = np.ndarray[Any, np.dtype[np.bool_]]

_MISSING = frozenset({"", "-", "--", "–", "—", "?", "na", "NA", "n/a", "N/A", "#N/A", "NaN", "nan",
                      "null", "NULL", "None"})  # fmt: skip
_GUARD = re.compile("^'(?=[=+@\\-＝＋－＠])")  # what a safe CSV puts before a formula
_BETWEEN = "\x1f"
_CONTROLS: dict[int, str | None] = {
    code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (9, 10)
}
_CONTROLS |= {13: None, 9: " ", 0xA0: " ", 0xFEFF: None, 0x1F: None}
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def tidy_cells(values: Sequence[str | None]) -> Cells:
    r"""
    Clean a column of cells all at once.

    Control characters other than line breaks are removed, letters are brought
    to Unicode NFC, white space around a cell goes, and what people write for
    "nothing" (blank, ``-``, ``n/a``, ``?``) becomes None.

    Examples
    --------
    >>> tidy_cells(["  Mill\tHall ", "n/a", None, "Cafe\u0301", "a\x00b"]).tolist()
    ['Mill Hall', None, None, 'Café', 'ab']
    """
    column = np.empty(len(values), dtype=object)
    if not len(values):
        return column
    # One pass over one long text is far faster than a pass over each cell.
    text = _BETWEEN.join([value or "" for value in values])
    if text.count(_BETWEEN) != len(values) - 1:
        text = _BETWEEN.join([(value or "").replace(_BETWEEN, "") for value in values])
    if not text.isprintable():
        kept = dict(_CONTROLS)
        del kept[ord(_BETWEEN)]
        text = text.translate(kept)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    cells = [piece.strip() for piece in text.split(_BETWEEN)]
    if "'" in text:
        cells = [_GUARD.sub("", cell) if cell[:1] == "'" else cell for cell in cells]
    column[:] = [None if cell in _MISSING else cell for cell in cells]
    return column


def no_cells(size: int) -> Cells:
    """Make a column in which nothing is written."""
    return np.full(size, None, dtype=object)


def is_written(cells: Cells) -> Mask:
    """Tell in which cells anything is written."""
    return np.asarray(pd.notna(cells), dtype=bool)


def has_bidi_controls(cells: Cells) -> Mask:
    """Tell which cells hold characters that reorder what a reader sees."""
    joined = "".join(filter(None, cells))
    if joined.isascii() or not _BIDI.search(joined):
        return np.zeros(len(cells), dtype=bool)
    return np.fromiter(
        (cell is not None and _BIDI.search(cell) is not None for cell in cells),
        dtype=bool,
        count=len(cells),
    )


def normalise_header(text: object) -> str:
    """Fold a header so that case, spaces and punctuation do not matter.

    Examples
    --------
    >>> normalise_header(" Name of  Group: ")
    'name of group'
    """
    return " ".join(re.sub(r"[\W_]+", " ", str(text).casefold()).split())
