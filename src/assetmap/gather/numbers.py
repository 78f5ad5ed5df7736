"""Columns of numbers: which of comma and point parts the thousands, the column decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, is_written
from assetmap.typing import Flags, Floats

__all__ = ["Marks", "ReadNumbers", "TableMarks", "find_cut_numbers", "find_marks", "read_numbers"]

_BETWEEN = "\x1f"
_END = rf" ?[%€]?(?={_BETWEEN}|$)"
_BEGIN = rf"(?:^|(?<={_BETWEEN}))[-+£€$]? ?"
_COMMA_PARTS = re.compile(  # 12,5 and 1,2345 and 0,125 and 1.234,5 and 1.234.567
    rf"{_BEGIN}(?:\d+,(?:\d{{1,2}}|\d{{4,}})|0\d*,\d+|\d{{4,}},\d+|\d{{1,3}}(?:\.\d{{3}})+,\d+"
    rf"|\d{{1,3}}(?:\.\d{{3}}){{2,}}){_END}"
)
_POINT_PARTS = re.compile(
    rf"{_BEGIN}(?:\d+\.(?:\d{{1,2}}|\d{{4,}})|0?\.\d+|0\d*\.\d+|\d{{4,}}\.\d+"
    rf"|\d{{1,3}}(?:,\d{{3}})+\.\d+|\d{{1,3}}(?:,\d{{3}}){{2,}}){_END}"
)
_EITHER = re.compile(rf"{_BEGIN}[1-9]\d{{0,2}}[.,]\d{{3}}{_END}")
_BY_COMMAS = re.compile(r"[-+]?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3})(?:\.\d*)?")
_BY_POINTS = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?")
_GAPS = re.compile(r"(?<=\d)[ '’\u2009\u202f](?=\d{3}(?:\D|$))")
_PLAIN = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+\-]?\d+)?", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"(?<=\d)(?: ?(?:[*†‡§#^¹²³⁴⁵]+|\[[a-z0-9]\]|\([a-z0-9]\))| [bdefipr])$", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"^(?:max(?:imum)?|up to|capacity)?:? ?(?=\d)|(?<=\d) ?\(?(?:people|persons?|residents?|seats?|"
    r"seated|standing|places?|ppl|pax|members?|guests?|adults?|children|attendees|max(?:imum)?|"
    r"capacity)\.?\)?$",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(.*\d) ?(k|thousand|million)", re.IGNORECASE)
_TIMES = {"k": 1e3, "thousand": 1e3, "million": 1e6}
_SUPPRESSED = re.compile(
    r"[*.:~†‡#^!]+|…|[\[(]?(?:c|x|z|u|w|s|d|k|low)[\])]?|n ?[<≤]=? ?\d+|"
    r"(?:[<≤]=?|under|below|less than|fewer than) ?\d+|(?:supp(?:ressed|r?)?|confidential|"
    r"redacted|withheld|disclosive|not (?:available|known|applicable|disclosed|published)|no data|"
    r"unknown|missing|n\.?a\.?|nil return)\.?",
    re.IGNORECASE,
)
_ROUGH = re.compile(
    r"(?:c\.?|ca\.?|circa|about|approx\w*\.?|around|roughly|over|at least|more than|nearly|almost|"
    r"[~≈>≥]=?) ?[\d.,]+\D*|[\d.,]+ ?[(\[]?(?:approx\w*|est\w*|about|estimated?)\.?[)\]]?|"
    r"[\d.,]+\D*[ /(–-]\D*[\d.,]+\D*|[\d.,]+ ?(?:\+|ish|or so|\?)",
    re.IGNORECASE,
)
_LONGEST = 60
_REMARKED = re.compile(r"(.*\d) ?[(\[][^\W\d_][^\d()\[\]]*[)\]]")
"""A number with words in brackets behind it, as "1 (most deprived)"."""
_UNIT = re.compile(r"[-+]?\d+(?:[.,]\d+)* ?[^\W\d_]\D*")
_STAND_INS = (-99.0, -999.0, -9999.0, -99999.0)
_CUT = re.compile(r"\d(?:[.,]\d+)?e\+\d{2,}|\d{16,}\.0", re.IGNORECASE)
_ANY_CUT = re.compile(r"\de\+\d|\d{16}\.0", re.IGNORECASE)


class Marks(Enum):
    """Which mark stands before the fractions of numbers; the other parts the thousands."""

    POINT = "."
    COMMA = ","
    UNKNOWN = "?"


@dataclass(frozen=True, eq=False)
class ReadNumbers:
    """
    The numbers of a column, NaN where nothing is written or read.

    Attributes
    ----------
    numbers
        What each cell means.
    withheld
        Why cells with something like a number give none, and which: those that
        are suppressed, say only roughly how many, or may mean two things.
    unread
        Why other cells were not read, and which: they hold no number at all.
    noted
        What is to be said of cells that were, and which.
    """

    numbers: Floats
    withheld: Mapping[Reason, Flags]
    unread: Mapping[Reason, Flags]
    noted: Mapping[Reason, Flags]


def find_marks(*columns: Cells) -> Marks:
    """
    Find by the numbers that can be read in one way which mark stands before their fractions.

    Examples
    --------
    >>> find_marks(np.array(["1.200", "12,5"], object)), find_marks(np.array(["1.200"], object))
    (<Marks.COMMA: ','>, <Marks.UNKNOWN: '?'>)
    """
    found = {_marks_of(_BETWEEN.join(filter(None, cells))) for cells in columns}
    found -= {Marks.UNKNOWN}
    return next(iter(found)) or Marks.UNKNOWN if len(found) == 1 else Marks.UNKNOWN


def read_numbers(
    cells: Cells,
    *,
    elsewhere: Marks | Callable[[], Marks] = Marks.POINT,
    stated: Marks | None = None,
    is_count: bool = False,
) -> ReadNumbers:
    """
    Read numbers, with thousands separators, units and footnotes where people put them.

    A cell that can be read in one way shows how the others of its column are
    to be read: beside ``150,5`` is ``1.200`` twelve hundred.

    Parameters
    ----------
    cells
        The column, tidy.
    elsewhere
        Which mark stands before fractions in the rest of the file, or how to
        find out, for columns that do not show it.
    stated
        Which mark that is, whatever the column shows.
    is_count
        Whether the numbers count something, so that they have no fractions.

    Examples
    --------
    >>> read = read_numbers(np.array(["1,200", "£3.50", None, "lots", "<5", "12 people"], object))
    >>> read.numbers.tolist()
    [1200.0, 3.5, nan, nan, nan, 12.0]
    >>> read_numbers(np.array(["1.200", "150,5"], object)).numbers.tolist()
    [1200.0, 150.5]
    """
    is_there = is_written(cells)
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(float).copy()
    is_open = is_there & ~np.isfinite(numbers)
    said: dict[Reason, set[str]] = {}
    has_shares = False
    if is_open.any() or (is_there.any() and (is_count or elsewhere is not Marks.POINT)):
        way = _find_way(cells, elsewhere, stated, is_count=is_count)
        if way.is_careful:  # a point may part thousands, so plain numbers may not be what they seem
            longest = _LONGEST if way.marks is Marks.COMMA else len("+123.456")
            is_open[is_there] |= ["." in cell and len(cell) <= longest for cell in cells[is_there]]
        codes, different = pd.factorize(cells[is_open])  # what repeats itself is read once
        values = np.full(len(different), np.nan)
        for at, cell in enumerate(different.tolist()):
            values[at], reason = _read_number(cell, way)
            if reason is not None:
                said.setdefault(reason, set()).add(cell)
        numbers[is_open] = values[codes]
        has_shares = any(cell.endswith("%") for cell in different)
    return _sort_out(cells, numbers, said, has_shares=has_shares)


class TableMarks:
    """
    Which mark stands before fractions in one table, found out when a column does not show it.

    Parameters
    ----------
    table
        The table: where semicolons part its cells, commas may be for fractions.
    stated
        What the project file says, which settles it.
    """

    def __init__(self, table: RawTable, stated: str | None) -> None:
        self._table = table
        self._stated = None if stated is None else Marks(stated)
        self._found: Marks | None = None

    def read(self, cells: Cells, *, is_count: bool = False) -> ReadNumbers:
        """Read a column of the table."""
        if not self._may_differ:
            return read_numbers(cells, is_count=is_count)
        return read_numbers(cells, elsewhere=self.find, stated=self._stated, is_count=is_count)

    def of_metres(self, *columns: Cells) -> Marks:
        """Find the mark of columns of metres, of which nobody writes fewer than a thousand."""
        if not self._may_differ:
            return Marks.POINT
        marks = self._stated or find_marks(*columns)
        marks = self.find() if marks is Marks.UNKNOWN else marks
        return Marks.POINT if marks is Marks.POINT else Marks.COMMA

    @property
    def _may_differ(self) -> bool:
        return self._stated is not None or self._table.delimiter not in {"", ","}

    def find(self) -> Marks:
        """Find the mark by all columns of the table, which may not tell."""
        if self._found is None:
            marks = find_marks(*self._table.columns.values())
            is_told = marks is not Marks.UNKNOWN or self._table.delimiter == ";"
            self._found = marks if is_told else Marks.POINT
        return self._found


def _sort_out(
    cells: Cells, numbers: Floats, said: Mapping[Reason, set[str]], *, has_shares: bool
) -> ReadNumbers:
    """Tell what was withheld, not read or only noted, and which cells those are."""
    found = {
        reason: np.fromiter((cell in said[reason] for cell in cells), bool, len(cells))
        for reason in sorted(said, key=lambda reason: (reason.code, reason.says))
    }
    is_unclear = _find_unclear_shares(cells, numbers) if has_shares else None
    if is_unclear is not None and is_unclear.any():
        numbers[is_unclear] = np.nan
        found[reasons.UNCLEAR_SHARE] = is_unclear
    stands_in = _find_stand_ins(numbers)
    if stands_in.any():
        numbers[stands_in] = np.nan
        found[reasons.STAND_IN_NUMBER] = stands_in
    return ReadNumbers(
        numbers,
        withheld={why: where for why, where in found.items() if why in _WITHHELD},
        unread={why: where for why, where in found.items() if why is reasons.NOT_A_NUMBER},
        noted={why: where for why, where in found.items() if why in _NOTED},
    )


def _find_unclear_shares(cells: Cells, numbers: Floats) -> Flags:
    """Find 0.08 beside 12.5%: it may be 8 % or eight hundredths of one."""
    has_sign = np.array([cell is not None and cell.endswith("%") for cell in cells], dtype=bool)
    if not has_sign.any() or not (numbers[has_sign] > 1).any():
        return np.zeros(len(cells), dtype=bool)
    is_unclear: Flags = (np.abs(numbers) <= 1) & (numbers != 0) & ~has_sign
    return is_unclear


def _find_stand_ins(numbers: Floats) -> Flags:
    """Find numbers such as -9999 where they are the only negative ones: they stand for nothing."""
    is_negative = numbers < 0
    if not is_negative.any() or not np.isin(numbers[is_negative], _STAND_INS).all():
        return np.zeros(len(numbers), dtype=bool)
    return is_negative


@dataclass(frozen=True)
class _Way:
    """How the cells of one column are read."""

    marks: Marks
    is_count: bool
    is_doubtful: bool = False
    """Whether a cell such as 1.234 may be either."""
    is_guess: bool = False
    """Whether nothing but the kind of file and of column speaks for it."""
    is_careful: bool = False
    """Whether plain numbers may mean something else."""


def _find_way(
    cells: Cells,
    elsewhere: Marks | Callable[[], Marks],
    stated: Marks | None,
    *,
    is_count: bool,
) -> _Way:
    """
    Find how a column is to be read by its cells, else by the rest of the file.

    Who counts has no fractions: ``1.234`` is no fraction in a column of counts
    where nothing says that points stand before fractions.
    """
    text = _BETWEEN.join(filter(None, cells))
    if "," not in text and "." not in text:
        return _Way(Marks.POINT, is_count)
    has_either = _EITHER.search(text) is not None
    marks = _marks_of(text) if stated is None else stated
    is_mixed = marks is None
    if marks is Marks.UNKNOWN and has_either:
        marks = elsewhere() if callable(elsewhere) else elsewhere
    is_guess = marks is Marks.UNKNOWN and has_either and is_count
    marks = Marks.COMMA if is_guess else marks or Marks.UNKNOWN
    return _Way(
        marks,
        is_count,
        is_doubtful=is_mixed or (marks is Marks.UNKNOWN and has_either),
        is_guess=is_guess,
        is_careful=marks is Marks.COMMA or (has_either and (is_count or marks is Marks.UNKNOWN)),
    )


def _marks_of(text: str) -> Marks | None:
    """Tell which mark stands before fractions; None where some cells say one, some the other."""
    is_comma, is_point = _COMMA_PARTS.search(text), _POINT_PARTS.search(text)
    if is_comma and is_point:
        return None
    return Marks.COMMA if is_comma else Marks.POINT if is_point else Marks.UNKNOWN


def _read_number(cell: str, way: _Way) -> tuple[float, Reason | None]:
    """Read one cell, and say what is to be said of it."""
    text = _GAPS.sub("", " ".join(cell.split()))
    if len(text) > _LONGEST:
        return np.nan, reasons.NOT_A_NUMBER
    if _SUPPRESSED.fullmatch(text):
        return np.nan, reasons.SUPPRESSED_NUMBER
    plain = text.lstrip("£€$ ")
    is_share = plain.endswith("%")
    bare = plain.removesuffix("%").strip()
    number = _read_plain(bare, way)
    if number is not None:
        if way.is_doubtful and _EITHER.fullmatch(bare):
            return np.nan, reasons.AMBIGUOUS_NUMBER
        if is_share and way.is_count:
            return np.nan, reasons.SHARE_NOT_COUNT
        return number, _what_of_point(bare, way)
    return _read_more(plain, way)


def _what_of_point(text: str, way: _Way) -> Reason | None:
    """Say what the point of a count was taken for, where that may be wrong."""
    if not way.is_count or "." not in text or not _EITHER.fullmatch(text):
        return None
    if way.is_guess:
        return reasons.POINT_FOR_THOUSANDS
    return None if way.marks is Marks.COMMA else reasons.COUNT_IN_PARTS


def _read_more(text: str, way: _Way) -> tuple[float, Reason | None]:
    """Read a cell that holds more than figures, where what it holds is clear."""
    if (number := _read_plain(_FOOTNOTE.sub("", text), way)) is not None:
        return number, reasons.FOOTNOTE
    alone = _PEOPLE.sub("", text)
    if found := _THOUSANDS.fullmatch(alone):
        number = _read_plain(found[1], replace(way, is_count=False))
        if number is not None:
            return round(number * _TIMES[found[2].casefold()], 6), reasons.UNIT_READ
    if (number := _read_plain(alone, way)) is not None:
        return number, reasons.UNIT_READ
    if _ROUGH.fullmatch(text):
        return np.nan, reasons.ROUGH_NUMBER
    found = _REMARKED.fullmatch(text)
    if found and not way.is_count and (number := _read_plain(found[1], way)) is not None:
        return number, reasons.UNIT_READ
    return np.nan, reasons.UNIT_UNKNOWN if _UNIT.fullmatch(text) else reasons.NOT_A_NUMBER


def _read_plain(text: str, way: _Way) -> float | None:
    """Read figures with their marks; None for what is none."""
    is_comma = way.marks is Marks.COMMA
    if _EITHER.fullmatch(text) and "," in text:
        text = text.replace(",", "." if is_comma and not way.is_count else "")
    elif _EITHER.fullmatch(text):
        text = text.replace(".", "" if is_comma else ".")
    elif _BY_COMMAS.fullmatch(text):
        text = text.replace(",", "")
    elif _BY_POINTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        return None
    number = float(text)
    return number if np.isfinite(number) else None


def find_cut_numbers(cells: Cells) -> Flags:
    """
    Find long numbers of which a spreadsheet kept the first figures only.

    Examples
    --------
    >>> find_cut_numbers(np.array(["1.00012E+11", "100012345678", "1E5", None], object)).tolist()
    [True, False, False, False]
    """
    text = _BETWEEN.join(filter(None, cells))
    if not _ANY_CUT.search(text):
        return np.zeros(len(cells), dtype=bool)
    return np.fromiter(
        (cell is not None and _CUT.fullmatch(cell) is not None for cell in cells),
        dtype=bool,
        count=len(cells),
    )


_WITHHELD = frozenset(
    {reasons.SUPPRESSED_NUMBER, reasons.ROUGH_NUMBER, reasons.UNIT_UNKNOWN,
     reasons.SHARE_NOT_COUNT, reasons.UNCLEAR_SHARE, reasons.AMBIGUOUS_NUMBER,
     reasons.STAND_IN_NUMBER}
)  # fmt: skip
_NOTED = frozenset(
    {reasons.UNIT_READ, reasons.FOOTNOTE, reasons.COUNT_IN_PARTS, reasons.POINT_FOR_THOUSANDS}
)
