"""Rows of cells, as a workbook gives them or cut out of a text, and cells that are too long."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeAlias, overload

import numpy as np
import numpy.typing as npt

from assetmap.errors import FileError
from assetmap.gather.files.limits import require_modest_text
from assetmap.typing import Flags, Integers

__all__ = [
    "LONGEST_CELL",
    "LONGEST_SHAPE",
    "LineRows",
    "ListRows",
    "Overlong",
    "Row",
    "cut_cell",
    "cut_cells",
    "find_overlong",
    "is_overlong",
    "require_short_heads",
]

Cell: TypeAlias = str | None
Row: TypeAlias = Sequence[Cell]
LONGEST_CELL = 32_767
"""Letters of a cell; what a cell of Excel can hold."""
LONGEST_SHAPE = 10_000_000
"""Letters of a cell that holds a shape: a coast in every detail has some millions."""
_KEPT = 200
_THIN = 3  # filled cells of a row, some of them perhaps with nothing but spaces
_SHAPE = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)"
    r"(?:\s+(?:Z|M|ZM))?\s*\(\s*[-+\d.(A-Z]|\s*\{\s*\"|0[01][0-9a-f]{8,60}",
    re.IGNORECASE,
)


class ListRows(Sequence[Row]):
    """Rows that are lists already."""

    def __init__(self, rows: Sequence[Row], delimiter: str = "") -> None:
        self._rows = rows
        self.delimiter = delimiter
        """What parted the cells, if they were cut out of a text."""
        self.widths: Integers = np.fromiter(map(len, rows), np.int64, len(rows))
        """How many cells each row has."""

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> ListRows: ...
    def __getitem__(self, at: int | slice) -> Row | ListRows:
        return ListRows(self._rows[at]) if isinstance(at, slice) else self._rows[at]

    def column(self, at: int) -> list[Cell]:
        """Pick one cell of every row, None where a row is too short."""
        if self.widths.min(initial=at + 1) > at:
            return [*map(itemgetter(at), self._rows)]
        return [row[at] if at < len(row) else None for row in self._rows]

    def find_thin(self, start: int = 0) -> list[int]:
        """Find the rows, from one on, of which hardly any cell is filled."""
        filled = self._count_filled()
        return (np.flatnonzero((filled[start:] > 0) & (filled[start:] <= _THIN)) + start).tolist()

    def find_empty(self) -> Flags:
        """Tell the rows in which nothing stands, not even a space."""
        return np.equal(self._count_filled(), 0)

    def _count_filled(self) -> Integers:
        blanks = (row.count("") + row.count(None) for row in self._rows)
        return self.widths - np.fromiter(blanks, np.int64, len(self._rows))


class LineRows(Sequence[Row]):
    """
    Rows of a text that are one line each.

    Of a wide table few columns are ever looked at, and of its rows hardly any:
    what is kept is where the cells are.
    """

    def __init__(
        self,
        text: str,
        *,
        starts: Integers,
        stops: Integers,
        breaks: Integers,
        first: Integers,
        widths: Integers,
        quoted: Mapping[int, Row],
        delimiter: str,
    ) -> None:
        self._text = text
        self.delimiter = delimiter
        self._starts, self._stops = starts, stops  # of the lines
        self._breaks, self._first = breaks, first  # all delimiters, and the first of each line
        self._quoted = quoted
        self.widths = widths
        """How many cells each row has."""

    @classmethod
    def from_text(cls, text: str, delimiter: str) -> LineRows | None:
        """
        Find the cells; None where a row may be longer than its line.

        A line with an even number of quotation marks ends outside of them, so
        when all have one, each line is a row. Only those with any have to be
        read cell by cell.

        Raises
        ------
        csv.Error
            If the quotation marks of a line make no sense.
        """
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return None
        letters = _to_numbers(text)
        stops = np.flatnonzero(letters == ord("\n"))
        if len(letters) and not (len(stops) and stops[-1] == len(letters) - 1):
            stops = np.append(stops, len(letters))
        starts = np.append(0, stops[:-1] + 1)[: len(stops)]
        breaks = np.flatnonzero(letters == ord(delimiter))
        require_modest_text(len(breaks) + len(stops))
        marked, marks = np.unique(
            np.searchsorted(stops, np.flatnonzero(letters == ord('"'))), return_counts=True
        )
        if (marks % 2).any():
            return None
        lines = [text[starts[at] : stops[at]] for at in marked]
        read = csv.reader(lines, delimiter=delimiter, strict=True)
        quoted: dict[int, Row] = dict(zip(marked.tolist(), read, strict=True))
        first = np.searchsorted(breaks, starts)
        widths = np.diff(first, append=len(breaks)) + 1
        widths[starts == stops] = 0
        widths[marked] = [*map(len, quoted.values())]
        return cls(
            text, starts=starts, stops=stops, breaks=breaks, first=first, widths=widths,
            quoted=quoted, delimiter=delimiter,
        )  # fmt: skip

    @property
    def lengths(self) -> Integers:
        """How many letters each row has."""
        lengths: Integers = self._stops - self._starts
        return lengths

    def __len__(self) -> int:
        return len(self._starts)

    def find_thin(self, start: int = 0) -> list[int]:
        """Find the rows, from one on, with hardly a letter beside their first cell."""
        breaks = np.append(self._breaks, 0)
        ends = np.where(self.widths > 1, breaks.take(self._first, mode="clip"), self._stops)
        beside = self.lengths - (ends - self._starts) - np.maximum(self.widths - 1, 0)
        is_thin = (beside <= self.widths) & (self.lengths > 0)
        for at, row in self._quoted.items():
            is_thin[at] = at >= start and sum(map(bool, row)) <= _THIN
        return (np.flatnonzero(is_thin[start:]) + start).tolist()

    def find_empty(self) -> Flags:
        """Tell the rows in which nothing stands, not even a space."""
        return self.lengths <= np.maximum(self.widths - 1, 0)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> LineRows: ...
    def __getitem__(self, at: int | slice) -> Row | LineRows:
        if isinstance(at, slice):
            return self._cut(range(len(self))[at])
        at = range(len(self))[at]
        if at in self._quoted:
            return self._quoted[at]
        if not self.widths[at]:
            return []
        first = self._first[at]
        inner = self._breaks[first : first + self.widths[at] - 1].tolist()
        starts = [int(self._starts[at]), *(end + 1 for end in inner)]
        stops = [*inner, int(self._stops[at])]
        return [self._text[start:stop] for start, stop in zip(starts, stops, strict=True)]

    def _cut(self, rows: range) -> LineRows:
        """Keep rows that follow one another."""
        if rows.step != 1:
            raise ValueError(f"rows are cut one after the other, not in steps of {rows.step}")
        here = slice(rows.start, rows.stop)
        return LineRows(
            self._text,
            starts=self._starts[here],
            stops=self._stops[here],
            breaks=self._breaks,
            first=self._first[here],
            widths=self.widths[here],
            quoted={at - rows.start: row for at, row in self._quoted.items() if at in rows},
            delimiter=self.delimiter,
        )

    def column(self, at: int) -> list[Cell]:
        """Pick one cell of every row, None where a row is too short."""
        # Past the last cell of a line these point elsewhere; such cells are taken out below.
        breaks = np.append(self._breaks, 0)
        starts = self._starts if at == 0 else breaks.take(self._first + at - 1, mode="clip") + 1
        is_last = self.widths == at + 1
        stops = np.where(is_last, self._stops, breaks.take(self._first + at, mode="clip"))
        text = self._text
        cells: list[Cell] = [
            text[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
        ]
        for row in np.flatnonzero(self.widths <= at).tolist():
            cells[row] = None
        for row, read in self._quoted.items():
            cells[row] = read[at] if at < len(read) else None
        return cells


def _to_numbers(text: str) -> npt.NDArray[np.integer[np.typing.NBitBase]]:
    """Give every letter its number, one entry each."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    # Half a surrogate pair is a letter too, and may stand in a damaged file.
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)


