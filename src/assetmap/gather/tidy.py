"""Cells of text made clean: no control characters, one form of each letter, blanks missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from assetmap.gather.markup import to_plain
from assetmap.tables import fold
from assetmap.typing import Flags, Objects

__all__ = [
    "ERROR_VALUES",
    "Cells",
    "drop_unseen",
    "has_bidi_controls",
    "has_words",
    "is_written",
    "no_cells",
    "normalise_header",
    "repeat_cell",
    "tidy_cells",
]

Cells = Objects
"""A column of cells: ``str`` where something is written, None where not."""
ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
"""What a spreadsheet shows where a formula fails."""
_MISSING = ERROR_VALUES | frozenset(
    {"", "-", "--", "–", "—", "?", "na", "NA", "n/a", "N/A", "NaN", "nan", "null", "NULL", "None",
     "TBC", "tbc", "TBA", "tba", "\\N"}
)  # fmt: skip
_GUARD = re.compile("^'(?=[=+@\\-＝＋－＠])")  # what a safe CSV puts before a formula
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"$')
"""How a CSV makes a spreadsheet keep the zeros of 007."""
_TYPED_AS_TEXT = re.compile(r"'(\d{3,})$")
_BETWEEN = "\x1f"
_CHANGED = {"\t": " ", "\xa0": " ", "\r": "\n", "\r\n": "\n"}
_TO_CHANGE = re.compile("\r\n?|[\x00-\t\x0b-\x1e\x7f-\xa0\ufeff\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\\s\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe0f]+$")
_NEVER_SEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff]")
_LEANING = "[\u200c-\u200f\u202a-\u202e\u2066-\u2069]"
# Joiners and marks of direction mean something between letters of some scripts; at the ends of a
# cell, beside a space, or between Latin letters they are left over from copying.
_LEFT_OVER = re.compile(
    rf"(?:(?<=\x1f)|(?<=\s)|^){_LEANING}+|{_LEANING}+(?=\x1f|\s|$)"
    "|(?<=[!-\u02af])[\u200c-\u200f]+(?=[!-\u02af])"
)
_SPACES = re.compile("[\u2000-\u200a\u202f\u205f\u3000]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DIRECTION_WORD = re.compile(
    r"\b(?:north|south|east|west|deg|min|sec|degrees?|minutes?|seconds?)\b", re.IGNORECASE
)
_SEARCHED = 2000
"""Letters of a cell that are searched for a word."""
_CHANGED |= {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}


def tidy_cells(values: Sequence[str | None]) -> Cells:
    r"""
    Clean a column of cells all at once.

    Control characters other than line breaks are removed, and so is what
    nobody can see (zero-width spaces, soft hyphens, marks left over from
    copying); HTML becomes plain text (`to_plain`), letters are brought to
    Unicode NFC, white space around a cell goes, and what people or
    spreadsheets write for "nothing" (blank, ``-``, ``n/a``, ``?``, ``#REF!``)
    becomes None. ``="007"`` is 007.

    Examples
    --------
    >>> tidy_cells(["  Mill\tHall ", "n/a", None, "Cafe\u0301", "a\x00b", '="007"']).tolist()
    ['Mill Hall', None, None, 'Café', 'ab', '007']
    """
    column = np.empty(len(values), dtype=object)
    if not len(values):
        return column
    # One pass over one long text is far faster than a pass over each cell.
    text = _joined(values)
    if text.count(_BETWEEN) != len(values) - 1:
        text = _BETWEEN.join([(value or "").replace(_BETWEEN, "") for value in values])
    if _TO_CHANGE.search(text):
        text = _TO_CHANGE.sub(lambda found: _CHANGED.get(found[0], ""), text)
    if "<" in text or "&" in text:
        text = to_plain(text)
    is_plain = text.isascii()
    if not is_plain:
        text = drop_unseen(unicodedata.normalize("NFC", text))
    pieces = text.split(_BETWEEN)
    if '="' in text:
        pieces = [_taken_as_text(piece.strip()) for piece in pieces]
    if "'" in text:
        pieces = [_unguarded(piece.strip()) for piece in pieces]
    column[:] = [None if (cell := piece.strip()) in _MISSING else cell for piece in pieces]
    if not is_plain:
        column[[cell is not None and _UNSEEN.match(cell) is not None for cell in column]] = None
    return column


def drop_unseen(text: str) -> str:
    r"""
    Take out what nobody can see, and write every kind of space as one.

    Joiners stay where they join: in emoji, and between letters of scripts that
    need them.

    Examples
    --------
    >>> [drop_unseen(text) for text in ("W01\u200b", "\ufeffPan\u00adtry", "Mill\u202fHall")]
    ['W01', 'Pantry', 'Mill Hall']
    >>> len(drop_unseen("\u202aChoir\u202c")), len(drop_unseen("\u0646\u200c\u0647"))
    (5, 3)
    """
    return _LEFT_OVER.sub("", _NEVER_SEEN.sub("", _SPACES.sub(" ", text)))


def _joined(values: Sequence[str | None]) -> str:
    try:
        return _BETWEEN.join(values)  # type: ignore[arg-type]  # most columns are full
    except TypeError:
        return _BETWEEN.join([value or "" for value in values])


def _unguarded(cell: str) -> str:
    return _TYPED_AS_TEXT.sub(r"\1", _GUARD.sub("", cell)) if cell[:1] == "'" else cell


def _taken_as_text(cell: str) -> str:
    """Take 007 out of ="007"; no formula is ever worked out."""
    found = _AS_TEXT.match(cell)
    return found[1].replace('""', '"') if found else cell


def no_cells(size: int) -> Cells:
    """Make a column in which nothing is written."""
    return np.full(size, None, dtype=object)


def repeat_cell(value: object, size: int) -> Cells:
    """Make a column that holds the same in each row, be it several words."""
    column = no_cells(size)
    column[:] = [value] * size
    return column


def is_written(cells: Cells) -> Flags:
    """Tell in which cells anything is written."""
    return np.asarray(pd.notna(cells), dtype=bool)


def has_bidi_controls(cells: Cells) -> Flags:
    """Tell which cells hold characters that reorder what a reader sees."""
    joined = "".join(filter(None, cells))
    if joined.isascii() or not _BIDI.search(joined):
        return np.zeros(len(cells), dtype=bool)
    return np.fromiter(
        (cell is not None and _BIDI.search(cell) is not None for cell in cells),
        dtype=bool,
        count=len(cells),
    )


def has_words(cells: Cells) -> Flags:
    """
    Tell cells that hold words rather than coordinates that are written wrongly.

    Examples
    --------
    >>> has_words(np.array(["Court House", "52.6 north", "52.6.1, -1.1", None], object)).tolist()
    [True, False, False, False]
    """
    is_word = np.zeros(len(cells), dtype=bool)
    for at in np.flatnonzero(is_written(cells)):
        is_word[at] = _WORD.search(_DIRECTION_WORD.sub(" ", cells[at][:_SEARCHED])) is not None
    return is_word


def normalise_header(text: object) -> str:
    """Fold a header so that case, accents, spaces and punctuation do not matter.

    Examples
    --------
    >>> normalise_header(" Name of  Group: "), normalise_header("Téléphone")
    ('name of group', 'telephone')
    """
    folded = str(text).casefold()
    folded = folded if folded.isascii() else fold(drop_unseen(folded))
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())
