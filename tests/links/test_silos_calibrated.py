"""p of silos where groups are drawn at random: as often small as it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assetmap.links import measure_silos
from assetmap.network import AssetGraph

pytestmark = pytest.mark.long

MAPS = 400


def test_where_groups_are_chance_p_is_uniform() -> None:
    """
    Of 400 null maps, about 1 in 20 has p up to 0.05 for the whole, and 1 in 5 up to 0.2.

    Ties are unequally spread and groups unequally large, as on real maps.
    """
    whole, groups = [], []
    for seed in range(MAPS):
        rng = np.random.default_rng(seed)
        busy = rng.gamma(1.0, size=80) + 0.1
        ends = rng.choice(80, (160, 2), p=busy / busy.sum())
        ends = ends[ends[:, 0] != ends[:, 1]]
        ties = pd.DataFrame(ends, columns=["source", "target"]).map("a{:02}".format)
        graph = AssetGraph.from_frame(ties)
        labels = pd.Series(rng.choice(list("ABCD"), len(graph), p=[0.4, 0.3, 0.2, 0.1]), graph.ids)
        p = measure_silos(graph, by=labels, permutations=199, seed=seed)["p"]
        whole.append(p["all"])
        groups += p.drop("all").dropna().tolist()
    for name, drawn in (("whole", np.array(whole)), ("groups", np.array(groups))):
        shares = {level: float((drawn <= level).mean()) for level in (0.05, 0.2, 0.5)}
        print(name, {level: round(share, 3) for level, share in shares.items()}, len(drawn))
        for level, share in shares.items():
            error = 4 * np.sqrt(level * (1 - level) / MAPS)  # groups of one map hang together
            assert share <= level + error
            if name == "whole":
                assert share >= level - error
