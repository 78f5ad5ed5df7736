"""Can these numbers by place be used, and how do they stand beside each other?"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.typing import Flags, Floats

__all__ = ["Access", "read_access", "read_need", "read_people", "read_words", "require_all"]

Access: TypeAlias = "pd.Series[Any] | pd.DataFrame"

_UNNAMED = "access"


def read_access(access: Access) -> pd.DataFrame:
    """
    Read access as a frame, places by categories; a Series is one category.

    Raises
    ------
    TableError
        With everything that is wrong: ids that repeat, and values that are
        missing, infinite or below 0.
    """
    if isinstance(access, pd.Series):
        access = access.to_frame(_UNNAMED if access.name is None else access.name)
    values: pd.DataFrame = access.apply(pd.to_numeric, errors="coerce").astype("float64")
    cells = values.to_numpy()
    problems = _repeated(values.index, "access")
    for is_bad, says, remedy in (
        (np.isnan(cells), "is not known.", "Give 0 to a place that reaches nothing."),
        (cells < 0, "is below 0.", "Correct it."),
        (np.isposinf(cells), "is infinite.",
         "A cost says how far, not how much: use another method than 'nearest'."),
    ):  # fmt: skip
        problems += [
            Problem(f"access, {values.index[row]!r}, {values.columns[column]}", "unusable_access",
                    says, remedy)
            for row, column in zip(*np.nonzero(is_bad), strict=True)
        ]  # fmt: skip
    require_all(problems)
    return values


def read_people(people: pd.Series[Any], places: pd.Index[Any]) -> Floats:
    """
    Read how many people live in each place, unknown as none; other places are passed over.

    Raises
    ------
    TableError
        With everything that is wrong.
    """
    numbers = _read_numbers(people, places, "people")
    require_all(_at(places, numbers < 0, "people", "is below 0."))
    return np.nan_to_num(numbers, nan=0.0)


def read_need(need: pd.Series[Any], places: pd.Index[Any]) -> Floats:
    """Read how much need there is in each place, NaN where it is not known."""
    return _read_numbers(need, places, "need")


def read_words(given: pd.Series[Any], places: pd.Index[Any], what: str) -> pd.Series[Any]:
    """Put what is said of places in their order, once it is said of each, and once."""
    repeated = _repeated(given.index, what)
    is_lacking = given.index.unique().get_indexer(places) < 0
    require_all([*repeated, *_at(places, np.asarray(is_lacking), what, "is missing.")])
    return given.reindex(places)


def _read_numbers(given: pd.Series[Any], places: pd.Index[Any], what: str) -> Floats:
    written = read_words(given, places, what)
    numbers = pd.to_numeric(written, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    is_word = np.isnan(numbers) & written.notna().to_numpy()
    problems = _at(places, is_word, what, "is not a number.")
    require_all([*problems, *_at(places, np.isinf(numbers), what, "is infinite.")])
    return numbers


def require_all(problems: list[Problem]) -> None:
    """Raise one error with everything that is wrong, if anything is."""
    if problems:
        count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
        raise TableError(f"Gaps cannot be measured from these numbers: {count}.", problems)


def _repeated(ids: pd.Index[Any], what: str) -> list[Problem]:
    return [
        Problem(f"{what}, {value!r}", "duplicate_id", "is there twice.", "Give each id once.")
        for value in ids[ids.duplicated()].unique()
    ]


def _at(places: pd.Index[Any], is_bad: Flags, what: str, says: str) -> list[Problem]:
    return [
        Problem(f"{what}, {value!r}", f"unusable_{what}", says, "Correct it, or add it.")
        for value in places[is_bad]
    ]
