"""RawTable: the rows of one sheet as text, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assetmap.gather.tidy import Cells, Mask, no_cells, normalise_header, tidy_cells

__all__ = ["HEADER_WITHIN", "Columns", "RawTable", "find_header", "to_raw_table"]

HEADER_WITHIN = 20
"""The header is looked for in this many first rows."""

Rows = Sequence[Sequence[str | None]]

_TOTAL = re.compile(r"(?:grand |sub[ -]?)?totals?\b", re.IGNORECASE)


class Columns(Mapping[str, Cells]):
    """Columns by header, each tidied when it is first looked at: many never are."""

    def __init__(self, raw: Mapping[str, Sequence[str | None]]) -> None:
        self._raw = raw
        self._tidy: dict[str, Cells] = {}

    def __getitem__(self, name: str) -> Cells:
        if name not in self._tidy:
            self._tidy[name] = tidy_cells(self._raw[name])
        return self._tidy[name]

    def __contains__(self, name: object) -> bool:
        return name in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


@dataclass(frozen=True, eq=False)
class RawTable:
    """
    The rows of one sheet below its header.

    Attributes
    ----------
    file, sheet
        Where the rows come from; ``sheet`` is None for files without sheets.
    columns
        Tidied cells by header, all of one length.
    rows
        Row numbers as a spreadsheet shows them, counted from 1.
    shapes
        Geometry of each row where the file has it, else None.
    crs
        What the file says its geometry is in, if anything.
    is_blank, is_total, is_repeat
        Rows without any cell; rows that add up; the header once more.
    is_ragged
        Rows with more cells than there are headers.
    remarks
        What was decided while reading, in sentences.
    """

    file: str
    sheet: str | None
    columns: Mapping[str, Cells]
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    is_blank: Mask
    is_total: Mask
    is_repeat: Mask
    is_ragged: Mask
    shapes: Cells | None = None
    crs: str | None = None
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, name: str) -> str | None:
        """Find a header, forgiving case, spaces and punctuation."""
        if name in self.columns:
            return name
        folded = normalise_header(name)
        return next((head for head in self.columns if normalise_header(head) == folded), None)

    def cells(self, head: str | None) -> Cells:
        """Give the column under a header, blank where the table has none."""
        name = None if head is None else self.find(head)
        return no_cells(len(self)) if name is None else self.columns[name]


def find_header(rows: Rows, expected: frozenset[str]) -> int:
    """
    Find the header among the first rows.

    Parameters
    ----------
    rows
        Cells, row by row.
    expected
        Folded headers that are looked for (`normalise_header`).

    Returns
    -------
    position
        The first row with the most expected headers; without any, the first
        row that is nearly as wide as the table and holds words only.

    Examples
    --------
    >>> find_header([["Groups 2026", None], ["Name", "Village"], ["Choir", "Nether End"]],
    ...             frozenset({"name"}))
    1
    """
    first = rows[:HEADER_WITHIN]
    hits = [sum(normalise_header(cell) in expected for cell in row if cell) for row in first]
    if hits and max(hits) > 0:
        return hits.index(max(hits))
    widths = [sum(bool(cell and cell.strip()) for cell in row) for row in first]
    widest = max(widths, default=0)
    for at, row in enumerate(first):
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        is_wordy = not any(re.fullmatch(r"[\d.,:/£%+-]+", cell) for cell in cells)
        if cells and len(cells) >= 0.6 * widest and is_wordy and len(set(cells)) == len(cells):
            return at
    return 0


def to_raw_table(
    rows: Rows,
    *,
    file: str,
    sheet: str | None,
    expected: frozenset[str],
    remarks: tuple[str, ...] = (),
) -> RawTable:
    """Lay rows out as columns below their header."""
    at = find_header(rows, expected)
    heads = list(tidy_cells([*rows[at]])) if rows else []
    while heads and heads[-1] is None:
        heads.pop()
    body = rows[at + 1 :]
    end = len(body)
    while end and _is_blank(body[end - 1]):
        end -= 1  # blank rows after the last one are the end of the file, not rows
    body = body[:end]
    names = _names(heads)
    width = len(names)
    even = [row if len(row) == width else _fit(row, width) for row in body]
    by_column = list(zip(*even, strict=True)) or [()] * width
    columns = Columns(dict(zip(names, by_column, strict=True)))
    return RawTable(
        file=file,
        sheet=sheet,
        columns=columns,
        rows=np.arange(at + 2, at + 2 + len(body), dtype=np.int64),
        is_blank=_tell(body, _is_blank),
        is_total=_tell(body, _is_total),
        is_repeat=_tell(even, [*rows[at][:width]].__eq__),
        is_ragged=_tell(body, lambda row: len(row) > width and not _is_blank(row[width:])),
        remarks=remarks,
    )


def _fit(row: Sequence[str | None], width: int) -> Sequence[str | None]:
    """Cut or fill a row to the width of the header; what is cut is reported as ragged."""
    return [*row[:width], *[None] * (width - len(row))]


def _is_blank(row: Sequence[str | None]) -> bool:
    return not any(map(str.strip, filter(None, row)))


def _tell(rows: Rows, test: Callable[[Sequence[str | None]], bool]) -> Mask:
    return np.fromiter(map(test, rows), dtype=bool, count=len(rows))


def _names(heads: Sequence[str | None]) -> list[str]:
    """Name every column once: blanks by their letter, repeats by their number."""
    names: list[str] = []
    for position, head in enumerate(heads):
        name = " ".join(head.split()) if head else f"Column {_letter(position)}"
        count = 2
        unique = name
        while unique in names:
            unique, count = f"{name} ({count})", count + 1
        names.append(unique)
    return names


def _letter(position: int) -> str:
    """Name a column as a spreadsheet does."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_total(row: Sequence[str | None]) -> bool:
    """Tell a row that adds up: its first cell says total, the others are numbers or blank."""
    cells = filter(None, map(str.strip, filter(None, row)))
    if not _TOTAL.match(next(cells, "")):
        return False
    return all(re.fullmatch(r"[\d.,£% -]+", cell) for cell in cells)
