"""How fast is fragility found, beside networkx? Run: python benchmarks/bench_champions.py

The same towns of invented people and groups go to both: most people are part
of one group, some of several. networkx removes each node and looks at the
pieces, or at all distances; our teams are compared with a greedy loop over
its distances. Results are checked equal before any time is taken.
"""

from __future__ import annotations

import time

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from timing import compare

from assetmap.champions._pieces import build_tree, measure_pieces
from assetmap.champions._team_fairness import Fairness
from assetmap.champions.choose_champions import choose_champions
from assetmap.champions.find_braces import find_braces
from assetmap.champions.find_fragility import find_fragility
from assetmap.champions.measure_removals import measure_removals
from assetmap.champions.measure_team_reach import ReachField, choose_reaching, weigh_steps
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap


def draw_town(people: int, groups: int) -> AssetMap:
    """Draw who is part of what: group sizes fall as 1, 1/2, 1/3; one in five knows somebody."""
    random = np.random.default_rng(4)
    share = 1 / np.arange(1, groups + 1) ** 0.7
    many = random.choice([1, 1, 1, 2, 3], people)
    who = np.repeat(np.arange(people), many)
    ties = pd.DataFrame(
        {"source": who, "target": random.choice(groups, len(who), p=share / share.sum())}
    )
    ties["source"], ties["target"] = (
        "p" + ties["source"].astype(str),
        "g" + ties["target"].astype(str),
    )
    known = pd.DataFrame(random.integers(0, people, (people // 5, 2)), columns=["source", "target"])
    known = "p" + known[known["source"] != known["target"]].astype(str)
    both = pd.concat([ties, known], ignore_index=True).drop_duplicates().assign(kind="member_of")
    ids = [*(f"p{at}" for at in range(people)), *(f"g{at}" for at in range(groups))]
    kinds = ["individual"] * people + ["association"] * groups
    places = [f"place{at}" for at in random.integers(0, 20, len(ids))]
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": ids, "kind": kinds, "place_id": places}, index=ids),
        places=pd.DataFrame({"name": sorted(set(places))}, index=sorted(set(places))),
        ties=both,
    )


def graph_of(m: AssetMap) -> tuple[AssetGraph, nx.Graph]:
    ties = pd.DataFrame(m.ties[["source", "target"]])
    known = nx.Graph()
    known.add_nodes_from(sorted(m.assets.index))
    known.add_edges_from(ties.itertuples(index=False))
    return AssetGraph.from_frame(ties, nodes=m.assets.index), known


def fragment_networkx(known: nx.Graph) -> list[float]:
    """Take each node out and count who is still joined."""
    pairs = (len(known) - 1) * (len(known) - 2)
    found = []
    for node in known:
        left = nx.restricted_view(known, [node], [])
        found.append(1 - sum(len(p) * (len(p) - 1) for p in nx.connected_components(left)) / pairs)
    return found


def distances_networkx(known: nx.Graph) -> list[float]:
    """Take each node out and measure all distances."""
    found = []
    for node in known:
        left = known.copy()
        left.remove_node(node)
        found.append(1 - nx.global_efficiency(left))
    return found


def reach_networkx(known: nx.Graph, n: int) -> float:
    """Choose one by one, out of all distances."""
    near = {
        one: {other: 1 / max(d, 1) for other, d in ends.items()}
        for one, ends in nx.all_pairs_shortest_path_length(known)
    }
    best: dict[str, float] = dict.fromkeys(known, 0.0)
    for _ in range(n):

        def gain(one: str) -> float:
            return sum(max(value - best[other], 0) for other, value in near[one].items())  # noqa: B023

        chosen = max(known, key=gain)
        best |= {other: max(value, best[other]) for other, value in near[chosen].items()}
    return sum(best.values()) / len(known)


def reach_ours(graph: AssetGraph, n: int) -> float:
    every = np.arange(len(graph))
    anybody = Fairness(csr_array((len(graph), 0)), pd.Index([], dtype="str"))
    field = ReachField(graph.adjacency(weighted=False), every, every, weigh_steps(None))
    return float(choose_reaching(field, n, anybody).comes_to[-1])


def fragment_ours(graph: AssetGraph) -> np.ndarray:
    size = len(graph)
    pieces = measure_pieces(
        build_tree(graph.adjacency(weighted=False)), np.ones(size, dtype=np.int64)
    )
    return 1 - pieces.joined / ((size - 1) * (size - 2))


def report(name: str, ratio: float) -> None:
    print(f"  {name}: {1 / ratio:.0f} times faster")


def main() -> None:
    graph, known = graph_of(draw_town(1_000, 100))
    assert np.allclose(fragment_ours(graph), fragment_networkx(known))
    ratio = compare("F without each of 1,100", lambda: fragment_ours(graph),
                    lambda: fragment_networkx(known), repeat=1, beside="networkx")  # fmt: skip
    report("F", ratio)
    assert reach_ours(graph, 6) >= reach_networkx(known, 6) - 1e-6
    ratio = compare("six who reach the most of 1,100", lambda: reach_ours(graph, 6),
                    lambda: reach_networkx(known, 6), repeat=1, beside="networkx")  # fmt: skip
    report("six, then exchanged (theirs one by one alone)", ratio)

    small, known_small = graph_of(draw_town(180, 20))
    ours = measure_removals(small)["distance_fragmentation"]
    assert np.allclose(ours, distances_networkx(known_small))
    ratio = compare("steps without each of 200", lambda: measure_removals(small),
                    lambda: distances_networkx(known_small),
                    repeat=1, beside="networkx")  # fmt: skip
    report("distance-weighted F", ratio)
    part = known_small.subgraph(max(nx.connected_components(known_small), key=len))
    part_graph = AssetGraph.from_frame(
        pd.DataFrame(list(part.edges()), columns=["source", "target"]), nodes=sorted(part)
    )
    assert len(find_braces(part_graph)) == len(list(nx.k_edge_augmentation(part, 2)))
    ratio = compare("fewest new ties", lambda: find_braces(part_graph),
                    lambda: list(nx.k_edge_augmentation(part, 2)), beside="networkx")  # fmt: skip
    report("fewest new ties", ratio)

    town = draw_town(5_000, 500)
    for name, ask in (
        ("find_fragility, 5,000 people", lambda: find_fragility(town)),
        ("choose_champions, six to reach", lambda: choose_champions(town, 6)),
        ("choose_champions, six to keep", lambda: choose_champions(town, 6, goal="keep")),
        ("the same, fair by place", lambda: choose_champions(town, 6, fair_by="place_id")),
    ):
        start = time.process_time()
        ask()
        print(f"{name}: {time.process_time() - start:.1f} s")


if __name__ == "__main__":
    main()
