"""Columns of coordinates: words under Location, X and Y, degrees beside metres, other grids."""

from __future__ import annotations

import pytest
import shapely

from assetmap.gather import read

LON, LAT = -1.23346, 52.61329  # 452000, 302000, in Mill End (w1)
POINT = shapely.Point(452_000, 302_000)


@pytest.mark.parametrize(
    "words", ["Court House", "Rear of 12 High St", "Église St-Jean", "by the lock, Mill End"]
)
@pytest.mark.parametrize(
    ("header", "cells"),
    [("Lat,Lon", f"{LAT},{LON}"), ("Easting,Northing", "452000,302000"),
     ("WKT,Note", "POINT (452000 302000),x")],
)  # fmt: skip
def test_words_under_location_reject_no_row(gather, notes, words, header, cells) -> None:
    rows = f'A,space,"{words}",{cells}\nB,space,"{words}",,\n'
    m = gather({"assets.csv": f"Name,Kind,Location,{header}\n" + rows})
    assert m.assets["name"].tolist() == ["A", "B"]
    assert m.assets["place_id"].fillna("-").tolist() == ["w1", "-"]
    assert notes(m) == [(3, "words_not_coordinates")]
    assert m.assets["Location"].tolist() == [words, words]  # kept, as any other column
    said = m.report.problems.query("code == 'not_located'")["says"].item()
    assert said.startswith("1 of 2 rows have no location and are near nothing: row 3;")


@pytest.mark.parametrize(
    "cell",
    [
        f"1 High Street\nAnytown\n({LAT}, {LON})",
        f"Court House ({LAT},{LON})",
        f"{{'latitude': '{LAT}', 'longitude': '{LON}', 'needs_recoding': False}}",
        f"https://www.example.org/maps/@{LAT},{LON},17z",
        f"geo:{LAT},{LON}",
    ],
)
def test_a_point_among_words_is_read(gather, cell: str) -> None:
    m = gather({"assets.csv": f'Name,Kind,Location\nA,space,"{cell}"\n'})
    assert m.assets["place_id"].tolist() == ["w1"]
    assert m.assets.geometry.iloc[0].distance(POINT) < 2


@pytest.mark.parametrize(
    "cell",
    ["(52.61329, -1.23346) near (52.61281, -1.15964)", "room 52.6, floor -1.2", "12.5, High St"],
)
def test_words_with_no_one_point_are_words(gather, cell: str) -> None:
    m = gather({"assets.csv": f'Name,Kind,Location\nA,space,"{cell}"\n'})
    assert m.assets["precision"].tolist() == ["none"]


@pytest.mark.parametrize("cell", ["52.6.1, -1.23", "52.6 / -1.2 / 3 / 4 / 5", "1,2,3,4,5"])
def test_coordinates_that_are_written_wrongly_are_still_refused(gather, rejections, cell) -> None:
    m = gather({"assets.csv": f'Name,Kind,Location\nA,space,"{cell}"\n'})
    assert [(row, code) for row, _, _, code in rejections(m)] == [(2, "unreadable_coordinates")]


def test_what_three_words_under_gps_reject_no_row_that_is_located(gather, notes) -> None:
    rows = f"A,space,///filled.count.soap,{LAT},{LON}\n"
    m = gather({"assets.csv": "Name,Kind,GPS,Lat,Lon\n" + rows})
    assert m.assets["place_id"].tolist() == ["w1"]
    assert notes(m) == [(2, "unreadable_coordinates")]


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [("452000", "302000", None), (LON, LAT, None), (LAT, LON, "degrees_coordinates"),
     ("302000", "452000", "swapped_coordinates")],
)  # fmt: skip
def test_x_and_y_are_what_their_numbers_are(gather, notes, x, y, code) -> None:
    m = gather({"assets.csv": f"X,Y,OBJECTID,Name,Kind\n{x},{y},1,A,space\n"})
    assert m.assets["place_id"].tolist() == ["w1"]
    assert notes(m) == ([] if code is None else [(2, code)])


@pytest.mark.parametrize(
    "text",
    [
        f"X,Y,Name,Kind,Lat,Lon\n1,2,A,space,{LAT},{LON}\n",  # others say where
        f'X,Name,Kind,GPS\n7,A,space,"{LAT}, {LON}"\n',  # X alone
        "X,Y,Name,Kind,Place\nx,,A,space,w1\n",  # a cross in a box
        "X,Y,Name,Kind,Place\n,,A,space,w1\n",  # nothing
    ],
)
def test_x_and_y_that_are_no_coordinates_stay_as_they_are(gather, text: str) -> None:
    m = gather({"assets.csv": text})
    assert m.assets["place_id"].tolist() == ["w1"]
    assert "X" in m.assets.columns


@pytest.mark.parametrize("head", ["geo_point_2d", "_geolocation", "Lat/Lng", "GeoPoint"])
def test_headers_over_both_coordinates(gather, head: str) -> None:
    m = gather({"assets.csv": f'Name,Kind,{head}\nA,space,"{LAT}, {LON}"\n'})
    assert m.assets["place_id"].tolist() == ["w1"]


