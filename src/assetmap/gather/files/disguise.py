"""What a file really is, where it is not what its name says, and whether it has a password."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.files.limits import inflate

__all__ = ["is_text", "name_archive", "name_content", "require_no_password"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "a PDF document. Copy its table to a spreadsheet, and name that file"),
    (b"\x1f\x8b", "something packed with gzip. Unpack it, or call it .csv.gz if it is a CSV"),
    (b"SQLite format 3\x00", "a database, perhaps a GeoPackage. If so, call it .gpkg"),
    (b"PAR1", "Parquet. Call it .parquet"),
    (b"fgb", "a FlatGeobuf. Call it .fgb"),
    (b"\x00\x00\x27\x0a", "a Shapefile. Call it .shp"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z). Unpack it, and name the file inside"),
    (b"Rar!", "an archive (RAR). Unpack it, and name the file inside"),
    (b"{\\rtf", "a document of a word processor (RTF). Save its table as CSV"),
    (b"\x89PNG", "a picture. Name the file with the table"),
    (b"\xff\xd8\xff", "a picture. Name the file with the table"),
    (b"GIF8", "a picture. Name the file with the table"),
)  # fmt: skip
_PACKED = (
    ("xl/workbook.xml", "a workbook (XLSX). Call it .xlsx"),
    ("xl/workbook.bin", "a workbook (XLSB). Save it as .xlsx"),
    ("word/document.xml", "a document of a word processor. Save its table as CSV"),
    ("ppt/presentation.xml", "a presentation. Save its table as CSV"),
    ("Index/Document.iwa", "a document of Apple's programs. Export it as CSV or .xlsx"),
    ("doc.kml", "a KMZ. Convert it to GeoJSON or GeoPackage"),
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*\?>\s*|<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|table|script|meta|title|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*(?:<\?xml\b|<(kml|gpx|Workbook|osm|rss|feed)\b)", re.IGNORECASE)
_OLD_XML = re.compile(r"<(?:\w+:)?(Workbook|kml|gpx|osm|rss|feed)\b", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{\s*"(?:[^"\\]|\\.){0,200}"\s*:|\[\s*\{\s*")')
_XML_KINDS = {
    "workbook": "a spreadsheet of 2003 (XML). Open it, and save it as .xlsx",
    "kml": "KML. Convert it to GeoJSON or GeoPackage",
    "gpx": "GPX. Convert it to GeoJSON or GeoPackage",
    "osm": "raw data of OpenStreetMap. Export it as GeoJSON",
}
_SIGN_IN = (
    "a web page, perhaps one that asks to sign in. Open the address in a browser, and download "
    "the file itself; a table that is on the page can be copied to a spreadsheet"
)
_LARGEST_LIST = 2_000_000
_LARGEST_OLE = 200_000_000
_BOF = re.compile(rb"\x09\x08\x10\x00[\x00-\xff]{16}")
_FILE_PASS = 0x2F
_FIRST_RECORDS = 12


def name_content(head: bytes, path: Path) -> str | None:
    r"""
    Say what a file is by its first bytes, and what to do; None where it may be plain text.

    Examples
    --------
    >>> name_content(b"<!DOCTYPE html><html>", Path("groups.csv"))[:10]
    'a web page'
    >>> name_content(b"Name,Kind\n", Path("groups.csv")) is None
    True
    """
    for magic, says in _MAGIC:
        if head.startswith(magic):
            return says
    if head.startswith((b"PK\x03\x04", _OLE)):
        return _name_document(head, path)
    return _name_text(_text_of(head))


def _name_document(head: bytes, path: Path) -> str:
    if head.startswith(b"PK\x03\x04"):
        return name_archive(path)
    if _has_password(path):
        return "a workbook with a password. Open it, take the password off, and save it"
    return "a workbook of before 2007, or another document of that time. Call it .xls"


def _name_text(text: str) -> str | None:
    if _PAGE.match(text):
        return _SIGN_IN
    if _XML.match(text):
        found = _OLD_XML.search(text)
        return _XML_KINDS.get(found[1].lower() if found else "", "XML. Export it as CSV or GeoJSON")
    if _JSON.match(text):
        if '"FeatureCollection"' in text or '"Feature"' in text:
            return "GeoJSON. Call it .geojson"
        return "JSON, perhaps an answer of a server. Download the table itself as CSV"
    return None


def is_text(head: bytes) -> bool:
    r"""
    Tell bytes that are text, in whatever alphabet.

    Examples
    --------
    >>> is_text(b"Name\tKind\n"), is_text(b"\xd0\xcf\x11\xe0\x00\x00\x00")
    (True, False)
    """
    text = _text_of(head)
    return bool(text) and sum(letter < " " and letter not in "\t\r\n" for letter in text) == 0


def _text_of(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    plain = head[:4].count(0) == 2
    wide = "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be"
    return head.removeprefix(b"\xef\xbb\xbf").decode(wide if plain else "latin-1", errors="replace")


def name_archive(path: Path) -> str:
    """Say what an archive is by what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "an archive that is damaged. Download it again"
    inside = {name.lower() for name in names}
    for name, says in _PACKED:
        if name.lower() in inside:
            return says
    if "content.xml" in inside:
        return "an open document. If it is a sheet, call it .ods"
    if "[content_types].xml" in inside:
        return _PACKED[0][1]  # its parts may have any names
    return f"an archive (ZIP) of {_list_few(names)}. Unpack it, and name the file inside"


def _list_few(names: Iterable[str]) -> str:
    known = sorted(name[:60] for name in names if not name.endswith("/"))
    return ", ".join(known[:3]) + (f" and {len(known) - 3} more" if len(known) > 3 else "")


def require_no_password(path: Path) -> None:
    """
    Refuse a workbook that has a password, by that name.

    Raises
    ------
    FileError
        If it has one.
    """
    if _has_password(path):
        raise FileError(
            f"{path} has a password, and cannot be read. "
            "Open it, take the password off, and save it under another name."
        )


def _has_password(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(_OLE) and path.stat().st_size <= _LARGEST_OLE:
            content = head + stream.read()
            # The names of streams are written two bytes to a letter.
            return "EncryptedPackage".encode("utf-16-le") in content or _locks_old(content)
    return head.startswith(b"PK\x03\x04") and _locks_archive(path)


def _locks_old(content: bytes) -> bool:
    """Tell an old workbook whose first records say how it is locked."""
    for start in _BOF.finditer(content):
        at = start.end()
        for _ in range(_FIRST_RECORDS):
            kind, size = content[at : at + 2], content[at + 2 : at + 4]
            if (
                int.from_bytes(kind, "little") == _FILE_PASS
                and int.from_bytes(size, "little") < 512
            ):
                return True
            at += 4 + int.from_bytes(size, "little")
        break  # the first is the workbook itself; the others are its sheets
    return False


def _locks_archive(path: Path) -> bool:
    """Tell an archive whose parts are encrypted: by itself, or as open documents do it."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                return True
            known = {entry.filename: entry for entry in archive.infolist()}
            if "encrypted-package" in known:
                return True
            entry = known.get("META-INF/manifest.xml")
            manifest = b""
            for piece in inflate(archive, entry) if entry else ():
                manifest += piece
                if len(manifest) > _LARGEST_LIST:
                    break
            return b":encryption-data" in manifest
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError,
            zlib.error):  # fmt: skip
        return False  # whatever is wrong with it is said by whoever reads it
