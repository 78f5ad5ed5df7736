"""How sentences are put together: names in pairs, counts, lists, clauses, a sentence a row."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from assetmap.language import message, say, say_fields, say_plural
from assetmap.typing import Positions

__all__ = [
    "Clause",
    "follow",
    "join_clauses",
    "name_pair",
    "name_pairs",
    "say_any",
    "say_cases",
    "say_commas",
    "say_day",
    "say_each",
    "say_list",
    "say_number",
    "say_rows",
    "write_id",
]

_BOTH, _DASHED = message("{one} and {other}"), message("{one} – {other}")
"""Two names, in either order."""
_MOST_CODES = 2**31


def name_pair(one: str, other: str) -> str:
    """
    Name two together, with a dash where an "and" would run into that of a name.

    Examples
    --------
    >>> name_pair("Mill", "Hill"), name_pair("Broomfield and The Walthams", "Stebbing")
    ('Mill and Hill', 'Broomfield and The Walthams – Stebbing')
    """
    join = _DASHED if _is_double(one) or _is_double(other) else _BOTH
    return say(join, one=one, other=other)


def name_pairs(one: pd.Series[str], other: pd.Series[str]) -> pd.Series[str]:
    """Name the two of each row together, as `name_pair` does; a missing other is left out."""
    double = [name for name in pd.unique(pd.concat([one, other]).dropna()) if _is_double(str(name))]
    dash, both = (say_fields(join)[1][0] for join in (_DASHED, _BOTH))
    between = np.where(one.isin(double) | other.isin(double), dash, both)
    return one + pd.Series(between, index=one.index, dtype="str") + other.fillna("")


def _is_double(name: str) -> bool:
    return any(and_ in name for and_ in (" and ", "&", say_fields(_BOTH)[1][0]))


def say_number(number: float, one: str, many: str | None = None, *, thousands: str = ",") -> str:
    """
    Write a number with what it counts; ``many`` is ``one`` with an s unless it is given.

    ``thousands`` stands between groups of three digits.

    Examples
    --------
    >>> say_number(1, "person", "people"), say_number(1200, "tie")
    ('1 person', '1,200 ties')
    >>> say_number(1200, "node", thousands="")
    '1200 nodes'
    """
    written = f"{number:,.0f}".replace(",", thousands)
    return f"{written} {one if number == 1 else many or one + 's'}"


def say_list(words: Sequence[str], *, at_most: int | None = None) -> str:
    """
    List words with commas and an "and", and count those beyond ``at_most``.

    Examples
    --------
    >>> say_list(["tea", "talk", "song"]), say_list(["tea", "talk", "song"], at_most=2)
    ('tea, talk and song', 'tea, talk and 1 more')
    """
    shown = list(words[:at_most])
    if len(shown) < len(words):
        shown.append(say_plural("{count:,} more", "{count:,} more", len(words) - len(shown)))
    if len(shown) < 2:
        return "".join(shown)
    return say("{first} and {last}", first=say_commas(shown[:-1]), last=shown[-1])


def say_commas(words: Sequence[str]) -> str:
    """
    Put words after one another, with commas alone.

    Examples
    --------
    >>> say_commas(["tea", "talk", "song"])
    'tea, talk, song'
    """
    return _fold(message("{first}, {then}"), words)


def say_any(words: Sequence[str]) -> str:
    """
    Name words of which one is enough.

    Examples
    --------
    >>> say_any(["Tuesday", "Friday"])
    'Tuesday or Friday'
    """
    return _fold(message("{first} or {then}"), words)


def say_each(clauses: Sequence[str]) -> str:
    """
    Put clauses after one another, each for itself.

    Examples
    --------
    >>> say_each(["cost: free", "capacity at least 30"])
    'cost: free; capacity at least 30'
    """
    return _fold(message("{first}; {then}"), clauses)


def _fold(join: str, words: Sequence[str]) -> str:
    return reduce(lambda first, then: say(join, first=first, then=then), words) if words else ""


def follow(*sentences: str) -> str:
    """
    Write sentences to stand behind another, each after a space; what is empty is left out.

    Examples
    --------
    >>> follow("It is old.", "", "Ask who knows.")
    ' It is old. Ask who knows.'
    """
    return "".join(f" {sentence}" for sentence in sentences if sentence)


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """What many rows say: the different texts, once each, and which of them each row says."""

    texts: Any
    code: Positions

    def by_row(self) -> Any:
        """Give the text of each row."""
        return self.texts.take(self.code)


def join_clauses(joins: Sequence[str], clauses: Mapping[str, Clause]) -> Any:
    """
    Join the clauses of each row by the one of ``joins`` whose fields are those that it has.

    ``clauses`` are named as the fields; an empty text is no clause. What
    stands between two is written to the different texts, not to each row.

    Examples
    --------
    >>> rows = pd.DataFrame({"what": ["hall", "park"], "km": [3, 0]})
    >>> short = say_cases(rows[["what"]], lambda what: f"no {what}")
    >>> near = say_cases(rows[["km"]], lambda km: f"the next is {km} km away" if km else "")
    >>> list(join_clauses(["{short}.", "{short}; {near}."], {"short": short, "near": near}))
    ['no hall; the next is 3 km away.', 'no park.']
    """
    has = np.zeros(len(next(iter(clauses.values())).code), dtype=np.int64)
    for at, clause in enumerate(clauses.values()):
        has |= np.asarray(clause.texts != "", dtype=bool).astype(np.int64)[clause.code] << at
    kinds, kind = np.unique(has, return_inverse=True)
    sentences = {
        frozenset(name for _, name, _ in parts): parts for parts in map(_take_apart, joins)
    }
    written = [
        sentences[frozenset(name for at, name in enumerate(clauses) if (bits >> at) & 1)]
        for bits in kinds.tolist()
    ]
    slots = zip_longest(*written, fillvalue=("", "", ""))
    filled = [_fill(slot, kind, clauses) for slot in slots]
    return reduce(operator.add, filled) if filled else pd.array([], dtype="str")


def _take_apart(join: str) -> list[tuple[str, str, str]]:
    """Take a sentence apart: what stands before each field, the field, and what ends it."""
    *fields, (end, _) = say_fields(join)
    ends = [""] * (len(fields) - 1) + [end]
    return [(before, name, after) for (before, name), after in zip(fields, ends, strict=True)]


def _fill(
    slot: Sequence[tuple[str, str, str]], kind: Positions, clauses: Mapping[str, Clause]
) -> Any:
    """Write the same part of each kind of sentence: a clause, and what stands about it."""
    texts: list[str] = []
    code = np.empty(len(kind), dtype=np.intp)
    for number, (before, name, after) in enumerate(slot):
        is_mine = kind == number
        code[is_mine] = (clauses[name].code[is_mine] if name else 0) + len(texts)
        texts += [before + text + after for text in clauses[name].texts.tolist()] if name else [""]
    return pd.array(texts, dtype="str").take(code)


def say_cases(rows: pd.DataFrame, say: Callable[..., str]) -> Clause:
    """
    Say each row as `say_rows` does, and leave it at the different texts.

    Examples
    --------
    >>> said = say_cases(pd.DataFrame({"ties": [1, 2, 1]}), lambda ties: f"{ties} told")
    >>> list(said.texts), said.code.tolist()
    (['1 told', '2 told'], [0, 1, 0])
    """
    columns = {str(name): rows[name] for name in rows.columns}
    code, n_codes = np.zeros(len(rows), dtype=np.int64), 1
    for cells in columns.values():
        number, different = pd.factorize(cells.array, use_na_sentinel=False)
        code, n_codes = code * len(different) + number, n_codes * len(different)
        if n_codes > _MOST_CODES:  # before they run out of numbers
            code, known = pd.factorize(code)
            n_codes = len(known)
    code, known = pd.factorize(code)
    first = np.zeros(len(known), dtype=np.intp)
    first[code[::-1]] = np.arange(len(code))[::-1]  # the last one written is the first of its kind
    cases = zip(*(cells.iloc[first].tolist() for cells in columns.values()), strict=True)
    said = [say(**dict(zip(columns, case, strict=True))) for case in cases]
    return Clause(pd.array(said, dtype="str"), code)


_MONTHS = (
    message("January"), message("February"), message("March"), message("April"), message("May"),
    message("June"), message("July"), message("August"), message("September"), message("October"),
    message("November"), message("December"),
)  # fmt: skip


def say_day(day: dt.date) -> str:
    """
    Write a day out.

    Examples
    --------
    >>> say_day(dt.date(2027, 1, 31))
    '31 January 2027'
    """
    return say("{day} {month} {year}", day=day.day, month=say(_MONTHS[day.month - 1]),
               year=f"{day:%Y}")  # fmt: skip


def say_rows(rows: pd.DataFrame, say: Callable[..., str]) -> pd.Series[str]:
    """
    Say each row in a sentence: what many rows say alike is written once.

    ``say`` is given the cells of a row by the names of their columns. A
    million links differ in a few hundred ways.

    Examples
    --------
    >>> rows = pd.DataFrame({"ties": [1, 2, 1]})
    >>> say_rows(rows, lambda ties: say_number(ties, "tie") + ".").tolist()
    ['1 tie.', '2 ties.', '1 tie.']
    """
    return pd.Series(say_cases(rows, say).by_row(), index=rows.index)


def write_id(value: Any) -> str:
    """
    Write a word or an id as text: 7.0 is what a gap in its column makes of 7.

    Examples
    --------
    >>> write_id(7.0), write_id(7.5), write_id("choir")
    ('7', '7.5', 'choir')
    """
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else str(value)
