"""Is a record that may be a refuge asked about, and held as secret until somebody has answered?"""

from __future__ import annotations

import time
from typing import Any

import pandas as pd
import pytest

from assetmap.model import Asset
from assetmap.tables import AssetMap, find_open, suggests_secret


@pytest.mark.parametrize(
    "name",
    [
        "Hope House refuge", "REFUGES", "Mens refuge", "Women's Aid Leicester", "Welsh Women’s Aid",
        "safe-house", "Safehouse project", "Domestic  Abuse support", "Domestic violence one stop",
        "domestic and sexual violence hub", "Rape Crisis", "Honour-based abuse advice",
        "honor based violence", "modern slavery victims", "Freedom from violence", "Fleeing abuse",
        "VAWG partnership", "LGBT+ helpline", "Night help-line", "Forced marriage unit",
        "survivors of sexual assault", "Human trafficking support", "Lloches Aberystwyth",
        "Réfuge", "Women’s shelter", "Coercive control group", "IDVA service", "Children's home",
    ],
)  # fmt: skip
def test_names_that_suggest_a_secret(name: str) -> None:
    assert suggests_secret(pd.DataFrame({"name": [name]})).tolist() == [True]


@pytest.mark.parametrize(
    "name",
    [
        "Bus shelter", "Wildlife refuge", "refuge island", "Refugee council", "Grapevine",
        "Animal rescue shelter", "Safe cycling", "International Slavery Museum", "Aid abroad",
        "Domestic Museum", "Women's Institute", "Oilseed rape field", "Help at home", "Bat refuge",
        "Pedestrian refuge", "Home safety", "line dancing", "Donkey sanctuary", "The Rape of Lewes",
        "emergency refuge area", "recovery for victims of drug abuse", "Citizens Advice",
    ],
)  # fmt: skip
def test_names_that_suggest_none(name: str) -> None:
    assert suggests_secret(pd.DataFrame({"name": [name]})).tolist() == [False]


def test_themes_offers_and_stories_are_read_word_by_word() -> None:
    frame = pd.DataFrame(
        {
            "name": "Group",
            "themes": [("domestic abuse",), ("safe", "house"), (), (), ()],
            "offers": [(), (), ("helpline",), (), ()],
            "description": [None, None, None, "We ring the helpline.", "The address is secret."],
        }
    )
    assert suggests_secret(frame).tolist() == [True, False, True, False, True]


def make(**columns: Any) -> AssetMap:
    rows = {"name": ["Haven refuge", "Choir"], "kind": ["institution", "association"], **columns}
    return AssetMap.from_frames(assets=pd.DataFrame(rows, index=["r", "c"]))


def held(m: AssetMap) -> tuple[bool, bool]:
    """Whether the first asset is held as secret, and whether nobody has answered."""
    row = m.assets.iloc[0]
    return bool(row["sensitive_location"]), bool(row["location_unanswered"])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, (True, True)),
        ({"sensitive_location": [None, None]}, (True, True)),
        ({"sensitive_location": pd.array([pd.NA, True], dtype="boolean")}, (True, True)),
        ({"sensitive_location": [float("nan"), True]}, (True, True)),
        ({"sensitive_location": [False, False]}, (False, False)),
        ({"sensitive_location": [True, None]}, (True, False)),
        ({"kind": ["individual", "association"]}, (False, False)),
        ({"name": ["Bus shelter", "Choir"]}, (False, False)),
        ({"location_unanswered": [True, False], "sensitive_location": True}, (True, True)),
        ({"location_unanswered": [True, False], "sensitive_location": False}, (False, False)),
        ({"location_unanswered": [True, False], "sensitive_location": [None, None]}, (True, True)),
    ],
)
def test_not_answered_is_told_from_no(columns: dict[str, Any], expected: tuple[bool, bool]) -> None:
    m = make(**columns)
    assert held(m) == expected
    assert held(AssetMap.from_frames(assets=m.assets)) == expected
    assert held(m.with_tables(assets=m.assets)) == expected
    assert not m.assets.loc["c", "location_unanswered"]


def test_records_are_asked_as_frames_are() -> None:
    refuge = {"asset_id": "r", "name": "Haven refuge", "kind": "institution"}
    assert held(AssetMap.from_records(assets=[Asset(**refuge)])) == (True, True)
    no = Asset(**refuge, sensitive_location=False)
    assert held(AssetMap.from_records(assets=[no])) == (False, False)
    yes = Asset(**refuge, sensitive_location=True)
    assert held(AssetMap.from_records(assets=[yes])) == (True, False)


def test_what_is_asked_decides_no_finding_until_it_is_answered() -> None:
    m = make()
    assert find_open(m.assets).tolist() == [False, True]
    answered = m.with_tables(assets=m.assets.assign(sensitive_location=False))
    assert find_open(answered.assets).tolist() == [True, True]
    assert held(answered) == (False, False)


@pytest.mark.parametrize(
    "piece",
    ["refuge ", "survivors of ", "domestic ", "safe ", "sexual a ", "wildlife refuge ", "  ", "é"],
)
def test_no_cell_takes_long(piece: str) -> None:
    frame = pd.DataFrame({"name": [piece * (32_000 // len(piece))]})
    start = time.process_time()
    suggests_secret(frame)
    assert time.process_time() - start < 2
