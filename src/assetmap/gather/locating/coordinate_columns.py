"""Longitude and latitude, or eastings and northings, as columns hold them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj

from assetmap.gather import reasons
from assetmap.gather.locating.coordinates import (
    read_angles,
    read_grid_reference,
    read_metres,
    split_pairs,
)
from assetmap.gather.locating.outlines import LON_LAT, find_way, to_map
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import Country
from assetmap.typing import Flags, Floats

__all__ = ["Extent", "locate_by_degrees", "locate_by_grid"]

_SMALLEST_GRID_NUMBER = 1000
_MARGIN_M = 50_000.0
_MARGIN_DEGREES = 0.75
Box = tuple[float, float, float, float]


def locate_by_degrees(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent
) -> tuple[Floats, Floats]:
    """
    Read the columns lon and lat, or coordinates, into the reference system of the map.

    Numbers that can only be eastings and northings are read as such, and
    coordinates that are on the map only when swapped are swapped; each such
    row is noted. Coordinates that cannot be on Earth reject their row.
    """
    lon_cells, lat_cells = _both_columns(mapped, extent.country)
    lon, lat = _read_both(mapped, lon_cells, lat_cells)
    shown = partial(show_pair, lon_cells, lat_cells)
    ledger = mapped.ledger
    is_zero = (lon == 0) & (lat == 0)
    ledger.reject(is_zero, reasons.NULL_ISLAND, column="lon", value=shown)
    is_grid = _looks_like_grid(lon, lat, extent.country)
    ledger.note(is_grid, reasons.grid_under_degrees(extent.country.grid), column="lon", value=shown)
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
        grid_x, grid_y, is_turned = to_grid(
            _where(is_grid, lon), _where(is_grid, lat), crs, extent, extent.country.crs
        )
        ledger.note(is_turned, reasons.SWAPPED_METRES, column="lon", value=shown)
        x, y = np.where(is_grid, grid_x, x), np.where(is_grid, grid_y, y)
    return x, y


def _both_columns(mapped: MappedTable, country: Country) -> tuple[Cells, Cells]:
    """Take longitude and latitude from their columns, else from the cell that holds both."""
    lon, lat = mapped.cells("lon"), mapped.cells("lat")
    pairs = mapped.cells("coordinates")
    if not is_written(pairs).any():
        return lon, lat
    lat_half, lon_half, is_unread = split_pairs(pairs, country)
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


def _looks_like_grid(x: Floats, y: Floats, country: Country) -> Flags:
    """Tell pairs that can only be eastings and northings."""
    is_large = (x > _SMALLEST_GRID_NUMBER) & (y > _SMALLEST_GRID_NUMBER)
    return is_large & _holds(country.extent, x, y)


def _where(is_meant: Flags, numbers: Floats) -> Floats:
    return np.where(is_meant, numbers, np.nan)


def locate_by_grid(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent, stated: str | None
) -> tuple[Floats, Floats]:
    """
    Read the columns easting and northing into the reference system of the map.

    They are in ``stated``, else in the grid of the country. Pairs that are
    on the map only when swapped are swapped, and noted.
    """
    ledger = mapped.ledger
    x_cells, y_cells = _with_references(
        mapped.cells("easting"), mapped.cells("northing"), extent.country
    )
    marks = mapped.marks.of_metres(x_cells, y_cells)
    x, x_unread = read_metres(x_cells, marks)
    y, y_unread = read_metres(y_cells, marks)
    ledger.reject(x_unread, reasons.UNREADABLE_METRES, column="easting", value=x_cells)
    ledger.reject(y_unread, reasons.UNREADABLE_METRES, column="northing", value=y_cells)
    shown = partial(show_pair, x_cells, y_cells)
    is_half = (is_written(x_cells) ^ is_written(y_cells)) & ~(x_unread | y_unread)
    ledger.reject(is_half, reasons.HALF_A_COORDINATE, column="easting", value=shown)
    is_zero = (x == 0) & (y == 0)
    ledger.reject(is_zero, reasons.NULL_ISLAND, column="easting", value=shown)
    is_pair = np.isfinite(x) & np.isfinite(y) & ~is_zero
    x, y = np.where(is_pair, x, np.nan), np.where(is_pair, y, np.nan)
    map_x, map_y, is_swapped = to_grid(x, y, crs, extent, stated or extent.country.crs)
    ledger.note(is_swapped, reasons.SWAPPED_METRES, column="easting", value=shown)
    is_off = is_pair & np.isnan(map_x)
    if stated is None:
        is_off |= is_pair & ~_holds(extent.country.extent, x, y)
    is_off &= ~is_swapped
    ledger.reject(is_off, reasons.off_the_grid(extent.country.grid), column="easting", value=shown)
    return np.where(is_off, np.nan, map_x), np.where(is_off, np.nan, map_y)


def _with_references(x_cells: Cells, y_cells: Cells, country: Country) -> tuple[Cells, Cells]:
    """Read grid references that stand in the column of eastings."""
    is_alone = is_written(x_cells) & ~is_written(y_cells)
    if not is_alone.any():
        return x_cells, y_cells
    x, y = x_cells.copy(), y_cells.copy()
    for at in np.flatnonzero(is_alone):
        if (found := read_grid_reference(x_cells[at], country)) is not None:
            x[at], y[at] = map(str, found)
    return x, y


def to_grid(
    x: Floats, y: Floats, crs: pyproj.CRS, extent: Extent, source: str
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


@dataclass(frozen=True)
class Extent:
    """
    Two boxes around the map, one in metres and one in degrees, and the country it is of.

    They are drawn around the places with a generous margin; a map without
    places has the area for which its reference system is meant.
    """

    metres: Box | None
    degrees: Box | None
    country: Country

    @classmethod
    def from_places(cls, places: gpd.GeoDataFrame, crs: pyproj.CRS, country: Country) -> Extent:
        """Draw the boxes around the places, else around the area of use of ``crs``."""
        shapes = places.geometry.dropna()
        if len(shapes):
            west, south, east, north = (float(value) for value in shapes.total_bounds)
            metres = _widen((west, south, east, north), _MARGIN_M)
            to_degrees = find_way(crs, LON_LAT)
            return cls(
                metres,
                _widen(to_degrees.transform_bounds(west, south, east, north), _MARGIN_DEGREES),
                country,
            )
        area = crs.area_of_use
        return cls(None, None if area is None else area.bounds, country)

    def is_swapped(self, lon: Floats, lat: Floats) -> Flags:
        """Tell points that are outside as written, and inside the other way round."""
        if self.degrees is None:
            return np.zeros(len(lon), dtype=bool)
        return ~_holds(self.degrees, lon, lat) & _holds(self.degrees, lat, lon)

    def is_inside(self, x: Floats, y: Floats) -> Flags:
        """Tell points in metres that are on or near the map."""
        if self.metres is None:
            return np.zeros(len(x), dtype=bool)
        return _holds(self.metres, x, y)

    def is_outside(self, x: Floats, y: Floats) -> Flags:
        """Tell points in metres that are far from the map, or nowhere."""
        if self.metres is None:
            return np.zeros(len(x), dtype=bool)
        return ~_holds(self.metres, x, y)


def _widen(box: Any, margin: float) -> Box:
    west, south, east, north = box
    return (west - margin, south - margin, east + margin, north + margin)


def _holds(box: Box, x: Floats, y: Floats) -> Flags:
    west, south, east, north = box
    with np.errstate(invalid="ignore"):
        return (x >= west) & (x <= east) & (y >= south) & (y <= north)
