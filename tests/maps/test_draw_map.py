"""From a map to a page: what was not agreed to is nowhere in its bytes."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.champions import find_champions, find_fragility, find_safeguards
from assetmap.errors import TableError
from assetmap.gaps import find_gaps
from assetmap.links import find_links
from assetmap.maps import draw_map
from assetmap.tables import AssetMap

PRIVATE = "canary-7f3"


@pytest.fixture
def community() -> AssetMap:
    """A hall with a contact, a person who agreed, and one who was not asked."""
    x, y = 470_000, 310_000
    assets = gpd.GeoDataFrame(
        {
            "name": ["Mill Hall", "Asha", f"Ben {PRIVATE}"],
            "kind": ["space", "individual", "individual"],
            "place_id": ["west", "west", "west"],
            "email": [f"{PRIVATE}@example.org"] * 3,
            "phone": [f"01632 {PRIVATE}"] * 3,
            "contact_name": [PRIVATE] * 3,
            "description": ["Open to all.", PRIVATE, PRIVATE],
            "notes": [PRIVATE] * 3,
            "verified_on": ["2026-03-01"] * 3,
        },
        index=[f"hall-{PRIVATE}", f"asha-{PRIVATE}", f"ben-{PRIVATE}"],
        geometry=[Point(x + 250, y + 500), Point(x + 1, y + 1), Point(x + 2, y + 2)],
        crs="EPSG:27700",
    )
    places = gpd.GeoDataFrame(
        {"name": ["West"], "population": [1520.0]},
        index=["west"],
        geometry=[box(x, y, x + 1000, y + 1000)],
        crs="EPSG:27700",
    )
    agreed = pd.DataFrame(
        {
            "asset_id": [f"asha-{PRIVATE}"],
            "purpose": ["publish_name"],
            "given_on": ["2026-01-01"],
        }
    )
    return AssetMap.from_frames(
        assets=assets, places=places, consents=agreed, as_of=dt.date(2026, 6, 1)
    )


def test_nothing_private_is_in_the_bytes_of_a_public_page(community: AssetMap) -> None:
    drawn = draw_map(community)
    for text in (drawn.to_html(), drawn._repr_html_(), repr(drawn), drawn.spec.payload):
        assert PRIVATE not in text
        assert base64.b64encode(PRIVATE.encode()).decode().rstrip("=") not in text
    assert drawn.spec.data["assets"]["name"] == ["Mill Hall", "Asha"]
    assert "Ben" not in drawn.spec.payload


def test_a_team_page_has_contacts_and_says_what_it_is(community: AssetMap) -> None:
    drawn = draw_map(community, audience="team")
    assert PRIVATE in drawn.spec.payload
    assert drawn.spec.data["audience"] == "team"


def test_the_title_can_be_given(community: AssetMap) -> None:
    assert draw_map(community).spec.title == community.title
    assert draw_map(community, title="{{7*7}}").spec.title == "{{7*7}}"


def test_an_unknown_audience_is_refused(community: AssetMap) -> None:
    with pytest.raises(TableError, match="no audience 'everyone'"):
        draw_map(community, audience="everyone")


def test_a_frame_of_other_findings_is_refused_with_every_missing_column(
    community: AssetMap,
) -> None:
    links = find_links(community)
    with pytest.raises(TableError) as caught:
        draw_map(community, gaps=links)
    assert [(p.where, p.code) for p in caught.value.problems] == [("gaps", "missing_column")] * 8
    told = str(caught.value)
    for column in (
        "place_id",
        "place_name",
        "category",
        "reason",
        "reached",
        "nearest_id",
        "nearest_m",
    ):
        assert f"gaps: there is no column '{column}'. Give the frame that `find_gaps`" in told
    assert "`gaps` was given a frame with the columns place_a_id, place_b_id, place_a_name" in told
    assert "It looks like what `find_links` makes, which goes to `links`." in told
    assert PRIVATE not in told


def test_findings_that_are_no_frames_are_refused_together(community: AssetMap) -> None:
    wrong: Any = ["library"]
    with pytest.raises(TableError) as caught:
        draw_map(community, champions=wrong, links=pd.DataFrame({"place_a_id": ["west"]}))
    assert [p.where for p in caught.value.problems] == ["champions"] + ["links"] * 8
    assert "`champions` was given a list." in str(caught.value)
    assert "as in champions=find_champions(m)" in str(caught.value)


def test_findings_of_their_own_functions_are_drawn(community: AssetMap) -> None:
    gaps = find_gaps(community)
    drawn = draw_map(
        community, gaps=gaps, champions=find_champions(community), links=find_links(community)
    )
    assert repr(drawn) == "<DrawnMap for the public: 2 assets, 1 place>"


def _suggest(community: AssetMap, **columns: Any) -> pd.DataFrame:
    """The frame of `suggest_sites`, with the hall as the host and Ben as the one tied to it."""
    hall, _, ben = community.assets.index
    columns = {"category": None, "people": [1523.0]} | columns
    return pd.DataFrame(
        {"host_id": [hall], "host_name": [f"Hall {PRIVATE}"], "place_id": ["west"], "share": [1.0],
         "mean_min": [1.0], "reached_place_ids": [("west",)], "tied_ids": [(ben,)], "bound": [1.0],
         "method": ["greedy"], "of_people": [False], "says": [f"{PRIVATE} is tied to it."]}
    ).assign(**columns)  # fmt: skip


def test_suggested_hosts_bring_nothing_private_with_them(community: AssetMap) -> None:
    drawn = draw_map(community, sites=_suggest(community, category="lunch"))
    assert PRIVATE not in drawn.to_html()
    assert drawn.spec.data["hosts"] == {
        "n": 1,
        "asset": 0,
        "place": 0,
        "category": {"of": ["lunch"], "code": 0},
        "people": 1525,
        "reaches": {"at": [0], "n": [1], "of": [0], "code": [0]},
    }
    team = draw_map(community, sites=_suggest(community), audience="team").spec.data["hosts"]
    assert team["tied"] == {"at": [0], "n": [1], "of": [2], "code": [0]}
    assert (team["people"], team["says"]) == (1523, [f"{PRIVATE} is tied to it."])


def test_a_frame_that_suggests_nothing_is_refused(community: AssetMap) -> None:
    with pytest.raises(TableError) as caught:
        draw_map(community, sites=pd.DataFrame({"host_id": ["hall"]}))
    assert [p.where for p in caught.value.problems] == ["sites"] * 7
    assert "Give the frame that `suggest_sites` makes" in str(caught.value)


def test_strengths_that_are_people_are_named_to_the_team_alone(community: AssetMap) -> None:
    gaps = find_gaps(community)
    gaps["strength_ids"] = [tuple(community.assets.index)] * len(gaps)
    public = draw_map(community, gaps=gaps).spec.data["strengths"]
    assert public == {"at": [0], "n": [1], "of": [0], "code": [0]}
    team = draw_map(community, gaps=gaps, audience="team").spec.data["strengths"]
    assert team == {"at": [0], "n": [3], "of": [0, 1, 2], "code": [0, 1, 2]}


@pytest.mark.browser
@pytest.mark.parametrize("audience", ["public", "team"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_gaps_and_hosts_of_a_map_open_for_both_audiences(
    community: AssetMap, open_page: Callable[..., Any], audience: str, size: tuple[int, int]
) -> None:
    drawn = draw_map(
        community, gaps=find_gaps(community), sites=_suggest(community), audience=audience
    )
    opened = open_page(drawn.to_html(), size=size)
    opened.page.select_option("#gap", index=1)
    assert opened.texts("#gaps tbody th") == ["West"]
    opened.page.locator("#hosts tbody button").first.click()
    assert opened.card().startswith("Mill Hall")
    assert (PRIVATE in opened.page.content()) == (audience == "team")
    opened.assert_quiet()


@pytest.mark.browser
def test_a_real_publication_opens_and_is_quiet(
    community: AssetMap, open_page: Callable[..., Any]
) -> None:
    opened = open_page(draw_map(community, title="Millbrook").to_html())
    assert opened.texts("#list tbody th button") == ["Mill Hall", "Asha"]
    opened.click_at(250, 500)
    assert "Open to all." in opened.card()
    opened.assert_quiet()


def test_links_between_words_are_no_lines_and_are_refused_kindly(community: AssetMap) -> None:
    words = find_links(community, by="kind")
    with pytest.raises(TableError) as refused:
        draw_map(community, links=words)
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == ("links", "links_of_words")
    assert "nowhere on a map" in problem.says


def test_findings_for_the_team_need_their_columns(community: AssetMap) -> None:
    bare = pd.DataFrame({"person_a_id": []})
    given = dict.fromkeys(("fragility", "safeguards", "missing", "introductions"), bare)
    with pytest.raises(TableError) as refused:
        draw_map(community, **given)
    wrong = {problem.where for problem in refused.value.problems}
    assert wrong == set(given)
    makers = {problem.remedy for problem in refused.value.problems}
    assert any("introductions=suggest_introductions(m)" in remedy for remedy in makers)


@pytest.mark.parametrize("audience", ["public", "team"])
def test_what_rests_on_one_reaches_the_team_alone(community: AssetMap, audience: str) -> None:
    drawn = draw_map(
        community, audience=audience, champions=find_champions(community, replicates=0),
        fragility=find_fragility(community), safeguards=find_safeguards(community),
    )  # fmt: skip
    page = drawn.to_html()
    assert ("Without this person" in drawn.spec.payload) is False  # nothing is tied here
    assert (PRIVATE in page) is (audience == "team")
