"""Ways along streets: against networkx; and what must not change them."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, Point

from assetmap.space import Reach
from assetmap.space.streets import routing
from assetmap.space.streets import routing as tiles

CRS = "EPSG:27700"


def draw(*lines) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(lines), crs=CRS)


def pairs_of(reach: Reach) -> dict[tuple[str, str], float]:
    return {(row[0], row[1]): row[2] for row in reach.to_frame().itertuples(index=False)}


def walk_by_networkx(streets, origins, targets, snap_m):
    """Walk with networkx: points are put into the streets one at a time, each in a new graph."""

    def key(xy):
        return tuple(np.round(xy, 6).tolist())

    costs = {}
    for start_id, start in origins.items():
        for end_id, end in targets.items():
            pieces = [list(map(tuple, line.coords)) for line in streets]
            graph = nx.Graph()
            for name, point in (("start", start), ("end", end)):
                apart = [LineString(piece).distance(point) for piece in pieces]
                best = int(np.argmin(apart))
                if apart[best] > snap_m:
                    continue
                line = LineString(pieces.pop(best))
                along = line.project(point)
                at = line.interpolate(along)
                cut = [
                    [xy for xy in line.coords if line.project(Point(xy)) < along] + [at.coords[0]],
                    [at.coords[0]] + [xy for xy in line.coords if line.project(Point(xy)) > along],
                ]
                pieces += [piece for piece in cut if len(piece) > 1]
                graph.add_edge(name, key(at.coords[0]), metres=apart[best])
            for piece in pieces:
                ends, metres = (key(piece[0]), key(piece[-1])), LineString(piece).length
                if metres < graph.get_edge_data(*ends, {"metres": np.inf})["metres"]:
                    graph.add_edge(*ends, metres=metres)
            if start == end:
                costs[start_id, end_id] = 0.0
            elif "start" in graph and "end" in graph and nx.has_path(graph, "start", "end"):
                costs[start_id, end_id] = nx.dijkstra_path_length(
                    graph, "start", "end", weight="metres"
                )
    return costs


spot = st.tuples(st.integers(0, 9), st.integers(0, 9))
line = st.lists(spot, min_size=2, max_size=2, unique=True).map(LineString)
# Halves and thirds keep points off the ties between streets, where any of them is right.
off = st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.131, 0.377, 0.459]))


def make_points(spots, letter):
    shapes = [Point(x + d, y + d * d / 2 + 0.0173) for x, y, d in spots]
    return gpd.GeoSeries(shapes, index=[f"{letter}{i}" for i in range(len(shapes))], crs=CRS)


def without_ties(streets, points):
    """Tell whether each point has one nearest street point only."""
    for point in points:
        apart = np.array([piece.distance(point) for piece in streets])
        at = {
            tuple(np.round(piece.interpolate(piece.project(point)).coords[0], 6))
            for piece, far in zip(streets, apart, strict=True)
            if far < apart.min() + 1e-7
        }
        if len(at) > 1:
            return False
    return True


networks = st.tuples(
    st.lists(line, min_size=1, max_size=14),
    st.lists(off, min_size=1, max_size=4),
    st.lists(off, min_size=1, max_size=4),
)


@given(networks, st.sampled_from([0.4, 2.0, 20.0]))
def test_equals_networkx_with_the_points_put_in(network, snap_m):
    lines, starts, ends = network
    origins, targets = make_points(starts, "o"), make_points(ends, "t")
    # networkx has one street between two nodes; two equal ones are one street
    different = list({frozenset(piece.coords): piece for piece in lines}.values())
    assume(without_ties(different, [*origins, *targets]))
    expected = walk_by_networkx(different, origins, targets, snap_m)
    reach = Reach.from_streets(origins, targets, streets=draw(*lines), snap_m=snap_m)
    assert pairs_of(reach) == pytest.approx(expected, abs=2e-6)
    for limit in (3.0, 7.5):
        near = Reach.from_streets(
            origins, targets, streets=draw(*lines), snap_m=snap_m, within_m=limit
        )
        assert_frame_equal(near.to_frame(), reach.within(limit).to_frame())


@given(networks, st.randoms(use_true_random=False))
def test_order_names_direction_and_moving_change_nothing(network, random):
    lines, starts, ends = network
    origins, targets = make_points(starts, "o"), make_points(ends, "t")
    reach = Reach.from_streets(origins, targets, streets=draw(*lines))
    turned = [piece.reverse() if random.random() < 0.5 else piece for piece in lines]
    random.shuffle(turned)
    streets = draw(*turned, *turned[:1])
    streets.index = [f"street {random.random()}" for _ in streets.index]
    assume(without_ties(lines, [*origins, *targets]))
    moved = Reach.from_streets(
        origins.iloc[::-1].translate(10_000, -10_000),
        targets.iloc[::-1].translate(10_000, -10_000),
        streets=streets.set_geometry(streets.translate(10_000, -10_000)),
    )
    assert pairs_of(moved) == pytest.approx(pairs_of(reach), abs=2e-6)


def test_small_tiles_and_batches_change_nothing(monkeypatch):
    """A crooked grid of 30 by 30 blocks, with one fast street across it."""
    random = np.random.default_rng(4)
    side = 30
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * 100.0
    xy += random.uniform(-30, 30, xy.shape)
    at = np.arange(side * side)
    pairs = [*zip(at[at % side < side - 1], at[at % side < side - 1] + 1, strict=True),
             *zip(at[:-side], at[side:], strict=True)]  # fmt: skip
    lines = shapely.linestrings(xy[np.array(pairs)])
    streets = gpd.GeoDataFrame({"minutes": shapely.length(lines) / 80}, geometry=lines, crs=CRS)
    streets.loc[streets.index[:3], "minutes"] /= 2
    points = {
        letter: gpd.GeoSeries(
            shapely.points(random.uniform(0, 2900, (count, 2))),
            index=[f"{letter}{i}" for i in range(count)], crs=CRS,
        )
        for letter, count in (("o", 120), ("t", 70))
    }  # fmt: skip
    everything = Reach.from_streets(
        points["o"], points["t"], streets=streets, within_min=1e6
    ).within(9)
    assert everything.count().sum() > 500
    monkeypatch.setattr(tiles, "_NODES_PER_CELL", 1)
    monkeypatch.setattr(routing, "_BYTES_AT_ONCE", 1)
    for limit in (9.0, 4.0, 0.5):
        cut = Reach.from_streets(points["o"], points["t"], streets=streets, within_min=limit)
        assert_frame_equal(cut.to_frame(), everything.within(limit).to_frame(), atol=2e-6)
    back = Reach.from_streets(points["t"], points["o"], streets=streets, within_min=9)
    swapped = back.to_frame()[["to_id", "from_id", "minutes"]].sort_values(["to_id", "from_id"])
    assert np.allclose(swapped["minutes"], everything.to_frame()["minutes"], atol=2e-6)
