"""Grid references of Great Britain, such as SK 583 047, into eastings and northings."""

from __future__ import annotations

import re

__all__ = ["read_grid_reference"]

_REFERENCE = re.compile(r"([HJNOST])([A-HJ-Z])\s*(\d{3,5})\s*(\d{3,5})", re.IGNORECASE)
_JOINED = re.compile(r"([HJNOST])([A-HJ-Z])\s*(\d{6}|\d{8}|\d{10})", re.IGNORECASE)
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I
_SQUARE_M = 100_000
_WIDTH_M, _HEIGHT_M = 700_000, 1_300_000


def read_grid_reference(text: str) -> tuple[float, float] | None:
    """
    Read a grid reference of six, eight or ten figures.

    A reference names a square, of 100, 10 or 1 metres: its middle is given.
    References of fewer figures name a square too wide to be a location.

    Returns
    -------
    easting, northing
        In metres of the British National Grid; None for any other text.

    Examples
    --------
    >>> read_grid_reference("SK 583 047"), read_grid_reference("SK5830004700")
    ((458350.0, 304750.0), (458300.5, 304700.5))
    >>> read_grid_reference("LE1 5YA") is None
    True
    """
    plain = text.strip()
    if found := _REFERENCE.fullmatch(plain):
        east, north = found[3], found[4]
    elif found := _JOINED.fullmatch(plain):
        half = len(found[3]) // 2
        east, north = found[3][:half], found[3][half:]
    else:
        return None
    if len(east) != len(north):
        return None
    side = 10 ** (5 - len(east))
    corner_x, corner_y = _corner(found[1].upper(), found[2].upper())
    x, y = corner_x + int(east) * side + side / 2, corner_y + int(north) * side + side / 2
    return (x, y) if 0 <= x < _WIDTH_M and 0 <= y < _HEIGHT_M else None


def _corner(first: str, second: str) -> tuple[int, int]:
    """Give the south-west corner of a lettered square of 100 kilometres."""
    row, column = divmod(_LETTERS.index(first), 5)
    inner_row, inner_column = divmod(_LETTERS.index(second), 5)
    # Squares of 500 km are lettered from the one whose corner is 1,000 km west and
    # 500 km south of the grid's origin, A in the north-west; those within, the same way.
    x = (column - 2) * 5 + inner_column
    y = (3 - row) * 5 + (4 - inner_row)
    return x * _SQUARE_M, y * _SQUARE_M
