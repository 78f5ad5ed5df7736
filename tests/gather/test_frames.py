"""Frames are read as files are: what a cell of a frame means, and what the report says of it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import assetmap as am
from assetmap.errors import NothingReadError, ProjectError, TableError
from assetmap.gather.files import read_frame
from assetmap.tables import AssetMap
from tests.open_data import BOUNDARIES

CLEAN = ["name", "kind", "themes", "capacity", "verified_on", "sensitive_location", "geometry"]


class Kind(Enum):
    SPACE = "space"


def text_of(values: Any, head: str = "what") -> list[str | None]:
    """Give a column as it is read, before anything is looked for in it."""
    frame = pd.DataFrame({head: values, "other": "x"})
    return [*read_frame(frame, shown_as="frame 'assets'").columns.as_given(head)]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pd.Series([None, np.nan, pd.NaT, pd.NA, ""], dtype=object), [None, None, None, None, ""]),
        (pd.Series([1.0, np.nan]), ["1", None]),
        (pd.Series([7.0, 7.25, -0.5]), ["7", "7.25", "-0.5"]),
        (pd.Series([0.1 + 0.2]), ["0.30000000000000004"]),
        (pd.Series([123456789012], dtype="int64"), ["123456789012"]),
        (pd.Series([7, pd.NA], dtype="Int64"), ["7", None]),
        (pd.Series([True, False]), ["yes", "no"]),
        (pd.Series([True, pd.NA], dtype="boolean"), ["yes", None]),
        (pd.Series([True, None], dtype=object), ["yes", None]),
        (pd.to_datetime(pd.Series(["2026-03-31", None])), ["2026-03-31", None]),
        (pd.to_datetime(pd.Series(["2026-03-31 23:30"])), ["2026-03-31 23:30:00"]),
        (pd.Series([dt.date(2026, 3, 31), None], dtype=object), ["2026-03-31", None]),
        (pd.Series(["007", None], dtype="str"), ["007", None]),
        (pd.Series(["a", "b", "a"], dtype="category"), ["a", "b", "a"]),
        (pd.Series([Decimal("7.00"), Decimal("1E+3"), Decimal("0.10")]), ["7", "1000", "0.10"]),
        (pd.Series([Kind.SPACE]), ["space"]),
        (pd.Series([uuid.UUID(int=5)]), ["00000000-0000-0000-0000-000000000005"]),
        (pd.Series([["a", "b;c"], ("d",), [], {"f", "e"}, np.array(["g"])]),
         ["a\nb;c", "d", None, "e\nf", "g"]),
        (pd.Series([["two\nlines", None, 7.0]]), ["two lines\n7"]),
        (pd.Series([{"b": 1, "a": "é"}]), ['{"a": "é", "b": 1}']),
        (pd.Series([shapely.Point(1 / 3, 2), "x"], dtype=object),
         ["POINT (0.3333333333333333 2)", "x"]),
    ],
)  # fmt: skip
def test_cells_become_text_with_nothing_lost(values: Any, texts: list[str | None]) -> None:
    assert text_of(values) == texts


def test_a_moment_with_its_zone_is_the_day_in_the_country() -> None:
    # Half past midnight in Britain, in summer: the last day of June in UTC.
    moments = pd.Series(pd.to_datetime(["2026-06-30 23:30+00:00", "2026-07-01 01:30+02:00"],
                                       utc=True))  # fmt: skip
    frame = pd.DataFrame({"name": ["A", "B"], "kind": "space", "verified_on": moments})
    days = am.read(frame, as_of=dt.date(2026, 8, 1)).assets["verified_on"]
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2026-07-01", "2026-07-01"]


def assets() -> pd.DataFrame:
    """Make what a query gives: NULL among flags, numbers and days, and words in three ways."""
    return pd.DataFrame(
        {
            "id": [3, 5, 8],
            "name": ["Mill Hall", "Choir", "Pantry"],
            "kind": ["space", "association", "exchange"],
            "longitude": [-1.2, -1.21, np.nan],
            "latitude": [52.77, 52.78, np.nan],
            "themes": ["food; music", ["arts; crafts", "youth"], '["baking", "tea; cake"]'],
            "sensitive_location": [0.0, 1.0, np.nan],
            "capacity": [80, np.nan, 12],
            "verified_on": pd.to_datetime(["2026-05-01", None, "2026-06-12"]),
        }
    )


def test_a_frame_is_read_by_what_is_in_it() -> None:
    frame = assets()
    before = frame.copy(deep=True)
    m = am.read(frame, as_of=dt.date(2026, 11, 1))
    assert (m.report.rows, m.report.accepted) == (3, 3)
    assert m.assets.index.tolist() == ["3", "5", "8"]
    assert m.assets["themes"].tolist() == [
        ("food", "music"), ("arts; crafts", "youth"), ("baking", "tea; cake"),
    ]  # fmt: skip
    assert m.assets["sensitive_location"].tolist() == [False, True, False]
    assert m.assets["capacity"].fillna(-1).tolist() == [80, -1, 12]
    # The first point as the Ordnance Survey's own transformation has it, to the metre.
    assert m.assets.geometry["3"].distance(shapely.Point(454071, 319456)) < 1
    assert m.assets.geometry["8"] is None
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_is_read_as_the_same_rows_of_a_file_are(tmp_path: Path) -> None:
    frame = assets().drop(columns="themes").assign(themes="food; music")
    written = frame.assign(sensitive_location=["no", "yes", None])
    written.to_csv(tmp_path / "assets.csv", index=False)
    file, rows = am.read(tmp_path / "assets.csv"), am.read({"assets": frame})
    for name in CLEAN:
        assert rows.assets[name].equals(file.assets[name]), name
    shown = ["column", "value", "code", "outcome"]
    assert rows.report.problems[shown].equals(file.report.problems[shown])


def test_the_report_names_the_frame_and_counts_rows_from_one() -> None:
    ties = pd.DataFrame({"source": [3, 3], "target": [5, 99], "kind": ["uses", "uses"]})
    m = am.read({"assets": assets().assign(kind=["space", "assocation", "exchange"]), "ties": ties})
    rejected = m.report.problems.query("outcome == 'rejected'")
    assert rejected[["file", "row", "value"]].to_numpy().tolist() == [
        ["frame 'assets'", 2, "assocation"], ["frame 'ties'", 1, "5"], ["frame 'ties'", 2, "99"],
    ]  # fmt: skip
    assert m.report.files["file"].tolist() == ["frame 'assets'", "frame 'ties'"]


def test_kind_columns_values_and_themes_are_said_as_of_a_file() -> None:
    frame = pd.DataFrame({"what": ["Mill Hall"], "sort": ["VH"], "where": ["Mill End"]})
    m = am.read(frame, columns={"name": "what", "place": "where", "kind": "sort"},
                values={"kind": {"VH": "space"}}, themes="meeting")  # fmt: skip
    assert m.assets[["name", "kind", "themes"]].iloc[0].tolist() == [
        "Mill Hall", "space", ("meeting",),
    ]  # fmt: skip
    assert am.read(frame[["what"]], columns={"name": "what"}, kind="space").report.accepted == 1


def test_nothing_read_says_the_line_that_would_help() -> None:
    with pytest.raises(NothingReadError, match=r'am\.read\(frame, kind="space"\)\. ') as refusal:
        am.read(pd.DataFrame({"name": ["Qq"], "kind": ["zz"]}))
    assert refusal.value.report.rejected == 1
    assert "assetmap build" not in str(refusal.value)


def test_a_lone_frame_may_be_of_people() -> None:
    m = am.read(pd.DataFrame({"first_name": ["Asha", "Ben"], "surname": ["A", "B"]}))
    assert m.assets["kind"].tolist() == ["individual", "individual"]
    assert m.assets["name"].tolist() == ["Asha A", "Ben B"]


def test_people_hold_their_consents_as_flags_of_a_database() -> None:
    people = pd.DataFrame({"name": ["Asha", "Ben", "Cy"], "ok_to_be_named": [1.0, 0.0, np.nan],
                           "date_agreed": dt.date(2026, 5, 1)})  # fmt: skip
    m = am.read({"people": people})
    assert m.consents["purpose"].tolist() == ["publish_name", "publish_name"]
    named = m.assets["name"].reindex(m.consents["asset_id"]).tolist()
    assert dict(zip(named, m.consents["withdrawn_on"].isna(), strict=True)) == {
        "Asha": True, "Ben": False,
    }  # fmt: skip


def boundaries() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"ward_code": ["w1", "w2"], "ward_name": ["Mill End", "Nether End"]},
        geometry=[shapely.box(45e4, 3e5, 455e3, 305e3), shapely.box(455e3, 3e5, 46e4, 305e3)],
        crs="EPSG:27700",
    )


POINTS = pd.DataFrame({"name": ["A", "B"], "kind": "space", "easting": [452000, 457000],
                       "northing": [302000, 302000]})  # fmt: skip


def wkb_of(frame: gpd.GeoDataFrame, *, is_hex: bool) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns="geometry")).assign(
        geom=shapely.to_wkb(frame.geometry.to_numpy(), hex=is_hex)
    )


@pytest.mark.parametrize(
    "places",
    [
        boundaries(),
        boundaries().to_crs("EPSG:4326"),
        boundaries().rename_geometry("shape"),
        pd.DataFrame(boundaries()),
        boundaries().set_index("ward_code"),
        boundaries().to_wkt(),
        wkb_of(boundaries(), is_hex=True),
        wkb_of(boundaries(), is_hex=False),
    ],
    ids=["metres", "degrees", "renamed", "plain", "indexed", "wkt", "hex", "bytes"],
)
def test_boundaries_come_as_frames(places: pd.DataFrame) -> None:
    for m in (am.read({"assets": POINTS, "places": places}), am.read(POINTS, places=places)):
        assert m.assets["place_id"].tolist() == ["w1", "w2"]
        assert m.places["name"].to_dict() == {"w1": "Mill End", "w2": "Nether End"}
        assert m.places.geometry.area.round(-3).tolist() == [25e6, 25e6]


def test_boundaries_of_a_frame_stand_beside_a_file(tmp_path: Path) -> None:
    POINTS.to_csv(tmp_path / "halls.csv", index=False)
    m = am.read(tmp_path / "halls.csv", places=boundaries())
    assert m.assets["place_id"].tolist() == ["w1", "w2"]


def test_shapes_of_a_frame_are_kept_in_the_system_of_the_map() -> None:
    frame = gpd.GeoDataFrame(
        POINTS[["name", "kind"]], geometry=gpd.points_from_xy([452000, 457000], [302000, 302000]),
        crs="EPSG:27700",
    )  # fmt: skip
    in_degrees = am.read(frame.to_crs("EPSG:4326")).assets.geometry
    assert in_degrees.distance(frame.set_index(in_degrees.index).geometry).max() < 0.01
    before = frame.copy()
    shapes = am.read(frame).assets.geometry
    assert [*shapes] == [*frame.geometry]
    assert shapes.crs == "EPSG:27700"
    assert frame.equals(before)


def test_need_and_effort_and_postcodes_come_as_frames() -> None:
    need = pd.DataFrame({"ward": ["w1", "w2"], "population": [1200.0, 800.0],
                         "imd_score": [10.5, 30.0]})  # fmt: skip
    effort = pd.DataFrame({"place": ["w1"], "conversations": [3], "on": [dt.date(2026, 5, 1)]})
    postcodes = pd.DataFrame({"pcds": ["LE11 1AA"], "easting": [457100], "northing": [302000]})
    by_postcode = pd.DataFrame({"name": ["C"], "kind": "space", "postcode": ["le111aa"]})
    m = am.read({"assets": pd.concat([POINTS, by_postcode]), "places": boundaries(), "need": need,
                 "effort": effort, "postcodes": postcodes})  # fmt: skip
    assert m.assets["place_id"].tolist() == ["w1", "w2", "w2"]
    assert m.places["population"].to_dict() == {"w1": 1200, "w2": 800}
    assert m.places["need"].to_dict() == {"w1": 0, "w2": 1}
    assert m.effort[["place_id", "conversations"]].iloc[0].tolist() == ["w1", 3]


@pytest.mark.parametrize(
    ("index", "ids"),
    [
        (["a", "b"], ["a", "b"]),
        (pd.Index(["a", "b"], name="asset_id"), ["a", "b"]),
        (pd.Index([4, 9], name="id"), ["4", "9"]),
        ([4, 9], ["4", "9"]),
    ],
)
def test_an_index_that_somebody_made_holds_ids(index: Any, ids: list[str]) -> None:
    assert am.read(POINTS.set_axis(index)).assets.index.tolist() == ids


@pytest.mark.parametrize("index", [pd.RangeIndex(2), pd.RangeIndex(5, 7), [3, 3]])
def test_an_index_that_pandas_made_holds_none(index: Any) -> None:
    ids = am.read({"assets": POINTS.set_axis(index)}).assets.index.tolist()
    assert ids == ["frame-assets-a", "frame-assets-b"]


def test_an_index_beside_ids_is_a_column_of_ones_own() -> None:
    m = am.read(POINTS.assign(id=["p", "q"]).set_axis(["x", "y"]))
    assert m.assets["index"].to_dict() == {"p": "x", "q": "y"}


def test_blank_rows_are_skipped_and_counted() -> None:
    blank = pd.DataFrame({"name": [None, "A", ""], "kind": [np.nan, "space", " "]})
    report = am.read(blank).report
    assert (report.rows, report.accepted, report.skipped) == (3, 1, 2)


def test_headings_that_repeat_or_are_no_text_are_told_apart() -> None:
    frame = pd.DataFrame([["A", "space", "x", "y"]], columns=["name", "kind", "note", "note"])
    assert [*read_frame(frame, shown_as="f").columns] == ["name", "kind", "note", "note (2)"]
    levels = pd.MultiIndex.from_tuples([("a", "b"), ("c", "")])
    assert [*read_frame(pd.DataFrame([[1, 2]], columns=levels), shown_as="f").columns] == [
        "a b", "c",
    ]  # fmt: skip
    assert [*read_frame(pd.DataFrame([[1, 2]]), shown_as="f").columns] == ["0", "1"]


def test_bytes_are_refused_by_name_all_at_once() -> None:
    frame = POINTS.assign(photo=b"\x89PNG", note="x", scan=[None, bytearray(b"x")])
    with pytest.raises(ProjectError) as refusal:
        am.read({"assets": frame})
    assert [problem.where for problem in refusal.value.problems] == [
        "frame 'assets', photo", "frame 'assets', scan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"asets": POINTS}, ["Did you mean 'assets'", "no assets or people"]),
        ({"assets": [1], "ties": "x"}, ["this is a list", "this is a str"]),
        ({}, ["no assets or people"]),
        ({"ties": POINTS}, ["no assets or people"]),
        ({"assets": None}, ["no assets or people"]),
    ],
)
def test_what_is_no_frame_or_of_nothing_known_is_refused(given: Any, codes: list[str]) -> None:
    with pytest.raises(ProjectError) as refusal:
        am.read(given)
    assert all(code in str(refusal.value) for code in codes)


def test_what_is_said_twice_is_refused() -> None:
    with pytest.raises(ProjectError, match="given twice"):
        am.read({"assets": POINTS, "places": boundaries()}, places=boundaries())
    with pytest.raises(ProjectError, match="Leave the kind out"):
        am.read({"people": POINTS[["name"]]}, kind="space")


@pytest.mark.parametrize(
    ("role", "frame", "says"),
    [
        ("need", pd.DataFrame({"zone": [1], "n": [2]}), "how many people"),
        ("postcodes", pd.DataFrame({"postcode": ["LE1 1AA"]}), "two of coordinates"),
        ("places", pd.DataFrame({"zone": [1]}), "the id and the name of a place"),
    ],
)
def test_a_frame_without_its_columns_says_which(role: str, frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(ProjectError, match=says):
        am.read({"assets": POINTS, role: frame})


def test_a_frame_of_many_rows_is_read_whole() -> None:
    size = 5_000
    frame = pd.DataFrame({"name": [f"Hall {at}" for at in range(size)], "kind": "space",
                          "easting": np.arange(size) + 450000.0, "northing": 302000})  # fmt: skip
    m = am.read(frame)
    assert m.report.accepted == size
    assert m.assets.geometry.x.tolist() == frame["easting"].tolist()


def test_frames_of_files_and_of_json_are_frames_too() -> None:
    text = '[{"name": "A", "kind": "space", "themes": ["food", "tea, cake"], "open": true}]'
    m = am.read(pd.read_json(io.StringIO(text)))
    assert isinstance(m, AssetMap)
    assert m.assets["themes"].tolist() == [("food", "tea, cake")]
    assert m.assets["open"].tolist() == ["yes"]


def test_what_the_strict_door_refuses_is_read_or_said() -> None:
    frame = pd.DataFrame(
        {"name": ["Hall"], "kind": ["space"], "lon": [-1.2], "lat": [52.77],
         "themes": ["food, music"]},
        index=[1],
    )  # fmt: skip
    with pytest.raises(TableError, match="lon"):
        AssetMap.from_frames(assets=frame)
    m = am.read(frame)
    assert m.assets.geometry["1"].distance(shapely.Point(454071, 319456)) < 1
    # "Tea, coffee and cake" is one offer, so a comma alone does not part words in silence.
    assert m.assets["themes"]["1"] == ("food, music",)
    assert "list_separator" in m.report.problems["code"].tolist()
    assert am.read(frame.assign(themes="food; music")).assets["themes"]["1"] == ("food", "music")


def test_where_people_live_may_be_a_frame() -> None:
    origins = pd.DataFrame({"people": [120, 80], "lon": [0.612, 0.641], "lat": [53.412, 53.421]})
    halls = pd.DataFrame({"name": ["Mill Hall"], "kind": ["space"]})
    wards = gpd.GeoDataFrame.from_features(BOUNDARIES, crs="EPSG:4326")
    m = am.read({"assets": halls, "origins": origins, "places": wards})
    assert m.origins["people"].tolist() == [120.0, 80.0]
    assert m.origins["place_id"].tolist() == ["E05990001", "E05990002"]
    assert m.places["population"].tolist() == [120.0, 80.0]
