"""Do the rules by column and the rules by record accept and refuse the same?"""

from __future__ import annotations

import datetime as dt
import os
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assetmap.errors import TableError
from assetmap.model import Asset, Consent, Effort, Place, Tie
from assetmap.tables import AssetMap

MISSING = st.none()
LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
TEXT = st.text(LETTERS, min_size=0, max_size=6)
NAMES = st.one_of(TEXT, st.sampled_from(["Hall", " Hall ", " ", ""]))
ONE_WORD = TEXT.filter(lambda text: not re.search(r"[,;|\n]|^\s*\[", text))
"""One text that looks like several words is refused of a frame, which a database may have given."""
WORDS = st.one_of(
    MISSING,
    ONE_WORD,
    st.lists(TEXT, max_size=3),
    st.lists(TEXT, max_size=3).map(tuple),
    st.sampled_from([7, 2.5, True, [1], ("a", 2), {"a": 1}, [None], [["a"]]]),
    st.sets(TEXT, max_size=3),
)
DAYS = st.one_of(
    MISSING,
    st.dates(),
    st.dates().map(str),
    st.datetimes(),
    st.datetimes().map(str),
    st.sampled_from(["31/03/2026", "2026-02-30", "2026-1-1", "2026-01-01junk", "soon"]),
    st.sampled_from([20260101, 1.5, "2026-01-01T10:00:00Z"]),
)
NUMBERS = st.one_of(
    MISSING,
    st.integers(-3, 9),
    st.floats(-1, 2),
    st.sampled_from([float("inf"), float("-inf"), -0.0, "7", "x", "-1", "", "1.5"]),
)
FLAGS = st.sampled_from([True, False, "yes", "true", 1, 0, "False", ""])


def vocabulary(*words: str) -> st.SearchStrategy[Any]:
    return st.one_of(st.sampled_from([*words, words[0].upper(), words[0] + "s", "", 3]))


def given_only(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is missing: a missing cell is a field that was not given."""
    return {name: value for name, value in values.items() if value is not None}


def accepts_record(kind: type[Any], values: dict[str, Any]) -> bool:
    try:
        kind.model_validate(given_only(values))
    except ValidationError:
        return False
    return True


def accepts_frame(**frames: Any) -> bool:
    try:
        AssetMap.from_frames(**frames)
    except TableError:
        return False
    return True


def row_of(values: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([cell], dtype=object) for name, cell in values.items()})


TWO = pd.DataFrame({"name": ["A", "B"], "kind": "individual"}, index=["a", "b"])
MANY = settings(max_examples=500 if os.environ.get("ASSETMAP_LONG") else 25, deadline=None)


@MANY
@given(
    st.fixed_dictionaries(
        {
            "asset_id": st.just("a"),
            "name": NAMES,
            "kind": vocabulary("space", "association"),
            "themes": WORDS,
            "roles": st.one_of(MISSING, st.just(("champion",)), st.just(("chief",))),
            "capacity": NUMBERS,
            "status": st.one_of(MISSING, vocabulary("active", "closed")),
            "precision": st.one_of(MISSING, vocabulary("exact", "place")),
            "first_seen": DAYS,
            "verified_on": DAYS,
            "sensitive_location": FLAGS,
        }
    )
)
def test_assets(values: dict[str, Any]) -> None:
    assert accepts_record(Asset, values) == accepts_frame(assets=row_of(values)), values


@MANY
@given(
    st.fixed_dictionaries(
        {"place_id": st.just("p"), "name": NAMES, "population": NUMBERS, "need": NUMBERS}
    )
)
def test_places(values: dict[str, Any]) -> None:
    assert accepts_record(Place, values) == accepts_frame(assets=TWO, places=row_of(values))


@MANY
@given(
    st.fixed_dictionaries(
        {
            "tie_id": st.just("t"),
            "source": st.sampled_from(["a", "b"]),
            "target": st.sampled_from(["a", "b"]),
            "kind": vocabulary("knows", "uses"),
            "strength": NUMBERS,
            "since": DAYS,
            "until": DAYS,
        }
    )
)
def test_ties(values: dict[str, Any]) -> None:
    assert accepts_record(Tie, values) == accepts_frame(assets=TWO, ties=row_of(values)), values


@MANY
@given(
    st.fixed_dictionaries(
        {
            "consent_id": st.just("c"),
            "asset_id": st.just("a"),
            "purpose": vocabulary("store", "publish_name"),
            "given_on": DAYS,
            "expires_on": DAYS,
            "withdrawn_on": DAYS,
        }
    )
)
def test_consents(values: dict[str, Any]) -> None:
    assert accepts_record(Consent, values) == accepts_frame(assets=TWO, consents=row_of(values))


@MANY
@given(
    st.fixed_dictionaries(
        {
            "effort_id": st.just("e"),
            "place_id": st.just("p"),
            "kind": st.one_of(MISSING, vocabulary("space", "association")),
            "conversations": NUMBERS,
            "walks": NUMBERS,
            "lists_checked": NUMBERS,
            "on": DAYS,
        }
    )
)
def test_effort(values: dict[str, Any]) -> None:
    assert accepts_record(Effort, values) == accepts_frame(assets=TWO, effort=row_of(values))


@MANY
@given(day=st.dates(), words=st.lists(TEXT, max_size=4))
def test_what_both_accept_is_held_the_same(day: dt.date, words: list[str]) -> None:
    record = Asset(asset_id="a", name="A", kind="space", themes=words, verified_on=day)
    by_record = AssetMap.from_records(assets=[record]).assets.loc["a"]
    row = {"asset_id": "a", "name": "A", "kind": "space", "themes": words, "verified_on": day}
    by_frame = AssetMap.from_frames(assets=row_of(row)).assets.loc["a"]
    assert by_record["themes"] == by_frame["themes"] == record.themes
    assert by_record["verified_on"].date() == by_frame["verified_on"].date() == day


@pytest.mark.parametrize(
    "values",
    [
        {"verified_on": 0},
        {"verified_on": "2026-01-01junk"},
        {"capacity": float("nan")},
        {"sensitive_location": "yes"},
        {"kind": "Space"},
        {"name": "\u00a0"},
    ],
)
def test_records_refuse_what_tables_refuse(values: dict[str, Any]) -> None:
    assert not accepts_record(Asset, {"asset_id": "a", "name": "A", "kind": "space"} | values)
