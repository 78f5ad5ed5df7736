"""What do gaps, links and people to ask tell a reader about somebody who did not agree?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from assetmap.champions import find_champions
from assetmap.errors import TableError
from assetmap.gaps import find_gaps
from assetmap.links import find_links
from assetmap.publish import (
    admit,
    name_assets,
    numbering,
    protect_champions,
    protect_gaps,
    protect_links,
    publish,
    select_public,
)
from assetmap.tables import AssetMap

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]
EVERYTHING = ("publish_name", "publish_role", "publish_place", "publish_gifts", "publish_contact")


def public_gaps(m: AssetMap, **asked: Any) -> pd.DataFrame:
    admission = admit(m, audience="public")
    return protect_gaps(m, gaps=find_gaps(m, **asked), admission=admission).frame


def test_gaps_in_peoples_gifts_are_for_the_team(usual: Usual) -> None:
    m = usual()
    gaps = find_gaps(m, within_min=1)
    assert "individual" in set(gaps["category"])
    safe = protect_gaps(m, gaps=gaps, admission=admit(m, audience="public"))
    assert "individual" not in set(safe.frame["category"])
    assert safe.withheld["gaps in what people bring"] == (gaps["category"] == "individual").sum()
    assert safe.frame["says"].isna().all()
    named = name_assets(safe.frame, admission=admit(m, audience="public"))
    assert named["says"].str.match(r"(West|East), \w+: (none|not|fewer)").all()
    assert safe.frame["old_share"].isna().all()


def test_the_columns_and_their_order_stay(usual: Usual) -> None:
    m = usual()
    gaps = find_gaps(m, within_min=1)
    for audience in ("public", "team"):
        kept = protect_gaps(m, gaps=gaps, admission=admit(m, audience=audience)).frame
        assert list(kept.columns) == list(gaps.columns)
        assert kept.crs == gaps.crs


def test_a_distance_to_a_refuge_would_tell_where_it_is(usual: Usual) -> None:
    m = usual()
    gaps = find_gaps(m, within_min=1)
    is_institution = gaps["category"] == "institution"
    assert gaps.loc[is_institution, "nearest_m"].isna().all()
    # A frame of somebody's own making may name it all the same.
    told = gaps.assign(
        nearest_id=gaps["nearest_id"].mask(is_institution, "refuge"),
        nearest_m=gaps["nearest_m"].mask(is_institution, 700.0),
        nearest_min=gaps["nearest_min"].mask(is_institution, 11.4),
        strength_ids=[("refuge", "hall", "asha", "choir")] * len(gaps),
    )
    safe = protect_gaps(m, gaps=told, admission=admit(m, audience="public")).frame
    nearest = safe.loc[
        safe["category"] == "institution", ["nearest_id", "nearest_m", "nearest_min"]
    ]
    assert len(nearest) == 2
    assert nearest.isna().all(axis=None)
    assert set(safe.loc[safe["category"] == "space", "nearest_id"]) == {"hall"}
    assert safe["strength_ids"].tolist() == [("hall", "choir")] * len(safe)
    team = protect_gaps(m, gaps=told, admission=admit(m, audience="team")).frame
    assert set(team.loc[team["category"] == "institution", "nearest_m"]) == {700.0}


def test_a_refuge_has_no_ties_on_the_page(usual: Usual) -> None:
    m = usual()
    assert publish(m).ties["kind"].tolist() == ["meets_at"]
    assert len(publish(m, audience="team").ties) == 4


@pytest.mark.parametrize("agreed", [False, True])
def test_no_theme_is_counted_or_left_out_because_a_person_has_it(
    usual: Usual, agreeing: Agree, agreed: bool
) -> None:
    theme = {"choir": {"name": "Choir", "kind": "association", "place_id": "west",
                       "themes": ("music", "falconry")}}  # fmt: skip
    m = usual(agreeing("asha", *EVERYTHING) if agreed else [], assets=theme)
    assert set(find_gaps(m, by="themes", within_min=1)["category"]) == {"music", "falconry"}
    assert public_gaps(m, by="themes", within_min=1).empty  # people were counted
    public = public_gaps(m, by="themes", within_min=1, individuals=False)
    assert set(public["category"]) == {"music", "falconry"}  # falconry is Asha's too
    without = {"asha": {"name": "Asha Rahman", "kind": "individual", "place_id": "west"}}
    other = usual(agreeing("asha", *EVERYTHING) if agreed else [], assets=theme | without)
    same = public_gaps(other, by="themes", within_min=1, individuals=False)
    pd.testing.assert_frame_equal(public.drop(columns="geometry"), same.drop(columns="geometry"))


def test_no_age_skill_or_note_of_a_person_is_a_category(usual: Usual) -> None:
    m = usual()
    assets = m.assets.assign(age=[None, None, None, None, "75+", "35-44"])
    m = AssetMap.from_frames(assets=assets, places=m.places, sources=m.sources)
    for by in ("name", "email", "contact_name"):
        with pytest.raises(TableError, match="which is about single assets"):
            find_gaps(m, by=by, within_min=0)
    for by in ("age", "offers", "roles"):
        gaps = find_gaps(m, by=by, within_min=0)
        assert public_gaps(m, by=by, within_min=0).empty
        categories = set(public_gaps(m, by=by, within_min=0, individuals=False)["category"])
        assert gaps["category"].nunique() > 0, by
        assert categories == set(), by


def test_a_category_of_nothing_that_is_shown_is_left_out(usual: Usual) -> None:
    closed = {"closed": {"name": "Old Club", "kind": "association", "status": "closed",
                         "themes": ("pigeons",)},
              "choir": {"name": "Choir", "kind": "association", "themes": ("music",)}}  # fmt: skip
    m = usual(assets=closed)
    assert "pigeons" in set(find_gaps(m, by="themes")["category"])
    assert set(public_gaps(m, by="themes", individuals=False)["category"]) == {"music"}


def test_a_kind_is_a_kind_even_where_a_person_uses_the_word(usual: Usual) -> None:
    person = {"ben": {"name": "Ben", "kind": "individual", "themes": ("culture",)}}
    m = usual(assets=person)
    assert "culture" in set(public_gaps(m)["category"])


def many(town: Callable[..., AssetMap], people: int, groups: int) -> AssetMap:
    """``people`` of West who are active in East too, and as many groups."""
    rows = {
        f"p{at:02}": {"name": f"Person {at}", "kind": "individual", "place_id": "west",
                      "active_in": ("east",)}
        for at in range(people)
    } | {
        f"g{at:02}": {"name": f"Group {at}", "kind": "association", "place_id": "west",
                      "active_in": ("east",)}
        for at in range(groups)
    }  # fmt: skip
    return town(rows or {"hall": {"name": "Hall", "kind": "space"}})


@pytest.mark.parametrize("groups", [0, 1])
@pytest.mark.parametrize("people", [0, 1, 9, 10, 13])
def test_a_link_is_told_by_its_groups_alone(
    town: Callable[..., AssetMap], people: int, groups: int
) -> None:
    m = many(town, people, groups)
    safe = protect_links(m, links=find_links(m), admission=admit(m, audience="public"))
    pairs = safe.frame[safe.frame["place_b_id"].notna()]
    assert pairs["shared_groups"].tolist() == pairs["weight"].tolist() == [1] * groups
    assert pairs["shared_people"].isna().all()
    assert pairs["says"].isna().all()
    alone = safe.frame.loc[safe.frame["place_b_id"].isna(), "place_a_id"]
    assert alone.isin(["east", "west"]).sum() == (0 if groups else 2)


def test_a_word_spelt_like_a_kind_is_somebodys_until_it_is_said_to_be_a_kind(usual: Usual) -> None:
    about = {"themes": ("culture",)}
    ben = {"name": "Ben", "kind": "individual"} | about
    m = usual(assets={"ben": ben, "choir": {"name": "Choir", "kind": "association"} | about})
    by_theme = find_gaps(m, by="themes", within_min=1)
    only = by_theme[by_theme["category"] == "culture"]
    admission = admit(m, audience="public")
    assert protect_gaps(m, gaps=only, admission=admission).frame.empty


def test_the_order_of_links_is_that_of_what_is_shown(town: Callable[..., AssetMap]) -> None:
    """Three places whose order by people is the reverse of their order by id."""
    rows = {
        f"p{a}{b}{at}": {"name": "P", "kind": "individual", "place_id": a, "active_in": (b,)}
        for a, b, count in (("east", "west", 1), ("north", "west", 3), ("east", "north", 2))
        for at in range(count)
    } | {
        f"g{a}{b}": {"name": "G", "kind": "association", "place_id": a, "active_in": (b,)}
        for a, b in (("east", "west"), ("north", "west"), ("east", "north"))
    }
    places = pd.DataFrame({"name": ["E", "N", "W"]}, index=["east", "north", "west"])
    m = AssetMap.from_frames(
        assets=pd.DataFrame.from_dict(rows, orient="index"), places=places,
        as_of=dt.date(2026, 6, 1),
    )  # fmt: skip
    links = find_links(m)
    assert links["shared_people"].tolist() == [3, 2, 1]
    safe = protect_links(m, links=links, admission=admit(m, audience="public")).frame
    assert list(zip(safe["place_a_id"], safe["place_b_id"], strict=True)) == [
        ("east", "north"), ("east", "west"), ("north", "west"),
    ]  # fmt: skip
    assert safe.index.tolist() == [0, 1, 2]
    assert safe["shared_people"].isna().all()


def test_a_refuge_that_works_in_two_places_links_them_for_nobody(usual: Usual) -> None:
    only = {
        "choir": {"name": "Choir", "kind": "association", "place_id": "west"},
        "asha": {"name": "Asha", "kind": "individual"},
    }
    m = usual(assets=only)
    links = find_links(m)
    assert links["place_b_id"].isna().all()
    safe = protect_links(m, links=links, admission=admit(m, audience="public"))
    assert safe.frame[safe.frame["place_b_id"].notna()].empty
    team = protect_links(m, links=links, admission=admit(m, audience="team"))
    pd.testing.assert_frame_equal(team.frame, links)


def test_the_refuge_is_in_no_link_of_larger_places_either(usual: Usual) -> None:
    m = usual()
    at_wards = find_links(m, level="ward")
    safe = protect_links(m, links=at_wards, admission=admit(m, audience="public")).frame
    assert at_wards["shared_groups"].tolist() == safe["shared_groups"].tolist() == [1]


def test_people_to_ask_need_name_and_role(usual: Usual, agreeing: Agree) -> None:
    both = agreeing("asha", "publish_name", "publish_role")
    for consents, expected in (
        ([], []),
        (agreeing("asha", "publish_name"), []),
        (agreeing("asha", "publish_role"), []),
        (both, ["asha"]),
        (both + agreeing("asha", "store", withdrawn_on="2026-01-01"), []),
    ):
        m = usual(consents)
        safe = protect_champions(
            m, champions=find_champions(m), admission=admit(m, audience="public")
        )
        assert safe.frame["person_id"].tolist() == expected
        assert list(safe.frame) == ["person_id", "name", "place_id", "place_name", "roles", "says"]
        assert safe.frame["place_name"].isna().all()
        assert safe.frame["says"].isna().all()


def test_a_person_to_ask_has_a_place_if_they_agreed_and_it_is_safe(
    usual: Usual, agreeing: Agree
) -> None:
    consents = agreeing("asha", "publish_name", "publish_role", "publish_place")
    m = usual(consents)
    shown = protect_champions(m, champions=find_champions(m), admission=admit(m, audience="public"))
    assert shown.frame["place_name"].tolist() == ["West"]
    hiding = {"asha": {"name": "Asha Rahman", "kind": "individual", "place_id": "west",
                       "sensitive_location": True}}  # fmt: skip
    m = usual(consents, assets=hiding)
    shown = protect_champions(m, champions=find_champions(m), admission=admit(m, audience="public"))
    assert shown.frame["name"].tolist() == ["Asha Rahman"]
    assert shown.frame["place_name"].isna().all()


def test_whoever_left_since_the_map_was_made_is_asked_by_nobody(
    usual: Usual, agreeing: Agree
) -> None:
    left = agreeing("asha", "store", withdrawn_on=str(dt.datetime.now(dt.UTC).date()))
    m = usual(left, agreeing("asha", *EVERYTHING), as_of=dt.date(2021, 1, 1))
    champions = find_champions(m)
    assert "asha" in set(champions["person_id"])
    for audience in ("public", "team"):
        safe = protect_champions(m, champions=champions, admission=admit(m, audience=audience))
        assert "asha" not in set(safe.frame["person_id"])
    gaps = find_gaps(m, by="offers", within_min=0)
    assert "asha" in set(gaps["nearest_id"])
    team = protect_gaps(m, gaps=gaps, admission=admit(m, audience="team")).frame
    assert "asha" not in set(team["nearest_id"])


def test_tables_that_leave_the_team_hold_names_for_ids(usual: Usual, agreeing: Agree) -> None:
    m = usual(agreeing("asha", *EVERYTHING))
    admission = admit(m, audience="public")
    gaps = find_gaps(select_public(m, admission=admission), within_min=1)
    gaps = protect_gaps(m, gaps=gaps, admission=admission).frame
    named = name_assets(gaps, admission=admission)
    assert "nearest_id" not in named
    assert set(named["nearest_name"].dropna()) == {"Mill Hall", "Choir"}
    assert {name for names in named["strength_names"] for name in names} <= {"Mill Hall", "Choir"}
    people = protect_champions(m, champions=find_champions(m), admission=admission).frame
    assert list(name_assets(people, admission=admission)) == [
        "name", "place_id", "place_name", "roles", "says",
    ]  # fmt: skip


def test_findings_that_are_empty_stay_frames(usual: Usual) -> None:
    m = usual()
    admission = admit(m, audience="public")
    assert protect_gaps(m, gaps=find_gaps(m).head(0), admission=admission).frame.empty
    assert protect_links(m, links=find_links(m).head(0), admission=admission).frame.empty
    none = protect_champions(m, champions=find_champions(m).head(0), admission=admission)
    assert none.frame.empty
    assert none.withheld == {}
    public = publish(
        m, gaps=find_gaps(m).head(0), links=find_links(m).head(0),
        champions=find_champions(m).head(0),
    )  # fmt: skip
    assert public.gaps is not None
    assert public.gaps.empty


def told(m: AssetMap, reasons: list[str], **columns: Any) -> pd.DataFrame:
    """Gaps of somebody's own making, one for each reason."""
    return find_gaps(m, within_min=1).head(len(reasons)).assign(reason=reasons, **columns)


