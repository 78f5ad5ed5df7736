"""The one door for coordinate reference systems: metres, or an error."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from pyproj.exceptions import CRSError as ProjError

from assetmap.errors import CRSError
from assetmap.model import GB
from assetmap.tables.stretch import MOST_STRETCH, is_mostly_stretched
from assetmap.typing import Floats

__all__ = ["find_crs", "move_points", "require_metric", "require_one_crs", "require_same"]


_HOW_TO_PROJECT = f"Project it first, for {GB.name} with .to_crs({GB.crs!r})."


def require_metric(crs: Any, *, name: str) -> pyproj.CRS:
    """
    Give back a projected reference system in metres, or raise.

    Parameters
    ----------
    crs
        A CRS, anything that pyproj makes one of (``"EPSG:27700"``), or a
        frame or series that has a ``crs``.
    name
        What the caller calls it, for the message.

    Returns
    -------
    crs
        The reference system. Its unit is the metre, and one unit is close to
        a metre on the ground.

    Raises
    ------
    CRSError
        If there is none, if it is in degrees or in another unit (feet), or if
        its metres are stretched over most of its area: Mercator (1.6 times at
        the latitude of Leicester) and other systems of the whole world.

    Examples
    --------
    >>> require_metric("EPSG:27700", name="places").to_epsg()
    27700
    >>> require_metric("EPSG:4326", name="places")
    Traceback (most recent call last):
        ...
    assetmap.errors.CRSError: `places` is in EPSG:4326, whose unit is degree; distances need
    metres. Project it first, for Great Britain with .to_crs('EPSG:27700').
    """
    given = getattr(crs, "crs", crs)
    if given is None:
        raise CRSError(
            f"`{name}` has no coordinate reference system, so its distances mean nothing. "
            "Say which one its coordinates are in, for longitude and latitude with "
            f".set_crs('EPSG:4326'), then project it with .to_crs({GB.crs!r})."
        )
    try:
        known = pyproj.CRS.from_user_input(given)
    except ProjError as error:
        raise CRSError(
            f"`{name}`: {given!r} is not a coordinate reference system. "
            f"Write it as {GB.crs!r} or another authority and code."
        ) from error
    unit = known.axis_info[0].unit_name if known.axis_info else "unknown"
    label = known.to_string()
    if not known.is_projected or unit not in {"metre", "meter"}:
        raise CRSError(
            f"`{name}` is in {label}, whose unit is {unit}; distances need metres. "
            f"{_HOW_TO_PROJECT}"
        )
    operation = known.coordinate_operation
    method = operation.method_name if operation else ""
    if "Mercator" in method and "Transverse" not in method and "Oblique" not in method:
        raise CRSError(
            f"`{name}` is in {label}, a Mercator projection whose metres are stretched away "
            f"from the equator (1.6 times in England). {_HOW_TO_PROJECT}"
        )
    if is_mostly_stretched(known):
        raise CRSError(
            f"`{name}` is in {label} ({known.name}), whose metres are more than "
            f"{MOST_STRETCH:.0%} off those on the ground over most of its area. {_HOW_TO_PROJECT}"
        )
    return known


def require_same(crs: Any, expected: pyproj.CRS, *, name: str) -> None:
    """Raise unless ``crs`` is the ``expected`` reference system."""
    known = require_metric(crs, name=name)
    if known != expected:
        raise CRSError(
            f"`{name}` is in {known.to_string()} but the map is in {expected.to_string()}. "
            f"Bring them together: .to_crs({expected.to_string()!r})."
        )


def require_one_crs(one: pyproj.CRS | None, other: pyproj.CRS | None) -> None:
    """Raise where two maps are in two reference systems; one that places nothing is in none."""
    if one != other and None not in {one, other}:
        raise CRSError("These maps are in two reference systems. Read both in one: read(…, crs=…).")


def move_points(xy: Floats, transformer: pyproj.Transformer) -> Floats:
    """
    Bring points into another reference system, each different one once.

    Neighbouring areas share their vertices, so the outlines of a country hold
    every point two or three times, and moving a point costs far more than
    finding its like.

    Parameters
    ----------
    xy
        Two columns. Not modified.
    transformer
        The way from one system to the other.

    Returns
    -------
    moved
        As many points, in the same order.

    Examples
    --------
    >>> to_grid = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:27700", always_xy=True)
    >>> move_points(np.array([[-2.0, 49.0], [-2.0, 49.0]]), to_grid).round(-3).tolist()
    [[400000.0, -100000.0], [400000.0, -100000.0]]
    """
    points = np.ascontiguousarray(xy, dtype=np.float64).view(np.complex128).ravel()
    which, different = pd.factorize(points, use_na_sentinel=False)
    x, y = transformer.transform(different.real, different.imag)
    return np.column_stack([x, y])[which]


def find_crs(crs: Any, **frames: pd.DataFrame | None) -> pyproj.CRS | None:
    """Find the one reference system of everything that has geometry."""
    known = None if crs is None else require_metric(crs, name="crs")
    for name, frame in frames.items():
        has_shapes = frame is not None and "geometry" in frame.columns
        if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
            shapes = frame.geometry.array
            own = shapes.crs
        elif has_shapes and frame is not None:
            shapes, own = frame["geometry"], None
        else:
            continue
        if pd.isna(np.asarray(shapes, dtype=object)).all():
            continue
        if own is None and known is not None and not isinstance(frame, gpd.GeoDataFrame):
            continue  # plain columns of shapes are in the stated reference system
        if known is None:
            known = require_metric(own, name=name)
        require_same(own, known, name=name)
    return known
