"""Without which few would the others fall apart the most?"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from assetmap.champions.fragility.fragmentation import measure_apart
from assetmap.champions.fragility.removals import lay_tree, leave_out, measure_pieces
from assetmap.champions.teams.fairness import Fairness
from assetmap.champions.teams.reaching import Team
from assetmap.typing import Floats, Matrix, Positions

__all__ = ["Whole", "choose_keeping"]

_SHORTLIST = 64
_TRIED, _TRIED_IN_STEPS = 500, 50  # teams without their last member
_DECIMALS = 9


class Whole(NamedTuple):
    """
    Who can be chosen (positions) out of a graph.

    ``sources`` are the nodes from which steps are counted; None counts only
    whether there is a way at all.
    """

    matrix: Matrix
    candidates: Positions
    sources: Positions | None


def choose_keeping(whole: Whole, n: int, fairness: Fairness) -> Team:
    """
    Choose who holds the most together, one by one and then by exchange.

    What people hold together is not submodular, so that nothing is proved of
    the choice, unless there are so few people that every team can be tried,
    the last member of each at once. Where steps are counted, only the 64 who
    split the graph the most, and then have the most ties, are looked at
    closely each time.
    """
    n = min(n, len(whole.candidates))
    if fairness.is_free and _can_try_all(whole, n):
        return _put_in_order(whole, _try_all(whole, n), bound=1.0)
    chosen = fairness.choose_first(n, _score(whole, []))
    while len(chosen) < n:
        scores = _score(whole, chosen)
        scores[chosen] = -1.0
        chosen.append(int(scores.argmax()))
    now = _measure(whole, chosen)
    while len(chosen) < len(whole.candidates):
        best, swap = now, None
        for at in range(len(chosen)):
            others = chosen[:at] + chosen[at + 1 :]
            scores = _score(whole, others)
            scores[chosen] = -1.0
            scores[~fairness.may_replace(chosen, at, np.arange(len(scores)))] = -1.0
            top = int(scores.argmax())
            if scores[top] > best:
                best, swap = float(scores[top]), (at, top)
        if swap is None:
            break
        chosen[swap[0]], now = swap[1], best
    return _put_in_order(whole, chosen, bound=float("nan"))


def _can_try_all(whole: Whole, n: int) -> bool:
    people = len(whole.candidates)
    at_most = _TRIED_IN_STEPS if whole.sources is not None else _TRIED
    return n > 0 and people <= _SHORTLIST and comb(people, n - 1) <= at_most


def _try_all(whole: Whole, n: int) -> list[int]:
    """Try every team; the last member of each by one walk for all."""
    most, found = -1.0, list(range(n))
    for few in combinations(range(len(whole.candidates)), n - 1):
        scores = _score(whole, list(few))
        scores[list(few)] = -1.0
        last = int(scores.argmax())
        if scores[last] > most:
            most, found = float(scores[last]), [*few, last]
    return found


def _score(whole: Whole, chosen: list[int]) -> Floats:
    """Measure how far the others fall apart when each candidate leaves with those chosen."""
    is_out = np.zeros(whole.matrix.shape[0], dtype=bool)
    is_out[whole.candidates[chosen]] = True
    left = leave_out(whole.matrix, is_out)
    count = int((~is_out).sum()) - 1
    pieces = measure_pieces(lay_tree(left), (~is_out).astype(np.int64))
    apart = 1 - pieces.joined[whole.candidates] / max(count * (count - 1), 1)
    if count < 2:
        apart = np.zeros(len(whole.candidates))
    if whole.sources is None:
        return np.asarray(apart, dtype=np.float64).round(_DECIMALS)
    degree = np.diff(left.indptr)[whole.candidates]
    order = np.lexsort((np.arange(len(apart)), -degree, -apart))
    order = order[~is_out[whole.candidates[order]]][:_SHORTLIST]
    scores = np.full(len(apart), -1.0)
    sources = whole.sources[~is_out[whole.sources]]
    scores[order] = measure_apart(left, whole.candidates[order], sources, left=count)
    return scores.round(_DECIMALS)


def _measure(whole: Whole, chosen: list[int]) -> float:
    return float(_score(whole, chosen[:-1])[chosen[-1]]) if chosen else 0.0


def _put_in_order(whole: Whole, chosen: list[int], *, bound: float) -> Team:
    """Put whoever would be missed the most first, of those chosen."""
    small = whole._replace(candidates=whole.candidates[sorted(chosen)])
    order: list[int] = []
    totals = []
    for _ in chosen:
        scores = _score(small, order)
        scores[order] = -1.0
        order.append(int(scores.argmax()))
        totals.append(float(scores[order[-1]]))
    return Team(small.candidates[np.array(order, dtype=np.intp)], np.array(totals), bound)
