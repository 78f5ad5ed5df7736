"""Longitude and latitude as files hold them: apart or in one cell, swapped, or not degrees."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyproj

from assetmap.gather.account import reasons
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.locating.coordinates import read_angles
from assetmap.gather.locating.extent import Extent
from assetmap.gather.locating.grid import GRID_HEIGHT, GRID_WIDTH, show_pair, to_grid
from assetmap.gather.locating.pairs import split_pairs
from assetmap.gather.locating.projecting import LON_LAT, to_map
from assetmap.gather.text.tidy import Cells, is_written
from assetmap.typing import Flags, Floats

__all__ = ["locate_by_degrees"]

_SMALLEST_GRID_NUMBER = 1000


def locate_by_degrees(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent
) -> tuple[Floats, Floats]:
    """
    Read the columns lon and lat, or coordinates, into the reference system of the map.

    Numbers that can only be eastings and northings are read as such, and
    coordinates that are on the map only when swapped are swapped; each such
    row is noted. Coordinates that cannot be on Earth reject their row.
    """
    lon_cells, lat_cells = _both_columns(mapped)
    lon, lat = _read_both(mapped, lon_cells, lat_cells)
    shown = partial(show_pair, lon_cells, lat_cells)
    ledger = mapped.ledger
    is_zero = (lon == 0) & (lat == 0)
    ledger.reject(is_zero, reasons.NULL_ISLAND, column="lon", value=shown)
    is_grid = _looks_like_grid(lon, lat)
    ledger.note(is_grid, reasons.GRID_UNDER_DEGREES, column="lon", value=shown)
    is_angle = np.isfinite(lon) & np.isfinite(lat) & ~is_zero & ~is_grid
    is_swapped = is_angle & extent.is_swapped(lon, lat)
    ledger.note(is_swapped, reasons.SWAPPED_DEGREES, column="lon", value=shown)
    east, north = np.where(is_swapped, lat, lon), np.where(is_swapped, lon, lat)
    is_off = is_angle & ((np.abs(east) > 180) | (np.abs(north) > 90))
    ledger.reject(is_off, reasons.IMPOSSIBLE_ANGLE, column="lon", value=shown)
    is_angle &= ~is_off
    x, y = to_map(_where(is_angle, east), _where(is_angle, north), LON_LAT, crs)
    is_lost = is_angle & np.isnan(x)
    ledger.reject(is_lost, reasons.IMPOSSIBLE_POINT, column="lon", value=shown)
    if is_grid.any():
        grid_x, grid_y, is_turned = to_grid(_where(is_grid, lon), _where(is_grid, lat), crs, extent)
        ledger.note(is_turned, reasons.SWAPPED_METRES, column="lon", value=shown)
        x, y = np.where(is_grid, grid_x, x), np.where(is_grid, grid_y, y)
    return x, y


def _both_columns(mapped: MappedTable) -> tuple[Cells, Cells]:
    """Take longitude and latitude from their columns, else from the cell that holds both."""
    lon, lat = mapped.cells("lon"), mapped.cells("lat")
    pairs = mapped.cells("coordinates")
    if not is_written(pairs).any():
        return lon, lat
    lat_half, lon_half, is_unread = split_pairs(pairs)
    mapped.ledger.reject(is_unread, reasons.UNREADABLE_PAIR, column="coordinates", value=pairs)
    is_pair = is_written(lat_half) & ~is_written(lat)
    return (
        np.where(is_pair, lon_half, lon).astype(object),
        np.where(is_pair, lat_half, lat).astype(object),
    )


def _read_both(mapped: MappedTable, lon: Cells, lat: Cells) -> tuple[Floats, Floats]:
    """Read the numbers; reject what is not one, and one without the other."""
    ledger = mapped.ledger
    lon_read, lon_unread = read_angles(lon)
    lat_read, lat_unread = read_angles(lat)
    ledger.reject(lon_unread, reasons.UNREADABLE_ANGLE, column="lon", value=lon)
    ledger.reject(lat_unread, reasons.UNREADABLE_ANGLE, column="lat", value=lat)
    is_half = (is_written(lon) ^ is_written(lat)) & ~(lon_unread | lat_unread)
    ledger.reject(
        is_half, reasons.HALF_A_COORDINATE, column="lon", value=partial(show_pair, lon, lat)
    )
    return lon_read, lat_read


def _looks_like_grid(x: Floats, y: Floats) -> Flags:
    """Tell pairs that can only be eastings and northings."""
    is_large = (x > _SMALLEST_GRID_NUMBER) & (y > _SMALLEST_GRID_NUMBER)
    return is_large & (x < GRID_WIDTH) & (y < GRID_HEIGHT)


def _where(is_meant: Flags, numbers: Floats) -> Floats:
    return np.where(is_meant, numbers, np.nan)
