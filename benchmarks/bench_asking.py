"""How fast is it found how sure an order is? Run: python benchmarks/bench_asking.py

The same graph goes to networkx, which measures betweenness in one thinned
copy after another; results are checked equal before any time is taken. Then
5,000 invented people are asked for with 200 replicates, as by default.
"""

from __future__ import annotations

import time

import networkx as nx
import numpy as np
from bench_champions import draw_town
from timing import compare

from assetmap.champions import find_champions
from assetmap.network import follow_copies

NODES, COPIES = 400, 10


def follow_networkx(known: nx.Graph, kept: np.ndarray) -> np.ndarray:
    """Measure betweenness in one thinned copy after another."""
    edges = list(known.edges())
    found = []
    for copy in kept:
        thinned = nx.Graph()
        thinned.add_nodes_from(known)
        thinned.add_edges_from(pair for pair, is_kept in zip(edges, copy, strict=True) if is_kept)
        carried = nx.betweenness_centrality(thinned, normalized=False)
        found.append([carried[node] for node in range(NODES)])
    return np.array(found)


def main() -> None:
    known = nx.barabasi_albert_graph(NODES, 3, seed=1)
    one, other = np.array(known.edges(), dtype=np.intp).T
    kept = np.random.default_rng(1).random((COPIES, len(one))) > 0.2

    def follow_ours() -> np.ndarray:
        return follow_copies((one, other), kept, size=NODES, sources=np.arange(NODES))

    assert np.allclose(follow_ours(), follow_networkx(known, kept))
    ratio = compare(f"betweenness in {COPIES} copies of {NODES} nodes", follow_ours,
                    lambda: follow_networkx(known, kept), repeat=3, beside="networkx")  # fmt: skip
    print(f"  {1 / ratio:.0f} times faster")
    town = draw_town(5_000, 500)
    for replicates in (0, 200):
        start = time.process_time()
        find_champions(town, replicates=replicates)
        spent = time.process_time() - start
        print(f"find_champions, 5,000 people, {replicates} replicates: {spent:.1f} s")


if __name__ == "__main__":
    main()
