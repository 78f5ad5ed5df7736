"""RawTable: the rows of one sheet as text, with the row numbers a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from assetmap.gather.files.asides import find_asides
from assetmap.gather.files.heads import (
    find_header,
    is_record,
    join_heads,
    lay_over,
    name_columns,
)
from assetmap.gather.files.notices import Notice, find_fills, notice_formulas, notice_merged
from assetmap.gather.files.others import is_second_header, look_for_others
from assetmap.gather.files.rows import (
    LineRows,
    ListRows,
    Overlong,
    Row,
    find_overlong,
    require_short_heads,
)
from assetmap.gather.files.unseen import HiddenCells
from assetmap.gather.tidy import Cells, no_cells, normalise_header, tidy_cells
from assetmap.typing import Flags, Integers

__all__ = ["Columns", "RawTable", "to_raw_table"]

_NO_ROWS: Flags = np.zeros(0, dtype=bool)  # stands for: as many rows as there are, none of them
_AROUND = " :*.\t\xa0"  # of a header, which is the same header without


class Columns(Mapping[str, Cells]):
    """
    Columns by header, each tidied when it is first looked at: many never are.

    Some are not listed, and found only by whoever asks for them by name: the
    ids that a file gives its features beside their properties.
    """

    def __init__(
        self,
        raw: Mapping[str, Sequence[str | None]],
        unlisted: Mapping[str, Callable[[], Sequence[str | None]]] | None = None,
    ) -> None:
        self._raw = raw
        self.unlisted = unlisted or {}
        self._tidy: dict[str, Cells] = {}

    def __getitem__(self, name: str) -> Cells:
        if name not in self._tidy:
            self._tidy[name] = tidy_cells(self.as_given(name))
        return self._tidy[name]

    def as_given(self, name: str) -> Sequence[str | None]:
        """Give a column as it was read, before anything was tidied."""
        return self._raw[name] if name in self._raw else self.unlisted[name]()

    def __contains__(self, name: object) -> bool:
        return name in self._raw or name in self.unlisted

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class _RowCells(Mapping[str, Sequence[str | None]]):
    """Columns of rows, each picked out when it is asked for: many never are."""

    def __init__(
        self,
        positions: Mapping[str, int],
        rows: LineRows | ListRows,
        overlong: Overlong,
        fills: Mapping[int, Mapping[int, str]] | None = None,
    ) -> None:
        self._position = positions
        self._rows = rows
        self._overlong = overlong
        self._fills = fills or {}

    def __getitem__(self, name: str) -> Sequence[str | None]:
        at = self._position[name]
        cells = self._overlong.cut(self._rows.column(at), at)
        for row, text in self._fills.get(at, {}).items():
            cells[row] = cells[row] or text
        return cells

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
    is_heading, is_footnote
        Rows that stand over or below others and are no records.
    is_bare
        Rows of one cell where most have more: perhaps a heading, or a record
        of which only that is known.
    overlong
        Rows, by position, of cells that are longer than any may be, by
        header; such cells are cut.
    has_long_cells
        Whether any cell may be longer than one that holds no shape can be.
    hidden_heads
        Headers of hidden columns, which were not read.
    beside_heads
        Headers of a second table beside the first, which was not read.
    delimiter
        What parts the cells of a text; empty for files of another kind.
    folded_into
        The table to whose rows the rows of this one were added, if any were.
    is_folded, is_lost_repeat
        The rows that were, and those whose row is not there.
    listed
        By header, which cells are lists whose words were apart already; they
        stand on lines of their own.
    remarks
        What was decided while reading, in sentences.
    notices
        What somebody should look at, with what to do.
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
    is_heading: Flags = field(default_factory=lambda: _NO_ROWS)
    is_footnote: Flags = field(default_factory=lambda: _NO_ROWS)
    is_bare: Flags = field(default_factory=lambda: _NO_ROWS)
    overlong: Mapping[str, Sequence[int]] = field(default_factory=dict)
    has_long_cells: bool = True
    hidden_heads: tuple[str, ...] = ()
    beside_heads: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    delimiter: str = ""
    folded_into: str = ""
    is_folded: Flags = field(default_factory=lambda: _NO_ROWS)
    is_lost_repeat: Flags = field(default_factory=lambda: _NO_ROWS)
    listed: Mapping[str, Flags] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("is_hidden", "is_beyond", "is_heading", "is_footnote", "is_bare",
                     "is_folded", "is_lost_repeat"):  # fmt: skip
            if getattr(self, name) is _NO_ROWS:
                object.__setattr__(self, name, np.zeros(len(self.rows), dtype=bool))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_from_workbook(self) -> bool:
        """Whether a spreadsheet may have made days and numbers of cells by itself."""
        return self.sheet is not None and self.shapes is None

    @property
    def title(self) -> str:
        """The file and, if it has any, the sheet."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    def find(self, name: str) -> str | None:
        """Find a header, forgiving case, spaces and punctuation."""
        if name in self.columns:
            return name  # its own before another of a like name
        return self._folded.get(normalise_header(name))

    @cached_property
    def _folded(self) -> dict[str, str]:
        folded: dict[str, str] = {}
        for head in (*self.columns, *self.columns.unlisted):
            folded.setdefault(normalise_header(head), head)
        return folded

    def cells(self, head: str | None) -> Cells:
        """Give the column under a header, blank where the table has none."""
        name = None if head is None else self.find(head)
        return no_cells(len(self)) if name is None else self.columns[name]


