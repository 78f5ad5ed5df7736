"""How sentences are put together: names in pairs, counts, lists and doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["name_pair", "name_pairs", "say_list", "say_number", "say_rows", "write_id"]

_DASH = " \N{EN DASH} "
_MOST_CODES = 2**31


def name_pair(one: str, other: str) -> str:
    """
    Name two together, with a dash where an "and" would run into that of a name.

    Examples
    --------
    >>> name_pair("Mill", "Hill"), name_pair("Broomfield and The Walthams", "Stebbing")
    ('Mill and Hill', 'Broomfield and The Walthams – Stebbing')
    """
    return one + (_DASH if _is_double(one) or _is_double(other) else " and ") + other


def name_pairs(one: pd.Series[str], other: pd.Series[str]) -> pd.Series[str]:
    """Name the two of each row together, as `name_pair` does; a missing other is left out."""
    double = [name for name in pd.unique(pd.concat([one, other]).dropna()) if _is_double(str(name))]
    between = np.where(one.isin(double) | other.isin(double), _DASH, " and ")
    return one + pd.Series(between, index=one.index, dtype="str") + other.fillna("")


def _is_double(name: str) -> bool:
    return " and " in name or "&" in name


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
        shown.append(f"{len(words) - len(shown):,} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


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
    return pd.Series(pd.array(said, dtype="str").take(code), index=rows.index)


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