@pytest.mark.parametrize("cells", [f"{LON},{LAT}", f"{LAT},{LON}"])
def test_degrees_under_easting_and_northing_are_read_and_said(gather, notes, cells: str) -> None:
    m = gather({"assets.csv": f"Name,Kind,Easting,Northing\nA,space,{cells}\n"})
    assert m.assets["place_id"].tolist() == ["w1"]
    assert notes(m) == [(2, "degrees_coordinates")]


@pytest.mark.parametrize(
    ("lon", "lat"), [(0.12, 51.5), (1.29, 52.63), (0.0, 51.48)]
)  # east of Greenwich, where degrees are metres of the grid as well
def test_degrees_that_might_be_metres_south_west_of_scilly(tmp_path, lon, lat) -> None:
    path = tmp_path / "assets.csv"
    path.write_text(f"Name,Kind,Easting,Northing\nA,space,{lon},{lat}\n", encoding="utf-8")
    m = read(path)
    back = m.assets.to_crs("OGC:CRS84").geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-6)
    assert m.report.problems["code"].tolist() == ["degrees_coordinates"]


BELFAST = (-5.9298, 54.5970)  # City Hall; 333852, 374049 on the Irish Grid


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Postcode,Easting,Northing", "BT1 5GS,333850,374050"),
        ("Postcode,Easting,Northing", "bt15gs,733774,874045"),  # Irish Transverse Mercator
        ("Postcode,X,Y", "BT1 5GS,333850,374050"),
        ("Note,Grid,Location", "x,y,J 338 740"),
        ("Note,Grid,Location", "x,y,J3385074050"),
    ],
)
def test_the_grids_of_northern_ireland(tmp_path, header: str, cells: str) -> None:
    path = tmp_path / "assets.csv"
    path.write_text(f"Name,Kind,{header}\nA,space,{cells}\n", encoding="utf-8")
    m = read(path)
    back = m.assets.to_crs("OGC:CRS84").geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx(BELFAST, abs=0.001)
    assert ("other_grid" in m.report.problems["code"].tolist()) == ("Location" not in header)


@pytest.mark.parametrize("how", ["columns", "features"])
def test_another_grid_is_read_where_only_it_is_on_the_map(tmp_path, layer, how: str) -> None:
    """Wards of Belfast on a map in Irish Transverse Mercator, and pairs of the Irish Grid."""
    ward = ({"code": "w1", "name": "Mill End"}, shapely.box(148_000, 527_000, 144_000, 531_000))
    (tmp_path / "wards.geojson").write_text(layer(ward), encoding="utf-8")
    if how == "columns":
        path = tmp_path / "a.csv"
        path.write_text("Name,Kind,Easting,Northing\nA,space,333850,374050\n", encoding="utf-8")
    else:
        path = tmp_path / "a.geojson"
        point = ({"name": "A", "kind": "space"}, shapely.Point(333_850, 374_050))
        path.write_text(layer(point), encoding="utf-8")
    m = read(path, places=tmp_path / "wards.geojson", crs="EPSG:2157")
    assert m.assets["place_id"].tolist() == ["w1"]
    assert "other_grid" in m.report.problems["code"].tolist()


def test_a_postcode_of_northern_ireland_moves_no_point_that_is_on_the_map(gather, notes) -> None:
    m = gather(
        {"assets.csv": "Name,Kind,Postcode,Easting,Northing\nA,space,BT1 5GS,452000,302000\n"}
    )
    assert m.assets["place_id"].tolist() == ["w1"]
    assert notes(m) == []


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("Location,Kind,Lat,Lon", f"Acre School,space,{LAT},{LON}", "Acre School"),
        ("Kind,Latitude,Longitude,Location", f"space,{LAT},{LON},The Inn", "The Inn"),
        ("Lat,Lon,Kind,LOCATION:", f"{LAT},{LON},space,Mill 4", "Mill 4"),
    ],
)
def test_words_under_location_are_names_where_nothing_else_is(gather, header, row, name) -> None:
    m = gather({"assets.csv": f"{header}\n{row}\n"})
    assert m.assets["name"].tolist() == [name]
    assert m.assets["place_id"].tolist() == ["w1"]
    assert m.report.problems["code"].tolist() == ["name_under_location"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Court House", "12"), ("LE1 1AA", "-"), ("LE1 1AA", "4b"), ("3", "Room 3")],
)
def test_one_cell_of_words_shows_what_the_column_is_for(gather, notes, first, second) -> None:
    m = gather({"assets.csv": f"Name,Kind,Location\nA,space,{first}\nB,space,{second}\n"})
    assert m.assets["name"].tolist() == ["A", "B"]
    blank = {(3, "unlocated_row")} if second == "-" else {(3, "words_not_coordinates")}
    assert {*notes(m)} == {(2, "words_not_coordinates")} | blank


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        *((heads, "452000,302000") for heads in (
            "POINT_X,POINT_Y", "BNG_E,BNG_N", "oseast1m,osnrth1m", "FeatureEasting,FeatureNorthing",
            "East,North", "geox,geoy", "X_COORD,Y_COORD", "Grid E,Grid N")),
        *((heads, f"{LON},{LAT}") for heads in (
            "LONGITUDE_WGS84,LATITUDE_WGS84", "xcoord,ycoord", "geo_x,geo_y",
            "school_lon,school_lat")),
    ],
)  # fmt: skip
def test_axes_are_known_however_programs_head_them(gather, heads: str, cells: str) -> None:
    section = '[[assets]]\nfile = "assets.csv"\n'  # no themes: nothing else is guessed
    m = gather({"assets.csv": f"Name,Kind,{heads}\nA,space,{cells}\n"}, section)
    assert m.assets.geometry.iloc[0].distance(POINT) < 2
    assert len(m.report.problems) == 0


