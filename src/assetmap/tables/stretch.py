"""How true the metres of a reference system are where something lies, and where it is meant for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError as ProjError

from assetmap.errors import CRSError
from assetmap.typing import Box, Flags, Floats

__all__ = [
    "MOST_STRETCH",
    "holds_degrees",
    "is_in_use",
    "is_in_use_all_over",
    "is_mostly_stretched",
    "is_true_all_over",
    "measure_stretch",
    "middle_of",
    "name_crs_at",
    "require_true_metres",
    "say_stretch",
    "suggest_crs",
]

MOST_STRETCH = 0.03
"""Share by which a metre of a map may differ from one on the ground: 30 m in a kilometre."""
_STEPS = 12
_MOST = 0.8
_WIDE = 350.0


def measure_stretch(crs: pyproj.CRS, x: Floats, y: Floats) -> Floats:
    """
    Measure by what share a metre of a reference system differs from one on the ground.

    Parameters
    ----------
    crs
        A projected reference system in metres.
    x, y
        Points in it.

    Returns
    -------
    stretch
        The largest over all directions (Tissot's indicatrix), whether longer
        or shorter: 0.5 is half as much again. Infinite where the system has
        no such point, NaN where a coordinate is missing.

    Examples
    --------
    Leicester, and the same grid drawn out to Pennsylvania.

    >>> grid = pyproj.CRS("EPSG:27700")
    >>> x, y = np.array([458_000.0, -5_799_760.0]), np.array([304_000.0, 2_881_210.0])
    >>> measure_stretch(grid, x, y).round(2).tolist()
    [0.0, 0.51]
    """
    stretch = np.full(len(x), np.nan)
    is_there = np.isfinite(x) & np.isfinite(y)
    if not _projections(crs):
        stretch[is_there] = 0.0
    elif is_there.any():
        lon, lat = _to_own_degrees(crs, x[is_there], y[is_there])
        stretch[is_there] = _stretch_at(crs, lon, lat)
    return stretch


def _stretch_at(crs: pyproj.CRS, lon: Floats, lat: Floats) -> Floats:
    factors = _projections(crs)[0].get_factors(lon, lat, errcheck=False)
    longest, shortest = np.asarray(factors.tissot_semimajor), np.asarray(factors.tissot_semiminor)
    with np.errstate(all="ignore"):
        stretch: Floats = np.maximum(longest, 1 / shortest) - 1
    stretch[~(np.isfinite(stretch) & np.isfinite(lon) & np.isfinite(lat))] = np.inf
    return stretch


@lru_cache(maxsize=32)
def is_mostly_stretched(crs: pyproj.CRS) -> bool:
    """
    Tell a system of the whole world whose metres are off nearly everywhere.

    Those of a continent are true in its middle: it depends on what lies where.

    Examples
    --------
    >>> is_mostly_stretched(pyproj.CRS("EPSG:4087")), is_mostly_stretched(pyproj.CRS("EPSG:3035"))
    (True, False)
    """
    if crs.area_of_use is None:
        return False
    west, south, east, north = crs.area_of_use.bounds
    if east - west < _WIDE or not _projections(crs):
        return False
    across = np.linspace(west, east, _STEPS)
    lon, lat = (axis.ravel() for axis in np.meshgrid(across, np.linspace(south, north, _STEPS)))
    stretch = _stretch_at(crs, lon, lat)
    return bool((stretch > MOST_STRETCH).mean() > _MOST)


@lru_cache(maxsize=32)
def _projections(crs: pyproj.CRS) -> tuple[pyproj.Proj, ...]:
    """Give what knows the shape of a system; nothing for the few of which PROJ does not tell it."""
    try:
        return (pyproj.Proj(crs),)
    except ProjError:
        return ()


def _to_own_degrees(crs: pyproj.CRS, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Give longitude and latitude in the datum of the system itself."""
    lon, lat = _projections(crs)[0](x, y, inverse=True)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def holds_degrees(box: Box, lon: Floats, lat: Floats) -> Flags:
    """
    Tell points inside a box of degrees; one whose west is east of its east crosses 180 degrees.

    Examples
    --------
    >>> fiji = (176.81, -20.81, -178.15, -12.42)
    >>> holds_degrees(fiji, np.array([179.0, -179.0, 0.0]), np.array([-17.0] * 3)).tolist()
    [True, True, False]
    """
    west, south, east, north = box
    with np.errstate(invalid="ignore"):
        is_beyond, is_before = lon >= west, lon <= east
        is_between = is_beyond & is_before if west <= east else is_beyond | is_before
        return np.asarray(is_between & (lat >= south) & (lat <= north), dtype=bool)


def is_in_use(crs: pyproj.CRS, x: Floats, y: Floats) -> Flags:
    """Tell points in the area for which a reference system is meant; all where none is stated."""
    area = crs.area_of_use
    is_in = np.ones(len(x), dtype=bool)
    is_there = np.isfinite(x) & np.isfinite(y)
    if area is None or not is_there.any() or not _projections(crs):
        return is_in
    is_in[is_there] = holds_degrees(area.bounds, *_to_own_degrees(crs, x[is_there], y[is_there]))
    return is_in


def suggest_crs(crs: pyproj.CRS, x: Floats, y: Floats) -> str | None:
    """
    Name a system in metres that is meant for where most of these points lie.

    Examples
    --------
    >>> suggest_crs(pyproj.CRS("EPSG:27700"), np.array([-5_799_760.0]), np.array([2_881_210.0]))
    'EPSG:32617'
    """
    if not _projections(crs):
        return None
    return name_crs_at(*_to_own_degrees(crs, x, y))


def name_crs_at(lon: Floats, lat: Floats) -> str | None:
    """Name a system in metres that is meant for where most of these points lie, in degrees."""
    is_there = np.isfinite(lon) & np.isfinite(lat)
    if not is_there.any():
        return None
    at = np.argsort(lon[is_there], kind="stable")[int(is_there.sum()) // 2]
    west, south = float(lon[is_there][at]), float(lat[is_there][at])
    found = query_utm_crs_info(
        datum_name="WGS 84", area_of_interest=AreaOfInterest(west, south, west, south)
    )
    codes = sorted(f"{info.auth_name}:{info.code}" for info in found)
    return codes[0] if codes else None


def require_true_metres(crs: pyproj.CRS | None, **frames: pd.DataFrame | None) -> None:
    """
    Raise where the metres of a map are stretched at anything that lies on it.

    Parameters
    ----------
    crs
        Of the map.
    frames
        Tables with a column of shapes in it, by their names for the message.

    Raises
    ------
    CRSError
        If anything lies where a metre is longer or shorter by `MOST_STRETCH`.
    """
    for name, frame in frames.items():
        if crs is None or frame is None or "geometry" not in frame.columns:
            continue
        shapes = np.asarray(frame["geometry"], dtype=object)
        x, y = middle_of(shapes)
        if is_true_all_over(crs, x, y):
            continue
        stretch = measure_stretch(crs, x, y)
        is_off = stretch > MOST_STRETCH
        if is_off.any():
            named = ", ".join(map(str, frame.index[is_off][:3]))
            near = suggest_crs(crs, x[is_off], y[is_off])
            remedy = f" For there {near} is meant: .to_crs({near!r})." if near else ""
            raise CRSError(
                f"{int(is_off.sum())} of `{name}` ({named}) lie where metres of {crs.to_string()} "
                f"are {say_stretch(stretch[is_off])} off those on the ground, so no distance "
                f"there would be true.{remedy}"
            )


def say_stretch(stretch: Floats) -> str:
    """Say how far off metres are, at worst."""
    worst = float(np.max(stretch))
    return "immeasurably" if not np.isfinite(worst) else f"up to {worst:.0%}".replace("%", " %")


def middle_of(shapes: Any) -> tuple[Floats, Floats]:
    """Give the middle of the box around each shape; NaN where there is none."""
    west, south, east, north = shapely.bounds(shapes).T
    return (west + east) / 2, (south + north) / 2


def is_true_all_over(crs: pyproj.CRS, x: Floats, y: Floats) -> bool:
    """Tell at a glance that metres are true wherever any of these points may be."""
    return bool((measure_stretch(crs, *_cover(x, y)) <= MOST_STRETCH).all())


def is_in_use_all_over(crs: pyproj.CRS, x: Floats, y: Floats) -> bool:
    """Tell at a glance that a system is meant for wherever any of these points may be."""
    return bool(is_in_use(crs, *_cover(x, y)).all())


def _cover(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Lay a few points evenly over the box around many; none where there is none."""
    is_there = np.isfinite(x) & np.isfinite(y)
    if not is_there.any():
        return np.zeros(0), np.zeros(0)
    across = np.linspace(x[is_there].min(), x[is_there].max(), _STEPS)
    along = np.linspace(y[is_there].min(), y[is_there].max(), _STEPS)
    grid_x, grid_y = np.meshgrid(across, along)
    return grid_x.ravel(), grid_y.ravel()
