"""Ways between reference systems: points and shapes into that of the map."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError as UnknownCRS
from pyproj.exceptions import ProjError

from assetmap.gather.tidy import Cells
from assetmap.tables import move_points
from assetmap.typing import Flags, Floats

__all__ = [
    "LON_LAT",
    "find_way",
    "is_geographic",
    "is_on_earth",
    "project_shapes",
    "to_map",
    "why_not_crs",
    "why_other_unit",
]

LON_LAT = "OGC:CRS84"
"""Longitude and latitude, in that order."""
FARTHEST_M = 2e7
"""No place on Earth has a coordinate beyond this: half of its circumference."""


def is_on_earth(shapes: Cells) -> Flags:
    """Tell shapes in metres that are finite and no farther out than the Earth is wide."""
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        is_near = np.asarray((np.abs(bounds) <= FARTHEST_M).all(axis=1), dtype=bool)
    # Bounds pass over a corner that is no number, and a repair would fail over it.
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    is_near[owner[~np.isfinite(corners).all(axis=1)]] = False
    return is_near


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


def why_other_unit(own: str, stated: str) -> str | None:
    """
    Say that a file's own reference system counts in another unit than the one that is stated.

    Degrees beside metres are told by their numbers; feet beside metres are not.

    Examples
    --------
    >>> why_other_unit("EPSG:2272", "EPSG:32617")
    'the file itself is in EPSG:2272, in units of US survey foot, and EPSG:32617 is in metre.'
    >>> why_other_unit("EPSG:27700", "EPSG:32630") is None
    True
    """
    try:
        one, other = _known(own), _known(stated)
    except UnknownCRS:
        return None
    if not (one.is_projected and other.is_projected):
        return None
    (axis, *_), (stated_axis, *_) = one.axis_info, other.axis_info
    if axis.unit_conversion_factor == stated_axis.unit_conversion_factor:
        return None
    return (
        f"the file itself is in {_short(own)}, in units of {axis.unit_name}, and {_short(stated)} "
        f"is in {stated_axis.unit_name}."
    )


@lru_cache(maxsize=32)
def _known(source: str | pyproj.CRS) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(source)


def is_geographic(source: str | pyproj.CRS) -> bool:
    """Tell a reference system in degrees."""
    return bool(_known(source).is_geographic)


@lru_cache(maxsize=32)
def find_way(known: str | pyproj.CRS, crs: str | pyproj.CRS) -> pyproj.Transformer:
    """Find the way between two reference systems, once: finding it is slow."""
    return pyproj.Transformer.from_crs(known, crs, always_xy=True)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def to_map(
    x: Floats, y: Floats, source: str | pyproj.CRS, crs: str | pyproj.CRS
) -> tuple[Floats, Floats]:
    """Bring points into the reference system of the map; impossible ones become NaN."""
    known, crs = _known(source), _known(crs)
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
