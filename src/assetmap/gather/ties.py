"""Rows of files into ties and consents: ends and people by id or by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.cells import CellReader
from assetmap.gather.ids import IdRegister, stem_of
from assetmap.gather.mapping import MappedTable
from assetmap.gather.naming import NameIndex
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import ConsentsSection, Purpose, RowsSection, TieKind, TiesSection
from assetmap.tables import CONSENTS, TIES

__all__ = ["gather_consents", "gather_ties"]


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
    sources = no_cells(len(frame))
    sources[:] = [(source_id,)] * len(frame)
    frame["sources"] = sources
    return _with_ids(frame, section, mapped, ids, TIES.index, TIES.names)


def gather_consents(
    section: ConsentsSection, mapped: MappedTable, people: NameIndex, ids: IdRegister
) -> pd.DataFrame:
    """Make consents of one table's rows, by ``consent_id``: one for each purpose of a row."""
    read = CellReader(mapped)
    mapped.ledger.reject(
        ~is_written(mapped.cells("person")), reasons.UNKNOWN_PERSON, column="person"
    )
    mapped.ledger.reject(
        ~is_written(mapped.cells("purpose")), reasons.MISSING_PURPOSE, column="purpose"
    )
    frame = pd.DataFrame(
        {
            "asset_id": _resolve(
                mapped, "person", people, reasons.UNKNOWN_PERSON, reasons.AMBIGUOUS_PERSON
            ),
            "purpose": read.choices("purpose", Purpose),
            "given_on": read.date("given_on"),
            "how": read.text("how"),
            "notice_version": read.text("notice_version"),
            "recorded_by": read.text("recorded_by"),
            "expires_on": read.date("expires_on"),
            "withdrawn_on": read.date("withdrawn_on"),
        }
    )
    rows = _with_ids(frame, section, mapped, ids, CONSENTS.index, CONSENTS.names)
    each = rows.explode("purpose")
    number = each.groupby(level=0, sort=False).cumcount()
    each.index = pd.Index(
        [
            f"{row_id}-{n + 1}" if n else row_id
            for row_id, n in zip(each.index, number, strict=True)
        ],
        name=CONSENTS.index,
    )
    return each


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


def _with_ids(
    frame: pd.DataFrame,
    section: RowsSection,
    mapped: MappedTable,
    ids: IdRegister,
    index: str,
    own: tuple[str, ...],
) -> pd.DataFrame:
    """Name each row by its id, or by file and row; keep the file's other columns."""
    given = mapped.cells("id").copy()
    is_open = ~is_written(given)
    prefix = "" if section.id_prefix else f"{stem_of(mapped.raw)}-"
    given[is_open] = [f"{prefix}{row}" for row in mapped.raw.rows[is_open]]
    row_ids = ids.take(given, mapped, section)
    for name, cells in mapped.extras.items():
        frame[f"{name} (as given)" if name in {*own, index} else name] = cells
    frame = frame.set_axis(pd.Index(row_ids, name=index, dtype=object))
    return frame[mapped.ledger.is_open]
