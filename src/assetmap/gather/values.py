"""Cells into dates, numbers, flags and lists of words, each form read once.

Every reader gives the values and a mask of the cells that it could not read.
Columns repeat themselves, so each different text is read only once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import compress
from operator import not_
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gather.tidy import Cells, is_written
from assetmap.typing import Flags, Floats

__all__ = [
    "read_dates",
    "read_flags",
    "read_numbers",
    "read_words",
    "to_member",
    "to_slug",
    "to_slugs",
]

_MONTHS = {name: number for number, names in enumerate(
    ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
     "aug august", "sep sept september", "oct october", "nov november", "dec december"), start=1,
) for name in names.split()}  # fmt: skip
_TIME = r"\d{1,2}[:.]\d{2}.*"
_ISO = re.compile(rf"(\d{{4}})[\-/.](\d{{1,2}})(?:[\-/.](\d{{1,2}}))?(?:[t ]{_TIME})?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_BRITISH = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{2}}|\d{{4}})(?: {_TIME})?$")
_WORDS = re.compile(
    r"(?:(?:[a-z]+ )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/]+)?"
    rf"([a-z]+)[ \-/]+(\d{{4}})(?: {_TIME})?$"
)
_SHORT_WORDS = re.compile(r"(\d{1,2})[ \-/]([a-z]+)[ \-/](\d{2})$")
_MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})$")  # a word: no doubt
_MONTH = re.compile(r"(\d{1,2})[/\-](\d{4})$")
_YEAR = re.compile(r"(\d{4})$")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?$")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_DROPPED = re.compile("['’.]")
_NOT_WORD = re.compile(r"[^\w\x1f]+")
_DASHES = re.compile("--+")
_PLAIN_WORDS = {  # the same for ASCII, which `str.translate` folds at the speed of a copy
    code: _NOT_WORD.sub("-", _DROPPED.sub("", chr(code).casefold())) or None for code in range(128)
}
_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "tick"})
_NO = frozenset({"no", "n", "false", "0", "✗", "✘"})
_MEANT = {"person": "individual", "people": "individual", "resident": "individual"}


def _read_each(cells: Cells, read: Callable[[str], Any]) -> tuple[list[Any], Flags]:
    """Read every different cell once; what raises ValueError is unread."""
    if not is_written(cells).any():
        return [None] * len(cells), np.zeros(len(cells), dtype=bool)
    known: dict[str | None, Any] = {None: None}
    unread = set()
    for cell in set(cells.tolist()) - {None}:
        try:
            known[cell] = read(cell)
        except ValueError:
            known[cell] = None
            unread.add(cell)
    values = [known[cell] for cell in cells]
    is_unread = np.fromiter((cell in unread for cell in cells), dtype=bool, count=len(cells))
    return values, is_unread


def read_dates(cells: Cells) -> tuple[pd.Series[Any], Flags]:
    """
    Read dates as people in Britain write them: day before month, always.

    ISO, ``31/3/2026``, ``31 March 2026``, ``March 2026`` and ``2026`` (their
    first day), ``20260331`` and a spreadsheet's day number are read. A month
    above twelve is not taken for a day: it is unread.

    Examples
    --------
    >>> days, unread = read_dates(np.array(["31/3/2026", "Mar 2026", "3/31/2026"], object))
    >>> days.dt.strftime("%d %b %Y").tolist(), unread.tolist()
    (['31 Mar 2026', '01 Mar 2026', nan], [False, False, True])
    """
    values, is_unread = _read_each(cells, _read_date)
    days = np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
    return pd.Series(days), is_unread


def _read_date(cell: str) -> dt.date:
    text = " ".join(cell.casefold().replace(",", " ").split())
    if found := _ISO.match(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _COMPACT.match(text):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _BRITISH.match(text):
        return dt.date(_whole_year(found[3]), int(found[2]), int(found[1]))
    if found := _MONTH.match(text):
        return dt.date(int(found[2]), int(found[1]), 1)
    return _read_worded_date(text)


def _whole_year(written: str) -> int:
    year = int(written)
    return year + (0 if len(written) > 2 else 2000 if year < 70 else 1900)


def _read_worded_date(text: str) -> dt.date:
    """Read a date whose month is a word, a year alone or a spreadsheet's day number."""
    found = _WORDS.match(text) or _SHORT_WORDS.match(text)
    if found and found[2] in _MONTHS:
        return dt.date(_whole_year(found[3]), _MONTHS[found[2]], int(found[1] or 1))
    if (found := _MONTH_FIRST.match(text)) and found[1] in _MONTHS:
        return dt.date(int(found[3]), _MONTHS[found[1]], int(found[2]))
    if found := _YEAR.match(text):
        return dt.date(int(found[1]), 1, 1)
    if found := _SERIAL.match(text):
        return _EXCEL_EPOCH + dt.timedelta(days=int(found[1]))
    raise ValueError(text)


