"""Networks that cannot be used: everything that is wrong, in one message."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, MultiLineString, Point, Polygon

from assetmap.errors import CRSError, ReachError
from assetmap.space import Reach

CRS = "EPSG:27700"


@pytest.fixture
def ask(series):
    """Ask for reach along streets between two points."""
    ends = series({"a": Point(0, 0)}), series({"b": Point(10, 0)})

    def walk(streets, **how) -> Reach:
        return Reach.from_streets(*ends, streets=streets, **how)

    return walk


@pytest.fixture
def nodes() -> pd.DataFrame:
    return pd.DataFrame({"x": [0, 10], "y": [0, 0]}, index=[1, 2])


def codes_of(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_every_problem_of_lines_at_once(ask):
    line = LineString([(0, 0), (10, 0)])
    streets = gpd.GeoDataFrame(
        {
            "minutes": [1, -1, None, "soon", np.inf, 1, 1, 1],
            "oneway": [True, "no", None, "sometimes", 0, "1", "reverse", "true"],
        },
        index=list("abcdefgh"),
        geometry=[line, line, line, line, line, None, Point(0, 0), LineString([(0, 0), (1, 1)])],
        crs=CRS,
    )
    with pytest.raises(ReachError, match="These streets cannot be used: 7 problems") as caught:
        ask(streets, within_min=9, directed=True)
    message = str(caught.value)
    for said in (
        "row 'b': minutes is below 0",
        "row 'c': minutes is empty",
        "row 'd': minutes is not a finite number",
        "row 'e': minutes is not a finite number",
        "row 'd': oneway is not understood",
        "row 'f': it has no line",
        "row 'g': its shape is not a line",
    ):
        assert said in message
    # what is not asked about is not held against anybody
    usable = streets.iloc[[0, 1, 2, 3, 4, 7]]
    assert ask(usable, within_m=20).cost.tolist() == [10.0]


def test_every_problem_of_tables_at_once(ask, nodes):
    edges = pd.DataFrame(
        {
            "u": [1, 1, 9, 2],
            "v": [2, 8, 2, 1],
            "length": [10, 10, np.nan, -3],
            "geometry": [
                LineString([(0, 0), (10, 0)]),
                None,
                MultiLineString([[(0, 0), (10, 0)]]),
                LineString([(500, 0), (600, 0)]),
            ],
        }
    )
    broken = pd.concat([nodes, pd.DataFrame({"x": [3, None], "y": [3, 3]}, index=[2, 3])])
    with pytest.raises(ReachError) as caught:
        ask(edges, nodes=broken, crs=CRS)
    assert sorted(codes_of(caught)) == [
        "duplicate_id", "negative_cost", "no_cost", "not_a_line", "not_a_point",
        "not_at_its_nodes",
    ]  # fmt: skip
    with pytest.raises(ReachError) as caught:
        ask(edges, nodes=nodes, crs=CRS)
    message = str(caught.value)
    assert "row 1: v is 8, which is not among the nodes" in message
    assert "row 2: u is 9, which is not among the nodes" in message
    assert "row 3: its line ends over 50 m from u or v" in message
    assert len(caught.value.problems) == 6


def test_columns_that_are_missing(ask, nodes):
    edges = pd.DataFrame({"U": [1], "v": [2]})
    with pytest.raises(ReachError, match="no column 'u'"):
        ask(edges, nodes=nodes, crs=CRS)
    with pytest.raises(ReachError, match="neither a geometry nor the columns x and y"):
        ask(edges.rename(columns={"U": "u"}), nodes=nodes[["x"]], crs=CRS)
    with pytest.raises(ReachError, match="no column 'travel_time'"):
        ask(
            edges.rename(columns={"U": "u"}),
            nodes=nodes,
            crs=CRS,
            within_min=5,
            use_travel_time=True,
        )
    with pytest.raises(ReachError, match="a table without lines"):
        ask(edges, crs=CRS)


def test_nothing_to_walk_on(ask, nodes):
    with pytest.raises(ReachError, match="so there is no way to go"):
        ask(gpd.GeoDataFrame(geometry=[], crs=CRS))
    with pytest.raises(ReachError, match="Give the nodes of the streets"):
        ask(pd.DataFrame({"u": [1], "v": [2]}), nodes=nodes.iloc[:0], crs=CRS)


def test_promise_4_metres_never_degrees(ask, nodes):
    line = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])])
    edges = pd.DataFrame({"u": [1], "v": [2]})
    with pytest.raises(CRSError, match="no coordinate reference system"):
        ask(line)
    with pytest.raises(CRSError, match="no coordinate reference system"):
        ask(edges, nodes=nodes)
    with pytest.raises(CRSError, match="unit is degree"):
        ask(line.set_crs("EPSG:4326"))
    with pytest.raises(CRSError, match="`streets` is in EPSG:32630 but the map is in EPSG:27700"):
        ask(line.set_crs("EPSG:32630"))
    points = gpd.points_from_xy(nodes["x"], nodes["y"], crs="EPSG:32630")
    drawn = gpd.GeoDataFrame({"osmid": [1, 2]}, geometry=points)
    with pytest.raises(CRSError, match="EPSG"):
        ask(line.assign(u=1, v=2).set_crs(CRS), nodes=drawn)


def test_what_cannot_be_asked(ask):
    street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (10, 0)])], crs=CRS)
    with pytest.raises(ReachError, match="Give one of them"):
        ask(street, within_m=5, within_min=5)
    with pytest.raises(ReachError, match="snap_m"):
        ask(street, snap_m=-1)
    with pytest.raises(ReachError, match="speed_m_per_min"):
        ask(street, speed_m_per_min=0)
    with pytest.raises(ReachError, match="`destinations` is missing"):
        Reach.from_streets(gpd.GeoSeries([Point(0, 0)], index=["a"], crs=CRS), streets=street)
    assert ask(street, snap_m=0, within_m=10).cost.tolist() == [10.0]
    with pytest.raises(ReachError, match="not a line"):
        ask(gpd.GeoDataFrame(geometry=[Polygon([(0, 0), (1, 0), (1, 1)])], crs=CRS))
