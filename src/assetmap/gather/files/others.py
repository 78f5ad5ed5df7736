"""What on a sheet is not the table itself: what is hidden, and a second table.

A second table begins at a row of headers: all words, none of them seen before
in its column, most of them words that head columns, and not the headers that
its columns have; or below a blank row, where other things stand in the columns
(`find_unlike`). What follows is never read as rows of the first table, since
the columns mean something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assetmap.gather.files.blocks import find_unlike
from assetmap.gather.files.notices import list_runs
from assetmap.gather.files.rows import LineRows, ListRows, Row
from assetmap.gather.files.unseen import HiddenCells
from assetmap.gather.inputs import HEADER_WORDS, LAST_WORDS, VOCABULARIES
from assetmap.gather.tidy import normalise_header
from assetmap.typing import Flags, Integers

__all__ = ["SECOND_TABLE_WITHIN", "is_second_header", "look_for_others"]

SECOND_TABLE_WITHIN = 200_000
"""Rows of a sheet that are looked through; nobody writes a second table below more."""
_LOOKED_AT = 3  # columns; a header begins in one of them, in a long list in the first
_LONG_LIST = 10_000
_MOST_OFTEN = 3  # a header stands in its column once for each table
_LONGEST_HEADER = 40
_TITLES = 3
_BLANKS = 2


@dataclass(frozen=True, eq=False)
class Others:
    """Rows and columns that are not the table's own."""

    is_hidden: Flags
    is_beyond: Flags
    hidden_columns: frozenset[int]
    not_read: frozenset[int]
    """Positions of the columns that are left out."""
    remarks: tuple[str, ...]


def look_for_others(
    body: LineRows | ListRows,
    heads: Sequence[str | None],
    names: Sequence[str],
    numbers: Integers,
    unseen: HiddenCells,
    expected: frozenset[str],
    *,
    include_hidden: bool,
) -> Others:
    """Look for what is hidden, and for a second table below or beside the first."""
    is_hidden = np.zeros(len(body), dtype=bool)
    for first, last in unseen.rows:
        is_hidden |= (numbers >= first) & (numbers <= last)
    columns = frozenset(
        at for first, last in unseen.columns for at in range(first - 1, min(last, len(heads)))
    )
    remarks = []
    if include_hidden:
        remarks += _say_hidden(unseen, heads, numbers[is_hidden], columns)
        is_hidden[:], columns = False, frozenset()
    elif unseen.is_sheet:
        is_hidden[:] = True
    beside = _find_beside(body, heads, names, expected)
    is_beyond = np.zeros(len(body), dtype=bool)
    if beside:
        shown = ", ".join(repr(head) for at, head in enumerate(heads) if at in beside and head)
        remarks.append(f"a second table stands beside the first, and was not read: {shown}")
        for at, row in enumerate(_first_rows(body)):
            own = [cell for place, cell in enumerate(row) if place < min(beside)]
            is_beyond[at] = not any(map(_written, own)) and any(map(_written, row))
    own = [None if at in beside else head for at, head in enumerate(heads)]
    starts = (_find_below(body, own), find_unlike(_first_rows(body), own))
    start = min((at for at in starts if at is not None), default=None)
    if start is not None:
        is_beyond[start:] = True
        remarks.append(f"a second table begins at row {numbers[start]}, and was not read")
    return Others(is_hidden, is_beyond, columns, columns | beside, tuple(remarks))


def _say_hidden(
    unseen: HiddenCells,
    heads: Sequence[str | None],
    rows: Integers,
    columns: frozenset[int],
) -> list[str]:
    """Say what is hidden and was read all the same."""
    remarks = ["the sheet is hidden, and was read"] if unseen.is_sheet else []
    if len(rows):
        remarks.append(f"hidden, and read: row {list_runs(rows)}")
    if columns:
        shown = ", ".join(repr(heads[at]) for at in sorted(columns) if heads[at])
        remarks.append(f"hidden, and read: column {shown or 'without a header'}")
    return remarks


def _written(cell: str | None) -> bool:
    return bool(cell and not cell.isspace())


def _first_rows(body: LineRows | ListRows) -> LineRows | ListRows:
    return body if len(body) <= SECOND_TABLE_WITHIN else body[:SECOND_TABLE_WITHIN]


def _find_below(body: LineRows | ListRows, heads: Sequence[str | None]) -> int | None:
    """Find where a second table begins below the first, with its title."""
    own = {normalise_header(head) for head in heads if head}
    known = own | HEADER_WORDS
    part = _first_rows(body)
    looked_at = 1 if len(part) > _LONG_LIST else _LOOKED_AT
    columns = [part.column(at) for at in range(min(looked_at, len(heads)))]
    for at in _find_candidates(columns, known):
        if _is_header(part, at, heads, known):
            return _find_title(part, at)
    return None


def is_second_header(body: LineRows | ListRows, heads: Sequence[str | None]) -> bool:
    """Tell whether the first row below a header names its columns once more, in other words."""
    known = {normalise_header(head) for head in heads if head} | HEADER_WORDS
    return _is_header(body, 0, heads, known)


