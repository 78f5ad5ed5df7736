"""Awkward files after public reports, where they are at hand: what is right stands beside each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from assetmap.gather import read, read_project
from assetmap.tables import AssetMap

CASES = Path(__file__).parents[3] / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the awkward files are not here")


def _read(number: str) -> AssetMap:
    [folder] = (CASES / "reading").glob(f"{number}-*")
    m = read(folder / "project.toml")
    assert m.report.rows == m.report.accepted + m.report.rejected + m.report.skipped
    return m


def _days(m: AssetMap, column: str) -> list[str | None]:
    return [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in m.assets[column]]


def test_a_month_first_column() -> None:
    days = ["2026-03-04", "2026-06-07", "2026-03-31", "2026-04-25"]
    assert _days(_read("01"), "verified_on") == days


def test_financial_years_and_loose_dates() -> None:
    m = _read("22")
    assert _days(m, "first_seen") == [None, None, None, None, "2062-12-01", "1969-04-01"]
    assert len(m.report.problems.query("outcome == 'note'")) == 6


def test_decimal_commas() -> None:
    m = _read("23")
    assert m.assets["capacity"].tolist() == [1200, 12, 150]
    assert m.places["population"].tolist() == [1234, 12345, 987]


def test_midnights_in_utc() -> None:
    assert _days(_read("25"), "verified_on") == ["2026-04-01", "2026-04-01"]


def test_leading_zeros() -> None:
    m = _read("31")
    assert m.ties[["source", "target"]].to_numpy().tolist() == [["007", "070"]]
    assert m.assets["place_id"].tolist() == ["W01", "W02"]


def test_cut_ids() -> None:
    m = _read("32")
    assert m.assets["name"].tolist() == ["Choir", "Pantry", "Hall"]
    assert set(m.report.problems["code"]) == {"cut_number"}


def test_suppressed_numbers() -> None:
    m = _read("47")
    assert m.places["population"].tolist() == [1000, 2000, 1500]
    assert m.report.problems["code"].tolist().count("suppressed_number") == 3


def test_a_long_table() -> None:
    assert _read("56").places["population"].tolist() == [1000, 2000, 1500]


def test_ids_that_start_again_on_each_sheet() -> None:
    m = _read("29")
    assert m.ties.empty
    ends = m.report.problems.query("file == 'ties.csv'")
    assert set(ends["code"]) == {"ambiguous_end"}
    assert set(ends["row"]) == {2, 3, 4}


def test_detached_parts() -> None:
    m = _read("09")
    assert m.places.index.tolist() == ["W01", "W02"]
    assert m.assets["place_id"].tolist() == ["W01", "W01"]


def test_a_boundary_column_named_like_a_measure() -> None:
    places = _read("27").places
    assert places["imd"].dropna().to_dict() == {"W01": 5, "W02": 50}
    assert places["imd (as given)"].astype(str).tolist() == ["10", "20", "30"]


def test_a_district_code_before_the_ward_code() -> None:
    folder = CASES / "reading" / "54-ward-file-with-district-code-first"
    m = read(folder / "groups.csv", places=folder / "wards.geojson")
    assert m.places["name"].to_dict() == {"W01": "Mill End", "W02": "Nether End", "W03": "Over End"}
    assert m.assets["place_id"].tolist() == ["W01", "W02"]


def test_invisible_characters_in_keys() -> None:
    m = _read("37")
    assert m.assets["place_id"].tolist() == ["W01", "W02"]
    assert len(m.ties) == 2


def test_groups_whose_names_look_alike() -> None:
    assert _read("57").assets["name"].tolist() == ["Club 50", "Club 50+", "Route 1.1", "Route 11"]


@pytest.mark.parametrize("name", ["tie", "prefix"])
def test_ties_by_the_ids_of_the_files(name: str) -> None:
    m = read(CASES / "reading-trafford" / f"{name}.toml")
    assert len(m.ties) == 1
    assert m.report.rejected == 0


def test_a_first_and_a_last_name() -> None:
    m = read(CASES / "doors" / "first_last" / "project.toml")
    assert m.assets["name"].tolist() == ["Amara Example", "Bilal Sample"]
    assert len(m.ties) == 1


def test_neighbourhoods_that_overlap() -> None:
    [says] = _read("58").report.problems.query("code == 'overlapping_places'")["says"]
    assert "Old Town (A) and Riverside (B) by 2.00 square km, 50 % of the smaller" in says
    assert "2 assets in more than one place" in says


def test_a_constant_date() -> None:
    project = read_project(CASES / "doors" / "constant_date.toml").project
    assert [each.constant["given_on"] for each in project.consents] == [dt.date(2026, 9, 1)] * 2
