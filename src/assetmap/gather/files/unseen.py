"""What of a workbook its cells do not show: hidden, merged, or formulas nobody worked out."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from assetmap.errors import FileError
from assetmap.gather.files.limits import inflate
from assetmap.gather.files.number_formats import (
    find_zero_formats,
    list_formatted_cells,
    read_shown_number,
)

__all__ = ["HiddenCells", "find_unseen"]

_LARGEST_LIST = 10_000_000  # bytes of the list of sheets
_MARKS = re.compile(rb"""hidden|ht=["']0|width=["']0""", re.IGNORECASE)
_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|col)\b" + _ATTRIBUTES + rb">", re.IGNORECASE)
_CELL = re.compile(
    rb"""\s*<(?:[\w.-]+:)?c\b[^<>]*?\br=["']\$?[a-z]+\$?([0-9]+)["']""", re.IGNORECASE
)
_HAS_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_FORMULA = re.compile(
    rb"<(?:[\w.-]+:)?c\b"
    + _ATTRIBUTES
    + rb">\s*<(?:[\w.-]+:)?f\b(?:"
    + _ATTRIBUTES
    + rb"/>|"
    + _ATTRIBUTES
    + rb">[^<]*</(?:[\w.-]+:)?f>)\s*"
    rb"(?:<(?:[\w.-]+:)?v\s*/>|<(?:[\w.-]+:)?v\s*>\s*(0(?:\.0*)?)?\s*</(?:[\w.-]+:)?v>)?"
    rb"\s*</(?:[\w.-]+:)?c>"
)
"""A cell with a formula and no value, or the value 0."""
_ZERO = 4
_SPREADSHEETS = re.compile(
    r"libreoffice|openoffice|staroffice|neooffice|collabora|onlyoffice|microsoft|excel|gnumeric|"
    r"calligra|kspread|google|numbers|wps",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"([A-Za-z]{0,3})([0-9]{0,7}).*", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_YES = frozenset({"1", "true", "on"})
_ODS_TAG = re.compile(
    rb"<(/?)(style:style|style:table-properties|style:table-row-properties|"
    rb"style:table-column-properties|table:table|"
    rb"table:table-row|table:table-column|table:table-row-group|table:table-column-group)(?![\w-])"
    + _ATTRIBUTES
    + rb">"
)
_ODS_CELL = re.compile(
    rb"<(/?)(table:table|table:table-row|table:table-cell|table:covered-table-cell)(?![\w-])"
    + _ATTRIBUTES
    + rb">"
)
_ODS_TEXT = re.compile(rb"\s*<text:p\b[^<>]*>([^<]*)</text:p>")
_ODS_MARKS = re.compile(
    rb"""number-rows-spanned=["'](?!["']|1["'])|table:formula=|"""
    rb"""value-type=["']float["'][^<>]*>\s*<text:p\b[^<>]*>(?:0\d|[A-Za-z\x80-\xff])"""
)
_NOTHING_HIGH = re.compile(r"0*\.?0*[a-z]*")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b")
_OVERLAP = 8192


@dataclass(frozen=True)
class Merge:
    """Cells of one column that are merged downwards; rows and columns are counted from 1."""

    column: int
    first: int
    last: int
    is_text: bool = True


@dataclass
class HiddenCells:
    """What its cells do not show of one sheet; rows and columns are counted from 1."""

    is_sheet: bool = False
    """Whether the whole sheet is hidden."""
    is_untold: bool = False
    """Whether nothing else is told of it, as of an old XLS."""
    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    """What is hidden, from and to, both included."""
    merged: list[Merge] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of formulas without a saved value; 0 where the file does not say."""
    unworked: list[tuple[int, int]] = field(default_factory=list)
    """The same of formulas whose value is 0 or empty, in a file that nobody has worked out."""
    shown: list[tuple[int, int, str]] = field(default_factory=list)
    """Row and column, from 0, and text of numbers whose format makes an id of them."""


def find_unseen(path: Path, book: Any) -> dict[str, HiddenCells]:
    """
    Find what is hidden of each sheet that can be looked through.

    Of an old XLS only whole sheets are told: its rows are not looked through.

    Parameters
    ----------
    path
        A workbook that the guard let through.
    book
        The same, opened by calamine.

    Raises
    ------
    FileError
        If the parts of the workbook do not fit together.
    """
    from python_calamine import SheetVisibleEnum

    is_old = not zipfile.is_zipfile(path)
    found = {
        sheet.name: HiddenCells(
            is_sheet=sheet.visible != SheetVisibleEnum.Visible, is_untold=is_old
        )
        for sheet in book.sheets_metadata
    }
    if is_old:
        return found
    seen: set[str] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {entry.filename.casefold(): entry for entry in archive.infolist()}
            if "content.xml" in parts:
                is_waiting = _is_by_no_spreadsheet(archive, parts)
                seen |= _see_ods(archive, parts["content.xml"], found, is_waiting=is_waiting)
            else:
                formats = _read_formats(archive, parts)
                is_waiting = _waits_for_values(archive, parts)
                for name, target in _list_sheets(archive, parts):
                    if (entry := parts.get(target.casefold())) is not None:
                        unseen = found.setdefault(name, HiddenCells())
                        _see_xlsx(archive, entry, unseen, is_waiting=is_waiting)
                        if formats:
                            pieces = _pieces(archive, entry)
                            unseen.shown += list_formatted_cells(pieces, formats)
                        seen.add(name)
    except (ET.ParseError, zipfile.BadZipFile, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} is damaged: {error}. Save it again.") from error
    return {name: unseen for name, unseen in found.items() if name in seen}


def _read_formats(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[bytes, str]:
    """Read the number formats that show 7 as 007; none where the list of them is damaged."""
    styles = parts.get("xl/styles.xml")
    if styles is None or styles.file_size > _LARGEST_LIST:
        return {}
    try:
        return find_zero_formats(_parse(archive, styles))
    except (ET.ParseError, ValueError):
        return {}


def _waits_for_values(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> bool:
    """Tell a workbook that is to be worked out when it is opened, and so was not when written."""
    return any(
        item.tag.rpartition("}")[2] == "calcPr"
        and item.get("fullCalcOnLoad", "").strip().lower() in _YES
        for item in _parse(archive, parts.get(_find_workbook(archive, parts).casefold()))
    )


def _is_by_no_spreadsheet(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> bool:
    """Tell an open document whose program is named, and is none that works formulas out."""
    named = [item.text or "" for item in _parse(archive, parts.get("meta.xml"))
             if item.tag.rpartition("}")[2] == "generator"]  # fmt: skip
    return bool(named) and _SPREADSHEETS.search(named[0]) is None


def _find_workbook(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> str:
    """Find the part that lists the sheets."""
    return next(
        (target for kind, target in _relations(archive, parts, "").values()
         if kind.endswith("/officeDocument")),
        "xl/workbook.xml",
    )  # fmt: skip


def _list_sheets(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> Iterator[tuple[str, str]]:
    """Give each sheet's name and the part that holds its cells."""
    start = _find_workbook(archive, parts)
    targets = _relations(archive, parts, start)
    for item in _parse(archive, parts.get(start.casefold())):
        if item.tag.rpartition("}")[2] == "sheet":
            ids = [value for key, value in item.items() if key.rpartition("}")[2] == "id"]
            yield item.get("name", ""), targets.get(ids[0] if ids else "", ("", ""))[1]


def _relations(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], part: str
) -> dict[str, tuple[str, str]]:
    """Give the kind and the target of everything that a part points at."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {}
    for relation in _parse(archive, parts.get(listed.casefold())):
        target = relation.get("Target", "").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[relation.get("Id", "")] = (relation.get("Type", ""), posixpath.normpath(whole))
    return found


def _parse(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> Iterator[ET.Element]:
    """Give the elements of a small part; the guard refused every part with entities."""
    if entry is None:
        return iter(())
    content = b"".join(inflate(archive, entry))
    if len(content) > _LARGEST_LIST:
        raise ValueError(f"{entry.filename} is far too long")
    return ET.fromstring(content).iter()  # noqa: S314


def _see_xlsx(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unseen: HiddenCells, *, is_waiting: bool
) -> None:
    """Find what is hidden in one sheet, and formulas without a value."""
    is_marked = has_formulas = False
    for piece in _pieces(archive, entry):
        is_marked = is_marked or _MARKS.search(piece) is not None
        has_formulas = has_formulas or _HAS_FORMULA.search(piece) is not None
    if has_formulas:
        for piece in _pieces(archive, entry):
            found = [*_find_formulas(piece)]
            unseen.formulas += [cell for is_empty, cell in found if is_empty]
            unseen.unworked += [cell for is_empty, cell in found if is_waiting and not is_empty]
    if is_marked:
        _see_hidden(archive, entry, unseen)


def _see_hidden(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unseen: HiddenCells) -> None:
    """Find the rows and columns of one sheet that are hidden, or drawn with no size."""
    row = 0
    for piece in _pieces(archive, entry):
        for found in _TAG.finditer(piece):
            given = _attributes(found[2])
            if found[1].lower() == b"col":
                if _is_hidden(given, "width"):
                    first = int(given.get("min", "1"))
                    unseen.columns.append((first, int(given.get("max", first))))
                continue
            row = int(given.get("r", row + 1))
            if _is_hidden(given, "ht"):
                cell = _CELL.match(piece, found.end())
                unseen.rows += {(at, at) for at in (row, int(cell[1]) if cell else row)}


def _find_formulas(piece: bytes) -> Iterator[tuple[bool, tuple[int, int]]]:
    """Find the cells that hold a formula and not what came out of it, or 0 or an empty text."""
    for found in _FORMULA.finditer(piece):
        given = _attributes(found[1])
        is_empty = found[_ZERO] is None and given.get("t") != "str"
        letters, digits = _REFERENCE.fullmatch(given.get("r", "").replace("$", "")).groups()  # type: ignore[union-attr]
        yield is_empty, (int(digits or 0), _number_of(letters))


def _number_of(letters: str) -> int:
    """Number a column as a spreadsheet names it: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _is_hidden(given: dict[str, str], size: str) -> bool:
    """Tell what is hidden, or drawn with no size at all."""
    if given.get("hidden", "").strip().lower() in _YES:
        return True
    return size in given and _NOTHING_HIGH.fullmatch(given[size].strip().lower()) is not None


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.rpartition(b":")[2].decode("ascii", "replace"): (one or two).decode("utf-8", "replace")
        for name, one, two in _ATTRIBUTE.findall(text)
    }


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part piece by piece; none ends inside a tag, nor between a row and its cell."""
    kept = b""
    for chunk in inflate(archive, entry):
        text = kept + chunk
        near = max(0, len(text) - _OVERLAP)
        rows = [found.start() for found in _ROW.finditer(text, near)]
        cut = rows[-1] if rows else text.rfind(b"<")
        text, kept = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
        yield text
    yield kept


def _see_ods(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    found: dict[str, HiddenCells],
    *,
    is_waiting: bool,
) -> set[str]:
    """Find what is hidden in an open document, whose rows and columns are repeated by a number."""
    document = _OpenDocument(found)
    is_marked = False
    for piece in _whole_cells(_pieces(archive, entry)):
        is_marked = is_marked or _ODS_MARKS.search(piece) is not None
        for tag in _ODS_TAG.finditer(piece):
            document.see(tag[2].decode(), _attributes(tag[3]), is_end=bool(tag[1]),
                         is_empty=tag[3].rstrip().endswith(b"/"))  # fmt: skip
    cells = _OpenCells(found, is_waiting=is_waiting)
    for piece in _whole_cells(_pieces(archive, entry)) if is_marked else ():
        for tag in _ODS_CELL.finditer(piece):
            if not tag[1]:
                shown = _ODS_TEXT.match(piece, tag.end())
                text = html.unescape(shown[1].decode("utf-8", "replace")) if shown else ""
                cells.see(tag[2].decode(), _attributes(tag[3]), text)
    return document.sheets


def _whole_cells(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut before a cell or a row of an open document, and not between a cell and its text."""
    kept = b""
    for piece in pieces:
        text = kept + piece
        cut = max(text.rfind(b"<table:"), 0)
        kept = text[cut:]
        yield text[:cut]
    yield kept


