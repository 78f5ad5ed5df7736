"""Ids for records, and who bears one: the file's own, else made from the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.mapping import MappedTable
from assetmap.gather.names import Bearers, NameIndex
from assetmap.gather.numbers import find_cut_numbers
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import to_mark, to_slug, to_slugs
from assetmap.model import RowsSection
from assetmap.typing import Flags, Positions

__all__ = ["IdRegister", "index_names"]


def stem_of(table: RawTable) -> str:
    """Name a table for ids: ``Groups 2026.xlsx``, sheet New, is ``groups-2026-new``."""
    stem = to_slug(PurePath(table.file).name.split(".")[0])
    return f"{stem}-{to_slug(table.sheet)}" if table.sheet else stem


class IdRegister:
    """Remember which ids are taken, so that each is given once in the whole map."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._reserved: set[str] = set()

    def reserve(self, given: Cells, section: RowsSection) -> None:
        """Keep the ids that a file gives free of those that are made of names before it."""
        is_kept = is_written(given) & ~find_cut_numbers(given)
        self._reserved.update(_prefixed(given[is_kept], section.id_prefix))

    def take(
        self,
        given: Cells,
        mapped: MappedTable,
        section: RowsSection,
        *,
        stems: Cells | None = None,
        is_shared: bool = False,
    ) -> Cells:
        """
        Give every open row an id.

        Parameters
        ----------
        given
            Ids as the file has them; rows without one, or of whose id only the
            first figures are left, are named by their stem.
        mapped
            The table; a row whose id is taken is rejected in its ledger.
        section
            Its ``id_prefix`` goes before every id; without one, made-up ids
            begin with the name of the file.
        stems
            What ids are made of where none is given; the names when None.
        is_shared
            Whether rows may share an id, being parts of one record.
        """
        is_cut = find_cut_numbers(given)
        mapped.ledger.note(is_cut, reasons.CUT_ID, column="id", value=given)
        given = given.copy()
        given[is_cut] = None
        is_given = is_written(given)
        ids = no_cells(len(given))
        ids[is_given] = _prefixed(given[is_given], section.id_prefix)
        is_made = ~is_given & mapped.ledger.is_open
        stems = mapped.cells("name") if stems is None else stems
        prefix = section.id_prefix or f"{stem_of(mapped.raw)}-"
        slugs = [f"{prefix}{slug}" for slug in to_slugs(stems[is_made])]
        ids[is_made] = self.make(_tell_apart(slugs, mapped.raw, np.flatnonzero(is_made)), ids)
        is_open = mapped.ledger.is_open
        series = pd.Series(ids, dtype=object)
        is_repeated = series.isin(self._taken).to_numpy()
        if not is_shared:
            is_repeated = is_repeated | _repeats_among(series, is_open)
        mapped.ledger.reject(is_repeated & is_open, reasons.DUPLICATE_ID, column="id", value=ids)
        self._taken.update(ids[mapped.ledger.is_open].tolist())
        return ids

    def make(self, stems: Sequence[str], given: Iterable[str | None] = ()) -> list[str]:
        """Make ids that nobody has; equal stems are numbered in their order."""
        taken = {*self._taken, *self._reserved, *given}
        several = {stem for stem, count in Counter(stems).items() if count > 1 or stem in taken}
        if not several:
            return [*stems]
        taken.update(set(stems) - several)  # who is alone with a stem keeps it as it is
        count: dict[str, int] = {}
        made: list[str] = [*stems]
        for at in [at for at, stem in enumerate(stems) if stem in several]:
            number = count.get(stems[at], 0) + 1
            candidate = stems[at] if number == 1 else f"{stems[at]}-{number}"
            while candidate in taken:
                number += 1
                candidate = f"{stems[at]}-{number}"
            count[stems[at]] = number
            taken.add(candidate)
            made[at] = candidate
        return made


def _tell_apart(slugs: list[str], table: RawTable, rows: Positions) -> list[str]:
    """
    Give rows of one name an ending made of what is in the row.

    Numbering them would pass one person's consent on to another when the file
    is sorted anew; an ending of the content stays with its row, and a row
    that was changed is no longer found rather than mistaken for another.
    """
    count = Counter(slugs)
    columns = list(table.columns.values()) if len(count) < len(slugs) else []
    return [
        f"{slug}-{_digest(columns, row)}" if count[slug] > 1 else slug
        for slug, row in zip(slugs, rows.tolist(), strict=True)
    ]


def _digest(columns: list[Cells], row: int) -> str:
    return to_mark("\x1f".join(cells[row] or "" for cells in columns))


def _prefixed(given: Cells, prefix: str) -> list[str]:
    return [f"{prefix}{value}" for value in given] if prefix else given.tolist()


def _repeats_among(ids: pd.Series[str], is_open: Flags) -> Flags:
    """Tell open rows whose id an earlier open row has."""
    is_repeated = np.zeros(len(ids), dtype=bool)
    is_repeated[is_open] = ids[is_open].duplicated().to_numpy()
    return is_repeated


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
