"""Rows of files into ties and effort: their ends and places by id or by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.names import NameIndex
from assetmap.gather.numbers import find_cut_numbers
from assetmap.gather.reasons import Reason
from assetmap.gather.records.ids import IdRegister
from assetmap.gather.tidy import Cells, is_written, no_cells, repeat_cell
from assetmap.gather.values import read_words, to_turned_tie
from assetmap.model import AssetKind, EffortSection, RowsSection, TieKind, TiesSection
from assetmap.tables import EFFORT, TIES
from assetmap.typing import Flags, Positions

__all__ = ["beside_extras", "gather_effort", "gather_ties", "resolve_cells", "stack", "take_ids"]

_ENDS: tuple[Literal["source", "target"], ...] = ("source", "target")


def gather_ties(
    section: TiesSection,
    mapped: MappedTable,
    known: Callable[[str | None], NameIndex],
    ids: IdRegister,
    *,
    source_id: str,
) -> pd.DataFrame:
    """
    Make ties of one table's rows, by ``tie_id``; a tie needs two ends that are known.

    A row whose target lists several, as in a column of the groups that
    somebody belongs to, is a tie to each of them.
    """
    read = CellReader(mapped)
    ledger = mapped.ledger
    prefixes = {"source": section.source_prefix, "target": section.target_prefix}
    indexes = {end: known(section.from_sheet.get(end)) for end in _ENDS}
    several = _Several.find(mapped, indexes["target"], section)
    source, target = (
        resolve_cells(
            mapped,
            end,
            indexes[end],
            reasons.UNKNOWN_END,
            reasons.AMBIGUOUS_END,
            prefix=prefixes[end],
            apart=several.is_list if end == "target" else None,
        )
        for end in _ENDS
    )
    for end in _ENDS:
        reject_missing(mapped, end, reasons.MISSING_END)
    several.settle(mapped, source)
    is_self = is_written(source) & np.equal(source, target).astype(bool)
    ledger.reject(is_self, reasons.SELF_TIE, column="target", value=mapped.cells("target"))
    since, until = read.date("since"), read.date("until", is_end=True)
    strength = read.number("strength")
    cells = mapped.cells("strength")
    ledger.reject(strength == 0, reasons.NO_STRENGTH, column="strength", value=cells)
    is_reversed = (until < since).to_numpy()
    ledger.reject(is_reversed, reasons.ENDS_FIRST, column="until", value=mapped.cells("until"))
    is_turned = _turn_round(mapped)
    frame = pd.DataFrame(
        {
            "source": np.where(is_turned, target, source).astype(object),
            "target": np.where(is_turned, source, target).astype(object),
            "kind": read.choice("kind", TieKind, missing=reasons.MISSING_KIND),
            "strength": strength,
            "since": since,
            "until": until,
            "programmes": read.words("programmes"),
        }
    )
    frame["sources"] = repeat_cell((source_id,), len(frame))
    row_ids = take_ids(section, mapped, ids)
    rows = beside_extras(frame, mapped, row_ids, TIES.index, TIES.names)
    return several.lay_out(rows, np.flatnonzero(ledger.is_open), ids, is_turned)


@dataclass(frozen=True, eq=False)
class _Several:
    """
    The rows whose target is a list, and whom each entry of it means.

    Attributes
    ----------
    is_list
        Rows whose cell is a list, and no name of its own.
    at, ids
        One entry for each that was found: the position of its row, and its id.
    lost
        The entries of each row that are not understood, by position.
    remedy
        What to do about each row that has any.
    """

    is_list: Flags
    at: Positions
    ids: Cells
    lost: dict[int, list[str]]
    remedy: Cells

    @classmethod
    def find(cls, mapped: MappedTable, known: NameIndex, section: TiesSection) -> _Several:
        """Find the lists: cells that mean nobody as a whole, and that hold the separator."""
        cells = mapped.cells("target")
        found = known.resolve(cells, prefix=section.target_prefix)
        entries = read_words(_keep(cells, found.is_unknown), section.separator)
        is_list = np.fromiter(map(len, entries), np.intp, len(entries)) > 1
        each = pd.Series(entries[is_list], index=np.flatnonzero(is_list), dtype=object).explode()
        words, at = each.to_numpy(dtype=object), each.index.to_numpy(dtype=np.intp)
        meant = known.resolve(words, prefix=section.target_prefix)
        is_known = is_written(meant.ids)
        is_again = pd.DataFrame({"at": at, "id": meant.ids}).duplicated().to_numpy() & is_known
        remedy = no_cells(len(cells))
        lost: dict[int, list[str]] = {}
        for row, word, says in zip(
            at[~is_known].tolist(), words[~is_known], meant.remedy[~is_known], strict=True
        ):
            lost.setdefault(row, []).append(word)
            remedy[row] = f"{remedy[row] or ''} {word!r}: {says}".strip()
        is_found = is_known & ~is_again
        return cls(is_list, at[is_found], meant.ids[is_found], lost, remedy)

    def settle(self, mapped: MappedTable, source: Cells) -> None:
        """Note the entries that are not understood; a row without any other is rejected."""
        cells = mapped.cells("target")
        is_other = np.not_equal(self.ids, source[self.at]).astype(bool)
        has_any, is_self, is_lost = (np.zeros(len(cells), dtype=bool) for _ in range(3))
        has_any[self.at[is_other]] = True
        is_self[self.at[~is_other]] = True
        is_lost[[*self.lost]] = True
        reject, note = mapped.ledger.reject, mapped.ledger.note
        reject(self.is_list & ~has_any & ~is_self, reasons.UNKNOWN_END, column="target",
               value=cells, remedy=self.remedy)  # fmt: skip
        reject(is_self & ~has_any, reasons.SELF_TIE, column="target", value=cells)
        note(is_self & has_any, reasons.SELF_ENTRY, column="target", value=cells)
        note(is_lost & has_any, reasons.UNKNOWN_ENTRY, column="target", value=cells,
             remedy=self.remedy)  # fmt: skip

    def lay_out(
        self, rows: pd.DataFrame, at: Positions, ids: IdRegister, is_turned: Flags
    ) -> pd.DataFrame:
        """
        Make a tie of each entry of a list, with an id of its own; other rows stay one.

        Where the tie is read from the second to the first, the entries are the sources.
        """
        if not self.is_list.any():
            return rows
        place = np.full(len(self.is_list), -1, dtype=np.intp)
        place[at] = np.arange(len(at))
        alone = np.flatnonzero(~self.is_list[at])
        entry = place[self.at]
        is_kept = entry >= 0
        order = np.concatenate([alone, entry[is_kept]])
        each = rows.iloc[order]
        entries = np.concatenate([np.full(len(alone), None), self.ids[is_kept]]).astype(object)
        is_entry = is_written(entries)
        is_source = is_entry & is_turned[at[order]]
        ends = {
            end: np.where(where, entries, each[end].to_numpy(dtype=object)).astype(object)
            for end, where in (("source", is_source), ("target", is_entry & ~is_source))
        }
        each = each.assign(**ends)
        each = each.iloc[np.argsort(order, kind="stable")]
        each = each[(each["source"] != each["target"]).to_numpy(dtype=bool)]
        row_ids = each.index.to_numpy(dtype=object).copy()
        is_further = each.index.duplicated()
        row_ids[is_further] = ids.make([f"{row_id}-also" for row_id in row_ids[is_further]])
        return each.set_axis(pd.Index(row_ids, name=TIES.index, dtype=object))


def _turn_round(mapped: MappedTable) -> Flags:
    """Put words that are read from the second to the first the other way round, and say so."""
    cells = mapped.cells("kind")
    known = {cell: to_turned_tie(cell) for cell in set(cells.tolist()) - {None}}
    is_turned = np.array([known.get(cell) is not None for cell in cells], dtype=bool)
    if is_turned.any():
        turned = cells.copy()
        turned[is_turned] = [known[cell] for cell in cells[is_turned]]
        mapped.columns["kind"] = turned
        mapped.ledger.note(is_turned, reasons.TURNED_TIE, column="kind", value=cells)
    return is_turned


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
    reject_missing(mapped, "place", reasons.MISSING_PLACE)
    place = resolve_cells(mapped, "place", places, reasons.UNKNOWN_PLACE, reasons.AMBIGUOUS_PLACE)
    frame = pd.DataFrame({"place_id": place, "kind": read.choice("kind", AssetKind)})
    is_blank = np.ones(len(frame), dtype=bool)
    for name in ("conversations", "walks", "lists_checked"):
        cells, counts = mapped.cells(name), read.number(name, is_count=True)
        ledger.reject(np.mod(counts, 1) > 0, reasons.NOT_WHOLE, column=name, value=cells)
        is_blank &= ~is_written(cells)
        frame[name] = counts
    ledger.reject(is_blank, reasons.NO_EFFORT)
    frame["on"] = read.date("on")
    frame["notes"] = read.text("notes")
    frame["sources"] = repeat_cell((source_id,), len(frame))
    row_ids = take_ids(section, mapped, ids)
    return beside_extras(frame, mapped, row_ids, EFFORT.index, EFFORT.names)


def _keep(cells: Cells, where: Flags) -> Cells:
    """Give a column, blank elsewhere."""
    kept = cells.copy()
    kept[~where] = None
    return kept


def resolve_cells(
    mapped: MappedTable,
    name: str,
    known: NameIndex,
    unknown: Reason,
    ambiguous: Reason,
    *,
    among: Collection[str] | None = None,
    prefix: str = "",
    apart: Flags | None = None,
) -> Cells:
    """Find whom cells mean; rows whose cell is not understood are rejected, but for some."""
    cells = mapped.cells(name)
    if apart is not None and apart.any():
        cells = _keep(cells, ~apart)
    found = known.resolve(cells, among=among, prefix=prefix)
    is_cut = found.is_unknown & find_cut_numbers(cells)
    mapped.ledger.reject(is_cut, reasons.CUT_NUMBER, column=name, value=cells)
    mapped.ledger.reject(
        found.is_unknown & ~is_cut, unknown, column=name, value=cells, remedy=found.remedy
    )
    mapped.ledger.reject(
        found.is_ambiguous, ambiguous, column=name, value=cells, remedy=found.remedy
    )
    return found.ids


def take_ids(section: RowsSection, mapped: MappedTable, ids: IdRegister) -> Cells:
    """Name each row by its id, else by the file and its row."""
    rows = np.array([str(row) for row in mapped.raw.rows], dtype=object)
    return ids.take(mapped.cells("id"), mapped, section, stems=rows)


def beside_extras(
    frame: pd.DataFrame, mapped: MappedTable, row_ids: Cells, index: str, own: tuple[str, ...]
) -> pd.DataFrame:
    """Keep the rows that stand, with the file's other columns."""
    extras = mapped.extra_columns({*own, index})
    whole = pd.concat([frame, pd.DataFrame(extras, index=frame.index)], axis=1)
    return whole.set_axis(pd.Index(row_ids, name=index, dtype=object))[mapped.ledger.is_open]


def stack(frames: list[pd.DataFrame], columns: list[str], index: str) -> pd.DataFrame:
    """Put frames under one another; columns that only some have are blank in the others."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=columns, index=pd.Index([], name=index, dtype=object))
    if len(filled) == 1:
        return filled[0]  # nothing to bring together: its text stays as it is
    return pd.concat([frame.astype(object) for frame in filled])
