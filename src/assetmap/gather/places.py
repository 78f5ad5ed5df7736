"""Layers of boundaries into the table of places."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.ledger import TableLedger
from assetmap.gather.mapping import missing_header
from assetmap.gather.projecting import project_shapes
from assetmap.gather.raw import RawTable
from assetmap.gather.shapes import guess_crs
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import PlacesSection

__all__ = ["check_place_columns", "empty_places", "gather_places", "mend_parents"]

_AREA = 2


def empty_places(crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Make a table of no places."""
    columns = {name: no_cells(0) for name in ("name", "level", "parent_id")}
    return gpd.GeoDataFrame(columns, geometry=[], crs=crs, index=pd.Index([], name="place_id"))


def check_place_columns(section: PlacesSection, table: RawTable, *, where: str) -> list[Problem]:
    """List the columns that the project file names and the layer lacks."""
    stated = {"id": section.id, "name": section.name, "parent": section.parent}
    return [
        missing_header(head, table, f"{where}, {key}")
        for key, head in stated.items()
        if head is not None and table.find(head) is None
    ]


def gather_places(
    section: PlacesSection, table: RawTable, ledger: TableLedger, crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """
    Make places of one layer, by ``place_id``.

    Rows without an id, a name or a polygon are rejected; boundaries that cross
    themselves are repaired and noted. Without any statement of what they are
    in, boundaries within 180 by 90 are read as longitude and latitude.
    """
    ids = table.cells(section.id)
    names = table.cells(section.name)
    ledger.reject(~is_written(ids), reasons.MISSING_ID, column=section.id)
    ledger.reject(~is_written(names), reasons.MISSING_NAME, column=section.name)
    is_repeated = is_written(ids) & pd.Series(ids, dtype=object).duplicated().to_numpy()
    ledger.reject(is_repeated, reasons.DUPLICATE_ID, column=section.id, value=ids)
    shapes = _boundaries(section, table, ledger, crs)
    level = None if section.level is None else table.find(section.level)
    columns = {
        "name": names,
        "level": table.columns[level] if level else np.full(len(table), section.level, object),
        "parent_id": no_cells(len(table)) if section.parent is None
        else table.cells(section.parent),
    }  # fmt: skip
    taken = {section.id, section.name, section.parent, level}
    extras = {name: cells for name, cells in table.columns.items()
              if name not in taken and name not in columns}  # fmt: skip
    frame = gpd.GeoDataFrame(
        {**columns, **extras}, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs
    )
    frame.index = pd.Index(ids, name="place_id", dtype=object)
    return frame[ledger.is_open]


def mend_parents(layers: list[tuple[gpd.GeoDataFrame, TableLedger]]) -> gpd.GeoDataFrame:
    """Put the layers together; parents that no layer has are noted and left out."""
    places = gpd.GeoDataFrame(pd.concat([layer for layer, _ in layers]))
    is_repeated = places.index.duplicated()
    places = places[~is_repeated]
    is_unknown = places["parent_id"].notna() & ~places["parent_id"].isin(places.index)
    if is_unknown.any():
        missing = sorted(set(places.loc[is_unknown, "parent_id"]))
        shown = ", ".join(missing[:5]) + (" and others" if len(missing) > 5 else "")
        layers[-1][1].remark(
            reasons.UNKNOWN_PARENT.code,
            f"{reasons.UNKNOWN_PARENT.says}: {int(is_unknown.sum())} places, parents {shown}",
            reasons.UNKNOWN_PARENT.remedy,
        )
        places["parent_id"] = places["parent_id"].where(~is_unknown, None)
    return places


def _boundaries(
    section: PlacesSection, table: RawTable, ledger: TableLedger, crs: pyproj.CRS
) -> Cells:
    """Project, repair and keep the polygons of the layer."""
    shapes = no_cells(len(table))
    if table.shapes is not None:
        shapes[:] = table.shapes
    is_there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if is_there.any():
        source = section.crs or table.crs or guess_crs(shapes[is_there], crs, ledger)
        shapes[is_there] = project_shapes(shapes[is_there], source, crs)
    is_finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    ledger.reject(is_there & ~is_finite, reasons.IMPOSSIBLE_SHAPE, column="geometry")
    shapes[~is_finite] = None
    is_crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    ledger.note(is_crossed, reasons.REPAIRED_SHAPE, column="geometry")
    shapes[is_crossed] = shapely.make_valid(shapes[is_crossed])
    is_area = shapely.get_dimensions(shapes) == _AREA
    ledger.reject(~is_area & (is_finite | ~is_there), reasons.NOT_AN_AREA, column="geometry")
    return shapes
