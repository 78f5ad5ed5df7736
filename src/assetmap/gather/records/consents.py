"""Rows of files into consents: what is not understood never shows anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather import date_reasons, reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.date_columns import ReadDates
from assetmap.gather.ledger import TableLedger
from assetmap.gather.mapping import MappedTable
from assetmap.gather.names import NameIndex
from assetmap.gather.records.ids import IdRegister
from assetmap.gather.records.ties import beside_extras, resolve_cells, take_ids
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import read_flags, to_member
from assetmap.model import ConsentsSection, Purpose
from assetmap.tables import CONSENTS, find_ended
from assetmap.typing import Flags, Positions

__all__ = ["ReadConsents", "gather_consents", "leave_out_ended", "take_back"]

_NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "none", "nil", "null", "nan", "never"})
"""What means that a consent was not taken back, beside the words for no."""
_EVER = pd.Timestamp("9999-12-31")
"""Up to which day a row takes back whose own day cannot be read."""


@dataclass(frozen=True, eq=False)
class ReadConsents:
    """
    The consents of one table, and what its rows that were not read may take back.

    Attributes
    ----------
    frame
        The consents of the rows that were read, by ``consent_id``.
    at
        Position in the table of the row that each consent stands in.
    ledger
        The account of the table; what is taken back is said there.
    taken
        ``asset_id, purpose, after, day, row``: what may be taken back of whom,
        given after which day (NaT: whenever) and up to which, by which row.
    """

    frame: pd.DataFrame
    at: Positions
    ledger: TableLedger
    taken: pd.DataFrame


def gather_consents(
    section: ConsentsSection,
    mapped: MappedTable,
    known: Callable[[str | None], NameIndex],
    ids: IdRegister,
    *,
    people: Collection[str],
) -> ReadConsents:
    """
    Make consents of one table's rows: one for each purpose of a row.

    Parameters
    ----------
    section
        What the project file says of the table.
    mapped
        The table under our names; its ledger receives what is noticed.
    known
        Whom ids and names mean, over every row of the files or of one sheet.
    ids
        The ids that are taken; those of this table are added.
    people
        Ids of the people of the map: nobody else can agree to anything.
    """
    ledger = mapped.ledger
    read = CellReader(mapped)
    ledger.reject(~is_written(mapped.cells("person")), reasons.UNKNOWN_PERSON, column="person")
    purposes = read.choices("purpose", Purpose)
    is_silent = np.fromiter((not words for words in read.words("purpose")), bool, len(purposes))
    ledger.reject(is_silent, reasons.MISSING_PURPOSE, column="purpose")
    person = resolve_cells(
        mapped,
        "person",
        known(section.from_sheet),
        reasons.UNKNOWN_PERSON,
        reasons.AMBIGUOUS_PERSON,
        among=people,
        prefix=section.person_prefix,
    )
    given = read.consent_date("given_on")
    withdrawn, is_told = _read_withdrawn(mapped, read)
    expires = read.consent_date("expires_on", is_end=True)
    is_refused, is_unsure = _read_agreed(mapped)
    ended = _Withdrawals.of(withdrawn, given, is_refused)
    frame = pd.DataFrame(
        {
            "asset_id": person,
            "purpose": purposes,
            "given_on": given.first.mask(is_refused),
            "how": read.text("how"),
            "notice_version": read.text("notice_version"),
            "recorded_by": read.text("recorded_by"),
            "expires_on": expires.days,
            "withdrawn_on": ended.first,
        }
    )
    row_ids = take_ids(section, mapped, ids)
    is_undated = given.first.isna() & withdrawn.first.isna()
    ledger.note(is_undated.to_numpy(), reasons.UNDATED_CONSENT, column="given_on")
    is_shifted = mapped.raw.is_ragged | mapped.raw.is_beyond  # under headers of something else
    may_take_back = is_told | is_refused | is_unsure | expires.is_unread | is_shifted
    meant = _Meant(known(None), people, section.person_prefix)
    taken = _list_taken(mapped, may_take_back, ended, meant)
    rows = beside_extras(frame, mapped, row_ids, CONSENTS.index, CONSENTS.names)
    each, at = _explode(rows, np.flatnonzero(ledger.is_open), ids)
    return ReadConsents(each, at, ledger, taken)


def _explode(rows: pd.DataFrame, at: Positions, ids: IdRegister) -> tuple[pd.DataFrame, Positions]:
    """Make a consent of each purpose of a row, with an id of its own."""
    each = rows.assign(_at=at).explode("purpose")
    is_further = each.index.duplicated()
    each_id = each.index.to_numpy(dtype=object).copy()
    each_id[is_further] = ids.make([f"{row_id}-also" for row_id in each_id[is_further]])
    each = each.set_axis(pd.Index(each_id, name=CONSENTS.index, dtype=object))
    return each.drop(columns="_at"), each["_at"].to_numpy(dtype=np.intp)


@dataclass(frozen=True, eq=False)
class _Withdrawals:
    """
    From which day on each row says that there is no consent, and until when it may have been.

    What ends without a day ends on the first that is meant, and takes back
    what was given up to the last.
    """

    first: pd.Series[Any]
    last: pd.Series[Any]

    @classmethod
    def of(cls, withdrawn: ReadDates, given: ReadDates, is_refused: Flags) -> _Withdrawals:
        """Take the day of a withdrawal, else the day of a refusal."""
        last = withdrawn.last.fillna(given.last.where(is_refused)).astype("datetime64[us]")
        is_old = _is_noted(withdrawn) | (_is_noted(given) & is_refused)
        return cls(withdrawn.first.fillna(given.first.where(is_refused)), last.mask(is_old, _EVER))

    @property
    def is_vague(self) -> Flags:
        """Rows whose day is one of several."""
        return ((self.first != self.last) & self.first.notna()).to_numpy()


def _is_noted(read: ReadDates) -> Flags:
    """Tell cells whose century was chosen for them."""
    return read.noted.get(date_reasons.SHORT_YEAR, np.zeros(len(read.days), dtype=bool))


def _read_withdrawn(mapped: MappedTable, read: CellReader) -> tuple[ReadDates, Flags]:
    """Read when consents were taken back, and tell in which rows anything says that they were."""
    cells = mapped.cells("withdrawn_on").copy()
    given = mapped.as_given("withdrawn_on")
    says = {cell: _says_something(cell) for cell in set(given)}
    is_told = np.fromiter((says[cell] for cell in given), dtype=bool, count=len(given))
    is_hazy = is_told & ~is_written(cells)  # such as "?", which elsewhere means nothing
    cells[is_hazy] = given[is_hazy]
    cells[~is_told] = None
    return read.consent_date("withdrawn_on", cells), is_told


def _says_something(cell: str | None) -> bool:
    """Tell a cell that says, well or badly, that something was taken back."""
    if cell is None:
        return False
    word = cell.strip().strip(".").casefold()
    if word in _NOTHING or not word:
        return False
    flags, is_unread = read_flags(np.array([word], dtype=object))
    return bool(is_unread[0] or flags[0])


def _read_agreed(mapped: MappedTable) -> tuple[Flags, Flags]:
    """Tell which rows say that somebody did not agree, and which do not say it clearly."""
    if "agreed" not in mapped.columns:
        nothing = np.zeros(len(mapped.raw), dtype=bool)
        return nothing, nothing
    cells = mapped.cells("agreed")
    flags, is_unread = read_flags(cells)
    mapped.ledger.reject(~is_written(cells), reasons.MISSING_ANSWER, column="agreed")
    mapped.ledger.reject(is_unread, reasons.UNREADABLE_FLAG, column="agreed", value=cells)
    return is_written(cells) & ~is_unread & ~flags, is_unread


@dataclass(frozen=True, eq=False)
class _Meant:
    """Whom a cell could mean among the people of every sheet, so that nobody is missed."""

    known: NameIndex
    people: Collection[str]
    prefix: str

    def find(self, cell: str) -> tuple[str, ...]:
        """Find everybody whom the cell could mean."""
        return self.known.find_all_meant(cell, among=self.people, prefix=self.prefix)


def _list_taken(
    mapped: MappedTable,
    may_take_back: Flags,
    ended: _Withdrawals,
    whom: _Meant,
) -> pd.DataFrame:
    """
    List what rows that were not read may take back, of everybody whom they may mean.

    A row that fits nobody stops publication: it is about somebody, and we do
    not know about whom. A row that was read, and whose day is one of several,
    may take back what was given between them.
    """
    ledger = mapped.ledger
    is_vague = ended.is_vague & ledger.is_open
    where = np.flatnonzero((may_take_back & ledger.is_unread) | is_vague)
    persons, purposes = mapped.cells("person"), mapped.cells("purpose")
    rows, fits_nobody = [], np.zeros(len(persons), dtype=bool)
    meant: dict[str | None, tuple[str, ...]] = {None: ()}
    for at in where.tolist():
        cell = persons[at]
        if cell not in meant:
            meant[cell] = whom.find(cell)
        after = ended.first.iat[at] if is_vague[at] else pd.NaT
        fits_nobody[at] = not meant[cell] and (cell is None or not whom.known.is_borne(cell))
        rows += [
            (asset_id, purpose, after, ended.last.iat[at], mapped.raw.rows[at])
            for asset_id in meant[cell]
            for purpose in _purposes_meant(purposes[at], mapped.separator)
        ]
    ledger.stop(fits_nobody, reasons.LOST_WITHDRAWAL, column="person", value=persons)
    taken = pd.DataFrame(rows, columns=["asset_id", "purpose", "after", "day", "row"])
    taken = taken.astype({"after": "datetime64[us]", "day": "datetime64[us]"})
    return taken.assign(day=taken["day"].fillna(_EVER))


def _purposes_meant(cell: str | None, separator: str) -> list[str]:
    """List the purposes that a cell could mean: all, unless every word of it is known."""
    words = [] if cell is None else [word.strip() for word in cell.split(separator)]
    members = [to_member(word, Purpose) for word in words if word]
    if not members or None in members:
        return [str(purpose) for purpose in Purpose]
    return [str(member) for member in members]


def take_back(read: Sequence[ReadConsents]) -> list[pd.DataFrame]:
    """
    Leave out the consents that a row which was not read may take back.

    Returns
    -------
    frames
        What is left of each table. Rows of which nothing is left are rejected,
        and their ledgers say which row is to be corrected first.
    """
    every = [each.taken.assign(file=each.ledger.title) for each in read if len(each.taken)]
    if not every:
        return [each.frame for each in read]
    taken = pd.concat(every, ignore_index=True)
    return [_take_back_from(each, taken.sort_values("day", kind="stable")) for each in read]


def _take_back_from(read: ReadConsents, taken: pd.DataFrame) -> pd.DataFrame:
    """Leave out of one table what is taken back, and say so."""
    keys = read.frame[["asset_id", "purpose", "given_on"]].reset_index(drop=True)
    keys["purpose"] = keys["purpose"].astype(object)
    keys["at"] = np.arange(len(keys))
    found = keys.merge(taken, how="inner", on=["asset_id", "purpose"])
    is_itself = (found["file"] == read.ledger.title) & (
        found["row"].to_numpy() == read.ledger.rows[read.at[found["at"]]]
    )
    is_before = found["given_on"] <= found["after"]
    found = found[~is_itself & ~is_before & ~(found["given_on"] > found["day"])]
    found = found.drop_duplicates("at", keep="last").set_index("at").sort_index()
    is_over = np.zeros(len(keys), dtype=bool)
    is_over[found.index] = True
    if not is_over.any():
        return read.frame
    size = len(read.ledger.is_open)
    is_touched, is_left = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    is_touched[read.at[is_over]] = True
    is_left[read.at[~is_over]] = True
    remedy: Cells = no_cells(size)
    for at, file, row in zip(read.at[is_over], found["file"], found["row"], strict=True):
        remedy[at] = f"Correct row {row} of {file} first."
    read.ledger.note(is_touched & is_left, reasons.MAYBE_TAKEN_BACK, remedy=remedy)
    read.ledger.reject(is_touched & ~is_left, reasons.MAYBE_TAKEN_BACK, remedy=remedy)
    return read.frame[~is_over]


def leave_out_ended(
    tables: Sequence[MappedTable],
    read: Sequence[ReadConsents],
    frames: Sequence[pd.DataFrame],
    *,
    on: dt.date,
) -> tuple[list[pd.DataFrame], pd.Index[str]]:
    """
    Reject the rows of whoever's consent to be stored has ended, with the day.

    Parameters
    ----------
    tables
        Each table of assets and people.
    read, frames
        The consents of each table as they were read, and what is left of them.
    on
        The day for which consent must hold.

    Returns
    -------
    frames, ended
        Consents without those of whoever is left out, and the ids of these.
    """
    days = _find_days(frames, on)
    if not days:
        return list(frames), pd.Index([], dtype="str")
    for mapped in tables:
        row_ids = mapped.ledger.row_ids
        is_ended = np.fromiter((row in days for row in row_ids), bool, len(row_ids))
        remedy = no_cells(len(row_ids))
        remedy[is_ended] = [
            f"It ended on {days[row]:%Y-%m-%d}. Delete the row, or write down the consent that "
            "was given since."
            for row in row_ids[is_ended]
        ]
        is_ended &= mapped.ledger.is_open
        mapped.ledger.reject(is_ended, reasons.STORAGE_ENDED, remedy=remedy)
    kept = []
    for each, frame in zip(read, frames, strict=True):
        is_over = frame["asset_id"].isin(days.keys()).to_numpy(dtype=bool)
        at = each.at[each.frame.index.get_indexer(frame.index)]
        where = np.zeros(len(each.ledger.is_open), dtype=bool)
        where[at[is_over]] = True
        each.ledger.skip(where, reasons.OF_ENDED_STORAGE)
        kept.append(frame[~is_over])
    return kept, pd.Index(sorted(days), dtype="str")


def _find_days(frames: Sequence[pd.DataFrame], on: dt.date) -> dict[str, pd.Timestamp]:
    """Find whose storage has ended, and when."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return {}
    columns = ["asset_id", "purpose", "given_on", "expires_on", "withdrawn_on"]
    together = pd.concat([frame[columns].astype(object) for frame in filled])
    dated = together.assign(**{name: pd.to_datetime(together[name]) for name in columns[2:]})
    ended = find_ended(dated, purpose=Purpose.STORE, on=on)
    return {str(row_id): day for row_id, day in ended.items()}