@pytest.mark.parametrize(
    ("heads", "cells"),
    [("East,North", "3,4"), ("X_COORD,Y_COORD", "left,right"), ("POINT_X,Score", "452000,302000")],
)
def test_axes_without_coordinates_are_none(gather, heads: str, cells: str) -> None:
    m = gather({"assets.csv": f"Name,Kind,{heads}\nA,space,{cells}\n"})
    assert m.assets["precision"].tolist() == ["none"]
    assert m.report.problems["code"].tolist() == ["unread_columns"]


@pytest.mark.parametrize("head", ["Grid ref", "NGR", "OS grid reference", "Map reference"])
def test_grid_references_are_known_by_their_headings(gather, head: str) -> None:
    rows = "A,space,SK 520 020\nB,space,sk520020\nC,space,SK 5200 0200\n"
    m = gather({"assets.csv": f"Name,Kind,{head}\n{rows}"})
    assert m.assets["place_id"].tolist() == ["w1"] * 3
    assert m.assets.geometry.iloc[0].equals(shapely.Point(452_050, 302_050))
    assert len(m.report.problems) == 0


@pytest.mark.parametrize("cell", ["SK50", "SK 5 0", "SK5202", "sk 52 02"])
def test_a_grid_reference_of_a_wide_square_costs_the_location_alone(gather, notes, cell) -> None:
    m = gather({"assets.csv": f"Name,Kind,Grid ref\nA,space,{cell}\n"})
    assert m.assets["precision"].tolist() == ["none"]
    assert notes(m) == [(2, "rough_reference")]


@pytest.mark.parametrize(
    "cell",
    [
        f"https://www.example.org/maps/place/X/@52.7,-1.3,17z/data=!3d{LAT}!4d{LON}",
        f"https://www.openstreetmap.org/?mlat={LAT}&mlon={LON}#map=15/52.7/-1.3",
        f"https://www.openstreetmap.org/#map=17/{LAT}/{LON}",
        f"https://maps.example.org/maps?q={LAT}%2C{LON}",
        f"{LAT}, {LON} (roughly)",
        f"{LAT}, {LON}, 30",
    ],
)
def test_the_pin_of_an_address_of_the_web_counts_before_the_middle_of_its_map(
    gather, cell: str
) -> None:
    m = gather({"assets.csv": f'Name,Kind,Location\nA,space,"{cell}"\n'})
    assert m.assets.geometry.iloc[0].distance(POINT) < 2


def test_two_pairs_of_coordinates_that_disagree_are_said(gather, notes) -> None:
    rows = f"A,space,452000,302000,{LAT},{LON}\nB,space,457000,302000,{LAT},{LON}\n"
    m = gather({"assets.csv": "Name,Kind,Easting,Northing,Lat,Lon\n" + rows})
    assert m.assets["place_id"].tolist() == ["w1", "w1"]  # longitude and latitude come first
    assert notes(m) == [(3, "other_point")]
    assert m.report.problems["value"].tolist() == ["457000, 302000 (5 km away)"]


def test_a_postcode_far_from_its_point_is_said(gather, notes) -> None:
    section = '[[assets]]\nfile = "assets.csv"\n[postcodes]\nfile = "pc.csv"\n'
    section += 'easting = "x"\nnorthing = "y"\n'
    codes = "postcode,x,y\nLE1 1AA,452900,302000\nLE1 1AB,452000,322000\n"
    rows = "".join(
        f"{at},space,{code},452000,302000\n"
        for at, code in zip("ABC", ("LE1 1AA", "LE1 1AB", "LE9 9ZZ"), strict=True)
    )
    m = gather(
        {"assets.csv": "Name,Kind,Postcode,Easting,Northing\n" + rows, "pc.csv": codes}, section
    )
    assert m.assets["precision"].tolist() == ["exact"] * 3
    assert notes(m) == [(3, "other_point")]
    assert m.report.problems.query("code == 'other_point'")["value"].tolist() == [
        "LE1 1AB (20 km away)"
    ]
