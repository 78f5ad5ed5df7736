"""The few who are nearest to everybody together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from assetmap.arrays import decimals_up_to
from assetmap.champions._apart import UNREACHED, find_positions, list_steps
from assetmap.champions._standing import as_standing_graph
from assetmap.champions._team_fairness import Fairness
from assetmap.errors import GraphError, Problem
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = [
    "ReachField",
    "Team",
    "choose_reaching",
    "find_within",
    "measure_team_reach",
    "weigh_steps",
]

_AT_ONCE = 64
_EXCHANGED_AMONG = 256
_DECIMALS = decimals_up_to(1_000)


class ReachField(NamedTuple):
    """Who can be chosen (positions), who is to be reached, and what each step away is worth."""

    matrix: Matrix
    candidates: Positions
    targets: Positions
    worth: Floats


class Team(NamedTuple):
    """Positions of those chosen, what they come to after each, and what is proved of it."""

    chosen: Positions
    comes_to: Floats
    bound: float


def measure_team_reach(
    subject: AssetMap | AssetGraph, *, members: Iterable[str], steps: int | None = None
) -> float:
    """
    Measure how near a team is to everybody: 1 all in it, 0 nobody in reach.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as the graph of what is still
        there. Ties carry both ways and are one step each.
    members
        Ids of the team. They count as reached.
    steps
        When given, the share within that many steps (m-reach). When None,
        everybody counts one over the steps to the nearest member
        (distance-weighted reach).

    Returns
    -------
    reach
        DR = sum over all of 1 / d / n, or the share with d at most ``steps``,
        where d is the number of steps to the nearest member, 1 / d is 1 for
        members and 0 where no chain leads (Borgatti 2006).

    Raises
    ------
    GraphError
        If an id is not in the graph, or ``steps`` is below 0.

    Examples
    --------
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> graph = AssetGraph.from_frame(ties)
    >>> measure_team_reach(graph, members=["b"]), measure_team_reach(graph, members=["a"], steps=1)
    (1.0, 0.6666666666666666)
    """
    graph = as_standing_graph(subject)
    if steps is not None and steps < 0:
        says, remedy = f"{steps} is below 0.", "Give a whole number of steps."
        problem = Problem("steps", "impossible_steps", says, remedy)
        raise GraphError("Nobody is within so many steps.", [problem])
    nodes = find_positions(graph, "members", members)
    everybody = np.arange(len(graph))
    field = ReachField(graph.adjacency(weighted=False), nodes, everybody, weigh_steps(steps))
    if not len(nodes):
        return 0.0
    best = np.zeros(len(graph))
    for start in range(0, len(nodes), _AT_ONCE):
        best = np.maximum(best, _value(field, nodes[start : start + _AT_ONCE]).max(axis=0))
    return float(best.mean())


def weigh_steps(steps: int | None) -> Floats:
    """Say what each number of steps is worth: one over it, or 1 up to ``steps`` and then 0."""
    worth = np.zeros(UNREACHED + 1)
    worth[1:UNREACHED] = 1 / np.arange(1, UNREACHED)
    worth[0] = 1.0
    if steps is not None:
        worth[:UNREACHED] = np.arange(UNREACHED) <= steps
    return worth


def choose_reaching(field: ReachField, n: int, fairness: Fairness) -> Team:
    """
    Choose who reaches the most, one by one and then by exchange.

    Gains only fall as the team grows, so that whoever could not beat the best
    even with their last gain need not be looked at again (Minoux 1978). The
    first step and each round of exchanges look at everybody, 64 at a time;
    memory is a few hundred numbers for each of those to be reached.
    """
    upper = _measure_gains(field, np.zeros(len(field.targets)))
    n = min(n, len(field.candidates))
    chosen = fairness.choose_first(n, upper)
    best = _best_of(field, chosen)
    while len(chosen) < n:
        may_join = fairness.may_join(chosen)
        may_join[chosen] = False
        added = _find_next(field, upper, best, np.flatnonzero(may_join))
        chosen.append(added)
        best = np.maximum(best, _value(field, field.candidates[[added]])[0])
    gains = _measure_gains(field, best)
    while (swap := _find_exchange(field, chosen, gains, fairness)) is not None:
        chosen[swap[0]] = swap[1]
        best = _best_of(field, chosen)
        gains = _measure_gains(field, best)
    return _put_in_order(field, chosen, _prove(best.sum(), gains, n, is_free=fairness.is_free))


def _value(field: ReachField, nodes: Positions) -> Floats:
    """Value what each node (row) is to each of those to be reached."""
    valued: Floats = field.worth[list_steps(field.matrix, nodes)[:, field.targets]]
    return valued


def _best_of(field: ReachField, chosen: list[int]) -> Floats:
    if not chosen:
        return np.zeros(len(field.targets))
    best: Floats = _value(field, field.candidates[chosen]).max(axis=0)
    return best


def _gain(field: ReachField, rows: Positions, best: Floats) -> Floats:
    value = _value(field, field.candidates[rows])
    return np.asarray(np.maximum(value - best, 0.0).sum(axis=1)).round(_DECIMALS)


def _measure_gains(field: ReachField, best: Floats) -> Floats:
    """Measure what each candidate adds to a team that is worth ``best`` to each."""
    every = np.arange(len(field.candidates))
    blocks = [
        _gain(field, every[start : start + _AT_ONCE], best)
        for start in range(0, len(every), _AT_ONCE)
    ]
    return np.concatenate([np.zeros(0), *blocks])


def _find_next(field: ReachField, upper: Floats, best: Floats, among: Positions) -> int:
    """Find who adds the most, looking again only at who still could; ``upper`` is brought down."""
    order = among[np.lexsort((among, -upper[among]))]
    found, most = -1, -1.0
    for start in range(0, len(order), _AT_ONCE):
        block = order[start : start + _AT_ONCE]
        if upper[block[0]] < most or (most == 0.0 and found < block[0]):
            break
        upper[block] = _gain(field, block, best)
        top = float(upper[block].max())
        first = int(block[upper[block] == top].min())
        if top > most or (top == most and first < found):
            found, most = first, top
    return found


def _find_exchange(
    field: ReachField, chosen: list[int], gains: Floats, fairness: Fairness
) -> tuple[int, int] | None:
    """
    Find the exchange of one for another that helps the most, if any does.

    It can bring no more than the newcomer would add to the whole team, so only the
    256 who would add the most are tried.
    """
    pool = np.lexsort((np.arange(len(gains)), -gains))
    pool = pool[~np.isin(pool, chosen) & (gains[pool] > 0)][:_EXCHANGED_AMONG]
    if not len(pool):
        return None
    of_pool, of_team = (
        _value(field, field.candidates[pool]),
        _value(field, field.candidates[chosen]),
    )
    now = float(of_team.max(axis=0).sum())
    found, most = None, round(now, _DECIMALS)
    for member in range(len(chosen)):
        others = np.delete(of_team, member, axis=0).max(axis=0, initial=0.0)
        totals = np.maximum(of_pool, others).sum(axis=1).round(_DECIMALS)
        totals[~fairness.may_replace(chosen, member, pool)] = -1.0
        top = int(totals.argmax())
        if totals[top] > most:
            found, most = (member, int(pool[top])), float(totals[top])
    return found


def _prove(total: float, gains: Floats, n: int, *, is_free: bool) -> float:
    """Prove how near to the best any team of as many could come (Nemhauser and others 1978)."""
    more = float(np.sort(gains)[::-1][:n].sum())
    proved = total / (total + more) if total + more > 0 else 1.0
    return max(proved, 1 - float(np.exp(-1))) if is_free else proved


def _put_in_order(field: ReachField, chosen: list[int], bound: float) -> Team:
    """Put who adds the most first."""
    left = sorted(chosen)
    value = _value(field, field.candidates[left]) if left else np.zeros((0, len(field.targets)))
    is_left = np.ones(len(left), dtype=bool)
    best, order, totals = np.zeros(len(field.targets)), [], []
    for _ in left:
        gain = np.maximum(value, best).sum(axis=1).round(_DECIMALS)
        added = int(np.where(is_left, gain, -1.0).argmax())
        is_left[added] = False
        best = np.maximum(best, value[added])
        order.append(left[added])
        totals.append(float(best.sum()))
    share = np.array(totals) / max(len(field.targets), 1)
    return Team(field.candidates[np.array(order, dtype=np.intp)], share, bound)


def find_within(matrix: Matrix, nodes: Positions, steps: int) -> Flags:
    """Tell which nodes are within so many steps of each (row)."""
    return np.asarray(list_steps(matrix, nodes) <= min(steps, UNREACHED - 1))
