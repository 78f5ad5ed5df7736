"""What is nearest: hand-worked triangles, ties, and the smallest of all distances."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import LineString, MultiPoint, Point, box

from assetmap.errors import CRSError
from assetmap.space import Spots, measure_nearest, nearest_metres, nearest_positions

CRS = "EPSG:27700"


def test_three_four_five(series):
    nearest = measure_nearest(
        series({"mill": Point(0, 0), "hill": Point(600, 800)}),
        series({"old": Point(300, 400), "new": Point(0, 501)}),
    )
    assert nearest["nearest_id"].tolist() == ["old", "old"]
    assert nearest["nearest_m"].tolist() == [500.0, 500.0]


def test_of_equally_near_ones_the_first_by_id(series):
    origin = series({"mill": Point(0, 0)})
    compass = {"west": (-5, 0), "east": (5, 0), "north": (3, 4), "south": (0, -5), "far": (9, 9)}
    targets = series({name: Point(xy) for name, xy in compass.items()})
    assert measure_nearest(origin, targets)["nearest_id"].tolist() == ["east"]
    same_spot = series({"b": Point(1, 1), "a": Point(1, 1), "c": Point(1, 1)})
    assert measure_nearest(origin, same_spot)["nearest_id"].tolist() == ["a"]
    mixed = series({"b": Point(3, 4), "a": LineString([(5, -9), (5, 9)]), "c": box(5, 0, 9, 9)})
    assert measure_nearest(origin, mixed)["nearest_id"].tolist() == ["a"]
    mixed = series({"z": LineString([(5, -9), (5, 9)]), "m": Point(3, 4)})
    assert measure_nearest(origin, mixed)["nearest_id"].tolist() == ["m"]


def test_parts_edges_and_insides(series):
    origins = series({"mill": Point(0, 0), "hill": Point(50, 50)})
    targets = series(
        {
            "van": MultiPoint([(0, 7), (50, 58), (99, 99)]),
            "park": box(40, 40, 60, 60),
            "path": LineString([(-20, 10), (20, 10)]),
        }
    )
    nearest = measure_nearest(origins, targets)
    assert nearest["nearest_id"].tolist() == ["van", "park"]
    assert nearest["nearest_m"].tolist() == [7.0, 0.0]


def test_nothing_is_near_what_has_no_shape(series):
    nearest = measure_nearest(
        series({"lost": None, "empty": Point(), "mill": Point(0, 0)}),
        series({"a": None, "b": Point(), "c": Point(0, 2)}),
    )
    assert nearest["nearest_m"].fillna(-1).tolist() == [-1, -1, 2]
    assert nearest["nearest_id"].fillna("none").tolist() == ["none", "none", "c"]
    nobody = measure_nearest(series({"mill": Point(0, 0)}), series({}))
    assert nobody["nearest_m"].isna().all()
    assert nobody.dtypes.astype(str).tolist() == nearest.dtypes.astype(str).tolist()


def test_degrees_and_two_systems_are_refused(series):
    metres = series({"a": Point(0, 0)})
    with pytest.raises(CRSError, match="unit is degree"):
        measure_nearest(metres.set_crs(4326, allow_override=True), metres)
    with pytest.raises(CRSError, match="`targets` is in EPSG:32630"):
        measure_nearest(metres, metres.set_crs(32630, allow_override=True))


small = st.integers(0, 8)
spot = st.tuples(small, small)
shapes = st.one_of(
    spot.map(Point),
    st.lists(spot, min_size=1, max_size=3).map(MultiPoint),
    st.tuples(spot, spot).filter(lambda ends: ends[0] != ends[1]).map(LineString),
    spot.map(lambda xy: box(*xy, xy[0] + 2, xy[1] + 1)),
)


@given(st.lists(shapes, min_size=1, max_size=8), st.lists(shapes, min_size=1, max_size=12))
def test_equals_the_smallest_of_all_distances(starts, ends):
    origins = gpd.GeoSeries(starts, index=[f"o{i}" for i in range(len(starts))], crs=CRS)
    targets = gpd.GeoSeries(ends, index=[f"t{i:02d}" for i in range(len(ends))], crs=CRS)
    nearest = measure_nearest(origins, targets.iloc[::-1])
    distance = shapely.distance(origins.to_numpy()[:, None], targets.to_numpy()[None, :])
    best = distance.argmin(axis=1)
    assert np.array_equal(nearest["nearest_m"], distance.min(axis=1))
    assert nearest["nearest_id"].tolist() == targets.index[best].tolist()


@given(st.lists(spot, min_size=1, max_size=8), st.lists(spot, min_size=1, max_size=12))
def test_moving_everything_10_km_changes_nothing(starts, ends):
    origins = gpd.GeoSeries([Point(p) for p in starts], crs=CRS)
    targets = gpd.GeoSeries([Point(p) for p in ends], crs=CRS)
    assert_frame_equal(
        measure_nearest(origins, targets),
        measure_nearest(origins.translate(10_000, 10_000), targets.translate(10_000, 10_000)),
    )
    assert isinstance(origins.index, pd.RangeIndex)


@given(st.lists(shapes, min_size=1, max_size=8), st.lists(shapes, min_size=1, max_size=12))
def test_how_far_is_the_same_when_it_does_not_matter_to_whom(starts, ends):
    origins, targets = (Spots.from_shapes(np.array(some, dtype=object)) for some in (starts, ends))
    metres, _ = nearest_positions(origins, targets)
    assert nearest_metres(origins, targets) == pytest.approx(metres, rel=1e-12)


@given(st.lists(st.one_of(st.none(), st.just(Point()), shapes), max_size=12))
def test_everyone_takes_a_turn_once(some):
    spots = Spots.from_shapes(np.array([*some, None], dtype=object)[:-1])
    assert sorted(spots.neighbours_in_turn().tolist()) == list(range(len(some)))
    has_point = [shape is not None and shape.geom_type == "Point" and not shape.is_empty
                 for shape in some]  # fmt: skip
    assert spots.is_point.tolist() == has_point
    assert np.isnan(spots.xy).any(axis=1).tolist() == [not is_point for is_point in has_point]


def test_neighbours_follow_one_another():
    grid = np.stack(np.meshgrid(np.arange(40.0), np.arange(40.0)), axis=-1).reshape(-1, 2)
    xy = np.random.default_rng(5).permutation(grid)
    spots = Spots.from_shapes(shapely.points(xy))
    steps = np.abs(np.diff(xy[spots.neighbours_in_turn()], axis=0)).sum(axis=1)
    assert np.median(steps) <= 3  # in no order it is some 26
