"""Long tables, where a place stands in a row for women, one for men and one for all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written, no_cells, normalise_header
from assetmap.typing import Flags, Floats, Positions

__all__ = ["leave_out_parts"]

_ALL = re.compile(
    r"(?:all(?! other)|total|both|everyone|everybody|overall|any)\b[^\d]*|persons?|people|_?t|"
    r"(?:usual |total |resident )*(?:population|residents)(?: count)?|"
    r"[^\d]*\ball ages\b[^\d]*|0 ?\+|males? (?:and|&) females?|females? (?:and|&) males?"
)
_SEXES = frozenset({"f", "m", "female", "male", "females", "males"})
_YEAR = re.compile(r"(?:mid[- ]?|census ?)?((?:19|20)\d\d)(?: ?[/–-] ?\d{2,4})*(?:[t ].*)?")
_AGED = r"(?:aged? )?"
_BANDS = tuple(
    (re.compile(_AGED + pattern), limits)
    for pattern, limits in (
        (r"(\d+) ?(?:-|–|to) ?(\d+)(?: years?)?", lambda a, b: (a, b)),
        (r"(\d+)(?: years?)? ?(?:\+|plus|(?:and|or|&) (?:over|older|above))", lambda a: (a, 999)),
        (r"(?:under|below|<|less than) ?(\d+)(?: years?)?", lambda a: (0, a - 1)),
        (r"(\d+)(?: years?)?", lambda a: (a, a)),
    )
)
_SHARES = re.compile(r"%|per ?cent\w*|(?:percentage|proportion|share|rate)\b.*", re.IGNORECASE)
_LEVEL = re.compile(r" ?[:>] ?| [-–] |, ")
"""What stands between a word and those of its parts, as in "White: British"."""
_CODE = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Z\d][A-Z\d ]{3,}")
_MOST_PARTS = 250
_SHOWN = 3
_TWO = 2


def leave_out_parts(
    table: RawTable,
    ledger: TableLedger,
    units: Cells,
    people: Floats,
    used: set[str],
    today: dt.date,
) -> None:
    """
    Leave out rows that count part of the people of another row, and rows of earlier years.

    A table of small areas has a column of their codes, and is added up without
    a word. Where a place stands in several rows for no such reason, the row of
    all (``Persons``, ``All ages``, or whose number is the sum of the others) is
    kept; of a table in which every row stands twice, each counts once. What is
    added up all the same is said.

    Parameters
    ----------
    table, ledger
        The table, and its account.
    units
        What each row is about: a place or a point.
    people
        How many people each row counts, NaN where it does not say.
    used
        Headers with a meaning of their own.
    today
        The day of the map: years after it are forecasts.
    """
    parts = _Parts(table, ledger, units, people, used)
    if not parts.are_repeated():
        return
    parts.leave_out_repeats()
    for head in parts.find_heads():
        parts.settle(head, today)
        if not parts.are_repeated():
            return
    parts.say_added_up()


class _Parts:
    """The open rows of a table, and what tells apart those that are about the same."""

    def __init__(
        self, table: RawTable, ledger: TableLedger, units: Cells, people: Floats, used: set[str]
    ) -> None:
        self._table, self._ledger, self._people = table, ledger, people
        known = {table.find(head) for head in used}
        self._free = [head for head in table.columns if head not in known]
        self._keys = units
        codes = self._find_codes() if self.are_repeated() else None
        if codes is not None:
            self._keys = codes.copy()
            self._keys[~is_written(units)] = None
        self._heads: list[str] = []

    @property
    def _rows(self) -> Positions:
        return np.flatnonzero(self._ledger.is_open & is_written(self._keys))

    def are_repeated(self) -> bool:
        """Tell whether anything stands in several rows."""
        return bool(pd.Series(self._keys[self._rows], dtype=object).duplicated().any())

    def _find_codes(self) -> Cells | None:
        """Find a column of codes of smaller areas: each is of one place, and there are more."""
        rows = self._rows
        places = pd.Series(self._keys[rows], dtype=object)
        for head in self._free:
            cells = self._table.columns[head]
            codes = pd.Series(cells[rows], dtype=object)
            different = codes.unique()
            if len(different) <= max(1, places.nunique()) or codes.isna().any():
                continue
            are_codes = all(map(_CODE.fullmatch, different))
            if are_codes and not (places.groupby(codes).nunique() > 1).any():
                return cells
        return None

    def find_heads(self) -> list[str]:
        """Find the columns whose words tell rows of one place apart, the same in every place."""
        rows = self._rows
        keys = pd.Series(self._keys[rows], dtype=object)
        is_several = keys.duplicated(keep=False).to_numpy()
        keys, rows = keys[is_several], rows[is_several]
        for head in self._free:
            words = pd.Series(self._fold(head)[rows], dtype=object, index=keys.index)
            if not 2 <= words.nunique() <= _MOST_PARTS:
                continue
            pairs = pd.DataFrame({"key": keys, "word": words}).drop_duplicates()
            is_shared = keys.nunique() == 1 or (pairs["word"].value_counts() > 1).any()
            if len(pairs) <= keys.nunique() or not is_shared:
                continue
            if _tells_parts(head, words.unique()) or self._has_sum(head, pairs):
                self._heads.append(head)
        return self._heads

    def leave_out_repeats(self) -> None:
        """Leave out rows that repeat an earlier one, where those of every place do."""
        rows = self._rows
        keys = pd.Series(self._keys[rows], dtype=object)
        cells = {head: self._table.columns[head][rows] for head in self._table.columns}
        is_same = pd.DataFrame({**cells, "": keys.to_numpy()}).duplicated().to_numpy()
        counts = keys.value_counts()
        is_every = len(counts) > 1 and counts.nunique() == 1
        if is_every and np.array_equal(is_same, keys.duplicated().to_numpy()):
            self._ledger.skip(self._mask(rows[is_same]), reasons.REPEATED_ROW)

    def _has_sum(self, head: str, pairs: pd.DataFrame) -> bool:
        """Tell codes such as 0, 1 and 2 of which, in every place, one counts all others."""
        sets = {frozenset(words) for _, words in pairs.groupby("key")["word"]}
        is_same = len(sets) == 1 and all(len(words) > _TWO for words in sets)
        return is_same and len(self._find_sum(head, self._fold(head))) == 1

    def _fold(self, head: str) -> Cells:
        cells = self._table.columns[head]
        known = {cell: " ".join((cell or "").casefold().split()) for cell in set(cells.tolist())}
        folded = no_cells(len(cells))
        folded[:] = [known[cell] for cell in cells]
        return folded

    def settle(self, head: str, today: dt.date) -> None:
        """Keep one row of each place by what one column says, if that can be told."""
        words = self._fold(head)
        different = sorted(set(words[self._rows].tolist()))
        if any(map(_SHARES.fullmatch, different)) and not all(map(_SHARES.fullmatch, different)):
            is_share = np.array([bool(_SHARES.fullmatch(word)) for word in words[self._rows]])
            self._skip(self._rows[is_share], reasons.SHARES_OF_PEOPLE, head, "")
            different = [word for word in different if not _SHARES.fullmatch(word)]
        if all(map(_YEAR.fullmatch, different)):
            self._keep_year(head, words, today)
            return
        whole = {word for word in different if _means_all(word, different)}
        whole = whole or self._find_sum(head, words) or _find_widest(different)
        if whole:
            self._keep_whole(head, words, whole)
        elif finer := _find_finer(different):
            self._leave_out_finer(head, words, finer)
        elif _do_overlap(different):
            self._ledger.reject(
                self._mask(self._rows), reasons.OVERLAPPING_PARTS, column=head, value=words
            )

    def _keep_year(self, head: str, words: Cells, today: dt.date) -> None:
        """Keep the latest year that is not ahead, else the first."""
        rows = self._rows
        years = pd.Series(
            [int(found[1]) for word in words[rows] if (found := _YEAR.fullmatch(word))]
        )
        keys = pd.Series(self._keys[rows], dtype=object)
        past = years.where(years <= today.year).groupby(keys).transform("max")
        kept = past.fillna(years.groupby(keys).transform("min"))
        # Of several times in one year, the last as it is written.
        last = (
            pd.Series(words[rows], dtype=object).where(years == kept).groupby(keys).transform("max")
        )
        is_other = (pd.Series(words[rows], dtype=object) != last).to_numpy()
        self._skip(rows[is_other], reasons.OTHER_YEAR, head, str(last.mode().iat[0]))

    def _keep_whole(self, head: str, words: Cells, whole: set[str]) -> None:
        """Keep the rows of all; where a place has none, keep its parts only if none is missing."""
        rows = self._rows
        is_whole = np.array([word in whole for word in words[rows]], dtype=bool)
        keys = pd.Series(self._keys[rows], dtype=object)
        has_whole = pd.Series(is_whole).groupby(keys).transform("any").to_numpy()
        self._skip(rows[~is_whole & has_whole], reasons.PART_OF_OTHERS, head,
                   str(self._table.columns[head][rows[is_whole][0]]))  # fmt: skip
        parts = set(words[rows].tolist()) - whole
        found = pd.Series(words[rows], dtype=object).groupby(keys).transform("nunique").to_numpy()
        is_partial = ~has_whole & (found < len(parts))
        self._ledger.reject(
            self._mask(rows[is_partial]), reasons.PART_ALONE, column=head, value=words
        )

    def _leave_out_finer(self, head: str, words: Cells, finer: dict[str, str]) -> None:
        """Leave out the rows of finer words in places that have the row of the coarser one."""
        rows = self._rows
        there = set(zip(self._keys[rows].tolist(), words[rows].tolist(), strict=True))
        for coarse in sorted(set(finer.values())):
            is_finer = [
                finer.get(word) == coarse and (key, coarse) in there
                for key, word in zip(self._keys[rows], words[rows], strict=True)
            ]
            shown = str(self._table.columns[head][rows[words[rows] == coarse][0]])
            self._skip(rows[np.array(is_finer, dtype=bool)], reasons.PART_OF_OTHERS, head, shown)

    def _find_sum(self, head: str, words: Cells) -> set[str]:
        """Find the word whose row counts as many people as all others of its place together."""
        rows = self._rows
        others = [self._fold(other)[rows] for other in self._heads if other != head]
        frame = pd.DataFrame({"word": words[rows], "people": self._people[rows]})
        groups = [self._keys[rows], *others]
        together = frame.groupby(groups, dropna=False)["people"]
        is_several = together.transform("size") > 2
        is_sum = (
            is_several & (2 * frame["people"] == together.transform("sum")) & (frame["people"] > 0)
        )
        share = is_sum[is_several].groupby(frame.loc[is_several, "word"]).agg(["all", "size"])
        is_one_place = len(set(self._keys[rows].tolist())) == 1
        return set(share.index[share["all"] & ((share["size"] > 1) | is_one_place)])

    def _mask(self, rows: Positions) -> Flags:
        where = np.zeros(len(self._table), dtype=bool)
        where[rows] = True
        return where

    def _skip(self, rows: Positions, reason: Reason, head: str, kept: str) -> None:
        if len(rows):
            said = replace(reason, says=reason.says.format(kept=repr(kept), head=repr(head)))
            cells = self._table.columns[head]
            self._ledger.skip(self._mask(rows), said, column=head, value=cells)

    def say_added_up(self) -> None:
        """Say which places stand in several rows all the same, and what to do if that is wrong."""
        keys = pd.Series(self._keys[self._rows], dtype=object)
        several = keys.value_counts(sort=False)
        several = several[several > 1]
        if not len(several):
            return
        shown = ", ".join(f"{key} in {count} rows" for key, count in several.iloc[:_SHOWN].items())
        more = f" and {len(several) - _SHOWN} others" if len(several) > _SHOWN else ""
        by = f", told apart by {', '.join(map(repr, self._heads))}" if self._heads else ""
        head = self._heads[0] if self._heads else "…"
        self._ledger.remark(
            reasons.ADDED_UP.code,
            f"{reasons.ADDED_UP.says}: {shown}{more}{by}",
            reasons.ADDED_UP.remedy.format(head=head),
        )


def _tells_parts(head: str, words: np.ndarray) -> bool:
    """Tell words from measures: numbers tell parts only where they are ages or years."""
    if all(map(_YEAR.fullmatch, words)):
        return True
    if any(not re.fullmatch(r"[-+]?[\d.,]+", word) for word in words):
        return True
    named = set(normalise_header(head).split())
    return bool(named & {"age", "ages", "year", "years", "period", "date", "time"})


def _means_all(word: str, different: list[str]) -> bool:
    """Tell a word for everybody, beside those of the same column."""
    if word == "p":
        return set(different) - {"p"} <= _SEXES
    return _ALL.fullmatch(word) is not None


def _find_finer(words: list[str]) -> dict[str, str]:
    """Find the words that are parts of others, as "white: british" is of "white"."""
    known = set(words)
    finer = {}
    for word in words:
        begins = [word[: found.start()] for found in _LEVEL.finditer(word)]
        if coarser := next((begin for begin in begins if begin in known), None):
            finer[word] = coarser
    return finer


def _read_bands(words: list[str]) -> dict[str, tuple[int, int]]:
    """Read ages from and to; nothing unless every word is of ages."""
    bands: dict[str, tuple[int, int]] = {}
    limits: Callable[..., tuple[int, int]]
    for word in words:
        for pattern, limits in _BANDS:
            if found := pattern.fullmatch(word):
                bands[word] = limits(*map(int, found.groups()))
                break
        else:
            return {}
    return bands


def _find_widest(words: list[str]) -> set[str]:
    """Find the one band of ages that holds all others."""
    bands = _read_bands(words)
    if not bands:
        return set()
    least, most = min(a for a, _ in bands.values()), max(b for _, b in bands.values())
    return {word for word, band in bands.items() if band == (least, most)}


def _do_overlap(words: list[str]) -> bool:
    """Tell whether somebody of some age is in two of the bands."""
    bands = sorted(_read_bands(words).values())
    return any(first[1] >= second[0] for first, second in pairwise(bands))
