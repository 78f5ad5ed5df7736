"""Floating catchments: what each place reaches when people share what they reach.

Arrays only: positions of places and assets, one entry per pair. At most some
50 bytes per pair are held while a measure is taken, and one number for each
place and category.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import ragged_arange
from assetmap.gaps._access_plan import Plan
from assetmap.gaps.decay import Decay
from assetmap.tables import require_room
from assetmap.typing import Floats, Positions

__all__ = ["ROUNDING", "Catchments", "PeopleAt", "find_nearest_costs", "measure_shared", "score"]

_CASES_AT_ONCE = 4_000_000
ROUNDING = 1e-9
"""Shares are added up, and what comes to a half, or to all, may come to so little less."""
_HALF = 0.5 - ROUNDING


@dataclass(frozen=True, slots=True)
class Catchments:
    """
    Which places reach which assets: positions and costs, sorted by place, and sizes.

    Where places are measured from several points, ``place`` is such a point,
    ``people_at`` says which place each is in, sorted, and which part of its people.
    """

    place: Positions
    asset: Positions
    cost: Floats
    places: int
    assets: int
    people_at: PeopleAt | None = None

    def weigh(self, decay: Decay | None) -> Floats | None:
        """Weigh each pair by its cost; None where every pair counts alike."""
        return None if decay is None else decay(self.cost)

    def to_csr(self, weight: Floats | None) -> csr_array:
        """Hold the pairs as a matrix, places by assets, each by its weight."""
        starts = np.zeros(self.places + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.place, minlength=self.places), out=starts[1:])
        entries = np.ones(len(self.asset)) if weight is None else weight
        return csr_array((entries, self.asset, starts), shape=(self.places, self.assets))

    def add_up(self, weight: Floats | None) -> tuple[Catchments, Floats | None]:
        """Give what the people of each place reach on average, of all its points as one."""
        if self.people_at is None:
            return self, weight
        at = self.people_at
        share = at.share[self.place]
        whole = Catchments(at.place[self.place], self.asset, self.cost, at.places, self.assets)
        return whole, share if weight is None else share * weight


@dataclass(frozen=True, slots=True)
class PeopleAt:
    """In which place each point is, sorted, and which part of the people of the place live there.

    The parts of a place add up to 1.
    """

    place: Positions
    share: Floats
    places: int

    def find_middle(self, costs: Floats) -> Floats:
        """Find what half of the people of each place have at most: the weighted median."""
        found: Floats = np.append(costs, np.inf)[self.find_middle_point(costs)]
        return found

    def find_middle_point(self, costs: Floats) -> Positions:
        """Find the point up to whose cost half of the people of each place live; -1 without any."""
        order = np.argsort(costs, kind="stable")
        # In few bits a stable sort counts numbers instead of comparing them.
        in_few_bits = self.place.astype(np.min_scalar_type(self.places))
        order = order[np.argsort(in_few_bits[order], kind="stable")]
        place = self.place[order]
        share = self.share[order]
        upto = np.cumsum(share)
        first = np.searchsorted(place, np.arange(self.places))
        upto -= (upto - share)[first][place]
        is_half = np.flatnonzero(upto >= _HALF)
        found: Positions = np.full(self.places, -1, dtype=np.intp)
        found[place[is_half[::-1]]] = order[is_half[::-1]]  # the last one is the first
        return found

    def average(self, values: Floats) -> Floats:
        """Average values of points over the people of each place."""
        mean: Floats = np.bincount(
            self.place, np.asarray(values * self.share), minlength=self.places
        ).astype(np.float64)
        return mean


def measure_within(reached: Catchments, supply: csr_array, *, weight: Floats | None) -> Floats:
    """Add up the supply within reach, each pair by its weight: places by categories."""
    if supply.shape[1] > 1 and (np.diff(supply.indptr) <= 1).all():
        return _sum_by_category(reached, supply, weight)
    ways = reached.to_csr(weight)
    if supply.shape[1] == 1:
        return np.asarray(ways @ supply.toarray()[:, 0], dtype="float64")[:, None]
    return np.asarray((ways @ supply).toarray(), dtype="float64")


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
    asked = reached.to_csr(weight).T @ people
    asked_of = np.repeat(asked, np.diff(supply.indptr))
    shares = np.zeros(len(asked_of))
    np.divide(supply.data, asked_of, out=shares, where=asked_of > 0)
    per_head = csr_array((shares, supply.indices, supply.indptr), shape=supply.shape)
    if weight is not None and is_lost_with_distance:
        weight = weight * weight
    whole, weight = reached.add_up(weight)
    return measure_within(whole, per_head, weight=weight)


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
    case = reached.place * np.intp(n_categories) + category[reached.asset]
    total = np.bincount(case, summed, minlength=reached.places * n_categories)
    return np.asarray(total.reshape(reached.places, n_categories), dtype="float64")


def _reach_enough(at_least: float, reached: Catchments, supply: csr_array) -> Floats:
    """Tell by point and category, as 1 and 0, where so much is within reach."""
    enough = measure_within(reached, supply, weight=None) >= at_least
    return enough.astype(np.float64)


def _by_points(
    reached: Catchments,
    supply: csr_array,
    measure: Callable[[Catchments, csr_array], Floats],
    sum_up: Callable[[PeopleAt, Floats], Floats],
) -> Floats:
    """Measure what each point has, some categories at a time, and sum it up by place."""
    if reached.people_at is None:
        return measure(reached, supply)
    at, size = reached.people_at, supply.shape[1]
    summed = np.empty((at.places, size))
    at_once = max(_CASES_AT_ONCE // max(reached.places, 1), 1)
    for first in range(0, size, at_once):
        columns = np.arange(first, min(first + at_once, size))
        of_points = measure(reached, csr_array(supply[:, columns]))
        for column in columns.tolist():
            summed[:, column] = sum_up(at, of_points[:, column - first])
    return summed


def score(
    plan: Plan,
    reached: Catchments,
    supply: csr_array,
    people: Floats | None,
    decay: Decay | None,
) -> Floats:
    """Measure access by place and category; ``people`` by place, or point, where they share it."""
    places = reached.places if reached.people_at is None else reached.people_at.places
    require_room(places, supply.shape[1])
    if 0 in (places, supply.shape[1]):
        return np.zeros((places, supply.shape[1]))
    if plan.method == "nearest":
        return _by_points(reached, supply, find_nearest_costs, PeopleAt.find_middle)
    weight = reached.weigh(decay)
    if plan.at_least is not None:
        return _by_points(reached, supply, partial(_reach_enough, plan.at_least), PeopleAt.average)
    if people is None:
        whole, weight = reached.add_up(weight)
        return measure_within(whole, supply, weight=weight)
    is_lost = plan.method == "m2sfca"
    return measure_shared(reached, supply, people, weight=weight, is_lost_with_distance=is_lost)
