"""Locations for which the reference system of the map is not meant: refused, or said."""

from __future__ import annotations

import numpy as np
import pyproj

from assetmap.gather.ledger import Shown, TableLedger
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.ways import LON_LAT, to_map
from assetmap.tables import (
    MOST_STRETCH,
    is_in_use,
    is_in_use_all_over,
    is_true_all_over,
    measure_stretch,
    name_crs_at,
    say_stretch,
    suggest_crs,
)
from assetmap.typing import Flags, Floats
from assetmap.wording import say_number

__all__ = ["bring_points", "find_far_off"]


def bring_points(
    ledger: TableLedger,
    x: Floats,
    y: Floats,
    source: str,
    crs: pyproj.CRS,
    *,
    column: str,
    value: Shown | None = None,
) -> tuple[Floats, Floats]:
    """
    Bring points into the reference system of the map, and reject rows where it has no true metres.

    Parameters
    ----------
    ledger
        The account of the table.
    x, y
        Where each row is, in its own reference system; NaN where that is not known.
    source, crs
        That system, and the one of the map.
    column, value
        What said so.

    Returns
    -------
    x, y
        On the map; NaN where nothing was given, and of rows that were rejected.
    """
    map_x, map_y = to_map(x, y, source, crs)
    is_lost = np.isfinite(x) & np.isfinite(y) & np.isnan(map_x)
    if is_lost.any():
        near = name_crs_at(*to_map(x[is_lost], y[is_lost], source, LON_LAT))
        reason = location_reasons.nowhere(crs.to_string(), near)
        ledger.reject(is_lost, reason, column=column, value=value)
    is_far = find_far_off(ledger, map_x, map_y, crs, column=column, value=value)
    return np.where(is_far, np.nan, map_x), np.where(is_far, np.nan, map_y)


def find_far_off(
    ledger: TableLedger,
    x: Floats,
    y: Floats,
    crs: pyproj.CRS,
    *,
    column: str,
    value: Shown | None = None,
) -> Flags:
    """
    Reject rows where metres of the map are not those on the ground, and say what is near that.

    Parameters
    ----------
    ledger
        The account of the table.
    x, y
        Where each row is, in the reference system of the map; NaN where that
        is not known.
    crs
        The reference system of the map.
    column, value
        What said so.

    Returns
    -------
    is_refused
        Rows that were rejected: no distance to them would be true.
    """
    if is_true_all_over(crs, x, y) and is_in_use_all_over(crs, x, y):
        return np.zeros(len(x), dtype=bool)
    stretch = measure_stretch(crs, x, y)
    with np.errstate(invalid="ignore"):
        is_refused = stretch > MOST_STRETCH
    near = suggest_crs(crs, x[is_refused], y[is_refused]) if is_refused.any() else None
    if is_refused.any():
        reason = location_reasons.stretched(crs.to_string(), say_stretch(stretch[is_refused]), near)
        ledger.reject(is_refused, reason, column=column, value=value)
    is_outside = ~is_in_use(crs, x, y) & ~is_refused & ledger.is_open
    if is_outside.any():
        ledger.note(
            is_outside, location_reasons.outside_area(crs.to_string()), column=column, value=value
        )
        _remark(ledger, is_outside, crs)
    return is_refused


def _remark(ledger: TableLedger, is_outside: Flags, crs: pyproj.CRS) -> None:
    """Say first, of the whole table, how many lie outside the area of the system."""
    area = crs.area_of_use
    if area is None:
        return
    west, south, east, north = area.bounds
    ledger.remark(
        "outside_area",
        f"{say_number(is_outside.sum(), 'row lies', 'rows lie')} outside the area for which "
        f"{crs.to_string()} is meant ({area.name.rstrip('.')}; {west:g} to {east:g} east, "
        f"{south:g} to {north:g} north): {ledger.list_rows(is_outside)}",
        location_reasons.outside_area(crs.to_string()).remedy,
    )
