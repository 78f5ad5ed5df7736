"""How much of each category is there for every person, and is it enough?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from assetmap.errors import TableError
from assetmap.gaps.access.catchments import Catchments, measure_shared
from assetmap.gaps.equity.benchmark import Benchmark, measure_benchmark
from assetmap.tables import Categories
from assetmap.typing import Floats, Positions, WeightedPairs

__all__ = ["find_enough", "measure_depth", "measure_per_head"]


def measure_per_head(
    pairs: WeightedPairs, categories: Categories, people: Floats, *, assets: int, reached: Positions
) -> Floats:
    """
    Share each asset among the people who reach it (2SFCA, Luo and Wang 2003).

    Returns
    -------
    per_head
        Places by categories. 0 where nothing is reached; NaN where something
        is, and nobody is known to live anywhere near it.
    """
    place, asset, cost = pairs
    near = Catchments(place, asset, cost, len(people), assets)
    supply = categories.to_csr(assets).astype(np.float64)
    per_head = measure_shared(near, supply, np.nan_to_num(people), weight=None)
    per_head[(reached > 0) & (per_head == 0)] = np.nan
    return per_head


def find_enough(
    per_head: Floats,
    categories: Categories,
    people: Floats,
    benchmark: Benchmark | Mapping[str, Benchmark] | None,
) -> Floats:
    """Find how much per head is enough of each category; 0 where that was not asked."""
    if benchmark is None:
        return np.zeros(len(categories.names))
    if not (people > 0).any():
        raise TableError(
            "`benchmark` holds what is there for every person against a standard, and the number "
            "of people is not known of any place. Give the places a population, or leave it out."
        )
    frame = pd.DataFrame(np.nan_to_num(per_head), columns=pd.Index(categories.names, dtype="str"))
    heads = pd.Series(np.nan_to_num(people), index=frame.index)
    return measure_benchmark(frame, benchmark=benchmark, people=heads).to_numpy()


def measure_depth(reached: Positions, per_head: Floats, enough: Floats, at_least: int) -> Floats:
    """Measure how much is missing of what is asked for: 1 all of it, 0 nothing."""
    in_number = np.maximum(at_least - reached, 0) / at_least
    in_share = np.zeros_like(per_head)
    np.divide(enough - per_head, enough, out=in_share, where=(enough > 0) & (per_head < enough))
    return np.maximum(in_number, in_share)
