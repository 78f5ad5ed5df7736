"""How fast are silos and cohesion, beside loops? Run: python benchmarks/bench_silos.py"""

from __future__ import annotations

import datetime as dt
import resource
import time
from functools import partial

import networkx as nx
import numpy as np
import pandas as pd
from bench_graph import build_networkx, draw_ties
from timing import compare

from assetmap.links import (
    classify_ties,
    find_contact_ties,
    measure_cohesion,
    measure_modularity,
    measure_silos,
)
from assetmap.network import AssetGraph, find_smallest_cut
from assetmap.tables import AssetMap

GROUPS = 20
PERMUTATIONS = 999


def shuffle_with_networkx(simple: nx.Graph, groups: dict[str, int], permutations: int) -> pd.Series:
    """Count E-I of each group in a loop over edges, for each shuffled labelling."""
    random = np.random.default_rng(0)
    nodes = list(simple)
    code = np.sort([groups[node] for node in nodes])
    total = np.zeros(GROUPS)
    for _ in range(permutations):
        label = dict(zip(nodes, random.permuted(code).tolist(), strict=True))
        internal, external = [0] * GROUPS, [0] * GROUPS
        for one, other in simple.edges():
            a, b = label[one], label[other]
            if a == b:
                internal[a] += 1
            else:
                external[a] += 1
                external[b] += 1
        inside, outside = np.array(internal), np.array(external)
        total += (outside - inside) / (outside + inside)
    return pd.Series(total / permutations)


def shuffle_with_numpy(first, second, code, permutations: int) -> pd.Series:
    """Do the same with arrays, one labelling after another."""
    random = np.random.default_rng(0)
    ordered = np.sort(code)
    total = np.zeros(GROUPS)
    for _ in range(permutations):
        label = random.permuted(ordered)
        one, other = label[first], label[second]
        inside = np.bincount(one[one == other], minlength=GROUPS)
        ends = np.bincount(one, minlength=GROUPS) + np.bincount(other, minlength=GROUPS)
        outside = ends - 2 * inside
        total += (outside - inside) / (outside + inside)
    return pd.Series(total / permutations)


def compare_silos(nodes: int, ties: int) -> None:
    frame = draw_ties(nodes, ties)
    graph = AssetGraph.from_frame(frame)
    simple = nx.Graph()
    simple.add_nodes_from(graph.ids)  # the order of ids, so that both shuffle alike
    simple.add_edges_from(nx.Graph(build_networkx(frame)).edges())
    code = np.arange(len(graph)) % GROUPS
    groups = pd.Series([f"{number:02}" for number in code], index=graph.ids)
    title = f"{len(graph)} nodes, {simple.number_of_edges()} pairs"
    edges = np.array([graph.ids.get_indexer(list(pair)) for pair in simple.edges()])
    by_node = dict(zip(graph.ids, code.tolist(), strict=True))

    def ours(permutations: int) -> pd.Series:
        found = measure_silos(graph, by=groups, permutations=permutations)
        return found["expected_ei"].iloc[1:].sort_index()

    few = 50
    np.testing.assert_allclose(ours(few), shuffle_with_networkx(simple, by_node, few))
    arrays = partial(shuffle_with_numpy, edges[:, 0], edges[:, 1], code, PERMUTATIONS)
    np.testing.assert_allclose(ours(PERMUTATIONS), arrays())
    compare(
        f"measure_silos, {few} permutations, {title}",
        lambda: ours(few),
        lambda: shuffle_with_networkx(simple, by_node, few),
        repeat=3,
        beside="a loop over networkx",
    )
    compare(
        f"measure_silos, {PERMUTATIONS} permutations, {title}",
        lambda: ours(PERMUTATIONS),
        arrays,
        repeat=3,
        beside="a loop over numpy",
    )
    parts = [set(graph.ids[code == number]) for number in range(GROUPS)]
    expected = nx.community.modularity(simple, parts)
    assert abs(measure_modularity(graph, by=groups) - expected) < 1e-9
    compare(
        f"modularity, {title}",
        lambda: measure_modularity(graph, by=groups),
        lambda: nx.community.modularity(simple, parts),
        beside="networkx",
    )


def compare_cuts(nodes: int, ties: int) -> None:
    simple = nx.gnm_random_graph(nodes, ties, seed=1)
    simple = nx.k_core(simple, 3)
    frame = pd.DataFrame(list(simple.edges()), columns=["source", "target"])
    graph = AssetGraph.from_frame(frame)
    assert find_smallest_cut(graph).weight == nx.stoer_wagner(simple)[0]
    compare(
        f"smallest cut, {len(graph)} nodes, {len(frame)} ties",
        lambda: find_smallest_cut(graph),
        lambda: nx.stoer_wagner(simple),
        repeat=3,
        beside="networkx",
    )


def measure_a_country(places: int, assets: int, ties: int) -> None:
    """Measure a map as large as England's small areas."""
    random = np.random.default_rng(0)
    ids = [f"a{at}" for at in range(assets)]
    home = random.integers(places, size=assets)
    ends = random.integers(assets, size=(ties, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    table = pd.DataFrame(
        {
            "name": "x",
            "kind": np.where(np.arange(assets) % 3 == 0, "association", "individual"),
            "place_id": [f"p{at}" for at in home],
        },
        index=ids,
    )
    rows = pd.DataFrame(
        {"source": np.array(ids)[ends[:, 0]], "target": np.array(ids)[ends[:, 1]], "kind": "knows"}
    )
    known = pd.DataFrame({"name": "x"}, index=[f"p{at}" for at in range(places)])
    m = AssetMap.from_frames(assets=table, places=known, ties=rows, as_of=dt.date(2026, 1, 1))
    graph = AssetGraph.from_frame(rows, nodes=ids)
    for name, work in [
        ("measure_cohesion", lambda: measure_cohesion(m)),
        ("classify_ties", lambda: classify_ties(m)),
        ("find_contact_ties", lambda: find_contact_ties(graph, by=table["place_id"])),
        ("measure_silos, 99 permutations",
         lambda: measure_silos(graph, by=table["place_id"], permutations=99)),
    ]:  # fmt: skip
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.process_time()
        work()
        taken = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}, {places} places, {assets} assets, {len(rows)} ties: {taken:.1f} s, "
            f"peak {peak:.0f} MB ({before:.0f} MB before)"
        )


def main() -> None:
    measure_a_country(35_000, 200_000, 300_000)
    compare_silos(10_000, 50_000)
    compare_cuts(600, 3_000)


if __name__ == "__main__":
    main()
