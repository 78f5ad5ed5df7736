"""Shapes that a file carries, brought into the reference system of the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from assetmap.gather import reasons
from assetmap.gather.ledger import Shown, TableLedger
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.extent import Extent
from assetmap.gather.locating.far_off import find_far_off
from assetmap.gather.locating.shape_text import is_made, read_shape_text
from assetmap.gather.locating.ways import (
    LON_LAT,
    is_geographic,
    is_on_earth,
    project_shapes,
    to_map,
    why_not_crs,
)
from assetmap.gather.mapping import MappedTable
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.tables import middle_of
from assetmap.typing import Flags, Floats

__all__ = ["bring_to_map", "locate_by_shape"]

_HALF_TURN = 180
_QUARTER_TURN = 90


def locate_by_shape(
    mapped: MappedTable,
    crs: pyproj.CRS,
    extent: Extent,
    stated: str | None,
    *,
    has_other: Flags,
) -> Cells:
    """
    Read shapes into the reference system of the map.

    Text that cannot be read rejects its row, unless other columns say where
    it is (``has_other``); so do coordinates off the Earth, or where metres of
    the map are none. A shape that crosses itself is repaired and noted.
    """
    shapes, sources = no_cells(len(mapped.raw)), no_cells(len(mapped.raw))
    if mapped.raw.shapes is not None:
        shapes[:] = mapped.raw.shapes
    sources[:] = stated or mapped.raw.crs
    cells = mapped.cells("geometry")
    is_text = is_written(cells)
    if is_text.any():
        with np.errstate(all="ignore"):  # a number too large is found below, with its row
            shapes[is_text], own = read_shape_text(cells[is_text])
        own[~is_written(own)] = stated
        sources[is_text] = own
    is_lost = _find_unknown(sources, crs)
    shapes[is_lost] = None
    is_unread = (is_text | is_lost) & shapely.is_missing(shapes)
    if mapped.raw.is_misdrawn is not None:
        is_unread |= mapped.raw.is_misdrawn & ~is_text
    ledger = mapped.ledger
    ledger.note(
        is_unread & has_other, location_reasons.GEOMETRY_NOT_USED, column="geometry", value=cells
    )
    ledger.reject(
        is_unread & ~has_other, location_reasons.UNREADABLE_GEOMETRY, column="geometry", value=cells
    )
    shapes = bring_to_map(shapes, sources, crs, extent, ledger, value=cells)
    is_crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    ledger.note(is_crossed, reasons.REPAIRED_SHAPE, column="geometry", value=cells)
    shapes[is_crossed] = shapely.make_valid(shapes[is_crossed])
    return shapes


def _find_unknown(sources: Cells, crs: pyproj.CRS) -> Flags:
    """Tell rows whose own reference system nobody knows."""
    different = {source for source in set(sources.tolist()) if source is not None}
    unknown = {source for source in different if why_not_crs(source, crs)}
    is_lost = np.zeros(len(sources), dtype=bool)
    for source in unknown:
        is_lost |= sources == source
    return is_lost


def bring_to_map(
    shapes: Cells,
    sources: Cells,
    crs: pyproj.CRS,
    extent: Extent,
    ledger: TableLedger,
    *,
    column: str = "geometry",
    value: Shown | None = None,
) -> Cells:
    """
    Bring shapes into the reference system of the map, with every check that columns get.

    Parameters
    ----------
    shapes
        As they were written; None where there is none.
    sources
        What each is in; where that is None, its numbers tell degrees from
        metres, and it is said.
    crs, extent
        The reference system of the map, and where the map is.
    ledger
        Receives what is noticed: coordinates in each other's place, degrees
        beside metres, 0, 0, what is off the Earth or far off the map.
    column, value
        What said so.

    Returns
    -------
    shapes
        On the map; None where there is none or its row was rejected.
    """
    is_there = is_made(shapes)
    moved = shapes.copy()
    moved[~is_there] = None
    if not is_there.any():
        return moved
    is_zero = is_there & (np.abs(shapely.bounds(shapes)) == 0).all(axis=1)
    ledger.reject(is_zero, location_reasons.NULL_ISLAND, column=column, value=value)
    is_there &= ~is_zero
    sources = _guess_sources(shapes, sources, is_there, crs, ledger)
    for reading in _find_readings(shapes, sources, is_there, crs, extent):
        where = reading.where
        if reading.reason is not None:
            ledger.note(where, reading.reason, column=column, value=value)
        given = moved[where]
        if reading.is_flipped:
            given = shapely.transform(shapely.force_2d(given), lambda xy: xy[:, ::-1])
        moved[where] = project_shapes(given, reading.source, crs)
    is_off = is_there.copy()
    is_off[is_there] = ~is_on_earth(moved[is_there])
    ledger.reject(is_off, reasons.IMPOSSIBLE_SHAPE, column=column, value=value)
    moved[is_off | is_zero] = None
    is_far = find_far_off(ledger, *middle_of(moved), crs, column=column, value=value)
    moved[is_far] = None
    return moved


def _guess_sources(
    shapes: Cells, sources: Cells, is_there: Flags, crs: pyproj.CRS, ledger: TableLedger
) -> Cells:
    """Tell degrees from metres where nobody said which, row by row, and say so."""
    is_open = is_there & ~is_written(sources)
    if not is_open.any():
        return sources
    west, south, east, north = np.abs(shapely.bounds(shapes)).T
    first, second = np.fmax(west, east), np.fmax(south, north)
    with np.errstate(invalid="ignore"):
        is_degrees = (np.fmax(first, second) <= _HALF_TURN) & (
            np.fmin(first, second) <= _QUARTER_TURN
        )
    guessed = sources.copy()
    guessed[is_open] = np.where(is_degrees[is_open], LON_LAT, crs.to_string())
    on_map = crs.to_string()
    counts = [(each, int((is_open & (guessed == each)).sum())) for each in (LON_LAT, on_map)]
    named = [source for source, count in counts if count]
    each = " and ".join(f"{count} as {source}" for source, count in counts)
    ledger.remark(
        "assumed_crs",
        "nothing says what the geometry is in; by its numbers it was read as "
        + (named[0] if len(named) == 1 else f"what each row seems to be in, {each}"),
        "Say so with `crs` in the project file.",
    )
    return guessed


@dataclass(frozen=True, eq=False)
class _Part:
    """Some rows, what their numbers are in, whether they are swapped, and why it is noted."""

    where: Flags
    source: str
    reason: Reason | None = None
    is_flipped: bool = False


def _find_readings(
    shapes: Cells, sources: Cells, is_there: Flags, crs: pyproj.CRS, extent: Extent
) -> list[_Part]:
    """Part the rows by how their numbers have to be read."""
    x, y = middle_of(shapes)
    readings = []
    for source in dict.fromkeys(sources[is_there].tolist()):
        where = is_there & (sources == source)
        find = _find_in_degrees if is_geographic(source) else _find_in_metres
        readings += find(x, y, where, source, crs, extent)
    return [reading for reading in readings if reading.where.any()]


def _find_in_degrees(
    x: Floats, y: Floats, where: Flags, source: str, crs: pyproj.CRS, extent: Extent
) -> list[_Part]:
    """Find metres of the country's grid, and swapped pairs, among shapes in degrees."""
    country, swapped = extent.country, location_reasons.SWAPPED_SHAPE
    is_grid = where & extent.looks_like_grid(x, y)
    far_x, far_y = to_map(x, y, country.crs, crs)
    near_x, near_y = to_map(y, x, country.crs, crs)
    is_turned = is_grid & extent.is_outside(far_x, far_y) & extent.is_inside(near_x, near_y)
    is_swapped = where & ~is_grid & extent.is_swapped(x, y)
    grid = location_reasons.grid_under_degrees(country.grid)
    return [
        _Part(where & ~is_grid & ~is_swapped, source),
        _Part(is_swapped, source, swapped, is_flipped=True),
        _Part(is_grid & ~is_turned, country.crs, grid),
        _Part(is_turned, country.crs, swapped, is_flipped=True),
    ]


