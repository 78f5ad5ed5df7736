"""Shapes that a file carries, or that its cells hold as text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.gather.account import reasons
from assetmap.gather.account.ledger import TableLedger
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.locating.projecting import FARTHEST_M, LON_LAT, project_shapes
from assetmap.gather.text.tidy import Cells, is_written, no_cells
from assetmap.tables import from_geometry_text
from assetmap.typing import Flags

__all__ = ["guess_crs", "is_on_earth", "locate_by_shape"]


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
