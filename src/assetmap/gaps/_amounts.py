"""Numbers given by id: of people, or of what an asset has to give; and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import Problem, ReachError, TableError
from assetmap.typing import Flags, Floats
from assetmap.wording import say_number

__all__ = [
    "Amounts",
    "align_amounts",
    "find_lacking",
    "find_unknown_ids",
    "find_unusable",
    "read_amounts",
    "require_amounts",
    "require_covered",
    "require_some_known",
]

Amounts: TypeAlias = "pd.Series[Any] | pd.DataFrame"
_AMOUNT, _ID = "Give a number from 0.", "Correct the id, or leave it out."
_SAYS = {
    "duplicate_id": ("is there twice.", "Give each id once."),
    "not_a_number": ("is not a number.", _AMOUNT),
    "unknown_amount": ("is not known.", _AMOUNT),
    "negative_amount": ("is below 0.", _AMOUNT),
    "infinite_amount": ("is infinite.", _AMOUNT),
    "unknown_place": ("is no place of this map.", _ID),
    "unknown_asset": ("is no asset of this map.", _ID),
    "no_amount": ("has no number.", "Give it one; 0 if it is not to count."),
}
"""What is wrong with an amount, and what to do, by the code of the problem."""


def _ids_of(given: Amounts) -> pd.Index[Any]:
    """Take the ids that numbers are given by, as text."""
    return given.index.astype("str")


def read_amounts(given: Amounts) -> Floats:
    """Read numbers as rows by columns; what is no number is NaN."""
    frame = given.to_frame() if isinstance(given, pd.Series) else given
    columns = [
        pd.to_numeric(frame.iloc[:, column], errors="coerce").to_numpy(
            dtype="float64", na_value=np.nan
        )
        for column in range(frame.shape[1])
    ]
    return np.stack(columns, axis=1) if columns else np.empty((len(frame), 0))


def find_unusable(given: Amounts, what: str, *, may_be_unknown: bool) -> list[Problem]:
    """List the ids that are there twice, and the numbers that are no amounts."""
    ids = _ids_of(given)
    problems = _say_of_ids(sorted(set(ids[ids.duplicated()])), what, "duplicate_id")
    names = [str(name) for name in given.columns] if isinstance(given, pd.DataFrame) else [""]
    for code, is_bad in _mark_unusable(given, may_be_unknown=may_be_unknown).items():
        problems += [
            Problem(f"{what}, {ids[row]!r}" + f" {names[column]}".rstrip(), code, *_SAYS[code])
            for row, column in zip(*np.nonzero(is_bad), strict=True)
        ]
    return problems


def _mark_unusable(given: Amounts, *, may_be_unknown: bool) -> dict[str, Flags]:
    """Mark the cells that are no amounts, by what is wrong with them."""
    amounts = read_amounts(given)
    is_empty = np.asarray(given.isna(), dtype=bool).reshape(amounts.shape)
    return {
        "not_a_number": np.isnan(amounts) & ~is_empty,
        "unknown_amount": is_empty & (not may_be_unknown),
        "negative_amount": amounts < 0,
        "infinite_amount": np.isposinf(amounts),
    }


def find_unknown_ids(given: Amounts, known: pd.Index[Any], what: str, kind: str) -> list[Problem]:
    """List the ids that are not on the map."""
    ids = _ids_of(given)
    return _say_of_ids(ids[known.get_indexer(ids) < 0], what, f"unknown_{kind}")


def find_lacking(given: Amounts, ids: pd.Index[Any], what: str) -> list[Problem]:
    """List the ids that have no number, which is not the same as 0."""
    return _say_of_ids(ids[_ids_of(given).unique().get_indexer(ids) < 0], what, "no_amount")


def _say_of_ids(ids: Iterable[Any], what: str, code: str) -> list[Problem]:
    """Say the same of each id."""
    return [Problem(f"{what}, {value!r}", code, *_SAYS[code]) for value in ids]


def require_amounts(problems: list[Problem]) -> None:
    """Raise one error with everything that is wrong with the amounts, if anything is."""
    if problems:
        count = say_number(len(problems), "problem", thousands="")
        raise TableError(f"Access cannot be measured from these numbers: {count}.", problems)


def require_covered(problems: list[Problem]) -> None:
    """Raise one error with everybody who is in the reach and was given no number."""
    if problems:
        count = say_number(len(problems), "problem", thousands="")
        raise ReachError(
            f"This reach is about more than numbers were given for: {count}.", problems
        )


def require_some_known(people: Floats) -> None:
    """Raise if nobody is known of: a share among nobody would look like nothing in reach."""
    if len(people) and np.isnan(people).all():
        raise TableError(
            "The number of people is not known of any place, so nothing can be shared among them. "
            "Give `people`, or use 'count', 'gravity' or 'nearest', which need no people."
        )


def align_amounts(given: Amounts, ids: pd.Index[Any]) -> Floats:
    """Put numbers in the order of these ids; 0 for an amount that is not known."""
    return np.nan_to_num(read_amounts(given)[_ids_of(given).get_indexer(ids)], nan=0.0)
