"""Cells into coordinates: degrees, eastings and northings, grid references, or both in one."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from assetmap.gather.locating.ways import find_way
from assetmap.gather.numbers import Marks
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import GB, Country
from assetmap.typing import Flags, Floats

__all__ = [
    "holds_points",
    "read_angle",
    "read_angles",
    "read_grid_reference",
    "read_metre",
    "read_metres",
    "split_list",
    "split_pair",
    "split_pairs",
]

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
_NUMBER = r"[+\-]?\d+(?:\.\d+)?"
_COMMA_NUMBER = r"[+\-]?\d+,\d+"
_SPLITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<lat>{_NUMBER})\s*[,;\s]\s*(?P<lon>{_NUMBER})(?:\s+{_NUMBER}){{0,2}}",
        rf"(?P<lat>{_COMMA_NUMBER})\s*[;\s]\s*(?P<lon>{_COMMA_NUMBER})",
        r"(?P<lat>[^NSEW]+[NS])\s*[,;]?\s*(?P<lon>[^NSEW]+[EW])",
        r"(?P<lon>[^NSEW]+[EW])\s*[,;]?\s*(?P<lat>[^NSEW]+[NS])",
        r"(?P<lat>[NS][^NSEW]+?)\s*[,;]?\s*(?P<lon>[EW][^NSEW]+)",
        r"(?P<lon>[EW][^NSEW]+?)\s*[,;]?\s*(?P<lat>[NS][^NSEW]+)",
        r"(?P<lat>[^,;]*[°'\"])\s*[,;]\s*(?P<lon>[^,;]*[°'\"])",
        rf"POINT\s*\(\s*(?P<lon>{_NUMBER})\s+(?P<lat>{_NUMBER})\s*\)",
    )
)
_FRACTIONS = re.compile(r"[(\[]?\s*-?\d{1,3}\.\d{3,}\s*[,;\s]\s*-?\d{1,3}\.\d{3,}\s*[)\]]?")
_LARGEST_ANGLE = 1000
_REFERENCE = re.compile(r"([A-Z]{1,3})\s*(\d{3,5})\s*(\d{3,5})", re.IGNORECASE)
_JOINED = re.compile(r"([A-Z]{1,3})\s*(\d{6}|\d{8}|\d{10})", re.IGNORECASE)
_THOUSANDS_BY_POINTS = re.compile(r"(?<=\d)\.(?=\d{3}(?:\D|$))")
_FRACTION_BY_COMMA = re.compile(r"(?<=\d\d\d\d),(?=\d+$)")


_IN_TEXT = (
    re.compile(r"\(\s*(-?\d{1,3}\.\d{2,15})\s*,\s*(-?\d{1,3}\.\d{2,15})\s*\)"),
    re.compile(
        r"\blat(?:itude)?[^\w.+\-]{1,5}(-?\d{1,3}\.\d{2,15})\W{1,8}"
        r"(?:lon|lng|long|longitude)[^\w.+\-]{1,5}(-?\d{1,3}\.\d{2,15})",
        re.IGNORECASE,
    ),
    re.compile(r"!3d(-?\d{1,2}\.\d{2,15})!4d(-?\d{1,3}\.\d{2,15})"),  # a pin
    re.compile(r"[?&]mlat=(-?\d{1,2}\.\d{2,15})&mlon=(-?\d{1,3}\.\d{2,15})"),
    re.compile(
        r"[?&](?:q|query|ll|destination|daddr)="
        r"(-?\d{1,2}\.\d{2,15})(?:,|%2C)(-?\d{1,3}\.\d{2,15})"
    ),
    re.compile(r"#map=\d{1,2}(?:\.\d+)?/(-?\d{1,2}\.\d{2,15})/(-?\d{1,3}\.\d{2,15})"),
    re.compile(r"(?:\bgeo:|@)(-?\d{1,2}\.\d{2,15}),(-?\d{1,3}\.\d{2,15})"),
    re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,15}), ?(-?\d{1,3}\.\d{3,15})(?![\d.])"),
)
"""A latitude and a longitude among words: in brackets, labelled, or in an address of the web."""
_LONGEST_TEXT = 2000
_BETWEEN = (re.compile(r"\s*[;|\n]\s*"), re.compile(r",\s+"), re.compile(r","))
_WHOLE = re.compile(r"[+\-]?(?:\d{4,}(?:\.\d+)?|\d{1,3}\.\d+)")
"""What between commas is a coordinate of its own, and no part of one."""
_MOST_POINTS = 10_000
_TOO_LONG = 1_000_000


def split_list(cell: str | None, read: Callable[[str], float]) -> list[float] | None:
    """
    Read several coordinates of one kind in a cell; None unless there are two and all are read.

    Examples
    --------
    >>> split_list("376909.9, 376910.9", float), split_list("1; 2", float), split_list("7", float)
    ([376909.9, 376910.9], [1.0, 2.0], None)
    """
    if cell is None or len(cell) > _TOO_LONG:
        return None
    for between in _BETWEEN:
        parts = [part for part in between.split(cell.strip()) if part]
        if "," in between.pattern and not all(map(_WHOLE.fullmatch, parts)):
            continue
        if 1 < len(parts) <= _MOST_POINTS:
            try:
                numbers = [read(part) for part in parts]
            except ValueError:
                return None
            return None if np.isnan(numbers).any() else numbers
    return None


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
    return _read_with(cells, read_angle)


def read_metres(cells: Cells, marks: Marks = Marks.POINT) -> tuple[Floats, Flags]:
    """
    Read eastings or northings; ``458,312`` and ``458 312 m`` are read too.

    Where ``marks`` says that a comma stands before fractions, ``458.312`` is
    four hundred thousand, too.
    """
    if marks is Marks.COMMA:
        plain = no_cells(len(cells))
        plain[:] = [cell and _THOUSANDS_BY_POINTS.sub("", cell) for cell in cells]
        cells = plain
    return _read_with(cells, read_metre)


def _read_with(cells: Cells, read: Callable[[str], float]) -> tuple[Floats, Flags]:
    """Read plain numbers in bulk and only the rest one by one."""
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(float).copy()
    is_there = is_written(cells)
    for at in np.flatnonzero(is_there & ~np.isfinite(numbers)):
        numbers[at] = read(cells[at])
    return numbers, is_there & ~np.isfinite(numbers)


def read_angle(cell: str) -> float:
    """Read one latitude or longitude; NaN where it is none."""
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


def read_metre(cell: str) -> float:
    """Read one easting or northing; NaN where it is none."""
    text = _FRACTION_BY_COMMA.sub(".", cell.strip().lower().removesuffix("m").strip())
    text = re.sub(r"[ ,](?=\d{3}(?:\D|$))", "", text)
    try:
        return float(text)
    except ValueError:
        return float("nan")


def split_pairs(cells: Cells, country: Country = GB) -> tuple[Cells, Cells, Flags]:
    """
    Split cells that hold both coordinates.

    ``lat, lon``, survey tools' ``lat lon alt acc``, degrees and minutes with
    the letters of their directions, ``POINT (lon lat)``, ``easting, northing``
    and grid references are split, and a pair in brackets below an address;
    what each half says is read by whoever reads a column of such halves.

    Returns
    -------
    lat, lon, is_unread
        Of eastings and northings, ``lon`` is the easting.

    Examples
    --------
    >>> lat, lon, unread = split_pairs(np.array(["52.6, -1.1", "SK 583 047", "here"], object))
    >>> lat.tolist(), lon.tolist(), unread.tolist()
    (['52.6', '304750.0', None], ['-1.1', '458350.0', None], [False, False, True])
    """
    lat = no_cells(len(cells))
    lon = no_cells(len(cells))
    is_unread = np.zeros(len(cells), dtype=bool)
    for at in np.flatnonzero(is_written(cells)):
        halves = split_pair(cells[at], country)
        if halves is None:
            is_unread[at] = True
        else:
            lat[at], lon[at] = halves
    return lat, lon, is_unread


def split_pair(cell: str, country: Country) -> tuple[str, str] | None:
    """Split one cell into latitude and longitude."""
    if len(cell) > LONGEST:
        return _find_in_text(cell)
    grid = read_grid_reference(cell, country)
    if grid is not None:
        return str(grid[1]), str(grid[0])
    text = plain_marks(cell).strip()
    if text[:1] in "([" and text[-1:] in ")]":
        text = text[1:-1].strip()
    for pattern in _SPLITS:
        if found := pattern.fullmatch(text):
            return _in_order(found["lat"].strip(), found["lon"].strip())
    return _find_in_text(text)


def holds_points(text: str, country: Country = GB) -> bool:
    """
    Tell a text that can be nothing but a point: a grid reference, or two fractions of degrees.

    Examples
    --------
    >>> [holds_points(text) for text in ("SK 583 047", "(52.6312, -1.1389)", "01509 123456")]
    [True, True, False]
    """
    return bool(_FRACTIONS.fullmatch(text)) or read_grid_reference(text, country) is not None


def _find_in_text(text: str) -> tuple[str, str] | None:
    """Find the one latitude and longitude that stand among words."""
    if len(text) > _LONGEST_TEXT:
        return None
    for pattern in _IN_TEXT:
        found = set(pattern.findall(text))
        if len(found) > 1:
            return None
        if found:
            lat, lon = found.pop()
            return lat, lon
    return None


def _in_order(lat: str, lon: str) -> tuple[str, str]:
    """Eastings come before northings, latitudes before longitudes."""
    try:
        is_grid = float(lat) > _LARGEST_ANGLE and float(lon) > _LARGEST_ANGLE
    except ValueError:
        return lat, lon
    return (lon, lat) if is_grid else (lat, lon)


def read_grid_reference(text: str, country: Country = GB) -> tuple[float, float] | None:
    """
    Read a grid reference of six, eight or ten figures.

    A reference names a square, in Great Britain of 100, 10 or 1 metres: its
    middle is given. References of fewer figures name a square too wide to be
    a location. Those of a part of the country with a grid of its own are
    brought into the grid of the country.

    Returns
    -------
    easting, northing
        In metres of the country's grid; None for any other text.

    Examples
    --------
    >>> read_grid_reference("SK 583 047"), read_grid_reference("SK5830004700")
    ((458350.0, 304750.0), (458300.5, 304700.5))
    >>> read_grid_reference("SK58300470")
    (458305.0, 304705.0)
    >>> read_grid_reference("J 338 740")  # Belfast, on the Irish Grid
    (146259.8, 529519.9)
    >>> read_grid_reference("LE1 5YA") is None
    True
    """
    plain = text.strip()
    if found := _JOINED.fullmatch(plain):
        half = len(found[2]) // 2
        east, north = found[2][:half], found[2][half:]
    elif found := _REFERENCE.fullmatch(plain):
        east, north = found[2], found[3]
    else:
        return None
    grid = next((each for each in country.grids if found[1].upper() in each.squares), None)
    if grid is None or len(east) != len(north):
        return None
    corner = grid.squares[found[1].upper()]
    side = grid.square_m / 10 ** len(east)
    x, y = corner[0] + (int(east) + 0.5) * side, corner[1] + (int(north) + 0.5) * side
    if grid.crs == country.crs:
        return x, y
    moved_x, moved_y = find_way(grid.crs, country.crs).transform(x, y)
    return round(moved_x, 1), round(moved_y, 1)
