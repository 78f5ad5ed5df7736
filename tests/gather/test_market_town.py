"""The import of the bundled example, counted as its README counts it."""

from __future__ import annotations

import re

import pytest

from assetmap.gather import read_example, require_example
from assetmap.tables import AssetMap

FILES = [
    ("groups.xlsx", "Groups", 73, 62, 4, 7),
    ("groups.xlsx", "Organisations", 31, 28, 1, 2),
    ("spaces.csv", None, 40, 36, 3, 1),
    ("exchange_and_culture.csv", None, 38, 38, 0, 0),
    ("people.csv", None, 66, 66, 0, 0),
    ("ties.csv", None, 883, 880, 3, 0),
    ("consents.csv", None, 183, 180, 3, 0),
]
REJECTED = {
    ("groups.xlsx", 14, "missing_name"),
    ("groups.xlsx", 14, "missing_kind"),
    ("groups.xlsx", 27, "duplicate_id"),
    ("groups.xlsx", 42, "unknown_word"),
    ("groups.xlsx", 62, "unreadable_date"),
    ("groups.xlsx", 25, "missing_name"),
    ("spaces.csv", 29, "duplicate_id"),
    ("spaces.csv", 40, "unreadable_coordinates"),
    ("spaces.csv", 41, "null_island"),
    ("ties.csv", 59, "unknown_end"),
    ("ties.csv", 213, "self_tie"),
    ("ties.csv", 404, "unknown_end"),
    ("consents.csv", 22, "unknown_person"),
    ("consents.csv", 50, "unknown_word"),
    ("consents.csv", 77, "unreadable_date"),
}
SKIPPED = {
    ("Groups", 43, "blank_row"), ("Groups", 63, "blank_row"), ("Groups", 76, "blank_row"),
    ("Groups", 77, "total_row"), ("Groups", 40, "dropped"), ("Groups", 41, "dropped"),
    ("Groups", 61, "dropped"), ("Organisations", 18, "blank_row"),
    ("Organisations", 34, "total_row"), (None, 20, "blank_row"),
}  # fmt: skip
NOTED = {
    ("spaces.csv", 34, "outside_places"),
    ("exchange_and_culture.csv", 12, "swapped_coordinates"),
    ("exchange_and_culture.csv", 32, "swapped_coordinates"),
    ("exchange_and_culture.csv", 21, "unknown_place"),
    ("exchange_and_culture.csv", 26, "unlocated_row"),
}


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return read_example("market_town")


def test_every_file_is_accounted_for_as_the_readme_says(town: AssetMap) -> None:
    counts = town.report.files.query("section not in ('places', 'need')")
    columns = ["file", "sheet", "rows", "accepted", "rejected", "skipped"]
    assert list(counts[columns].itertuples(index=False, name=None)) == FILES
    assert (town.report.rows, town.report.accepted) == (1314, 1290)
    assert (town.report.rejected, town.report.skipped) == (14, 10)


def test_the_readme_states_the_same_counts(town: AssetMap) -> None:
    text = (require_example("market_town") / "README.md").read_text("utf-8")
    for file, sheet, *counts in FILES:
        shown = f"`{file}`" + (f", {sheet}" if sheet else "")
        row = re.search(rf"^\| {re.escape(shown)} \| \d+ \| (.+) \|$", text, re.MULTILINE)
        assert row is not None
        assert [int(number) for number in row[1].split(" | ")] == counts


def test_every_rejected_row_says_why(town: AssetMap) -> None:
    rejected = town.report.problems.query("outcome == 'rejected'")
    assert set(rejected[["file", "row", "code"]].itertuples(index=False, name=None)) == REJECTED
    assert rejected["remedy"].str.len().min() > 0
    assert rejected["record"].notna().all()


def test_every_skipped_row_says_why(town: AssetMap) -> None:
    skipped = town.report.problems.query("outcome == 'skipped'")
    assert set(skipped[["sheet", "row", "code"]].itertuples(index=False, name=None)) == SKIPPED
    dropped = skipped[skipped["code"] == "dropped"]
    assert set(dropped["says"]) == {"closed; kept on the sheet so that nobody rings them"}
    assert set(dropped["value"]) == {"no"}


def test_what_is_kept_with_a_note(town: AssetMap) -> None:
    noted = town.report.problems.query("outcome == 'note' and row.notna()")
    assert set(noted[["file", "row", "code"]].itertuples(index=False, name=None)) == NOTED


def test_accepted_assets_by_kind(town: AssetMap) -> None:
    assert town.assets["kind"].value_counts().to_dict() == {
        "individual": 66, "association": 61, "space": 36, "institution": 29,
        "exchange": 20, "culture": 18,
    }  # fmt: skip
    assert town.assets.loc["G62", "kind"] == "institution"


def test_degrees_and_minutes_are_read_where_they_stand(town: AssetMap) -> None:
    inside = town.assets.loc[["X06", "X13", "C07", "C12"]]
    assert inside.geometry.notna().all()
    assert inside["place_id"].notna().all()


def test_places_and_pins_agree(town: AssetMap) -> None:
    assert town.assets.loc[["S08", "S20", "S26", "S36", "X08", "C04"], "place_id"].notna().all()
    named_only = ["G22", "G32", "G45", "G51", "G58", "O09", "O10", "O15", "O20", "O22", "O28"]
    assert set(town.assets.loc[named_only, "precision"]) == {"place"}
    nowhere = town.assets.loc[["X20", "C05"]]
    assert set(nowhere["precision"]) == {"none"}
    assert nowhere["place_id"].isna().all()
    shapes = town.assets.loc[["S03", "S05", "S07", "S12", "S16", "S18", "S20", "S25"]].geom_type
    assert set(shapes) <= {"Polygon", "MultiPolygon"}
    assert set(town.assets.loc[["S14", "S28", "S30"]].geom_type) == {"LineString"}


def test_ties_and_consents_as_the_readme_counts_them(town: AssetMap) -> None:
    ties = town.ties
    assert ties["kind"].value_counts().to_dict() == {
        "knows": 217, "partners_with": 111, "supports": 98, "uses": 70, "meets_at": 68,
        "runs": 67, "volunteers_at": 61, "member_of": 60, "refers_to": 36, "nominates": 34,
        "funds": 21, "works_at": 14, "owns": 12, "part_of": 11,
    }  # fmt: skip
    assert (int(ties["strength"].isna().sum()), int(ties["until"].notna().sum())) == (140, 7)
    assert town.consents["asset_id"].nunique() == 57
    assert bool(town.assets.loc["O24", "sensitive_location"])


def test_reading_twice_gives_the_same_map(town: AssetMap) -> None:
    again = read_example("market_town")
    assert again.assets.equals(town.assets)
    assert again.report.problems.equals(town.report.problems)
