"""Rows that are stops of one asset."""

from __future__ import annotations

import shapely

STOPS = (
    '[[assets]]\nfile = "stops.csv"\nid_prefix = "van-"\n'
    'group_by = ["van"]\nconstant = { kind = "institution" }\n'
)
HEAD = "van,name,easting,northing,verified on,first seen,sensitive,themes,stop\n"


def test_stops_are_joined_into_one_asset(gather) -> None:
    rows = (
        "Red,Library van,452000,302000,2026-01-01,2020-05-01,no,books,Green\n"
        "red,Library van,457000,302000,2026-03-01,2019-05-01,yes,books;films,Square\n"
        "Red,Library van,458000,302000,,,no,,Mill\n"
        "Blue,Blue van,452000,302000,2025-01-01,,,tea,Green\n"
    )
    m = gather({"stops.csv": HEAD + rows}, STOPS)
    assert (m.report.accepted, len(m.assets)) == (4, 2)
    red = m.assets.loc["van-red"]
    assert red.geometry.equals(
        shapely.MultiPoint([(452_000, 302_000), (457_000, 302_000), (458_000, 302_000)])
    )
    assert red["place_id"] == "w2"  # where most of its stops are
    assert set(red["active_in"]) >= {"w1", "w2"}
    assert red["themes"] == ("books", "films")
    assert red["stop"] == "Green; Square; Mill"
    assert (f"{red['verified_on']:%Y-%m-%d}", f"{red['first_seen']:%Y-%m-%d}") == (
        "2026-03-01", "2019-05-01",
    )  # fmt: skip
    assert bool(red["sensitive_location"])  # one sensitive stop makes all sensitive
    assert not m.assets.loc["van-blue", "sensitive_location"]


def test_rejected_stops_are_counted_and_left_out(gather) -> None:
    rows = (
        "Red,Library van,452000,302000,,,,,\nRed,Library van,here,302000,,,,,\n"
        "Blue,,452000,302000,,,,,\n"
    )
    m = gather({"stops.csv": HEAD + rows}, STOPS)
    assert m.assets.index.tolist() == ["van-red"]
    assert (m.report.rows, m.report.accepted, m.report.rejected) == (3, 1, 2)
    assert shapely.get_num_geometries(m.assets.geometry.iloc[0]) == 1


def test_when_every_stop_is_rejected_there_is_no_asset(gather) -> None:
    m = gather({"stops.csv": HEAD + "Red,,452000,302000,,,,,\n"}, STOPS)
    assert (len(m.assets), m.report.rejected) == (0, 1)


def test_rows_without_a_group_stand_alone(gather) -> None:
    rows = ",First van,,,,,,,\n,Second van,,,,,,,\nRed,Third van,,,,,,,\n"
    m = gather({"stops.csv": HEAD + rows}, STOPS)
    assert m.assets["name"].to_dict() == {
        "van-first-van": "First van", "van-second-van": "Second van", "van-red": "Third van",
    }  # fmt: skip


def test_shapes_of_all_kinds_are_kept_together(gather) -> None:
    rows = (
        "van,name,wkt\nRed,Van,POINT (452000 302000)\nRed,Van,\n"
        'Red,Van,"LINESTRING (452000 302000, 453000 302000)"\n'
    )
    m = gather({"stops.csv": rows}, STOPS)
    assert m.assets.geometry.iloc[0].geom_type == "GeometryCollection"
