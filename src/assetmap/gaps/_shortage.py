"""Whose people are short of what: measured at every home, added up to places by people.

Arrays only: homes by categories, some categories at a time, and places by categories.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import TableError
from assetmap.gaps._catchments import ROUNDING, Catchments, measure_shared
from assetmap.gaps._people import CountedPeople
from assetmap.gaps.measure_benchmark import Benchmark, measure_benchmark
from assetmap.tables import Categories
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = ["AtHomes", "Enough", "Shortage", "at_homes", "find_place_pairs", "measure_shortage"]

_CASES_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """
    What is enough: so many assets of a category, and so much per head of it.

    ``supply`` is how much each asset has to give, which is shared per head.
    """

    at_least: int
    benchmark: Benchmark | Mapping[str, Benchmark] | None
    supply: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """
    Places by categories: which share of the people is short, and how.

    ``short`` are all who have too little; ``few`` those who reach fewer than
    is enough, ``none`` those who reach nothing. ``weighted`` is how many are
    short, weighed by need; NaN where nobody knows. ``access`` and ``depth``
    are means over all people. ``at_border`` tells where somebody short lives
    nearer to the edge of the map than the reach goes. ``enough`` is how much
    per head is enough, by category.
    """

    short: Floats
    few: Floats
    none: Floats
    weighted: Floats
    access: Floats
    depth: Floats
    at_border: Flags
    enough: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHomes:
    """The same of homes by some categories, whose positions are ``columns``."""

    columns: Positions
    reached: Positions
    per_head: Floats
    enough: Floats

    def is_short(self, at_least: int) -> Flags:
        """Tell who has too little."""
        return (self.reached < at_least) | (self.per_head < self.enough)

    def measure_depth(self, at_least: int) -> Floats:
        """Measure how much is missing of what is enough: 1 all of it, 0 nothing."""
        in_number = np.maximum(at_least - self.reached, 0) / at_least
        in_share = np.zeros_like(self.per_head)
        is_less = (self.enough > 0) & (self.per_head < self.enough)
        np.divide(self.enough - self.per_head, self.enough, out=in_share, where=is_less)
        return np.maximum(in_number, in_share)


def at_homes(
    pairs: WeightedPairs, categories: Categories, counted: CountedPeople, enough: Enough
) -> Iterator[AtHomes]:
    """
    Count what is within reach of each home, and per head, some categories at a time.

    ``pairs`` lead from homes to assets that are open, sorted by home. Each
    asset is shared among the people who reach it (2SFCA, Luo and Wang 2003);
    NaN per head where something is reached, and nobody is known to live near it.
    """
    home, asset, cost = pairs
    n_homes, n_assets = len(counted.homes.ids), len(enough.supply)
    starts = np.searchsorted(home, np.arange(n_homes + 1))
    ones = np.ones(len(home), dtype=np.int64)
    reaches = csr_array((ones, asset, starts), shape=(n_homes, n_assets))
    near = Catchments(home, asset, cost, n_homes, n_assets)
    members = categories.to_csr(n_assets)
    people = np.nan_to_num(counted.at_home)
    _require_people(people, enough.benchmark)
    at_once = max(_CASES_AT_ONCE // max(n_homes, 1), 1)
    for first in range(0, len(categories.names), at_once):
        columns = np.arange(first, min(first + at_once, len(categories.names)))
        chosen = csr_array(members[:, columns])
        reached = np.asarray((reaches @ chosen).toarray())
        per_head = measure_shared(near, _scale(chosen, enough.supply), people, weight=None)
        per_head[(reached > 0) & (per_head == 0)] = np.nan
        names = [categories.names[column] for column in columns.tolist()]
        yield AtHomes(
            columns=columns,
            reached=reached,
            per_head=per_head,
            enough=_find_enough(per_head, names, people, enough.benchmark),
        )


def measure_shortage(
    each: Iterator[AtHomes], counted: CountedPeople, *, at_least: int, sizes: tuple[int, int],
    is_near_edge: Flags,
) -> Shortage:  # fmt: skip
    """Add up to places, by people, what is short at each home; ``sizes`` are places, categories."""
    homes = counted.homes
    mean = _summing(homes.share, homes.place, sizes[0])
    total = _summing(counted.weighted_at_home, homes.place, sizes[0])
    found = {name: np.zeros(sizes) for name in ("short", "few", "none", "weighted", "access",
                                                "depth", "edge")}  # fmt: skip
    enough = np.zeros(sizes[1])
    for part in each:
        columns, is_short = part.columns, part.is_short(at_least)
        found["short"][:, columns] = mean @ is_short.astype(np.float64)
        found["few"][:, columns] = mean @ (part.reached < at_least).astype(np.float64)
        found["none"][:, columns] = mean @ (part.reached == 0).astype(np.float64)
        found["weighted"][:, columns] = total @ is_short.astype(np.float64)
        found["depth"][:, columns] = mean @ part.measure_depth(at_least)
        found["edge"][:, columns] = mean @ (is_short & is_near_edge[:, None]).astype(np.float64)
        access = mean @ np.nan_to_num(part.per_head)
        is_lost = (access == 0) & (found["none"][:, columns] < 1 - ROUNDING)
        found["access"][:, columns] = np.where(is_lost, np.nan, access)
        enough[columns] = part.enough
    at_border = found.pop("edge") > 0
    return Shortage(**found, at_border=at_border, enough=enough)


def find_place_pairs(pairs: WeightedPairs, place: Positions, assets: int) -> WeightedPairs:
    """Take which places reach which assets from any of their homes, at the least cost; sorted."""
    home, asset, cost = pairs
    case = place[home].astype(np.int64) * max(assets, 1) + asset
    order = np.lexsort((cost, case))
    case, cost = case[order], cost[order]
    is_first = np.append(True, case[1:] != case[:-1])[: len(case)]
    case = case[is_first]
    return case // max(assets, 1), case % max(assets, 1), cost[is_first]


def _summing(weight: Floats, place: Positions, places: int) -> csr_array:
    """Hold the weights of homes as a matrix, places by homes; homes are sorted by place."""
    starts = np.searchsorted(place, np.arange(places + 1))
    return csr_array((weight, np.arange(len(place)), starts), shape=(places, len(place)))


def _scale(members: csr_array, supply: Floats) -> csr_array:
    """Give what the members of categories have to give, assets by categories."""
    each = np.repeat(supply, np.diff(members.indptr))
    return csr_array((each * members.data, members.indices, members.indptr), shape=members.shape)


def _require_people(people: Floats, benchmark: Any) -> None:
    """Raise if a benchmark is asked for, and nobody is known to live anywhere."""
    if benchmark is not None and not (people > 0).any():
        raise TableError(
            "`benchmark` holds what is there for every person against a standard, and the number "
            "of people is not known of any place. Give the places a population, or leave it out."
        )


def _find_enough(
    per_head: Floats,
    names: list[str],
    people: Floats,
    benchmark: Benchmark | Mapping[str, Benchmark] | None,
) -> Floats:
    """Find how much per head is enough of each category; 0 where that was not asked."""
    if benchmark is None:
        return np.zeros(len(names))
    if isinstance(benchmark, Mapping):
        benchmark = {name: benchmark[name] for name in names}
    frame = pd.DataFrame(np.nan_to_num(per_head), columns=pd.Index(names, dtype="str"))
    heads = pd.Series(people, index=frame.index)
    return measure_benchmark(frame, benchmark=benchmark, people=heads).to_numpy()
