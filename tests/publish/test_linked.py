"""What do links, and links that are missing, tell a reader about people?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
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
from tests.examples import on

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]


def links_of(**columns: Any) -> pd.DataFrame:
    """One link between the wards, as `find_links` has it."""
    row = {
        "place_a_id": "east", "place_b_id": "west", "place_a_name": "East",
        "place_b_name": "West", "shared_people": 3,
        "shared_groups": 2, "interlocks": 25, "ties": 40, "group_ties": 3, "weight": 3.5,
        "group_weight": 0.75, "distance_m": 1000.0, "adjacent": True, "expected": 2.25,
        "surprise": 3.125, "says": "East and West share 3.",
    }  # fmt: skip
    return pd.DataFrame([row | columns])


def missing_of(*rows: dict[str, Any]) -> pd.DataFrame:
    row = {
        "place_a_id": "east", "place_b_id": "west", "place_a_name": "East", "place_b_name": "West",
        "reason": "not linked", "weight": 0.0, "expected": 2.25, "expected_low": 0.5,
        "expected_high": 4.75,
        "surprise": -1.625, "distance_m": 1000.0, "adjacent": True, "likeness": 0.8125,
        "shares": ("falconry", "music", "high need"), "mediator_id": "asha", "ask_ids": ("ben",
        "choir"),
        "of_people": False, "says": "Somebody is close to both.",
    }  # fmt: skip
    return pd.DataFrame([row | changes for changes in rows])


def in_public(m: AssetMap, missing: pd.DataFrame) -> Any:
    return protect_missing_links(m, missing=missing, admission=admit(m, audience="public"))


def test_the_public_is_told_what_joins_places_without_anybody(usual: Usual) -> None:
    m = usual()
    safe = protect_links(m, links=links_of(), admission=admit(m, audience="public"))
    row = safe.frame.iloc[0]
    assert row[["shared_people", "interlocks", "expected", "surprise"]].isna().all()
    assert (row["shared_groups"], row["ties"], row["weight"], row["says"]) == (2, 3, 0.75, None)
    assert list(safe.frame) == list(links_of())
    assert safe.withheld == {}
    assert safe.untold == ("whether people join places, which is not said in public",)


@pytest.mark.parametrize("people", [0, 1, 9, 500])
def test_places_that_people_alone_join_are_listed_as_any_that_nothing_joins(
    usual: Usual, people: int
) -> None:
    m = usual()
    ours = links_of(shared_people=people, shared_groups=0, group_ties=0, geometry="a line")
    nothing = links_of(shared_groups=1).drop(columns="says").head(0)
    safe = protect_links(m, links=ours, admission=admit(m, audience="public"))
    assert nothing.empty
    assert safe.frame["place_a_id"].tolist() == ["east", "west"]
    assert safe.frame["place_a_name"].tolist() == ["East", "West"]
    assert (
        safe.frame[["place_b_id", "place_b_name", "distance_m", "geometry"]].isna().all(axis=None)
    )
    assert safe.frame[["shared_groups", "ties", "weight"]].to_numpy().tolist() == [
        [0, 0, 0],
        [0, 0, 0],
    ]
    assert safe.withheld == {}


def test_the_page_of_the_team_has_what_is_expected_and_the_public_one_has_not(usual: Usual) -> None:
    m = usual()
    team = publish(m, audience="team", links=links_of()).links
    assert team[["interlocks", "expected", "surprise"]].to_numpy().tolist() == [[25, 2.25, 3.125]]
    public = publish(m, links=links_of())
    assert not {"interlocks", "expected", "surprise"} & set(public.links)
    assert not {"interlocks", "expected", "surprise"} & set(
        MapSpec.from_publication(public).data["links"]
    )


def test_what_is_missing_is_told_without_who_could_help(usual: Usual) -> None:
    theme = {"choir": {"name": "Choir", "kind": "association", "place_id": "west",
                       "themes": ("music", "falconry")}}  # fmt: skip
    m = usual(assets=theme)
    safe = in_public(m, missing_of({}))
    row = safe.frame.iloc[0]
    assert row["shares"] == ("falconry", "music")
    assert row[["mediator_id", "says"]].isna().all()
    assert (row["ask_ids"], row["weight"], row["distance_m"]) == ((), 0.0, 1000.0)
    named = name_assets(safe.frame, admission=admit(m, audience="public"))
    assert named["says"].tolist() == [
        "East and West: no link is shown yet; both have falconry, music."
    ]
    assert not {"mediator_id", "ask_ids"} & set(named)
    double = in_public(m, missing_of({"place_a_name": "Vale and Hill", "shares": ()}))
    named = name_assets(double.frame, admission=admit(m, audience="public"))
    assert named["says"].tolist() == ["Vale and Hill – West: no link is shown yet."]


def test_missing_links_that_people_were_counted_for_are_for_the_team(usual: Usual) -> None:
    """A near pair that is not among those that nothing joins would be joined by somebody."""
    m = usual()
    rows = missing_of(
        {"reason": "no link at all", "place_b_id": None, "place_b_name": None, "shares": ()},
        {"reason": "fewer than expected", "weight": 0.25},
        {"place_a_id": "vale", "place_a_name": "Vale"},
    )
    safe = in_public(m, rows)
    assert safe.frame["place_a_id"].tolist() == ["east", "east", "vale"]
    assert safe.withheld == {}
    named = name_assets(safe.frame, admission=admit(m, audience="public"))
    assert named["says"][0] == "East: no link to another is shown yet."
    counted = in_public(m, rows.assign(of_people=True))
    assert counted.frame.empty
    assert counted.withheld == {"missing links, for the team alone": 3}
    for of_people in (False, True):
        team = rows.assign(of_people=of_people)
        safe = protect_missing_links(m, missing=team, admission=admit(m, audience="team"))
        assert len(safe.frame) == 3
        assert safe.withheld == {}


@pytest.mark.parametrize("agrees", [False, True])
def test_nobody_is_a_bridge_who_does_not_agree_today(
    usual: Usual, agreeing: Agree, agrees: bool
) -> None:
    m = usual(agreeing("asha", "introduce") if agrees else [])
    admission = admit(m, audience="team")
    kept = protect_missing_links(m, missing=missing_of({}), admission=admission).frame
    assert kept["mediator_id"].notna().tolist() == [agrees]
    assert kept["ask_ids"].tolist() == [("ben", "choir")]
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
    known = {"music", "food", "falconry"}  # falconry is Asha's too, and the choir's in public
    assert set(safe.frame["group_a"]) | set(safe.frame["group_b"].dropna()) == known
    ages = m.assets.assign(age=["75+", "35-44"] * 3)
    m = AssetMap.from_frames(assets=ages, places=m.places, sources=m.sources)
    by_age = protect_links(m, links=find_links(m, by="age"), admission=admit(m, audience="public"))
    assert by_age.frame.empty
    assert by_age.withheld["links between words that nothing shown has"] > 0
    rows = missing_of({}).rename(columns={"place_a_id": "group_a", "place_b_id": "group_b"})
    rows = rows.assign(group_a="75+", group_b="35-44")
    assert in_public(m, rows).frame.empty


COUNTS = st.integers(0, 30)


@on(40)
@given(
    people=COUNTS, groups=st.integers(0, 3), group_ties=st.integers(0, 3), ties=COUNTS,
    interlocks=COUNTS,
)  # fmt: skip
def test_nothing_of_people_can_be_read_from_a_public_link(
    usual: Usual, people: int, groups: int, group_ties: int, ties: int, interlocks: int
) -> None:
    """The page has the same bytes whoever joins the places, and if nobody does."""
    m = usual()
    page = page_of(m, groups, group_ties, people=people, ties=ties, interlocks=interlocks)
    assert page == page_of_groups(m, groups, group_ties)


def page_of(
    m: AssetMap, groups: int, group_ties: int, *, people: int, ties: int, interlocks: int
) -> str:
    """The data of a public page with one link, joined by so many groups and people."""
    counts = {"shared_people": people, "ties": ties + group_ties, "interlocks": interlocks}
    exact = {"weight": people / 7 + groups, "expected": people / 3, "surprise": people / 5}
    exact["group_weight"] = float(groups)
    links = links_of(**counts, **exact, shared_groups=groups, group_ties=group_ties)
    if not any([people, ties, interlocks, groups, group_ties]):
        links = pd.concat([links, links.assign(place_a_id="west", place_a_name="West")])
        links = links.assign(place_b_id=None, place_b_name=None, distance_m=float("nan"))
    return MapSpec.from_publication(publish(m, links=links)).payload


@cache
def page_of_groups(m: AssetMap, groups: int, group_ties: int) -> str:
    """The same without anybody: each is needed for many numbers of people."""
    return page_of(m, groups, group_ties, people=0, ties=0, interlocks=0)


def test_findings_that_are_empty_stay_frames(usual: Usual) -> None:
    m = usual()
    for audience in ("public", "team"):
        none = publish(
            m, audience=audience, missing=missing_of({}).head(0), links=links_of().head(0)
        )
        assert none.missing.empty
        assert none.links.empty
