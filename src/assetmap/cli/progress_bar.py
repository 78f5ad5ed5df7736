"""A bar that shows a person at a terminal how far a command has come."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

__all__ = ["ProgressBar", "show_steps"]

_WIDTH = 20
_LONGEST = 50
_CLEAR = "\r\033[K"  # back to the start of the line, and wipe it


class ProgressBar:
    """The steps of a command, shown as a bar on one line; nothing where nobody is watching."""

    def __init__(self, total: int, *, is_watched: bool) -> None:
        self._total = max(total, 1)
        self._taken = 0
        self._is_watched = is_watched

    @property
    def progress(self) -> Callable[[str], None] | bool:
        """What `read` takes to tell its steps; False where nobody is watching."""
        return self.take if self._is_watched else False

    @property
    def detail(self) -> Callable[[str], None] | bool:
        """What takes how far one step has come; False where nobody is watching."""
        return self._draw if self._is_watched else False

    def take(self, sentence: str) -> None:
        """Begin another step."""
        self._taken = min(self._taken + 1, self._total)
        self._draw(sentence)

    def wipe(self) -> None:
        """Leave nothing of the bar behind."""
        if self._is_watched:
            typer.echo(_CLEAR, err=True, nl=False)

    def _draw(self, sentence: str) -> None:
        """Draw what is done, before the present step, and say what that is."""
        if not self._is_watched:
            return
        share = max(self._taken - 1, 0) / self._total
        done = int(_WIDTH * share)
        bar = "#" * done + "-" * (_WIDTH - done)
        line = f"[{bar}] {share:4.0%}  {sentence[:_LONGEST]}"
        typer.echo(f"{_CLEAR}{line}", err=True, nl=False)


@contextmanager
def show_steps(total: int, *, is_quiet: bool = False) -> Iterator[ProgressBar]:
    """
    Show a bar on standard error while a command works, and leave nothing of it behind.

    Parameters
    ----------
    total
        About how many steps there are.
    is_quiet
        Whether none is wanted. None is shown either where standard error is a
        file or a pipe, or a terminal that cannot write over a line.
    """
    is_watched = not is_quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    steps = ProgressBar(total, is_watched=is_watched)
    try:
        yield steps
    finally:
        steps.wipe()
