"""Ways along streets, worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon, box

from assetmap.errors import ReachError
from assetmap.space import Reach
from assetmap.space.streets.network import Costing
from assetmap.space.streets.reading import read_streets
from assetmap.tables import AssetMap

CRS = "EPSG:27700"


def draw(*lines, **columns) -> gpd.GeoDataFrame:
    shapes = [line if hasattr(line, "geom_type") else LineString(line) for line in lines]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def pairs_of(reach: Reach) -> dict[tuple[str, str], float]:
    return {(row[0], row[1]): row[2] for row in reach.to_frame().itertuples(index=False)}


@pytest.fixture
def square() -> gpd.GeoDataFrame:
    """A square of 100 m whose north side is missing, with a spur of 50 m to the east."""
    return draw(
        [(0, 0), (100, 0)], [(100, 0), (100, 100)], [(0, 100), (0, 0)], [(100, 100), (150, 100)]
    )


def test_round_the_missing_side(square, series):
    reach = Reach.from_streets(
        series({"nw": Point(0, 100)}),
        series({"ne": Point(100, 100), "spur": Point(130, 110), "sw": Point(-3, -4)}),
        streets=square,
        within_m=340,
    )
    # 3 sides; 3 sides, 30 m of the spur and 10 m off it; 1 side and the 5 m of a 3-4-5 triangle
    assert pairs_of(reach) == {("nw", "ne"): 300.0, ("nw", "spur"): 340.0, ("nw", "sw"): 105.0}
    assert len(reach.within(339.9).cost) == 2
    assert reach.way == "streets"
    assert reach.detour == 1
    assert repr(reach) == (
        "<Reach: 3 pairs of 1 origins and 3 destinations, up to 340 m, along streets>"
    )


def test_two_on_one_street_meet_along_it(series):
    street = draw([(0, 0), (1000, 0)])
    reach = Reach.from_streets(
        series({"a": Point(400, 10), "b": Point(600, -20)}),
        series({"c": Point(500, 0), "d": Point(400, 10)}),
        streets=street,
    )
    assert pairs_of(reach) == {
        ("a", "c"): 110.0,
        ("a", "d"): 0.0,  # the same spot
        ("b", "c"): 120.0,
        ("b", "d"): 230.0,
    }
    assert reach.limit is None


def test_along_a_ring_the_shorter_way_is_taken(series):
    ring = draw([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    points = series({"a": Point(10, 0), "b": Point(0, 10), "c": Point(50, 100)})
    reach = Reach.from_streets(points, points, streets=ring)
    expected = {("a", "b"): 20.0, ("a", "c"): 190 + 50 - 0.0, ("b", "c"): 140.0}
    expected["a", "c"] = 160.0  # back by (0, 0): 10 + 100 + 50
    found = pairs_of(reach)
    for pair, metres in expected.items():
        assert found[pair] == found[pair[::-1]] == metres


def test_a_ring_that_is_there_for_each_direction_is_one_street(series):
    ring = LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    walking = Costing(unit="m", speed_m_per_min=80, directed=False, use_travel_time=False)
    both = draw(ring, ring.reverse(), [(0, 0), (-9, 0)], [(-9, 0), (0, 0)])
    assert len(read_streets(both, None, crs=None, costing=walking).lines) == 2
    points = series({"a": Point(10, 0), "b": Point(50, 0)})
    for line, oneway in ((ring, True), (ring.reverse(), -1)):
        one_way = draw(line, oneway=[oneway])
        found = pairs_of(Reach.from_streets(points, points, streets=one_way, directed=True))
        assert (found["a", "b"], found["b", "a"]) == (40.0, 360.0)


def test_minutes_by_walking_by_column_and_by_travel_time(square, series):
    start, end = series({"nw": Point(0, 100)}), series({"ne": Point(100, 108)})
    walked = Reach.from_streets(start, end, streets=square, within_min=4)
    assert pairs_of(walked) == {("nw", "ne"): 3.85}  # 308 m at 80 m a minute
    assert walked.how == "along streets, walked at 80 m a minute"
    metres = Reach.from_streets(start, end, streets=square, within_m=400)
    assert pairs_of(metres.in_minutes()) == pairs_of(walked)
    timed = square.assign(minutes=[1, 2, 3.5, 9], travel_time=[60, 60, 60, 60])
    given_ = Reach.from_streets(start, end, streets=timed, within_min=9)
    assert pairs_of(given_) == {("nw", "ne"): 6.6}  # and 8 m off the street, at 80 m a minute
    assert given_.how == "along streets, by the minutes given"
    driven = Reach.from_streets(start, end, streets=timed, within_min=9, use_travel_time=True)
    assert pairs_of(driven) == {("nw", "ne"): 3.1}
    assert driven.how == "along streets, by the travel times given"
    assert pairs_of(Reach.from_streets(start, end, streets=timed)) == {("nw", "ne"): 308.0}


def test_a_street_shares_its_minutes_by_length(series):
    streets = draw(
        MultiLineString([[(0, 0), (30, 0)], [(30, 0), (100, 0)]]), [(100, 0), (100, 60)],
        minutes=[10, 1],
    )  # fmt: skip
    reach = Reach.from_streets(
        series({"a": Point(0, 0)}),
        series({"at30": Point(30, 0), "at65": Point(65, 0), "end": Point(100, 60)}),
        streets=streets,
        within_min=60,
    )
    assert pairs_of(reach) == {("a", "at30"): 3.0, ("a", "at65"): 6.5, ("a", "end"): 11.0}


def test_lines_meet_only_at_their_ends(series):
    crossing = draw([(0, 0), (100, 0)], [(50, -50), (50, 50)])
    start, end = series({"a": Point(0, 0)}), series({"b": Point(50, 50)})
    assert len(Reach.from_streets(start, end, streets=crossing).cost) == 0
    near = draw([(0, 0), (50, 0)], [(50.006, 0.007), (50, 50)])
    reach = Reach.from_streets(start, end, streets=near)  # 1 cm apart is one junction
    assert reach.cost.tolist() == [pytest.approx(100, abs=0.02)]
    far = draw([(0, 0), (50, 0)], [(50.006, 0.009), (50, 50)])
    assert len(Reach.from_streets(start, end, streets=far).cost) == 0


def test_who_is_too_far_from_any_street_stays_and_is_named(square, series):
    origins = series({"moor": Point(-500, 0), "mill": Point(0, -500), "lost": None})
    halls = series({"hall": Point(0, 0), "hut": Point(-500, 0), "isle": Point(9999, 0)})
    reach = Reach.from_streets(origins, halls, streets=square, within_m=600, snap_m=499)
    assert reach.unsnapped_origins.tolist() == ["mill", "moor"]
    assert reach.unsnapped_destinations.tolist() == ["hut", "isle"]
    assert reach.count().to_dict() == {"lost": 0, "mill": 0, "moor": 1}
    assert pairs_of(reach) == {("moor", "hut"): 0.0}  # nobody needs a street to be where they are
    assert repr(reach).endswith(
        "along streets; too far from any street: 2 origins, 2 destinations>"
    )
    at_limit = Reach.from_streets(origins, halls, streets=square, within_m=600, snap_m=500)
    assert at_limit.count().to_dict() == {"lost": 0, "mill": 1, "moor": 2}
    assert at_limit.within(500).unsnapped_destinations.tolist() == ["isle"]


def test_disconnected_pieces_do_not_reach_each_other(series):
    pieces = draw([(0, 0), (100, 0)], [(0, 300), (100, 300)])
    points = series({"a": Point(0, 0), "b": Point(100, 0), "c": Point(100, 300)})
    reach = Reach.from_streets(points, points, streets=pieces)
    assert set(pairs_of(reach)) == {("a", "a"), ("a", "b"), ("b", "a"), ("b", "b"), ("c", "c")}


def test_wide_shapes_are_entered_at_their_edge(series):
    street = draw([(0, 0), (1000, 0)])
    park = Polygon([(600, 20), (800, 20), (800, 90), (600, 90)])
    places = series({"a": Point(100, 0), "inside": Point(700, 50)})
    assets = series(
        {
            "park": park,
            "path": LineString([(300, 10), (300, 400)]),
            "van": MultiPoint([(900, 0), (400, 5), (9000, 9000)]),
        }
    )
    reach = Reach.from_streets(places, assets, streets=street)
    assert pairs_of(reach) == {
        ("a", "park"): 520.0,
        ("a", "path"): 210.0,
        ("a", "van"): 305.0,
        ("inside", "park"): 0.0,
        ("inside", "path"): 460.0,
        ("inside", "van"): 250.0,
    }
    back = Reach.from_streets(assets, places, streets=street)
    assert pairs_of(back) == {pair[::-1]: cost for pair, cost in pairs_of(reach).items()}


def test_one_way_streets_only_when_asked(series):
    """A ring of three streets of 300, 400 and 500 m; two of them one way."""
    streets = draw(
        [(0, 0), (300, 0)], [(300, 0), (300, 400)], [(0, 0), (300, 400)],
        oneway=["yes", True, -1],
    )  # fmt: skip
    points = series({"a": Point(0, 0), "b": Point(300, 0), "c": Point(300, 400)})
    walked = pairs_of(Reach.from_streets(points, points, streets=streets))
    assert (walked["a", "b"], walked["b", "a"], walked["a", "c"]) == (300.0, 300.0, 500.0)
    reach = Reach.from_streets(points, points, streets=streets, directed=True)
    driven = pairs_of(reach)
    assert (driven["a", "b"], driven["b", "a"]) == (300.0, 900.0)
    assert (driven["a", "c"], driven["c", "a"]) == (700.0, 500.0)
    assert reach.how == "along one-way streets"
    fewer = Reach.from_streets(points, points.loc[["c"]], streets=streets, directed=True)
    assert pairs_of(fewer) == {(one, "c"): driven[one, "c"] for one in "abc"}
    no_column = Reach.from_streets(
        points, points, streets=streets.drop(columns="oneway"), directed=True
    )
    assert pairs_of(no_column) == walked


@pytest.fixture
def osmnx_tables() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """A lane of 100 m (two rows, one each way), then a bend, one way, said to be 90 m long."""
    nodes = gpd.GeoDataFrame(
        {"x": [0.0, 100.0, 100.0], "y": [0.0, 0.0, 80.0]},
        index=pd.Index([11, 12, 13], name="osmid"),
        geometry=[Point(0, 0), Point(100, 0), Point(100, 80)],
        crs=CRS,
    )
    lane = LineString([(0, 0), (100, 0)])
    edges = gpd.GeoDataFrame(
        {
            "length": [100.00001, 100.0, 90.0],
            "travel_time": [12.0, 12.0, 6.0],
            "oneway": [False, False, True],
        },
        index=pd.MultiIndex.from_tuples(
            [(11, 12, 0), (12, 11, 0), (12, 13, 0)], names=["u", "v", "key"]
        ),
        geometry=[lane, lane.reverse(), LineString([(100, 0), (105, 40), (100, 80)])],
        crs=CRS,
    )
    return nodes, edges


def test_tables_as_osmnx_saves_them(osmnx_tables, series):
    nodes, edges = osmnx_tables
    people = series({"p": Point(30, 5), "q": Point(100, 80)})
    halls = series({"h": Point(60, -5), "end": Point(100, 80)})
    expected = {("p", "h"): 40.0, ("p", "end"): 165.0, ("q", "end"): 0.0, ("q", "h"): 135.0}
    forms = [
        (edges, nodes, None),
        (edges.reset_index(), nodes.reset_index(), None),
        (pd.DataFrame(edges.reset_index()), pd.DataFrame(nodes.drop(columns="geometry")), CRS),
        (edges.reset_index().astype({"u": "str", "v": "str"}), nodes, None),
        (edges.set_geometry(edges.reverse()), nodes, None),  # drawn from v to u
        (edges.iloc[::-1], nodes.iloc[::-1], None),
    ]
    for streets, table, crs in forms:
        before = streets.copy(), table.copy()
        reach = Reach.from_streets(people, halls, streets=streets, nodes=table, crs=crs)
        assert pairs_of(reach) == pytest.approx(expected)
        assert_frame_equal(pd.DataFrame(streets), pd.DataFrame(before[0]))
        assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before[1]))
    directed = Reach.from_streets(people, halls, streets=edges, nodes=nodes, directed=True)
    assert pairs_of(directed) == {("p", "h"): 40.0, ("p", "end"): 165.0, ("q", "end"): 0.0}
    driven = Reach.from_streets(
        people, halls, streets=edges, nodes=nodes, within_min=2, use_travel_time=True
    )
    assert driven.nearest().loc["p", "nearest_min"] == pytest.approx(0.06 + 10 / 80)


def test_edges_without_lines_or_length_are_straight(osmnx_tables, series):
    nodes, edges = osmnx_tables
    ends = series({"a": Point(0, 0)}), series({"b": Point(100, 80)})
    bare = pd.DataFrame(edges.reset_index()[["u", "v", "key"]])
    reach = Reach.from_streets(*ends, streets=bare, nodes=nodes)
    assert pairs_of(reach) == {("a", "b"): 180.0}
    some = edges.reset_index()
    some.loc[2, "geometry"] = None
    reach = Reach.from_streets(*ends, streets=some, nodes=nodes)
    assert pairs_of(reach) == {("a", "b"): 190.0}


def test_from_a_map(grid):
    cloud = gpd.GeoDataFrame(
        {"name": ["Cloud"], "parent_id": [None]}, index=["cloud"], geometry=[None], crs=CRS
    )
    assets = gpd.GeoDataFrame(
        {"name": list("abc"), "kind": ["space"] + ["individual"] * 2,
         "place_id": [None, "c00", "cloud"]},
        index=["hall", "asha", "ben"], geometry=[Point(5, 25), None, None], crs=CRS,
    )  # fmt: skip
    m = AssetMap.from_frames(assets=assets, places=pd.concat([grid, cloud]))
    street = draw([(5, 5), (5, 25)])
    reach = Reach.from_streets(m, streets=street, within_m=15, snap_m=9)
    assert pairs_of(reach) == {
        ("c00", "asha"): 0.0,
        ("c01", "asha"): 10.0,
        ("c01", "hall"): 10.0,
        ("c02", "hall"): 0.0,
        ("cloud", "ben"): 0.0,
    }
    assert len(reach.origins) == 10
    assert "cloud" not in reach.unsnapped_origins


def test_too_many_pairs_are_refused_before_they_are_made(series):
    many = series({f"a{i:03d}": Point(i % 3, 0) for i in range(300)})
    street = draw([(0, 0), (100, 0)])
    with pytest.raises(ReachError, match="At least 90,000 pairs of an origin"):
        Reach.from_streets(many, many, streets=street, most_pairs=89_999)
    assert len(Reach.from_streets(many, many, streets=street, most_pairs=90_000).cost) == 90_000


def test_streets_of_no_length_and_of_no_time_do_no_harm(series):
    streets = draw([(0, 0), (0, 0)], [(0, 0), (50, 0)], [(50, 0), (80, 0)], minutes=[0, 1, 0])
    reach = Reach.from_streets(
        series({"a": Point(0, 0)}), series({"b": Point(80, 0), "c": Point(0, 0)}),
        streets=streets, within_min=1,
    )  # fmt: skip
    assert pairs_of(reach) == {("a", "b"): 1.0, ("a", "c"): 0.0}
    nowhere = Reach.from_streets(series({"a": None}), series({"b": box(0, 0, 1, 1)}),
                                 streets=streets, within_min=1)  # fmt: skip
    assert nowhere.count().to_dict() == {"a": 0}
    assert nowhere.unsnapped_origins.empty