class _OpenCells:
    """Which cell of an open document we are at, to find what its value alone does not tell."""

    def __init__(self, found: dict[str, HiddenCells], *, is_waiting: bool) -> None:
        self._found = found
        self._is_waiting = is_waiting
        self._sheet = HiddenCells()
        self._row = self._next_row = self._column = 0

    def see(self, tag: str, given: dict[str, str], text: str) -> None:
        """Look at the next tag that begins, and at the first line that it shows."""
        if tag == "table:table":
            self._sheet = self._found.setdefault(
                html.unescape(given.get("name", "")), HiddenCells()
            )
            self._next_row = 0
        elif tag == "table:table-row":
            self._row = self._next_row + 1
            self._next_row += int(given.get("number-rows-repeated", "1"))
            self._column = 0
        else:
            column = self._column + 1
            self._column += int(given.get("number-columns-repeated", "1"))
            spanned = int(given.get("number-rows-spanned", "1"))
            if spanned > 1:
                is_text = given.get("value-type", "string") == "string"
                merge = Merge(column, self._row, self._row + spanned - 1, is_text)
                self._sheet.merged.append(merge)
            if "formula" in given:
                self._see_formula(given, text, column)
            elif (shown := read_shown_number(given, text)) is not None:
                self._sheet.shown += [
                    (row - 1, at - 1, shown)
                    for row in range(self._row, self._next_row + 1)
                    for at in range(column, self._column + 1)
                ]

    def _see_formula(self, given: dict[str, str], text: str, column: int) -> None:
        if "value-type" not in given:
            self._sheet.formulas.append((self._row, column))
        elif self._is_waiting and not text.strip(" 0.") and float(given.get("value") or 0) == 0:
            self._sheet.unworked.append((self._row, column))


