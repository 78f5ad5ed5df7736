"""Rows whose text a public page leaves out, or that may have a secret location.

Both are known only when every table is read: a story may name somebody who
stands in another file. They are noted then, each at its row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells
from assetmap.model import AssetKind, Purpose, Status
from assetmap.tables import (
    FREE_TEXTS,
    NAME,
    AssetMap,
    PersonalSearch,
    find_consenting,
    find_ended,
    is_address_private,
)
from assetmap.typing import Flags

__all__ = ["note_texts"]


def note_texts(m: AssetMap, tables: Iterable[MappedTable]) -> None:
    """
    Note, at each row, what a public page leaves out of its text and what is asked about it.

    Parameters
    ----------
    m
        The map that was made of the tables.
    tables
        Tables of assets, whose ledgers know the id of each row.
    """
    assets = m.assets
    asked = assets.index[assets["location_unanswered"].to_numpy(dtype=bool)]
    losses = _find_losses(m)
    for table in tables:
        rows = _rows_by_id(table, {*asked, *(asset_id for asset_id, _ in losses)})
        first = [rows[asset_id][0] for asset_id in asked if asset_id in rows]
        table.ledger.note(
            _mark(first, table), reasons.SECRET_LOCATION, column="name", value=table.cells("name")
        )
        noted: dict[tuple[str, reasons.Reason], list[int]] = {}
        for (asset_id, column), held in losses.items():
            if asset_id in rows:
                at = _find_row(rows[asset_id], table.cells(column), held.texts)
                noted.setdefault((column, held.reason(column)), []).append(at)
        for (column, reason), at_rows in noted.items():
            where = _mark(at_rows, table)
            table.ledger.note(where, reason, column=column, value=table.cells(column))


class _Held:
    """What one cell holds that is personal, and in which pieces of text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.what: list[str] = []

    def reason(self, column: str) -> reasons.Reason:
        """Say what it is, and how much of the cell goes."""
        named = [_ARTICLES.get(what, f"a {what}") for what in dict.fromkeys(self.what)]
        listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        is_whole = column == "description" and NAME in self.what
        lost = "the whole text" if is_whole else "that word" if column in _WORDS else "it"
        says = reasons.PERSONAL_TEXT.says.format(what=listed, lost=lost)
        return replace(reasons.PERSONAL_TEXT, says=says)


_ARTICLES = {NAME: "somebody's name", "e-mail address": "an e-mail address",
             "address": "a private address"}  # fmt: skip
_WORDS = frozenset({"offers", "wants", "themes"})


def _find_losses(m: AssetMap) -> dict[tuple[str, str], _Held]:
    """List what a public page would leave out, by asset and column."""
    assets, day = m.assets, m.publishing_day
    is_person = (assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()
    is_open = (assets["status"] != str(Status.CLOSED)).to_numpy()
    named = find_consenting(m, purpose=Purpose.PUBLISH_NAME, on=day)
    named = named.difference(find_ended(m.consents, purpose=Purpose.STORE, on=day).index)
    groups = assets.index[~is_person & is_open]
    shown = pd.DataFrame(assets.loc[groups, list(FREE_TEXTS)])
    private = is_address_private(assets.loc[groups])
    shown.loc[private, ["address", "postcode"]] = None
    losses: dict[tuple[str, str], _Held] = {}
    search = PersonalSearch(assets, shown=groups.union(named), country=m.country)
    for text in search.find(shown):
        held = losses.setdefault((groups[text.row], text.column), _Held())
        held.texts.append(text.text)
        held.what += text.reasons
    return losses


def _rows_by_id(table: MappedTable, ids: set[str]) -> dict[str, list[int]]:
    """List the open rows of each of these ids; one that is grouped has several."""
    row_ids = table.ledger.row_ids
    where = np.asarray(pd.Index(row_ids).isin(ids), dtype=bool) & table.ledger.is_open
    rows: dict[str, list[int]] = {}
    for at in np.flatnonzero(where).tolist():
        rows.setdefault(row_ids[at], []).append(at)
    return rows


def _find_row(rows: list[int], cells: Cells, texts: Iterable[str]) -> int:
    """Find the first of these rows that holds one of the texts, else the first."""
    held = (at for at in rows if any(text in (cells[at] or "") for text in texts))
    return rows[0] if len(rows) == 1 else next(held, rows[0])


def _mark(rows: list[int], table: MappedTable) -> Flags:
    where = np.zeros(len(table.raw), dtype=bool)
    where[rows] = True
    return where