@dataclass(frozen=True, eq=False)
class _Layout:
    """Where the rows of a table begin and end, and what its columns are called."""

    heads: list[str | None]
    names: list[str]
    first: int
    """The number of the first row below the header."""
    body: LineRows | ListRows
    header: Row
    remarks: tuple[str, ...]


def _lay_out(
    rows: LineRows | ListRows, file: str, sheet: str | None, expected: frozenset[str]
) -> _Layout:
    """Find the header, which may have two rows, and the rows below it."""
    at = find_header(rows, expected)
    heads, says = join_heads(rows, at, expected)
    if at == 0 and is_record(heads, expected):
        return _lay_out_records(rows, len(heads))
    below = at + 1
    if below < len(rows) and is_second_header(rows[below:], heads):
        joined = lay_over(heads, [*tidy_cells([*rows[below]])], expected)
        if joined is not None:
            heads, says = joined, f"the header has two rows, {below} and {below + 1}"
            below += 1
    require_short_heads(heads, file, sheet)
    while heads and heads[-1] is None:
        heads.pop()
    end = len(rows)
    while end > below and _is_blank(rows[end - 1]):
        end -= 1  # blank rows after the last one are the end of the file, not rows
    remarks = (says,) if says else ()
    return _Layout(heads, name_columns(heads), below + 1, rows[below:end], rows[at], remarks)


def _lay_out_records(rows: LineRows | ListRows, width: int) -> _Layout:
    """Call the columns by their letters, where the first row is a record like any other."""
    heads: list[str | None] = [None] * width
    end = len(rows)
    while end > 0 and _is_blank(rows[end - 1]):
        end -= 1
    says = "no row names the columns, so they are called by their letters, and row 1 is a record"
    return _Layout(heads, name_columns(heads), 1, rows[:end], [], (says,))


def to_raw_table(
    rows: LineRows | ListRows,
    *,
    file: str,
    sheet: str | None,
    expected: frozenset[str],
    remarks: tuple[str, ...] = (),
    unseen: HiddenCells | None = None,
    include_hidden: bool = False,
) -> RawTable:
    """Lay rows out as columns below their header."""
    if not rows:
        rows = ListRows([[]])
    unseen = unseen or HiddenCells()
    laid = _lay_out(rows, file, sheet, expected)
    body, names, width = laid.body, laid.names, len(laid.names)
    overlong = find_overlong(body)
    positions = {name: at for at, name in enumerate(names)}
    first = _RowCells(positions, body, overlong)[names[0]] if names else [None] * len(body)
    bare = [at for at, cell in enumerate(first) if not cell or cell.isspace()]
    head = _fold(_fit(laid.header, width))
    wide = {at: body[at][width:] for at in np.flatnonzero(body.widths > width).tolist()}
    surplus = {at: overlong.cut_row(cells) for at, cells in wide.items() if not _is_blank(cells)}
    numbers = np.arange(laid.first, laid.first + len(body), dtype=np.int64)
    seen = look_for_others(
        body, laid.heads, names, numbers, unseen, expected, include_hidden=include_hidden
    )
    asides = find_asides(body, first, bare, width)
    fills = find_fills(unseen, rows, laid.first, len(body), seen.not_read)
    positions = {name: at for name, at in positions.items() if at not in seen.not_read}
    return RawTable(
        file=file,
        sheet=sheet,
        columns=Columns(_RowCells(positions, body, overlong, fills)),
        rows=numbers,
        is_blank=_tell(body, _is_blank, among=bare),
        is_total=asides.is_total,
        is_heading=asides.is_heading,
        is_footnote=asides.is_footnote,
        is_bare=asides.is_bare,
        is_repeat=_tell(
            body, lambda row: _fold(_fit(row, width)) == head, among=_find_equal(first, head)
        ),
        is_ragged=_mark(surplus, len(body)),
        remarks=(*remarks, *laid.remarks, *seen.remarks),
        notices=(
            *notice_formulas(unseen, names, numbers),
            *notice_merged(unseen, names, fills, laid.first),
        ),
        surplus=surplus,
        is_hidden=seen.is_hidden,
        is_hidden_sheet=unseen.is_sheet and not include_hidden,
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


def _tell(rows: Sequence[Row], test: Callable[[Row], bool], *, among: Iterable[int]) -> Flags:
    """Test those rows whose first cell leaves it open; few do."""
    return _mark((at for at in among if test(rows[at])), len(rows))


def _mark(positions: Iterable[int], size: int) -> Flags:
    mask = np.zeros(size, dtype=bool)
    mask[list(positions)] = True
    return mask
