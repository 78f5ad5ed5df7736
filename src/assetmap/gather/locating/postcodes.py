"""Postcodes into coordinates, by a table that the project supplies; never over the network."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyproj

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating.coordinates import read_angles, read_metres
from assetmap.gather.locating.outlines import to_map
from assetmap.gather.numbers import TableMarks
from assetmap.gather.tidy import Cells
from assetmap.model import GB, Country, PostcodesSection
from assetmap.typing import Flags, Floats

__all__ = ["PostcodeTable", "normalise_postcode", "read_postcodes"]

Box = tuple[float, float, float, float]


def normalise_postcode(text: str | None, country: Country = GB) -> str | None:
    """
    Write a postcode in the one form of its country; None where it cannot be one.

    Examples
    --------
    >>> normalise_postcode("le1  7ha"), normalise_postcode("CM778JJ"), normalise_postcode("LE1")
    ('LE1 7HA', 'CM77 8JJ', None)
    """
    if text is None:
        return None
    packed = re.sub(r"[^A-Z0-9]", "", text.upper())
    if not re.fullmatch(country.postcode, packed):
        return None
    space = len(packed) - country.postcode_end
    return f"{packed[:space]} {packed[space:]}".strip()


class PostcodeTable:
    """
    Coordinates by postcode.

    Parameters
    ----------
    postcode
        Postcodes, in any case and spacing; the first of equals counts.
    x, y
        Coordinates of each.
    crs
        What the coordinates are in.
    country
        How a postcode is written.

    Attributes
    ----------
    is_usable
        Rows that give a postcode its coordinates.
    """

    def __init__(
        self, postcode: Cells, x: Floats, y: Floats, crs: str, *, country: Country = GB
    ) -> None:
        self._country = country
        keys = pd.Series([normalise_postcode(cell, country) for cell in postcode], dtype=object)
        is_new = (keys.notna() & ~keys.duplicated()).to_numpy()
        is_usable = is_new & np.isfinite(x) & np.isfinite(y)
        self.is_usable: Flags = is_usable
        self._keys = pd.Index(keys[is_usable])
        self._x, self._y = x[is_usable], y[is_usable]
        self.crs = crs

    def __len__(self) -> int:
        return len(self._keys)

    def leave_out_elsewhere(
        self, ledger: TableLedger, box: Box, crs: pyproj.CRS, asked: Iterable[Cells]
    ) -> None:
        """Skip the rows outside a box of the map that no row of the project asks for."""
        low_x, low_y, high_x, high_y = box
        x, y = to_map(self._x, self._y, self.crs, crs)
        is_far = ~((x >= low_x) & (x <= high_x) & (y >= low_y) & (y <= high_y))
        words = {
            normalise_postcode(cell, self._country)
            for cells in asked
            for cell in set(cells.tolist())
        }
        is_far &= ~self._keys.isin(words - {None})
        where = np.zeros(len(self.is_usable), dtype=bool)
        where[np.flatnonzero(self.is_usable)[is_far]] = True
        ledger.skip_many(where, reasons.OUTSIDE_MAP)

    def find(self, cells: Cells) -> tuple[Floats, Floats, Flags]:
        """Give the coordinates of each postcode, NaN where unknown, and which are malformed."""
        asked = pd.Series([normalise_postcode(cell, self._country) for cell in cells], dtype=object)
        is_malformed = asked.isna().to_numpy()
        at = self._keys.get_indexer(pd.Index(asked))
        is_found = (at >= 0) & ~is_malformed
        x, y = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
        x[is_found], y[is_found] = self._x[at[is_found]], self._y[at[is_found]]
        return x, y, is_malformed


def read_postcodes(
    section: PostcodesSection, table: RawTable, ledger: TableLedger, country: Country
) -> PostcodeTable:
    """Read the coordinates of postcodes, and skip the rows that cannot be used."""
    is_degrees = section.lon is not None and section.lat is not None
    heads = (section.lon, section.lat) if is_degrees else (section.easting, section.northing)
    x_cells, y_cells = table.cells(heads[0]), table.cells(heads[1])
    if is_degrees:
        (x, _), (y, _) = read_angles(x_cells), read_angles(y_cells)
    else:
        marks = TableMarks(table, None).of_metres(x_cells, y_cells)
        (x, _), (y, _) = read_metres(x_cells, marks), read_metres(y_cells, marks)
    ledger.leave_out()
    cells = ledger.keep_open(table.cells(section.postcode))
    source = "OGC:CRS84" if is_degrees else section.crs or country.crs
    postcodes = PostcodeTable(cells, x, y, source, country=country)
    ledger.skip(~postcodes.is_usable, reasons.UNUSED_POSTCODE)
    return postcodes
