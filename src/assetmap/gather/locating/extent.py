"""Where the map is, so that a coordinate in the wrong column can be recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj

from assetmap.gather.locating.projecting import LON_LAT, find_way
from assetmap.typing import Flags, Floats

__all__ = ["Extent"]

_MARGIN_M = 50_000.0
_MARGIN_DEGREES = 0.75

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Extent:
    """
    Two boxes around the map, one in metres and one in degrees.

    They are drawn around the places with a generous margin; a map without
    places has the area for which its reference system is meant.
    """

    metres: Box | None
    degrees: Box | None

    @classmethod
    def from_places(cls, places: gpd.GeoDataFrame, crs: pyproj.CRS) -> Extent:
        """Draw the boxes around the places, else around the area of use of ``crs``."""
        shapes = places.geometry.dropna()
        if len(shapes):
            west, south, east, north = (float(value) for value in shapes.total_bounds)
            metres = _widen((west, south, east, north), _MARGIN_M)
            to_degrees = find_way(crs, LON_LAT)
            return cls(
                metres,
                _widen(to_degrees.transform_bounds(west, south, east, north), _MARGIN_DEGREES),
            )
        area = crs.area_of_use
        return cls(None, None if area is None else area.bounds)

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
