"""Where rows are put: every way to say it, every slip that can be mended, and the rest."""

from __future__ import annotations

import json

import pytest
import shapely

from assetmap.gather import read
from assetmap.gather.locating.postcodes import normalise_postcode

# 452000, 302000 is in Mill End. In degrees it is 52.61329, -1.23346.


def _one(gather, header: str, row: str, project: str | None = None):
    m = gather({"assets.csv": f"Name,Kind,{header}\nHall,space,{row}\n"}, project)
    assert len(m.assets) == 1, m.report.problems[["row", "column", "value", "says"]].to_string()
    return m, m.assets.iloc[0]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Lat,Lon", "52.61329,-1.23346"),
        ("Latitude,Longitude", '"52,61329","-1,23346"'),
        ("Lat,Lng", '52° 36\' 47.9"" N,1° 14\' 0.45"" W'.replace('""', '"')),
        ("GPS", '"52.61329, -1.23346"'),
        ("GPS", "52.61329 -1.23346 80.5 4.5"),
        ("Location", '"52°36\'47.9""N 1°14\'0.45""W"'),
        ("Easting,Northing", "452000,302000"),
        ("Easting,Northing", '"452,000","302 000"'),
        ("Easting,Northing", "SK 5200 0200,"),
        ("Location", "SK 52000 02000"),
        ("Location", '"452000, 302000"'),
        ("WKT", "POINT (452000 302000)"),
        ("Geometry", '"{""type"": ""Point"", ""coordinates"": [452000, 302000]}"'),
    ],
)
def test_every_way_to_say_where(gather, header: str, row: str) -> None:
    _, hall = _one(gather, header, row)
    assert (hall["place_id"], hall["precision"]) == ("w1", "exact")
    assert hall.geometry.distance(shapely.Point(452_000, 302_000)) < 8


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("Lat,Lon", "-1.23346,52.61329", "swapped_coordinates"),
        ("GPS", '"-1.23346, 52.61329"', "swapped_coordinates"),
        ("Easting,Northing", "302000,452000", "swapped_coordinates"),
        ("Lat,Lon", "302000,452000", "grid_coordinates"),
        ("Lon,Lat", "302000,452000", "swapped_coordinates"),
    ],
)
def test_slips_that_are_mended_are_noted(gather, notes, header: str, row: str, code: str) -> None:
    m, hall = _one(gather, header, row)
    assert hall["place_id"] == "w1"
    assert (2, code) in notes(m)


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("Lat,Lon", "0,0", "null_island"),
        ("Lat,Lon", "0.0,0°", "null_island"),
        ("Easting,Northing", "0,0", "null_island"),
        ("Lat,Lon", "52.6,", "half_a_coordinate"),
        ("Lat,Lon", ",-1.1", "half_a_coordinate"),
        ("Easting,Northing", "452000,", "half_a_coordinate"),
        ("Lat,Lon", "91,181", "impossible_coordinates"),
        ("Lat,Lon", "999,-1.1", "impossible_coordinates"),
        ("Easting,Northing", "-5,302000", "impossible_coordinates"),
        ("Easting,Northing", "452000,1400000", "impossible_coordinates"),
        ("Easting,Northing", "1e300,1e300", "impossible_coordinates"),
        ("Lat,Lon", "by the weir,-1.1", "unreadable_coordinates"),
        ("Easting,Northing", "ask Susan,302000", "unreadable_coordinates"),
        ("GPS", "///filled.count.soap", "unreadable_coordinates"),
        ("WKT", "POINT (1", "unreadable_geometry"),
        ("WKT", "somewhere", "unreadable_geometry"),
        ("WKT", "POINT (1e300 1)", "impossible_coordinates"),
        ("WKT", "POINT (30000000 40000000)", "impossible_coordinates"),
    ],
)
def test_what_cannot_be_a_location_rejects_its_row(
    gather, rejections, header: str, row: str, code: str
) -> None:
    text = f"Name,Kind,{header}\nHall,space,{row}\nChoir,association,,\n"
    m = gather({"assets.csv": text})
    assert {(at, said) for at, _, _, said in rejections(m)} == {(2, code)}
    assert m.assets["name"].tolist() == ["Choir"]


def test_a_minus_one_and_a_greenwich_of_exactly_zero_are_places(gather, notes) -> None:
    m, hall = _one(gather, "Lat,Lon", "51.4779,0")
    assert hall.geometry is not None
    assert notes(m) == [(2, "outside_places")]


def test_wkt_in_degrees_is_recognised_and_said(gather) -> None:
    m, hall = _one(gather, "WKT", "POINT (-1.23346 52.61329)")
    assert hall["place_id"] == "w1"
    said = m.report.problems.query("code == 'assumed_crs'")["says"].tolist()
    assert said == ["nothing says what the geometry is in; by its numbers it was read as OGC:CRS84"]


