"""How fast is a graph built and measured, beside networkx? Run: python benchmarks/bench_graph.py"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from timing import compare

from assetmap.network import (
    AssetGraph,
    measure_betweenness,
    measure_components,
    measure_is_articulation,
)


def draw_ties(nodes: int, ties: int) -> pd.DataFrame:
    """Draw ties, some to hubs, as a community has them."""
    random = np.random.default_rng(7)
    source = random.integers(0, nodes, ties)
    target = (nodes * random.random(ties) ** 3).astype(np.int64)
    is_tie = source != target
    ids = np.array([f"asset-{node:06d}" for node in range(nodes)], dtype=object)
    kinds = random.choice(["member_of", "uses", "knows"], ties)
    frame = pd.DataFrame({"source": ids[source], "target": ids[target], "kind": kinds})
    return frame[is_tie].drop_duplicates(["source", "target"], ignore_index=True)


def build_networkx(ties: pd.DataFrame) -> nx.MultiGraph:
    """Build the same with networkx's own reader of frames."""
    return nx.from_pandas_edgelist(ties, edge_attr=["kind"], create_using=nx.MultiGraph)


def main() -> None:
    for nodes, ties in ((10_000, 50_000), (100_000, 450_000)):
        frame = draw_ties(nodes, ties)
        ours, theirs = AssetGraph.from_frame(frame), build_networkx(frame)
        assert (len(ours), len(ours.source)) == (len(theirs), theirs.number_of_edges())
        compare(
            f"build {nodes} nodes, {len(frame)} ties",
            lambda frame=frame: AssetGraph.from_frame(frame),
            lambda frame=frame: build_networkx(frame),
            beside="networkx",
        )
        simple = nx.Graph(theirs)
        held = measure_is_articulation(ours)
        assert set(held.index[held]) == set(nx.articulation_points(simple))
        compare(
            f"articulation points, {nodes} nodes",
            lambda ours=ours: measure_is_articulation(ours),
            lambda simple=simple: list(nx.articulation_points(simple)),
            beside="networkx",
        )
        assert measure_components(ours).max() + 1 == nx.number_connected_components(simple)
        compare(
            f"components, {nodes} nodes",
            lambda ours=ours: measure_components(ours),
            lambda simple=simple: list(nx.connected_components(simple)),
            beside="networkx",
        )

    frame = draw_ties(1_000, 4_000)
    ours, simple = AssetGraph.from_frame(frame), nx.Graph(build_networkx(frame))
    expected = pd.Series(nx.betweenness_centrality(simple)).reindex(ours.ids)
    np.testing.assert_allclose(measure_betweenness(ours), expected, atol=1e-12)
    compare(
        f"betweenness, {len(ours)} nodes, {len(frame)} ties",
        lambda: measure_betweenness(ours),
        lambda: nx.betweenness_centrality(simple),
        repeat=3,
        beside="networkx",
    )


if __name__ == "__main__":
    main()
