"""Small numbers of people: rounded or kept back, never shown as they are.

A count of one to nine people in a place can be a list of names to a
neighbour. The rules here are those that statistics offices use; counts of
groups, buildings and places are not about people and pass. They live among
the tables because the card of a map, which a notebook keeps, follows them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.language import say, say_plural
from assetmap.typing import Flags, Floats

__all__ = ["RULES", "CountRule", "find_small", "protect_counts", "say_count"]


@dataclass(frozen=True, slots=True)
class CountRule:
    """Keep back counts from 1 to ``smallest`` - 1; round the others to ``nearest``."""

    name: str
    smallest: int
    nearest: int

    @property
    def says(self) -> str:
        """The rule in a sentence."""
        return say(
            "Counts of people below {smallest} are not shown; others are rounded to the nearest "
            "{nearest}.",
            smallest=self.smallest, nearest=self.nearest,
        )  # fmt: skip


RULES: dict[str, CountRule] = {
    "ons": CountRule("ons", smallest=10, nearest=5),
    "nhs": CountRule("nhs", smallest=8, nearest=5),
    "five": CountRule("five", smallest=5, nearest=5),
}
"""``ons``: Office for National Statistics, suppress below 10 and round to 5 (the
default). ``nhs``: NHS England for areas below national, 1 to 7 and round to 5."""


def protect_counts(counts: pd.Series[Any], *, rule: str = "ons") -> pd.Series[Any]:
    """
    Protect counts of people.

    Parameters
    ----------
    counts
        Numbers of people; one that is not known is missing, and stays so.
        Not modified.
    rule
        One of `RULES`.

    Returns
    -------
    protected
        ``Int64`` on the same index: missing where a count is kept back, 0
        where it is 0, else rounded. A total shown beside its parts can still
        give a small number away: show one or the other.

    Examples
    --------
    >>> protect_counts(pd.Series([0, 1, 9, 10, 13, None])).tolist()
    [0, <NA>, <NA>, 10, 15, <NA>]
    """
    known = RULES[rule]
    numbers, is_known = _read(counts)
    rounded = np.floor(numbers / known.nearest + 0.5) * known.nearest
    protected = pd.array(rounded.astype(np.int64), dtype="Int64")
    protected[~is_known | find_small(counts, rule=rule)] = pd.NA
    return pd.Series(protected, index=counts.index, name=counts.name)


def find_small(counts: pd.Series[Any], *, rule: str = "ons") -> Flags:
    """
    Tell which counts of people are kept back by a rule.

    Examples
    --------
    >>> find_small(pd.Series([0, 1, 9, 10, None])).tolist()
    [False, True, True, False, False]
    """
    numbers, _ = _read(counts)
    return np.asarray((numbers > 0) & (numbers < RULES[rule].smallest), dtype=bool)


def say_count(count: int, *, rule: str = "ons") -> str:
    """
    Say a number of people where not even "nobody" may be told from "a few".

    Examples
    --------
    >>> [say_count(count) for count in (0, 9, 10, 13)]
    ['fewer than 10', 'fewer than 10', 'about 10', 'about 15']
    """
    known = RULES[rule]
    if count < known.smallest:
        return say_plural("fewer than {count}", "fewer than {count}", known.smallest)
    about = int(protect_counts(pd.Series([count]), rule=rule)[0])
    return say_plural("about {count}", "about {count}", about)


def _read(
    counts: pd.Series[Any],
) -> tuple[Floats, Flags]:
    """Read counts as numbers, 0 where none is known, and tell which are known."""
    is_known = counts.notna().to_numpy(dtype=bool)
    numbers = np.zeros(len(counts), dtype=np.float64)
    numbers[is_known] = counts[is_known].to_numpy(dtype=np.float64)
    return numbers, is_known