def _find_candidates(columns: Sequence[Sequence[str | None]], known: set[str]) -> list[int]:
    """Find the rows of which one of the first cells may head a column, and stands there rarely."""
    endings = {word.rpartition(" ")[2] for word in known} | LAST_WORDS
    rows: set[int] = set()
    for cells in columns:
        wanted = {
            cell
            for cell, times in Counter(cells).items()
            # The last word is asked for first: of the many cells of a long list, few have it.
            if cell
            and cell.rstrip(" :*.").rpartition(" ")[2].casefold() in endings
            and times <= _MOST_OFTEN
            and len(cell) <= _LONGEST_HEADER
            and _is_known(cell, known)
        }
        if wanted:
            rows.update(at for at, cell in enumerate(cells) if cell in wanted)
    return sorted(rows)


def _is_known(cell: str, known: set[str] | frozenset[str]) -> bool:
    """Tell a word that heads columns, or ends like one."""
    word = normalise_header(cell)
    return word in known or (word.rpartition(" ")[2] in LAST_WORDS and word.count(" ") <= 3)


def _is_header(
    body: LineRows | ListRows, at: int, heads: Sequence[str | None], known: set[str]
) -> bool:
    """Tell a row of headers that are not the table's own."""
    row = body[at]
    cells = {place: str(cell).strip() for place, cell in enumerate(row) if _written(cell)}
    words = [normalise_header(cell) for cell in cells.values()]
    if len(cells) < 2 or len(set(words)) < len(words) or not all(map(_is_wordy, cells.values())):
        return False
    own = {place: normalise_header(head) for place, head in enumerate(heads) if head}
    known_at = [place for place, cell in cells.items() if _is_known(cell, known)]
    if all(normalise_header(cells[place]) == own.get(place) for place in known_at):
        return False  # the header once more, or nothing that heads a column
    is_apart = at > 0 and not any(map(_written, body[at - 1]))
    is_apart = is_apart or _find_title(body, at) < at
    enough = len(known_at) >= 2 and 2 * len(known_at) >= len(cells)
    if not enough or not (is_apart or len(known_at) in {len(cells), len(cells) - 1}):
        return False
    others = [place for place in known_at if normalise_header(cells[place]) != own.get(place)]
    return not any(_is_value(body, at, place) for place in others)


def _is_wordy(cell: str) -> bool:
    """Tell a cell that may head a column: a few words, not a number, a date or an address."""
    letters = sum(letter.isalpha() for letter in cell)
    digits = sum(letter.isdigit() for letter in cell)
    return len(cell) <= _LONGEST_HEADER and letters > 0 and digits <= 2 and "@" not in cell


def _is_value(body: LineRows | ListRows, at: int, place: int) -> bool:
    """Tell a value of a column: another row has it too, and is not the same header again."""
    row = [normalise_header(cell or "") for cell in body[at]]
    return any(
        cell is not None
        and normalise_header(cell) == row[place]
        and [normalise_header(other or "") for other in body[other_at]] != row
        for other_at, cell in enumerate(body.column(place))
        if cell is not None and len(cell) <= _LONGEST_HEADER
    )


def _find_title(body: Sequence[Row], at: int) -> int:
    """Go up from a header to the title above it: rows of one cell, perhaps a blank row between."""
    top = _go_up_titles(body, at)
    if top < at:
        return top if top == 0 or not any(map(_written, body[top - 1])) else at - 1
    gap = at
    while gap > 0 and at - gap < _BLANKS and not any(map(_written, body[gap - 1])):
        gap -= 1
    top = _go_up_titles(body, gap)
    is_apart = top == 0 or not any(map(_written, body[top - 1]))
    return top if gap > top and is_apart else at


def _go_up_titles(body: Sequence[Row], at: int) -> int:
    """Go up over rows of one cell with words."""
    top = at
    while top > 0 and at - top < _TITLES:
        cells = [cell for cell in body[top - 1] if cell and _written(cell)]
        if len(cells) != 1 or not any(letter.isalpha() for letter in cells[0]):
            break
        top -= 1
    return top


def _find_beside(
    body: LineRows | ListRows,
    heads: Sequence[str | None],
    names: Sequence[str],
    expected: frozenset[str],
) -> frozenset[int]:
    """Find the columns of a second table that stands beside the first, after an empty column."""
    is_mapped = not any(known <= expected for known in VOCABULARIES)
    words = [normalise_header(head) if head else None for head in heads]  # each looked at once
    named = [normalise_header(name) for name in names]
    last = {word: at for at, word in enumerate(words)}
    left: set[str] = set()
    farthest = -1  # where a header that stands to the left stands for the last time
    for gap, word in enumerate(words):
        if word is not None:
            left.add(word)
            farthest = max(farthest, last[word])
            continue
        if farthest < gap or len(words[gap:]) - words[gap:].count(None) < 2:
            continue
        if is_mapped and expected & ({*named[gap + 1 :]} - left):
            continue  # the project names one of these columns
        if not any(map(_written, _first_rows(body).column(gap))):
            return frozenset(range(gap, len(heads)))
    return frozenset()
