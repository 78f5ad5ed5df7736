"""Who bears an id or a name: every row of the files, also those that are not on the map."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from assetmap.gather.columns.mapping import MappedTable
from assetmap.gather.text.naming import Bearers, NameIndex
from assetmap.gather.text.tidy import is_written

__all__ = ["index_names"]


def index_names(
    assets: pd.DataFrame, tables: Iterable[MappedTable], *, trusts_first: bool
) -> NameIndex:
    """
    Index ids and names, so that what a rejected or skipped row bears too is ambiguous.

    Parameters
    ----------
    assets
        The rows that are on the map, by ``asset_id``, with ``name``.
    tables
        Every table of assets and people.
    trusts_first
        Whether an id that two rows of one table bear is that of the first: a
        tie may trust that, a consent may not.
    """
    ids: list[str | None] = []
    names: list[str | None] = []
    for mapped in tables:
        row_ids, cells = mapped.ledger.row_ids, mapped.cells("name")
        is_open = mapped.ledger.is_open
        first = dict(zip(row_ids[is_open], cells[is_open], strict=True)) if trusts_first else {}
        is_left_out = ~is_open & is_written(cells)
        for row_id, name in zip(row_ids[is_left_out], cells[is_left_out], strict=True):
            ids.append(row_id if first.get(row_id, name) == name else None)
            names.append(name)
    left_out = Bearers(tuple(ids), tuple(names))
    return NameIndex(assets.index, assets["name"].tolist(), left_out=left_out)
