"""Longitude and latitude, or eastings and northings, as columns hold them."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pyproj

from assetmap.gather import reasons
from assetmap.gather.inputs import HEADS_OF_WORDS
from assetmap.gather.ledger import Shown
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.coordinates import (
    read_angles,
    read_grid_reference,
    read_metres,
    split_pairs,
)
from assetmap.gather.locating.extent import Extent, holds
from assetmap.gather.locating.far_off import find_far_off
from assetmap.gather.locating.postcodes import begins_with, find_postcodes
from assetmap.gather.locating.ways import LON_LAT, is_geographic, to_map
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, has_words, is_written, no_cells, normalise_header
from assetmap.model import Country, Grid
from assetmap.tables import name_crs_at
from assetmap.typing import Flags, Floats

__all__ = ["has_point", "locate_by_degrees", "locate_by_grid", "show_pair"]

_ROUGH_REFERENCE = re.compile(r"\s*[A-Za-z]{1,2}\s*(?:\d\s*\d|\d\d\s*\d\d)\s*")
_WEB_MERCATOR = Grid(
    name="Web Mercator", crs="EPSG:3857", extent=(-20_037_509.0, -2e7, 20_037_509.0, 2e7)
)
"""The system of web maps, in which servers of maps give out X and Y."""
_HEADS_OF_EITHER = frozenset({"x", "y"})
"""Headers that say nothing of degrees or metres."""


def has_point(mapped: MappedTable) -> Flags:
    """Tell rows in which both coordinates are written in columns of their own."""
    is_angle = is_written(mapped.cells("lon")) & is_written(mapped.cells("lat"))
    return is_angle | (is_written(mapped.cells("easting")) & is_written(mapped.cells("northing")))


def locate_by_degrees(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent, is_read: Flags
) -> tuple[Floats, Floats]:
    """
    Read the columns lon and lat, or coordinates, into the reference system of the map.

    Rows that are read already (``is_read``) are passed over.

    Numbers that can only be eastings and northings are read as such, and
    coordinates that are on the map only when swapped are swapped; each such
    row is noted. Coordinates that cannot be on Earth reject their row.
    """
    lon_cells, lat_cells = _both_columns(mapped, extent.country, is_read)
    column = "lon" if mapped.headers.get("lon") else "coordinates"
    lon, lat = _read_both(mapped, lon_cells, lat_cells)
    shown = partial(show_pair, lon_cells, lat_cells)
    ledger = mapped.ledger
    is_zero = (lon == 0) & (lat == 0)
    ledger.reject(is_zero, location_reasons.NULL_ISLAND, column=column, value=shown)
    is_grid = extent.looks_like_grid(lon, lat)
    ledger.note(
        is_grid & ~_begins_with_letters(mapped.cells("coordinates"), is_grid),
        location_reasons.grid_under_degrees(extent.country.grid),
        column=column,
        value=shown,
    )
    is_angle = np.isfinite(lon) & np.isfinite(lat) & ~is_zero & ~is_grid
    is_swapped = is_angle & extent.is_swapped(lon, lat)
    ledger.note(is_swapped, location_reasons.SWAPPED_DEGREES, column=column, value=shown)
    east, north = np.where(is_swapped, lat, lon), np.where(is_swapped, lon, lat)
    is_off = is_angle & ((np.abs(east) > 180) | (np.abs(north) > 90))
    ledger.reject(is_off, location_reasons.IMPOSSIBLE_ANGLE, column=column, value=shown)
    is_angle &= ~is_off
    x, y = to_map(_where(is_angle, east), _where(is_angle, north), LON_LAT, crs)
    is_lost = is_angle & np.isnan(x)
    if is_lost.any():
        near = name_crs_at(east[is_lost], north[is_lost])
        reason = location_reasons.nowhere(crs.to_string(), near)
        ledger.reject(is_lost, reason, column=column, value=shown)
    if is_grid.any():
        grid_x, grid_y, is_turned = to_grid(
            _where(is_grid, lon), _where(is_grid, lat), crs, extent, extent.country.crs
        )
        ledger.note(is_turned, location_reasons.SWAPPED_METRES, column=column, value=shown)
        x, y = np.where(is_grid, grid_x, x), np.where(is_grid, grid_y, y)
    is_far = find_far_off(ledger, x, y, crs, column=column, value=shown)
    return np.where(is_far, np.nan, x), np.where(is_far, np.nan, y)


def _both_columns(mapped: MappedTable, country: Country, is_read: Flags) -> tuple[Cells, Cells]:
    """Take longitude and latitude from their columns, else from the cell that holds both."""
    lon, lat = _leave(mapped.cells("lon"), is_read), _leave(mapped.cells("lat"), is_read)
    pairs = _leave(mapped.cells("coordinates"), is_read)
    if not is_written(pairs).any():
        return lon, lat
    lat_half, lon_half, is_unread = split_pairs(pairs, country)
    _say_unread(mapped, pairs, is_unread, country)
    is_pair = is_written(lat_half) & ~is_written(lat)
    return (
        np.where(is_pair, lon_half, lon).astype(object),
        np.where(is_pair, lat_half, lat).astype(object),
    )


def _begins_with_letters(cells: Cells, where: Flags) -> Flags:
    """Tell grid references, which say themselves what they are."""
    begins = np.zeros(len(cells), dtype=bool)
    for at in np.flatnonzero(where & is_written(cells)):
        begins[at] = cells[at].lstrip()[:1].isalpha()
    return begins


def _leave(cells: Cells, is_read: Flags) -> Cells:
    """Leave out what is read already."""
    left = cells.copy()
    left[is_read] = None
    return left


def _say_unread(mapped: MappedTable, pairs: Cells, is_unread: Flags, country: Country) -> None:
    """Reject what is no pair, unless it is words, or other columns say where the row is."""
    if not is_unread.any():
        return
    heads = map(normalise_header, mapped.headers.get("coordinates", ()))
    may_be_words = not HEADS_OF_WORDS.isdisjoint(heads)
    # One cell of words, or a postcode, shows what the column is for.
    unread = _leave(pairs, ~is_unread)
    is_text = has_words(unread) | find_postcodes(unread, country)
    is_words = is_unread & (may_be_words and bool(is_text.any()))
    has_other = has_point(mapped) | is_written(mapped.cells("geometry"))
    if is_words.any():  # an address or the name of a house is kept under its own header
        given = mapped.headers.get("coordinates", ())
        mapped.extras.update({head: mapped.raw.columns[head] for head in given})
    say = partial(mapped.ledger.note, column="coordinates", value=pairs)
    say(is_words & ~has_other, location_reasons.WORDS_NOT_POINT)
    say(is_unread & ~is_words & has_other, location_reasons.PAIR_NOT_USED)
    is_rough = np.array([bool(cell and _ROUGH_REFERENCE.fullmatch(cell)) for cell in unread])
    say(is_rough & ~is_words & ~has_other, location_reasons.ROUGH_REFERENCE)
    is_lost = is_unread & ~is_words & ~has_other & ~is_rough
    mapped.ledger.reject(
        is_lost, location_reasons.UNREADABLE_PAIR, column="coordinates", value=pairs
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
        is_half,
        location_reasons.HALF_A_COORDINATE,
        column="lon",
        value=partial(show_pair, lon, lat),
    )
    return lon_read, lat_read


def _where(is_meant: Flags, numbers: Floats) -> Floats:
    return np.where(is_meant, numbers, np.nan)


def locate_by_grid(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent, stated: str | None, is_read: Flags
) -> tuple[Floats, Floats]:
    """
    Read the columns easting and northing into the reference system of the map.

    They are in ``stated``, else in the grid of the country. Pairs that are
    on the map only when swapped, as degrees or in another grid of the country
    are read so, and noted. Rows that are read already are passed over.
    """
    x, y, shown = _read_pairs(mapped, extent.country, is_read)
    ledger = mapped.ledger
    is_pair = np.isfinite(x)
    if not is_pair.any():
        return x, y
    source = stated or extent.country.crs
    map_x, map_y, is_swapped = to_grid(x, y, crs, extent, source)
    is_angle, is_turned = extent.looks_like_degrees(x, y)
    is_angle &= ~is_swapped & ~extent.is_inside(map_x, map_y) & (not is_geographic(source))
    if is_angle.any():
        as_x, as_y = np.where(is_turned, y, x), np.where(is_turned, x, y)
        as_x, as_y = to_map(_where(is_angle, as_x), _where(is_angle, as_y), LON_LAT, crs)
        map_x, map_y = np.where(is_angle, as_x, map_x), np.where(is_angle, as_y, map_y)
        is_clear = not _HEADS_OF_EITHER.isdisjoint(
            map(normalise_header, mapped.headers.get("easting", ()))
        )
        said = is_angle & (is_turned | (not is_clear))
        ledger.note(said, location_reasons.DEGREES_UNDER_GRID, column="easting", value=shown)
    is_known = is_swapped | is_angle
    if stated is None:
        where = is_pair & ~is_known
        map_x, map_y, is_other = _read_other_grids(
            mapped, (x, y), (map_x, map_y), where, crs, extent
        )
        is_known |= is_other
    ledger.note(is_swapped, location_reasons.SWAPPED_METRES, column="easting", value=shown)
    is_off = is_pair & np.isnan(map_x)
    if stated is None:
        is_off |= is_pair & ~holds(extent.country.extent, x, y)
    is_off &= ~is_known
    reason = location_reasons.off_the_grid(extent.country.grid)
    ledger.reject(is_off, reason, column="easting", value=shown)
    map_x, map_y = np.where(is_off, np.nan, map_x), np.where(is_off, np.nan, map_y)
    is_far = find_far_off(ledger, map_x, map_y, crs, column="easting", value=shown)
    return np.where(is_far, np.nan, map_x), np.where(is_far, np.nan, map_y)


def _read_pairs(
    mapped: MappedTable, country: Country, is_read: Flags
) -> tuple[Floats, Floats, Shown]:
    """Read eastings and northings; reject what is none, one without the other, and 0, 0."""
    ledger = mapped.ledger
    x_cells, y_cells = _with_references(
        _leave(mapped.cells("easting"), is_read), _leave(mapped.cells("northing"), is_read), country
    )
    marks = mapped.marks.of_metres(x_cells, y_cells)
    x, x_unread = read_metres(x_cells, marks)
    y, y_unread = read_metres(y_cells, marks)
    unread = location_reasons.UNREADABLE_METRES
    ledger.reject(x_unread, unread, column="easting", value=x_cells)
    ledger.reject(y_unread, unread, column="northing", value=y_cells)
    shown = partial(show_pair, x_cells, y_cells)
    is_half = (is_written(x_cells) ^ is_written(y_cells)) & ~(x_unread | y_unread)
    ledger.reject(is_half, location_reasons.HALF_A_COORDINATE, column="easting", value=shown)
    is_zero = (x == 0) & (y == 0)
    ledger.reject(is_zero, location_reasons.NULL_ISLAND, column="easting", value=shown)
    is_pair = np.isfinite(x) & np.isfinite(y) & ~is_zero
    return _where(is_pair, x), _where(is_pair, y), shown


def _read_other_grids(
    mapped: MappedTable,
    given: tuple[Floats, Floats],
    on_map: tuple[Floats, Floats],
    where: Flags,
    crs: pyproj.CRS,
    extent: Extent,
) -> tuple[Floats, Floats, Flags]:
    """Read pairs in another grid, by their postcode or since only there they are on the map."""
    (x, y), (map_x, map_y) = given, on_map
    is_other = np.zeros(len(x), dtype=bool)
    postcodes = mapped.cells("postcode")
    shown = partial(show_pair, mapped.cells("easting"), mapped.cells("northing"))
    own = extent.country
    is_off = where & ~holds(own.extent, x, y) & (extent.metres is None)
    for grid in (*own.other_grids, _WEB_MERCATOR):
        is_open = where & ~is_other & holds(grid.extent, x, y) & ~extent.is_inside(map_x, map_y)
        if not is_open.any():
            continue
        is_of_part = is_open & begins_with(postcodes, grid.postcode)
        as_x, as_y = to_map(_where(is_open, x), _where(is_open, y), grid.crs, crs)
        is_nearer = is_open & ~is_of_part & extent.is_inside(as_x, as_y)
        if grid is _WEB_MERCATOR and is_off.any():  # no boundaries say where the map is
            on_grid = to_map(_where(is_off, x), _where(is_off, y), grid.crs, own.crs)
            is_nearer |= is_off & ~is_other & holds(own.extent, *on_grid)
        say = partial(mapped.ledger.note, column="easting", value=shown)
        say(is_of_part, location_reasons.of_part(grid.name))
        say(is_nearer, location_reasons.read_in_grid(grid.name))
        is_new = is_of_part | is_nearer
        map_x, map_y = np.where(is_new, as_x, map_x), np.where(is_new, as_y, map_y)
        is_other |= is_new
    return map_x, map_y, is_other


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
