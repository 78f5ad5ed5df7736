"""The one door for coordinate reference systems: metres, or an error."""

from __future__ import annotations

from typing import Any

import pyproj
from pyproj.exceptions import CRSError as ProjError

from assetmap.errors import CRSError

__all__ = ["require_metric", "require_same"]

_HOW_TO_PROJECT = "Project it first, for Great Britain with .to_crs('EPSG:27700')."


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
        If there is none, if it is in degrees or in another unit, or if it is
        a Mercator projection, whose metres are stretched (1.6 times at the
        latitude of Leicester).

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
            ".set_crs('EPSG:4326'), then project it with .to_crs('EPSG:27700')."
        )
    try:
        known = pyproj.CRS.from_user_input(given)
    except ProjError as error:
        raise CRSError(
            f"`{name}`: {given!r} is not a coordinate reference system. "
            "Write it as 'EPSG:27700' or another authority and code."
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
    return known


def require_same(crs: Any, expected: pyproj.CRS, *, name: str) -> None:
    """Raise unless ``crs`` is the ``expected`` reference system."""
    known = require_metric(crs, name=name)
    if known != expected:
        raise CRSError(
            f"`{name}` is in {known.to_string()} but the map is in {expected.to_string()}. "
            f"Bring them together: .to_crs({expected.to_string()!r})."
        )
