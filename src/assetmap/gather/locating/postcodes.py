"""Postcodes into coordinates, by a table that the project supplies; never over the network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.coordinates import read_angles, read_metres
from assetmap.gather.locating.extent import holds
from assetmap.gather.locating.far_off import bring_points
from assetmap.gather.locating.ways import LON_LAT, to_map
from assetmap.gather.near_misses import say_near_code
from assetmap.gather.numbers import TableMarks
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import GB, Country, PostcodesSection
from assetmap.tables import MOST_STRETCH, is_true_all_over, measure_stretch
from assetmap.typing import Box, Flags, Floats

_SUGGESTIONS_AT_MOST = 200
_LONGEST_CODE = 12
_MOST_EAST, _MOST_NORTH = 180, 90
"""What lies beyond stands for nothing known, as 99.999999 does in tables of the ONS."""

__all__ = ["PostcodeTable", "begins_with", "find_postcodes", "normalise_postcode", "read_postcodes"]


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


def find_postcodes(cells: Cells, country: Country) -> Flags:
    """Tell cells that are a whole postcode and nothing else."""
    return np.array([normalise_postcode(cell, country) is not None for cell in cells], dtype=bool)


def begins_with(cells: Cells, pattern: str) -> Flags:
    """Tell postcodes that begin as those of a part of the country do."""
    is_of = np.zeros(len(cells), dtype=bool)
    if not pattern:
        return is_of
    known = re.compile(rf"\s*(?:{pattern})\s*\d", re.IGNORECASE)
    at = np.flatnonzero(is_written(cells))
    is_of[at] = [known.match(cell) is not None for cell in cells[at]]
    return is_of


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
    column
        What the column of postcodes is called.

    Attributes
    ----------
    is_usable
        Rows that give a postcode its coordinates.
    """

    def __init__(
        self,
        postcode: Cells,
        x: Floats,
        y: Floats,
        crs: str,
        *,
        country: Country = GB,
        column: str = "postcode",
    ) -> None:
        self._country = country
        self._column = column
        keys = pd.Series([normalise_postcode(cell, country) for cell in postcode], dtype=object)
        is_new = (keys.notna() & ~keys.duplicated()).to_numpy()
        is_usable = is_new & np.isfinite(x) & np.isfinite(y)
        self.is_usable: Flags = is_usable
        self._keys = pd.Index(keys[is_usable])
        self._unlocated = pd.Index(keys[keys.notna()]).difference(self._keys)
        self._x, self._y = x[is_usable], y[is_usable]
        self.crs = crs

    def __len__(self) -> int:
        return len(self._keys)

    def is_unlocated(self, cells: Cells) -> Flags:
        """Tell postcodes that the table has without coordinates."""
        asked = pd.Series([normalise_postcode(cell, self._country) for cell in cells], dtype=object)
        return np.asarray(asked.isin(self._unlocated), dtype=bool)

    def suggest(self, cells: Cells, otherwise: str) -> Cells:
        """Say of postcodes that it does not have which are written almost so; else what to do."""
        different = sorted(set(cells.tolist()) - {None})[:_SUGGESTIONS_AT_MOST]
        known = {cell: self._suggest(cell) for cell in different}
        remedies = no_cells(len(cells))
        remedies[:] = [known.get(cell) or otherwise for cell in cells]
        return remedies

    def _suggest(self, cell: str) -> str | None:
        packed = re.sub(r"[^A-Z0-9]", "", cell.upper())
        if len(packed) > _LONGEST_CODE:
            return None
        is_whole = normalise_postcode(cell, self._country) is not None

        def find(codes: list[str]) -> list[str]:
            keys = [normalise_postcode(code, self._country) for code in codes]
            return [key for key in dict.fromkeys(keys) if key is not None and key in self._keys]

        return say_near_code(packed, find, may_be_cut=not is_whole)

    def leave_out_elsewhere(
        self, ledger: TableLedger, box: Box | None, crs: pyproj.CRS, asked: Iterable[Cells]
    ) -> None:
        """
        Skip the rows outside a box of the map, or where its metres are none, that no row asks for.

        Those that a row asks for are rejected where the metres of the map are
        none: a row that is there is, too.
        """
        cells = {cell for column in asked for cell in set(column.tolist())}
        words = {normalise_postcode(cell, self._country) for cell in cells}
        is_asked = np.asarray(self._keys.isin(words - {None}), dtype=bool)
        x, y = to_map(self._x, self._y, self.crs, crs)
        is_far = np.zeros(len(x), dtype=bool) if box is None else ~holds(box, x, y)
        if not is_true_all_over(crs, x, y) or np.isnan(x).any():
            stretch = measure_stretch(crs, x, y)
            is_far |= ~(stretch <= MOST_STRETCH)
        ledger.skip_many(self._spread(is_far & ~is_asked, fill=False), reasons.OUTSIDE_MAP)
        asked_x, asked_y = (
            self._spread(np.where(is_asked, each, np.nan), fill=np.nan)
            for each in (self._x, self._y)
        )
        bring_points(ledger, asked_x, asked_y, self.crs, crs, column=self._column)

    def _spread(self, values: Any, *, fill: Any) -> Any:
        """Give every row of the table the value of its postcode, if it has coordinates."""
        spread = np.full(len(self.is_usable), fill)
        spread[self.is_usable] = values
        return spread

    def points(self, crs: pyproj.CRS) -> tuple[Floats, Floats]:
        """Give where each row of the table is on the map; NaN where it has no coordinates."""
        x, y = to_map(self._x, self._y, self.crs, crs)
        return self._spread(x, fill=np.nan), self._spread(y, fill=np.nan)

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
    postcode = table.cells(section.postcode)
    if is_degrees:
        (x, _), (y, _) = read_angles(x_cells), read_angles(y_cells)
        with np.errstate(invalid="ignore"):
            is_nowhere = (np.abs(x) > _MOST_EAST) | (np.abs(y) > _MOST_NORTH)
        source = LON_LAT
    else:
        marks = TableMarks(table, None).of_metres(x_cells, y_cells)
        (x, _), (y, _) = read_metres(x_cells, marks), read_metres(y_cells, marks)
        is_nowhere = np.zeros(len(x), dtype=bool)
        source = section.crs or country.crs
        if section.crs is None:
            x, y = _from_part_grids(postcode, x, y, country)
    is_nowhere |= (x == 0) & (y == 0)
    x, y = np.where(is_nowhere, np.nan, x), np.where(is_nowhere, np.nan, y)
    ledger.leave_out()
    postcodes = PostcodeTable(
        ledger.keep_open(postcode), x, y, source, country=country, column=section.postcode
    )
    ledger.skip(~postcodes.is_usable, location_reasons.UNUSED_POSTCODE)
    return postcodes


def _from_part_grids(
    postcode: Cells, x: Floats, y: Floats, country: Country
) -> tuple[Floats, Floats]:
    """Bring postcodes of parts of the country with a grid of their own into the country's."""
    is_open = np.isfinite(x) & np.isfinite(y)
    for grid in country.other_grids:
        is_of = is_open & holds(grid.extent, x, y) & begins_with(postcode, grid.postcode)
        if is_of.any():
            moved_x, moved_y = to_map(x[is_of], y[is_of], grid.crs, country.crs)
            x, y = x.copy(), y.copy()
            x[is_of], y[is_of] = moved_x, moved_y
            is_open &= ~is_of
    return x, y