def _find_in_metres(
    x: Floats, y: Floats, where: Flags, source: str, crs: pyproj.CRS, extent: Extent
) -> list[_Part]:
    """Find degrees, swapped pairs, and another grid of the country among shapes in metres."""
    map_x, map_y = to_map(x, y, source, crs)
    is_angle, is_turned = extent.looks_like_degrees(x, y)
    is_angle &= where & ~extent.is_inside(map_x, map_y)
    is_off = where & ~is_angle & extent.is_outside(map_x, map_y)
    is_swapped = is_off & extent.is_inside(*to_map(y, x, source, crs))
    swapped = location_reasons.SWAPPED_SHAPE
    readings = [
        _Part(is_angle & ~is_turned, LON_LAT, location_reasons.DEGREES_UNDER_GRID),
        _Part(is_angle & is_turned, LON_LAT, swapped, is_flipped=True),
        _Part(is_swapped, source, swapped, is_flipped=True),
    ]
    is_left = where & ~is_angle & ~is_swapped
    for grid in extent.country.grids:
        if grid.crs != source and (is_off & is_left).any():
            is_in = is_off & is_left & extent.is_inside(*to_map(x, y, grid.crs, crs))
            readings.append(_Part(is_in, grid.crs, location_reasons.read_in_grid(grid.name)))
            is_left &= ~is_in
    return [_Part(is_left, source), *readings]
