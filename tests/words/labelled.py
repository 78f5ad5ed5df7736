"""Pairs of an offer and a want, labelled by hand: would introducing the two meet the want?

``labelled_pairs.csv`` was written before the matcher that it measures, as a community connector
would judge. ``hard`` marks pairs that share a word, or are spelt nearly alike, and mean different
things; and pairs that mean the same with hardly a word in common.

Each pair is in one of two halves by a checksum of its words, so that neither its place in the
file nor its label decides. What the matcher knows is set on the ``tuning`` half alone; figures
are those of the ``testing`` half.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "labelled_pairs.csv"
HALVES = ("tuning", "testing")


class Pair(NamedTuple):
    """An offer and a want as they were written, and what a connector says of them."""

    offer: str
    want: str
    is_same: bool
    is_hard: bool

    @property
    def half(self) -> str:
        return HALVES[zlib.crc32(f"{self.offer}|{self.want}".encode()) % 2]


class Score(NamedTuple):
    """How a matcher does: of what it matched, how much is right; of what is right, how much."""

    precision: float
    recall: float


def read_pairs(half: str | None = None) -> list[Pair]:
    """Read the pairs of a half, or all of them, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        pairs = [
            Pair(row["offer"], row["want"], row["same"] == "yes", row["hard"] == "yes")
            for row in csv.DictReader(file)
        ]
    return [pair for pair in pairs if half in (None, pair.half)]


def score(pairs: list[Pair], is_match: Callable[[str, str], bool]) -> Score:
    """Measure how well a matcher tells the pairs that mean the same from the others."""
    matched = [pair for pair in pairs if is_match(pair.offer, pair.want)]
    right = sum(pair.is_same for pair in matched)
    wanted = sum(pair.is_same for pair in pairs)
    return Score(right / max(len(matched), 1), right / max(wanted, 1))
