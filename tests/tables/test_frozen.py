"""Does a map stay as it was made, and does it keep everything it was given?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.tables import AssetMap, ImportReport

TABLES = ("assets", "places", "ties", "sources", "consents", "effort")


@pytest.fixture
def village() -> AssetMap:
    assets = gpd.GeoDataFrame(
        {
            "name": ["Hall", "Asha <b>Rahman</b>"],
            "kind": ["space", "individual"],
            "themes": [["tea", "talk", "tea", " "], None],
            "roles": [(), ("champion",)],
            "email": [None, "asha@example.org"],
            "capacity": [80.0, None],
            "colour": ["red", "blue"],
        },
        index=["hall", "asha"],
        geometry=[Point(1, 2), None],
        crs="EPSG:27700",
    )
    return AssetMap.from_frames(
        assets=assets.assign(place_id="mill"),
        places=gpd.GeoDataFrame({"name": ["Mill & <i>End</i>"]}, index=["mill"],
                                geometry=[box(0, 0, 9, 9)], crs="EPSG:27700"),
        ties=pd.DataFrame({"source": ["asha"], "target": ["hall"], "kind": ["uses"],
                           "told by": ["Ben"]}, index=["t1"]),
        consents=pd.DataFrame({"asset_id": ["asha"], "purpose": ["store"]}),
        effort=pd.DataFrame({"place_id": ["mill"], "walks": [2], "walked with": ["Ben"]}),
        title="Our <script>", as_of=dt.date(2026, 6, 1),
    )  # fmt: skip


def snapshot(m: AssetMap) -> list[Any]:
    tables = [getattr(m, name) for name in TABLES] + [m.report.files, m.report.problems]
    return [
        (table.to_string(), list(table.columns), table.index.name, str(getattr(table, "crs", None)))
        for table in tables
    ]


def change_a_cell(m: AssetMap) -> None:
    assets = m.assets
    assets.loc["hall", "name"] = "changed"
    assert assets.loc["hall", "name"] == "changed"


EDITS: dict[str, Callable[[AssetMap], object]] = {
    "a cell": lambda m: m.assets.__setitem__("name", "changed"),
    "a row": lambda m: m.assets.drop(index="hall", inplace=True),
    "loc": change_a_cell,
    "a column": lambda m: m.assets.pop("name"),
    "the index": lambda m: m.assets.reset_index(inplace=True),
    "its name": lambda m: setattr(m.assets.index, "name", "changed"),
    "the columns": lambda m: setattr(m.places, "columns", list("abcdef")),
    "a shape": lambda m: m.assets.geometry.array.__setitem__(0, Point(9, 9)),
    "the shapes": lambda m: m.places.geometry.values.__setitem__(0, None),
    "the system": lambda m: m.assets.set_crs(3857, allow_override=True, inplace=True),
    "the order": lambda m: m.assets.sort_index(inplace=True, ascending=True),
    "a tie": lambda m: m.ties.drop(index="t1", inplace=True),
    "a consent": lambda m: m.consents.__setitem__("purpose", "publish_name"),
    "an effort": lambda m: m.effort.__setitem__("walks", 7),
    "a source": lambda m: m.sources.__setitem__("name", "changed"),
    "the problems": lambda m: m.report.problems.__setitem__("code", "none"),
    "the files": lambda m: m.report.files.__setitem__("rows", 7),
}


@pytest.mark.filterwarnings("ignore::pandas.errors.ChainedAssignmentError")
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("edit", EDITS)
def test_editing_what_a_map_lends_changes_nothing(village: AssetMap, edit: str) -> None:
    before = snapshot(village)
    EDITS[edit](village)
    assert snapshot(village) == before


@pytest.mark.parametrize("name", [*TABLES, "crs", "title", "language", "as_of", "report", "other"])
def test_nothing_of_a_map_can_be_replaced(village: AssetMap, name: str) -> None:
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        setattr(village, name, None)


def test_the_frames_given_may_be_edited_afterwards() -> None:
    assets = gpd.GeoDataFrame({"name": ["Hall"], "kind": ["space"], "themes": [["tea"]]},
                              index=["hall"], geometry=[Point(1, 2)], crs="EPSG:27700")  # fmt: skip
    m = AssetMap.from_frames(assets=assets)
    before = snapshot(m)
    assets["themes"]["hall"].append("changed")
    assets.geometry.array[0] = Point(9, 9)
    assets.loc["hall", "name"] = "changed"
    assert snapshot(m) == before


def test_words_that_mean_the_same_stay_as_they_were_given() -> None:
    others = ["drivers"]
    given = {"lifts": others, "piano": "keyboard"}
    assets = pd.DataFrame({"name": ["Hall"], "kind": ["space"]}, index=["hall"])
    m = AssetMap.from_frames(assets=assets, synonyms=given)
    others.append("changed")
    given["hall"] = ("changed",)
    m.synonyms["room"] = ("changed",)
    assert m.synonyms == {"lifts": ("drivers",), "piano": ("keyboard",)}
    assert AssetMap.from_frames(assets=assets).synonyms == {}
    assert AssetMap({"assets": assets}, synonyms=m.synonyms).synonyms == m.synonyms
    with pytest.raises(AttributeError):
        m.synonyms = {}  # type: ignore[misc]


def test_extra_columns_are_kept_after_ours(village: AssetMap) -> None:
    assert list(village.assets.columns[-2:]) == ["colour", "geometry"]
    assert village.assets["colour"].tolist() == ["red", "blue"]
    assert village.ties.loc["t1", "told by"] == "Ben"
    assert village.effort.loc["0", "walked with"] == "Ben"


def test_words_are_tuples_without_repeats_and_blanks(village: AssetMap) -> None:
    assert village.assets["themes"].tolist() == [("tea", "talk"), ()]


def test_records_without_a_source_say_so(village: AssetMap) -> None:
    assert village.assets["sources"].tolist() == [("unstated",)] * 2
    assert village.ties["sources"].tolist() == [("unstated",)]
    assert village.effort["sources"].tolist() == [("unstated",)]
    assert village.sources["name"].to_dict() == {"unstated": "Source not stated"}
    stated = AssetMap.from_frames(
        assets=pd.DataFrame({"name": ["A"], "kind": ["space"], "sources": ["walk"]}),
        sources=pd.DataFrame({"name": ["Walk"]}, index=["walk"]),
    )
    assert stated.sources.index.tolist() == ["walk"]


def test_places_that_are_mentioned_are_made_without_a_boundary() -> None:
    assets = pd.DataFrame({"name": "A", "kind": "space", "place_id": ["mill", None],
                           "active_in": [("quay", "mill"), ()]})  # fmt: skip
    effort = pd.DataFrame({"place_id": ["moor"], "walks": [1]})
    m = AssetMap.from_frames(assets=assets, effort=effort)
    assert m.places["name"].to_dict() == {"mill": "mill", "moor": "moor", "quay": "quay"}
    assert m.places.geometry.isna().all()


def test_the_index_may_be_a_column_of_that_name() -> None:
    by_column = pd.DataFrame({"asset_id": [7, 8], "name": ["A", "B"], "kind": "space"})
    assert AssetMap.from_frames(assets=by_column).assets.index.tolist() == ["7", "8"]


def test_the_active_geometry_may_have_another_name() -> None:
    shapes = gpd.GeoDataFrame({"name": ["A"], "kind": "space", "spot": [Point(1, 2)]},
                              geometry="spot", crs="EPSG:27700", index=["a"])  # fmt: skip
    m = AssetMap.from_frames(assets=shapes)
    assert m.assets.geometry.name == "geometry"
    assert m.assets.geometry["a"] == Point(1, 2)
    assert "spot" not in m.assets.columns


def test_the_card_counts_and_names_nobody(village: AssetMap) -> None:
    card = village._repr_html_()
    for hidden in ("Asha", "Rahman", "asha@example.org", "<script>", "<i>", "<b>"):
        assert hidden not in card
    assert "Our &lt;script&gt;, 2026-06-01" in card
    assert "Mill &amp; &lt;i&gt;End&lt;/i&gt; 1" in card  # without Asha
    assert "individual fewer than 10" in card
    assert "each fewer than 10" in card
    assert "champion" not in card
    assert "0 rejected and 0 skipped, of those that are not about people" in card
    assert "no record says when it was last confirmed" in card
    assert repr(village) == (
        "<AssetMap: 1 asset and fewer than 10 people in 1 place, 0 ties without people>"
    )


def test_the_card_of_nothing() -> None:
    card = AssetMap.from_frames(assets=pd.DataFrame())._repr_html_()
    assert "individual fewer than 10" in card


def test_the_card_says_how_fresh_the_records_are() -> None:
    days = ["2024-05-31", "2024-06-01", "2026-05-01", None]
    assets = pd.DataFrame({"name": "A", "kind": "space", "verified_on": days})
    card = AssetMap.from_frames(assets=assets, as_of=dt.date(2026, 6, 1))._repr_html_()
    # 730 days before 1 June 2026 is 1 June 2024: a record of that day is not old yet.
    assert "3 of 4 confirmed, from 2024-05-31 to 2026-05-01; 1 over two years old" in card


def test_a_report_whose_rows_do_not_add_up_is_refused() -> None:
    files = pd.DataFrame(
        {"file": ["a.csv"], "section": "assets", "rows": 3, "accepted": 1, "rejected": 1,
         "skipped": 0}
    )  # fmt: skip
    with pytest.raises(ValueError, match=r"rows of a\.csv are not all accounted for"):
        ImportReport(files, pd.DataFrame())
    report = ImportReport(files.assign(skipped=1), pd.DataFrame())
    assert (report.rows, report.accepted, report.rejected, report.skipped) == (3, 1, 1, 1)
    assert repr(report) == "<ImportReport: 3 rows = 1 accepted + 1 rejected + 1 skipped, 1 tables>"
    with pytest.raises(dataclasses.FrozenInstanceError):
        report._files = None  # type: ignore[misc]


def test_the_report_shows_itself_escaped() -> None:
    files = pd.DataFrame(
        {"file": ["<img src=x>"], "sheet": [None], "section": "assets", "rows": 1, "accepted": 1,
         "rejected": 0, "skipped": 0}
    )  # fmt: skip
    shown = ImportReport(files, pd.DataFrame())._repr_html_()
    assert "<img" not in shown
    assert "&lt;img src=x&gt;" in shown
