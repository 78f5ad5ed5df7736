"""Several points in the cells of one row: stops, outlines, ways."""

from __future__ import annotations

import pytest
import shapely

# 452000, 302000 is in Mill End (w1); 457000, 302000 in Nether End (w2).
A, B = (52.61329, -1.23346), (52.61281, -1.15964)


def _one(gather, header: str, row: str):
    m = gather({"assets.csv": f"Name,Kind,{header}\nGate,space,{row}\n"})
    assert len(m.assets) == 1, m.report.problems[["row", "column", "value", "says"]].to_string()
    return m, m.assets.geometry.iloc[0]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Easting,Northing", '"452000.5, 457000.5","302000, 302000"'),
        ("Easting,Northing", "452000.5; 457000.5,302000;302000"),
        ("Easting,Northing", '"452000.0,457000.0","302000.0,302000.0"'),
        ("Easting,Northing", '"452,000; 457,000","302,000; 302,000"'),
        ("Lat,Lon", f'"{A[0]}, {B[0]}","{A[1]}, {B[1]}"'),
        ("Lat,Lon", f"{A[0]};{B[0]},{A[1]};{B[1]}"),
        ("Coordinates", f'"{A[0]}, {A[1]}; {B[0]}, {B[1]}"'),
        ("GPS", f"{A[0]} {A[1]}|{B[0]} {B[1]}"),
        ("Coordinates", '"452000, 302000\n457000, 302000"'),
    ],
)
def test_several_points_are_all_read_and_said(gather, notes, header: str, row: str) -> None:
    m, shape = _one(gather, header, row)
    assert shape.geom_type == "MultiPoint"
    found = sorted((round(part.x, -1), round(part.y, -1)) for part in shape.geoms)
    assert found == [(452_000, 302_000), (457_000, 302_000)]
    assert notes(m) == [(2, "several_points")]
    assert m.assets["precision"].tolist() == ["exact"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Easting,Northing", '"452000, 452000","302000, 302000"'),
        ("Lat,Lon", f"{A[0]}; {A[0]},{A[1]}; {A[1]}"),
        ("GPS", f"{A[0]} {A[1]};{A[0]} {A[1]}"),
    ],
)
def test_the_same_point_twice_is_one_point(gather, notes, header: str, row: str) -> None:
    m, shape = _one(gather, header, row)
    assert shape.distance(shapely.Point(452_000, 302_000)) < 2
    assert shape.geom_type == "Point"
    assert notes(m) == []


def test_what_a_survey_tool_recorded_is_an_outline_or_a_way(gather) -> None:
    corners = [(52.61, -1.23), (52.62, -1.23), (52.62, -1.22), (52.61, -1.23)]
    shape = ";".join(f"{lat} {lon} 0 0" for lat, lon in corners)
    m = gather({"assets.csv": f"Name,Kind,Geoshape\nGreen,space,{shape}\n"})
    green = m.assets.geometry.iloc[0]
    assert green.geom_type == "Polygon"
    # Half of 0.01 by 0.01 degrees: 1112.7 m north by 677.4 m east at 52.615 north (WGS 84).
    assert green.area == pytest.approx(1112.7 * 677.4 / 2, rel=0.003)
    way = ";".join(f"{lat} {lon} 80.1 4.5" for lat, lon in corners[:3])
    m = gather({"assets.csv": f"Name,Kind,GPS\nPath,space,{way}\n"})
    assert m.assets.geometry.iloc[0].geom_type == "LineString"


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("Easting,Northing", '"452000, 457000",302000', "unreadable_coordinates"),
        ("Easting,Northing", '"452000, 457000","302000, 302000, 1"', "unreadable_coordinates"),
        ("Easting,Northing", '"452000; ask","302000; 302000"', "unreadable_coordinates"),
        ("Lat,Lon", "52.6; north,-1.1; -1.2", "unreadable_coordinates"),
        ("Lat,Lon", "0; 0,0; 0", "null_island"),
        ("GPS", '"52.6, -1.1; here"', "unreadable_coordinates"),
    ],
)
def test_lists_that_do_not_fit_are_refused_as_written(gather, rejections, header, row, code):
    m = gather({"assets.csv": f"Name,Kind,{header}\nGate,space,{row}\n"})
    assert m.assets.empty
    assert {said for _, _, _, said in rejections(m)} == {code}


def test_swapped_stops_are_mended_as_one_point_is(gather, notes) -> None:
    m, shape = _one(gather, "Lat,Lon", f"{A[1]};{B[1]},{A[0]};{B[0]}")
    assert shape.centroid.distance(shapely.Point(454_500, 302_000)) < 5
    assert {code for _, code in notes(m)} == {"swapped_coordinates", "several_points"}


def test_a_decimal_comma_is_no_list(gather) -> None:
    _, shape = _one(gather, "Lat,Lon", '"52,61329","-1,23346"')
    assert shape.geom_type == "Point"
    _, shape = _one(gather, "GPS", '"52,61329; -1,23346"')
    assert shape.geom_type == "Point"
    m = gather({"assets.csv": 'Name,Kind,Easting,Northing\nA,space,"-1,23346","52,61329"\n'})
    assert m.report.rejected == 1
