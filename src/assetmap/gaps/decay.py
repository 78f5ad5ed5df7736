"""Decay: how much something counts that is not next door."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from assetmap.errors import Problem, ReachError
from assetmap.typing import Floats

__all__ = [
    "WALKING_ZONES",
    "Decay",
    "ExponentialDecay",
    "GaussianDecay",
    "InversePowerDecay",
    "StepDecay",
]


@dataclass(frozen=True, slots=True)
class StepDecay:
    """
    Count things by zones: alike within a zone, less in each farther one, not at all beyond.

    Read the weights as willingness to go: of what is in a zone of .68, people
    have as much use as of 68 % of the same next door. Costs are in the unit
    of the reach that they are used with.

    Parameters
    ----------
    zones
        The highest cost of each zone, which still belongs to it, and its
        weight from 0 to 1; nearest first, weights not rising.

    Raises
    ------
    ReachError
        If the zones are none of that.

    References
    ----------
    .. [1] Luo and Qi (2009), "An enhanced two-step floating catchment area
       (E2SFCA) method", Health & Place 15(4), 1100-1107.

    Examples
    --------
    >>> StepDecay(((10, 1), (20, 0.68), (30, 0.22)))([0, 10, 10.1, 30, 31]).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """

    zones: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        zones = tuple((float(cost), float(weight)) for cost, weight in self.zones)
        object.__setattr__(self, "zones", zones)
        costs, weights = [zone[0] for zone in zones], [zone[1] for zone in zones]
        is_rising = all(near < far for near, far in pairwise(costs))
        is_falling = all(near >= far for near, far in pairwise(weights))
        is_cost = all(math.isfinite(cost) and cost >= 0 for cost in costs)
        is_weight = all(0 <= weight <= 1 for weight in weights)
        if not (zones and is_cost and is_weight and is_rising and is_falling):
            raise ReachError(
                f"{zones!r} are no zones of a decay. Give (cost, weight) of each, such as "
                "((10, 1), (20, .68)): costs from 0 and rising, weights from 1 to 0, not rising."
            )

    @property
    def limit(self) -> float:
        """The cost beyond which nothing counts."""
        return self.zones[-1][0]

    def __call__(self, cost: Floats) -> Floats:
        """Weigh costs; one weight per cost, in the same order."""
        cost = np.asarray(cost, dtype="float64")
        zone = np.zeros(cost.shape, dtype=np.intp)
        for within, _ in self.zones:
            zone += ~(cost <= within)
        weights = np.array([*(weight for _, weight in self.zones), 0.0])
        return np.asarray(weights[zone])


@dataclass(frozen=True, slots=True)
class GaussianDecay:
    """
    Let things count less by a bell curve: exp(-(cost / bandwidth)² / 2).

    What is at the door counts 1, what costs one bandwidth .607, two .135.

    Parameters
    ----------
    bandwidth
        The cost at which the curve falls fastest, above 0.
    limit
        The cost beyond which nothing counts; None where everything does.

    Raises
    ------
    ReachError
        If a number cannot be used.

    References
    ----------
    .. [1] Kwan (1998), "Space-time and integral measures of individual
       accessibility", Geographical Analysis 30(3), 191-216.

    Examples
    --------
    >>> GaussianDecay(10, limit=25)([0, 10, 20, 26]).round(3).tolist()
    [1.0, 0.607, 0.135, 0.0]
    """

    bandwidth: float
    limit: float | None = None

    def __post_init__(self) -> None:
        _require_numbers("GaussianDecay", limit=self.limit, bandwidth=self.bandwidth)

    def __call__(self, cost: Floats) -> Floats:
        """Weigh costs; one weight per cost, in the same order."""
        scaled = np.asarray(cost, dtype="float64") / self.bandwidth
        return _within(np.exp(-0.5 * scaled * scaled), cost, self.limit)


@dataclass(frozen=True, slots=True)
class InversePowerDecay:
    """
    Let things count less by a power of their cost: (cost / at_least) to the -power.

    Nobody is infinitely near: what costs less than ``at_least`` counts 1, as
    much as what costs just that. With ``at_least=1`` this is Hansen's
    1 / cost^power.

    Parameters
    ----------
    power
        How steeply: with 2, twice the cost is a quarter of the weight. Above 0.
    at_least
        The cost from which on things count less, above 0.
    limit
        The cost beyond which nothing counts; None where everything does.

    Raises
    ------
    ReachError
        If a number cannot be used.

    References
    ----------
    .. [1] Hansen (1959), "How accessibility shapes land use", Journal of the
       American Institute of Planners 25(2), 73-76.

    Examples
    --------
    >>> InversePowerDecay(2, at_least=5)([0, 5, 10, 50]).tolist()
    [1.0, 1.0, 0.25, 0.01]
    """

    power: float
    at_least: float
    limit: float | None = None

    def __post_init__(self) -> None:
        _require_numbers(
            "InversePowerDecay", limit=self.limit, power=self.power, at_least=self.at_least
        )

    def __call__(self, cost: Floats) -> Floats:
        """Weigh costs; one weight per cost, in the same order."""
        scaled = np.maximum(np.asarray(cost, dtype="float64") / self.at_least, 1)
        return _within(scaled**-self.power, cost, self.limit)


@dataclass(frozen=True, slots=True)
class ExponentialDecay:
    """
    Let every further step take away the same share: exp(-rate x cost).

    A rate of .1 per minute halves the weight every 6.9 minutes.

    Parameters
    ----------
    rate
        The share that is lost by each unit of cost, above 0.
    limit
        The cost beyond which nothing counts; None where everything does.

    Raises
    ------
    ReachError
        If a number cannot be used.

    References
    ----------
    .. [1] Kwan (1998), "Space-time and integral measures of individual
       accessibility", Geographical Analysis 30(3), 191-216.

    Examples
    --------
    >>> ExponentialDecay(0.1)([0, 10, 20]).round(3).tolist()
    [1.0, 0.368, 0.135]
    """

    rate: float
    limit: float | None = None

    def __post_init__(self) -> None:
        _require_numbers("ExponentialDecay", limit=self.limit, rate=self.rate)

    def __call__(self, cost: Floats) -> Floats:
        """Weigh costs; one weight per cost, in the same order."""
        return _within(np.exp(-self.rate * np.asarray(cost, dtype="float64")), cost, self.limit)


Decay: TypeAlias = StepDecay | GaussianDecay | ExponentialDecay | InversePowerDecay
WALKING_ZONES = StepDecay(((10, 1.0), (20, 0.68), (30, 0.22)))
"""The zones of Luo and Qi (2009), in minutes, for questions that name no decay."""
_TOO_LITTLE = 1e-100  # a weight so small that what is shared by it would overflow


def _require_numbers(name: str, *, limit: float | None, **numbers: float) -> None:
    """Raise unless every number of a decay is above 0, and its limit not below."""
    problems = [
        Problem(
            name,
            "unusable_number",
            f"`{key}` is {value!r}, which makes no weights that fall with cost.",
            "Give a number above 0, in the unit of the reach.",
        )
        for key, value in numbers.items()
        if not (math.isfinite(value) and value > 0)
    ]
    if limit is not None and not (math.isfinite(limit) and limit >= 0):
        says = f"`limit` is {limit!r}, which is not a distance or a time."
        problems.append(Problem(name, "unusable_limit", says, "Give a number from 0, or None."))
    if problems:
        raise ReachError("Nothing can be weighed by this decay.", problems)


def _within(weight: Floats, cost: Floats, limit: float | None) -> Floats:
    """Let nothing count that is beyond the limit, or has a weight of next to nothing."""
    has_weight = weight >= _TOO_LITTLE
    if limit is not None:
        has_weight &= np.asarray(cost) <= limit
    return np.where(has_weight, weight, 0.0)