def test_a_stated_reference_system_is_not_guessed_over(gather) -> None:
    project = '[[assets]]\nfile = "assets.csv"\ncrs = "EPSG:32630"\n'
    m, hall = _one(gather, "Easting,Northing", "619600,5830300", project)
    assert not (m.report.problems["code"] == "assumed_crs").any()
    expected = shapely.Point(452_000, 302_000)
    assert hall.geometry.distance(expected) < 1_000
    m, hall = _one(
        gather,
        "WKT",
        '"POLYGON ((619600 5830300, 619700 5830300, 619600 5830400, 619600 5830300))"',
        project,
    )
    assert (hall["place_id"], hall.geometry.geom_type) == ("w1", "Polygon")


def test_a_polygon_that_crosses_itself_is_repaired_and_noted(gather, notes) -> None:
    bow_tie = (
        "POLYGON ((451000 301000, 452000 302000, 452000 301000, 451000 302000, 451000 301000))"
    )
    m, hall = _one(gather, "WKT", f'"{bow_tie}"')
    assert hall.geometry.is_valid
    assert hall.geometry.area == pytest.approx(500_000)
    assert notes(m) == [(2, "repaired_shape")]


def test_the_first_way_that_a_row_has_is_used(gather) -> None:
    header = "WKT,Lat,Lon,Easting,Northing"
    _, hall = _one(gather, header, "POINT (457000 302000),52.61329,-1.23346,1000,1000")
    assert hall["place_id"] == "w2"
    _, hall = _one(gather, header, ",52.61329,-1.23346,457000,302000")
    assert hall["place_id"] == "w1"


POSTCODES = """
[postcodes]
file = "postcodes.csv"
easting = "e"
northing = "n"
"""
POSTCODE_TABLE = (
    "postcode,e,n\nLE1 1AA,452000,302000\nle11ab,457000,302000\nLE1 1AA,1,1\nLE1 1AC,,\n"
)


def test_postcodes_locate_what_nothing_better_does(gather, notes) -> None:
    rows = (
        "Name,Kind,Postcode,Easting,Northing\nHall,space,le1  1aa,,\nShop,exchange,LE1 1AB,,\n"
        "Barn,space,LE1 1AA,457000,302000\nInn,space,LE9 9ZZ,,\nMill,space,LE1,,\n"
        "Pub,space,LE11AC,,\n"
    )
    m = gather(
        {"assets.csv": rows, "postcodes.csv": POSTCODE_TABLE},
        POSTCODES + '[[assets]]\nfile = "assets.csv"\n',
    )
    assets = m.assets.set_index("name")
    assert assets["precision"].to_dict() == {
        "Hall": "postcode", "Shop": "postcode", "Barn": "exact", "Inn": "none", "Mill": "none",
        "Pub": "none",
    }  # fmt: skip
    assert assets["place_id"].dropna().to_dict() == {"Hall": "w1", "Shop": "w2", "Barn": "w2"}
    assert notes(m) == [(row, "postcode_not_found") for row in (5, 6, 7)]
    assert assets.loc["Mill", "postcode"] == "LE1"
    line = m.report.files.set_index("section").loc["postcodes"]
    assert line[["rows", "accepted", "rejected", "skipped"]].tolist() == [4, 2, 0, 2]


@pytest.mark.parametrize(
    ("given", "written"),
    [("le1 7ha", "LE1 7HA"), ("CM77-8JJ", "CM77 8JJ"), ("EC1A 1BB", "EC1A 1BB"),
     ("GIR 0AA", "GIR 0AA"),
     ("LE1", None), ("LE17HAA", None), ("", None), (None, None), ("12345", None)],
)  # fmt: skip
def test_postcodes_have_one_form(given: str | None, written: str | None) -> None:
    assert normalise_postcode(given) == written


@pytest.mark.parametrize(
    ("place", "place_id", "remedy"),
    [
        ("w2", "w2", None),
        ("Nether End", "w2", None),
        ("  nether   END ", "w2", None),
        ("Neter End", None, "Did you mean 'Nether End'?"),
        ("Timbuktu", None, "Correct it, or add what it names."),
    ],
)
def test_places_by_id_by_name_and_misspelt(gather, place: str, place_id, remedy) -> None:
    m, hall = _one(gather, "Place", place)
    if place_id is None:
        assert hall["place_id"] != hall["place_id"]
        assert m.report.problems.query("row.notna()")["remedy"].tolist() == [remedy]
        assert hall["precision"] == "none"
    else:
        assert (hall["place_id"], hall["precision"]) == (place_id, "place")
        assert m.report.problems.empty


def test_two_places_of_one_name_are_not_guessed_between(gather, layer) -> None:
    project = '[[places]]\nfile = "more.geojson"\nid = "code"\nname = "name"\n'
    more = layer(({"code": "w9", "name": "mill end"}, shapely.box(0, 0, 9, 9)))
    rows = "Name,Kind,Place\nHall,space,Mill End\nBarn,space,w9\n"
    m = gather(
        {"assets.csv": rows, "more.geojson": more}, project + '[[assets]]\nfile="assets.csv"\n'
    )
    problem = m.report.problems.query("row.notna()").iloc[0]
    assert (problem["code"], problem["row"]) == ("ambiguous_place", 2)
    assert problem["remedy"] == "Use the id of the one that is meant: w1, w9."
    assert m.assets["place_id"].dropna().tolist() == ["w9"]


