"""How fast is reach along streets found? Run: python benchmarks/bench_streets.py

Beside it what a user would do with OSMnx: nearest nodes from a search tree,
then ``networkx.single_source_dijkstra_path_length`` with a cutoff from each
origin. Both start from the same table of edges, and both are on the nodes, so
that their costs can be held against each other. A second line times ours
where everybody starts from the nearest point of the nearest street.
"""

from __future__ import annotations

import tracemalloc

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from timing import compare

from assetmap.space import Reach

CRS = "EPSG:27700"
SIDE = 224  # junctions along one side: about 100,000 streets
BLOCK_M = 100
WITHIN_M = 1_200


def draw_streets(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw a town of crooked blocks as tables of nodes and edges."""
    random = np.random.default_rng(seed)
    at = np.arange(SIDE * SIDE)
    xy = np.column_stack([at % SIDE, at // SIDE]) * BLOCK_M + random.uniform(-20, 20, (len(at), 2))
    east, north = at[at % SIDE < SIDE - 1], at[at // SIDE < SIDE - 1]
    u, v = np.concatenate([east, north]), np.concatenate([east + 1, north + SIDE])
    length = np.hypot(*(xy[u] - xy[v]).T)
    return (
        pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1]}, index=at),
        pd.DataFrame({"u": u, "v": v, "length": length}),
    )


def take_nodes(nodes: pd.DataFrame, size: int, *, letter: str, seed: int) -> gpd.GeoSeries:
    """Take points that are at nodes."""
    some = np.random.default_rng(seed).choice(len(nodes), size, replace=False)
    ids = pd.Index([f"{letter}{point:05d}" for point in range(size)], dtype="str")
    return gpd.GeoSeries(shapely.points(nodes.to_numpy()[some]), index=ids, crs=CRS)


def move(points: gpd.GeoSeries, *, seed: int) -> gpd.GeoSeries:
    """Move each point off its node, by up to 40 m either way."""
    xy = shapely.get_coordinates(points.to_numpy())
    off = np.random.default_rng(seed).uniform(-40, 40, xy.shape)
    return gpd.GeoSeries(shapely.points(xy + off), index=points.index, crs=CRS)


def walk_with_networkx(
    origins: gpd.GeoSeries, targets: gpd.GeoSeries, nodes: pd.DataFrame, edges: pd.DataFrame
) -> pd.DataFrame:
    """Find all pairs within reach, one origin at a time."""
    graph = nx.from_pandas_edgelist(edges, "u", "v", "length")
    tree = cKDTree(nodes.to_numpy())
    _, start = tree.query(shapely.get_coordinates(origins.to_numpy()))
    _, end = tree.query(shapely.get_coordinates(targets.to_numpy()))
    at_node: dict[int, list[int]] = {}
    for target, node in enumerate(end.tolist()):
        at_node.setdefault(node, []).append(target)
    rows = []
    for origin, node in enumerate(start.tolist()):
        found = nx.single_source_dijkstra_path_length(graph, node, cutoff=WITHIN_M, weight="length")
        for other in found.keys() & at_node.keys():
            rows += [(origin, target, found[other]) for target in at_node[other]]
    return pd.DataFrame(rows, columns=["origin", "target", "metres"])


def main() -> None:
    nodes, edges = draw_streets(seed=7)
    for size in (500, 5_000):
        origins = take_nodes(nodes, size, letter="o", seed=8)
        targets = take_nodes(nodes, size, letter="t", seed=9)

        def walk(starts: gpd.GeoSeries = origins, ends: gpd.GeoSeries = targets) -> Reach:
            return Reach.from_streets(
                starts, ends, streets=edges, nodes=nodes, crs=CRS, within_m=WITHIN_M
            )

        reach = walk()
        theirs = walk_with_networkx(origins, targets, nodes, edges).sort_values(
            ["origin", "target"]
        )
        assert np.array_equal(reach.from_position, theirs["origin"])
        assert np.array_equal(reach.to_position, theirs["target"])
        assert np.allclose(reach.cost, theirs["metres"], atol=1e-6)
        compare(
            f"{size} x {size}, {len(edges)} streets, {WITHIN_M} m ({len(reach.cost)} pairs)",
            walk,
            lambda o=origins, t=targets: walk_with_networkx(o, t, nodes, edges),
            repeat=3,
            beside="networkx",
        )
        moved = (move(origins, seed=10), move(targets, seed=11))
        compare(f"{size} x {size}, from the nearest point of the nearest street",
                lambda both=moved: walk(*both), walk, repeat=3, beside="on the nodes")  # fmt: skip
    tracemalloc.start()
    walk()
    print(f"peak memory of ours: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
