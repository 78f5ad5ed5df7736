"""The page in a real browser: what a reader sees, hears and can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from assetmap.maps import DrawnMap, MapSpec
from assetmap.maps.page import write_page
from tests.published import replace

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]


@pytest.fixture
def opened(village: Any, open_page: OpenPage) -> Any:
    return open_page(write_page(MapSpec.from_publication(village)))


def test_every_asset_is_in_the_list_once(village: Any, opened: Any) -> None:
    assert opened.texts("#list tbody th button") == list(village.assets["name"])
    assert opened.texts("#list tbody .mark") == ["old", "not drawn", "not drawn"]
    opened.assert_quiet()


def test_the_head_says_what_this_is(opened: Any) -> None:
    assert opened.texts("#page-title") == ["Millbrook"]
    assert opened.texts("#page-summary") == ["8 assets in 2 places, as of 21 November 2026"]
    assert not opened.page.locator("#team-banner").is_visible()


def test_a_click_on_an_asset_tells_its_story(opened: Any) -> None:
    opened.click_at(250, 500)
    card = opened.card()
    for text in ("Mill Hall", "Space in", "West", "kettle", "food", "Room for: 80"):
        assert text in card
    assert "Last confirmed 1 March 2026" in card
    assert "Parish survey (CC BY 4.0)" in card
    link = opened.page.locator(".card a")
    assert link.get_attribute("href") == "https://example.org/mill"
    assert link.get_attribute("rel") == "noopener noreferrer"
    opened.assert_quiet()


def test_two_on_one_spot_are_both_offered(opened: Any) -> None:
    opened.click_at(750, 250)
    assert opened.texts(".card .spots button") == ["Allotment Society", "Repair Club"]
    opened.page.get_by_role("dialog").get_by_role("button", name="Repair Club").click()
    assert opened.card().startswith("Repair Club")
    opened.assert_quiet()


def test_a_line_can_be_clicked_at_its_symbol_and_an_old_record_says_so(opened: Any) -> None:
    opened.click_at(1500, 500)
    assert "Last confirmed 4 May 2021 (old)" in opened.card()
    assert "middle of its postcode" in opened.card()


def test_a_place_says_what_is_there_before_its_gaps(opened: Any) -> None:
    opened.click_at(450, 850)
    card = opened.card()
    order = [
        "West",
        "Ward · 1,520 residents · in Millbrook district",
        "What is here",
        "1 association",
        "1 person",
        "Mill Hall",
        "Questions to ask here",
        "West has no library within reach.",
        "Links to other places",
        "West and East share one group.",
    ]
    positions = [card.index(text) for text in order]
    assert positions == sorted(positions)
    opened.assert_quiet()


def test_a_hole_is_not_in_its_place(opened: Any) -> None:
    opened.click_at(1850, 850)
    assert opened.page.locator(".leaflet-popup").count() == 0


def test_kinds_are_a_legend_and_a_filter(opened: Any) -> None:
    opened.page.get_by_label("Spaces").uncheck()
    assert len(opened.texts("#list tbody tr")) == 5
    assert opened.texts("#count span")[0] == "5 of 8 assets shown"
    opened.page.get_by_role("button", name="Show everything again").click()
    assert len(opened.texts("#list tbody tr")) == 8
    assert opened.page.get_by_label("Spaces").is_checked()


def test_search_finds_names_themes_and_places(opened: Any) -> None:
    search = opened.page.get_by_label("Search")
    for words, names in [
        ("repáir", ["Repair Club"]),
        ("music", ["Mill Hall"]),
        ("east", ["Library", "Bell Ringers", "Twin Ponds"]),
        ("nothing like it", []),
    ]:
        search.fill(words)
        opened.page.wait_for_timeout(220)
        assert opened.texts("#list tbody th button") == names
    assert "Nothing matches" in opened.texts("#list caption")[0]
    opened.assert_quiet()


def test_a_theme_narrows_the_list(opened: Any) -> None:
    opened.page.get_by_label("Theme").select_option(label="food (2)")
    assert opened.texts("#list tbody th button") == ["Mill Hall", "Allotment Society"]


def test_gaps_are_patterns_with_reasons_in_words(opened: Any) -> None:
    opened.page.get_by_label("Places to ask about").select_option(label="Library (2)")
    assert opened.texts("#gap-legend h4, #gap-legend li") == [
        "Why: the pattern",
        "None in reach1 place",
        "Over-asked1 place",
        "How much is missing: the shade",
        "All of it missing1 place",
        "Up to two thirds missing1 place",
        "No gap on this page",
    ]
    assert "a question to ask, not a verdict" in opened.texts("#panel-body")[0]


def test_the_page_says_a_gap_again_when_its_sentence_was_left_out(
    village: Any, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assetmap.maps import sections as findings

    monkeypatch.setattr(findings, "SENTENCES_AT_MOST", 0)
    opened = open_page(write_page(MapSpec.from_publication(village)))
    opened.page.locator("#places").get_by_role("button", name="West").click()
    card = " ".join(opened.card().split())
    assert "None in reach Library: the nearest on the map is 1.3 km away." in card
    assert "Not mapped yet Sport: who knows of one?" in card
    assert "West and East are joined by 1 shared group and 2 recorded ties." in card


def test_the_keyboard_reaches_everything(opened: Any) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "list"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Mill Hall"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H3"
    page.keyboard.press("Escape")
    assert page.locator(".leaflet-popup").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Mill Hall"
    page.locator("#map_assetmap").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").count() == 1
    opened.assert_quiet()


def test_an_asset_without_a_location_opens_in_its_place(opened: Any) -> None:
    opened.page.get_by_role("button", name="Bell Ringers").first.click()
    assert "No location is shown: listed, not drawn." in opened.card()
    opened.page.locator("#list").get_by_role("button", name="Asha").click()
    card = opened.card()
    assert "Someone to ask." in card
    assert "Named by three neighbours." in card
    assert "a hand on Tuesdays" in card
    assert "runs Allotment Society" in " ".join(card.split())
    opened.page.locator(".card").get_by_role("button", name="Allotment Society").click()
    assert "run by Asha" in " ".join(opened.card().split())


def test_about_says_what_is_withheld_and_who_said_what(opened: Any) -> None:
    about = opened.texts("#about")[0]
    for text in (
        "This page shows 8 assets as of 21 November 2026. 1 record is marked old",
        "People who did not agree to be named: fewer than 10",
        "Closed: 4",
        "Counts below 10 are kept back.",
        "Parish survey: CC BY 4.0 · 1 March 2026 · door to door https://example.org/survey",
        "Leaflet 1.9.3",
    ):
        assert text in about


def test_every_control_has_a_name(opened: Any) -> None:
    nameless = opened.page.evaluate(
        "[...document.querySelectorAll('input,select,button,a')].filter(e => !(e.textContent.trim()"
        " || e.getAttribute('aria-label') || (e.labels && e.labels.length))).length"
    )
    assert nameless == 0
    landmarks = opened.page.evaluate(
        "['header','main','nav[aria-label]','section[aria-label]','#count[aria-live]',"
        "'[role=search]'].map(s => document.querySelector(s) !== null)"
    )
    assert all(landmarks)


def test_a_team_page_warns(village: Any, open_page: OpenPage) -> None:
    team = replace(village, audience="team")
    opened = open_page(write_page(MapSpec.from_publication(team)))
    assert opened.page.get_by_text("For the team: do not publish").is_visible()


def test_nothing_hostile_runs_and_all_of_it_can_be_read(
    hostile_publication: Any, hostile: tuple[str, ...], open_page: OpenPage
) -> None:
    opened = open_page(write_page(MapSpec.from_publication(hostile_publication)))
    page = opened.page
    island = "JSON.parse(document.getElementById('assetmap-data').textContent)"
    same = page.evaluate(
        f"JSON.stringify([...document.querySelectorAll('#list tbody th button')]"
        f".map(b => b.textContent)) === JSON.stringify({island}.assets.name)"
    )
    assert same
    buttons = "#tables tbody button"
    cards = []
    for k in range(page.locator(buttons).count()):
        page.evaluate("([s, k]) => document.querySelectorAll(s)[k].click()", [buttons, k])
        cards.append(page.evaluate("document.querySelector('.leaflet-popup .card').textContent"))
    assert cards[0].count("{{7*7}}") >= 8
    assert any("<img src=x onerror=" in card for card in cards)
    for text in (t for t in hostile if t.isascii() and "\x00" not in t):
        assert sum(text in card for card in cards) >= 2
    for choice in ("#gap", "#level", "#theme"):
        page.select_option(choice, index=1)
    shown = page.evaluate("document.body.innerText + document.title")
    assert "{{7*7}}" in shown
    assert "49" not in shown + "".join(cards)
    assert page.evaluate("document.querySelectorAll('a[href^=\"javascript\" i]').length") == 0
    assert page.evaluate("document.querySelectorAll('img, svg, iframe').length") == 0
    opened.assert_quiet()


def test_a_text_of_a_million_letters_is_only_long(village: Any, open_page: OpenPage) -> None:
    long = "ab " * 350_000
    assets = village.assets.copy()
    assets["description"] = [long] + [None] * (len(assets) - 1)
    places = village.places.assign(name=["District", "x" * 1_000_000, "East"])
    parts = replace(village, assets=assets, places=places)
    opened = open_page(write_page(MapSpec.from_publication(parts)))
    opened.page.locator("#list").get_by_role("button", name="Mill Hall").click()
    assert len(opened.card()) > 1_000_000
    opened.assert_quiet()


def test_long_lists_come_in_parts(village: Any, frames: Any, open_page: OpenPage) -> None:
    rows = [{"name": f"Hall {k}", "geometry": frames.at(k, k)} for k in range(2_050)]
    many = replace(village, assets=frames.assets(rows), ties=village.ties.iloc[:0])
    many = replace(many, people_to_ask=None)
    opened = open_page(write_page(MapSpec.from_publication(many)))
    assert len(opened.texts("#list tbody tr")) == 200
    more = opened.page.locator("#list").get_by_role("button", name="Show more")
    more.click()  # those that are folded away on a screen
    assert len(opened.texts("#list tbody tr")) == 200
    more.click()
    assert len(opened.texts("#list tbody tr")) == 400
    assert opened.page.evaluate("document.activeElement.textContent") == "Hall 200"
    opened.assert_quiet()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_long_table_begins_with_twenty_rows_and_prints_them_all(
    village: Any, frames: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    rows = [{"name": f"Hall {k}", "geometry": frames.at(k, k)} for k in range(31)]
    village = replace(village, assets=frames.assets(rows), ties=village.ties.iloc[:0])
    opened = open_page(
        write_page(MapSpec.from_publication(replace(village, people_to_ask=None))), size=size
    )
    shown = "[...document.querySelectorAll('#list tbody tr')].filter(r => r.offsetHeight).length"
    assert opened.page.evaluate(shown) == 20
    assert opened.texts("#list caption") == ["Showing 20 of 31"]
    assert not opened.page.locator("#places .button").is_visible()
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(shown) == 31
    assert not opened.page.locator("#list caption").is_visible()
    opened.page.emulate_media(media="screen")
    opened.page.locator("#list").get_by_role("button", name="Show all 31").focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate(shown) == 31
    assert opened.page.evaluate("document.activeElement.textContent") == "Hall 20"
    assert not opened.page.locator("#list .listing > .button").is_visible()
    opened.page.get_by_label("Search").fill("Hall 30")
    opened.page.locator("#list tbody tr").nth(1).wait_for(state="detached")
    assert opened.texts("#list caption") == ["Showing 1 of 1"]
    opened.assert_quiet()


def test_a_status_that_nobody_wrote_down_is_no_mark(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    rows = [
        {"name": "Hall", "status": "unknown"},
        {"name": "Barn", "status": "paused"},
        {"name": "Asha", "kind": "individual", "status": "paused"},
    ]
    village = replace(village, assets=frames.assets(rows), ties=village.ties.iloc[:0])
    opened = open_page(write_page(MapSpec.from_publication(replace(village, people_to_ask=None))))
    for name, mark in (("Hall", []), ("Barn", ["Paused"]), ("Asha", [])):
        opened.page.locator("#list").get_by_role("button", name=name).click()
        marks = opened.texts(".leaflet-popup .card .mark")
        assert [text for text in marks if "onfirmed" not in text] == mark, name


def test_a_spot_of_people_alone_counts_people(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    at = {"kind": "individual", "place": 1, "precision": "place", "geometry": frames.at(500, 500)}
    people = frames.assets([{"name": "Asha", **at}, {"name": "Ben", **at}])
    asked = pd.DataFrame({"asset": [1], "says": ["Named."]})
    village = replace(village, assets=people, ties=village.ties.iloc[:0], people_to_ask=asked)
    opened = open_page(write_page(MapSpec.from_publication(village)))
    opened.click_at(500, 500)
    assert opened.card().splitlines()[0] == "2 people here"
    assert opened.texts(".leaflet-popup .spots li") == ["Asha", "Bensomeone to ask"]


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_it_all_without_sideways_scrolling(
    village: Any, open_page: OpenPage, width: int
) -> None:
    html = write_page(MapSpec.from_publication(village))
    opened = open_page(html, size=(width, 844), has_touch=True, device_scale_factor=2)
    across = opened.page.evaluate("document.documentElement.scrollWidth")
    assert across <= width
    map_box = opened.page.locator("#map").bounding_box()
    panel_box = opened.page.locator("#panel").bounding_box()
    assert map_box["y"] + map_box["height"] <= panel_box["y"] + 1
    opened.assert_quiet()


def test_something_is_painted_and_hiding_a_kind_changes_it(opened: Any) -> None:
    read = (
        "() => { const c = document.querySelector('.assetmap-canvas');"
        "const d = c.getContext('2d', {willReadFrequently: true})"
        ".getImageData(0, 0, c.width, c.height).data; let sum = 0;"
        "for (let i = 0; i < d.length; i += 4) if (d[i] === 230 && d[i + 1] === 159) sum++;"
        "return sum; }"
    )
    settle = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
    orange = opened.page.evaluate(read)
    opened.page.get_by_label("Spaces").uncheck()
    opened.page.evaluate(settle)
    assert orange > 50
    assert opened.page.evaluate(read) == 0


def test_the_page_works_inside_a_notebook_frame(village: Any, open_page: OpenPage) -> None:
    drawn = DrawnMap(spec=MapSpec.from_publication(village), manifest=village.manifest)
    opened = open_page(f"<!DOCTYPE html><title>notebook</title>{drawn._repr_html_()}")
    frame = opened.page.frame_locator("iframe")
    assert frame.locator("#page-title").inner_text() == "Millbrook"
    frame.locator("#list").get_by_role("button", name="Library").click()
    assert "Library" in frame.locator(".leaflet-popup .card").inner_text()
    frame.get_by_role("link", name="About").click()
    assert frame.locator("#about-heading").is_visible()
    assert [url for url in opened.requests if not url.startswith(("file:", "about:"))] == []
    assert opened.complaints == []


def test_an_empty_map_still_opens(village: Any, open_page: OpenPage) -> None:
    empty = replace(
        village,
        assets=village.assets.iloc[:0],
        places=village.places.iloc[:0],
        ties=village.ties.iloc[:0],
        gaps=None,
        links=None,
        people_to_ask=None,
    )
    opened = open_page(write_page(MapSpec.from_publication(empty)))
    assert opened.texts("#count span")[0] == "0 assets shown"
    opened.assert_quiet()


def test_paper_shows_the_list_and_no_buttons(opened: Any) -> None:
    opened.page.emulate_media(media="print")
    assert not opened.page.get_by_label("Search").is_visible()
    assert opened.page.locator("#list tbody tr").first.is_visible()