def test_pin_and_stated_place_that_disagree(gather, notes) -> None:
    rows = (
        "Name,Kind,Place,Easting,Northing\n"
        "Agreeing,space,Mill End,452000,302000\n"
        "Disagreeing,space,Nether End,452000,302000\n"
        "Wider,space,Both Ends,452000,302000\n"
        "Outside,space,Mill End,470000,302000\n"
        "Outside and silent,space,,470000,302000\n"
        "Named only,space,Both Ends,,\n"
    )
    m = gather({"assets.csv": rows})
    assert m.assets.set_index("name")["place_id"].dropna().to_dict() == {
        "Agreeing": "w1",
        "Disagreeing": "w2",  # what a person said stands, with a note
        "Wider": "w1",  # the pin says more than the wider place
        "Outside": "w1",
        "Named only": "d1",
    }
    assert notes(m) == [(3, "disagreeing_place"), (5, "outside_places"), (6, "outside_places")]


def test_people_are_active_in_several_places(gather) -> None:
    rows = 'Name,Place,Active in\nAsha,Both Ends,"Mill End; w2; Mill End; Atlantis"\nBen,w1,\n'
    m = gather({"people.csv": rows}, '[[people]]\nfile = "people.csv"\n')
    people = m.assets.set_index("name")
    assert people["active_in"].to_dict() == {"Asha": ("w1", "w2"), "Ben": ()}
    assert people["place_id"].to_dict() == {"Asha": "d1", "Ben": "w1"}
    assert set(people["kind"]) == {"individual"}
    problem = m.report.problems.iloc[0]
    assert (problem["row"], problem["column"], problem["code"]) == (2, "Active in", "unknown_place")


def test_without_boundaries_the_names_of_places_are_kept(village) -> None:
    path = village / "assets.csv"
    path.write_text(
        "Name,Kind,Place,Active in\nHall,space,Mill End,\nBarn,space, mill  end,Far End\n",
        encoding="utf-8",
    )
    m = read(path)
    assert m.places["name"].to_dict() == {"far-end": "Far End", "mill-end": "Mill End"}
    assert m.assets["place_id"].tolist() == ["mill-end", "mill-end"]
    assert m.assets["active_in"].tolist() == [(), ("far-end",)]
    assert m.report.problems.empty


@pytest.mark.parametrize(
    ("lat", "lon", "easting", "northing"),
    [
        (60.15, -1.14, 447_800, 1_140_700),  # Lerwick, Shetland
        (54.597, -5.930, 146_100, 530_000),  # Belfast: on the sheet of Great Britain, to its west
        (49.915, -6.315, 90_400, 10_700),  # Scilly
    ],
)
def test_the_far_ends_of_the_islands(village, lat, lon, easting, northing) -> None:
    path = village / "assets.csv"
    path.write_text(f"Name,Kind,Lat,Lon\nHall,space,{lat},{lon}\n", encoding="utf-8")
    assert read(path).assets.geometry.iloc[0].distance(shapely.Point(easting, northing)) < 2_500


def test_a_map_in_utm_takes_national_grid_and_degrees(village) -> None:
    path = village / "assets.csv"
    path.write_text(
        "Name,Kind,Lat,Lon,Easting,Northing\nHall,space,52.61329,-1.23346,,\n"
        "Barn,space,,,452000,302000\nInn,space,302000,452000,,\n",
        encoding="utf-8",
    )
    m = read(path, places=village / "wards.geojson", crs="EPSG:32630")
    assert m.crs.to_epsg() == 32630
    assert m.assets["place_id"].tolist() == ["w1", "w1", "w1"]
    assert m.assets.geometry.distance(m.assets.geometry.iloc[0]).max() < 5


def test_geojson_features_without_or_with_broken_geometry(gather, rejections) -> None:
    def feature(name: str, geometry: object) -> dict[str, object]:
        return {
            "type": "Feature",
            "properties": {"name": name, "kind": "space"},
            "geometry": geometry,
        }

    features = [
        feature("Hall", {"type": "Point", "coordinates": [-1.23346, 52.61329]}),
        feature("Nowhere", None),
        feature("Empty", {"type": "Point", "coordinates": []}),
        feature("Broken", {"type": "Point", "coordinates": ["a", "b"]}),
        feature("Odd", "POINT (1 2)"),
        {"type": "Feature", "properties": {"name": "No key", "kind": "space"}},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    m = gather({"assets.geojson": text}, '[[assets]]\nfile = "assets.geojson"\n')
    assert m.assets["name"].tolist() == ["Hall", "Nowhere", "Empty", "No key"]
    assert m.assets["place_id"].notna().tolist() == [True, False, False, False]
    assert [(row, code) for row, _, _, code in rejections(m)] == [
        (4, "unreadable_geometry"), (5, "unreadable_geometry"),
    ]  # fmt: skip
