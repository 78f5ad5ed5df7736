"""Rows of files into assets: read, located, named by an id, grouped where rows are stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.gather import reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.locating import Located, Surroundings, locate_rows, remark_unlocated
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.names import NameIndex
from assetmap.gather.records.ids import IdRegister
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import to_slugs
from assetmap.model import AssetKind, AssetsSection, Precision, Role, Status
from assetmap.space import find_all_places
from assetmap.tables import ASSETS, empty_words
from assetmap.typing import Flags

__all__ = ["gather_assets"]

_TEXTS = ("name", "description", "website", "address", "postcode", "contact_name", "email", "phone")
_LISTS = ("themes", "offers", "wants", "head", "hands", "heart")
_EXTREMES = {"first_seen": "min", "verified_on": "max"}
_ANSWER = "sensitive_location"


def gather_assets(
    section: AssetsSection,
    mapped: MappedTable,
    around: Surroundings,
    ids: IdRegister,
    *,
    source_id: str,
) -> pd.DataFrame:
    """
    Make assets of one table's rows.

    Parameters
    ----------
    section
        What the project file says of the table.
    mapped
        The table under our names; its ledger receives what is noticed.
    around
        The places of the map and where it is.
    ids
        The ids that are taken; those of this table are added.
    source_id
        Who said so.

    Returns
    -------
    assets
        The accepted rows, by ``asset_id``, with the columns of
        `assetmap.tables.ASSETS` that the table has and its extra columns.
    """
    columns = _read_columns(mapped, around.names)
    located = locate_rows(mapped, around, stated_crs=section.crs)
    reject_missing(mapped, "name", reasons.MISSING_NAME)
    _note_bare(mapped)
    if section.group_by:
        given = _group_names(section, mapped)
        row_ids = ids.take(given, mapped, section, is_shared=True)
    else:
        row_ids = ids.take(mapped.cells("id"), mapped, section)
    mapped.ledger.name_rows(row_ids)
    remark_unlocated(mapped, located.precision)
    frame = _lay_out(columns, located, mapped)
    frame["sources"] = _repeat((source_id,), len(frame))
    frame = frame.set_axis(pd.Index(row_ids, name=ASSETS.index, dtype=object))
    accepted = frame[mapped.ledger.is_open]
    return join_stops(accepted, around) if section.group_by and len(accepted) else accepted


def _note_bare(mapped: MappedTable) -> None:
    """Note the rows of which only the name is known, where the others say more."""
    names = mapped.cells("name")
    is_bare = mapped.raw.is_bare & is_written(names)
    mapped.ledger.note(is_bare, reasons.BARE_ROW, column="name", value=names)


def _read_columns(mapped: MappedTable, places: NameIndex) -> dict[str, Any]:
    """Read every column that the table has and that is not about where the asset is."""
    read = CellReader(mapped)
    readers: dict[str, Callable[[str], Any]] = {
        **dict.fromkeys(_TEXTS, read.text),
        "phone": read.figures,
        **dict.fromkeys(_LISTS, read.words),
        **dict.fromkeys(("first_seen", "verified_on"), read.date),
        "status": lambda name: read.choice(name, Status, default=str(Status.UNKNOWN)),
        "precision": lambda name: read.choice(name, Precision),
        "roles": lambda name: read.choices(name, Role),
        "active_in": lambda name: _read_active_in(mapped, read.words(name), places),
        "capacity": lambda name: read.number(name, is_count=True),
        "sensitive_location": lambda name: _read_answer(mapped, read.flag(name)),
    }
    columns = {name: reader(name) for name, reader in readers.items() if name in mapped.columns}
    columns["kind"] = read.choice("kind", AssetKind, missing=reasons.MISSING_KIND)
    return columns


def _read_answer(mapped: MappedTable, flags: Flags) -> Cells:
    """Tell "no" from nothing said, which is no answer to whether a location is secret."""
    answers = flags.astype(object)
    answers[~is_written(mapped.cells("sensitive_location"))] = None
    return answers


def _read_active_in(mapped: MappedTable, words: Cells, places: NameIndex) -> Cells:
    """Turn names of places into ids; what is not found is noted and left out."""
    flat = pd.Series(words, dtype=object).explode()
    flat = flat[flat.notna()]
    found = places.resolve(flat.to_numpy(dtype=object))
    is_lost = found.is_unknown | found.is_ambiguous
    rows = np.asarray(flat.index[is_lost], dtype=int)
    where = np.zeros(len(words), dtype=bool)
    where[rows] = True
    remedy = no_cells(len(words))
    remedy[rows] = found.remedy[is_lost]
    cells = mapped.cells("active_in")
    mapped.ledger.note(where, reasons.UNKNOWN_PLACE, column="active_in", value=cells, remedy=remedy)
    active_in = empty_words(len(words))
    known: dict[int, dict[str, None]] = {}
    for row, place_id in zip(flat.index, found.ids, strict=True):
        if place_id is not None:
            known.setdefault(row, {})[place_id] = None
    for row, place_ids in known.items():
        active_in[row] = tuple(place_ids)
    return active_in


def _group_names(section: AssetsSection, mapped: MappedTable) -> Cells:
    """Name each row's group by its cells in the grouping columns; blank rows are alone."""
    names = [mapped.raw.find(name) for name in section.group_by]
    columns = [mapped.raw.columns[name] for name in names if name is not None]
    given = no_cells(len(mapped.raw))
    groups = [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]
    slugs = to_slugs(groups)
    given[:] = [slug if group else None for group, slug in zip(groups, slugs, strict=True)]
    return given


