"""Rows that are stops of one asset."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(
    ("keys", "assets"),
    [
        (("Club 50", "Club 50+"), 2),
        (("Route 1.1", "Route 11"), 2),
        (("Group C", "Group C#", "Group C++"), 3),
        (("A/B", "AB", "A B"), 3),
        (("x-1", "x-11", "x-1-1"), 3),
        (("Café Élan", "CAFE ELAN", "Cafe Élan."), 1),
        (("GB-CHC-1", "gb-chc-1"), 1),
    ],
)
def test_rows_are_one_asset_only_where_what_groups_them_is_equal(gather, keys, assets) -> None:
    rows = "".join(f"{key},The van,{452_000 + at},302000,,,,,\n" for at, key in enumerate(keys))
    m = gather({"stops.csv": HEAD + rows}, STOPS)
    assert len(m.assets) == assets
    assert m.report.accepted == len(keys)
    again = gather({"stops.csv": HEAD + "".join(reversed(rows.splitlines(keepends=True)))}, STOPS)
    assert len(again.assets) == assets
    if assets > 1:
        assert set(again.assets.index) == set(m.assets.index)


@pytest.mark.parametrize(
    ("first", "second"), [("0015AbC", "0015aBC"), ("x1", "X1"), ("St. Ann", "St-Ann")]
)
def test_codes_in_which_case_matters_stay_apart_by_their_names(gather, first, second) -> None:
    rows = f"{first},Choir,452000,302000,,,,,\n{second},Band,452000,302000,,,,,\n"
    m = gather({"stops.csv": HEAD + rows}, STOPS)
    assert m.assets["name"].tolist() == ["Choir", "Band"]


def test_other_spellings_of_a_name_are_kept(gather) -> None:
    rows = "".join(f"1,{name},,,,,,,\n" for name in ("G-Force", "G Force", "G-Force", "G-FORCE"))
    m = gather({"stops.csv": HEAD + rows}, STOPS)
    assert m.assets.loc["van-1", ["name", "aliases"]].tolist() == [
        "G-Force", ("G Force", "G-FORCE"),
    ]  # fmt: skip
