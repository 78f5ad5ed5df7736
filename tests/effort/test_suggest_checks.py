"""The call sheet: what it holds, in which order, and how it comes back."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import assetmap as am
from assetmap.effort import CHECK_COLUMNS, add_checks, suggest_checks
from assetmap.errors import TableError
from assetmap.tables import AssetMap

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture
def village() -> AssetMap:
    """
    Hall and choir are old, the café was never confirmed, the club is known by hearsay.

    The park is fresh, the shop closed, and Asha took back that she is stored.
    """
    assets = pd.DataFrame(
        {
            "name": ["Hall", "Choir", "Café", "Club", "Park", "Shop", "Asha"],
            "kind": ["space", "association", "exchange", "association", "space", "exchange",
                     "individual"],
            "verified_on": ["2023-01-01", "2020-01-01", None, "2026-06-01", "2026-06-01", None,
                            None],
            "status": ["active"] * 5 + ["closed", "active"],
            "place_id": "mill",
            "phone": [None, "01234 567", None, None, None, None, None],
            "sources": [("walk",), ("list", "walk"), ("list",), ("said",), ("walk",), ("list",),
                        ("list",)],
        },
        index=["hall", "choir", "cafe", "club", "park", "shop", "asha"],
    )  # fmt: skip
    return AssetMap.from_frames(
        assets=assets,
        places=pd.DataFrame({"name": ["Mill End"]}, index=["mill"]),
        ties=pd.DataFrame(
            [("choir", "hall", "meets_at"), ("hall", "choir", "meets_at"),
             ("club", "hall", "uses"), ("club", "park", "uses"), ("asha", "cafe", "nominates")],
            columns=["source", "target", "kind"],
        ),
        sources=pd.DataFrame(
            {"name": ["Walkabout", "Council list", "Second-hand"],
             "date": ["2026-05-01", "2024-01-01", None],
             "how": ["walk", "download", "second-hand, from a neighbour"]},
            index=["walk", "list", "said"],
        ),
        consents=pd.DataFrame(
            {"asset_id": ["asha"], "purpose": ["store"], "given_on": ["2025-01-01"],
             "withdrawn_on": ["2026-01-01"]}
        ),
        as_of=AS_OF,
    )  # fmt: skip


def test_without_findings_ties_and_then_age_decide_and_keepers_stand_together(village) -> None:
    checks = suggest_checks(village).set_index("asset_id")
    # Hall: with the choir (said twice) and the club; club: with hall and park; choir: with hall.
    assert checks["ties"].to_dict() == {"hall": 2, "choir": 1, "club": 2, "cafe": 0}
    assert checks["keeper_name"].to_dict() == {
        "hall": "Walkabout", "choir": "Walkabout", "club": "Second-hand", "cafe": "Council list",
    }  # fmt: skip
    assert checks.index.tolist() == ["hall", "choir", "cafe", "club"]  # two records of one keeper
    assert checks["reason"].to_dict() == {
        "hall": "confirmed long ago", "choir": "confirmed long ago", "club": "second-hand",
        "cafe": "never confirmed",
    }  # fmt: skip
    assert suggest_checks(village, n=1)["asset_id"].tolist() == ["hall"]
    assert checks.loc["choir", "phone"] == "01234 567"


def test_findings_decide_where_they_are_given(village) -> None:
    gaps = pd.DataFrame(
        {"nearest_id": ["cafe", "cafe", None], "strength_ids": [("cafe", "park"), (), ("choir",)]}
    )
    people = pd.DataFrame({"person_id": [None], "group_ids": [("cafe",)]})
    checks = suggest_checks(village, gaps=gaps, champions=people).set_index("asset_id")
    assert checks["findings"].to_dict() == {"cafe": 3, "choir": 1, "hall": 0, "club": 0}
    assert checks.index[0] == "cafe"
    assert checks.loc["cafe", "says"] == (
        "Nobody ever confirmed this record; 3 findings rest on it."
    )
    stranger = pd.DataFrame({"nearest_id": ["nowhere"]})
    with pytest.raises(TableError, match="another map: asset 'nowhere' of `nearest_id`"):
        suggest_checks(village, gaps=stranger)


def test_columns_are_the_same_when_nothing_is_to_be_checked(village) -> None:
    none, some = suggest_checks(village, n=0), suggest_checks(village)
    assert none.columns.tolist() == some.columns.tolist() == list(CHECK_COLUMNS)
    assert none.dtypes.astype(str).tolist() == some.dtypes.astype(str).tolist()
    with pytest.raises(TableError, match="counted from 0"):
        suggest_checks(village, n=-1)


def test_what_is_confirmed_is_no_longer_asked_for_and_nothing_grows_older(village) -> None:
    checks = suggest_checks(village)
    checks["confirmed_on"] = checks["asset_id"].map({"hall": "2026-06-29", "choir": "2019-01-01"})
    after = add_checks(village, checks)
    assert str(after.assets.loc["hall", "verified_on"].date()) == "2026-06-29"
    assert str(after.assets.loc["choir", "verified_on"].date()) == "2020-01-01"
    assert pd.isna(after.assets.loc["cafe", "verified_on"])
    assert "hall" not in suggest_checks(after)["asset_id"].tolist()
    assert str(village.assets.loc["hall", "verified_on"].date()) == "2023-01-01"


def test_checks_that_cannot_be_taken_on_are_refused_all_at_once(village) -> None:
    checks = pd.DataFrame(
        {"asset_id": ["hal", "choir", "cafe"], "confirmed_on": ["2026-06-01", "soon", "2027-01-01"]}
    )
    with pytest.raises(TableError) as caught:
        add_checks(village, checks)
    assert [problem.code for problem in caught.value.problems] == [
        "unknown_asset", "no_day", "future_day",
    ]  # fmt: skip
    assert "Did you mean 'hall'?" in str(caught.value)
    with pytest.raises(TableError, match="'confirmed_on'"):
        add_checks(village, checks[["asset_id"]])


def test_a_filled_in_call_sheet_is_read_back_as_newer_days(tmp_path) -> None:
    (tmp_path / "assets.csv").write_text(
        "id,name,kind,place,verified_on\n1,Hall,space,Mill,2020-01-01\n2,Choir,association,Mill,\n"
        "3,Bowls,association,Mill,2026-01-01\n",
        encoding="utf-8",
    )
    (tmp_path / "checks.csv").write_text(
        "asset_id,name,keeper_name,confirmed_on\n1,Hall,,2026-05-31\n2,Choir,,\nBowls,,,2025-01-01\n"
        "9,Gone,,2026-01-01\n2,Choir,,2027-01-01\n",
        encoding="utf-8",
    )
    project = tmp_path / "project.toml"
    project.write_text(
        'map = { as_of = 2026-06-30 }\nassets = [{ file = "assets.csv" }]\n'
        'checks = [{ file = "checks.csv" }]\n',
        encoding="utf-8",
    )
    m = am.read(project)
    days = m.assets["verified_on"].dt.strftime("%Y-%m-%d").fillna("").to_dict()
    assert days == {"1": "2026-05-31", "2": "", "3": "2026-01-01"}
    files = m.report.files.set_index("file").loc["checks.csv"]
    assert files[["rows", "accepted", "rejected", "skipped"]].tolist() == [5, 2, 2, 1]
    problems = m.report.problems[m.report.problems["file"] == "checks.csv"]
    rejected = problems[problems["outcome"] == "rejected"]
    assert dict(zip(rejected["row"], rejected["code"], strict=True)) == {
        5: "unknown_end", 6: "future_check",
    }  # fmt: skip
