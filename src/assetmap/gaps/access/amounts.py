"""How many people ask, and how much is there? What was given, checked and by position."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import Problem, ReachError, TableError
from assetmap.typing import Floats

__all__ = [
    "Amounts",
    "find_lacking",
    "find_unknown_ids",
    "find_unusable",
    "lay_out",
    "require_all",
    "require_covered",
    "require_some_known",
]

Amounts: TypeAlias = "pd.Series[Any] | pd.DataFrame"


def _ids_of(given: Amounts) -> pd.Index[Any]:
    """Take the ids that numbers are given by, as text."""
    return given.index.astype("str")


def _read_amounts(given: Amounts) -> Floats:
    """Read numbers as rows by columns; what is no number is NaN."""
    frame = given.to_frame() if isinstance(given, pd.Series) else given
    columns = [
        pd.to_numeric(frame.iloc[:, at], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        for at in range(frame.shape[1])
    ]
    return np.stack(columns, axis=1) if columns else np.empty((len(frame), 0))


def find_unusable(given: Amounts, what: str, *, may_be_unknown: bool) -> list[Problem]:
    """List the ids that are there twice, and the numbers that are no amounts."""
    ids, amounts = _ids_of(given), _read_amounts(given)
    problems = [
        Problem(f"{what}, {value!r}", "duplicate_id", "is there twice.", "Give each id once.")
        for value in sorted(set(ids[ids.duplicated()]))
    ]
    is_empty = np.asarray(given.isna(), dtype=bool).reshape(amounts.shape)
    names = [str(name) for name in given.columns] if isinstance(given, pd.DataFrame) else [""]
    remedy = "Give a number from 0."
    for is_bad, code, says in (
        (np.isnan(amounts) & ~is_empty, "not_a_number", "is not a number."),
        (is_empty & (not may_be_unknown), "unknown_amount", "is not known."),
        (amounts < 0, "negative_amount", "is below 0."),
        (np.isinf(amounts) & (amounts > 0), "infinite_amount", "is infinite."),
    ):
        problems += [
            Problem(f"{what}, {ids[row]!r}" + f" {names[column]}".rstrip(), code, says, remedy)
            for row, column in zip(*np.nonzero(is_bad), strict=True)
        ]
    return problems


def find_unknown_ids(given: Amounts, known: pd.Index[Any], what: str, kind: str) -> list[Problem]:
    """List the ids that are not on the map."""
    ids = _ids_of(given)
    says, remedy = f"is no {kind} of this map.", "Correct the id, or leave it out."
    return [
        Problem(f"{what}, {value!r}", f"unknown_{kind}", says, remedy)
        for value in ids[known.get_indexer(ids) < 0]
    ]


def require_all(problems: list[Problem]) -> None:
    """Raise one error with everything that is wrong with the amounts, if anything is."""
    if problems:
        raise TableError(
            f"Access cannot be measured from these numbers: {_count(problems)}.", problems
        )


def find_lacking(given: Amounts, ids: pd.Index[Any], what: str) -> list[Problem]:
    """List the ids that have no number, which is not the same as 0."""
    remedy = "Give it one; 0 if it is not to count."
    return [
        Problem(f"{what}, {value!r}", "no_amount", "has no number.", remedy)
        for value in ids[_ids_of(given).unique().get_indexer(ids) < 0]
    ]


def require_covered(problems: list[Problem]) -> None:
    """Raise one error with everybody who is in the reach and was given no number."""
    if problems:
        raise ReachError(
            f"This reach is about more than numbers were given for: {_count(problems)}.", problems
        )


def require_some_known(people: pd.Series[Any]) -> None:
    """Raise if nobody is known of: a share among nobody would look like nothing in reach."""
    if len(people) and people.isna().all():
        raise TableError(
            "The number of people is not known of any place, so nothing can be shared among them. "
            "Give `demand`, or use 'count', 'gravity' or 'nearest', which need no people."
        )


def lay_out(given: Amounts, ids: pd.Index[Any]) -> Floats:
    """Put numbers in the order of these ids; 0 for an amount that is not known."""
    return np.nan_to_num(_read_amounts(given)[_ids_of(given).get_indexer(ids)], nan=0.0)


def _count(problems: list[Problem]) -> str:
    return f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
