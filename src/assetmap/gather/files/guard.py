"""Which files may be opened at all, decided before any reader sees them.

A file is opened only if it is a regular file of a known extension whose first
bytes fit that extension. Readers that sniff content could otherwise be led by
a file called ``assets.csv`` to read another file, or to call a server.

A project file may come from a stranger. It names files below its own folder,
or below the folder that the caller gave; nothing else, and no links, unless
the caller allows it.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path, PureWindowsPath

from assetmap.errors import FileError, find_near_word
from assetmap.gather.files.disguise import (
    is_text,
    name_archive,
    name_content,
    require_no_password,
)
from assetmap.gather.files.limits import require_modest_archive
from assetmap.refusals import require_usable_name, say_held

__all__ = [
    "GDAL_EXTENSIONS",
    "PARQUET_EXTENSIONS",
    "SHEET_EXTENSIONS",
    "TEXT_EXTENSIONS",
    "extension_of",
    "find_inside",
    "require_own_companions",
    "require_readable",
    "require_this_computer",
]

TEXT_EXTENSIONS = frozenset({".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"})
SHEET_EXTENSIONS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
PACKED_EXTENSIONS = frozenset({".xlsx", ".xlsm", ".ods"})
JSON_EXTENSIONS = frozenset({".geojson", ".json"})
GDAL_EXTENSIONS = frozenset({".gpkg", ".shp", ".fgb"})
PARQUET_EXTENSIONS = frozenset({".parquet", ".geoparquet"})
_KNOWN = TEXT_EXTENSIONS | SHEET_EXTENSIONS | JSON_EXTENSIONS | GDAL_EXTENSIONS | PARQUET_EXTENSIONS
_PACKED = frozenset({".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"})
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
_ESCAPED = "\n\t\r\b\f"  # what TOML makes of folder\new.csv, folder\table.csv, …
LARGEST_BYTES = 2_000_000_000
_ALLOW = (
    "If it is meant, the person who reads the project says so: read(..., allow_outside=True) or "
    "--allow-outside."
)


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
    require_usable_name(text)
    known = Path(path)
    try:
        _require_plain_file(known, text)
        if extension_of(known) in GDAL_EXTENSIONS:
            require_own_companions(known, allow_links=allow_outside)
        return known
    except FileError:
        raise
    except (OSError, ValueError) as error:  # names that the system cannot even look for
        if isinstance(error, OSError) and (held := say_held(error)):
            raise FileError(f"{text} cannot be opened: {held}") from error
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
        packed = "Unpack it, and name the file that it holds. " if extension in _PACKED else ""
        raise FileError(
            f"{text}: files of type {extension or 'no extension'} are not read. "
            f"{packed}Known types: {', '.join(sorted(_KNOWN))}."
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
    if extension in SHEET_EXTENSIONS:
        require_no_password(path)
    if wanted and not head.startswith(wanted):
        says = name_content(head, path)
        if says is None and is_text(head):
            tabs = head.count(b"\t") > head.count(b",")
            says = f"plain text. Call it {'.tsv' if tabs else '.csv'}"
        raise FileError(
            f"{path} is called {extension} but holds {says}."
            if says
            else f"{path} is called {extension} but holds something else. "
            "Save it again in that format, or give it the extension of what it is."
        )
    if extension in PACKED_EXTENSIONS:
        _require_sheets(path, extension)
    if extension in TEXT_EXTENSIONS and not wanted and (says := name_content(head, path)):
        raise FileError(f"{path} is called {extension} but holds {says}.")
    says = name_content(head, path) if extension in JSON_EXTENSIONS else None
    if says and "JSON" not in says:
        raise FileError(f"{path} is called {extension} but holds {says}.")
    folded = head.lower()
    if extension not in SHEET_EXTENSIONS and any(mark in folded for mark in _REDIRECTS):
        raise FileError(
            f"{path} tells a reader to open other files or addresses; it is refused. "
            "Export the data itself and name that file."
        )


def _require_sheets(path: Path, extension: str) -> None:
    """Refuse an archive that is no workbook, or one of another kind."""
    says = name_archive(path)
    is_open = "open document" in says
    is_right = is_open if extension == ".ods" else "XLSX" in says
    if not is_right and "damaged" not in says:
        raise FileError(f"{path} is called {extension} but holds {says}.")


def require_this_computer(name: str | Path) -> None:
    r"""
    Refuse names such as ``\\host\share`` before anything looks them up.

    To ask whether such a file exists is to call another computer, on Windows
    with the name and password of whoever is logged in.

    Raises
    ------
    FileError
        If the name begins with two slashes of either kind.
    """
    text = str(name)
    if text.replace("\\", "/").lstrip().startswith("//"):
        raise FileError(
            f"{text} may be a file of another computer, and was not looked up. {_ALLOW}"
        )


def find_inside(file: str, base: Path, *homes: Path) -> Path:
    r"""
    Find a file below one of the folders that a project may read.

    Parameters
    ----------
    file
        A name as the project file has it.
    base
        The folder that the name starts from.
    homes
        The folders that it may lead to.

    Raises
    ------
    FileError
        If it leads anywhere else, or over a link.

    Examples
    --------
    >>> find_inside("../x.csv", Path("/tmp/a"), Path("/tmp/a"))
    Traceback (most recent call last):
        ...
    assetmap.errors.FileError: ../x.csv is outside the folder of the project and is not read.
    Copy it there and name the copy. If it is meant, the person who reads the project says so:
    read(..., allow_outside=True) or --allow-outside.
    """
    require_this_computer(file)
    if any(sign in file for sign in _ESCAPED):
        raise FileError(
            f"{file!r} is no name of a file: between double quotes, \\n, \\t and the like are "
            "breaks and tabs. Write folders with /, or the name between single quotes."
        )
    try:
        at = _follow(file, base, homes)
        allowed = [home.resolve() for home in (base, *homes)]
        is_inside = any(at.resolve().is_relative_to(home) for home in allowed)
    except FileError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # a circle of links, a zero byte
        raise FileError(f"{file!r} cannot be looked up: {error}. Correct the name.") from error
    if not is_inside:
        raise _outside(file)
    return at


def _follow(file: str, base: Path, homes: tuple[Path, ...]) -> Path:
    """Go from folder to folder as the name says, over no link."""
    given, windows = Path(file), PureWindowsPath(file)
    at = base
    if given.is_absolute():
        known = [home.absolute() for home in (base, *homes)]
        around = [home for home in known if given.is_relative_to(home)]
        if not around:
            raise _outside(file)
        at, given = around[0], given.relative_to(around[0])
    elif windows.drive or windows.root or ("\\" in file and ".." in windows.parts):
        raise _outside(file)  # here perhaps an odd name, on another computer a way out
    elif "\\" in file and not (base / file).exists():
        given = Path(*windows.parts)  # written on Windows, where it parts folders
    for name in given.parts:
        if name == "..":
            at = at / ".." if at.name in {"", ".."} else at.parent
        else:
            at /= name
            _require_no_link(file, at)
    return at


def _outside(file: str) -> FileError:
    return FileError(
        f"{file} is outside the folder of the project and is not read. Copy it there and name "
        f"the copy. {_ALLOW}"
    )


def _require_no_link(file: str, at: Path) -> None:
    """Refuse a part of a path that leads elsewhere; what is missing is said later."""
    try:
        state = at.lstat()
    except (OSError, ValueError):
        return
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    is_junction = junction is not None and getattr(state, "st_reparse_tag", 0) == junction
    if stat.S_ISLNK(state.st_mode) or is_junction:
        raise FileError(
            f"{file}: {at.name} is a link, which may lead to any other file, and is not followed. "
            f"Copy the file there. {_ALLOW}"
        )


def require_own_companions(path: Path, *, allow_links: bool = False) -> None:
    """
    Require that the files a reader opens beside this one are files of their own.

    Raises
    ------
    FileError
        If one of them is a link, or no regular file.
    """
    is_shape = path.suffix.lower() == ".shp"
    begins = f"{path.stem}." if is_shape else f"{path.name}."
    for companion in sorted(path.parent.iterdir()):
        if companion.name == path.name or not _begins(companion.name, begins):
            continue
        if companion.is_symlink() and not allow_links:
            raise FileError(
                f"{path} is refused: {companion.name} beside it is a link, which may lead to any "
                f"other file. Copy the file itself there. {_ALLOW}"
            )
        if not companion.is_file():
            raise FileError(
                f"{path} is refused: {companion.name} beside it is not a regular file. Remove it."
            )


def _begins(name: str, start: str) -> bool:
    return name.casefold().startswith(start.casefold())
