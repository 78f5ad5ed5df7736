"""Which place is an asset in: edges, corners, holes, many parts, and a brute-force oracle."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from assetmap.errors import CRSError
from assetmap.space import assign_places, find_all_places, place_of
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
GRID = gpd.GeoDataFrame(
    geometry=[box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10) for x in range(3) for y in range(3)],
    index=pd.Index([f"c{x}{y}" for x in range(3) for y in range(3)], dtype="str"),
    crs=CRS,
)
DATA = Path(__file__).parents[2].parent / "shared" / "data"


def places_of(shapes: dict[str, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        index=pd.Index(list(shapes), dtype="str", name="place_id"),
        geometry=list(shapes.values()),
        crs=CRS,
    )


@pytest.mark.parametrize(
    ("point", "place"),
    [
        ((5, 5), "c00"),  # inside
        ((10, 5), "c00"),  # on the edge between c00 and c10
        ((10, 15), "c01"),  # on the edge between c01 and c11
        ((10, 10), "c00"),  # on the corner of four
        ((20, 20), "c11"),  # on the corner of four
        ((0, 0), "c00"),  # on the outer corner
        ((30, 25), "c22"),  # on the outer edge
        ((30.001, 25), None),  # outside
    ],
)
def test_a_point_on_a_boundary_belongs_to_the_first_place_by_id(grid, series, point, place):
    found = assign_places(series({"hall": Point(point)}), grid.iloc[::-1])
    assert found.tolist() == [place] or (place is None and found.isna().all())


def test_an_edge_goes_to_the_first_id_not_to_the_first_row(series):
    west_last = places_of({"z_west": box(0, 0, 10, 10), "a_east": box(10, 0, 20, 10)})
    assert assign_places(series({"hall": Point(10, 5)}), west_last).tolist() == ["a_east"]


def test_a_hole_is_not_part_of_a_place_but_its_edge_is(series):
    ring = Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])
    shapes = series({"in_hole": Point(15, 15), "on_edge": Point(10, 15), "in_ring": Point(5, 5)})
    found = assign_places(shapes, places_of({"ring": ring}))
    assert found["on_edge"] == "ring"
    assert found["in_ring"] == "ring"
    assert pd.isna(found["in_hole"])


def test_a_place_of_two_islands_holds_both_and_not_the_sea_between(series):
    isles = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    shapes = series({"west": Point(1, 1), "sea": Point(15, 5), "east": Point(30, 10)})
    found = assign_places(shapes, places_of({"isles": isles}))
    assert found.fillna("none").tolist() == ["isles", "none", "isles"]


def test_a_set_of_points_is_where_most_of_them_are(grid, series):
    shapes = series(
        {
            "most": MultiPoint([(5, 5), (25, 25), (26, 26)]),
            "tie": MultiPoint([(25, 25), (5, 5)]),
            "mostly_away": MultiPoint([(99, 99), (98, 98), (5, 15)]),
            "away": MultiPoint([(99, 99), (98, 98)]),
        }
    )
    found = assign_places(shapes, grid)
    assert found.fillna("none").tolist() == ["c22", "c00", "c01", "none"]


def test_lines_and_areas_are_where_a_point_on_them_is(grid, series):
    shapes = series({"path": LineString([(11, 2), (19, 2)]), "park": box(21, 1, 29, 9)})
    assert assign_places(shapes, grid).tolist() == ["c10", "c20"]


def test_only_the_smallest_places_hold_assets(series):
    places = places_of({"a_town": box(0, 0, 10, 10), "mill": box(0, 0, 10, 5)})
    places["parent_id"] = [None, "a_town"]
    found = assign_places(series({"low": Point(5, 1), "high": Point(5, 9)}), places)
    assert found.fillna("none").tolist() == ["mill", "none"]


def test_missing_and_empty_shapes_are_nowhere(grid, series):
    found = assign_places(series({"none": None, "empty": Point(), "there": Point(5, 5)}), grid)
    assert found.isna().tolist() == [True, True, False]
    assert found.name == "place_id"
    assert str(found.dtype) == "str"


def test_nothing_to_place_needs_no_reference_system(grid):
    nothing = gpd.GeoSeries([None, None], index=["a", "b"])
    assert assign_places(nothing, grid).isna().all()
    bare = gpd.GeoDataFrame(index=["p"], geometry=[None])
    assert assign_places(gpd.GeoSeries([Point(0, 0)]), bare).isna().all()
    assert len(assign_places(gpd.GeoSeries([]), bare)) == 0


def test_promise_4_metres_never_degrees(grid, series):
    degrees = gpd.GeoSeries([Point(-1.1, 52.6)], index=["hall"], crs="EPSG:4326")
    with pytest.raises(CRSError, match="unit is degree"):
        assign_places(degrees, grid)
    with pytest.raises(CRSError, match="no coordinate reference system"):
        find_all_places(gpd.GeoSeries([Point(1, 1)]), grid)
    with pytest.raises(CRSError, match="EPSG:32630"):
        assign_places(series({"hall": Point(1, 1)}).set_crs(32630, allow_override=True), grid)
    with pytest.raises(CRSError, match="Mercator"):
        assign_places(series({"hall": Point(1, 1)}), grid.set_crs(3857, allow_override=True))


def test_every_place_of_stops_paths_and_parks(grid, series):
    shapes = series(
        {
            "van": MultiPoint([(5, 5), (6, 6), (25, 25)]),
            "path": LineString([(5, 15), (25, 15)]),
            "park": box(12, 12, 18, 18),
            "corner": Point(10, 10),
            "away": Point(99, 99),
            "none": None,
        }
    )
    found = find_all_places(shapes, grid).groupby("asset_id")["place_id"].agg(list)
    assert found.to_dict() == {
        "corner": ["c00", "c01", "c10", "c11"],
        "park": ["c11"],
        "path": ["c01", "c11", "c21"],
        "van": ["c00", "c22"],
    }


def test_every_place_of_nothing_is_an_empty_frame(grid):
    empty = find_all_places(gpd.GeoSeries([], crs=CRS), grid)
    assert empty.columns.tolist() == ["asset_id", "place_id"]
    assert len(empty) == 0


def test_a_stated_place_comes_before_the_one_on_the_ground(grid):
    assets = gpd.GeoDataFrame(
        {
            "name": ["A", "B", "C", "D"],
            "kind": "space",
            "place_id": ["c22", None, None, "  "],
        },
        index=["stated", "found", "nowhere", "blank"],
        geometry=[Point(5, 5), Point(5, 5), None, Point(15, 15)],
        crs=CRS,
    )
    m = AssetMap.from_frames(assets=assets, places=grid, as_of=dt.date(2026, 1, 1))
    assert place_of(m).fillna("none").to_dict() == {
        "stated": "c22",
        "found": "c00",
        "nowhere": "none",
        "blank": "c11",
    }


coordinate = st.integers(-4, 34)
point_lists = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=15)


@given(point_lists)
def test_equals_asking_every_place_about_every_point(points):
    shapes = gpd.GeoSeries([Point(p) for p in points], index=[f"a{i}" for i in range(len(points))])
    shapes = shapes.set_crs(CRS)
    found = assign_places(shapes, GRID)
    for asset_id, point in shapes.items():
        holders = sorted(GRID.index[GRID.geometry.intersects(point)])
        assert found[asset_id] == holders[0] if holders else pd.isna(found[asset_id])
        touched = find_all_places(shapes.loc[[asset_id]], GRID)["place_id"].tolist()
        assert touched == holders


@given(point_lists, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_inputs_stay(points, random):
    shapes = gpd.GeoSeries(
        [Point(p) for p in points] + [MultiPoint(points)],
        index=[f"a{i}" for i in range(len(points) + 1)],
        crs=CRS,
    )
    before, places_before = shapes.to_wkb(), GRID.to_wkb()
    rows, columns = list(shapes.index), list(GRID.index)
    random.shuffle(rows)
    random.shuffle(columns)
    found = assign_places(shapes, GRID)
    assert_series_equal(found, assign_places(shapes.loc[rows], GRID.loc[columns]).loc[found.index])
    assert_frame_equal(
        find_all_places(shapes, GRID), find_all_places(shapes.loc[rows], GRID.loc[columns])
    )
    assert_series_equal(before, shapes.to_wkb())
    assert_frame_equal(places_before, GRID.to_wkb())


@given(point_lists)
def test_moving_everything_10_km_changes_nothing(points):
    shapes = gpd.GeoSeries([Point(p) for p in points], crs=CRS)
    moved = GRID.set_geometry(GRID.translate(10_000, 10_000))
    assert_series_equal(
        assign_places(shapes, GRID), assign_places(shapes.translate(10_000, 10_000), moved)
    )


@pytest.mark.real
@pytest.mark.skipif(not DATA.exists(), reason="the shared real data is not here")
def test_agrees_with_the_published_places_of_every_real_postcode():
    places = gpd.read_file(DATA / "places" / "places_llr_essex.gpkg", layer="lsoa21")
    places = places.set_index("lsoa21_code").to_crs(CRS)
    postcodes = pd.read_csv(DATA / "postcodes" / "postcodes_llr_essex.csv.gz")
    expected = postcodes["lsoa21_code_by_point_in_polygon"]
    points = shapely.points(postcodes[["easting", "northing"]].to_numpy(dtype=float))
    found = assign_places(gpd.GeoSeries(points, crs=CRS), places)
    assert len(found) == 105_459
    assert int(found.isna().sum()) == 16
    assert np.array_equal(found.isna(), expected.isna())
    assert (found.dropna() == expected.dropna()).all()
