"""Writing a folder whole or not at all: what is there is replaced in one step."""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import token_hex

from assetmap.errors import FileError
from assetmap.publish.files import require_public_place, sync_folder
from assetmap.refusals import require_usable_name, say_held

__all__ = ["MANIFEST", "replace_folder"]

MANIFEST = "manifest.json"
MADE_BY = "assetmap publication"
_PART = ".assetmap-folder-part"
_AT_CWD, _EXCHANGE = -100, 2  # of Linux: renameat2(2)
_LOG = logging.getLogger(__name__)


def replace_folder(
    folder: str | Path, files: Mapping[str, bytes], *, private: bool = False
) -> Path:
    """
    Write a publication as a folder of its own, or leave what was there as it was.

    The files go to a new folder beside it, reach the disk, and only then take
    the name. On Linux the two folders change places in one step; elsewhere
    the old one steps aside first, and is put back if that is where it stopped.

    Parameters
    ----------
    folder
        A folder that is new or empty, or that holds an earlier publication
        and nothing else.
    files
        Name → what it shall hold; ``manifest.json`` is among them and lists the others.
    private
        Whether nobody but its owner may enter it (mode 0700, files 0600).

    Raises
    ------
    FileError
        If something else is in the folder, if another is writing it, or if it
        cannot be written: what is there stays.
    """
    require_usable_name(folder)
    target = Path(folder).resolve()
    if not private:
        require_public_place(target / MANIFEST)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(target.parent, folder):
            _put_back(target)
            _require_ours(target, folder)
            _remove_parts(target)
            _swap_in(_write_beside(target, files, private=private), target)
    except OSError as error:
        why = say_held(error) or f"{error.strerror or error}. Choose another folder."
        raise FileError(
            f"{folder} could not be written: {why} What was there is untouched."
        ) from error
    _LOG.info("wrote %s: %d files", folder, len(files))
    return Path(folder)


@contextlib.contextmanager
def _alone_in(parent: Path, folder: str | Path) -> Iterator[None]:
    """Let one write at a time; a lock on a folder leaves no file behind."""
    try:
        import fcntl
    except ImportError:  # where open folders cannot be renamed, the second is refused by that
        yield
        return
    handle = os.open(parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileError(
                f"{folder} is being written by another process. Wait for it, then try again."
            ) from error
        yield
    finally:
        os.close(handle)


def _require_ours(target: Path, folder: str | Path) -> None:
    """Refuse a folder in which there is anything but an earlier publication."""
    if not target.exists():
        return
    if not target.is_dir():
        raise FileError(f"{folder} is a file. Name a folder that is new or empty.")
    there = {path.name for path in target.iterdir()}
    if not there:
        return
    known = _list_known(target / MANIFEST)
    if known is None:
        raise FileError(
            f"{folder} is not empty, and holds no publication. Name a folder that is new or empty."
        )
    others = sorted(there - known - {MANIFEST})
    if others:
        raise FileError(
            f"{folder} holds what is of no publication: {', '.join(others[:5])}. Move that "
            "elsewhere first: the whole folder is replaced."
        )


def _list_known(manifest: Path) -> set[str] | None:
    """Read which files a publication has; None where this is the manifest of none."""
    try:
        written = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(written, dict) or written.get("made_by") != MADE_BY:
        return None
    files = written.get("files")
    return set(files) if isinstance(files, dict) else None


def _write_beside(target: Path, files: Mapping[str, bytes], *, private: bool) -> Path:
    """Write every file to a new folder beside the other, down to the disk."""
    part = _beside(target)
    part.mkdir(mode=0o700 if private else 0o777)
    try:
        for name, data in files.items():
            handle = os.open(
                part / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0),
                0o600 if private else 0o666,
            )  # fmt: skip
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        sync_folder(part)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return part


def _beside(target: Path, *, how: str = "new") -> Path:
    return target.parent / f".{target.name[:40]}.{how}.{token_hex(4)}{_PART}"


def _swap_in(part: Path, target: Path) -> None:
    try:
        if not target.exists():
            part.rename(target)
        elif not _exchange(part, target):
            old = _beside(target, how="old")
            target.rename(old)
            part.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        sync_folder(target.parent)
    finally:  # the old one, once they have changed places; else what was not swapped in
        shutil.rmtree(part, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, where the system can."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done = rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE)
    return int(done) == 0


def _put_back(target: Path) -> None:
    """Put an old folder back that stepped aside for one that never came."""
    asides = sorted(target.parent.glob(f".{target.name[:40]}.old.*{_PART}"))
    if asides and not target.exists():
        asides[-1].rename(target)


def _remove_parts(target: Path) -> None:
    """Remove what writers that were killed left beside it."""
    for how in ("new", "old"):
        for part in target.parent.glob(f".{target.name[:40]}.{how}.*{_PART}"):
            shutil.rmtree(part, ignore_errors=True)
