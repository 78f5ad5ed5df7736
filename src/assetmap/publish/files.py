"""Writing files whole or not at all, and text of tables that no spreadsheet can run."""

from __future__ import annotations

import contextlib
import logging
import os
import re
from pathlib import Path
from secrets import token_hex
from types import ModuleType
from typing import Any

import pandas as pd

from assetmap.errors import FileError
from assetmap.refusals import require_usable_name, say_held

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:
    fcntl = None

__all__ = [
    "TEAM_FOLDER",
    "open_team_folder",
    "remove_file",
    "require_public_place",
    "sync_folder",
    "to_safe_csv",
    "write_atomically",
]

TEAM_FOLDER = "for-the-team"
"""Where what was rejected and the like is kept, beside the project file."""

_LOG = logging.getLogger(__name__)
_PART = ".assetmap-part"
_LONGEST_NAME = 40  # characters of a name that a file being written carries along
_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_UNSEEN = re.compile(r"^[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def write_atomically(path: str | Path, data: bytes, *, private: bool = False) -> Path:
    """
    Write a file whole, or leave what was there as it was.

    The bytes go to a new file in the same folder, reach the disk, and only
    then take the name: whoever reads sees the old file or the new one. What a
    save that was killed left behind in the folder is removed.

    Parameters
    ----------
    path
        The file. Its folder is made if it is missing; a link is followed.
    data
        What it shall hold.
    private
        Whether nobody but its owner may read it (mode 0600), also where the
        file that it replaces could be read by others.

    Raises
    ------
    FileError
        If it cannot be written: what is there stays.
    """
    require_usable_name(path)
    target = Path(path).resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target.parent)
        _replace(target, data, private=private)
    except OSError as error:
        raise FileError(
            f"{path} could not be written: {held} What was there is untouched."
            if (held := say_held(error))
            else f"{path} could not be written: {error.strerror or error}. What was there is "
            "untouched. Close the file if it is open elsewhere, or choose another folder."
        ) from error
    _LOG.info("wrote %s: %d bytes", path, len(data))
    return Path(path)


def remove_file(path: str | Path) -> None:
    """
    Remove a file that an earlier run wrote, if it is still there.

    Raises
    ------
    FileError
        If it cannot be removed, as where another program has it open.
    """
    try:
        Path(path).unlink(missing_ok=True)
    except OSError as error:
        why = say_held(error) or f"{error.strerror or error}. Remove it by hand."
        raise FileError(
            f"{path} is of an earlier run, is no longer true, and could not be removed: {why}"
        ) from error


def open_team_folder(beside: str | Path) -> Path:
    """
    Make the folder for what only the team may see, beside a file of theirs.

    Only its owner can enter it (mode 0700), and git takes nothing in it along.

    Parameters
    ----------
    beside
        The file, usually the project file.

    Returns
    -------
    folder
        ``for-the-team`` in the folder of that file.

    Raises
    ------
    FileError
        If it cannot be made, or something else is called that.
    """
    folder = Path(beside).resolve().parent / TEAM_FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FileError(f"{folder} is no folder. Give it another name: it is for the team's files.")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise FileError(
            f"{folder} could not be made: {error.strerror or error}. "
            "Say with --rejects where the rejected rows shall be written."
        ) from error
    write_atomically(folder / ".gitignore", b"*\n", private=True)
    return folder


def require_public_place(path: str | Path) -> None:
    """
    Refuse to put a page into the folder for the team, whose files are not to be handed on.

    Raises
    ------
    FileError
        If any folder of the path is that one.
    """
    if TEAM_FOLDER in (part.casefold() for part in Path(path).resolve().parent.parts):
        raise FileError(
            f"{path} is in the folder {TEAM_FOLDER}, which holds what is never handed on. "
            "Write the page somewhere else."
        )


def _replace(target: Path, data: bytes, *, private: bool) -> None:
    is_kept = target.exists() and not private
    handle, temporary = _open_beside(target, 0o600 if private or is_kept else 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if is_kept:  # the rights of the file that is replaced
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _open_beside(target: Path, mode: int) -> tuple[int, Path]:
    """Open a new file in the folder of another, and hold it so that nobody takes it for left."""
    while True:
        temporary = target.parent / f".{target.name[:_LONGEST_NAME]}.{token_hex(4)}{_PART}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        if _hold(handle) and os.fstat(handle).st_nlink:
            return handle, temporary
        os.close(handle)  # somebody cleaned up between the two steps


def _remove_leftovers(folder: Path) -> None:
    """Remove what saves that were killed left behind; what is still being written is held."""
    for path in folder.glob(f".*{_PART}"):
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_WRONLY | _BINARY | _NO_LINKS)
            try:
                if _hold(handle):
                    path.unlink()
            finally:
                os.close(handle)


def _hold(handle: int) -> bool:
    """Lock an open file against others; where there are no such locks, an open file is safe."""
    if fcntl is None:  # a system that does not let an open file be removed
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Let the new name reach the disk too, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def to_safe_csv(frame: pd.DataFrame) -> str:
    r"""
    Write a table as CSV that a spreadsheet shows and does not run.

    Text that a spreadsheet would take for a formula loses the blanks before
    it and begins with an apostrophe, which reading takes away again; lists
    are joined by "; "; geometry is left out.

    Examples
    --------
    >>> to_safe_csv(pd.DataFrame({"name": ["=1+1", "Choir"], "themes": [("a", "b"), ()]}))
    "name,themes\r\n'=1+1,a; b\r\nChoir,\r\n"
    """
    shown = [at for at, name in enumerate(frame.columns) if str(name) != "geometry"]
    cells = {at: _to_cells(frame.iloc[:, at]) for at in shown}
    head = [_safe(str(frame.columns[at])) for at in shown]
    return pd.DataFrame(cells, index=frame.index).to_csv(
        index=False, header=head, lineterminator="\r\n"
    )


def _to_cells(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    return column.map(_to_cell, na_action="ignore")


def _to_cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        return _safe("; ".join(str(item) for item in value))
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return _safe(str(value))


def _safe(text: str) -> str:
    """Mark a formula as text, also behind blanks that some spreadsheets skip."""
    text = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    start = _UNSEEN.sub("", text)
    return f"'{start}" if start.startswith(_FORMULA) else text
