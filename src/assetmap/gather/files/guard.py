"""Which files may be opened at all, decided before any reader sees them.

A file is opened only if it is a regular file of a known extension whose first
bytes fit that extension. Readers that sniff content could otherwise be led by
a file called ``assets.csv`` to read another file, or to call a server.
"""

from __future__ import annotations

import re
from pathlib import Path

from assetmap.errors import FileError, find_near_word
from assetmap.gather.files.archives import require_modest_archive
from assetmap.gather.files.paths import require_own_companions, require_this_computer

__all__ = [
    "GDAL_EXTENSIONS",
    "PARQUET_EXTENSIONS",
    "SHEET_EXTENSIONS",
    "TEXT_EXTENSIONS",
    "extension_of",
    "require_readable",
]

TEXT_EXTENSIONS = frozenset({".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"})
SHEET_EXTENSIONS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
PACKED_EXTENSIONS = frozenset({".xlsx", ".xlsm", ".ods"})
JSON_EXTENSIONS = frozenset({".geojson", ".json"})
GDAL_EXTENSIONS = frozenset({".gpkg", ".shp", ".fgb"})
PARQUET_EXTENSIONS = frozenset({".parquet", ".geoparquet"})
_KNOWN = TEXT_EXTENSIONS | SHEET_EXTENSIONS | JSON_EXTENSIONS | GDAL_EXTENSIONS | PARQUET_EXTENSIONS

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: dict[str, tuple[bytes, ...]] = {
    ".xlsx": (_ZIP,),
    ".xlsm": (_ZIP,),
    ".ods": (_ZIP,),
    ".xls": (_OLE, b"\x09\x08", b"\x09\x04", b"\x09\x02"),
    ".gpkg": (b"SQLite format 3\x00",),
    ".shp": (b"\x00\x00\x27\x0a",),
    ".fgb": (b"fgb\x03", b"fgb\x01", b"fgb\x00"),
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
    ".csv.gz": (b"\x1f\x8b",),
    ".tsv.gz": (b"\x1f\x8b",),
}
_REDIRECTS = (b"<ogrvrt", b"<vrtdataset", b"<ogrwfs", b"<ogrwmt", b"<gdal_wms", b"/vsicurl")

_SCHEME = re.compile(r"(?:.*/)?[a-z][a-z0-9+.\-]+:/", re.IGNORECASE)  # https:/ but not C:/

LARGEST_BYTES = 2_000_000_000


def extension_of(path: Path) -> str:
    """Give the extension in lower case; ``.csv.gz`` counts as one."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"] and len(suffixes) > 1:
        return "".join(suffixes[-2:])
    return suffixes[-1] if suffixes else ""


def require_readable(path: str | Path, *, allow_outside: bool = False) -> Path:
    """
    Give back the path of a file that is safe to open, or raise.

    Parameters
    ----------
    path
        The file.
    allow_outside
        Whether it may be a file of another computer, and have links beside it.

    Raises
    ------
    FileError
        If the file is missing, is not a regular file, has an extension that
        is not read, has content of another kind than its extension says,
        points at other files, or unpacks to something absurd.
    """
    text = str(path)
    if _is_elsewhere(text):
        raise FileError(
            f"{text} names a virtual file or a web address; assetmap reads files of this "
            "computer only. Download it first, then name the file."
        )
    if not allow_outside:
        require_this_computer(text)
    known = Path(path)
    try:
        _require_plain_file(known, text)
        if extension_of(known) in GDAL_EXTENSIONS:
            require_own_companions(known, allow_links=allow_outside)
        return known
    except FileError:
        raise
    except (OSError, ValueError) as error:  # names that the system cannot even look for
        says = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{text!r} cannot be opened: {says}. Check its name and rights.") from error


def _is_elsewhere(text: str) -> bool:
    """Tell names that a geospatial reader would take for another file, or for an address."""
    return text.startswith("/vsi") or _SCHEME.match(text.replace("\\", "/")) is not None


def _require_plain_file(known: Path, text: str) -> None:
    if "\x00" in text:
        raise FileError("A name with a zero byte in it is no file. Correct the path.")
    if not known.exists():
        raise FileError(f"{text} does not exist. {_neighbours(known)}")
    if not known.is_file():
        raise FileError(f"{text} is not a regular file. Name one file.")
    extension = extension_of(known)
    if extension not in _KNOWN:
        raise FileError(
            f"{text}: files of type {extension or 'no extension'} are not read. "
            f"Known types: {', '.join(sorted(_KNOWN))}."
        )
    size = known.stat().st_size
    if size == 0:
        raise FileError(f"{text} is empty. Save it again with its rows.")
    if size > LARGEST_BYTES:
        raise FileError(f"{text} is larger than {LARGEST_BYTES:,} bytes. Split it.")
    _require_fitting_content(known, extension)
    if extension in PACKED_EXTENSIONS:
        require_modest_archive(known)


def _neighbours(path: Path) -> str:
    """Name files that the missing one may have been meant for."""
    if not path.parent.is_dir():
        return f"There is no folder {path.parent} either. Correct the path, or use data_dir."
    names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    return find_near_word(path.name, names, else_say="Correct the path, or use data_dir.")


def _require_fitting_content(path: Path, extension: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(65536)
    wanted = _MAGIC.get(extension)
    if wanted and not head.startswith(wanted):
        raise FileError(
            f"{path} is called {extension} but holds something else. "
            "Save it again in that format, or give it the extension of what it is."
        )
    folded = head.lower()
    if extension not in SHEET_EXTENSIONS and any(mark in folded for mark in _REDIRECTS):
        raise FileError(
            f"{path} tells a reader to open other files or addresses; it is refused. "
            "Export the data itself and name that file."
        )
