"""How fast are places joined, beside a merge and networkx? Run: python benchmarks/bench_links.py

The merge gives people, groups and weight, networkx the number of shared assets.
find_links also counts ties, looks for distances and neighbours, lists the places
that stand alone and writes a sentence for every link.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms import bipartite
from timing import compare

from assetmap.links import find_links
from assetmap.tables import AssetMap


def draw_map(actors: int, places: int) -> AssetMap:
    """Draw assets that are active in one to six places."""
    random = np.random.default_rng(7)
    ids = np.array([f"place-{place:05d}" for place in range(places)], dtype=object)
    many = random.integers(1, 7, actors)
    active = [tuple(ids[random.choice(places, size, replace=False)]) for size in many]
    kinds = random.choice(["individual", "association", "institution"], actors)
    index = [f"asset-{at:06d}" for at in range(actors)]
    assets = pd.DataFrame({"name": "x", "kind": kinds, "active_in": active}, index=index)
    return AssetMap.from_frames(assets=assets, places=pd.DataFrame({"name": ids}, index=ids))


def merge(m: AssetMap) -> pd.DataFrame:
    """Join the table of who is active where with itself, and sum up."""
    active = m.assets[["kind", "active_in"]].explode("active_in").reset_index()
    many = active.groupby("asset_id")["active_in"].transform("size")
    active = active[many > 1].assign(weight=1 / (many - 1))
    pairs = active.merge(active[["asset_id", "active_in"]], on="asset_id", suffixes=("_a", "_b"))
    pairs = pairs[pairs["active_in_a"] < pairs["active_in_b"]]
    is_person = pairs["kind"] == "individual"
    pairs = pairs.assign(people=is_person.astype(int), groups=(~is_person).astype(int))
    return pairs.groupby(["active_in_a", "active_in_b"])[["people", "groups", "weight"]].sum()


def project(m: AssetMap) -> nx.Graph:
    """Let networkx project assets and places onto the places."""
    active = m.assets["active_in"].explode()
    graph = nx.Graph()
    graph.add_nodes_from(m.places.index)
    graph.add_edges_from(active.items())
    return bipartite.weighted_projected_graph(graph, list(m.places.index))


def main() -> None:
    for actors, places in ((2_000, 300), (20_000, 2_000), (58_567, 33_755)):
        m = draw_map(actors, places)
        links = find_links(m).dropna(subset="place_b").set_index(["place_a", "place_b"])
        ours = links[["people", "groups", "weight"]].sort_index()
        theirs = merge(m)
        assert ours.index.tolist() == theirs.index.tolist()
        np.testing.assert_allclose(ours, theirs)
        size = f"{actors} assets, {places} places, {len(ours)} pairs"
        compare(
            f"links: {size}",
            lambda m=m: find_links(m),
            lambda m=m: merge(m),
            beside="merge",
        )
        if places <= 2_000:
            projected = project(m)
            assert projected.number_of_edges() == len(ours)
            compare(
                f"links: {size}",
                lambda m=m: find_links(m),
                lambda m=m: project(m),
                repeat=3,
                beside="networkx",
            )


if __name__ == "__main__":
    main()
