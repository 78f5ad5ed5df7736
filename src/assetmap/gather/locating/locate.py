"""Where each row is: a shape, coordinates in any usual form, a postcode, or only a place.

The first of these that a row has is used, in the order geometry, longitude
and latitude (or both in one cell), easting and northing, postcode, place.
Coordinates that are not what their column says are mended only where that is
certain, and each mended row is noted in the report.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.gather import reasons
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.coordinate_columns import (
    has_point,
    locate_by_degrees,
    locate_by_grid,
)
from assetmap.gather.locating.disagreements import note_other_point, note_other_postcode
from assetmap.gather.locating.extent import Extent
from assetmap.gather.locating.far_off import bring_points
from assetmap.gather.locating.outlines import locate_by_shape
from assetmap.gather.locating.postcodes import PostcodeTable
from assetmap.gather.locating.several_points import locate_several
from assetmap.gather.mapping import MappedTable
from assetmap.gather.names import NameIndex
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import Country, Precision
from assetmap.space import assign_places
from assetmap.typing import Flags, Floats

__all__ = ["Located", "Surroundings", "locate_rows"]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What locating a row needs to know: the places, their names, where the map is."""

    crs: pyproj.CRS
    places: gpd.GeoDataFrame
    names: NameIndex
    extent: Extent
    postcodes: PostcodeTable | None

    @classmethod
    def from_places(
        cls,
        places: gpd.GeoDataFrame,
        crs: pyproj.CRS,
        postcodes: PostcodeTable | None,
        country: Country,
    ) -> Surroundings:
        """Index the names of the places and draw a box around them."""
        names = NameIndex(places.index, places["name"].tolist())
        return cls(crs, places, names, Extent.from_places(places, crs, country), postcodes)


@dataclass(frozen=True, eq=False)
class Located:
    """Shapes in the reference system of the map, how exact, and in which place."""

    shapes: Cells
    precision: Cells
    place_id: Cells


def locate_rows(mapped: MappedTable, around: Surroundings, *, stated_crs: str | None) -> Located:
    """Find a shape and a place for every row that says where it is."""
    crs, extent = around.crs, around.extent
    has_other = has_point(mapped) | is_written(mapped.cells("coordinates"))
    shapes = locate_by_shape(mapped, crs, extent, stated_crs, has_other=has_other)
    several, is_read = locate_several(
        mapped, crs, extent, stated_crs, shapely.is_missing(shapes) & mapped.ledger.is_open
    )
    shapes = np.where(is_read, several, shapes).astype(object)
    precision = no_cells(len(shapes))
    precision[~shapely.is_missing(shapes)] = str(Precision.EXACT)
    degrees = locate_by_degrees(mapped, crs, extent, is_read)
    _fill_points(shapes, precision, degrees, Precision.EXACT)
    grid = locate_by_grid(mapped, crs, extent, stated_crs, is_read)
    _fill_points(shapes, precision, grid, Precision.EXACT)
    note_other_point(mapped, degrees, grid)
    points = _points_of(shapes)
    note_other_postcode(mapped, points, around.postcodes, crs)
    coded = _locate_by_postcode(mapped, around, shapely.is_missing(shapes))
    _fill_points(shapes, precision, coded, Precision.POSTCODE)
    place_id = _place_rows(mapped, around, shapes)
    is_open = ~is_written(precision)
    precision[is_open & is_written(place_id)] = str(Precision.PLACE)
    precision[is_open & ~is_written(place_id)] = str(Precision.NONE)
    return Located(shapes, precision, place_id)


def _points_of(shapes: Cells) -> tuple[Floats, Floats]:
    """Give the coordinates of the points among shapes, NaN for all others."""
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    points = shapes.copy()
    points[~is_point] = None
    return shapely.get_x(points), shapely.get_y(points)


def _fill_points(
    shapes: Cells, precision: Cells, xy: tuple[Floats, Floats], how: Precision
) -> None:
    """Put points where there is no shape yet."""
    x, y = xy
    is_new = shapely.is_missing(shapes) & np.isfinite(x) & np.isfinite(y)
    shapes[is_new] = shapely.points(x[is_new], y[is_new])
    precision[is_new] = str(how)


