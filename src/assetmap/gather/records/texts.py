"""Which rows hold text that a public page leaves out, or may have a secret location?

Both are known only when every table is read: a story may name somebody who
stands in another file. They are noted then, each at its row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from assetmap.gather.account import reasons
from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.text.tidy import Mask
from assetmap.model import AssetKind, Purpose, Status
from assetmap.tables import (
    NAME,
    AssetMap,
    PersonalSearch,
    find_consenting,
    find_withdrawn,
    is_address_private,
)

__all__ = ["note_texts"]

_SHOWN = ("name", "description", "website", "offers", "wants", "themes", "address", "postcode")


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
    tables = list(tables)
    assets = m.assets
    asked = assets.index[assets["location_unanswered"].to_numpy(dtype=bool)]
    for table in tables:
        where = _first_rows(table, asked)
        table.ledger.note(where, reasons.SECRET_LOCATION, column="name", value=table.cells("name"))
    for (asset_id, column), held in _find_losses(m).items():
        for table in tables:
            where = _first_rows(table, pd.Index([asset_id]), column, held.texts)
            table.ledger.note(where, held.reason(column), column=column, value=table.cells(column))


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
    named = named.difference(find_withdrawn(m, purpose=Purpose.STORE, on=day))
    groups = assets.index[~is_person & is_open]
    shown = pd.DataFrame(assets.loc[groups, list(_SHOWN)])
    private = is_address_private(assets.loc[groups])
    shown.loc[private, ["address", "postcode"]] = None
    losses: dict[tuple[str, str], _Held] = {}
    for text in PersonalSearch(assets, shown=groups.union(named)).find(shown):
        held = losses.setdefault((groups[text.row], text.column), _Held())
        held.texts.append(text.text)
        held.what += text.reasons
    return losses


def _first_rows(
    table: MappedTable, ids: pd.Index[str], column: str = "", texts: Iterable[str] = ()
) -> Mask:
    """Find the first row of each id, and where texts are given the first that holds one."""
    row_ids = table.ledger.row_ids
    where = np.asarray(pd.Index(row_ids).isin(ids), dtype=bool) & table.ledger.is_open
    if texts and where.sum() > 1:
        cells = table.cells(column)
        holds = np.zeros(len(where), dtype=bool)
        holds[where] = [any(text in (cell or "") for text in texts) for cell in cells[where]]
        where = holds if holds.any() else where
    first = np.zeros(len(where), dtype=bool)
    positions = np.flatnonzero(where)
    first[positions] = ~pd.Series(row_ids[positions]).duplicated().to_numpy()
    return first
