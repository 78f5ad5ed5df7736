"""Shapes that a file carries pass every check that columns get."""

from __future__ import annotations

import json

import pytest
import shapely

from assetmap.gather import read
from assetmap.gather.locating.shape_text import join_points, read_shape_text
from assetmap.gather.tidy import no_cells

# 452000, 302000 is in Mill End (w1). In degrees it is 52.61329, -1.23346.
LON, LAT, X, Y = -1.23346, 52.61329, 452_000, 302_000
POINT = shapely.Point(X, Y)


def _features(*shapes: object, crs: object = None) -> str:
    collection: dict[str, object] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": f"A{at}", "kind": "space"},
                "geometry": shape,
            }
            for at, shape in enumerate(shapes)
        ],
    }
    return json.dumps(collection if crs is None else {**collection, "crs": crs})


def _point(*xy: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(xy)}


def _gather(gather, text: str):
    return gather({"assets.geojson": text}, '[[assets]]\nfile = "assets.geojson"\n')


def _ring(x: float, y: float, size: float) -> list[list[list[float]]]:
    return [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (_point(LON, LAT), None),
        (_point(LAT, LON), "swapped_coordinates"),
        ({"type": "LineString", "coordinates": [[LAT, LON], [LAT, LON - 0.001]]},
         "swapped_coordinates"),
        ({"type": "Polygon", "coordinates": _ring(LAT, LON, 0.001)}, "swapped_coordinates"),
        ({"type": "MultiPoint", "coordinates": [[LAT, LON], [LAT, LON]]}, "swapped_coordinates"),
        (_point(X, Y), "grid_coordinates"),
        (_point(Y, X), "swapped_coordinates"),
        ({"type": "Polygon", "coordinates": _ring(X, Y, 100)}, "grid_coordinates"),
    ],
)  # fmt: skip
def test_features_in_degrees_are_mended_as_columns_are(gather, notes, shape, code) -> None:
    m = _gather(gather, _features(shape))
    assert m.assets["place_id"].tolist() == ["w1"]
    assert m.assets.geometry.iloc[0].distance(POINT) < 150
    assert notes(m) == ([] if code is None else [(1, code)])


@pytest.mark.parametrize(
    "shape",
    [
        _point(0, 0),
        _point(0.0, -0.0),
        {"type": "MultiPoint", "coordinates": [[0, 0], [0, 0]]},
        {"type": "LineString", "coordinates": [[0, 0], [0, 0]]},
    ],
)
def test_nothing_known_is_refused_in_features_too(gather, rejections, shape) -> None:
    m = _gather(gather, _features(shape, _point(LON, LAT)))
    assert [(row, code) for row, _, _, code in rejections(m)] == [(1, "null_island")]
    assert m.assets["name"].tolist() == ["A1"]


def test_swapped_features_are_found_without_places(tmp_path) -> None:
    path = tmp_path / "assets.geojson"
    path.write_text(_features(_point(LON, LAT), _point(LAT, LON)), encoding="utf-8")
    m = read(path)
    assert m.assets.geometry.distance(POINT).max() < 2
    assert m.report.problems["code"].tolist() == ["swapped_coordinates"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (_point(LON, LAT), "degrees_coordinates"),
        (_point(LAT, LON), "swapped_coordinates"),
        (_point(Y, X), "swapped_coordinates"),
    ],
)
def test_features_that_say_metres_and_hold_something_else(gather, notes, given, code) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
    m = _gather(gather, _features(_point(X, Y), given, crs=crs))
    assert m.assets["place_id"].tolist() == ["w1", "w1"]
    assert notes(m) == [(2, code)]


