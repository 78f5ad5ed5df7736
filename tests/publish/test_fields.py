"""Which fields of which asset does an audience see, by whose consent?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from shapely import Point

from assetmap.errors import TableError
from assetmap.model import Purpose
from assetmap.publish import admit, publish
from assetmap.publish.fields import NEARBY
from assetmap.tables import AssetMap

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]

TODAY = dt.datetime.now(dt.UTC).date()


def day(away: int) -> str:
    return (TODAY + dt.timedelta(days=away)).isoformat()


def shown(m: AssetMap, audience: str = "public") -> pd.DataFrame:
    return admit(m, audience=audience).assets


def is_empty(value: Any) -> bool:
    return not value if isinstance(value, tuple) else bool(pd.isna(value))


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ({"given_on": day(0)}, True),
        ({"given_on": day(1)}, False),
        ({"given_on": None}, False),
        ({"given_on": day(-9), "expires_on": day(0)}, True),
        ({"given_on": day(-9), "expires_on": day(-1)}, False),
        ({"given_on": day(-9), "withdrawn_on": day(0)}, False),
        ({"given_on": day(-9), "withdrawn_on": day(1)}, True),
        ({"given_on": None, "withdrawn_on": day(-1)}, False),
    ],
)
def test_a_consent_holds_from_its_day_until_it_ends(
    usual: Usual, agreeing: Agree, days: dict[str, Any], holds: bool
) -> None:
    m = usual(agreeing("asha", "publish_name", **days))
    assert ("asha" in shown(m).index) is holds


@pytest.mark.parametrize(("again", "holds"), [(-5, False), (-3, False), (-2, True), (1, False)])
def test_what_was_taken_back_can_be_given_again(
    usual: Usual, agreeing: Agree, again: int, holds: bool
) -> None:
    first = agreeing("asha", "publish_name", given_on=day(-9), withdrawn_on=day(-3))
    m = usual(first, agreeing("asha", "publish_name", given_on=day(again)))
    assert ("asha" in shown(m).index) is holds


def test_taking_back_one_row_takes_back_those_given_before_it(
    usual: Usual, agreeing: Agree
) -> None:
    m = usual(
        agreeing("asha", "publish_name", given_on=day(-20)),
        agreeing("asha", "publish_name", given_on=day(-10), withdrawn_on=day(-1)),
    )
    assert "asha" not in shown(m).index


def test_consent_must_hold_today_even_on_a_map_of_last_year(usual: Usual, agreeing: Agree) -> None:
    gone = agreeing("asha", "publish_name", given_on="2020-01-01", withdrawn_on=day(-1))
    assert "asha" not in shown(usual(gone, as_of=dt.date(2021, 1, 1))).index
    over = agreeing("asha", "publish_name", given_on="2020-01-01", expires_on=day(-1))
    assert "asha" not in shown(usual(over, as_of=dt.date(2021, 1, 1))).index


def test_taking_back_storage_hides_from_the_team_too(usual: Usual, agreeing: Agree) -> None:
    m = usual(
        agreeing("asha", *(str(purpose) for purpose in Purpose)),
        agreeing("asha", "store", given_on=day(-9), withdrawn_on=day(-1)),
    )
    for audience in ("public", "team"):
        admission = admit(m, audience=audience)
        assert "asha" not in admission.assets.index
        assert admission.withheld["people who took back their consent"] == 1


def test_storage_that_ran_out_hides_from_the_public(usual: Usual, agreeing: Agree) -> None:
    over = agreeing("asha", "store", given_on="2020-01-01", expires_on=day(-1))
    m = usual(agreeing("asha", "publish_name"), over)
    admission = admit(m, audience="public")
    assert "asha" not in admission.assets.index
    assert admission.withheld == {
        "people whose consent has run out": 1,
        "people who did not agree to be named": 1,
        "closed": 1,
    }
    renewed = usual(agreeing("asha", "publish_name", "store", given_on=day(-1)), over)
    assert "asha" in shown(renewed).index
    at_once = usual(agreeing("asha", "publish_name", "store", given_on="2020-01-01"), over)
    assert "asha" not in shown(at_once).index  # rows of one day that disagree
    assert "asha" in shown(m, "team").index


def test_a_name_alone_is_a_name_alone(usual: Usual, agreeing: Agree) -> None:
    asha = shown(usual(agreeing("asha", "publish_name"))).loc["asha"]
    left = {name for name, value in asha.items() if not is_empty(value)}
    assert left == {"name", "kind", "precision"}
    assert asha["precision"] == "none"


@pytest.mark.parametrize(
    ("purpose", "fields"),
    [
        ("publish_role", {"roles"}),
        ("publish_gifts", {"offers", "wants", "themes"}),
        ("publish_place", {"place_id", "active_in", "geometry"}),
        ("publish_contact", {"email", "phone", "website"}),
        ("store", set()),
        ("share_with_partners", set()),
        ("introduce", set()),
    ],
)
def test_each_purpose_opens_its_own_fields_and_no_other(
    usual: Usual, agreeing: Agree, purpose: str, fields: set[str]
) -> None:
    asha = shown(usual(agreeing("asha", "publish_name", purpose))).loc["asha"]
    left = {name for name, value in asha.items() if not is_empty(value)}
    assert left == {"name", "kind", "precision"} | fields


def test_no_purpose_replaces_the_name(usual: Usual, agreeing: Agree) -> None:
    others = [str(purpose) for purpose in Purpose if purpose is not Purpose.PUBLISH_NAME]
    assert "asha" not in shown(usual(agreeing("asha", *others))).index


@pytest.mark.parametrize("audience", ["public", "team"])
def test_people_are_never_shown_where_they_live(
    usual: Usual, agreeing: Agree, audience: str
) -> None:
    m = usual(agreeing("asha", *(str(purpose) for purpose in Purpose)))
    asha = shown(m, audience).loc["asha"]
    assert asha["geometry"] == Point(500, 500)  # the middle of the ward, not (111, 222)
    assert asha["precision"] == "place"
    assert is_empty(asha["address"])
    assert is_empty(asha["postcode"])


def test_a_person_with_a_point_and_no_place_has_no_point(usual: Usual, agreeing: Agree) -> None:
    homeless = {"asha": {"name": "Asha Rahman", "kind": "individual", "geometry": Point(1, 2)}}
    for audience in ("public", "team"):
        m = usual(agreeing("asha", "publish_name", "publish_place"), assets=homeless)
        asha = shown(m, audience).loc["asha"]
        assert asha["geometry"] is None
        assert asha["precision"] == "none"


def test_a_sensitive_person_has_no_place_whatever_they_agreed(
    usual: Usual, agreeing: Agree
) -> None:
    from_refuge = {
        "asha": {"name": "Asha Rahman", "kind": "individual", "place_id": "west",
                 "active_in": ("east",), "sensitive_location": True}
    }  # fmt: skip
    m = usual(agreeing("asha", *(str(purpose) for purpose in Purpose)), assets=from_refuge)
    asha = shown(m).loc["asha"]
    assert all(is_empty(asha[name]) for name in ("place_id", "active_in", "geometry"))


def test_an_asset_that_must_not_be_found_is_shown_without_where_it_is(usual: Usual) -> None:
    admission = admit(usual(), audience="public")
    refuge = admission.assets.loc["refuge"]
    assert refuge["name"] == "Safe Haven"
    for name in ("place_id", "active_in", "geometry", "address", "postcode"):
        assert is_empty(refuge[name]), name
    assert refuge["precision"] == "none"
    assert admission.blanked == {"assets whose location is kept back": 1, NEARBY: 1}
    assert admission.moved.tolist() == ["choir"]
    assert set(admission.placed) == {"hall", "choir"}


def test_a_hall_keeps_its_address_and_a_choir_does_not(usual: Usual) -> None:
    assets = shown(usual())
    assert assets.loc["hall", ["address", "postcode"]].tolist() == ["1 Mill Lane", "ZZ1 1ZZ"]
    assert assets.loc["choir", ["address", "postcode"]].isna().all()
    assert assets[["contact_name", "email", "phone"]].isna().all(axis=None)


def test_only_addresses_of_the_web_are_links(usual: Usual) -> None:
    bad = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://x", "//x.org")
    rows = {f"a{at}": {"name": "A", "kind": "space", "website": url} for at, url in enumerate(bad)}
    for audience in ("public", "team"):
        sites = shown(usual(assets=rows), audience)["website"]
        assert sites.dropna().loc[lambda kept: kept.index != "asha"].tolist() == [
            "https://example.org/hall"
        ]


def test_the_team_keeps_what_it_works_with(usual: Usual) -> None:
    admission = admit(usual(), audience="team")
    assets = admission.assets
    assert set(assets.index) == {"hall", "choir", "refuge", "asha", "ben"}
    assert assets.loc["asha", "email"] == "asha@example.org"
    assert assets.loc["asha", "description"] == "Shy."
    assert assets.loc["refuge", "geometry"] == Point(1200, 500)
    assert admission.withheld == {"closed": 1}
    assert set(admission.placed) == set(assets.index)


def test_extra_columns_are_shown_to_nobody(usual: Usual) -> None:
    rows = {"hall": {"name": "Hall", "kind": "space", "notes": "key under the mat"}}
    m = usual(assets=rows)
    assert "notes" in m.assets.columns
    for audience in ("public", "team"):
        assert "notes" not in shown(m, audience).columns


def test_closed_people_and_closed_groups_are_counted_apart(usual: Usual, agreeing: Agree) -> None:
    left = {"asha": {"name": "Asha Rahman", "kind": "individual", "status": "closed"}}
    admission = admit(usual(agreeing("asha", "publish_name"), assets=left), audience="public")
    assert admission.withheld == {
        "people who did not agree to be named": 1,
        "people who are no longer active": 1,
        "closed": 1,
    }


def test_an_audience_that_is_not_known_is_an_error(usual: Usual) -> None:
    with pytest.raises(TableError) as raised:
        publish(usual(), audience="everyone")
    assert str(raised.value) == (
        "There is no audience 'everyone'.\n- audience: known: public, partners, team."
    )


def with_columns(**columns: Any) -> AssetMap:
    assets = pd.DataFrame(
        {"name": ["Asha", "Choir"], "kind": ["individual", "association"], **columns},
        index=["asha", "choir"],
    )
    agreed = {"asset_id": ["asha"], "purpose": ["publish_name"], "given_on": [day(0)]}
    return AssetMap.from_frames(assets=assets, consents=pd.DataFrame(agreed))


def test_sectors_and_programmes_are_told_of_groups_and_not_of_people() -> None:
    m = with_columns(sector=["health", "health"], programmes=[("Find Your Active",)] * 2)
    seen = publish(m).assets.set_index("name")
    assert seen["sector"].fillna("").to_dict() == {"Asha": "", "Choir": "health"}
    assert seen["programmes"].to_dict() == {"Asha": (), "Choir": ("Find Your Active",)}
    assert shown(m, "team")["sector"].tolist() == ["health", "health"]


def test_a_name_in_a_sector_or_a_programme_is_left_out() -> None:
    m = with_columns(
        sector=[None, "friends of Bilal Haddad"], programmes=[(), ("Ring Bilal Haddad", "Sport")]
    )
    bilal = pd.DataFrame({"name": ["Bilal Haddad"], "kind": ["individual"]}, index=["bilal"])
    seen = shown(m.with_tables(assets=pd.concat([m.assets, bilal])))
    assert is_empty(seen["sector"]["choir"])
    assert seen["programmes"]["choir"] == ("Sport",)


@pytest.mark.parametrize("audience", ["public", "partners", "team"])
def test_identifiers_other_names_and_beginnings_are_on_no_page(audience: str) -> None:
    m = with_columns(
        identifiers=[(), ("uprn:1",)], aliases=[(), ("The Larks",)], since_latest=[None, day(-9)]
    )
    hidden = {"identifiers", "aliases", "since_earliest", "since_latest", "until_latest"}
    assert not hidden & set(publish(m, audience=audience).assets.columns)