def is_overlong(cell: str) -> bool:
    """Tell a cell that is too long; what looks like a shape may be longer."""
    if len(cell) <= LONGEST_CELL:
        return False
    return len(cell) > LONGEST_SHAPE or _SHAPE.match(cell) is None


@dataclass(frozen=True)
class Overlong:
    """Where the cells are that are too long."""

    columns: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """The rows, by position of the column."""
    has_long_rows: bool = False
    """Whether any row is long enough to hold such a cell, or a long shape."""

    def cut(self, cells: list[str | None], at: int) -> list[str | None]:
        """Keep the beginning of such cells, with their true length."""
        for row in self.columns.get(at, ()):
            cells[row] = cut_cell(cells[row] or "")
        return cells

    def cut_row(self, cells: Sequence[str | None]) -> Sequence[str | None]:
        """Keep the beginning of such cells of a row."""
        if not self.columns:
            return cells
        return [cut_cell(cell) if cell and is_overlong(cell) else cell for cell in cells]


def cut_cell(cell: str) -> str:
    """Keep the beginning of a cell, and say how long it was."""
    return f"{cell[:_KEPT]} … (cut; {len(cell):,} letters)"


def cut_cells(columns: Mapping[str, list[str | None]]) -> dict[str, list[int]]:
    """Cut the cells of columns in place; give the rows that have any, by column."""
    found: dict[str, list[int]] = {}
    for name, cells in columns.items():
        if max(map(len, filter(None, cells)), default=0) > LONGEST_CELL:
            rows = [at for at, cell in enumerate(cells) if cell and is_overlong(cell)]
            for at in rows:
                cells[at] = cut_cell(cells[at] or "")
            found |= {name: rows} if rows else {}
    return found


def find_overlong(rows: LineRows | ListRows) -> Overlong:
    """Find the cells that are too long; only rows that are long enough are looked at."""
    found: dict[int, list[int]] = {}
    long = [*_find_long_rows(rows)]
    for row in long:
        for at, cell in enumerate(rows[row]):
            if cell and is_overlong(cell):
                found.setdefault(at, []).append(row)
    return Overlong(found, bool(long))


def _find_long_rows(rows: LineRows | ListRows) -> Iterable[int]:
    if isinstance(rows, LineRows):
        candidates: Iterable[int] = np.flatnonzero(rows.lengths > LONGEST_CELL).tolist()
        return candidates
    return [
        at
        for at, row in enumerate(rows)
        if max(map(len, filter(None, row)), default=0) > LONGEST_CELL
    ]


def require_short_heads(heads: Sequence[str | None], file: str, sheet: str | None) -> None:
    """Refuse a header that is longer than any cell may be."""
    longest = max(map(len, filter(None, heads)), default=0)
    if longest > LONGEST_CELL:
        where = f"{file}, sheet {sheet!r}," if sheet else file
        raise FileError(
            f"{where} has a header of {longest:,} letters; a cell has at most {LONGEST_CELL:,}. "
            "Look for a quotation mark that is never closed, or shorten the header."
        )
