"""Shapes that a file carries, brought into the reference system of the map."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError as UnknownCRS
from pyproj.exceptions import ProjError

from assetmap.gather import reasons
from assetmap.gather.ledger import TableLedger
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.tables import from_geometry_text, move_points
from assetmap.typing import Flags, Floats

__all__ = [
    "LON_LAT",
    "find_way",
    "guess_crs",
    "is_on_earth",
    "locate_by_shape",
    "project_shapes",
    "to_map",
    "why_not_crs",
]

LON_LAT = "OGC:CRS84"
"""Longitude and latitude, in that order."""
FARTHEST_M = 2e7
"""No place on Earth has a coordinate beyond this: half of its circumference."""


def locate_by_shape(mapped: MappedTable, crs: pyproj.CRS, stated: str | None) -> Cells:
    """
    Read shapes into the reference system of the map.

    Text that cannot be read and coordinates off the Earth reject their row; a
    shape that crosses itself is repaired and noted.
    """
    shapes = no_cells(len(mapped.raw))
    if mapped.raw.shapes is not None:
        shapes[:] = mapped.raw.shapes
    cells = mapped.cells("geometry")
    is_text = is_written(cells)
    with np.errstate(all="ignore"):  # a number too large is found below, with its row
        shapes[is_text] = from_geometry_text(pd.Series(cells[is_text], dtype=object))
    is_unread = is_text & shapely.is_missing(shapes)
    if mapped.raw.is_misdrawn is not None:
        is_unread |= mapped.raw.is_misdrawn & ~is_text
    mapped.ledger.reject(is_unread, reasons.UNREADABLE_GEOMETRY, column="geometry", value=cells)
    is_there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes[~is_there] = None
    if is_there.any():
        source = stated or mapped.raw.crs or guess_crs(shapes[is_there], crs, mapped.ledger)
        shapes[is_there] = project_shapes(shapes[is_there], source, crs)
        _require_finite(mapped, shapes, is_there, cells)
        _repair(mapped, shapes, cells)
    return shapes


def guess_crs(shapes: Cells, crs: pyproj.CRS, ledger: TableLedger) -> str:
    """Tell degrees from metres where nobody said which, and say so."""
    west, south, east, north = np.abs(shapely.total_bounds(shapes))
    is_degrees = max(west, east) <= 180 and max(south, north) <= 90
    source = LON_LAT if is_degrees else crs.to_string()
    ledger.remark(
        "assumed_crs",
        f"nothing says what the geometry is in; by its numbers it was read as {source}",
        "Say so with `crs` in the project file.",
    )
    return source


def _require_finite(mapped: MappedTable, shapes: Cells, is_there: Flags, cells: Cells) -> None:
    is_off = is_there.copy()
    is_off[is_there] = ~is_on_earth(shapes[is_there])
    mapped.ledger.reject(is_off, reasons.IMPOSSIBLE_SHAPE, column="geometry", value=cells)
    shapes[is_off] = None


def is_on_earth(shapes: Cells) -> Flags:
    """Tell shapes in metres that are finite and no farther out than the Earth is wide."""
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        is_near = np.asarray((np.abs(bounds) <= FARTHEST_M).all(axis=1), dtype=bool)
    # Bounds pass over a corner that is no number, and a repair would fail over it.
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    is_near[owner[~np.isfinite(corners).all(axis=1)]] = False
    return is_near


def _repair(mapped: MappedTable, shapes: Cells, cells: Cells) -> None:
    is_crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    mapped.ledger.note(is_crossed, reasons.REPAIRED_SHAPE, column="geometry", value=cells)
    shapes[is_crossed] = shapely.make_valid(shapes[is_crossed])


def why_not_crs(source: str, crs: pyproj.CRS) -> str | None:
    """Say why coordinates cannot be brought from one reference system into another.

    Examples
    --------
    >>> why_not_crs("EPSG:4326", pyproj.CRS(27700)) is None
    True
    >>> why_not_crs("somewhere", pyproj.CRS(27700))
    "'somewhere' is no reference system that is known."
    """
    try:
        known = _known(source)
    except UnknownCRS:
        return f"{_short(source)!r} is no reference system that is known."
    try:
        find_way(known, crs)
    except ProjError:
        return f"coordinates in {_short(source)!r} cannot be brought into {crs.name}."
    return None


@lru_cache(maxsize=32)
def _known(source: str | pyproj.CRS) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(source)


@lru_cache(maxsize=32)
def find_way(known: str | pyproj.CRS, crs: str | pyproj.CRS) -> pyproj.Transformer:
    """Find the way between two reference systems, once: finding it is slow."""
    return pyproj.Transformer.from_crs(known, crs, always_xy=True)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def to_map(
    x: Floats, y: Floats, source: str | pyproj.CRS, crs: pyproj.CRS
) -> tuple[Floats, Floats]:
    """Bring points into the reference system of the map; impossible ones become NaN."""
    known = _known(source)
    on_map_x, on_map_y = np.full_like(x, np.nan), np.full_like(y, np.nan)
    is_there = np.isfinite(x) & np.isfinite(y)
    if known == crs:
        on_map_x[is_there], on_map_y[is_there] = x[is_there], y[is_there]
    elif is_there.any():
        transformer = find_way(known, crs)
        on_map_x[is_there], on_map_y[is_there] = transformer.transform(x[is_there], y[is_there])
    with np.errstate(invalid="ignore"):
        is_lost = ~((np.abs(on_map_x) <= FARTHEST_M) & (np.abs(on_map_y) <= FARTHEST_M))
    on_map_x[is_lost] = on_map_y[is_lost] = np.nan
    return on_map_x, on_map_y


def project_shapes(shapes: Cells, source: str | pyproj.CRS, crs: pyproj.CRS) -> Cells:
    """Bring shapes into the reference system of the map, without heights."""
    known = _known(source)
    flat: Cells = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
    if known == crs:
        return flat
    transformer = find_way(known, crs)
    moved: Cells = shapely.transform(flat, lambda xy: move_points(xy, transformer))
    return moved
