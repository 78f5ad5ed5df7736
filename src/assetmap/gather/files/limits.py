"""How much a file may hold, packed and unpacked, and what a damaged one is.

A small file can claim a great deal of memory: by packing one letter a milliard
times, by lying about its size, or by one cell in the last corner of a sheet,
since readers lay out the whole rectangle up to it.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from assetmap.errors import AssetmapError, FileError

__all__ = [
    "LARGEST_JSON",
    "LARGEST_RATIO",
    "LARGEST_UNPACKED",
    "MODEST_UNPACKED",
    "MOST_CELLS",
    "MOST_ROWS",
    "MOST_TEXT_CELLS",
    "damage_of",
    "inflate",
    "require_modest_archive",
    "require_modest_table",
    "require_modest_text",
]

LARGEST_RATIO = 200
LARGEST_UNPACKED = 1_000_000_000
MODEST_UNPACKED = 50_000_000
"""Less than this is never too much, however small it was packed."""
LARGEST_SHEET = 30_000_000  # cells of the rectangle that holds everything written
_MOST_ENTRIES = 10_000
_CHUNK = 1 << 20
_OVERLAP = 4096  # a tag may begin in one chunk and end in the next
_PICTURES = re.compile(r"(?:^|/)(?:media|Pictures)/")  # drawings may well define words
_WRITTEN_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>""", re.IGNORECASE)
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br=["']([0-9]{1,7})["']""")
_BARE_CELL = re.compile(rb"<(?:\w+:)?c(?:\s+[stm]=[^<>]*)?(?<!/)>")
_ODS_TAG = re.compile(
    rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^<>]*?)(/?)>"
)
_ODS_REPEAT = re.compile(rb"""number-(?:rows|columns)-repeated=["']([0-9]+)["']""")
MOST_ROWS = 5_000_000
"""Rows of one table of a layer, workbook or Parquet file."""
MOST_CELLS = 30_000_000
"""Rows times columns of a table that is laid out whole; about two gigabytes."""
MOST_TEXT_CELLS = 200_000_000
"""Cells of a delimited text, of which only the places are kept until a column is asked for."""
LARGEST_JSON = 600_000_000
"""Bytes of a GeoJSON file, which takes several times as much memory once it is read."""


