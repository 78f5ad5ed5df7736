"""What a reader does and reads: a row far down, filters and back, people, words explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from assetmap.maps import MapSpec
from assetmap.maps.page import write_page
from tests.published import replace

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]

IN_VIEW = (
    "(() => { const b = document.querySelector('.leaflet-popup').getBoundingClientRect();"
    "return b.top >= -1 && b.bottom <= innerHeight + 1 && b.left >= -1"
    " && b.right <= innerWidth + 1; })()"
)


def _open(publication: Any, open_page: OpenPage, **options: Any) -> Any:
    return open_page(write_page(MapSpec.from_publication(publication)), **options)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (844, 390)])
def test_a_popup_opened_from_a_row_is_wholly_on_the_screen(
    village: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(village, open_page, size=size)
    rows = "#tables tbody th button"
    for down in (0, 200, 553, 10_000):
        for k in range(opened.page.locator(rows).count()):
            opened.page.evaluate("y => window.scrollTo(0, y)", down)
            opened.page.evaluate("([s, k]) => document.querySelectorAll(s)[k].click()", [rows, k])
            assert opened.page.evaluate(IN_VIEW), (down, k)
    opened.assert_quiet()


def test_a_popup_comes_into_view_with_motion_too(village: Any, open_page: OpenPage) -> None:
    opened = _open(village, open_page, reduced_motion="no-preference")
    opened.page.evaluate("window.scrollTo(0, 553)")
    opened.page.evaluate("document.querySelector('#list tbody th button').click()")
    came = (
        "(async () => { for (let k = 0; k < 180; k++) { await new Promise(requestAnimationFrame);"
        f"if ({IN_VIEW}) return true; }} return false; }})()"
    )
    assert opened.page.evaluate(came)
    opened.assert_quiet()


def test_a_popup_that_can_be_seen_moves_nothing(village: Any, open_page: OpenPage) -> None:
    opened = _open(village, open_page)
    opened.page.evaluate("window.scrollTo(0, 40)")
    opened.click_at(1500, 500)
    assert opened.page.evaluate(IN_VIEW)
    assert opened.page.evaluate("window.scrollY") == 40


def test_everything_again_is_the_page_as_it_opened(village: Any, open_page: OpenPage) -> None:
    opened = _open(village, open_page)
    page = opened.page
    state = (
        "JSON.stringify([[...document.querySelectorAll('#panel-body input, #panel-body select')]"
        ".map(e => e.type === 'checkbox' ? e.checked : e.value),"
        "document.querySelector('#panel-body').innerText, document.querySelector('#tables')"
        ".innerText, map_assetmap.getCenter(), map_assetmap.getZoom(),"
        "document.querySelector('.assetmap-canvas').toDataURL()])"
    )
    settle = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
    before = page.evaluate(state)
    links = page.get_by_role("checkbox", name="Links between places")
    assert links.is_checked()
    links.uncheck()
    page.get_by_label("Ties between assets").check()
    page.get_by_label("Spaces").uncheck()
    for choice in ("#theme", "#gap", "#level"):
        page.select_option(choice, index=1)
    page.get_by_label("Search").fill("mill")
    page.wait_for_timeout(220)
    page.locator("#places tbody button").first.click()
    page.get_by_role("button", name="Show everything again").click()
    page.evaluate(settle)
    assert page.locator(".leaflet-popup").count() == 0
    assert page.evaluate(state) == before


def test_counts_of_kinds_follow_a_search_and_a_theme(village: Any, open_page: OpenPage) -> None:
    opened = _open(village, open_page)
    numbers = "#panel-body label.check:has([data-kind]) .number"
    assert opened.texts(numbers) == ["1", "1", "1", "3", "1", "1"]
    opened.page.get_by_label("Theme").select_option(label="food (2)")
    filtered = ["0 of 1", "1 of 1", "0 of 1", "1 of 3", "0 of 1", "0 of 1"]
    assert opened.texts(numbers) == filtered
    opened.page.get_by_label("Spaces").uncheck()
    assert opened.texts(numbers) == filtered
    opened.page.get_by_label("Theme").select_option(label="All themes")
    assert opened.texts(numbers) == ["1", "1", "1", "3", "1", "1"]
    opened.page.get_by_label("Search").fill("east")
    opened.page.wait_for_timeout(220)
    assert opened.texts(numbers) == ["0 of 1", "0 of 1", "1 of 1", "1 of 3", "0 of 1", "1 of 1"]


def test_people_to_ask_have_a_reason_a_role_or_their_agreement(
    village: Any, open_page: OpenPage
) -> None:
    people = pd.DataFrame({"asset": [5, 1, 0], "says": pd.Series([None, None, "Has the keys."])})
    opened = _open(replace(village, people_to_ask=people), open_page)
    assert opened.texts("#ask tbody th") == ["Allotment Society", "Asha", "Mill Hall"]
    assert opened.texts("#ask tbody td:last-child") == [
        "Agreed to be named", "Connector", "Has the keys.",
    ]  # fmt: skip
    assert opened.texts("#ask tbody td:nth-child(2)") == ["West", "–", "West"]


def test_links_say_what_is_known_and_leave_out_what_is_blank(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    links = frames.links(
        [
            (1, 2, pd.NA, 0, 30, 0.0, None),
            (0, 1, 15, 1, pd.NA, 1.0, None),
            (0, 2, 10, 2, 1, 2.0, None),
        ]
    )
    opened = _open(replace(village, links=links), open_page)
    assert opened.texts("#links tbody td:last-child") == [
        "West and East are joined by 30 recorded ties.",
        "Millbrook district and West are joined by 1 shared group and 15 shared people.",
        "Millbrook district and East are joined by 2 shared groups, 10 shared people "
        "and 1 recorded tie.",
    ]


def test_about_says_what_withheld_and_blank_mean(village: Any, open_page: OpenPage) -> None:
    public = _open(village, open_page).texts("#about")[0]
    assert "“Withheld” means left out of this page on purpose" in public
    assert "Where a number is blank or left out, nothing is said" in public
    assert "a few" not in public.lower()
    team = _open(replace(village, audience="team"), open_page).texts("#about")[0]
    assert "“Withheld” means" in team
    assert "Where a number is blank" not in team


def test_the_map_counts_the_places_that_its_page_counts(village: Any, open_page: OpenPage) -> None:
    spec = MapSpec.from_publication(village)
    opened = open_page(write_page(spec))
    assert f"in {spec.smallest_places} places" in opened.texts("#page-summary")[0]
