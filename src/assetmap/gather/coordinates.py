"""Cells into coordinates: decimal degrees, degrees and minutes, eastings and northings."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather.tidy import Cells, Mask, is_written, no_cells

__all__ = ["FloatArray", "read_angles", "read_metres", "split_pairs"]

FloatArray = np.ndarray[Any, np.dtype[np.float64]]

_SEXAGESIMAL = re.compile(
    r"""(?P<sign>[+\-−]?)\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*(?:°|º|d|deg|\s)?\s*
        (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*(?:['′’m]|min|\s)?\s*)?
        (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:["″”s]|''|sec)?\s*)?$""",
    re.VERBOSE,
)
_NUMBER = r"[+\-−]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"\(?\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*\)?(?:\s+{_NUMBER}){{0,2}}$")
_POINT = re.compile(rf"({_NUMBER})[°º]?\s*([NS])[,;\s]+({_NUMBER})[°º]?\s*([EW])$", re.IGNORECASE)


def read_angles(cells: Cells) -> tuple[FloatArray, Mask]:
    """
    Read latitudes or longitudes in any usual form.

    ``52.63``, ``52,63``, ``52.63 N``, ``1.13° W``, ``52°37'48"N`` and
    ``52 37 48`` are read. The range is not checked here, so that eastings in
    such a column are found by whoever looks at both.

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


def read_metres(cells: Cells) -> tuple[FloatArray, Mask]:
    """Read eastings or northings; ``458,312`` and ``458 312 m`` are read too."""
    return _read_with(cells, _read_metre)


def split_pairs(cells: Cells) -> tuple[Cells, Cells, Mask]:
    """
    Split cells that hold both coordinates: ``lat, lon``, or survey tools' ``lat lon alt acc``.

    Returns
    -------
    lat, lon, is_unread

    Examples
    --------
    >>> lat, lon, unread = split_pairs(np.array(["52.6, -1.1", "52.6 -1.1 80 4.5", "here"], object))
    >>> lat.tolist(), lon.tolist(), unread.tolist()
    (['52.6', '52.6', None], ['-1.1', '-1.1', None], [False, False, True])
    """
    lat = no_cells(len(cells))
    lon = no_cells(len(cells))
    is_unread = np.zeros(len(cells), dtype=bool)
    for at in np.flatnonzero(is_written(cells)):
        if found := _PAIR.match(cells[at]):
            lat[at], lon[at] = found[1], found[2]
        elif found := _POINT.match(cells[at]):
            lat[at], lon[at] = found[1] + found[2], found[3] + found[4]
        else:
            is_unread[at] = True
    return lat, lon, is_unread


def _read_with(cells: Cells, read: Any) -> tuple[FloatArray, Mask]:
    """Read plain numbers in bulk and only the rest one by one."""
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(float).copy()
    is_there = is_written(cells)
    for at in np.flatnonzero(is_there & ~np.isfinite(numbers)):
        numbers[at] = read(cells[at])
    return numbers, is_there & ~np.isfinite(numbers)


def _read_angle(cell: str) -> float:
    text = cell.strip().upper()
    sign = 1.0
    for letter, direction in (("N", 1), ("S", -1), ("E", 1), ("W", -1)):
        if text.endswith(letter) or text.startswith(letter):
            text, sign = text.strip(letter).strip(), float(direction)
            break
    if re.fullmatch(r"[+\-−]?\d{1,3},\d+", text):
        text = text.replace(",", ".")
    found = _SEXAGESIMAL.match(text.lower())
    if not found:
        return float("nan")
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return float("nan")
    size = float(found["degrees"]) + minutes / 60 + seconds / 3600
    return -size if found["sign"] in {"-", "−"} else sign * size


def _read_metre(cell: str) -> float:
    text = re.sub(r"[ ,](?=\d{3}(?:\D|$))", "", cell.strip().lower().removesuffix("m").strip())
    try:
        return float(text)
    except ValueError:
        return float("nan")