def read_numbers(cells: Cells) -> tuple[Floats, Flags]:
    """
    Read numbers, with thousands separators and a currency sign where people put them.

    Examples
    --------
    >>> numbers, unread = read_numbers(np.array(["1,200", "£3.50", None, "lots"], object))
    >>> numbers.tolist(), unread.tolist()
    ([1200.0, 3.5, nan, nan], [False, False, False, True])
    """
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(float).copy()
    is_there = is_written(cells)
    is_open = is_there & ~np.isfinite(numbers)
    if is_open.any():
        values, _ = _read_each(cells[is_open], _read_number)
        numbers[is_open] = [np.nan if value is None else value for value in values]
    return numbers, is_there & ~np.isfinite(numbers)


def _read_number(cell: str) -> float:
    text = cell.replace(" ", "").lstrip("£€$").removesuffix("%")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    return float(text)


def read_flags(cells: Cells) -> tuple[Flags, Flags]:
    """Read yes and no; blank is no.

    Examples
    --------
    >>> flags, unread = read_flags(np.array(["Yes", None, "maybe"], object))
    >>> flags.tolist(), unread.tolist()
    ([True, False, False], [False, False, True])
    """
    values, is_unread = _read_each(cells, _read_flag)
    return np.array([bool(value) for value in values], dtype=bool), is_unread


def _read_flag(cell: str) -> bool:
    word = cell.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(cell)


def read_words(cells: Cells, separator: str) -> Cells:
    """
    Split cells into tuples of different words, in the order written.

    Line breaks separate as well as ``separator`` does; commas do not, since
    "tea, coffee and cake" is one offer.

    Examples
    --------
    >>> read_words(np.array(["food; music ;food", None], object), ";").tolist()
    [('food', 'music'), ()]
    """
    known: dict[str | None, tuple[str, ...]] = {None: ()}
    for cell in set(cells.tolist()) - {None}:
        pieces = cell.replace("\n", separator).split(separator)
        known[cell] = tuple(dict.fromkeys(word for piece in pieces if (word := piece.strip())))
    words = np.empty(len(cells), dtype=object)
    words[:] = [known[cell] for cell in cells]
    return words


def to_slug(text: str) -> str:
    """Make an id of a name: lower case, words joined by hyphens.

    Examples
    --------
    >>> to_slug("St Mary's Hall, Nether End")
    'st-marys-hall-nether-end'
    """
    return to_slugs([text])[0]


def to_slugs(texts: Iterable[str | None]) -> list[str]:
    """Make ids of names all at once, each as `to_slug` would."""
    # One pass over one long text; the separator is not a word, and is kept apart.
    pieces = [(text or "").replace("\x1f", " ") for text in texts]
    is_plain = [*map(str.isascii, pieces)]
    plain = "\x1f".join(compress(pieces, is_plain)).translate(_PLAIN_WORDS)
    plain_slugs = iter(_DASHES.sub("-", plain).split("\x1f"))
    other = "\x1f".join(compress(pieces, map(not_, is_plain))).casefold()
    other_slugs = iter(_NOT_WORD.sub("-", _DROPPED.sub("", other)).split("\x1f"))
    slugs = (next(plain_slugs if plainly else other_slugs) for plainly in is_plain)
    return [slug.strip("-_") or "unnamed" for slug in slugs]


def to_member(word: str, vocabulary: type[StrEnum]) -> str | None:
    """
    Find the member of a closed vocabulary that a word means, whatever its case and spacing.

    Examples
    --------
    >>> from assetmap.model import AssetKind, Role
    >>> to_member("Community builder", Role), to_member("Spaces", AssetKind)
    ('community_builder', 'space')
    >>> to_member("person", AssetKind), to_member("club", AssetKind)
    ('individual', None)
    """
    folded = "_".join(word.casefold().replace("-", " ").replace("_", " ").split())
    members = {str(member) for member in vocabulary}
    forms = (folded, folded.removesuffix("s"), _MEANT.get(folded, folded))
    return next((form for form in forms if form in members), None)
