"""RawTable: the rows of one sheet as text, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from assetmap.gather.files.others import look_for_others
from assetmap.gather.files.rows import (
    LineRows,
    ListRows,
    Overlong,
    Row,
    find_overlong,
    require_short_heads,
)
from assetmap.gather.files.workbooks import Hidden
from assetmap.gather.tidy import Cells, no_cells, normalise_header, tidy_cells
from assetmap.typing import Flags, Integers

__all__ = ["Columns", "RawTable", "find_header", "name_columns", "to_raw_table"]

HEADER_WITHIN = 20
"""The header is looked for in this many first rows."""
_TOTAL = re.compile(r"(?:grand |sub[ -]?)?totals?\b", re.IGNORECASE)
_NO_ROWS: Flags = np.zeros(0, dtype=bool)  # stands for: as many rows as there are, none of them
_AROUND = " :*.\t\xa0"  # of a header, which is the same header without
_FIGURES = re.compile(r"[\d.,£% -]+")


class Columns(Mapping[str, Cells]):
    """Columns by header, each tidied when it is first looked at: many never are."""

    def __init__(self, raw: Mapping[str, Sequence[str | None]]) -> None:
        self._raw = raw
        self._tidy: dict[str, Cells] = {}

    def __getitem__(self, name: str) -> Cells:
        if name not in self._tidy:
            self._tidy[name] = tidy_cells(self._raw[name])
        return self._tidy[name]

    def as_given(self, name: str) -> Sequence[str | None]:
        """Give a column as it was read, before anything was tidied."""
        return self._raw[name]

    def __contains__(self, name: object) -> bool:
        return name in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class _RowCells(Mapping[str, Sequence[str | None]]):
    """Columns of rows, each picked out when it is asked for: many never are."""

    def __init__(
        self, positions: Mapping[str, int], rows: LineRows | ListRows, overlong: Overlong
    ) -> None:
        self._position = positions
        self._rows = rows
        self._overlong = overlong

    def __getitem__(self, name: str) -> Sequence[str | None]:
        at = self._position[name]
        return self._overlong.cut(self._rows.column(at), at)

    def __contains__(self, name: object) -> bool:
        return name in self._position  # without picking the column out

    def __iter__(self) -> Iterator[str]:
        return iter(self._position)

    def __len__(self) -> int:
        return len(self._position)


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
    surplus
        Cells beyond the last header, by position of the row.
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
    is_misdrawn
        Rows whose geometry was given in the file and could not be read.
    is_hidden
        Rows that nobody sees who opens the file, and that are not wanted.
    is_hidden_sheet
        Whether that is because the whole sheet is hidden.
    is_beyond
        Rows of a second table on the sheet, from its title on.
    overlong
        Rows, by position, of cells that are longer than any may be, by
        header; such cells are cut.
    has_long_cells
        Whether any cell may be longer than one that holds no shape can be.
    hidden_heads
        Headers of hidden columns, which were not read.
    beside_heads
        Headers of a second table beside the first, which was not read.
    remarks
        What was decided while reading, in sentences.
    """

    file: str
    sheet: str | None
    columns: Columns
    rows: Integers
    is_blank: Flags
    is_total: Flags
    is_repeat: Flags
    is_ragged: Flags
    shapes: Cells | None = None
    crs: str | None = None
    remarks: tuple[str, ...] = ()
    surplus: Mapping[int, Sequence[str | None]] = field(default_factory=dict)
    is_misdrawn: Flags | None = None
    is_hidden: Flags = field(default_factory=lambda: _NO_ROWS)
    is_hidden_sheet: bool = False
    is_beyond: Flags = field(default_factory=lambda: _NO_ROWS)
    overlong: Mapping[str, Sequence[int]] = field(default_factory=dict)
    has_long_cells: bool = True
    hidden_heads: tuple[str, ...] = ()
    beside_heads: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("is_hidden", "is_beyond"):
            if getattr(self, name) is _NO_ROWS:
                object.__setattr__(self, name, np.zeros(len(self.rows), dtype=bool))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def title(self) -> str:
        """The file and, if it has any, the sheet."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    def find(self, name: str) -> str | None:
        """Find a header, forgiving case, spaces and punctuation."""
        if name in self.columns:
            return name
        return self._folded.get(normalise_header(name))

    @cached_property
    def _folded(self) -> dict[str, str]:
        folded: dict[str, str] = {}
        for head in self.columns:
            folded.setdefault(normalise_header(head), head)
        return folded

    def cells(self, head: str | None) -> Cells:
        """Give the column under a header, blank where the table has none."""
        name = None if head is None else self.find(head)
        return no_cells(len(self)) if name is None else self.columns[name]


def find_header(rows: Sequence[Row], expected: frozenset[str]) -> int:
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
        The first row with the most expected headers, or an earlier one with
        at least half as many that holds little else; without any, the first
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
        return next(
            at
            for at, hit in enumerate(hits)
            if hit == max(hits) or (2 * hit >= max(hits) and _is_header_like(first[at], hit))
        )
    widths = [sum(bool(cell and cell.strip()) for cell in row) for row in first]
    widest = max(widths, default=0)
    for at, row in enumerate(first):
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        is_wordy = not any(re.fullmatch(r"[\d.,:/£%+-]+", cell) for cell in cells)
        if cells and len(cells) >= 0.6 * widest and is_wordy and len(set(cells)) == len(cells):
            return at
    return 0


def _is_header_like(row: Row, hits: int) -> bool:
    """Tell a header of fewer known words: a later one, of a second table, may have more."""
    cells = [cell.strip().casefold() for cell in row if cell and cell.strip()]
    return hits >= 2 and 2 * hits >= len(cells) and len(set(cells)) == len(cells)


def to_raw_table(
    rows: LineRows | ListRows,
    *,
    file: str,
    sheet: str | None,
    expected: frozenset[str],
    remarks: tuple[str, ...] = (),
    hidden: Hidden | None = None,
    include_hidden: bool = False,
) -> RawTable:
    """Lay rows out as columns below their header."""
    if not rows:
        rows = ListRows([[]])
    hidden = hidden or Hidden()
    header_at = find_header(rows, expected)
    heads = list(tidy_cells([*rows[header_at]]))
    require_short_heads(heads, file, sheet)
    while heads and heads[-1] is None:
        heads.pop()
    end = len(rows)
    while end > header_at + 1 and _is_blank(rows[end - 1]):
        end -= 1  # blank rows after the last one are the end of the file, not rows
    body = rows[header_at + 1 : end]
    names = name_columns(heads)
    width = len(names)
    overlong = find_overlong(body)
    positions = {name: at for at, name in enumerate(names)}
    columns = Columns(_RowCells(positions, body, overlong))
    first = columns.as_given(names[0]) if names else [None] * len(body)
    bare = [at for at, cell in enumerate(first) if not cell or cell.isspace()]
    head = _fold(_fit(rows[header_at], width))
    wide = {at: body[at][width:] for at in np.flatnonzero(body.widths > width).tolist()}
    surplus = {at: overlong.cut_row(cells) for at, cells in wide.items() if not _is_blank(cells)}
    numbers = np.arange(header_at + 2, header_at + 2 + len(body), dtype=np.int64)
    seen = look_for_others(
        body, heads, names, numbers, hidden, expected, include_hidden=include_hidden
    )
    positions = {name: at for name, at in positions.items() if at not in seen.not_read}
    return RawTable(
        file=file,
        sheet=sheet,
        columns=Columns(_RowCells(positions, body, overlong)),
        rows=numbers,
        is_blank=_tell(body, _is_blank, among=bare),
        is_total=_tell(body, _is_total, among=[*bare, *_find_totals(first)]),
        is_repeat=_tell(
            body, lambda row: _fold(_fit(row, width)) == head, among=_find_equal(first, head)
        ),
        is_ragged=_mark(surplus, len(body)),
        remarks=(*remarks, *seen.remarks),
        surplus=surplus,
        is_hidden=seen.is_hidden,
        is_hidden_sheet=hidden.is_sheet and not include_hidden,
        is_beyond=seen.is_beyond,
        overlong={
            name: overlong.columns[at] for name, at in positions.items() if at in overlong.columns
        },
        has_long_cells=overlong.has_long_rows,
        hidden_heads=tuple(names[at] for at in sorted(seen.hidden_columns) if at < width),
        beside_heads=tuple(names[at] for at in sorted(seen.not_read - seen.hidden_columns)),
    )


def _fit(row: Row, width: int) -> list[str | None]:
    """Cut or fill a row to the width of the header; what is cut is reported as ragged."""
    return [*row[:width], *[None] * (width - len(row))]


def _is_blank(row: Row) -> bool:
    return all(not cell or cell.isspace() for cell in row)


def _find_cells(cells: Sequence[str | None], test: Callable[[str | None], bool]) -> list[int]:
    """Find the cells that pass a test; each different cell is tested once."""
    meant = {cell for cell in set(cells) if test(cell)}
    return [at for at, cell in enumerate(cells) if cell in meant] if meant else []


def _fold(row: Row) -> list[str]:
    """Forgive case, and what stands around a header."""
    return [(cell or "").strip(_AROUND).casefold() for cell in row]


def _find_equal(cells: Sequence[str | None], head: list[str]) -> list[int]:
    """Find the cells that are the first header again, whatever their case."""
    if not head:
        return []
    return _find_cells(cells, lambda cell: (cell or "").strip(_AROUND).casefold() == head[0])


def _find_totals(cells: Sequence[str | None]) -> list[int]:
    """Find the cells that may head a row of totals; most tables have none."""
    if "total" not in "\x1f".join(filter(None, set(cells))).lower():
        return []
    return _find_cells(cells, _may_be_total)


def _tell(rows: Sequence[Row], test: Callable[[Row], bool], *, among: Iterable[int]) -> Flags:
    """Test those rows whose first cell leaves it open; few do."""
    return _mark((at for at in among if test(rows[at])), len(rows))


def _mark(positions: Iterable[int], size: int) -> Flags:
    mask = np.zeros(size, dtype=bool)
    mask[list(positions)] = True
    return mask


def name_columns(heads: Sequence[str | None]) -> list[str]:
    """
    Name every column once: blanks by their letter, repeats by their number.

    Examples
    --------
    >>> name_columns(["Name", None, "Name"])
    ['Name', 'Column B', 'Name (2)']
    """
    names: dict[str, None] = {}
    for position, head in enumerate(heads):
        name = " ".join(head.split()) if head else f"Column {_letter(position)}"
        count = 2
        unique = name
        while unique in names:
            unique, count = f"{name} ({count})", count + 1
        names[unique] = None
    return list(names)


def _letter(position: int) -> str:
    """Name a column as a spreadsheet does."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _may_be_total(cell: str | None) -> bool:
    return cell is not None and _TOTAL.match(cell.strip()) is not None


def _is_total(row: Row) -> bool:
    """Tell a row that adds up: its first cell says total, the others are numbers or blank."""
    first = next((cell for cell in row if cell and not cell.isspace()), "").strip()
    if not (found := _TOTAL.match(first)):
        return False
    rest = first[found.end() :].strip(" :")
    if rest and not rest[0].islower():
        return False  # "Total groups" adds up; "Total Fitness" is a place to go
    others = [cell.strip() for cell in row if cell and cell.strip() not in {"", first}]
    return (not rest or bool(others)) and all(_FIGURES.fullmatch(cell) for cell in others)
