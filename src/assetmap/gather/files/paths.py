"""Which files may a project file name, so that nobody else's project reads what is not its own?

A project file may come from a stranger. It names files below its own folder,
or below the folder that the caller gave; nothing else, and no links, unless
the caller allows it.
"""

from __future__ import annotations

import stat
from pathlib import Path, PureWindowsPath

from assetmap.errors import FileError

__all__ = ["find_inside", "require_own_companions", "require_this_computer"]

_ALLOW = (
    "If it is meant, the person who reads the project says so: read(..., allow_outside=True) or "
    "--allow-outside."
)


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
