"""Who bears which id and which name, over every row of every file of assets and people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from assetmap.gather.mapping import MappedTable
from assetmap.gather.names import Bearers, NameIndex, mark_row
from assetmap.gather.records.ids import prefix_of
from assetmap.gather.tidy import Cells, is_written
from assetmap.model import AssetsSection
from assetmap.tables import fold_names
from assetmap.typing import Flags, Objects

__all__ = ["index_names", "is_sheet"]

Rows = tuple[AssetsSection, MappedTable]
Pairs = list[tuple[str, str]]


def index_names(
    assets: pd.DataFrame,
    tables: Sequence[Rows],
    *,
    trusts_first: bool,
    sheet: str | None = None,
    numbers: frozenset[str] = frozenset(),
) -> NameIndex:
    """
    Index ids and names, so that what a rejected or skipped row bears too is ambiguous.

    Beside the ids of the map, the ids that the files have for their rows are
    known; beside the names of the map, every spelling that was joined in one.

    Parameters
    ----------
    assets
        The rows that are on the map, by ``asset_id``, with ``name``.
    tables
        Every table of assets and people, with its section.
    trusts_first
        Whether an id that two rows of one table bear is that of the first,
        and a number in a column of ids is one: a tie may trust that, a
        consent may not.
    sheet
        The sheet whose rows alone are meant; all when None.
    numbers
        Ids that are numbers of rows about people, and mean nobody in a file.
    """
    if sheet is not None:
        tables = [rows for rows in tables if is_sheet(rows[1].raw.sheet, sheet)]
        on_sheet: set[str | None] = set()
        for _, mapped in tables:
            on_sheet.update(mapped.ledger.row_ids[mapped.ledger.is_open].tolist())
        assets = assets[assets.index.isin(on_sheet)]
    names = assets["name"]
    ids: Pairs = []
    keys: Pairs = []
    borne: Pairs = []
    if "aliases" in assets:
        aliases = assets["aliases"].explode().dropna()
        borne += zip(aliases, aliases.index, strict=True)
    for number, (section, mapped) in enumerate(tables):
        rows = _Rows(section, mapped, names)
        for found in (rows.on_map(), rows.left_out(number, trusts_first=trusts_first)):
            ids += (pair for pair in found.ids if pair[0] not in numbers)
            keys += found.keys
            borne += found.names
    also = Bearers(tuple(ids), tuple(keys), tuple(borne))
    return NameIndex(
        assets.index, names.tolist(), also=also, trusts_numbers=trusts_first, numbers=numbers
    )


def is_sheet(name: str | None, stated: str) -> bool:
    """Tell whether a sheet is the one that is stated, however it is spelt."""
    return name is not None and fold_names([name]) == fold_names([stated])


class _Rows:
    """The rows of one table, beside the names of the records that they are part of."""

    def __init__(self, section: AssetsSection, mapped: MappedTable, names: pd.Series[str]) -> None:
        ledger = mapped.ledger
        self._row_ids, self._keys = ledger.row_ids, ledger.row_keys
        self._names, self._is_open = mapped.cells("name"), ledger.is_open
        self._prefix = prefix_of(section, mapped.raw)
        self._is_grouped = bool(section.group_by)
        at = names.index.get_indexer(pd.Index(self._row_ids, dtype=object))
        known = names.to_numpy(dtype=object)
        self._is_known = at >= 0
        self._known_names = np.full(len(at), None, dtype=object)
        self._known_names[self._is_known] = known[at[self._is_known]]

    def on_map(self) -> Bearers:
        """List what rows on the map bear beside the id and the name of their record."""
        is_on = self._is_open & self._is_known
        keys = self._list_keys(is_on, self._row_ids)
        is_other = is_on & is_written(self._names) & _differ(self._names, self._known_names)
        return Bearers(keys=keys, names=_pair(self._names, self._row_ids, is_other))

    def left_out(self, number: int, *, trusts_first: bool) -> Bearers:
        """List what rows bear that were rejected or skipped."""
        is_out = ~self._is_open & is_written(self._names)
        if not is_out.any():
            return Bearers()
        is_same = is_out & self._is_known & (self._is_grouped | self._is_namesake(is_out))
        is_named = is_out.copy()
        if trusts_first:  # the id is that of the first row that has it
            first = set(self._row_ids[self._is_open].tolist())
            is_first = np.fromiter((row_id in first for row_id in self._row_ids), bool, len(is_out))
            is_named &= is_same | ~is_first
        has_id = is_named & is_written(self._row_ids)
        bearers = np.full(len(is_out), None, dtype=object)
        bearers[is_out] = [mark_row(f"{number}:{at}") for at in np.flatnonzero(is_out).tolist()]
        bearers[has_id] = [mark_row(row_id) for row_id in self._row_ids[has_id]]
        bearers[is_same] = self._row_ids[is_same]
        return Bearers(
            _pair(self._row_ids, bearers, has_id),
            self._list_keys(is_named, bearers),
            _pair(self._names, bearers, is_out),
        )

    def _list_keys(self, where: Flags, bearers: Cells) -> tuple[tuple[str, str], ...]:
        """List the ids that the file has for rows, with the prefix and without, if they differ."""
        is_own = where & is_written(self._keys) & _differ(self._keys, self._row_ids)
        pairs = _pair(self._keys, bearers, is_own)
        if not self._prefix:
            return pairs
        return (*pairs, *((f"{self._prefix}{key}", bearer) for key, bearer in pairs))

    def _is_namesake(self, where: Flags) -> Flags:
        """Tell rows whose name is that of the record with their id."""
        is_same = np.zeros(len(where), dtype=bool)
        folded = np.array(fold_names(self._names[where]), dtype=object)
        is_same[where] = folded == np.array(fold_names(self._known_names[where]), dtype=object)
        return is_same


def _differ(cells: Objects, others: Objects) -> Flags:
    return np.not_equal(cells, others).astype(bool)


def _pair(words: Cells, bearers: Cells, where: Flags) -> tuple[tuple[str, str], ...]:
    return tuple(zip(words[where].tolist(), bearers[where].tolist(), strict=True))
