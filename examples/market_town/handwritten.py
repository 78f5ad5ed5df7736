"""What did people say? The hand-written records in ``stories/``, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

__all__ = ["SEED", "Record", "draw", "pick", "read_stories", "split_words"]

SEED = 1923
STORIES = Path(__file__).parent / "stories"

Record = dict[str, str]
T = TypeVar("T")


def read_stories(topic: str) -> list[Record]:
    """Read one file of hand-written records, in the order they were written."""
    lines = (STORIES / f"{topic}.txt").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("|")
    return [
        dict(zip(columns, (cell.replace("\\n", "\n") for cell in line.split("|")), strict=True))
        for line in lines[1:]
    ]


def split_words(cell: str, separator: str = ",") -> list[str]:
    """The trimmed, non-empty parts of a cell."""
    return [part.strip() for part in cell.split(separator) if part.strip()]


def draw(*about: str) -> Random:
    """A source of chance that depends only on the seed and on what is being drawn."""
    return Random(" ".join((str(SEED), *about)))


def pick(rng: Random, options: Sequence[T]) -> T:
    """One of the options; built on ``random()`` alone, whose stream never changes."""
    return options[int(rng.random() * len(options))]