def test_who_is_in_touch_with_whom_is_for_the_team(usual: Usual) -> None:
    m = usual()
    kinds = ["space", "culture", "exchange", "institution"]
    reasons = ["unconnected", "none in reach", "unconnected", "over-asked"]
    gaps = told(m, reasons, category=kinds)
    safe = protect_gaps(m, gaps=gaps, admission=admit(m, audience="public"))
    assert safe.frame["reason"].tolist() == ["none in reach", "over-asked"]
    assert safe.withheld == {"gaps in how people are tied to what is there": 2}
    team = protect_gaps(m, gaps=gaps, admission=admit(m, audience="team"))
    assert team.frame["reason"].tolist() == reasons
    account = publish(m, gaps=gaps).manifest.account
    assert "gaps in how people are tied to what is there: fewer than 10" in account


def test_gaps_count_people_by_the_rule(usual: Usual) -> None:
    m = usual()
    gaps = told(
        m, ["none in reach"] * 5, category="space",
        people=[0.0, 7.0, 12.0, 1523.0, float("nan")],
        weighted_people=[0.0, 3.5, 3.0, 761.5, float("nan")],
    )  # fmt: skip
    safe = protect_gaps(m, gaps=gaps, admission=admit(m, audience="public")).frame
    assert safe["people"].fillna(-1).tolist() == [0, -1, 10, 1525, -1]
    assert safe["weighted_people"].isna().all()  # 3 / 12 would tell the need, or the population
    team = protect_gaps(m, gaps=gaps, admission=admit(m, audience="team")).frame
    assert team["people"].fillna(-1).tolist() == [0, 7, 12, 1523, -1]


