"""What do links, and links that are missing, tell a reader about people?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.links import find_links
from assetmap.maps import MapSpec
from assetmap.publish import (
    admit,
    name_assets,
    protect_links,
    protect_missing_links,
    publish,
)
from assetmap.tables import AssetMap

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]


def links_of(**columns: Any) -> pd.DataFrame:
    """One link between the wards, as `find_links` has it."""
    row = {
        "place_a": "east", "place_b": "west", "name_a": "East", "name_b": "West", "people": 3,
        "groups": 2, "interlocks": 25, "ties": 4, "weight": 3.5, "distance_m": 1000.0,
        "adjacent": True, "expected": 2.25, "surprise": 3.125, "says": "East and West share 3.",
    }  # fmt: skip
    return pd.DataFrame([row | columns])


def missing_of(*rows: dict[str, Any]) -> pd.DataFrame:
    row = {
        "place_a": "east", "place_b": "west", "name_a": "East", "name_b": "West",
        "reason": "not linked", "weight": 0.0, "expected": 2.25, "low": 0.5, "high": 4.75,
        "surprise": -1.625, "distance_m": 1000.0, "adjacent": True, "likeness": 0.8125,
        "shares": ("falconry", "music", "high need"), "bridge_id": "asha", "ask": ("ben", "choir"),
        "says": "Somebody is close to both.",
    }  # fmt: skip
    return pd.DataFrame([row | changes for changes in rows])


def in_public(m: AssetMap, missing: pd.DataFrame) -> Any:
    return protect_missing_links(m, missing=missing, admission=admit(m, audience="public"))


def test_one_busy_person_makes_many_interlocks_so_none_are_told(usual: Usual) -> None:
    m = usual()
    safe = protect_links(m, links=links_of(), admission=admit(m, audience="public")).frame
    row = safe.iloc[0]
    assert row[["people", "ties", "interlocks", "expected", "surprise"]].isna().all()
    assert (row["groups"], row["weight"], row["says"]) == (2, 2.0, None)
    assert list(safe) == list(links_of())


def test_a_link_of_interlocks_alone_is_left_out(usual: Usual) -> None:
    m = usual()
    bare = links_of(people=0, groups=0, ties=0)
    safe = protect_links(m, links=bare, admission=admit(m, audience="public"))
    assert safe.frame.empty
    assert safe.withheld == {"links of fewer than 10 people": 1}


def test_the_page_of_the_team_has_what_is_expected_and_the_public_one_has_not(usual: Usual) -> None:
    m = usual()
    team = publish(m, audience="team", links=links_of()).links
    assert team[["interlocks", "expected", "surprise"]].to_numpy().tolist() == [[25, 2.25, 3.125]]
    public = publish(m, links=links_of())
    assert not {"interlocks", "expected", "surprise"} & set(public.links)
    assert not {"interlocks", "expected", "surprise"} & set(
        MapSpec.from_publication(public).data["links"]
    )


def test_what_is_missing_is_told_without_who_could_help_and_without_numbers(usual: Usual) -> None:
    theme = {"choir": {"name": "Choir", "kind": "association", "place_id": "west",
                       "themes": ("music", "falconry")}}  # fmt: skip
    m = usual(assets=theme)  # falconry is Asha's too
    safe = in_public(m, missing_of({}))
    row = safe.frame.iloc[0]
    assert row["shares"] == ("music",)
    assert (
        row[["expected", "low", "high", "surprise", "likeness", "bridge_id", "says"]].isna().all()
    )
    assert (row["ask"], row["weight"], row["distance_m"]) == ((), 0.0, 1000.0)
    named = name_assets(safe.frame, admission=admit(m, audience="public"))
    assert named["says"].tolist() == ["East and West: no link is shown yet; both have music."]
    assert not {"bridge_id", "ask"} & set(named)


def test_that_there_are_fewer_than_expected_is_for_the_team(usual: Usual) -> None:
    m = usual()
    rows = missing_of(
        {"reason": "no link at all", "place_b": None, "name_b": None, "shares": ()},
        {"reason": "fewer than expected", "weight": 0.25},
        {"place_a": "vale", "name_a": "Vale"},
        {},
    )
    safe = in_public(m, rows)
    assert safe.frame["place_a"].tolist() == ["east", "east", "vale"]
    assert safe.frame["reason"].tolist() == ["no link at all", "not linked", "not linked"]
    assert safe.withheld == {"links of fewer people than expected": 1}
    named = name_assets(safe.frame, admission=admit(m, audience="public"))
    assert named["says"][0] == "East: no link to another is shown yet."
    team = protect_missing_links(m, missing=rows, admission=admit(m, audience="team"))
    assert len(team.frame) == 4
    assert team.withheld == {}


@pytest.mark.parametrize("agrees", [False, True])
def test_nobody_is_a_bridge_who_does_not_agree_today(
    usual: Usual, agreeing: Agree, agrees: bool
) -> None:
    m = usual(agreeing("asha", "introduce") if agrees else [])
    admission = admit(m, audience="team")
    kept = protect_missing_links(m, missing=missing_of({}), admission=admission).frame
    assert kept["bridge_id"].notna().tolist() == [agrees]
    assert kept["ask"].tolist() == [("ben", "choir")]
    team = publish(m, audience="team", missing=missing_of({}))
    names = team.assets["name"].tolist()
    assert [names[k] for k in team.missing["ask"][0]] == ["Ben Shaw", "Choir"]
    assert list(team.missing) == [
        "place_a", "place_b", "reason", "distance_m", "shares", "bridge", "ask", "says",
    ]  # fmt: skip


def test_links_between_words_leave_out_what_people_bring(usual: Usual) -> None:
    theme = {
        "choir": {"name": "Choir", "kind": "association", "themes": ("music", "falconry")},
        "hall": {"name": "Mill Hall", "kind": "space", "themes": ("music", "food")},
        "closed": {"name": "Old Club", "kind": "association", "status": "closed",
                   "themes": ("pigeons",)},
    }  # fmt: skip
    m = usual(assets=theme)
    links = find_links(m, by="themes")
    words = set(links["group_a"]) | set(links["group_b"].dropna())
    assert {"music", "food", "falconry"} <= words
    safe = protect_links(m, links=links, admission=admit(m, audience="public"))
    assert set(safe.frame["group_a"]) | set(safe.frame["group_b"].dropna()) == {"music", "food"}
    assert safe.withheld["links between what people bring, or nothing shown has"] > 0
    ages = m.assets.assign(age=["75+", "35-44"] * 3)
    m = AssetMap.from_frames(assets=ages, places=m.places, sources=m.sources)
    by_age = protect_links(m, links=find_links(m, by="age"), admission=admit(m, audience="public"))
    assert by_age.frame.empty
    rows = missing_of({}).rename(columns={"place_a": "group_a", "place_b": "group_b"})
    rows = rows.assign(group_a="75+", group_b="35-44")
    assert in_public(m, rows).frame.empty


COUNTS = st.integers(0, 30)


@settings(max_examples=40, deadline=None)
@given(people=COUNTS, groups=st.integers(0, 3), ties=COUNTS, interlocks=COUNTS)
def test_no_small_number_of_people_can_be_read_from_a_public_link(
    usual: Usual, people: int, groups: int, ties: int, interlocks: int
) -> None:
    """The page is the same for all small numbers of people and ties, and any of interlocks."""
    if people == groups == ties == interlocks == 0:
        return
    m = usual()

    def page(**counts: int) -> str:
        links = links_of(**counts, weight=counts["people"] / 7 + counts["groups"],
                         expected=people / 3, surprise=people / 5)  # fmt: skip
        return MapSpec.from_publication(publish(m, links=links)).payload

    def alike(count: int) -> int:
        return 9 if 0 < count < 10 else (count + 2) // 5 * 5

    shown = page(people=people, groups=groups, ties=ties, interlocks=interlocks)
    told = page(people=alike(people), groups=groups, ties=alike(ties), interlocks=7)
    assert shown == told


def test_findings_that_are_empty_stay_frames(usual: Usual) -> None:
    m = usual()
    for audience in ("public", "team"):
        none = publish(
            m, audience=audience, missing=missing_of({}).head(0), links=links_of().head(0)
        )
        assert none.missing.empty
        assert none.links.empty
