"""Cells into coordinates: decimal degrees, degrees and minutes, eastings and northings."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from assetmap.gather.text.tidy import Cells, is_written
from assetmap.typing import Flags, Floats

__all__ = ["LONGEST", "plain_marks", "read_angles", "read_metres"]

LONGEST = 100
"""No coordinate takes more letters than this; longer text is not searched for one."""


_MARKS = str.maketrans(
    dict.fromkeys("−–‐‑﹣－", "-")
    | dict.fromkeys("º˚∘⁰", "°")
    | dict.fromkeys("′’‘‛ʹʼ`´＇", "'")
    | dict.fromkeys("″”“‟ʺ˝＂〃", '"')
)
_SEXAGESIMAL = re.compile(
    r"""(?P<sign>[+\-]?)\s*(?P<degrees>\d{1,3}(?:\.\d+)?)
        (?:(?:\s*(?:°|deg|d)\s*|\s+)(?P<minutes>\d{1,2}(?:\.\d+)?)
           (?:(?:\s*(?:'|min|m)\s*|\s+)(?P<seconds>\d{1,2}(?:\.\d+)?))?)?
        \s*(?:°|deg|d|'|min|m|"|sec|s)?""",
    re.VERBOSE,
)
_DIRECTIONS = {"north": "n", "south": "s", "east": "e", "west": "w"}
_LETTER = re.compile(
    r"(?P<before>[nsew])(?P<rest>.*\d.*)|(?P<first>.*\d.*?)(?P<after>[nsew])", re.DOTALL
)
_SECONDS_MARK = re.compile(r".*\d\s*(?:m|min|')\s*\d+(?:\.\d+)?\s*s")


def plain_marks(text: str) -> str:
    """Write every kind of minus, degree sign and prime that people type in one way."""
    return text.translate(_MARKS).replace("''", '"')


def read_angles(cells: Cells) -> tuple[Floats, Flags]:
    """
    Read latitudes or longitudes in any usual form.

    ``52.63``, ``52,63``, ``52.63 N``, ``1.13° West``, ``52°37'48"N``,
    ``N 52 37.8`` and ``52d37m48s`` are read. The range is not checked here, so
    that eastings in such a column are found by whoever looks at both. A minus
    that contradicts its letter, as in ``-1.13 E``, is not read.

    Returns
    -------
    degrees, is_unread
        Degrees, NaN where missing or unread; and which cells were unread.

    Examples
    --------
    >>> angles, unread = read_angles(np.array(["52,5", "1°30'W", "north"], object))
    >>> angles.tolist(), unread.tolist()
    ([52.5, -1.5, nan], [False, False, True])
    """
    return _read_with(cells, _read_angle)


def read_metres(cells: Cells) -> tuple[Floats, Flags]:
    """Read eastings or northings; ``458,312`` and ``458 312 m`` are read too."""
    return _read_with(cells, _read_metre)


def _read_with(cells: Cells, read: Callable[[str], float]) -> tuple[Floats, Flags]:
    """Read plain numbers in bulk and only the rest one by one."""
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(float).copy()
    is_there = is_written(cells)
    for at in np.flatnonzero(is_there & ~np.isfinite(numbers)):
        numbers[at] = read(cells[at])
    return numbers, is_there & ~np.isfinite(numbers)


def _read_angle(cell: str) -> float:
    if len(cell) > LONGEST:
        return float("nan")
    text, letter = _take_letter(plain_marks(cell).strip().casefold())
    found = _SEXAGESIMAL.fullmatch(re.sub(r"(?<=\d),(?=\d)", ".", text))
    if not found:
        return float("nan")
    is_negative = found["sign"] == "-"
    is_contradicted = is_negative and letter in {"n", "e"}
    is_doubly_split = ("." in found["degrees"] and found["minutes"]) or (
        "." in (found["minutes"] or "") and found["seconds"]
    )
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60 or is_doubly_split or is_contradicted:
        return float("nan")
    size = float(found["degrees"]) + minutes / 60 + seconds / 3600
    return -size if is_negative or letter in {"s", "w"} else size


def _take_letter(text: str) -> tuple[str, str]:
    """Take the letter of a direction from before or after an angle."""
    for word, letter in _DIRECTIONS.items():
        text = text.replace(word, letter)
    if _SECONDS_MARK.fullmatch(text):
        return text, ""  # the s of 52d37m48s stands for seconds, not for south
    found = _LETTER.fullmatch(text)
    if not found:
        return text, ""
    return (found["rest"] or found["first"]).strip(), found["before"] or found["after"]


def _read_metre(cell: str) -> float:
    text = re.sub(r"[ ,](?=\d{3}(?:\D|$))", "", cell.strip().lower().removesuffix("m").strip())
    try:
        return float(text)
    except ValueError:
        return float("nan")
