"""Floating catchments: what each place reaches when people share what they reach.

Arrays only: positions of places and assets, one entry per pair. At most some
50 bytes per pair are held while a measure is taken, and one number for each
place and category.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import ragged_arange
from assetmap.gaps._access_plan import Plan
from assetmap.gaps.decay import Decay
from assetmap.tables import require_room
from assetmap.typing import Floats, Positions

__all__ = ["Catchments", "find_nearest_costs", "measure_shared", "score"]

_CASES_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Catchments:
    """Which places reach which assets: positions and costs, sorted by place, and sizes."""

    place: Positions
    asset: Positions
    cost: Floats
    places: int
    assets: int

    def weigh(self, decay: Decay | None) -> Floats | None:
        """Weigh each pair by its cost; None where every pair counts alike."""
        return None if decay is None else decay(self.cost)


def measure_within(reached: Catchments, supply: csr_array, *, weight: Floats | None) -> Floats:
    """Add up the supply within reach, each pair by its weight: places by categories."""
    if (np.diff(supply.indptr) <= 1).all():
        return _sum_by_category(reached, supply, weight)
    starts = np.searchsorted(reached.place, np.arange(reached.places + 1))
    entries = np.ones(len(reached.asset)) if weight is None else weight
    shape = (reached.places, reached.assets)
    matrix = csr_array((entries, reached.asset, starts), shape=shape)
    return np.asarray((matrix @ supply).toarray(), dtype="float64")


def measure_shared(
    reached: Catchments,
    supply: csr_array,
    people: Floats,
    *,
    weight: Floats | None,
    is_lost_with_distance: bool = False,
) -> Floats:
    """
    Share each supply among the people who reach it, and add up the shares within reach.

    Per head of place i: the sum over j of w_ij S_j / (the sum over k of w_kj P_k), by
    category; 0 of what nobody asks for. Where it ``is_lost_with_distance`` the first w
    is squared, so that what is far from everyone is not shared out in full (M2SFCA).
    """
    asking = people[reached.place]
    if weight is not None:
        asking *= weight
    asked = np.bincount(reached.asset, asking, minlength=reached.assets)
    asked_of = np.repeat(asked, np.diff(supply.indptr))
    shares = np.zeros(len(asked_of))
    np.divide(supply.data, asked_of, out=shares, where=asked_of > 0)
    per_head = csr_array((shares, supply.indices, supply.indptr), shape=supply.shape)
    if weight is not None and is_lost_with_distance:
        weight = weight * weight
    return measure_within(reached, per_head, weight=weight)


def find_nearest_costs(reached: Catchments, supply: csr_array) -> Floats:
    """Find the least cost to any supply above 0: places by categories, inf where there is none."""
    n_categories = supply.shape[1]
    nearest = np.full(reached.places * n_categories, np.inf)
    is_there = supply.data > 0
    counts = np.bincount(
        np.repeat(np.arange(reached.assets), np.diff(supply.indptr))[is_there],
        minlength=reached.assets,
    )
    starts, category = np.cumsum(counts) - counts, supply.indices[is_there]
    at_once = max(_CASES_AT_ONCE // max(int(counts.max(initial=0)), 1), 1)
    for first in range(0, len(reached.asset), at_once):
        batch = slice(first, first + at_once)
        asset = reached.asset[batch]
        memberships = counts[asset]
        of_category = category[ragged_arange(starts[asset], memberships)]
        case = (
            np.repeat(reached.place[batch].astype(np.intp) * n_categories, memberships)
            + of_category
        )
        np.minimum.at(nearest, case, np.repeat(reached.cost[batch], memberships))
    return nearest.reshape(reached.places, n_categories)


def _sum_by_category(reached: Catchments, supply: csr_array, weight: Floats | None) -> Floats:
    """Add up supplies when each asset is of one category at most: no product of matrices."""
    n_categories = supply.shape[1]
    if not n_categories:  # nothing is of any category
        return np.zeros((reached.places, 0))
    has_any = np.diff(supply.indptr) > 0
    amount, category = np.zeros(reached.assets), np.zeros(reached.assets, dtype=np.intp)
    amount[has_any], category[has_any] = supply.data, supply.indices
    summed = amount[reached.asset]
    if weight is not None:
        summed *= weight
    case = reached.place
    if n_categories > 1:
        case = reached.place * np.intp(n_categories) + category[reached.asset]
    total = np.bincount(case, summed, minlength=reached.places * n_categories)
    return np.asarray(total.reshape(reached.places, n_categories), dtype="float64")


def score(
    plan: Plan,
    reached: Catchments,
    supply: csr_array,
    people: Floats | None,
    decay: Decay | None,
) -> Floats:
    """Measure access by place and category; ``people`` by place where they share it."""
    require_room(reached.places, supply.shape[1])
    if 0 in (reached.places, supply.shape[1]):
        return np.zeros((reached.places, supply.shape[1]))
    if plan.method == "nearest":
        return find_nearest_costs(reached, supply)
    weight = reached.weigh(decay)
    if people is None:
        return measure_within(reached, supply, weight=weight)
    is_lost = plan.method == "m2sfca"
    return measure_shared(reached, supply, people, weight=weight, is_lost_with_distance=is_lost)
