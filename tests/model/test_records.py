"""Are records frozen through and through, and do they say what is wrong with them?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError
from shapely import Point

from assetmap.model import (
    FIVE_KINDS,
    Asset,
    AssetKind,
    Consent,
    Place,
    Precision,
    Purpose,
    Role,
    Source,
    Status,
    Tie,
    TieKind,
)

DAY = dt.date(2026, 1, 2)
RECORDS: list[Any] = [
    Asset(asset_id="hall", name="Hall", kind="space", themes=["tea"], roles=["champion"],
          active_in={"b", "a"}, geometry=Point(1, 2), verified_on=DAY),
    Place(place_id="mill", name="Mill", geometry={"type": "Point", "coordinates": [1, 2]}),
    Tie(tie_id="t", source="a", target="b", kind="uses", sources="walk"),
    Source(source_id="walk", name="Walk"),
    Consent(consent_id="c", asset_id="a", purpose="store"),
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_records_are_frozen_through_and_through(record: Any) -> None:
    for name in type(record).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, name, None)
        value = getattr(record, name)
        assert isinstance(value, str | tuple | dt.date | float | bool | None)
        hash(value)
    hash(record)
    with pytest.raises(ValidationError, match=r"frozen|no field|Extra inputs"):
        record.other = 1


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_records_go_through_json_and_come_back(record: Any) -> None:
    assert type(record).model_validate_json(record.model_dump_json()) == record
    assert type(record).model_validate(record.model_dump()) == record


def test_lists_become_tuples_in_their_order_without_repeats() -> None:
    asset = Asset(asset_id="a", name="A", kind="space", themes=["b", "a", "b", " "], offers="tea",
                  wants=None, active_in={"z", "a"})  # fmt: skip
    assert asset.themes == ("b", "a")
    assert asset.offers == ("tea",)
    assert asset.wants == ()
    assert asset.active_in == ("a", "z")
    assert asset.sources == ("unstated",)


def test_shapes_are_held_as_text() -> None:
    hall = RECORDS[0]
    assert hall.geometry == "POINT (1 2)"
    assert RECORDS[1].geometry == '{"coordinates": [1, 2], "type": "Point"}'


def test_blanks_are_trimmed_and_never_enough() -> None:
    assert Asset(asset_id=" a ", name=" Hall ", kind="space").name == "Hall"
    assert Asset(asset_id="a", name="A", kind="space", place_id=" ").place_id is None
    for changes in ({"name": "  "}, {"asset_id": ""}):
        with pytest.raises(ValidationError, match="at least 1 character"):
            Asset(**({"asset_id": "a", "name": "A", "kind": "space"} | changes))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "spce"}, "Input should be 'individual', 'association'"),
        ({"roles": ["chief"]}, "Input should be 'connector', 'champion'"),
        ({"capacity": -1}, "greater than or equal to 0"),
        ({"capacity": float("inf")}, "finite number"),
        ({"verified_on": "31/03/2026"}, "write a date as year-month-day, 2026-03-31"),
        ({"verified_on": 20260331}, "write a date as year-month-day, 2026-03-31"),
        ({"verified_on": True}, "write a date as year-month-day, 2026-03-31"),
        ({"sensitive_location": "no"}, "valid boolean"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
        ({"sources": []}, "at least 1 item"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Asset(**({"asset_id": "a", "name": "A", "kind": "space"} | changes))
    assert says in str(raised.value)
    assert raised.value.error_count() == 1


def test_a_moment_is_its_day() -> None:
    moments = (dt.datetime(2026, 1, 2, 23, 59), "2026-01-02T23:59:00Z", "2026-01-02", DAY)
    for moment in moments:
        assert (
            Consent(consent_id="c", asset_id="a", purpose="store", given_on=moment).given_on == DAY
        )


def test_a_tie_joins_two_and_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="tie 't' joins 'a' to itself"):
        Tie(tie_id="t", source="a", target="a", kind="uses")
    with pytest.raises(ValidationError, match="tie 't' ends before it begins"):
        Tie(tie_id="t", source="a", target="b", kind="uses", since="2026-01-02", until="2026-01-01")
    Tie(tie_id="t", source="a", target="b", kind="uses", since=DAY, until=DAY)


def test_the_words_of_the_house() -> None:
    assert [str(kind) for kind in AssetKind] == [
        "individual", "association", "institution", "space", "exchange", "culture",
    ]  # fmt: skip
    assert tuple(AssetKind)[:5] == FIVE_KINDS
    assert AssetKind.CULTURE not in FIVE_KINDS
    assert [str(role) for role in Role] == [
        "connector", "champion", "community_builder", "leader",
    ]  # fmt: skip
    assert [str(status) for status in Status] == ["active", "closed", "unknown"]
    assert [str(word) for word in Precision] == ["exact", "postcode", "place", "none"]
    assert {"member_of", "runs", "meets_at", "knows", "other"} <= {str(kind) for kind in TieKind}
    publishing = {str(purpose) for purpose in Purpose if str(purpose).startswith("publish_")}
    assert publishing == {
        "publish_name", "publish_role", "publish_place", "publish_contact", "publish_gifts",
    }  # fmt: skip
    for words in (AssetKind, Role, TieKind, Purpose, Status, Precision):
        assert all(word == word.lower().replace(" ", "_") for word in map(str, words))
        assert words.__doc__
