"""Layers of boundaries into places, and tables of people and need added up to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import (
    LON_LAT,
    guess_crs,
    is_on_earth,
    project_shapes,
    read_angles,
    to_map,
)
from assetmap.gather.mapping import MappedTable
from assetmap.gather.matching import missing_header
from assetmap.gather.names import NameIndex
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import read_numbers, read_words, to_slug
from assetmap.model import NeedSection, PlacesSection
from assetmap.space import assign_places, find_leaves
from assetmap.tables import PLACES

__all__ = [
    "add_need",
    "check_need_columns",
    "check_place_columns",
    "gather_need",
    "gather_places",
    "measure_need",
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
    names: dict[str, str] = {}
    for table in tables:
        stated = pd.Series(table.cells("place"), dtype=object)
        active = pd.Series(read_words(table.cells("active_in"), table.separator), dtype=object)
        words = pd.concat([stated, active.explode()])[lambda word: word.notna()]
        for name in dict.fromkeys(words):
            names.setdefault(to_slug(name), name)
    places = empty_places(crs).reindex(pd.Index(sorted(names), name=PLACES.index, dtype=object))
    places["name"] = np.array([names[place_id] for place_id in sorted(names)], dtype=object)
    return places.astype({"level": object, "parent_id": object})


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


def check_need_columns(section: NeedSection, table: RawTable, *, where: str) -> list[Problem]:
    """List the columns that the project file names and the table lacks."""
    stated = [section.place, section.lon, section.lat, section.population]
    stated += [measure.column for measure in section.measures]
    problems = [
        missing_header(head, table, where)
        for head in stated
        if head is not None and table.find(head) is None
    ]
    taken = {*PLACES.names, PLACES.index} & {measure.name for measure in section.measures}
    return problems + [
        Problem(
            f"{where}, measures",
            "taken_name",
            f"a measure is called {name!r}, as a column of ours is.",
            "Give it another name.",
        )
        for name in sorted(taken)
    ]


def gather_need(
    section: NeedSection,
    table: RawTable,
    ledger: TableLedger,
    places: gpd.GeoDataFrame,
    crs: pyproj.CRS,
) -> pd.DataFrame:
    """
    Add up people and average measures by place.

    Returns
    -------
    need
        By ``place_id``: ``population`` (sum of the rows' people) and one
        column per measure (mean of the rows, weighted by people where the
        table has them). Only places that a row belongs to.
    """
    ledger.leave_out()
    place_id = _join(section, table, ledger, places, crs)
    numbers = {
        name: _numbers(table, head, ledger)
        for name, head in [("population", section.population)]
        + [(measure.name, measure.column) for measure in section.measures]
        if head is not None
    }
    if section.population is not None:
        is_negative = numbers["population"] < 0
        cells = table.cells(section.population)
        ledger.reject(is_negative, reasons.NEGATIVE_NUMBER, column=section.population, value=cells)
    frame = pd.DataFrame(numbers, index=range(len(table)))[ledger.is_open]
    keys = pd.Index(place_id[ledger.is_open], name="place_id")
    weight = frame["population"] if "population" in frame else pd.Series(1.0, index=frame.index)
    columns: dict[str, Any] = {}
    for name in frame:
        if name == "population":
            columns["population"] = frame[name].groupby(keys).sum(min_count=1)
            continue
        known = frame[name].notna()
        weighed = (frame[name] * weight).groupby(keys).sum(min_count=1)
        columns[str(name)] = weighed / weight.where(known).groupby(keys).sum(min_count=1)
    return pd.DataFrame(columns)


def _join(
    section: NeedSection,
    table: RawTable,
    ledger: TableLedger,
    places: gpd.GeoDataFrame,
    crs: pyproj.CRS,
) -> Cells:
    """Find the place of each row, by its id or by the point that it gives."""
    if section.place is not None:
        cells = table.cells(section.place)
        found = NameIndex(places.index, places["name"].tolist()).resolve(cells).ids
        ledger.reject(~is_written(found), reasons.UNMATCHED_NEED, column=section.place, value=cells)
        return found
    lon, lon_unread = read_angles(table.cells(section.lon))
    lat, lat_unread = read_angles(table.cells(section.lat))
    ledger.reject(lon_unread | lat_unread, reasons.UNREADABLE_ANGLE, column=section.lon)
    x, y = to_map(lon, lat, LON_LAT, crs)
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=crs)
    points = points.where(np.isfinite(x), None)
    inside = assign_places(points, places)
    place_id = inside.astype(object).where(inside.notna(), None).to_numpy(dtype=object)
    ledger.reject(~is_written(place_id), reasons.UNMATCHED_NEED, column=section.lon)
    return place_id


def _numbers(table: RawTable, head: str, ledger: TableLedger) -> np.ndarray[Any, Any]:
    cells = table.cells(head)
    numbers, is_unread = read_numbers(cells)
    ledger.reject(is_unread, reasons.UNREADABLE_NUMBER, column=head, value=cells)
    return numbers


def measure_need(
    places: gpd.GeoDataFrame, sections: tuple[NeedSection, ...]
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """
    Roll measures up to parents, and rank every level's places by need.

    ``need`` of a place is the share of the other places of its level that
    need less, averaged over the measures: 1 is the most need, 0 the least.
    Parents without numbers of their own get the sum (people) or the weighted
    mean (measures) of their children.

    Returns
    -------
    places, remarks
        The places with ``population`` and ``need``; and, in sentences, which
        places no row spoke of.
    """
    measures = {measure.name: measure for section in sections for measure in section.measures}
    remarks: list[str] = []
    if not sections:
        return places, remarks
    places = _roll_up(places, [name for name in measures if name in places.columns])
    shares = [
        _share_below(places[name], places["level"], worse=measure.worse)
        for name, measure in measures.items()
        if name in places.columns
    ]
    if shares:
        places["need"] = pd.concat(shares, axis=1).mean(axis=1)
    leaves = find_leaves(places)
    for name in ("population", "need"):
        silent = leaves.index[leaves[name].isna()] if name in leaves else leaves.index
        if len(silent):
            shown = ", ".join(silent[:5]) + (" and others" if len(silent) > 5 else "")
            remarks.append(f"{len(silent)} of {len(leaves)} places have no {name}: {shown}")
    return places, remarks


def _roll_up(places: gpd.GeoDataFrame, names: list[str]) -> gpd.GeoDataFrame:
    """Fill parents from their children, level by level."""
    if "population" not in places:
        places["population"] = np.nan
    for _ in range(len(places)):
        parents = places["parent_id"].dropna()
        children = places.loc[parents.index]
        weight = children["population"].fillna(0)
        totals = children["population"].groupby(parents).sum(min_count=1)
        filled = {"population": totals.reindex(places.index)}
        for name in names:
            known = weight.where(children[name].notna())
            mean = (children[name] * weight).groupby(parents).sum(min_count=1)
            filled[name] = (mean / known.groupby(parents).sum(min_count=1)).reindex(places.index)
        before = int(places[["population", *names]].isna().sum().sum())
        for name, column in filled.items():
            places[name] = places[name].fillna(column)
        if int(places[["population", *names]].isna().sum().sum()) == before:
            break
    return places


def _share_below(values: pd.Series[Any], level: pd.Series[Any], *, worse: str) -> pd.Series[Any]:
    """Give the share of the level's other places that need less; ties share their rank."""
    oriented = values if worse == "high" else -values
    groups = oriented.groupby(level.fillna(""))
    rank, size = groups.rank(method="average"), groups.transform("count")
    return (rank - 1) / (size - 1).where(size > 1)


def add_need(places: gpd.GeoDataFrame, need: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put the columns of one table beside the places; what is there already is kept."""
    for name in need.columns:
        column = need[name].reindex(places.index)
        places[name] = column if name not in places else places[name].fillna(column)
    return places