class _OpenDocument:
    """Where in an open document we are, and what was hidden so far."""

    def __init__(self, found: dict[str, HiddenCells]) -> None:
        self.sheets: set[str] = set()
        """Names of the sheets that were looked through."""
        self._found = found
        self._hiding: set[str] = set()  # styles by which sheets or rows are not shown
        self._style = ""
        self._sheet = HiddenCells()
        self._row = self._column = 0
        self._groups: list[bool] = []

    def see(self, tag: str, given: dict[str, str], *, is_end: bool, is_empty: bool) -> None:
        """Look at the next tag."""
        if tag.endswith("-group"):
            if is_end:
                self._groups = self._groups[:-1]
            elif not is_empty:
                self._groups.append(given.get("display") == "false")
        elif is_end:
            return
        elif tag.startswith("style:"):
            self._see_style(tag, given)
        elif tag == "table:table":
            name = html.unescape(given.get("name", ""))
            self.sheets.add(name)
            self._sheet = self._found.setdefault(name, HiddenCells())
            self._sheet.is_sheet |= given.get("style-name") in self._hiding
            self._row = self._column = 0
            self._groups = []
        elif tag == "table:table-row":
            self._row = self._hide(self._sheet.rows, self._row, given, "rows")
        else:
            self._column = self._hide(self._sheet.columns, self._column, given, "columns")

    def _see_style(self, tag: str, given: dict[str, str]) -> None:
        """Remember the styles by which something is not shown."""
        if tag == "style:style":
            self._style = given.get("name", "")
            return
        size = given.get("row-height", given.get("column-width"))
        is_flat = size is not None and _NOTHING_HIGH.fullmatch(size) is not None
        if given.get("display") == "false" or is_flat:
            self._hiding.add(self._style)

    def _hide(
        self, which: list[tuple[int, int]], before: int, given: dict[str, str], what: str
    ) -> int:
        """Note the next rows or columns if they are not shown; give where they end."""
        times = int(given.get(f"number-{what}-repeated", "1"))
        is_out = given.get("visibility", "visible") != "visible"
        if is_out or any(self._groups) or given.get("style-name") in self._hiding:
            which.append((before + 1, before + times))
        return before + times
