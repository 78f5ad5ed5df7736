"""Writing files whole or not at all, and tables that no spreadsheet can run."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from assetmap.errors import FileError

__all__ = ["to_safe_csv", "write_atomically", "write_table"]

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_UNSEEN = re.compile(r"^[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def write_atomically(path: str | Path, data: bytes) -> Path:
    """
    Write a file whole, or leave what was there as it was.

    The bytes go to a new file in the same folder, reach the disk, and only
    then take the name: whoever reads sees the old file or the new one.

    Parameters
    ----------
    path
        The file. Its folder is made if it is missing; a link is followed.
    data
        What it shall hold.

    Raises
    ------
    FileError
        If it cannot be written: what is there stays.
    """
    target = Path(path).resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
    except OSError as error:
        raise FileError(
            f"{path} could not be written: {error.strerror or error}. What was there is "
            "untouched. Close the file if it is open elsewhere, or choose another folder."
        ) from error
    return Path(path)


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode_of(target))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _mode_of(target: Path) -> int:
    """Keep the rights of the file that is replaced; else those a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
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


def write_table(path: str | Path, frame: pd.DataFrame) -> Path:
    """Write a table for people: safe CSV in UTF-8 with the mark that spreadsheets look for."""
    return write_atomically(path, to_safe_csv(frame).encode("utf-8-sig", errors="replace"))
