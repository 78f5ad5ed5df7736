"""Rows below a blank row that cannot belong to the table above it, whatever their header says.

A header of words that nobody foresaw still stands over other things: telephone
numbers where there were addresses, days where there were numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from assetmap.gather.files.asides import is_filled
from assetmap.gather.files.rows import Cell, LineRows, ListRows, Row
from assetmap.gather.tidy import normalise_header

__all__ = ["find_unlike"]

_MOST_GAPS = 200
_MOST_TITLES = 3
_LOOKED_AT = 20  # rows of a block
_CALL = re.compile(r"(?:\+|\(?0)[\d\s()./-]{8,20}(?:\s*(?:x|ext\.?)\s*\d+)?$", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+\.\S+$")
_FIGURE = re.compile(r"[+-]?[\d.,\s]+$")
_CONTACT = re.compile(r"\b(?:phone|tele\w*|tel|mob\w*|cell|fax|e ?mails?|contacts?|number|no)\b")
_UNSAID = frozenset({"unknown", "various", "none", "mobile", "not known", "to be confirmed",
                     "see website", "as above", "online", "private", "varies",
                     "ditto"})  # fmt: skip


def find_unlike(body: LineRows | ListRows, heads: Sequence[Cell]) -> int | None:
    """
    Find where rows begin, below a blank row, that are of another table.

    Returns
    -------
    start
        The position of its title, or of its header where it has no title.
    """
    columns: dict[int, list[Cell]] = {}
    for start, stop in _find_blocks(body):
        rows = [body[at] for at in range(start, min(stop, start + _LOOKED_AT))]
        titles = 0
        while titles < min(_MOST_TITLES, len(rows)) and sum(map(is_filled, rows[titles])) == 1:
            titles += 1
        rows = rows[titles:]
        if not rows or sum(map(is_filled, rows[0])) < 2:
            continue
        has_header = _is_all_words(rows[0])
        below = rows[1:] if has_header else rows
        enough = 1 if has_header or titles else 2
        for place in range(min(len(heads), max(map(len, rows)))):
            cells = [row[place].strip() for row in below  # type: ignore[union-attr]
                     if place < len(row) and is_filled(row[place])]  # fmt: skip
            head = rows[0][place] if has_header and place < len(rows[0]) else None
            is_contact = len(cells) >= enough and all(map(_is_contact, cells))
            is_word = has_header and bool(cells) and _may_head(head)
            if not (is_contact or is_word):
                continue
            column = columns.setdefault(place, body.column(place))
            above = [cell.strip() for cell in column[:start] if cell and is_filled(cell)]
            named = _CONTACT.search(normalise_header(heads[place] or "")) is not None
            if is_contact and above and not named and not any(map(_is_contact, above)):
                return start
            is_number = bool(above) and all(map(_FIGURE.match, above))
            if is_word and is_number and not any(map(_FIGURE.match, cells)):
                return start
    return None


def _find_blocks(body: LineRows | ListRows) -> Iterator[tuple[int, int]]:
    """Give where rows begin and end that stand together below a blank row."""
    is_empty = body.find_empty()
    for at in body.find_thin():
        is_empty[at] = not any(map(is_filled, body[at]))
    ends = np.flatnonzero(is_empty[:-1] & ~is_empty[1:])[:_MOST_GAPS] + 1
    blanks = np.append(np.flatnonzero(is_empty), len(body))
    for start in ends.tolist():
        yield start, int(blanks[np.searchsorted(blanks, start)])


def _is_contact(cell: str) -> bool:
    return _CALL.match(cell) is not None or _MAIL.match(cell) is not None


def _is_all_words(row: Row) -> bool:
    """Tell a row that may be a header: different words, and no numbers."""
    cells = [normalise_header(cell) for cell in row if cell and is_filled(cell)]
    return len(set(cells)) == len(cells) and all(map(_may_head, cells))


def _may_head(cell: Cell) -> bool:
    """Tell a word that may stand over a column."""
    word = normalise_header(cell or "")
    return (
        bool(word) and not any(map(str.isdigit, word)) and word not in _UNSAID and len(word) <= 40
    )
