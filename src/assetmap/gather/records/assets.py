"""Rows of files into assets: read, located, named by an id, grouped where rows are stops."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.errors import find_near_word
from assetmap.gather import date_reasons, reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.hours import translate_hours
from assetmap.gather.locating import Located, Surroundings, locate_rows, remark_unlocated
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.records.confirmations import confirm_rows
from assetmap.gather.records.ids import IdRegister, own_ids
from assetmap.gather.records.stops import group_keys, join_stops, name_groups
from assetmap.gather.records.unnamed import name_unnamed
from assetmap.gather.tidy import Cells, is_written, no_cells, repeat_cell
from assetmap.model import (
    ASSET_DAYS,
    ASSET_DAYS_IN_ORDER,
    IDENTIFIER,
    SECTORS,
    AssetKind,
    AssetsSection,
)
from assetmap.space import find_parts
from assetmap.tables import ASSETS, empty_words, fold, read_plainly, spell
from assetmap.typing import Flags
from assetmap.wording import say_number

__all__ = ["gather_assets"]

_ELSEWHERE = frozenset({"kind", "place_id", "geometry", *ASSET_DAYS})
"""Columns that are read with others, or while rows are located."""


def gather_assets(
    section: AssetsSection,
    mapped: MappedTable,
    around: Surroundings,
    ids: IdRegister,
    *,
    source_id: str,
    sectors: tuple[str, ...] = SECTORS,
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
    sectors
        The words that a sector may be.

    Returns
    -------
    assets
        The accepted rows, by ``asset_id``, with the columns of
        `assetmap.tables.ASSETS` that the table has and its extra columns.
    """
    columns = _read_columns(mapped, around, sectors)
    located = locate_rows(mapped, around, stated_crs=section.crs)
    names = around.places["name"].reindex(pd.Index(located.place_id, dtype=object))
    name_unnamed(mapped, names.astype(object).where(names.notna(), None).to_numpy(dtype=object))
    if "name" in mapped.columns:
        columns["name"] = mapped.cells("name")
    reject_missing(mapped, "name", reasons.MISSING_NAME)
    _note_bare(mapped)
    is_person = columns["kind"] == str(AssetKind.INDIVIDUAL)
    if section.group_by:
        keys = group_keys(section, mapped)
        groups = name_groups(keys, mapped)
        row_ids = ids.take(groups, mapped, section, is_person=is_person, is_shared=True)
    else:
        keys = own_ids(mapped) if mapped.keys is None else mapped.keys
        row_ids = ids.take(mapped.cells("id"), mapped, section, is_person=is_person)
    mapped.ledger.name_rows(row_ids, keys)
    columns["verified_on"] = confirm_rows(section, mapped, columns.get("verified_on"))
    remark_unlocated(mapped, located.precision)
    frame = _lay_out(columns, located, mapped)
    frame["sources"] = repeat_cell((source_id,), len(frame))
    if section.public_venue:
        frame["public_venue"] = True
    frame = frame.set_axis(pd.Index(row_ids, name=ASSETS.index, dtype=object))
    accepted = frame[mapped.ledger.is_open]
    return join_stops(accepted, around) if section.group_by and len(accepted) else accepted


def _note_bare(mapped: MappedTable) -> None:
    """Note the rows of which only the name is known, where the others say more."""
    names = mapped.cells("name")
    is_bare = mapped.raw.is_bare & is_written(names)
    mapped.ledger.note(is_bare, reasons.BARE_ROW, column="name", value=names)


def _read_columns(
    mapped: MappedTable, around: Surroundings, sectors: tuple[str, ...]
) -> dict[str, Any]:
    """Read every column that the table has and that is not about where the asset is."""
    read = CellReader(mapped)
    own_ways: dict[str, Callable[[str], Any]] = {
        "phone": read.figures,
        "identifiers": lambda name: _read_identifiers(mapped, read.words(name)),
        "active_in": lambda name: _read_active_in(mapped, read.words(name), around),
        "sector": lambda name: _read_sector(mapped, name, sectors),
        "cost": lambda name: _read_plainly(mapped, name, reasons.UNCLEAR_COST),
        "opening_hours": lambda name: _read_hours(mapped, name),
        "accessible": lambda name: _read_plainly(mapped, name, reasons.UNCLEAR_ACCESS),
        "sensitive_location": lambda name: _read_answer(mapped, read.flag(name)),
    }
    columns = {
        column.name: own_ways[column.name](column.name)
        if column.name in own_ways
        else read.column(column)
        for column in ASSETS.columns
        if column.name in mapped.columns and column.name not in _ELSEWHERE
    }
    columns |= _read_days(mapped, read)
    columns["kind"] = read.choice("kind", AssetKind, missing=reasons.MISSING_KIND)
    return columns


