"""How fast are introductions scored? Run: python benchmarks/bench_introductions.py

Common ground is measured beside networkx's adamic_adar_index, on the same
graph and the same pairs: all that share a neighbour and are not tied.
Results are checked equal before any time is taken. Then introductions are
suggested in a town of invented people, and in a country of them.
"""

from __future__ import annotations

import resource
import time

import networkx as nx
import numpy as np
import pandas as pd
from bench_graph import build_networkx, draw_ties
from scipy.sparse import triu
from timing import compare

from assetmap.links.suggest_introductions import suggest_introductions
from assetmap.network import AssetGraph
from assetmap.network.prediction import measure_adamic_adar
from assetmap.tables import AssetMap

WORDS = 300


def draw_people(frame: pd.DataFrame, places: int) -> AssetMap:
    """Make a map of ties: nine in ten are people, half of whom agreed; all offer and want."""
    random = np.random.default_rng(5)
    ids = sorted(set(frame["source"]) | set(frame["target"]))
    is_person = random.random(len(ids)) < 0.9
    letters = random.choice(list("abcdefghijklmnopqrstuvwxyz"), (WORDS, 9))
    words = np.array(["".join(word) for word in letters], dtype=object)
    offers, wants, homes = (
        np.minimum(random.geometric(rate, len(ids)), most) - 1
        for rate, most in ((0.02, WORDS), (0.02, WORDS), (5 / places, places))
    )
    assets = pd.DataFrame(
        {
            "name": ids,
            "kind": np.where(is_person, "individual", "association"),
            "place_id": [f"place{home}" for home in homes],
            "offers": [(word,) for word in words[offers]],
            "wants": [(word,) for word in words[wants]],
        },
        index=ids,
    )
    agreed = np.array(ids)[is_person & (random.random(len(ids)) < 0.5)]
    return AssetMap.from_frames(
        assets=assets,
        places=pd.DataFrame({"name": sorted(set(assets["place_id"]))},
                            index=sorted(set(assets["place_id"]))),
        ties=frame.drop_duplicates(["source", "target"]).assign(kind="knows"),
        consents=pd.DataFrame(
            {"asset_id": agreed, "purpose": "introduce", "given_on": "2026-01-01"}
        ),
        as_of=pd.Timestamp("2026-06-01").date(),
    )  # fmt: skip


def compare_with_networkx(nodes: int, ties: int) -> None:
    frame = draw_ties(nodes, ties)
    ours, simple = AssetGraph.from_frame(frame), nx.Graph(build_networkx(frame))
    both = ours.adjacency(weighted=False)
    near = triu(both @ both, k=1)
    first, second = (near - near.multiply(both)).tocoo().coords
    pairs = np.stack([first, second], axis=1)
    named = list(zip(ours.ids[first].tolist(), ours.ids[second].tolist(), strict=True))
    expected = [score for _, _, score in nx.adamic_adar_index(simple, named)]
    np.testing.assert_allclose(measure_adamic_adar(ours, pairs), expected, rtol=1e-9)
    compare(
        f"common ground of {len(pairs)} pairs, {len(ours)} nodes, {len(frame)} ties",
        lambda: measure_adamic_adar(ours, pairs),
        lambda: list(nx.adamic_adar_index(simple, named)),
        repeat=3,
        beside="networkx adamic_adar_index",
    )


def time_suggestions(nodes: int, ties: int, places: int) -> None:
    m = draw_people(draw_ties(nodes, ties), places)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    found = suggest_introductions(m)
    taken = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"suggest_introductions, {len(m.assets)} assets, {len(m.ties)} ties, {places} places: "
        f"{taken:.1f} s for {len(found)}, peak {peak:.0f} MB ({before:.0f} MB before)"
    )


def main() -> None:
    time_suggestions(10_000, 50_000, 200)  # first: networkx would hide our peak
    time_suggestions(100_000, 450_000, 2_000)
    compare_with_networkx(10_000, 50_000)


if __name__ == "__main__":
    main()