@pytest.mark.parametrize(("audience", "shown"), [("public", [None, 0, None]), ("team", [3, 0, 9])])
def test_a_place_of_a_handful_does_not_say_how_many(
    usual: Usual, audience: str, shown: list[int | None]
) -> None:
    m = usual()
    places = m.places.assign(population=[3.0, 0.0, 9.0])
    m = AssetMap.from_frames(assets=m.assets, places=places, sources=m.sources)
    population = publish(m, audience=audience).places["population"]
    assert [None if pd.isna(count) else count for count in population] == shown


def test_how_much_why_and_how_sure_are_shown_and_strengths_that_may_be(usual: Usual) -> None:
    m = usual()
    gaps = told(
        m, ["none in reach", "over-asked"], category="space", depth=[1.0, 0.25],
        confidence=["low", "high"], strength_ids=[("asha", "hall", "refuge"), ("choir", "ben")],
    )  # fmt: skip
    public = publish(m, gaps=gaps)
    assert public.gaps is not None
    assert public.gaps["depth"].tolist() == [1.0, 0.25]
    assert public.gaps["confidence"].tolist() == ["low", "high"]
    named = [[public.assets["name"][k] for k in ids] for ids in public.gaps["strengths"]]
    assert named == [["Mill Hall"], ["Choir"]]
    team = publish(m, gaps=gaps, audience="team")
    assert team.gaps is not None
    assert list(map(len, team.gaps["strengths"])) == [3, 2]


def test_very_many_gaps_are_published_without_their_strengths(
    usual: Usual, monkeypatch: pytest.MonkeyPatch
) -> None:
    m = usual()
    gaps = find_gaps(m, within_min=15)
    assert any(map(len, publish(m, gaps=gaps).gaps["strengths"]))
    monkeypatch.setattr(numbering, "STRENGTHS_AT_MOST", len(gaps) - 1)
    assert publish(m, gaps=gaps).gaps["strengths"].tolist() == [()] * len(
        publish(m, gaps=gaps).gaps
    )
