"""Places may be a list without boundaries: each asset belongs where it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.gather import read

PROJECT = """
[map]
as_of = 2026-11-01
[[places]]
file = "places.csv"
id = "Place"
name = "Place"
level = "village"
[[need]]
file = "places.csv"
place = "Place"
population = "People"
[[assets]]
file = "assets.csv"
"""


@pytest.fixture
def village(tmp_path: Path):
    def follow(places: str, assets: str):
        (tmp_path / "places.csv").write_text(places, encoding="utf-8")
        (tmp_path / "assets.csv").write_text(assets, encoding="utf-8")
        (tmp_path / "project.toml").write_text(PROJECT, encoding="utf-8")
        return read(tmp_path / "project.toml")

    return follow


def test_a_listed_place_stays_even_where_nothing_is(village) -> None:
    m = village(
        "Place,People\nMill End,100\nNether End,40\n", "name,kind,place\nA,space,mill end\n"
    )
    assert m.places["population"].to_dict() == {"Mill End": 100, "Nether End": 40}
    assert m.assets["place_id"].tolist() == ["Mill End"]
    assert m.assets["precision"].tolist() == ["place"]
    assert m.report.problems.query("code == 'no_boundaries'")["outcome"].tolist() == ["note"]
    assert m.report.files.set_index("section").loc["places", "rejected"] == 0


def test_a_place_that_only_an_asset_names_is_added_and_said(village) -> None:
    m = village(
        "Place,People\nMill End,100\n",
        "name,kind,place,active in\nA,space,Far End,\nB,space,MILL END,Upper End; far end\n",
    )
    assert sorted(m.places["name"]) == ["Far End", "Mill End", "Upper End"]
    assert set(m.places["level"]) == {"village"}
    by_id = m.places["name"]
    assert [by_id[place] for place in m.assets["place_id"]] == ["Far End", "Mill End"]
    (said,) = m.report.problems.query("code == 'unlisted_place'")["says"]
    assert said.endswith("were added to it: Far End and Upper End")


def test_without_any_listed_place_those_that_are_named_are_there(village) -> None:
    m = village("Place,People\n", "name,kind,place\nA,space,Far End\nB,space,\n")
    assert m.places["name"].tolist() == ["Far End"]
    assert m.assets["place_id"].notna().tolist() == [True, False]


def test_a_place_of_an_example_or_a_skipped_row_is_none(village) -> None:
    m = village(
        'Place,People\n"Example, not read: Old End",9\nMill End,1\n',
        'name,kind,place\n"Example, not read: A",space,Far End\nA,space,Mill End\n',
    )
    assert m.places["name"].tolist() == ["Mill End"]


def test_a_place_listed_twice_is_one_and_said(village) -> None:
    m = village("Place,People\nMill End,1\nMill End,2\n,3\n", "name,kind\nA,space\n")
    assert m.places.index.tolist() == ["Mill End"]
    places = m.report.problems.query("outcome == 'rejected' and row.notna()")
    assert places[["row", "code"]].to_numpy().tolist()[:2] == [
        [3, "duplicate_id"], [4, "missing_id"],
    ]  # fmt: skip
