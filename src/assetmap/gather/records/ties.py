"""Rows of files into ties, consents and effort: ends, people and places by id or by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.gather.account import reasons
from assetmap.gather.account.reasons import Reason
from assetmap.gather.columns.cells import CellReader
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.records.ids import IdRegister
from assetmap.gather.text.naming import NameIndex
from assetmap.gather.text.tidy import Cells, is_written, no_cells
from assetmap.model import (
    AssetKind,
    ConsentsSection,
    EffortSection,
    Purpose,
    RowsSection,
    TieKind,
    TiesSection,
)
from assetmap.tables import CONSENTS, EFFORT, TIES

__all__ = ["gather_consents", "gather_effort", "gather_ties"]


def gather_ties(
    section: TiesSection, mapped: MappedTable, assets: NameIndex, ids: IdRegister, *, source_id: str
) -> pd.DataFrame:
    """Make ties of one table's rows, by ``tie_id``; a tie needs two ends that are known."""
    read = CellReader(mapped)
    ledger = mapped.ledger
    source = _resolve(mapped, "source", assets, reasons.UNKNOWN_END, reasons.AMBIGUOUS_END)
    target = _resolve(mapped, "target", assets, reasons.UNKNOWN_END, reasons.AMBIGUOUS_END)
    for name in ("source", "target"):
        ledger.reject(~is_written(mapped.cells(name)), reasons.MISSING_END, column=name)
    is_self = is_written(source) & np.equal(source, target).astype(bool)
    ledger.reject(is_self, reasons.SELF_TIE, column="target", value=mapped.cells("target"))
    strength, since, until = read.number("strength"), read.date("since"), read.date("until")
    cells = mapped.cells("strength")
    ledger.reject(strength == 0, reasons.NO_STRENGTH, column="strength", value=cells)
    is_reversed = (until < since).to_numpy()
    ledger.reject(is_reversed, reasons.ENDS_FIRST, column="until", value=mapped.cells("until"))
    frame = pd.DataFrame(
        {
            "source": source,
            "target": target,
            "kind": read.choice("kind", TieKind, missing=reasons.MISSING_KIND),
            "strength": strength,
            "since": since,
            "until": until,
        }
    )
    frame["sources"] = _repeat((source_id,), len(frame))
    row_ids = _take_ids(section, mapped, ids)
    return _beside_extras(frame, mapped, row_ids, TIES.index, TIES.names)


def gather_consents(
    section: ConsentsSection, mapped: MappedTable, people: NameIndex, ids: IdRegister
) -> pd.DataFrame:
    """Make consents of one table's rows, by ``consent_id``: one for each purpose of a row."""
    read = CellReader(mapped)
    mapped.ledger.reject(
        ~is_written(mapped.cells("person")), reasons.UNKNOWN_PERSON, column="person"
    )
    purposes = read.choices("purpose", Purpose)
    is_silent = np.fromiter((not words for words in read.words("purpose")), bool, len(purposes))
    mapped.ledger.reject(is_silent, reasons.MISSING_PURPOSE, column="purpose")
    frame = pd.DataFrame(
        {
            "asset_id": _resolve(
                mapped, "person", people, reasons.UNKNOWN_PERSON, reasons.AMBIGUOUS_PERSON
            ),
            "purpose": purposes,
            "given_on": read.date("given_on"),
            "how": read.text("how"),
            "notice_version": read.text("notice_version"),
            "recorded_by": read.text("recorded_by"),
            "expires_on": read.date("expires_on"),
            "withdrawn_on": read.date("withdrawn_on"),
        }
    )
    row_ids = _take_ids(section, mapped, ids)
    rows = _beside_extras(frame, mapped, row_ids, CONSENTS.index, CONSENTS.names)
    each = rows.explode("purpose")
    is_further = each.index.duplicated()
    each_id = each.index.to_numpy(dtype=object).copy()
    each_id[is_further] = ids.make([f"{row_id}-also" for row_id in each_id[is_further]])
    return each.set_axis(pd.Index(each_id, name=CONSENTS.index, dtype=object))


def gather_effort(
    section: EffortSection,
    mapped: MappedTable,
    places: NameIndex,
    ids: IdRegister,
    *,
    source_id: str,
) -> pd.DataFrame:
    """Make effort of one table's rows, by ``effort_id``; it needs a known place and a count."""
    read = CellReader(mapped)
    ledger = mapped.ledger
    ledger.reject(~is_written(mapped.cells("place")), reasons.MISSING_PLACE, column="place")
    place = _resolve(mapped, "place", places, reasons.UNKNOWN_PLACE, reasons.AMBIGUOUS_PLACE)
    frame = pd.DataFrame({"place_id": place, "kind": read.choice("kind", AssetKind)})
    is_blank = np.ones(len(frame), dtype=bool)
    for name in ("conversations", "walks", "lists_checked"):
        cells, counts = mapped.cells(name), read.number(name)
        ledger.reject(np.mod(counts, 1) > 0, reasons.NOT_WHOLE, column=name, value=cells)
        is_blank &= ~is_written(cells)
        frame[name] = counts
    ledger.reject(is_blank, reasons.NO_EFFORT)
    frame["on"] = read.date("on")
    frame["notes"] = read.text("notes")
    frame["sources"] = _repeat((source_id,), len(frame))
    row_ids = _take_ids(section, mapped, ids)
    return _beside_extras(frame, mapped, row_ids, EFFORT.index, EFFORT.names)


def _repeat(value: tuple[str, ...], size: int) -> Cells:
    column = no_cells(size)
    column[:] = [value] * size
    return column


def _resolve(
    mapped: MappedTable, name: str, known: NameIndex, unknown: Reason, ambiguous: Reason
) -> Cells:
    """Find whom cells mean; rows whose cell is not understood are rejected."""
    cells = mapped.cells(name)
    found = known.resolve(cells)
    mapped.ledger.reject(found.is_unknown, unknown, column=name, value=cells, remedy=found.remedy)
    mapped.ledger.reject(
        found.is_ambiguous, ambiguous, column=name, value=cells, remedy=found.remedy
    )
    return found.ids


def _take_ids(section: RowsSection, mapped: MappedTable, ids: IdRegister) -> Cells:
    """Name each row by its id, else by the file and its row."""
    rows = np.array([str(row) for row in mapped.raw.rows], dtype=object)
    return ids.take(mapped.cells("id"), mapped, section, stems=rows)


def _beside_extras(
    frame: pd.DataFrame, mapped: MappedTable, row_ids: Cells, index: str, own: tuple[str, ...]
) -> pd.DataFrame:
    """Keep the rows that stand, with the file's other columns."""
    extras = mapped.extra_columns({*own, index})
    whole = pd.concat([frame, pd.DataFrame(extras, index=frame.index)], axis=1)
    return whole.set_axis(pd.Index(row_ids, name=index, dtype=object))[mapped.ledger.is_open]
