"""In which order are introductions made, when each changes what the next would join?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from assetmap.links.introductions.candidates import Candidates
from assetmap.links.introductions.ground import Ground, add_tie, list_joined, measure_gain
from assetmap.typing import Floats, Positions

__all__ = ["Chosen", "choose_pairs"]

_LOOKED_AT_AGAIN = 256
_DECIMALS = 12


class Chosen(NamedTuple):
    """
    One introduction, and what it brings after those before it.

    ``sides`` are the pairs of groups (positions; the first node's, the
    second's) that ``links`` ties and shared members join so far, the fewest
    of any pair of theirs.
    """

    candidate: int
    score: float
    gain: float
    bridges: int
    is_apart: bool
    links: int
    sides: list[tuple[int, int]]

    def turn(self) -> Chosen:
        """Tell it from the other side."""
        return self._replace(sides=[(other, one) for one, other in self.sides])


def choose_pairs(
    candidates: Candidates,
    ground: Ground,
    *,
    n: int,
    at_most: int,
    weights: Mapping[str, float],
) -> list[Chosen]:
    """
    Choose the best pair, add its tie, look again, up to ``n`` times.

    Scores are looked at again lazily (Minoux 1978, "Accelerated greedy
    algorithms for maximizing submodular set functions"): the gain of a pair
    can only fall as ties are added, so one whose earlier score is below the
    best fresh one need not be looked at. The result is that of measuring
    every pair each time. Equal scores go by the order of the candidates.
    """
    fixed = candidates.fixed(weights)
    score = (fixed * candidates.gain ** weights["gain"]).round(_DECIMALS)
    is_fresh = np.ones(len(score), dtype=bool)
    taken = np.zeros(ground.matrix.shape[0], dtype=np.int64)
    chosen: list[Chosen] = []
    while len(chosen) < n and len(score):
        best = int(score.argmax())
        while np.isfinite(score[best]) and not is_fresh[best]:
            again = _choose_stale(score, is_fresh, best)
            is_fresh[again] = True
            gain = _measure(ground, candidates, again)
            fresh = (fixed[again] * gain ** weights["gain"]).round(_DECIMALS)
            joins_nothing = (gain == 0) & (weights["gain"] > 0)
            score[again] = np.where(joins_nothing, -np.inf, fresh)
            best = int(score.argmax())
        if not np.isfinite(score[best]):
            break
        chosen.append(_describe(ground, candidates, best, float(score[best])))
        ends = candidates.first[best], candidates.second[best]
        if len(chosen) < n:
            ground = add_tie(ground, int(ends[0]), int(ends[1]))
        is_fresh[:] = False
        score[best] = -np.inf
        for end in ends:
            taken[end] += 1
            if taken[end] >= at_most:
                score[(candidates.first == end) | (candidates.second == end)] = -np.inf
    return chosen


def _choose_stale(score: Floats, is_fresh: Positions, best: int) -> Positions:
    """Choose the highest of the scores that were measured before the last introduction."""
    stale = np.flatnonzero(~is_fresh & np.isfinite(score))
    if len(stale) > _LOOKED_AT_AGAIN:
        part = np.argpartition(-score[stale], _LOOKED_AT_AGAIN)[:_LOOKED_AT_AGAIN]
        stale = stale[part]
    return np.union1d(stale, best)


def _measure(ground: Ground, candidates: Candidates, at: Positions) -> Floats:
    found = measure_gain(ground, candidates.first[at], candidates.second[at])
    return found.gain.round(_DECIMALS)


def _describe(ground: Ground, candidates: Candidates, best: int, score: float) -> Chosen:
    """Say what one introduction brings now."""
    at = np.array([best])
    first, second = candidates.first[at], candidates.second[at]
    found = measure_gain(ground, first, second)
    links, sides = list_joined(ground, int(first[0]), int(second[0]))
    return Chosen(
        candidate=best,
        score=score,
        gain=round(float(found.gain[0]), _DECIMALS),
        bridges=int(found.bridges[0]),
        is_apart=bool(found.is_apart[0]),
        links=links,
        sides=sides,
    )
