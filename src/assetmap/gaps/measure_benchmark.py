"""Benchmarks: how much is enough, in the unit of access itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.typing import Flags, Floats
from assetmap.wording import say_number

__all__ = [
    "Access",
    "Benchmark",
    "Quantile",
    "Standard",
    "measure_benchmark",
    "read_access",
    "read_groups_by_place",
    "read_need",
    "read_people",
    "require_benchmarks",
]


@dataclass(frozen=True, slots=True)
class Standard:
    """
    Compare places with a standard per head, as plans and contracts state it.

    It fits access per head ("2sfca", "e2sfca", "m2sfca") alone.

    Parameters
    ----------
    per_1000
        Supply for every thousand people, above 0.

    Raises
    ------
    TableError
        If it is not.

    Examples
    --------
    >>> access = pd.Series({"mill": 0.001, "hill": 0.003}, name="2sfca")
    >>> measure_benchmark(access, benchmark=Standard(per_1000=2)).to_dict()
    {'2sfca': 0.002}
    """

    per_1000: float

    def __post_init__(self) -> None:
        _require_enough(self.per_1000, f"Standard(per_1000={self.per_1000!r})")


@dataclass(frozen=True, slots=True)
class Quantile:
    """
    Compare places with each other: enough is what this share of the people do not exceed.

    A comparison within the map says who has less than others, never whether
    anybody has enough: if all have little, few are short.

    Parameters
    ----------
    share
        Above 0 and below 1; .25 is the access of the person at one quarter.

    Raises
    ------
    TableError
        If it is not.

    Examples
    --------
    >>> access = pd.Series({"mill": 1.0, "hill": 2.0, "quay": 3.0, "isle": 4.0}, name="count")
    >>> measure_benchmark(access, benchmark=Quantile(0.5)).to_dict()
    {'count': 2.0}
    """

    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise TableError(
                f"Quantile({self.share!r}) is nobody's access. Give a share above 0 and below 1."
            )


Benchmark: TypeAlias = float | Quantile | Standard
"""What counts as enough: access itself, a quantile of the people, or a standard per head."""
Access: TypeAlias = "pd.Series[Any] | pd.DataFrame"
_UNNAMED = "access"
_UNKNOWN, _BELOW, _INFINITE = "is not known.", "is below 0.", "is infinite."
_REMEDIES = {
    _UNKNOWN: "Give 0 to a place that reaches nothing.",
    _BELOW: "Correct it.",
    _INFINITE: "A cost says how far, not how much: use another method than 'nearest'.",
}
"""What to do about access that cannot be used, by what is wrong with it."""


def measure_benchmark(
    access: Access,
    *,
    benchmark: Benchmark | Mapping[str, Benchmark],
    people: pd.Series[Any] | None = None,
) -> pd.Series[Any]:
    """
    Measure what counts as enough of each category, as a number in the unit of access.

    Parameters
    ----------
    access
        By place, or places by categories, more being better; not changed.
    benchmark
        A number above 0, a `Quantile`, a `Standard`, or one of these for each
        category by name.
    people
        By place: a quantile is one of people, not of places, so that it does
        not depend on how boundaries are drawn. Each place counts alike when
        None, or where nobody is known to live anywhere.

    Returns
    -------
    enough
        float64 by category; a Series of access has one, under its name. A
        quantile is always some place's access, the least that at least that
        share of people do not exceed. 0 where so many reach nothing: then
        whoever reaches nothing falls short, and nobody else.

    Raises
    ------
    TableError
        If the benchmark or a number cannot be used, or a category has none.

    Examples
    --------
    >>> access = pd.Series({"mill": 0.0, "hill": 0.002, "quay": 0.004}, name="2sfca")
    >>> people = pd.Series({"mill": 100, "hill": 300, "quay": 600})
    >>> measure_benchmark(access, benchmark=Quantile(0.25), people=people).to_dict()
    {'2sfca': 0.002}
    >>> measure_benchmark(access, benchmark=Standard(per_1000=3)).to_dict()
    {'2sfca': 0.003}
    """
    frame = read_access(access)
    heads = np.ones(len(frame)) if people is None else read_people(people, frame.index)
    if not heads.any():
        heads = np.ones(len(frame))
    require_benchmarks(benchmark, frame.columns)
    chosen = [
        benchmark[name] if isinstance(benchmark, Mapping) else benchmark for name in frame.columns
    ]
    values = frame.to_numpy()
    enough = [
        _to_number(standard, values[:, column], heads) for column, standard in enumerate(chosen)
    ]
    return pd.Series(enough, index=frame.columns, name="benchmark", dtype="float64")


def require_benchmarks(
    benchmark: Benchmark | Mapping[str, Benchmark], categories: Iterable[str]
) -> None:
    """Raise with every category that has no benchmark, and every one that is no category."""
    if not isinstance(benchmark, Mapping):
        return
    names = [*categories]
    remedy = "Give every category one, or one benchmark for all."
    problems = [
        Problem("benchmark", "no_benchmark", f"{name!r} has none.", remedy)
        for name in names
        if name not in benchmark
    ]
    problems += [
        Problem("benchmark", "unknown_category", f"{name!r} is no category of access.",
                find_near_word(name, names))
        for name in benchmark
        if name not in names
    ]  # fmt: skip
    require_measurable(problems)


def _to_number(benchmark: Benchmark, access: Floats, people: Floats) -> float:
    """Turn a benchmark into the unit of access."""
    if isinstance(benchmark, Quantile):
        return _quantile(access, people, benchmark.share)
    if isinstance(benchmark, Standard):
        return benchmark.per_1000 / 1000
    return _require_enough(benchmark, f"`benchmark` {benchmark!r}")


def _require_enough(number: float, name: str) -> float:
    """Raise unless it is a number above 0."""
    is_number = isinstance(number, int | float | np.number) and not isinstance(number, bool)
    if not (is_number and math.isfinite(number) and number > 0):
        raise TableError(
            f"{name} is not a standard that anybody could fall short of. "
            "Give a number above 0, Quantile(0.25) or Standard(per_1000=1)."
        )
    return float(number)


def _quantile(access: Floats, people: Floats, share: float) -> float:
    """Find the least access that at least this share of people do not exceed."""
    if not len(access):
        return 0.0
    order = np.argsort(access, kind="stable")
    order = order[people[order] > 0]
    upto = np.cumsum(people[order])
    return float(access[order][np.searchsorted(upto, share * upto[-1] * (1 - 1e-12))])


def read_access(access: Access) -> pd.DataFrame:
    """Read access as places by categories, a Series as one category; refuse all that is wrong."""
    if isinstance(access, pd.Series):
        access = access.to_frame(_UNNAMED if access.name is None else access.name)
    values: pd.DataFrame = access.apply(pd.to_numeric, errors="coerce").astype("float64")
    problems = _say_repeated(_find_repeated(values.index), "access")
    for says, is_bad in _mark_unusable_access(values.to_numpy()).items():
        problems += [
            Problem(f"access, {values.index[row]!r}, {values.columns[column]}", "unusable_access",
                    says, _REMEDIES[says])
            for row, column in zip(*np.nonzero(is_bad), strict=True)
        ]  # fmt: skip
    require_measurable(problems)
    return values


def _mark_unusable_access(cells: Floats) -> dict[str, Flags]:
    """Mark the cells that are no access, by what is wrong with them."""
    return {_UNKNOWN: np.isnan(cells), _BELOW: cells < 0, _INFINITE: np.isposinf(cells)}


def read_people(people: pd.Series[Any], places: pd.Index[Any]) -> Floats:
    """Read how many people live in each place, unknown as none; pass over other places."""
    numbers = _read_numbers(people, places, "people")
    require_measurable(_say_unusable(places[numbers < 0], "people", _BELOW))
    return np.nan_to_num(numbers, nan=0.0)


def read_need(need: pd.Series[Any], places: pd.Index[Any]) -> Floats:
    """Read how much need there is in each place, NaN where it is not known."""
    return _read_numbers(need, places, "need")


def read_groups_by_place(given: pd.Series[Any], places: pd.Index[Any], what: str) -> pd.Series[Any]:
    """Put what is said of places in their order, once it is said of each, and once."""
    missing = places[given.index.unique().get_indexer(places) < 0]
    repeated = _say_repeated(_find_repeated(given.index), what)
    require_measurable([*repeated, *_say_unusable(missing, what, "is missing.")])
    return given.reindex(places)


def _read_numbers(given: pd.Series[Any], places: pd.Index[Any], what: str) -> Floats:
    """Read a number of each place, NaN where none is given; refuse words and infinity."""
    written = read_groups_by_place(given, places, what)
    numbers = pd.to_numeric(written, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    is_word = np.isnan(numbers) & written.notna().to_numpy()
    words = _say_unusable(places[is_word], what, "is not a number.")
    require_measurable([*words, *_say_unusable(places[np.isinf(numbers)], what, _INFINITE)])
    return numbers


def require_measurable(problems: list[Problem]) -> None:
    """Raise one error with everything that is wrong, if anything is."""
    if problems:
        count = say_number(len(problems), "problem", thousands="")
        raise TableError(f"Gaps cannot be measured from these numbers: {count}.", problems)


def _find_repeated(ids: pd.Index[Any]) -> pd.Index[Any]:
    """Find the ids that are there more than once, each of them once."""
    return ids[ids.duplicated()].unique()


def _say_repeated(ids: pd.Index[Any], what: str) -> list[Problem]:
    """Say of each id that it is there twice."""
    return [
        Problem(f"{what}, {value!r}", "duplicate_id", "is there twice.", "Give each id once.")
        for value in ids
    ]


def _say_unusable(places: pd.Index[Any], what: str, says: str) -> list[Problem]:
    """Say the same of what is given for each of these places."""
    return [
        Problem(f"{what}, {value!r}", f"unusable_{what}", says, "Correct it, or add it.")
        for value in places
    ]