@pytest.mark.parametrize(
    "member",
    [
        {"type": "EPSG", "properties": {"code": 27700}},
        {"type": "EPSG", "properties": {"code": "27700"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
    ],
)
def test_every_way_in_which_geojson_named_its_system(gather, notes, member) -> None:
    m = _gather(gather, _features(_point(X, Y), crs=member))
    assert m.assets["place_id"].tolist() == ["w1"]
    assert notes(m) == []


@pytest.mark.parametrize("metres_first", [True, False])
def test_degrees_beside_metres_in_a_column_of_shapes(gather, notes, metres_first: bool) -> None:
    rows = [f"POINT ({X} {Y})", f"POINT ({LON} {LAT})", f"POINT ({LAT} {LON})",
            f"LINESTRING ({LON} {LAT}, {LON} {LAT + 1e-6})"]  # fmt: skip
    rows = rows if metres_first else rows[::-1]
    lines = "".join(f'A{at},space,"{row}"\n' for at, row in enumerate(rows))
    m = gather({"assets.csv": "Name,Kind,WKT\n" + lines})
    assert m.assets["place_id"].tolist() == ["w1"] * 4
    assert m.assets.geometry.distance(POINT).max() < 2
    said = m.report.problems.query("code == 'assumed_crs'")["says"].item()
    assert said.endswith("what each row seems to be in, 3 as OGC:CRS84 and 1 as EPSG:27700")
    assert [code for _, code in notes(m)] == ["swapped_coordinates"]


def _hex(shape: shapely.Geometry, srid: int = 0, order: int = 1) -> str:
    return shapely.to_wkb(shapely.set_srid(shape, srid), hex=True, include_srid=bool(srid),
                          byte_order=order)  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    [
        _hex(shapely.Point(LON, LAT), 4326),
        _hex(shapely.Point(X, Y), 27700),
        _hex(shapely.Point(LON, LAT)),
        _hex(shapely.Point(X, Y), 27700, order=0),
        "\\x" + _hex(POINT, 27700).lower(),
        f"SRID=4326;POINT({LON} {LAT})",
        f"srid=27700; POINT ({X} {Y})",
        f"SRID=27700;POLYGON(({X} {Y}, {X + 9} {Y}, {X + 9} {Y + 9}, {X} {Y}))",
    ],
)
@pytest.mark.parametrize("head", ["geom", "the_geom", "WKT"])
def test_shapes_as_databases_write_them(gather, cell: str, head: str) -> None:
    m = gather({"assets.csv": f'Name,Kind,{head}\nHall,space,"{cell}"\n'})
    assert m.assets["place_id"].tolist() == ["w1"]
    assert m.assets.geometry.iloc[0].distance(POINT) < 2


@pytest.mark.parametrize(
    "cell", ["0101000020E6", "SRID=999999;POINT(1 2)", "POINT(", "<shape>", "0101000020E61000zz"]
)
def test_a_shape_that_is_none_costs_no_row_that_is_located(gather, notes, rejections, cell) -> None:
    rows = f'A,space,"{cell}",{LON},{LAT}\nB,space,"{cell}",,\n'
    m = gather({"assets.csv": "Name,Kind,geom,lon,lat\n" + rows})
    assert m.assets["name"].tolist() == ["A"]
    assert m.assets["place_id"].tolist() == ["w1"]
    assert (2, "unreadable_geometry") in notes(m)
    assert [(row, code) for row, _, _, code in rejections(m)] == [(3, "unreadable_geometry")]


def test_boundaries_with_latitude_first_are_read_swapped(tmp_path) -> None:
    ward = {
        "type": "Feature",
        "properties": {"code": "w1", "name": "Mill End"},
        "geometry": {"type": "Polygon", "coordinates": _ring(52.6, -1.24, 0.05)},
    }
    layer = json.dumps({"type": "FeatureCollection", "features": [ward]})
    (tmp_path / "wards.geojson").write_text(layer, encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"Name,Kind,Lat,Lon\nHall,space,{LAT},{LON}\n", "utf-8")
    m = read(tmp_path / "a.csv", places=tmp_path / "wards.geojson")
    assert m.assets["place_id"].tolist() == ["w1"]
    assert "swapped_coordinates" in m.report.problems["code"].tolist()


def test_text_into_shapes_and_what_they_say_they_are_in() -> None:
    cells = no_cells(3)
    cells[:] = ["SRID=27700;POINT (1 2)", _hex(shapely.Point(1, 2)), "nowhere"]
    shapes, sources = read_shape_text(cells)
    assert shapes.tolist() == [shapely.Point(1, 2), shapely.Point(1, 2), None]
    assert sources.tolist() == ["EPSG:27700", None, None]


@pytest.mark.parametrize(
    ("x", "y", "is_walked", "kind"),
    [
        ([1, 1, 1], [2, 2, 2], False, "Point"),
        ([1, 3], [2, 2], False, "MultiPoint"),
        ([1, 3, 3], [2, 2, 4], True, "LineString"),
        ([1, 3, 3, 1], [2, 2, 4, 2], False, "Polygon"),
    ],
)
def test_points_of_a_row_are_one_shape(x, y, is_walked: bool, kind: str) -> None:
    assert join_points(x, y, is_walked=is_walked).geom_type == kind


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ({"type": "LineString", "coordinates": _ring(-1.25, 52.6, 0.05)[0]}, "closed_line"),
        ({"type": "Point", "coordinates": [LON, LAT]}, "not_an_area"),
        ({"type": "MultiPoint", "coordinates": [[LON, LAT], [LON, LAT + 1]]}, "not_an_area"),
        ({"type": "LineString", "coordinates": [[LON, LAT], [LON, LAT + 1]]}, "not_an_area"),
        ({"type": "Point", "coordinates": [0, 0]}, "null_island"),
    ],
)  # fmt: skip
def test_boundaries_that_are_points_or_lines(tmp_path, shape, code: str) -> None:
    ward = {"type": "Feature", "properties": {"code": "w1", "name": "Mill"}, "geometry": shape}
    layer = json.dumps({"type": "FeatureCollection", "features": [ward]})
    (tmp_path / "wards.geojson").write_text(layer, encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"Name,Kind,Lat,Lon\nHall,space,{LAT},{LON}\n", "utf-8")
    m = read(tmp_path / "a.csv", places=tmp_path / "wards.geojson")
    assert m.report.problems["code"].tolist()[:1] == [code]
    assert m.assets["place_id"].fillna("-").tolist() == ["w1" if code == "closed_line" else "-"]
