"""Spreadsheets (XLSX, XLS, ODS) as rows of text, and what of them nobody sees."""

from __future__ import annotations

import datetime as dt
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
from assetmap.gather.files.limits import damage_of, inflate, require_modest_table

__all__ = ["Hidden", "cell_to_text", "read_sheets", "read_workbook_rows"]

_LARGEST_LIST = 10_000_000  # bytes of the list of sheets
_MARKS = re.compile(rb"""hidden|ht=["']0|width=["']0""", re.IGNORECASE)
_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|col)\b" + _ATTRIBUTES + rb">", re.IGNORECASE)
_CELL = re.compile(
    rb"""\s*<(?:[\w.-]+:)?c\b[^<>]*?\br=["']\$?[a-z]+\$?([0-9]+)["']""", re.IGNORECASE
)
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_YES = frozenset({"1", "true", "on"})
_ODS_TAG = re.compile(
    rb"<(/?)(style:style|style:table-properties|style:table-row-properties|"
    rb"style:table-column-properties|table:table|"
    rb"table:table-row|table:table-column|table:table-row-group|table:table-column-group)(?![\w-])"
    + _ATTRIBUTES
    + rb">"
)
_NOTHING_HIGH = re.compile(r"0*\.?0*[a-z]*")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b")
_OVERLAP = 8192


@dataclass(frozen=True)
class SheetRows:
    """One sheet: its name, its rows, and what of it is hidden."""

    name: str
    rows: list[list[str]]
    hidden: Hidden


def read_sheets(path: Path, sheets: tuple[str, ...] | None) -> list[SheetRows]:
    """
    Read the rows of a workbook's sheets, and what of them is hidden.

    Parameters
    ----------
    path
        A workbook that the guard let through.
    sheets
        Which sheets; None for all that hold anything.

    Returns
    -------
    tables
        Each sheet, in the workbook's order; of sheets that nobody named, those
        that are hidden come last. Cells are text: dates in ISO form, whole
        numbers without a decimal point.

    Raises
    ------
    FileError
        If the workbook is damaged or locked, or has no sheet of that name.
    """
    from python_calamine import CalamineWorkbook

    with damage_of(path.name):
        book = CalamineWorkbook.from_path(str(path))
        hidden = find_hidden(path, book)
    known = list(book.sheet_names)
    missing = [name for name in sheets or () if name not in known]
    if missing:
        names = ", ".join(repr(name) for name in known)
        raise FileError(f"{path} has no sheet {missing[0]!r}. Its sheets are: {names}.")
    tables = []
    for name in known if sheets is None else sheets:
        with damage_of(f"{path.name}, sheet {name!r},"):
            sheet = book.get_sheet_by_name(name)
            require_modest_table(f"{path}, sheet {name!r},", *_size_of(sheet))
            rows = sheet.to_python(skip_empty_area=False)
        if rows or sheets is not None:
            cells = [[cell_to_text(cell) for cell in row] for row in rows]
            tables.append(SheetRows(name, cells, _known(hidden, name, path, rows)))
    if sheets is None:
        tables.sort(key=lambda table: table.hidden.is_sheet)
    return tables


def _known(hidden: dict[str, Hidden], name: str, path: Path, rows: list[Any]) -> Hidden:
    """Give what is hidden of a sheet; nothing of it is read where that cannot be told."""
    if rows and name not in hidden:
        raise FileError(
            f"{path}: where sheet {name!r} is kept in the file cannot be told, nor which of its "
            "rows are hidden. Open it in a spreadsheet and save it again."
        )
    return hidden.get(name, Hidden())


def _size_of(sheet: Any) -> tuple[int, int]:
    """Give the rows and columns of the rectangle that holds everything written."""
    return (0, 0) if sheet.end is None else (sheet.end[0] + 1, sheet.end[1] + 1)


def read_workbook_rows(
    path: Path, sheets: tuple[str, ...] | None
) -> list[tuple[str, list[list[str]]]]:
    """Read the name and the rows of a workbook's sheets, hidden or not."""
    return [(table.name, table.rows) for table in read_sheets(path, sheets)]


def cell_to_text(cell: Any) -> str:
    """Write a typed cell as a person would have typed it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        is_day = cell.time() == dt.time()
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    return str(cell)


@dataclass
class Hidden:
    """What is hidden of one sheet; rows and columns are counted from 1."""

    is_sheet: bool = False
    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    """From and to, both included."""

    @property
    def is_any(self) -> bool:
        """Whether there is anything to say."""
        return self.is_sheet or bool(self.rows) or bool(self.columns)


def find_hidden(path: Path, book: Any) -> dict[str, Hidden]:
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

    found = {
        sheet.name: Hidden(is_sheet=sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
    }
    if not zipfile.is_zipfile(path):
        return found
    seen: set[str] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {entry.filename.casefold(): entry for entry in archive.infolist()}
            if "content.xml" in parts:
                seen |= _see_ods(archive, parts["content.xml"], found)
            else:
                for name, target in _list_sheets(archive, parts):
                    if (entry := parts.get(target.casefold())) is not None:
                        _see_xlsx(archive, entry, found.setdefault(name, Hidden()))
                        seen.add(name)
    except (ET.ParseError, zipfile.BadZipFile, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} is damaged: {error}. Save it again.") from error
    return {name: hidden for name, hidden in found.items() if name in seen}


def _list_sheets(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> Iterator[tuple[str, str]]:
    """Give each sheet's name and the part that holds its cells."""
    starts = [target for kind, target in _relations(archive, parts, "").values()
              if kind.endswith("/officeDocument")]  # fmt: skip
    for start in starts[:1] or ["xl/workbook.xml"]:
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


def _see_xlsx(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, hidden: Hidden) -> None:
    """Find the hidden rows and columns in the cells of one sheet."""
    if not any(map(_MARKS.search, _pieces(archive, entry))):
        return
    row = 0
    for piece in _pieces(archive, entry):
        for found in _TAG.finditer(piece):
            given = _attributes(found[2])
            if found[1].lower() == b"col":
                if _is_hidden(given, "width"):
                    first = int(given.get("min", "1"))
                    hidden.columns.append((first, int(given.get("max", first))))
                continue
            row = int(given.get("r", row + 1))
            if _is_hidden(given, "ht"):
                cell = _CELL.match(piece, found.end())
                hidden.rows += {(at, at) for at in (row, int(cell[1]) if cell else row)}


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
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: dict[str, Hidden]
) -> set[str]:
    """Find what is hidden in an open document, whose rows and columns are repeated by a number."""
    document = _OpenDocument(found)
    for piece in _pieces(archive, entry):
        for tag in _ODS_TAG.finditer(piece):
            document.see(tag[2].decode(), _attributes(tag[3]), is_end=bool(tag[1]),
                         is_empty=tag[3].rstrip().endswith(b"/"))  # fmt: skip
    return document.sheets


class _OpenDocument:
    """Where in an open document we are, and what was hidden so far."""

    def __init__(self, found: dict[str, Hidden]) -> None:
        self.sheets: set[str] = set()
        """Names of the sheets that were looked through."""
        self._found = found
        self._hiding: set[str] = set()  # styles by which sheets or rows are not shown
        self._style = ""
        self._sheet = Hidden()
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
            self._sheet = self._found.setdefault(name, Hidden())
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
