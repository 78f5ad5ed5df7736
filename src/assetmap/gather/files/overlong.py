"""Cells that are longer than any cell of a spreadsheet can be: found, cut, and said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assetmap.errors import FileError
from assetmap.gather.files.rows import LineRows, ListRows

__all__ = [
    "LONGEST_CELL",
    "LONGEST_SHAPE",
    "Overlong",
    "cut_cell",
    "cut_cells",
    "find_overlong",
    "is_overlong",
    "require_short_heads",
]

LONGEST_CELL = 32_767
"""Letters of a cell; what a cell of Excel can hold."""

LONGEST_SHAPE = 10_000_000
"""Letters of a cell that holds a shape: a coast in every detail has some millions."""

_KEPT = 200
_SHAPE = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)"
    r"(?:\s+(?:Z|M|ZM))?\s*\(\s*[-+\d.(A-Z]|\s*\{\s*\"|0[01][0-9a-f]{8,60}",
    re.IGNORECASE,
)


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
