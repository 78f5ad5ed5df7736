"""Cells that hold a whole location: latitude and longitude, or a grid reference."""

from __future__ import annotations

import re

import numpy as np

from assetmap.gather.locating.coordinates import LONGEST, plain_marks
from assetmap.gather.locating.grid_reference import read_grid_reference
from assetmap.gather.text.tidy import Cells, is_written, no_cells
from assetmap.typing import Flags

__all__ = ["split_pairs"]

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
_LARGEST_ANGLE = 1000


def split_pairs(cells: Cells) -> tuple[Cells, Cells, Flags]:
    """
    Split cells that hold both coordinates.

    ``lat, lon``, survey tools' ``lat lon alt acc``, degrees and minutes with
    the letters of their directions, ``POINT (lon lat)``, ``easting, northing``
    and grid references are split; what each half says is read by whoever
    reads a column of such halves.

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
        halves = _split(cells[at])
        if halves is None:
            is_unread[at] = True
        else:
            lat[at], lon[at] = halves
    return lat, lon, is_unread


def _split(cell: str) -> tuple[str, str] | None:
    """Split one cell into latitude and longitude."""
    if len(cell) > LONGEST:
        return None
    grid = read_grid_reference(cell)
    if grid is not None:
        return str(grid[1]), str(grid[0])
    text = plain_marks(cell).strip()
    if text[:1] in "([" and text[-1:] in ")]":
        text = text[1:-1].strip()
    for pattern in _SPLITS:
        if found := pattern.fullmatch(text):
            return _in_order(found["lat"].strip(), found["lon"].strip())
    return None


def _in_order(lat: str, lon: str) -> tuple[str, str]:
    """Eastings come before northings, latitudes before longitudes."""
    try:
        is_grid = float(lat) > _LARGEST_ANGLE and float(lon) > _LARGEST_ANGLE
    except ValueError:
        return lat, lon
    return (lon, lat) if is_grid else (lat, lon)
