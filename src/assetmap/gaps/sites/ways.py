"""What would each host bring into reach, and what way would it save?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assetmap.errors import ReachError
from assetmap.gaps.sites.question import Question
from assetmap.gaps.supply.opened import open_pairs
from assetmap.space import Reach
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, WeightedPairs

__all__ = ["MOST_WAYS", "Ways", "measure_ways"]

MOST_WAYS = 5_000_000
"""How many ways of any length are measured at most: about 600 MB with what is made of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What is in reach now, and what each host (row) would change for each place (column).

    ``cover`` has a 1 where a place that reaches nothing of the category now
    would reach it at the host; ``savings`` the minutes that the host would
    save. ``now`` is the way to the nearest now; NaN where no way is known.
    """

    is_served: Flags
    cover: csr_array
    savings: csr_array
    now: Floats


def measure_ways(
    m: AssetMap, question: Question, *, within_min: float, goal: str, reach: Reach | None
) -> Ways:
    """Measure what there is to choose from; of any length where the way itself is to shorten."""
    is_far = goal == "nearest"
    if reach is None and is_far:
        reach = _walk_any_way(m, question)
    elif reach is None:
        reach = Reach.from_straight_lines(m, within_min=within_min)
    reach = reach.in_minutes()
    near = reach.within(within_min)  # raises if less than that was measured
    measured = reach if is_far else near
    pairs = open_pairs(measured, question.places.index, question.assets, m.places.index)
    place, asset, cost = pairs
    is_supply = np.zeros(len(question.assets), dtype=bool)
    is_supply[question.supply] = True
    to_supply = is_supply[asset]
    is_served = np.zeros(len(question.places), dtype=bool)
    is_served[place[to_supply & (cost <= within_min)]] = True
    host, place_of, way = _to_hosts(question, pairs)
    shape = (len(question.hosts), len(question.places))
    is_new = (way <= within_min) & ~is_served[place_of]
    cover = csr_array((np.ones(int(is_new.sum())), (host[is_new], place_of[is_new])), shape=shape)
    now = np.full(shape[1], np.nan)
    saved = np.zeros(len(way))
    if is_far:
        farthest = float(np.max(cost, initial=0.0)) if reach.limit is None else reach.limit
        now[place_of] = farthest
        np.fmin.at(now, place[to_supply], cost[to_supply])
        saved = now[place_of] - way
    is_shorter = saved > 0
    savings = csr_array((saved[is_shorter], (host[is_shorter], place_of[is_shorter])), shape=shape)
    return Ways(is_served=is_served, cover=cover, savings=savings, now=now)


def _walk_any_way(m: AssetMap, question: Question) -> Reach:
    """Measure on foot, however far, to what could host and what is there, and to nothing else."""
    ends = np.union1d(question.hosts, question.supply)
    ways = len(question.places) * len(ends)
    if ways > MOST_WAYS:
        raise ReachError(
            f"From {len(question.places):,} places to {len(ends):,} assets are {ways:,} ways, and "
            f"{MOST_WAYS:,} are measured when they may be of any length. Name fewer hosts with "
            "`among`, or give a `reach` that stops at a limit, such as "
            "Reach.from_straight_lines(m, within_min=60)."
        )
    assets = question.assets.iloc[ends][["name", "kind", "place_id", "geometry"]]
    part = AssetMap.from_frames(assets=assets, places=m.places, crs=m.crs, as_of=m.as_of)
    return Reach.from_straight_lines(part)


def _to_hosts(question: Question, pairs: WeightedPairs) -> WeightedPairs:
    """Take the pairs that lead to a host, as its position among hosts, the place and the cost."""
    place, asset, cost = pairs
    position = np.full(len(question.assets), -1, dtype=np.intp)
    position[question.hosts] = np.arange(len(question.hosts))
    host = position[asset]
    leads_there = host >= 0
    return host[leads_there], place[leads_there], cost[leads_there]
