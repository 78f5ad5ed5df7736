"""What is asked of a map, when its gaps are asked for?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.gaps.equity.benchmark import Benchmark
from assetmap.space import Reach
from assetmap.typing import Floats

__all__ = ["Question", "count_people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question of `find_gaps`, whose parameters these are."""

    by: str
    within_min: float
    at_least: int
    need: str | pd.Series[Any] | None
    benchmark: Benchmark | Mapping[str, Benchmark] | None
    connected: bool
    min_effort: float
    reach: Reach | None
    individuals: bool = True

    def __post_init__(self) -> None:
        if self.at_least < 1:
            raise TableError(
                f"`at_least` is {self.at_least}; every place reaches that. Give 1 or more."
            )


def count_people(
    places: gpd.GeoDataFrame, known: pd.Index[Any], need: str | pd.Series[Any] | None
) -> tuple[Floats, Floats]:
    """
    Count the people of each place, and weigh them by need.

    ``known`` names every place of the map, also those that are not asked
    about. NaN where the people, or their need, are not known.
    """
    people = places["population"].to_numpy(dtype="float64")
    if need is None:
        weight = places["need"]
    elif isinstance(need, str):
        if need not in places.columns:
            hint = find_near_word(need, [str(name) for name in places.columns])
            raise TableError(f"Places have no column {need!r} to weigh people by. {hint}")
        weight = places[need]
    else:
        weight = need.set_axis(need.index.astype("str"))
        _require_known(weight, known)
        weight = weight.reindex(places.index)
    weights = pd.to_numeric(weight, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    _require_weights(places.index, weights, np.asarray(weight.notna(), dtype=bool))
    return people, people * weights


def _require_known(need: pd.Series[Any], known: pd.Index[Any]) -> None:
    """Raise unless every weight is of one place of the map."""
    says, remedy = "is no place of this map.", "Correct the id, or leave it out."
    problems = [
        Problem(f"need, {value!r}", "unknown_place", says, remedy)
        for value in need.index[known.get_indexer(need.index) < 0]
    ]
    problems += [
        Problem(f"need, {value!r}", "duplicate_id", "is there twice.", "Give each place once.")
        for value in sorted(set(need.index[need.index.duplicated()]))
    ]
    if problems:
        raise TableError(f"People cannot be weighed by this need: {len(problems)} wrong.", problems)


def _require_weights(places: pd.Index[Any], weights: Floats, is_given: Any) -> None:
    is_bad = (is_given & np.isnan(weights)) | (weights < 0) | (weights == math.inf)
    if is_bad.any():
        problems = [
            Problem(f"need, {value!r}", "not_a_weight", "is not a number from 0.", "Correct it.")
            for value in places[is_bad]
        ]
        raise TableError(f"People cannot be weighed by this need: {len(problems)} wrong.", problems)
