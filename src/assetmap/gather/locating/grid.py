"""Eastings and northings as files hold them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyproj

from assetmap.gather.account import reasons
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.locating.coordinates import read_metres
from assetmap.gather.locating.extent import Extent
from assetmap.gather.locating.grid_reference import read_grid_reference
from assetmap.gather.locating.projecting import to_map
from assetmap.gather.text.tidy import Cells, is_written, no_cells
from assetmap.typing import Flags, Floats

__all__ = ["GRID", "GRID_HEIGHT", "GRID_WIDTH", "locate_by_grid", "show_pair", "to_grid"]

GRID = "EPSG:27700"
GRID_WIDTH, GRID_HEIGHT = 700_000, 1_300_000


def locate_by_grid(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent, stated: str | None
) -> tuple[Floats, Floats]:
    """
    Read the columns easting and northing into the reference system of the map.

    They are in ``stated``, else in the British National Grid. Pairs that are
    on the map only when swapped are swapped, and noted.
    """
    ledger = mapped.ledger
    x_cells, y_cells = _with_references(mapped.cells("easting"), mapped.cells("northing"))
    x, x_unread = read_metres(x_cells)
    y, y_unread = read_metres(y_cells)
    ledger.reject(x_unread, reasons.UNREADABLE_METRES, column="easting", value=x_cells)
    ledger.reject(y_unread, reasons.UNREADABLE_METRES, column="northing", value=y_cells)
    shown = partial(show_pair, x_cells, y_cells)
    is_half = (is_written(x_cells) ^ is_written(y_cells)) & ~(x_unread | y_unread)
    ledger.reject(is_half, reasons.HALF_A_COORDINATE, column="easting", value=shown)
    is_zero = (x == 0) & (y == 0)
    ledger.reject(is_zero, reasons.NULL_ISLAND, column="easting", value=shown)
    is_pair = np.isfinite(x) & np.isfinite(y) & ~is_zero
    x, y = np.where(is_pair, x, np.nan), np.where(is_pair, y, np.nan)
    map_x, map_y, is_swapped = to_grid(x, y, crs, extent, stated or GRID)
    ledger.note(is_swapped, reasons.SWAPPED_METRES, column="easting", value=shown)
    is_off = is_pair & np.isnan(map_x)
    if stated is None:
        is_off |= is_pair & ((x < 0) | (x > GRID_WIDTH) | (y < 0) | (y > GRID_HEIGHT))
    is_off &= ~is_swapped
    ledger.reject(is_off, reasons.OFF_THE_GRID, column="easting", value=shown)
    return np.where(is_off, np.nan, map_x), np.where(is_off, np.nan, map_y)


def _with_references(x_cells: Cells, y_cells: Cells) -> tuple[Cells, Cells]:
    """Read grid references that stand in the column of eastings."""
    is_alone = is_written(x_cells) & ~is_written(y_cells)
    if not is_alone.any():
        return x_cells, y_cells
    x, y = x_cells.copy(), y_cells.copy()
    for at in np.flatnonzero(is_alone):
        if (found := read_grid_reference(x_cells[at])) is not None:
            x[at], y[at] = map(str, found)
    return x, y


def to_grid(
    x: Floats, y: Floats, crs: pyproj.CRS, extent: Extent, source: str = GRID
) -> tuple[Floats, Floats, Flags]:
    """Bring pairs onto the map, swapped where only that puts them there; tell which were."""
    map_x, map_y = to_map(x, y, source, crs)
    is_outside = np.isfinite(x) & extent.is_outside(map_x, map_y)
    if not is_outside.any():
        return map_x, map_y, is_outside
    swapped_x, swapped_y = to_map(y, x, source, crs)
    is_swapped = is_outside & extent.is_inside(swapped_x, swapped_y)
    map_x, map_y = np.where(is_swapped, swapped_x, map_x), np.where(is_swapped, swapped_y, map_y)
    return map_x, map_y, is_swapped


def show_pair(first: Cells, second: Cells) -> Cells:
    """Show both cells of a coordinate in a message."""
    shown = no_cells(len(first))
    shown[:] = [
        None if a is None and b is None else f"{a or ''}, {b or ''}"
        for a, b in zip(first, second, strict=True)
    ]
    return shown
