"""Ids for records: the file's own, else made of names; of people, of the number of their row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.mapping import MappedTable
from assetmap.gather.numbers import find_cut_numbers
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import to_mark, to_slug, to_slugs
from assetmap.model import AssetsSection, RowsSection
from assetmap.tables import fold_names
from assetmap.typing import Flags, Positions
from assetmap.wording import say_number

__all__ = ["IdRegister", "leave_repeating_ids", "own_ids", "prefix_of", "stem_of"]

_PERSON = "person-"
"""What the ids made for people begin with; a file may be called after somebody."""
_MANY_REPEATS = 0.5
"""Share of cells up to which ids that stand twice are slips, and not another column."""


def stem_of(table: RawTable) -> str:
    """Name a table for ids: ``Groups 2026.xlsx``, sheet New, is ``groups-2026-new``."""
    stem = to_slug(PurePath(table.file).name.split(".")[0])
    return f"{stem}-{to_slug(table.sheet)}" if table.sheet else stem


def prefix_of(section: RowsSection, table: RawTable) -> str:
    """Say what goes before the ids of a table: the stated prefix, with the name of the sheet."""
    return section.id_prefix.replace("{sheet}", to_slug(table.sheet or table.file))


def own_ids(mapped: MappedTable) -> Cells:
    """Give the ids that a file has for its rows, without those that a spreadsheet cut."""
    given = mapped.cells("id")
    is_cut = find_cut_numbers(given)
    if is_cut.any():
        given = given.copy()
        given[is_cut] = None
    return given


def leave_repeating_ids(section: AssetsSection, mapped: MappedTable) -> MappedTable:
    """
    Take a column for something else if its header says "id" and its cells are none.

    A column that only its header makes an id, and most of whose cells repeat
    what an earlier row of another name has, such as the number of a list, tells no
    rows apart. Its rows are called by their names, and what is unique in it
    still finds its row.
    """
    heads = mapped.headers.get("id", ())
    is_stated = bool(section.id or section.group_by) or "id" in section.columns
    if is_stated or len(heads) != 1:
        return mapped
    keys = own_ids(mapped)
    is_told = is_written(keys) & is_written(mapped.cells("name"))
    rows = np.flatnonzero(is_told & mapped.ledger.is_open)
    given = pd.Series(keys[rows], dtype=object)
    names = pd.Series(fold_names(mapped.cells("name")[rows]), dtype=object)
    repeats = int((given.duplicated() & (names != names.groupby(given).transform("first"))).sum())
    if repeats <= _MANY_REPEATS * len(rows):
        return mapped
    mapped.ledger.remark(
        "repeated_id",
        f"{heads[0]!r} has {say_number(given.nunique(), 'value')} for {len(rows)} rows, so it is "
        "no id: rows are called by their names",
        f"If rows that share one are parts of one record, say group_by = [{heads[0]!r}].",
    )
    columns = {name: cells for name, cells in mapped.columns.items() if name != "id"}
    extras = {**mapped.extras, heads[0]: mapped.columns["id"]}
    return replace(mapped, columns=columns, extras=extras, keys=keys)


class IdRegister:
    """Remember which ids are taken, so that each is given once in the whole map."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._named: list[pd.Series[str]] = []
        self._reserved: set[str] = set()
        self._numbers: set[str] = set()

    @property
    def numbers_of_people(self) -> frozenset[str]:
        """Ids made for people: numbers of rows, which say nothing in another file."""
        return frozenset(self._numbers)

    def reserve(self, mapped: MappedTable, section: RowsSection) -> None:
        """Keep the ids that a file gives free of those that are made of names before it."""
        given = own_ids(mapped)
        prefix = prefix_of(section, mapped.raw)
        self._reserved.update(_prefixed(given[is_written(given)], prefix))

    def take(
        self,
        given: Cells,
        mapped: MappedTable,
        section: RowsSection,
        *,
        stems: Cells | None = None,
        is_person: Flags | None = None,
        is_shared: bool = False,
    ) -> Cells:
        """
        Give every open row an id.

        Ids leave the map where names do not, so none that is made for a
        person holds anything of the name, nor a hash of it, which whoever has
        a list of names could tell: it is ``person-`` and the number of the row.

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
        is_person
            Rows about people; nobody's when None.
        is_shared
            Whether rows may share an id, being parts of one record.
        """
        is_cut = find_cut_numbers(given)
        mapped.ledger.note(is_cut, reasons.CUT_ID, column="id", value=given)
        given = given.copy()
        given[is_cut] = None
        is_person = np.zeros(len(given), dtype=bool) if is_person is None else is_person
        groups = _find_groups(given, is_person) if is_shared else no_cells(len(given))
        given[is_written(groups)] = None
        is_given = is_written(given)
        ids = no_cells(len(given))
        stated = prefix_of(section, mapped.raw)
        ids[is_given] = _prefixed(given[is_given], stated)
        is_made = ~is_given & mapped.ledger.is_open
        is_number = (is_made & is_person) | is_written(groups)
        self._number_people(ids, is_number, mapped.raw, stated, groups)
        is_made &= ~is_number
        stems = mapped.cells("name") if stems is None else stems
        prefix = stated or f"{stem_of(mapped.raw)}-"
        slugs = [f"{prefix}{slug}" for slug in to_slugs(stems[is_made])]
        ids[is_made] = self.make(_tell_apart(slugs, mapped.raw, np.flatnonzero(is_made)), ids)
        is_open = mapped.ledger.is_open
        series = pd.Series(ids, dtype=object)
        is_repeated = series.isin(self._taken).to_numpy()
        if not is_shared:
            is_repeated = is_repeated | _repeats_among(series, is_open)
        self._reject_repeated(mapped, ids, is_repeated & is_open)
        is_open = mapped.ledger.is_open
        self._taken.update(ids[is_open].tolist())
        self._named.append(pd.Series(mapped.cells("name")[is_open], index=ids[is_open]))
        return ids

    def _number_people(
        self, ids: Cells, where: Flags, table: RawTable, prefix: str, groups: Cells
    ) -> None:
        """Give rows about people ids of their numbers; a group has that of its first row."""
        rows = np.flatnonzero(where)
        keys = [at if groups[at] is None else groups[at] for at in rows.tolist()]
        which, _ = pd.factorize(pd.Series(keys, dtype=object))
        first = rows[np.unique(which, return_index=True)[1]]
        stems = [f"{prefix or _PERSON}{table.rows[at]}" for at in first.tolist()]
        made = np.array(self.make(stems, ids), dtype=object)
        ids[rows] = made[which]
        self._numbers.update(made.tolist())

    def _reject_repeated(self, mapped: MappedTable, ids: Cells, where: Flags) -> None:
        """Reject rows whose id is taken, and say by what: themselves, a part, another table."""
        if not where.any():
            return
        names = pd.Series(mapped.cells("name"), index=ids, dtype=object)
        earlier = pd.concat([*self._named, names[mapped.ledger.is_open]])
        first = earlier[~earlier.index.duplicated()].reindex(ids[where])
        is_other = np.zeros(len(ids), dtype=bool)
        is_other[where] = np.not_equal(
            np.array(fold_names(first), dtype=object),
            np.array(fold_names(names[where]), dtype=object),
        )
        is_elsewhere = pd.Series(ids, dtype=object).isin(self._taken).to_numpy()
        for rows, reason in (
            (where & ~is_other, reasons.DUPLICATE_ID),
            (where & is_other & ~is_elsewhere, reasons.SHARED_ID),
            (where & is_other & is_elsewhere, reasons.RESTARTED_ID),
        ):
            mapped.ledger.reject(rows, reason, column="id", value=ids)

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


def _find_groups(given: Cells, is_person: Flags) -> Cells:
    """Keep what groups rows where one of the group is about a person: it may be a name."""
    keys = pd.Series(given, dtype=object)
    is_theirs = keys.isin(keys[is_person & is_written(given)]).to_numpy() & is_written(given)
    kept = given.copy()
    kept[~is_theirs] = None
    return kept


def _prefixed(given: Cells, prefix: str) -> list[str]:
    return [f"{prefix}{value}" for value in given] if prefix else given.tolist()


def _repeats_among(ids: pd.Series[str], is_open: Flags) -> Flags:
    """Tell open rows whose id an earlier open row has."""
    is_repeated = np.zeros(len(ids), dtype=bool)
    is_repeated[is_open] = ids[is_open].duplicated().to_numpy()
    return is_repeated
