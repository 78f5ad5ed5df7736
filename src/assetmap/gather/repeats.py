"""Repeats of a form, which stand on sheets of their own, added to the rows that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from assetmap.gather.files import Columns, RawTable
from assetmap.gather.inputs import Inputs
from assetmap.gather.tidy import Cells, is_written, normalise_header
from assetmap.model import RowsSection
from assetmap.typing import Flags, Integers
from assetmap.wording import say_list, say_number

__all__ = ["fold_repeats"]

_KEYS = (("_parent_index", "_index"), ("PARENT_KEY", "KEY"))
"""The column of a repeat that says which row it belongs to, and that of the row itself."""
_PARENT = "_parent_table_name"
_BETWEEN = "\n"
_CUT = 25
"""Letters that are left of the name of a sheet, which has 31 at most and may end in a mark."""
_DEEPEST = 20


@dataclass(frozen=True, eq=False)
class _Repeat:
    """A table of repeats, and the table whose rows they belong to, both by position."""

    child: int
    parent: int
    keys: tuple[str, str]


def fold_repeats(tables: list[RawTable], section: RowsSection, inputs: Inputs) -> list[RawTable]:
    """
    Add the rows of repeats to the rows that they belong to, each question as a list.

    The tables of repeats stay, with their rows marked. A repeat of one question
    is called by its sheet where only that is a known header, or one that the
    section names.
    """
    if len(tables) < 2:
        return tables
    stated = (normalise_header(head) for heads in section.columns.values() for head in heads)
    known = frozenset(head for heads in inputs.values() for head in heads) | {*stated}
    folded = list(tables)
    for repeat in _order(_find_repeats(tables)):
        child, parent = folded[repeat.child], folded[repeat.parent]
        folded[repeat.child], folded[repeat.parent] = _fold(child, parent, repeat.keys, known)
    return folded


def _find_repeats(tables: Sequence[RawTable]) -> list[_Repeat]:
    """Find the tables of repeats, and the one that each belongs to."""
    shown = [at for at, table in enumerate(tables) if not table.is_hidden_sheet]
    repeats = []
    for keys in _KEYS:
        children = [at for at in shown if _is_written_in(tables[at], keys[0])]
        known = [at for at in shown if keys[1] in tables[at].columns]
        roots = [at for at in known if at not in children]
        for child in children:
            named = _find_named(tables, child, known)
            parent = named if named is not None else (roots[0] if len(roots) == 1 else None)
            if parent is not None:
                repeats.append(_Repeat(child, parent, keys))
    return repeats


def _is_written_in(table: RawTable, head: str) -> bool:
    """Tell whether a column is there and says anything: forms write it on their first sheet too."""
    return head in table.columns and bool(is_written(table.columns[head]).any())


def _find_named(tables: Sequence[RawTable], child: int, known: Sequence[int]) -> int | None:
    """Find the table that a repeat names; names of sheets are cut where they are long."""
    if _PARENT not in tables[child].columns:
        return None
    cells = tables[child].columns[_PARENT]
    named = set(cells[is_written(cells)].tolist())
    for length in (None, _CUT):
        found = [
            at
            for at in known
            if at != child
            and (sheet := tables[at].sheet)
            and any(sheet[:length] == name[:length] for name in named)
        ]
        if len(found) == 1:
            return found[0]
    return None


def _order(repeats: list[_Repeat]) -> list[_Repeat]:
    """Put repeats inside repeats first."""
    parent_of = {repeat.child: repeat.parent for repeat in repeats}

    def measure_depth(table: int) -> int:
        depth = 0
        while table in parent_of and depth < _DEEPEST:
            table, depth = parent_of[table], depth + 1
        return depth

    return sorted(repeats, key=lambda repeat: -measure_depth(repeat.child))


def _fold(
    child: RawTable, parent: RawTable, keys: tuple[str, str], known: frozenset[str]
) -> tuple[RawTable, RawTable]:
    """Add the columns of one table to another, each cell the list of what its rows say."""
    is_no_row = (
        child.is_blank | child.is_total | child.is_repeat | child.is_ragged | child.is_hidden
        | child.is_beyond | child.is_heading | child.is_footnote
    )  # fmt: skip
    at = _find_rows(child.columns[keys[0]], parent.columns[keys[1]])
    is_folded: Flags = ~is_no_row & (at >= 0)
    asked = [head for head in child.columns if head not in {"_id", *keys}]
    added: dict[str, Sequence[str | None]] = {}
    for head in asked:
        name = _name(head, child, parent, added, known, is_one=len(asked) == 1)
        added[name] = _join(child.columns[head], at, is_folded, len(parent))
    remark = (
        f"{say_number(int(is_folded.sum()), 'row')} of sheet {child.sheet} "
        f"{'was' if is_folded.sum() == 1 else 'were'} added to the rows that they belong to, as "
        f"{say_list([repr(name) for name in added])}"
    )
    columns = Columns(_Added(parent.columns, added), parent.columns.unlisted)
    return (
        replace(
            child,
            folded_into=parent.title,
            is_folded=is_folded,
            is_lost_repeat=~is_no_row & (at < 0),
        ),
        replace(parent, columns=columns, remarks=(*parent.remarks, remark)),
    )


def _find_rows(wanted: Cells, keys: Cells) -> Integers:
    """Find the row that each key means; -1 where none does, or two do."""
    given = pd.Series(np.arange(len(keys)), index=pd.Index(keys, dtype=object))
    given = given[is_written(keys)]
    given = given[~given.index.duplicated(keep=False)]
    return given.reindex(pd.Index(wanted, dtype=object)).fillna(-1).to_numpy(dtype=np.int64)


def _name(
    head: str,
    child: RawTable,
    parent: RawTable,
    added: Mapping[str, object],
    known: frozenset[str],
    *,
    is_one: bool,
) -> str:
    """Name a column of a repeat beside those of the rows that it is added to."""
    sheet = child.sheet or "repeat"
    if is_one and normalise_header(head) not in known and normalise_header(sheet) in known:
        head = sheet
    taken = {normalise_header(name) for name in (*parent.columns, *added)}
    return head if normalise_header(head) not in taken else f"{sheet}: {head}"


def _join(cells: Cells, at: Integers, is_folded: Flags, size: int) -> list[str | None]:
    """List what the rows say that belong together, in their order."""
    where = is_folded & is_written(cells)
    listed = pd.Series(cells[where], dtype=object).groupby(at[where]).agg(_BETWEEN.join)
    return [listed.get(row) for row in range(size)]


class _Added(Mapping[str, Sequence[str | None]]):
    """The columns of a table as they were read, and some beside them."""

    def __init__(self, columns: Columns, added: Mapping[str, Sequence[str | None]]) -> None:
        self._columns, self._added = columns, added
        self._heads = [*columns, *added]

    def __getitem__(self, head: str) -> Sequence[str | None]:
        return self._added[head] if head in self._added else self._columns.as_given(head)

    def __contains__(self, head: object) -> bool:
        return head in self._heads

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)
