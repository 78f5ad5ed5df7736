"""Spans of ranks on networks that are known whole and observed in part."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from assetmap.champions import find_champions, measure_rank_stability
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap

pytestmark = pytest.mark.long

NETWORKS = 40
CHAMPION_NETWORKS = 15
SEEDS = 12


def draw_ties(rng: np.random.Generator, people: int, groups: int) -> pd.DataFrame:
    """Draw who belongs to which group, some far more than others, and who knows whom."""
    eager, large = rng.gamma(1.5, size=people), rng.gamma(1.5, size=groups)
    chance = np.minimum(np.outer(eager / eager.mean(), large / large.mean()) * 2 / groups, 0.9)
    person, group = np.nonzero(rng.random(chance.shape) < chance)
    pairs = {(f"p{a:02}", f"g{b:02}") for a, b in zip(person, group, strict=True)}
    for a, b in rng.integers(0, people, (people, 2)).tolist():
        if a != b:
            pairs.add((f"p{min(a, b):02}", f"p{max(a, b):02}"))
    return pd.DataFrame(sorted(pairs), columns=["source", "target"])


def observe(rng: np.random.Generator, ties: pd.DataFrame, left_out: str) -> pd.DataFrame:
    """Leave a fifth of the ties, or of whoever could answer and all their ties, unrecorded."""
    if left_out == "ties":
        return ties[rng.random(len(ties)) >= 0.2]
    ids = sorted({*ties["source"], *ties["target"]})
    is_gone = dict(zip(ids, rng.random(len(ids)) < 0.2, strict=True))
    return ties[~(ties["source"].map(is_gone) | ties["target"].map(is_gone))]


@pytest.mark.parametrize("scores", ["betweenness", "degree"])
@pytest.mark.parametrize("left_out", ["ties", "people"])
def test_spans_hold_the_true_rank(left_out: str, scores: str) -> None:
    """
    The span of what was observed holds the rank in the whole network, among those observed.

    By degree 0.975 of all or more. By betweenness 0.98 of the first ten, and of
    all 0.918 where ties are left out and 0.926 where people are: the aim is 0.88.
    """
    held, first, carries = [], [], []
    for seed in range(NETWORKS):
        rng = np.random.default_rng(seed)
        ties = draw_ties(rng, people=60, groups=20)
        truth = AssetGraph.from_frame(ties)
        of_all = measure_rank_stability(truth, scores=scores, replicates=0)["score"].round(12)
        seen = observe(rng, ties, left_out)
        found = measure_rank_stability(
            AssetGraph.from_frame(seen), scores=scores, replicates=200, seed=seed
        )
        # As ranks are read: alike ones share the lowest number.
        true = of_all[found.index].rank(method="min", ascending=False)
        is_held = (found["rank_low"] <= true) & (true <= found["rank_high"])
        held += is_held.tolist()
        first += is_held[found["rank"] <= 10].tolist()
        carries += (found["score"] > 0).tolist()
    scored = np.mean(np.array(held)[carries])
    print(f"{scores}, {left_out}: all {np.mean(held):.3f}, with a score {scored:.3f}, "
          f"first ten {np.mean(first):.3f}")  # fmt: skip
    assert np.mean(first) >= 0.88
    assert np.mean(held) >= 0.88


def build_map(ties: pd.DataFrame) -> AssetMap:
    """Make a map of people, groups and these ties."""
    ids = sorted({*ties["source"], *ties["target"]})
    kinds = ["individual" if key.startswith("p") else "association" for key in ids]
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": ids, "kind": kinds}, index=ids),
        ties=ties.assign(kind="knows"),
    )


@pytest.mark.parametrize("left_out", ["ties", "people"])
def test_spans_of_champions_hold_the_true_rank(left_out: str) -> None:
    """
    The same of people by all that they bridge: 0.98 of the first ten, 0.90 and 0.93 of all.
    """
    held, first = [], []
    for seed in range(CHAMPION_NETWORKS):
        rng = np.random.default_rng(100 + seed)
        ties = draw_ties(rng, people=60, groups=20)
        of_all = find_champions(build_map(ties), replicates=0).set_index("person_id")["rank"]
        found = find_champions(build_map(observe(rng, ties, left_out)), replicates=200, seed=seed)
        found = found[found["rank"].notna()].set_index("person_id")
        true = of_all[found.index].rank(method="min")
        is_held = (found["rank_low"] <= true) & (true <= found["rank_high"])
        held += is_held.tolist()
        first += is_held[found["rank"] <= 10].tolist()
    print(f"champions, {left_out}: all {np.mean(held):.3f}, first ten {np.mean(first):.3f}")
    assert np.mean(first) >= 0.88
    assert np.mean(held) >= 0.88


def test_ends_of_the_first_ten_hardly_move_between_seeds() -> None:
    """
    Ends of two seeds lie at most two places apart in 85 of 100, three in 91; nine at the most.

    The aim is all of them. 400 copies, the most that are drawn, do not always
    reach it: what they leave open is in the width of the span.
    """
    moved = []
    for nth in range(3):
        ties = draw_ties(np.random.default_rng(nth), people=60, groups=20)
        m = build_map(ties)
        ends = []
        for seed in range(SEEDS):
            found = find_champions(m, seed=seed).set_index("person_id")
            found = found[found["rank"] <= 10].sort_index()
            ends.append(found[["rank_low", "rank_high"]].to_numpy(dtype=np.int64))
        moved += [np.abs(a - b).ravel() for a, b in pairwise(ends)]
    steps = np.concatenate(moved)
    print(f"ends that move by at most 2: {(steps <= 2).mean():.3f}; by at most 3: "
          f"{(steps <= 3).mean():.3f}; the most {steps.max()}")  # fmt: skip
    assert (steps <= 2).mean() >= 0.8
