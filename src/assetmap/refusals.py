"""What an operating system refuses, in words: files held open, and names that are no files."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path, PureWindowsPath

from assetmap.errors import FileError

__all__ = ["require_usable_name", "say_held"]

IS_WINDOWS = os.name == "nt"
_SHARING, _LOCKED, _DENIED = 32, 33, 5  # what Windows calls them: winerror of an OSError
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:[ .].*)?", re.IGNORECASE
)
_SIGNS = re.compile(r'[<>:"|?*\x00-\x1f]')


def say_held(error: OSError) -> str | None:
    """
    Say that another program holds a file open, if that is why a system refused it.

    Windows lets nobody replace, and often nobody read, what Excel has open. It
    says so by a number of its own (32, 33); where a file is opened, it says
    only that permission was denied, which can mean either.

    Returns
    -------
    reason
        A sentence, and what to do; None where something else is the matter.

    Examples
    --------
    >>> error = PermissionError(13, "Permission denied")
    >>> error.winerror = 32
    >>> say_held(error)
    'another program holds it open, such as Excel. Close it there, then try again.'
    >>> say_held(FileNotFoundError(2, "No such file or directory")) is None
    True
    """
    number = getattr(error, "winerror", None)
    if number in {_SHARING, _LOCKED}:
        return "another program holds it open, such as Excel. Close it there, then try again."
    if IS_WINDOWS and (number == _DENIED or (number is None and error.errno == errno.EACCES)):
        return (
            "another program holds it open, such as Excel, or you have no right to it. "
            "Close it there, or ask for the right, then try again."
        )
    return None


def require_usable_name(path: str | Path) -> None:
    """
    Refuse names that Windows takes for a device, or for something else than a file.

    What is written to ``NUL.csv`` is gone, reading ``CON`` waits for the
    keyboard, and ``map:1.html`` hides a page inside a file ``map``. Other
    systems have no such names, and there nothing is refused.

    Raises
    ------
    FileError
        If this is Windows and the path has such a name in it.
    """
    if not IS_WINDOWS:
        return
    known = PureWindowsPath(path)
    for name in known.parts[bool(known.anchor) :]:
        if _DEVICE.fullmatch(name):
            says = "is the name of a device on Windows, and holds no file"
        elif sign := _SIGNS.search(name):
            says = f"holds {sign[0]!r}, which no name of a file on Windows can"
        elif name not in {".", ".."} and name.endswith((" ", ".")):
            says = "ends with a blank or a dot, which Windows leaves out"
        else:
            continue
        raise FileError(f"{path}: {name!r} {says}. Choose another name.")