def require_modest_archive(path: Path) -> None:
    """
    Let only archives pass that unpack to something that a computer can hold.

    Raises
    ------
    FileError
        If the archive is damaged, holds odd names, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_plain_names(path, archive)
            _require_modest_size(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{path} is damaged: {error}. Save it again.") from error


def _require_plain_names(path: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    is_odd = any(name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts
                 for name in names)  # fmt: skip
    if is_odd or len(names) > _MOST_ENTRIES or len(set(names)) < len(names):
        raise FileError(
            f"{path} holds files of odd names or far too many; it is refused as unsafe. "
            "Save the rows as CSV and name that file."
        )


def _require_modest_size(path: Path, archive: zipfile.ZipFile) -> None:
    packed = path.stat().st_size
    most = min(LARGEST_UNPACKED, max(MODEST_UNPACKED, LARGEST_RATIO * packed))
    unpacked = 0
    for entry in archive.infolist():
        corner = _Corner()
        is_xml = not _PICTURES.search(entry.filename)
        before = b""
        for chunk in inflate(archive, entry):
            unpacked += len(chunk)
            if is_xml:
                _require_no_entities(path, entry.filename, before + chunk)
                before = chunk[-16:]
            if unpacked > most:
                raise FileError(
                    f"{path} unpacks to over {most:,} bytes from {packed:,}; it is refused as "
                    "unsafe. Save the rows as CSV and name that file."
                )
            if entry.filename.endswith(".xml"):
                corner.see(chunk)
        if corner.rows * corner.columns > LARGEST_SHEET:
            raise FileError(
                f"{path} has a cell far away from the others: its sheet would be "
                f"{corner.rows:,} rows by {corner.columns:,} columns. "
                "Delete the rows and columns beyond the table, or save the rows as CSV."
            )


def _require_no_entities(path: Path, part: str, text: bytes) -> None:
    """Refuse words of XML that stand for other words, or for other files; no workbook has any."""
    plain = text.replace(b"\x00", b"") if b"\x00" in text else text  # two bytes to a letter
    if b"<!ENTITY" in plain:
        raise FileError(
            f"{path} defines words of its own in {part}, which could stand for other files or grow "
            "without end; it is refused as unsafe. Save the rows as CSV and name that file."
        )


def inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack an entry piece by piece to its true end, whatever size it states."""
    stream = archive.fp
    if stream is None or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(f"{entry.filename} is packed in a way that is not read")
    stream.seek(entry.header_offset + 26)
    lengths = stream.read(4)
    if len(lengths) < 4:
        raise zipfile.BadZipFile(f"{entry.filename} is cut off")
    stream.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    left = entry.compress_size
    inflater = None if entry.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15)
    while left > 0 and (packed := stream.read(min(left, _CHUNK))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail


class _Corner:
    """The last row and column in which a sheet of XML has anything written."""

    def __init__(self) -> None:
        self.rows = self.columns = self._bare = 0
        self._kept = b""
        self._row = self._column = 0
        self._is_written = False

    def see(self, chunk: bytes) -> None:
        """Look at the next piece of the sheet."""
        text = self._kept + chunk
        cut = text.rfind(b"<", max(0, len(text) - _OVERLAP))
        text, self._kept = (text[:cut], text[cut:]) if cut >= 0 else (text, b"")
        self._see_xlsx(text)
        if b"table:table" in text:
            self._see_ods(text)

    def _see_xlsx(self, text: bytes) -> None:
        written = _WRITTEN_CELL.findall(text)
        if written:
            self.columns = max(self.columns, *(map(_number_of, {cell[0] for cell in written})), 0)
            self.rows = max(self.rows, *(int(row) for row in {cell[1] for cell in written}), 0)
        bare = len(_BARE_CELL.findall(text))
        if bare:
            self._bare += bare
            self.columns = max(self.columns, min(self._bare, 16_384))
            self.rows = max([self.rows, *map(int, _ROW.findall(text))])

    def _see_ods(self, text: bytes) -> None:
        """Count repeated rows and cells as often as they are repeated."""
        for closing, tag, attributes, closed in _ODS_TAG.findall(text):
            found = _ODS_REPEAT.search(attributes)
            times = int(found[1]) if found else 1
            if tag == b"table":
                self._row = 0
            elif tag == b"table-row":
                self._end_row() if closing else self._begin_row(times)
            elif not closing:
                self._column += times
                if b"value-type" in attributes or not closed:
                    self.columns = max(self.columns, self._column)
                    self._is_written = True

    def _begin_row(self, times: int) -> None:
        self._row += times
        self._column, self._is_written = 0, False

    def _end_row(self) -> None:
        if self._is_written:
            self.rows = max(self.rows, self._row)


def _number_of(letters: bytes) -> int:
    """Number a column as a spreadsheet names it: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def require_modest_table(shown: str, rows: int, columns: int) -> None:
    """
    Let only tables pass that a computer can hold.

    Raises
    ------
    FileError
        If there are too many rows, or too many cells.
    """
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise FileError(
            f"{shown} holds {rows:,} rows of {columns:,} columns; at most {MOST_ROWS:,} rows and "
            f"{MOST_CELLS:,} cells are read. Leave out what the map does not need, or split it."
        )


def require_modest_text(cells: int, *, is_laid_out: bool = False) -> None:
    """
    Let only texts pass whose cells a computer can hold.

    Raises
    ------
    FileError
        If there are too many.
    """
    most = MOST_CELLS if is_laid_out else MOST_TEXT_CELLS
    if cells > most:
        raise FileError(
            f"the file holds {cells:,} cells; at most {most:,} are read. "
            "Leave out what the map does not need, or split it."
        )


@contextmanager
def damage_of(what: str) -> Iterator[list[str]]:
    """
    Turn whatever happens while a file is read into a FileError, and warnings into remarks.

    Readers written in C and Rust raise anything at all over bytes that nobody
    foresaw, so there is no list of errors to wait for.
    """
    remarks: list[str] = []
    try:
        with warnings.catch_warnings(record=True) as noticed:
            warnings.simplefilter("always")
            yield remarks
        remarks += dict.fromkeys(str(warning.message) for warning in noticed)
    except AssetmapError:
        raise
    except BaseException as error:
        # A reader in Rust that gives up raises no Exception at all.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise FileError(
            f"{what} cannot be read: {error or type(error).__name__}. Open it, take off any "
            "password, and save it again."
        ) from error
