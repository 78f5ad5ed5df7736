"""Layers of boundaries into places."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.example_rows import skip_examples
from assetmap.gather.files import RawTable
from assetmap.gather.headers import missing_header
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import Extent, bring_to_map
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells, normalise_header
from assetmap.gather.values import read_words, to_own_slugs
from assetmap.model import GB, Country, PlacesSection
from assetmap.tables import PLACES, fold_names
from assetmap.typing import Flags, Positions
from assetmap.wording import say_list

__all__ = [
    "add_named_places",
    "check_place_columns",
    "find_place_columns",
    "gather_places",
]

_AREA = 2
_FEWEST_CORNERS = 4
_ID_HEADS, _ID_ENDINGS = ("place id", "id", "code", "geo code"), (" code", " cd", "cd", "code")
_NAME_HEADS, _NAME_ENDINGS = ("name", "place name"), (" name", " nm", "nm", "name")
_MOSTLY = 0.5
"""Share of rows that must have an id of their own; the others may be detached parts."""
_MOST_SAID = 8
_OVERLAP = 0.01
"""Share of the smaller of two shapes up to which they lie beside one another."""


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
        keep = table.ledger.keep_open
        active = read_words(keep(table.cells("active_in")), table.separator)
        columns += [
            pd.Series(keep(table.cells("place")), dtype=object),
            pd.Series(active, dtype=object).explode(),
        ]
    given = pd.concat(columns).dropna() if columns else pd.Series(dtype=object)
    names = given[~pd.Series(fold_names(given), dtype=object).duplicated().to_numpy()]
    index = pd.Index(to_own_slugs(names), name=PLACES.index, dtype=object)
    places = empty_places(crs).reindex(index)
    places["name"] = names.to_numpy(dtype=object)
    return places.sort_index().astype({"level": object, "parent_id": object})


def add_named_places(
    places: gpd.GeoDataFrame, tables: Iterable[MappedTable], ledger: TableLedger
) -> gpd.GeoDataFrame:
    """Add the places that assets name to a list without boundaries, and say which it lacked."""
    named = name_places(tables, places.crs)
    listed = {*fold_names(places["name"]), *fold_names(places.index)}
    is_listed = pd.Series(fold_names(named["name"]), dtype=object).isin(listed).to_numpy()
    new = named[~is_listed & ~named.index.isin(places.index)]
    if new.empty:
        return places
    levels = places["level"].unique()
    reason = reasons.UNLISTED_PLACE
    ledger.remark(reason.code, f"{reason.says}: {say_list(new['name'], at_most=_MOST_SAID)}",
                  reason.remedy)  # fmt: skip
    return pd.concat([places, new.assign(level=levels[0] if len(levels) == 1 else None)])


def check_place_columns(section: PlacesSection, table: RawTable, *, where: str) -> list[Problem]:
    """List the columns that the project file names and the layer lacks."""
    stated = {"id": section.id, "name": section.name, "parent": section.parent}
    return [
        missing_header(head, table, f"{where}, {key}")
        for key, head in stated.items()
        if head is not None and table.find(head) is None
    ]


def find_place_columns(table: RawTable) -> tuple[str, str] | None:
    """
    Find which columns hold the id and the name of each place, where nothing says so.

    Of those whose headers may mean an id, it is the one with the most
    different values, and its name is the one of a like header (``WD24CD`` and
    ``WD24NM``). None if the names tell more places apart than any id does.
    """
    heads = {normalise_header(name): name for name in table.columns}
    ids = _rank(heads, _ID_HEADS, _ID_ENDINGS, table)
    names = _rank(heads, _NAME_HEADS, _NAME_ENDINGS, table)
    if not ids or not names:
        return None
    head_id, most = ids[0]
    if most < max(count for _, count in names) or most < len(table) * _MOSTLY:
        return None
    stem = _stem(head_id, _ID_ENDINGS)
    alike = [name for name, _ in names if _stem(name, _NAME_ENDINGS) == stem]
    return heads[head_id], heads[alike[0] if alike else names[0][0]]


def _rank(
    heads: dict[str, str], exact: tuple[str, ...], endings: tuple[str, ...], table: RawTable
) -> list[tuple[str, int]]:
    """Rank the headers that may be meant by how many different values they have."""
    meant = [word for word in exact if word in heads]
    meant += [head for ending in endings for head in heads if head.endswith(ending)]
    counts = [(head, pd.Series(table.columns[heads[head]]).nunique()) for head in meant]
    return sorted(dict(counts).items(), key=lambda item: -item[1])


def _stem(head: str, endings: tuple[str, ...]) -> str:
    """Take what is before "code" or "name" in a header."""
    ending = next((ending for ending in endings if head.endswith(ending)), "")
    return head.removesuffix(ending)


def gather_places(
    section: PlacesSection,
    table: RawTable,
    ledger: TableLedger,
    crs: pyproj.CRS,
    taken: pd.Index[str],
    *,
    country: Country = GB,
    measures: Collection[str] = (),
) -> gpd.GeoDataFrame:
    """
    Make places of one layer, by ``place_id``.

    Rows without an id or a polygon, and those whose id an earlier layer has
    (``taken``), are rejected; a table that has no shapes at all lists places
    without boundaries, and says so. Also rejected are those whose id an earlier row has, unless
    they are detached parts of that place. A place without a name is called by
    its id. Columns named like ``measures`` of need are kept as given.
    Boundaries that cross themselves are repaired and noted. Without any
    statement of what they are in, boundaries within 180 by 90 are read as
    longitude and latitude.
    """
    skip_examples(table, ledger, (section.id, section.name))
    ledger.leave_out()
    ids = table.cells(section.id)
    names = table.cells(section.name)
    ledger.reject(~is_written(ids), reasons.MISSING_ID, column=section.id)
    ledger.note(is_written(ids) & ~is_written(names), reasons.UNNAMED_PLACE, column=section.name)
    names = np.where(is_written(names), names, ids).astype(object)
    is_taken = is_written(ids) & pd.Series(ids, dtype=object).isin(taken).to_numpy()
    ledger.reject(is_taken, reasons.DUPLICATE_ID, column=section.id, value=ids)
    extent = Extent.from_places(empty_places(crs), crs, country)
    shapes = _boundaries(section, table, ledger, crs, extent)
    is_part = _join_parts(section, ids, table.cells(section.name), shapes, ledger)
    level = None if section.level is None else table.find(section.level)
    columns = {
        "name": names,
        "level": table.columns[level] if level else np.full(len(table), section.level, object),
        "parent_id": no_cells(len(table)) if section.parent is None
        else table.cells(section.parent),
    }  # fmt: skip
    used = {section.id, section.name, section.parent, level}
    own = {*PLACES.names, PLACES.index, *columns, *measures}
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
    return frame[ledger.is_open & ~is_part]


def _join_parts(
    section: PlacesSection, ids: Cells, names: Cells, shapes: Cells, ledger: TableLedger
) -> Flags:
    """
    Give the first row of each id the shapes of its other rows, if they are parts of one place.

    They are parts where they bear its name, or one that goes on after it such
    as "Mill End (Det)", and lie beside its shape; else the id is repeated.
    """
    rows = np.flatnonzero(is_written(ids) & ledger.is_open)
    given = pd.Series(ids[rows], index=rows, dtype=object)
    later = given[given.duplicated()]
    is_part = np.zeros(len(ids), dtype=bool)
    if later.empty:
        return is_part
    first_row = pd.Series(given.drop_duplicates().index, index=given.drop_duplicates())
    first = later.map(first_row).to_numpy(dtype=np.intp)
    at = later.index.to_numpy(dtype=np.intp)
    folded = np.array(fold_names(names), dtype=object)  # empty where a part has no name
    is_named = np.array([_is_name_of(folded[a], folded[b]) for a, b in zip(first, at, strict=True)])
    common = shapely.area(shapely.intersection(shapes[first], shapes[at]))
    is_beside = common <= _OVERLAP * np.minimum(
        shapely.area(shapes[first]), shapely.area(shapes[at])
    )
    is_part[at] = is_named & is_beside
    ledger.reject(_at(at[~is_named], ids), reasons.SHARED_PLACE_ID, column=section.id, value=ids)
    ledger.reject(
        _at(at[is_named & ~is_beside], ids), reasons.DUPLICATE_ID, column=section.id, value=ids
    )
    ledger.note(is_part, reasons.DETACHED_PART, column=section.id, value=ids)
    joined = is_part.copy()
    joined[first[is_part[at]]] = True
    whole = gpd.GeoSeries(shapes[joined]).groupby(ids[joined]).agg(shapely.union_all)
    for row in np.unique(first[is_part[at]]).tolist():
        shapes[row] = whole[ids[row]]
    return is_part


def _is_name_of(name: str, part: str) -> bool:
    """Tell whether a part may bear the name of the whole, with something after it."""
    return not part or f"{part} ".startswith(f"{name} ") or f"{name} ".startswith(f"{part} ")


def _at(rows: Positions, cells: Cells) -> Flags:
    where = np.zeros(len(cells), dtype=bool)
    where[rows] = True
    return where


def _areas_of(shapes: Cells) -> Cells:
    """Keep the polygons of repaired shapes; the lines that a repair leaves over are no area."""
    parts, position = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_dimensions(parts) == _AREA
    areas = shapes.copy()
    for at in np.unique(position[~is_area]):
        areas[at] = shapely.unary_union(parts[is_area & (position == at)])
    return areas


def _boundaries(
    section: PlacesSection,
    table: RawTable,
    ledger: TableLedger,
    crs: pyproj.CRS,
    extent: Extent,
) -> Cells:
    """Project, repair and keep the polygons of the layer."""
    shapes = no_cells(len(table))
    if table.shapes is None:
        ledger.remark(reasons.NO_BOUNDARIES.code, reasons.NO_BOUNDARIES.says,
                      reasons.NO_BOUNDARIES.remedy)  # fmt: skip
        return shapes
    shapes[:] = table.shapes
    is_given = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    sources = no_cells(len(table))
    sources[:] = section.crs or table.crs
    shapes = bring_to_map(shapes, sources, crs, extent, ledger)
    is_refused = is_given & shapely.is_missing(shapes)
    is_ring = shapely.is_ring(shapes) & (shapely.get_num_points(shapes) >= _FEWEST_CORNERS)
    ledger.note(is_ring, reasons.CLOSED_LINE, column="geometry")
    corners, owner = shapely.get_coordinates(shapes[is_ring], return_index=True)
    shapes[is_ring] = shapely.polygons(shapely.linearrings(corners, indices=owner))
    is_crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    ledger.note(is_crossed, reasons.REPAIRED_SHAPE, column="geometry")
    shapes[is_crossed] = _areas_of(shapely.make_valid(shapes[is_crossed]))
    is_area = shapely.get_dimensions(shapes) == _AREA
    ledger.reject(~is_area & ~is_refused, reasons.NOT_AN_AREA, column="geometry")
    return shapes
