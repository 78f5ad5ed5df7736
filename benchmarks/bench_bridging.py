"""How fast are the bridging measures, beside networkx? Run: python benchmarks/bench_bridging.py"""

from __future__ import annotations

import resource
import time
from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
from bench_graph import build_networkx, draw_ties
from timing import compare

from assetmap.network import (
    BROKER_ROLES,
    AssetGraph,
    measure_betweenness,
    measure_bridging,
    measure_brokerage,
    measure_closeness,
    measure_constraint,
    measure_effective_size,
)

GROUPS = 20


def count_in_a_loop(simple: nx.Graph, groups: dict[str, int]) -> dict[str, list[int]]:
    """Count brokerage as one would with networkx: a look at each pair of neighbours."""
    counts = {node: [0] * len(BROKER_ROLES) for node in simple}
    for node, found in counts.items():
        own = groups[node]
        for first, last in permutations(simple[node], 2):
            if simple.has_edge(first, last):
                continue
            one, three = groups[first], groups[last]
            if one == three:
                role = 0 if one == own else 1
            elif three == own:
                role = 2
            else:
                role = 3 if one == own else 4
            found[role] += 1
    return counts


def compare_with_networkx(nodes: int, ties: int) -> None:
    frame = draw_ties(nodes, ties)
    ours, simple = AssetGraph.from_frame(frame), nx.Graph(build_networkx(frame))
    title = f"{len(ours)} nodes, {simple.number_of_edges()} pairs"
    for name, measure, theirs in [
        ("effective size", measure_effective_size, nx.effective_size),
        ("constraint", measure_constraint, nx.constraint),
    ]:
        expected = pd.Series(theirs(simple)).reindex(ours.ids)
        np.testing.assert_allclose(measure(ours), expected, rtol=1e-7)
        compare(
            f"{name}, {title}",
            lambda measure=measure: measure(ours),
            lambda theirs=theirs: theirs(simple),
            repeat=3,
            beside="networkx",
        )
    groups = {node: number % GROUPS for number, node in enumerate(ours.ids)}
    expected = pd.DataFrame.from_dict(count_in_a_loop(simple, groups), orient="index")
    of_node = pd.Series(groups)
    found = measure_brokerage(ours, by=of_node)
    assert (found.to_numpy() == expected.reindex(ours.ids).to_numpy()).all()
    compare(
        f"brokerage, {title}",
        lambda: measure_brokerage(ours, by=of_node),
        lambda: count_in_a_loop(simple, groups),
        repeat=5,
        beside="a loop over networkx",
    )
    some = ours.ids[:: len(ours) // 20].tolist()
    near = [nx.closeness_centrality(simple, node) for node in some]
    np.testing.assert_allclose(measure_closeness(ours)[some], near)
    share = len(ours) / len(some)
    report("closeness", title, lambda: measure_closeness(ours), share, lambda: [
        nx.closeness_centrality(simple, node) for node in some
    ])  # fmt: skip
    # betweenness of networkx from some sources, since all take a quarter of an hour
    sources = 20
    report(
        "betweenness, exact", title,
        lambda: measure_betweenness(ours, exact_up_to=len(ours)), len(ours) / sources,
        lambda: nx.betweenness_centrality(simple, k=sources, seed=1),
    )  # fmt: skip


def report(name, title, ours, times, theirs) -> None:
    """Print our time beside theirs on a part of the work, scaled up to all of it."""
    taken = []
    for way in (ours, theirs):
        start = time.process_time()
        way()
        taken.append(time.process_time() - start)
    whole = taken[1] * times
    print(
        f"{name}, {title}: ours {taken[0]:.2f} s, networkx {whole:.1f} s (a part, scaled up), "
        f"ratio {taken[0] / whole:.4f}"
    )


def measure_a_large_one() -> None:
    graph = AssetGraph.from_frame(draw_ties(100_000, 450_000))
    groups = {node: number % GROUPS for number, node in enumerate(graph.ids)}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, measure in [
        ("measure_bridging", lambda: measure_bridging(graph, by=groups)),
        ("measure_brokerage", lambda: measure_brokerage(graph, by=groups)),
        ("measure_brokerage, shared",
         lambda: measure_brokerage(graph, by=groups, credit="shared")),
    ]:  # fmt: skip
        start = time.process_time()
        measure()
        taken = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}, {len(graph)} nodes, {len(graph.source)} ties: {taken:.1f} s, "
            f"peak {peak:.0f} MB ({before:.0f} MB before)"
        )


def main() -> None:
    measure_a_large_one()  # first: networkx's dense matrices would hide our peak
    for nodes, ties in ((2_000, 9_000), (10_000, 50_000)):
        compare_with_networkx(nodes, ties)


if __name__ == "__main__":
    main()
