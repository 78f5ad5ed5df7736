"""Read a project once for all that is asked of the same files.

A map cannot be changed, and what is read depends on the files and the options
alone: so is what may be shown of it. Whoever asks a second time of files that
hold the same bytes gets the very same map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import assetmap.gather
import assetmap.publish

__all__ = ["Memory", "one_reading"]

Function = Callable[..., Any]


class Memory:
    """What was read, and what of it may be shown, by what was asked."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self.asked_for: list[Any] = []  # kept, so that no other value takes their place in memory

    def hold(self, function: Function, tell: Callable[..., Any] | None = None) -> Function:
        """Answer a call as before where it asks for the same: equal words, the very same maps.

        ``tell`` says of the first argument what else the answer depends on.
        """

        def ask(*asked: Any, **options: Any) -> Any:
            told = None if tell is None else tell(*asked[:1])
            named = ((name, _tell(options[name])) for name in sorted(options))
            key = (function, told, *map(_tell, asked), *named)
            if key not in self.known:
                self.known[key] = function(*asked, **options)
                self.asked_for.append((asked, options))
            return self.known[key]

        return ask


@contextmanager
def one_reading(memory: Memory) -> Iterator[None]:
    """Let every command look in ``memory`` before it reads, or works out what is public."""
    gather, publish = assetmap.gather, assetmap.publish
    _ = assetmap.read  # the library keeps what it is first asked for: not what stands in for it
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gather, "read", memory.hold(gather.read, _stamp))
        for name in ("admit", "select_public"):
            patched.setattr(publish, name, memory.hold(getattr(publish, name)))
        yield


def _tell(value: Any) -> Any:
    is_plain = value is None or isinstance(value, str | bool | int | Path)
    return str(value) if is_plain else id(value)


def _stamp(project: str | Path) -> tuple[tuple[str, str], ...]:
    """Tell the files of a project by their names and bytes."""
    folder = Path(project)
    folder = folder if folder.is_dir() else folder.parent
    return tuple(
        (str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
