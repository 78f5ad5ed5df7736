"""Reshaping: a table whose columns are renamed, replaced or set aside before they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assetmap.gather.files import Columns, Notice, RawTable
from assetmap.gather.headers import other_heads
from assetmap.gather.inputs import Inputs
from assetmap.gather.tidy import normalise_header
from assetmap.model import ConsentsSection, RowsSection

__all__ = ["Reshaping"]

Given = Sequence[str | None]


class Reshaping:
    """
    The columns of a table as they are to be read; the table itself stays as it is.

    A column that is renamed or set aside is still found by whoever asks for it
    by its own name, and is not listed under it. What the project file names is
    left alone.
    """

    def __init__(self, table: RawTable, section: RowsSection, inputs: Inputs) -> None:
        self.table = table
        self.section = section
        self.inputs = inputs
        self._source: dict[str, str | Given] = {head: head for head in table.columns}
        self._aside: set[str] = set()
        self._remarks: list[str] = []
        self._notices: list[Notice] = []
        stated = [*section.columns.values(), *other_heads(section).values()]
        if isinstance(section, ConsentsSection):
            stated.append(tuple(section.wide.values()))
        heads = {head for group in stated for head in group} | {section.id or ""}
        self._stated = frozenset(head.strip().casefold() for head in heads)
        self._stated_words = frozenset(map(normalise_header, heads))

    @property
    def heads(self) -> list[str]:
        """The headers that are listed now, in order."""
        return list(self._source)

    def is_stated(self, head: str) -> bool:
        """Tell whether the project file names a header; ``_status`` is not ``status``."""
        if head.startswith("_"):
            return head.strip().casefold() in self._stated
        return normalise_header(head) in self._stated_words

    def find(self, head: str) -> str | None:
        """Find a listed header, forgiving case, spaces and punctuation."""
        folded = normalise_header(head)
        return next((one for one in self._source if normalise_header(one) == folded), None)

    def find_known(self, *ours: str) -> str | None:
        """Find a listed header that is known to mean one of our columns."""
        folded = {normalise_header(head): head for head in reversed(self.heads)}
        known = (head for name in ours for head in self.inputs.get(name, ()))
        return next((folded[head] for head in known if head in folded), None)

    def cells(self, head: str) -> Given:
        """Give a listed column as it was read."""
        source = self._source[head]
        return self.table.columns.as_given(source) if isinstance(source, str) else source

    def rename(self, old: str, new: str) -> None:
        """Call a column by another name, in its place, unless one is called that."""
        if new in self._source or old not in self._source:
            return
        self._source = {new if head == old else head: cells
                        for head, cells in self._source.items()}  # fmt: skip
        self._aside.add(old)

    def set_aside(self, heads: Iterable[str]) -> None:
        """List columns no more; whoever asks for them by name finds them."""
        for head in [*heads]:
            del self._source[head]
            self._aside.add(head)

    def put(self, head: str, cells: Given, *, before: str | None = None) -> None:
        """Give a column other cells, or make a new one where another stands, else at the end."""
        if head in self._source or before is None:
            self._source[head] = cells
            return
        self._source = {
            name: given
            for old, one in self._source.items()
            for name, given in (((head, cells), (old, one)) if old == before else ((old, one),))
        }

    def remark(self, says: str) -> None:
        """Say what was done."""
        self._remarks.append(says)

    def notice(self, code: str, says: str, remedy: str) -> None:
        """Say what somebody should look at."""
        self._notices.append(Notice(code, says, remedy))

    def done(self) -> RawTable:
        """Give the table with its columns as they are now."""
        columns, table = self.table.columns, self.table
        if not (self._aside or self._remarks or self._notices):
            is_same = all(head == source for head, source in self._source.items())
            if is_same:
                return table
        aside = {
            head: _Pick(columns, head)
            for head in self._aside
            if head not in self._source and head in columns
        }
        renamed = {source: head for head, source in self._source.items()
                   if isinstance(source, str)}  # fmt: skip
        return replace(
            table,
            columns=Columns(_Reshaped(columns, self._source), {**columns.unlisted, **aside}),
            overlong={renamed.get(head, head): rows for head, rows in table.overlong.items()},
            remarks=(*table.remarks, *self._remarks),
            notices=(*table.notices, *self._notices),
        )


class _Pick:
    """A column that is picked out when it is asked for."""

    def __init__(self, columns: Columns, head: str) -> None:
        self._columns, self._head = columns, head

    def __call__(self) -> Given:
        return self._columns.as_given(self._head)


class _Reshaped(Mapping[str, Given]):
    """Columns under their new names, each picked out of the old ones when it is asked for."""

    def __init__(self, columns: Columns, source: Mapping[str, str | Given]) -> None:
        self._columns, self._source = columns, dict(source)

    def __getitem__(self, head: str) -> Given:
        source = self._source[head]
        return self._columns.as_given(source) if isinstance(source, str) else source

    def __contains__(self, head: object) -> bool:
        return head in self._source

    def __iter__(self) -> Iterator[str]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)
