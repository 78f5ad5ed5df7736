"""Where a map is: two boxes around it, and what can only be read another way to lie there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj

from assetmap.gather.locating.ways import LON_LAT, find_way
from assetmap.model import Country
from assetmap.tables import holds_degrees
from assetmap.typing import Box, Flags, Floats

__all__ = ["Extent", "holds"]

_MARGIN_M = 50_000.0
_MARGIN_DEGREES = 0.75
_SMALLEST_GRID_NUMBER = 1000


@dataclass(frozen=True)
class Extent:
    """
    Two boxes around the map, one in metres and one in degrees, and the country it is of.

    They are drawn around the places with a generous margin; a map without
    places has the area for which its reference system is meant.
    """

    metres: Box | None
    degrees: Box | None
    country: Country

    @classmethod
    def from_places(cls, places: gpd.GeoDataFrame, crs: pyproj.CRS, country: Country) -> Extent:
        """Draw the boxes around the places, else around the area of use of ``crs``."""
        shapes = places.geometry.dropna()
        if len(shapes):
            west, south, east, north = (float(value) for value in shapes.total_bounds)
            metres = _widen((west, south, east, north), _MARGIN_M)
            to_degrees = find_way(crs, LON_LAT)
            return cls(
                metres,
                _widen(to_degrees.transform_bounds(west, south, east, north), _MARGIN_DEGREES),
                country,
            )
        area = crs.area_of_use
        return cls(None, None if area is None else area.bounds, country)

    def is_swapped(self, lon: Floats, lat: Floats) -> Flags:
        """Tell points that are outside as written, and inside the other way round."""
        if self.degrees is None:
            return np.zeros(len(lon), dtype=bool)
        return ~holds_degrees(self.degrees, lon, lat) & holds_degrees(self.degrees, lat, lon)

    def looks_like_degrees(self, x: Floats, y: Floats) -> tuple[Flags, Flags]:
        """Tell numbers that are degrees on the map, and which of them only when swapped."""
        if self.degrees is None:
            return np.zeros(len(x), dtype=bool), np.zeros(len(x), dtype=bool)
        is_swapped = self.is_swapped(x, y)
        return holds_degrees(self.degrees, x, y) | is_swapped, is_swapped

    def looks_like_grid(self, x: Floats, y: Floats) -> Flags:
        """Tell pairs that can only be eastings and northings of the country's grid."""
        is_large = (x > _SMALLEST_GRID_NUMBER) & (y > _SMALLEST_GRID_NUMBER)
        return is_large & holds(self.country.extent, x, y)

    def is_inside(self, x: Floats, y: Floats) -> Flags:
        """Tell points in metres that are on or near the map."""
        if self.metres is None:
            return np.zeros(len(x), dtype=bool)
        return holds(self.metres, x, y)

    def is_outside(self, x: Floats, y: Floats) -> Flags:
        """Tell points in metres that are far from the map, or nowhere."""
        if self.metres is None:
            return np.zeros(len(x), dtype=bool)
        return ~holds(self.metres, x, y)


def _widen(box: Any, margin: float) -> Box:
    west, south, east, north = box
    return (west - margin, south - margin, east + margin, north + margin)


def holds(box: Box, x: Floats, y: Floats) -> Flags:
    """Tell points inside a box."""
    west, south, east, north = box
    with np.errstate(invalid="ignore"):
        return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north), dtype=bool)
