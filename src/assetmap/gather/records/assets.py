"""Rows of files into assets: read, located, named by an id, grouped where rows are stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.locating import Located, Surroundings, locate_rows, remark_unlocated
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.records.confirmations import confirm_rows
from assetmap.gather.records.ids import IdRegister, own_ids
from assetmap.gather.records.stops import group_keys, join_stops, name_groups
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import AssetKind, AssetsSection, Precision, Role, Status
from assetmap.space import find_parts
from assetmap.tables import ASSETS, empty_words
from assetmap.typing import Flags

__all__ = ["gather_assets"]

_TEXTS = ("name", "description", "website", "address", "postcode", "contact_name", "email", "phone")
_LISTS = ("aliases", "themes", "offers", "wants", "head", "hands", "heart")


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
    columns = _read_columns(mapped, around)
    located = locate_rows(mapped, around, stated_crs=section.crs)
    reject_missing(mapped, "name", reasons.MISSING_NAME)
    _note_bare(mapped)
    if section.group_by:
        keys = group_keys(section, mapped)
        row_ids = ids.take(name_groups(keys, mapped), mapped, section, is_shared=True)
    else:
        keys = own_ids(mapped) if mapped.keys is None else mapped.keys
        row_ids = ids.take(mapped.cells("id"), mapped, section)
    mapped.ledger.name_rows(row_ids, keys)
    columns["verified_on"] = confirm_rows(section, mapped, columns.get("verified_on"))
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


def _read_columns(mapped: MappedTable, around: Surroundings) -> dict[str, Any]:
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
        "active_in": lambda name: _read_active_in(mapped, read.words(name), around),
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


def _read_active_in(mapped: MappedTable, words: Cells, around: Surroundings) -> Cells:
    """Turn names of places into ids, and those of their parts; what is not found is noted."""
    flat = pd.Series(words, dtype=object).explode()
    flat = flat[flat.notna()]
    found = around.names.resolve(flat.to_numpy(dtype=object))
    is_lost = found.is_unknown | found.is_ambiguous
    rows = np.asarray(flat.index[is_lost], dtype=int)
    where = np.zeros(len(words), dtype=bool)
    where[rows] = True
    remedy = no_cells(len(words))
    remedy[rows] = found.remedy[is_lost]
    cells = mapped.cells("active_in")
    mapped.ledger.note(where, reasons.UNKNOWN_PLACE, column="active_in", value=cells, remedy=remedy)
    active_in = empty_words(len(words))
    parts = {
        place_id: (place_id, *_parts_of(place_id, around.places))
        for place_id in set(found.ids.tolist()) - {None}
    }
    known: dict[int, dict[str, None]] = {}
    for row, place_id in zip(flat.index, found.ids, strict=True):
        if place_id is not None:
            known.setdefault(row, {}).update(dict.fromkeys(parts[place_id]))
    for row, place_ids in known.items():
        active_in[row] = tuple(place_ids)
    return active_in


def _parts_of(place_id: str, places: gpd.GeoDataFrame) -> list[str]:
    """List all that is part of a place, however far down, sorted."""
    within = find_parts(places, pd.Index([place_id], dtype=object))
    return [part for part in within.tolist() if part != place_id]


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
