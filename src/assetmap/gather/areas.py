"""Layers of boundaries into places."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.headers import missing_header
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import guess_crs, is_on_earth, project_shapes
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import read_words, to_own_slugs
from assetmap.model import PlacesSection
from assetmap.tables import PLACES, fold_names

__all__ = [
    "check_place_columns",
    "gather_places",
    "mend_parents",
]

_AREA = 2


def empty_places(crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Make a table of no places."""
    columns = {name: no_cells(0) for name in ("name", "level", "parent_id")}
    return gpd.GeoDataFrame(columns, geometry=[], crs=crs, index=pd.Index([], name="place_id"))


def name_places(tables: Iterable[MappedTable], crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """
    Make places of the names that assets give, where the project has no boundaries.

    They have no boundary, so nothing can be found to lie in them; what people
    say of where an asset belongs is kept all the same.
    """
    columns: list[pd.Series[str]] = []
    for table in tables:
        active = read_words(table.cells("active_in"), table.separator)
        columns += [
            pd.Series(table.cells("place"), dtype=object),
            pd.Series(active, dtype=object).explode(),
        ]
    given = pd.concat(columns).dropna() if columns else pd.Series(dtype=object)
    names = given[~pd.Series(fold_names(given), dtype=object).duplicated().to_numpy()]
    index = pd.Index(to_own_slugs(names), name=PLACES.index, dtype=object)
    places = empty_places(crs).reindex(index)
    places["name"] = names.to_numpy(dtype=object)
    return places.sort_index().astype({"level": object, "parent_id": object})


def check_place_columns(section: PlacesSection, table: RawTable, *, where: str) -> list[Problem]:
    """List the columns that the project file names and the layer lacks."""
    stated = {"id": section.id, "name": section.name, "parent": section.parent}
    return [
        missing_header(head, table, f"{where}, {key}")
        for key, head in stated.items()
        if head is not None and table.find(head) is None
    ]


def gather_places(
    section: PlacesSection,
    table: RawTable,
    ledger: TableLedger,
    crs: pyproj.CRS,
    taken: pd.Index[str],
) -> gpd.GeoDataFrame:
    """
    Make places of one layer, by ``place_id``.

    Rows without an id or a polygon, and those whose id an earlier row or layer
    has (``taken``), are rejected; a place without a name is called by its id.
    Boundaries that cross themselves are repaired and noted. Without any
    statement of what they are in, boundaries within 180 by 90 are read as
    longitude and latitude.
    """
    ledger.leave_out()
    ids = table.cells(section.id)
    names = table.cells(section.name)
    ledger.reject(~is_written(ids), reasons.MISSING_ID, column=section.id)
    ledger.note(is_written(ids) & ~is_written(names), reasons.UNNAMED_PLACE, column=section.name)
    names = np.where(is_written(names), names, ids).astype(object)
    series = pd.Series(ids, dtype=object)
    is_repeated = is_written(ids) & (series.duplicated() | series.isin(taken)).to_numpy()
    ledger.reject(is_repeated, reasons.DUPLICATE_ID, column=section.id, value=ids)
    shapes = _boundaries(section, table, ledger, crs)
    level = None if section.level is None else table.find(section.level)
    columns = {
        "name": names,
        "level": table.columns[level] if level else np.full(len(table), section.level, object),
        "parent_id": no_cells(len(table)) if section.parent is None
        else table.cells(section.parent),
    }  # fmt: skip
    used = {section.id, section.name, section.parent, level}
    own = {*PLACES.names, PLACES.index, *columns}
    extras: dict[str, Cells] = {}
    for head in table.columns:
        if head not in used:
            name = head
            while name in own or name in extras:
                name += " (as given)"
            extras[name] = table.columns[head]
    frame = gpd.GeoDataFrame(
        {**columns, **extras}, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs
    )
    frame.index = pd.Index(ids, name="place_id", dtype=object)
    return frame[ledger.is_open]


def mend_parents(layers: list[tuple[gpd.GeoDataFrame, TableLedger]]) -> gpd.GeoDataFrame:
    """Put the layers together; parents that no layer has are noted and left out."""
    places = gpd.GeoDataFrame(pd.concat([layer for layer, _ in layers]))
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


def _areas_of(shapes: Cells) -> Cells:
    """Keep the polygons of repaired shapes; the lines that a repair leaves over are no area."""
    parts, position = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_dimensions(parts) == _AREA
    areas = shapes.copy()
    for at in np.unique(position[~is_area]):
        areas[at] = shapely.unary_union(parts[is_area & (position == at)])
    return areas


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
    is_finite = is_on_earth(shapes)
    ledger.reject(is_there & ~is_finite, reasons.IMPOSSIBLE_SHAPE, column="geometry")
    shapes[~is_finite] = None
    is_crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    ledger.note(is_crossed, reasons.REPAIRED_SHAPE, column="geometry")
    shapes[is_crossed] = _areas_of(shapely.make_valid(shapes[is_crossed]))
    is_area = shapely.get_dimensions(shapes) == _AREA
    ledger.reject(~is_area & (is_finite | ~is_there), reasons.NOT_AN_AREA, column="geometry")
    return shapes