def _read_days(mapped: MappedTable, read: CellReader) -> dict[str, Any]:
    """Read when things began and ended; days that contradict each other are left out."""
    days: dict[str, Any] = {}
    for name in ("since", "until"):
        if name in mapped.columns:
            days[f"{name}_earliest"], days[f"{name}_latest"] = read.span(name)
    for name in ASSET_DAYS:
        if name in mapped.columns:
            stated = read.date(name, is_end=name.endswith("latest"))
            days[name] = stated if name not in days else stated.fillna(days[name])
    for first, last in ASSET_DAYS_IN_ORDER:
        one, other = days.get(first), days.get(last)
        if one is None or other is None:
            continue
        is_reversed = (other < one).to_numpy()
        cells = other.dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
        mapped.ledger.note(is_reversed, date_reasons.DAYS_REVERSED, column=last, value=cells)
        days[first], days[last] = one.mask(is_reversed), other.mask(is_reversed)
    return days


def _read_identifiers(mapped: MappedTable, words: Cells) -> Cells:
    """Keep the identifiers that say whose they are, and note the others."""
    different = {word for row in set(words.tolist()) for word in row}
    good = {word for word in different if re.match(IDENTIFIER, word)}
    kept = empty_words(len(words))
    kept[:] = [tuple(word for word in row if word in good) for row in words]
    is_lost = np.array([len(one) < len(row) for one, row in zip(kept, words, strict=True)], bool)
    cells = mapped.cells("identifiers")
    mapped.ledger.note(is_lost, reasons.NO_REGISTER, column="identifiers", value=cells)
    return kept


def _read_plainly(mapped: MappedTable, name: str, unclear: reasons.Reason) -> Cells:
    """Spell the words that a column knows; a text that says none of them is kept, and noted."""
    cells = mapped.cells(name)
    column = next(column for column in ASSETS.columns if column.name == name)
    written = set(cells[is_written(cells)].tolist())
    odd = {cell for cell in written if read_plainly(cell, column) is None}
    where = np.fromiter((cell in odd for cell in cells), dtype=bool, count=len(cells))
    mapped.ledger.note(where, unclear, column=name, value=cells)
    spelt = pd.Series(spell(cells, column), dtype=object)
    return spelt.where(spelt.notna(), None).to_numpy(dtype=object)


def _read_hours(mapped: MappedTable, name: str) -> Cells:
    """Write hours as OpenStreetMap does; what may mean something else is kept, and noted."""
    cells = mapped.cells(name)
    written = sorted(set(cells[is_written(cells)].tolist()))
    known = {cell: translate_hours(cell) for cell in written}
    where = np.array([cell is not None and known[cell] is None for cell in cells], dtype=bool)
    mapped.ledger.note(where, reasons.UNCLEAR_HOURS, column=name, value=cells)
    changed = [cell for cell in written if known[cell] not in {None, cell}]
    if changed:
        count = int(is_among(pd.Series(cells, dtype=object), changed).sum())
        mapped.ledger.remark(
            "reading",
            f"opening hours of {say_number(count, 'row')} are written as OpenStreetMap does: "
            f"{changed[0]!r} as {known[changed[0]]!r}",
        )
    hours = no_cells(len(cells))
    hours[:] = [None if cell is None else known[cell] or cell for cell in cells]
    return hours


def _read_sector(mapped: MappedTable, name: str, sectors: tuple[str, ...]) -> Cells:
    """Spell sectors as the list does; a word that is not on it is kept, and noted."""
    cells = mapped.cells(name)
    listed = {_fold_word(word): word for word in sectors}
    known = {cell: listed.get(_fold_word(cell)) for cell in set(cells[is_written(cells)].tolist())}
    is_other = np.array([cell is not None and known[cell] is None for cell in cells], dtype=bool)
    remedy = no_cells(len(cells))
    remedy[is_other] = [
        f"{find_near_word(cell.casefold(), sectors)} Or list it under `sectors`."
        for cell in cells[is_other]
    ]
    mapped.ledger.note(is_other, reasons.UNLISTED_SECTOR, column=name, value=cells, remedy=remedy)
    spelt = no_cells(len(cells))
    spelt[:] = [known.get(cell) or cell for cell in cells]
    return spelt


def _fold_word(word: str) -> str:
    """Forgive case and accents, and what forms write for a space."""
    return fold(word.replace("_", " "))


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
