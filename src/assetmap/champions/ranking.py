"""In which order are people asked, and how sure is it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assetmap.champions.bridging import Spans
from assetmap.champions.stability import (
    Copies,
    Thinning,
    draw_copies,
    rank_down,
    summarise_ranks,
)
from assetmap.errors import Problem, find_unknown
from assetmap.network import AssetGraph
from assetmap.typing import Flags, Floats, Positions

__all__ = ["WEIGHTS", "Named", "Weighing", "check_weights", "rank_people"]

WEIGHTS: dict[str, float] = {"bridging": 1.0, "nominations": 1.0, "likeness": 1.0}
"""Powers that the three parts of an order are raised to: all count alike."""

_DECIMALS = 12


@dataclass(frozen=True, eq=False)
class Named:
    """Nominations as positions: who was named (in the list), and by which node (-1: unknown)."""

    person: Positions
    by: Positions

    def count(self, size: int, is_kept: Flags | None = None) -> Floats:
        """Count the nominations of each person, or those of them that are kept."""
        person = self.person if is_kept is None else self.person[is_kept]
        return np.bincount(person, minlength=size).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Weighing:
    """What an order of people is made from."""

    spans: Spans
    named: Named
    likeness: Floats
    weights: Mapping[str, float]

    def bridging(
        self,
        betweenness: Floats,
        is_there: Flags,
        has_pair: Flags | None = None,
    ) -> Floats:
        """Share of those there who bridge no more: by betweenness, then groups, then places."""
        size = self.spans.size
        places = np.bincount(self.spans.list_places(has_pair)[0], minlength=size)
        keys = np.stack([betweenness, self.spans.count_groups(has_pair), places], axis=1)
        order = np.lexsort(keys.T[::-1])
        differs = np.ones(size, dtype=bool)
        differs[1:] = (keys[order][1:] != keys[order][:-1]).any(axis=1)
        level = np.empty(size)
        level[order] = np.cumsum(differs)
        level[~is_there] = np.inf
        ahead = np.sort(level[is_there])
        return np.searchsorted(ahead, level, side="right") / max(len(ahead), 1)

    def score(self, bridging: Floats, nominations: Floats) -> Floats:
        """Multiply the parts, each between 0 and 1 and raised to its weight."""
        named = (1 + nominations) / (1 + nominations.max(initial=0.0))
        parts = {"bridging": bridging, "nominations": named, "likeness": self.likeness}
        score = np.ones(len(bridging))
        for name, part in parts.items():
            score = score * part ** float(self.weights.get(name, 0.0))
        return score.round(_DECIMALS)


def check_weights(weights: Mapping[str, float] | None) -> list[Problem]:
    """List what is wrong with weights."""
    if weights is None:
        return []
    problems = find_unknown("weights", [str(name) for name in weights], WEIGHTS)
    for name, weight in weights.items():
        if not (np.isfinite(weight) and weight >= 0):
            says = f"{weight} is not a finite number from 0."
            remedy = "Give 0 to leave it out, 1 to count it as it is."
            problems.append(Problem(f"weights[{name!r}]", "impossible_weight", says, remedy))
    return problems


def rank_people(
    graph: AssetGraph,
    at: Positions,
    weighing: Weighing,
    thinning: Thinning,
    *,
    betweenness: Floats,
    top: int,
    say: Callable[[str], None] | None,
) -> pd.DataFrame:
    """
    Rank the people at some nodes, all of whom have a tie.

    Columns ``rank``, ``rank_low``, ``rank_high``, ``stability`` as in
    `measure_rank_stability`, and ``bridging``: the share who bridge no more.
    """
    everybody = np.ones(len(at), dtype=bool)
    bridging = weighing.bridging(betweenness, everybody)
    whole = weighing.score(bridging, weighing.named.count(len(at)))
    ranks = []
    # Only people fail to answer: a group is there as long as one of its members says so.
    people = np.flatnonzero(_is_person(graph)) if len(at) else np.empty(0, dtype=np.intp)
    lots = draw_copies(graph, thinning, among=people, say=say) if len(at) else iter(())
    for copies in lots:
        ranks += _rank_copies(copies, at, weighing, thinning)
    table = summarise_ranks(rank_down(whole, everybody), ranks, top=top)
    return table.assign(bridging=bridging)


def _rank_copies(
    copies: Copies, at: Positions, weighing: Weighing, thinning: Thinning
) -> list[Floats]:
    """Rank those who are there in each copy; nominations are thinned as ties are."""
    ranks = []
    named = weighing.named
    for is_of_ties, has_pair, has_node, carried in zip(
        copies.is_of_ties, copies.has_pair, copies.has_node, copies.carried, strict=True
    ):
        is_there = has_node[at]
        if is_of_ties:
            is_said = copies.generator.random(len(named.by)) >= thinning.missing_rate
        else:
            is_said = (named.by < 0) | has_node[named.by]
        bridging = weighing.bridging(carried[at], is_there, has_pair)
        counted = named.count(len(at), is_said)
        ranks.append(rank_down(weighing.score(bridging, counted), is_there))
    return ranks


def _is_person(graph: AssetGraph) -> Flags:
    kinds = graph.kind_of_node
    if kinds is None:
        return np.ones(len(graph), dtype=bool)
    return np.asarray(kinds.to_numpy(dtype=object) == "individual", dtype=np.bool_)
