"""Shapes become whole numbers of degrees and stay where they were."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from assetmap.maps import encoding as outlines
from assetmap.maps.encoding import choose_unit, encode_locations, encode_places

STEP = 1e-5


def read_xy(encoded: dict[str, Any], *, unit: int = 1) -> npt.NDArray[np.float64]:
    return np.column_stack([np.cumsum(encoded["x"]), np.cumsum(encoded["y"])]) * unit * STEP


def read_polygons(encoded: dict[str, Any]) -> dict[int, list[list[tuple[float, float]]]]:
    """The rings of each shape, in degrees, by the number of its owner."""
    xy = iter(read_xy(encoded, unit=encoded["unit"]).tolist())
    sizes = iter(encoded["points"])
    return {
        owner: [[tuple(next(xy)) for _ in range(next(sizes))] for _ in range(rings)]
        for owner, rings in zip(accumulate(encoded["at"]), encoded["rings"], strict=True)
    }


def in_degrees(shapes: list[Any]) -> npt.NDArray[np.float64]:
    series = gpd.GeoSeries(shapes, crs="EPSG:27700").to_crs("EPSG:4326")
    return shapely.get_coordinates(np.asarray(series.array, dtype=object))


@given(
    st.lists(
        st.tuples(st.floats(200_000, 600_000), st.floats(100_000, 600_000)),
        min_size=1,
        max_size=8,
    )
)
def test_points_come_back_within_one_step(xy: list[tuple[float, float]]) -> None:
    points = [Point(p) for p in xy]
    frame = gpd.GeoDataFrame(geometry=points, crs="EPSG:27700")
    encoded = encode_locations(frame)
    assert encoded is not None
    assert "at" not in encoded
    assert np.abs(read_xy(encoded) - in_degrees(points)).max() <= STEP / 2 + 1e-12


def test_rows_without_a_location_are_skipped_and_named(frames: Any) -> None:
    shapes = [None, frames.at(0, 0), Point(), frames.at(100, 0)]
    encoded = encode_locations(gpd.GeoDataFrame(geometry=shapes, crs="EPSG:27700"))
    assert encoded is not None
    assert list(accumulate(encoded["at"])) == [1, 3]


def test_no_location_at_all_is_nothing() -> None:
    assert encode_locations(gpd.GeoDataFrame(geometry=[None, None])) is None
    assert encode_locations(gpd.GeoDataFrame(geometry=[])) is None


def test_lines_and_areas_are_anchored_on_themselves(frames: Any) -> None:
    crescent = Polygon([(0, 0), (1000, 0), (1000, 900), (900, 900), (900, 100), (0, 100)])
    line = LineString([(0, 0), (500, 0), (1000, 800)])
    shapes = [shapely.transform(s, lambda xy: xy + frames.origin) for s in (crescent, line)]
    encoded = encode_locations(gpd.GeoDataFrame(geometry=shapes, crs="EPSG:27700"))
    assert encoded is not None
    anchors = gpd.GeoSeries([Point(p) for p in read_xy(encoded)], crs="EPSG:4326")
    away = anchors.to_crs("EPSG:27700").distance(gpd.GeoSeries(shapes, crs="EPSG:27700"))
    assert away.max() < 2


def test_a_ring_is_written_without_its_closing_vertex_and_holes_are_kept(frames: Any) -> None:
    x, y = frames.origin
    hole = box(x + 20, y + 20, x + 40, y + 40)
    square = Polygon(box(x, y, x + 100, y + 100).exterior.coords, [hole.exterior.coords])
    encoded = encode_places(frames.places([{"name": "a", "geometry": square}]))
    assert encoded is not None
    assert (encoded["rings"], encoded["points"]) == ([2], [4, 4])
    rings = read_polygons(encoded)[0]
    wanted = in_degrees([square])
    assert np.abs(np.array(rings[0]) - wanted[:4]).max() <= STEP
    assert np.abs(np.array(rings[1]) - wanted[5:9]).max() <= STEP


def test_parts_belong_to_their_owner_and_missing_outlines_are_skipped(frames: Any) -> None:
    x, y = frames.origin
    two = MultiPolygon([box(x, y, x + 10, y + 10), box(x + 50, y, x + 60, y + 10)])
    mixed = GeometryCollection([two, LineString([(x, y), (x + 90, y)]), Point(x, y)])
    encoded = encode_places(frames.places([{"name": "none"}, {"name": "two", "geometry": two}]))
    assert encoded is not None
    assert (encoded["at"], encoded["rings"], encoded["labelAt"]) == ([1], [2], [1])
    located = encode_locations(gpd.GeoDataFrame(geometry=[mixed], crs="EPSG:27700"))
    assert located is not None
    form = located["shapes"]["form"]
    assert [form["of"][code] for code in form["code"]] == ["ring", "ring", "line", "dot"]


def test_the_label_lies_inside_its_place(frames: Any) -> None:
    x, y = frames.origin
    crescent = Polygon([(0, 0), (1000, 0), (1000, 900), (900, 900), (900, 100), (0, 100)])
    place = shapely.transform(crescent, lambda xy: xy + np.array([x, y]))
    encoded = encode_places(frames.places([{"name": "a", "geometry": place}]))
    assert encoded is not None
    degrees = Point(encoded["labelX"][0] * STEP, encoded["labelY"][0] * STEP)
    label = gpd.GeoSeries([degrees], crs="EPSG:4326").to_crs("EPSG:27700").iloc[0]
    assert place.contains(label)


def wavy(x: float, *, offset: float, base: float) -> list[tuple[float, float]]:
    """A border of 401 vertices, 5 m apart, that bends by up to 8 m."""
    steps = np.arange(401)
    return [(x + 5 * s, base + offset + 8 * float(np.sin(s / 9))) for s in steps]


def test_many_vertices_are_thinned_and_neighbours_still_meet(
    frames: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, y = frames.origin
    border = wavy(x, offset=0, base=y)
    above = Polygon([*border, (x + 2000, y + 1000), (x, y + 1000)])
    below = Polygon([*border, (x + 2000, y - 300_000), (x, y - 300_000)])
    places = frames.places([{"name": "a", "geometry": above}, {"name": "b", "geometry": below}])
    full = encode_places(places)
    monkeypatch.setattr(outlines, "MANY_VERTICES", 100)
    thin = encode_places(places)
    assert full is not None
    assert thin is not None
    assert (full["unit"], thin["unit"]) == (1, 13)  # 301 km over 1280 px, a sixteenth, 1.11 m
    assert sum(thin["points"]) < sum(full["points"]) * 2 / 3
    upper, lower = (set(rings[0]) for rings in read_polygons(thin).values())
    assert len(upper & lower) >= len(upper) - 4


def test_the_unit_is_fine_until_there_are_many_vertices(frames: Any) -> None:
    x, y = frames.origin
    small = np.array([box(x, y, x + 500_000, y + 500_000)], dtype=object)
    assert choose_unit(small) == 1


def test_simplifying_keeps_neighbours_joined_and_levels_apart(frames: Any) -> None:
    x, y = frames.origin
    border = wavy(x, offset=0, base=y)
    above = Polygon([*border, (x + 2000, y + 1000), (x, y + 1000)])
    below = Polygon([*border, (x + 2000, y - 1000), (x, y - 1000)])
    places = frames.places(
        [
            {"name": "a", "geometry": above},
            {"name": "b", "geometry": below},
            {"name": "d", "level": "district", "geometry": box(x, y - 1000, x + 2000, y + 1000)},
        ]
    )
    encoded = encode_places(places, simplify_m=50)
    assert encoded is not None
    assert max(encoded["points"]) < 20
    upper, lower, district = (set(rings[0]) for rings in read_polygons(encoded).values())
    assert len(upper & lower) >= 2
    assert len(district) == 4


def test_inputs_are_not_changed(village: Any) -> None:
    before = village.places.geometry.to_wkb().tolist()
    encode_places(village.places, simplify_m=200)
    assert village.places.geometry.to_wkb().tolist() == before
