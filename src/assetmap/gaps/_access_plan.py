"""How access is to be measured: by which method, how far, and with which decay."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assetmap.errors import ReachError, find_near_word
from assetmap.gaps.decay import (
    WALKING_ZONES,
    Decay,
    ExponentialDecay,
    GaussianDecay,
    InversePowerDecay,
    StepDecay,
)
from assetmap.space import Reach

__all__ = ["Plan", "make_plan"]

_DECAY_OF = {
    "nearest": "none",
    "count": "none",
    "gravity": "asked for",
    "2sfca": "none",
    "e2sfca": "usual",
    "m2sfca": "usual",
}
_SHARES = frozenset({"2sfca", "e2sfca", "m2sfca"})
_EVERYWHERE = frozenset({"count", "2sfca"})
"""Methods that give every place the same, where nothing says how far to look."""
_USUAL_WITHIN_MIN = 15.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A method that is known, at most one limit, and a decay that suits them."""

    method: str
    within_min: float | None
    within_m: float | None
    decay: Decay | None
    at_least: float | None = None

    @property
    def is_shared(self) -> bool:
        """Whether people share what they reach, so that it matters how many they are."""
        return self.method in _SHARES

    @property
    def has_limit(self) -> bool:
        """Whether it was said how far to look."""
        return self.within_min is not None or self.within_m is not None

    def with_usual_limit(self) -> Plan:
        """Look as far as `find_gaps` does, where all that there is would be in reach of all."""
        if self.has_limit or self.method not in _EVERYWHERE:
            return self
        return replace(self, within_min=_USUAL_WITHIN_MIN)

    def usual_decay(self, unit: str) -> Decay | None:
        """Find the decay for costs in this unit: the one that was given, or the usual one."""
        if self.decay is not None or _DECAY_OF[self.method] == "none":
            return self.decay
        if unit != "min":
            raise ReachError(
                f"`decay` is missing. What {self.method!r} uses when none is given are minutes, "
                "and these costs are in metres. Give one in metres, such as "
                "StepDecay(((800, 1), (1600, .68), (2400, .22))), or give `within_min`."
            )
        return WALKING_ZONES

    def shorten(self, reach: Reach) -> tuple[Reach, Decay | None]:
        """Keep what is within the limit, and say how to weigh it."""
        if self.within_m is not None and reach.unit == "min":
            raise ReachError(
                "`within_m` was given, and this reach is in minutes, which do not tell metres. "
                "Give `within_min`."
            )
        if self.within_min is not None:
            reach = reach.in_minutes()
        decay = self.usual_decay(reach.unit)
        limit = self.within_m if self.within_min is None else self.within_min
        if limit is None:
            limit = None if decay is None else decay.limit
            if limit is not None and reach.limit is not None and limit > reach.limit:
                raise ReachError(
                    f"The decay counts what costs up to {limit:g} {reach.unit}, and costs were "
                    f"measured up to {reach.limit:g} {reach.unit}. Measure farther, or say that "
                    f"this is enough: within_{reach.unit}={reach.limit:g}."
                )
        if limit is None or limit == reach.limit:
            return reach, decay
        return reach.within(limit), decay


def make_plan(
    *,
    method: str,
    within_min: float | None,
    within_m: float | None,
    decay: Decay | None,
    at_least: float | None = None,
) -> Plan:
    """Check what `measure_access` was asked for, whose parameters these are."""
    if method not in _DECAY_OF:
        hint = find_near_word(method, _DECAY_OF)
        raise ReachError(f"`method` is {method!r}, which is not known. {hint}")
    if within_min is not None and within_m is not None:
        raise ReachError("`within_m` and `within_min` were both given. Give one of them.")
    if at_least is not None and method != "count":
        raise ReachError(
            f"`at_least` was given, and {method!r} does not count what is within reach. "
            "Leave it out, or use 'count'."
        )
    if at_least is not None and not at_least > 0:
        raise ReachError(f"`at_least` is {at_least}; everybody reaches that. Give more than 0.")
    suits = _DECAY_OF[method]
    if decay is None and suits == "asked for":
        raise ReachError(
            f"`decay` is missing: {method!r} weighs by it. Give one, such as GaussianDecay(10)."
        )
    if decay is not None and suits == "none":
        raise ReachError(
            f"`decay` was given, and {method!r} counts everything within reach alike. "
            "Leave it out, or use 'gravity', 'e2sfca' or 'm2sfca'."
        )
    known = (StepDecay, GaussianDecay, ExponentialDecay, InversePowerDecay)
    if decay is not None and not isinstance(decay, known):
        names = ", ".join(decay_type.__name__ for decay_type in known)
        raise ReachError(f"`decay` is of type {type(decay).__name__!r}. Give one of: {names}.")
    return Plan(method, within_min, within_m, decay, at_least)