def _lay_out(columns: dict[str, Any], located: Located, mapped: MappedTable) -> pd.DataFrame:
    """Put our columns, where it is, and the file's other columns beside one another."""
    stated = columns.get("precision", no_cells(len(mapped.raw)))
    columns["precision"] = np.where(is_written(stated), stated, located.precision)
    columns["place_id"] = located.place_id
    extras = mapped.extra_columns({*ASSETS.names, ASSETS.index})
    return pd.DataFrame({**columns, **extras, "geometry": located.shapes})


def _repeat(value: Any, size: int) -> Cells:
    column = no_cells(size)
    column[:] = [value] * size
    return column


def join_stops(rows: pd.DataFrame, around: Surroundings) -> pd.DataFrame:
    """
    Make one asset of the rows that share an id: its points are its stops.

    Words and other columns are gathered from all of them, the day is the last
    on which any was confirmed, and one sensitive stop makes all sensitive.
    """
    by_id = rows.groupby(level=0, sort=False)
    joined = by_id.first()
    for name in rows.columns.difference(["geometry"]):
        if isinstance(rows[name].iloc[0], tuple):
            joined[name] = by_id[name].agg(_join_words)
        elif name == _ANSWER:
            joined[name] = by_id[name].agg(_join_answers)
        elif name in _EXTREMES:
            joined[name] = by_id[name].agg(_EXTREMES[name])
        elif name not in ASSETS.names:
            joined[name] = by_id[name].agg(_join_texts)
    shapes = gpd.GeoSeries(by_id["geometry"].agg(_join_points), crs=around.crs)
    touched = find_all_places(shapes.rename_axis(ASSETS.index), around.places)
    everywhere = touched.groupby(ASSETS.index)["place_id"].agg(tuple)
    stops = rows.groupby([rows.index, "place_id"]).size().rename("stops").reset_index()
    stops = stops.sort_values(["stops", "place_id"], ascending=[False, True])
    home = stops.drop_duplicates(ASSETS.index).set_index(ASSETS.index)["place_id"]
    joined["geometry"] = shapes
    joined["place_id"] = home.reindex(joined.index)
    joined["active_in"] = _either(everywhere.reindex(joined.index), _stated_places(joined))
    return joined


def _stated_places(joined: pd.DataFrame) -> pd.Series[Any]:
    if "active_in" in joined:
        return joined["active_in"]
    return pd.Series(empty_words(len(joined)), index=joined.index, dtype=object)


def _either(found: pd.Series[Any], stated: pd.Series[Any]) -> pd.Series[Any]:
    merged = [
        tuple(dict.fromkeys((*(a if isinstance(a, tuple) else ()), *b)))
        for a, b in zip(found, stated, strict=True)
    ]
    column = empty_words(len(merged))
    column[:] = merged
    return pd.Series(column, index=stated.index, dtype=object)


def _join_words(lists: Any) -> Any:
    """Keep every different word of the stops, in their order."""
    return tuple(dict.fromkeys(word for words in lists for word in words))


def _join_answers(answers: Any) -> bool | None:
    """One yes makes all sensitive; where nothing was said of any stop, nothing is said."""
    given = [bool(answer) for answer in answers if answer is not None]
    return any(given) if given else None


def _join_texts(cells: pd.Series[Any]) -> str | None:
    """Keep every different text of the stops, in their order."""
    return "; ".join(dict.fromkeys(str(cell) for cell in cells.dropna())) or None


def _join_points(shapes: Any) -> Any:
    # A copy: older shapely takes no array that may not be written to, as pandas lends them.
    parts = shapely.get_parts(shapes.dropna().to_numpy(dtype=object, copy=True))
    if not len(parts):
        return None
    is_all_points = bool((shapely.get_type_id(parts) == 0).all())
    return shapely.multipoints(parts) if is_all_points else shapely.geometrycollections(parts)