def _locate_by_postcode(
    mapped: MappedTable, around: Surroundings, is_open: Flags
) -> tuple[Floats, Floats]:
    """Look up postcodes of the rows that have nothing better."""
    cells = mapped.cells("postcode")
    x, y = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    is_asked = is_open & is_written(cells)
    if not is_asked.any():
        return x, y
    if around.postcodes is None:
        mapped.ledger.note(is_asked, location_reasons.NO_POSTCODES, column="postcode", value=cells)
        return x, y
    found_x, found_y, is_malformed = around.postcodes.find(cells)
    is_lost = is_asked & np.isnan(found_x)
    ledger = mapped.ledger
    is_bare = is_lost & ~is_malformed & around.postcodes.is_unlocated(cells)
    ledger.note(is_bare, location_reasons.UNLOCATED_POSTCODE, column="postcode", value=cells)
    for reason, where in (
        (location_reasons.NOT_A_POSTCODE, is_lost & is_malformed),
        (location_reasons.POSTCODE_NOT_FOUND, is_lost & ~is_malformed & ~is_bare),
    ):
        if where.any():
            lost = no_cells(len(cells))
            lost[where] = cells[where]
            remedy = around.postcodes.suggest(lost, reason.remedy)
            ledger.note(where, reason, column="postcode", value=cells, remedy=remedy)
    x[is_asked], y[is_asked] = found_x[is_asked], found_y[is_asked]
    source = around.postcodes.crs
    return bring_points(ledger, x, y, source, around.crs, column="postcode", value=cells)


def _place_rows(mapped: MappedTable, around: Surroundings, shapes: Cells) -> Cells:
    """Give each row its place: the one that is stated, else the one it is in."""
    ledger = mapped.ledger
    cells = mapped.cells("place")
    stated = around.names.resolve(cells)
    ledger.note(
        stated.is_unknown, reasons.UNKNOWN_PLACE, column="place", value=cells, remedy=stated.remedy
    )
    ledger.note(
        stated.is_ambiguous,
        reasons.AMBIGUOUS_PLACE,
        column="place",
        value=cells,
        remedy=stated.remedy,
    )
    found = assign_places(gpd.GeoSeries(shapes, crs=around.crs), around.places)
    inside = found.astype(object).where(found.notna(), None).to_numpy(dtype=object)
    is_somewhere = ~shapely.is_missing(shapes)
    has_boundaries = bool(around.places.geometry.notna().any())
    is_stated = is_written(stated.ids)
    is_outside = is_somewhere & ~is_written(inside) & has_boundaries
    ledger.note(is_outside & ~is_stated, reasons.OUTSIDE_PLACES)
    ledger.note(is_outside & is_stated, reasons.OUTSIDE_STATED, column="place", value=cells)
    differs = is_stated & is_written(inside) & np.not_equal(stated.ids, inside).astype(bool)
    is_other = differs & ~_is_ancestor(around.places, stated.ids, inside)
    ledger.note(is_other, reasons.OTHER_PLACE, column="place", value=cells)
    # A point says more than the name of a wider place that holds it.
    keeps_stated = is_stated & ~(differs & ~is_other)
    return np.where(keeps_stated, stated.ids, inside).astype(object)


def _is_ancestor(places: gpd.GeoDataFrame, wider: Cells, inner: Cells) -> Flags:
    """Tell where ``wider`` holds ``inner``, directly or through other places."""
    parent = places["parent_id"]
    above = pd.Series(inner, dtype=object)
    is_above = np.zeros(len(inner), dtype=bool)
    for _ in range(_levels(parent)):
        above = above.map(parent)
        is_above |= (above == pd.Series(wider, dtype=object)).to_numpy(dtype=bool)
    return is_above


def _levels(parent: pd.Series[str]) -> int:
    """Count how many steps lead from the lowest place to the top; circles end the count."""
    steps, above = 0, parent.dropna()
    while len(above) and steps < len(parent):
        steps += 1
        above = above.map(parent).dropna()
    return steps
