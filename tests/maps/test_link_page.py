"""Links on the page: what joins places by pattern, how much by width, what is missing dashed."""

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
SIZES = [(1280, 800), (390, 844)]
SETTLE = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
LAYER = "Object.values(window.map_assetmap._layers).find(l => l._model && l._frame)"
TEAL, FAINT = "rgba(11, 84, 87, 0.55)", "rgba(11, 84, 87, 0.14)"
BROWN, PALE = "#8a3b12", "rgba(138, 59, 18, 0.22)"


def _open(publication: Any, open_page: OpenPage, **options: Any) -> Any:
    return open_page(write_page(MapSpec.from_publication(publication)), **options)


def _strokes(opened: Any, colour: str) -> list[list[float]]:
    """The dashes of every line that is drawn in a colour, none for a whole line."""
    drawn: list[list[float]] = opened.page.evaluate(
        f"async colour => {{ const l = {LAYER}, c = l._container.getContext('2d'), log = [];"
        "const was = c.stroke; c.stroke = function () {"
        " if (c.strokeStyle === colour && c.lineWidth !== 3) log.push(c.getLineDash());"
        " was.call(c); };"
        f"l.repaint(); await {SETTLE}; c.stroke = was; return log; }}",
        colour,
    )
    return drawn


@pytest.fixture
def joined(village: Any, frames: Any) -> Any:
    """Four links in a row of five places, each of another kind; groups join the last."""
    from shapely import box

    x, y = frames.origin
    places = frames.places(
        [
            {"name": f"Place {k}", "geometry": box(x + 1000 * k, y, x + 1000 * k + 1000, y + 1000)}
            for k in range(5)
        ]
    )
    # place_a, place_b, people, groups, ties, weight, says
    rows = [
        (0, 1, 4, 1, 2, 0.5, None),
        (1, 2, 0, 0, 3, 0.0, None),
        (2, 3, 0, 0, 0, 0.0, None),
        (3, 4, 1, 6, 2, 7.0, None),
    ]
    links = frames.links(rows).assign(
        interlocks=pd.array([2, 0, 5, 0], "Int64"),
        expected=[1.0, 2.0, float("nan"), 20.0],
        surprise=[0.5, 3.0, float("nan"), -2.5],
        q=[0.9, 0.1, float("nan"), 0.02],
    )
    assets = village.assets.iloc[:0]
    return replace(
        village, audience="team", places=places, links=links, gaps=None, people_to_ask=None,
        assets=assets, ties=village.ties.iloc[:0],
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_links_are_told_by_pattern_and_in_words(
    joined: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(joined, open_page, size=size)
    dashes = [len(dash) for dash in _strokes(opened, TEAL)]
    assert dashes == [0, 4, 2, 0]  # double, dash and dot, beads, whole
    assert opened.texts("#panel-body .marks li") == [
        "The pattern is of what joins them most, of equals the first named here; members in common "
        "show where nothing else is recorded:",
        "Shared groups",
        "Shared people",
        "Recorded ties",
        "Members in common",
        "Wider: more joins them",
    ]
    assert opened.texts("#links tbody td:nth-child(3)") == [
        "Place 0 and Place 1 are joined by 1 shared group, 4 shared people, 2 recorded ties and "
        "2 pairs of groups with members in common.",
        "Place 1 and Place 2 are joined by 3 recorded ties.",
        "Place 2 and Place 3 are joined by 5 pairs of groups with members in common.",
        "Place 3 and Place 4 are joined by 6 shared groups, 1 shared person and 2 recorded ties.",
    ]
    assert opened.texts("#links tbody td:last-child") == [
        "About as much: 2.5 where one would expect 1",
        "More: 3 where one would expect 2",
        "–",
        "Less: 9 where one would expect 20",
    ]
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    opened.assert_quiet()


def test_each_kind_of_link_has_a_pattern_of_its_own(joined: Any, open_page: OpenPage) -> None:
    opened = _open(joined, open_page)
    swatches = opened.page.evaluate(
        "[...document.querySelectorAll('#panel-body .marks canvas')].slice(0, 4)"
        ".map(c => c.toDataURL())"
    )
    assert len(set(swatches)) == 4


def test_one_kind_of_link_can_be_looked_at_alone(joined: Any, open_page: OpenPage) -> None:
    opened = _open(joined, open_page)
    choice = opened.page.get_by_label("Joined by")
    assert opened.texts("#linkkind option") == [
        "Anything recorded (4)",
        "Shared groups (2)",
        "Shared people (2)",
        "Recorded ties (3)",
        "Members in common (2)",
    ]
    choice.select_option(label="Recorded ties (3)")
    assert [len(dash) for dash in _strokes(opened, TEAL)] == [4, 4, 4]
    assert opened.texts("#links tbody th") == ["Place 0", "Place 1", "Place 3"]
    opened.page.get_by_role("checkbox", name="Links between places").uncheck()
    assert _strokes(opened, TEAL) == []
    opened.page.get_by_role("button", name="Show everything again").click()
    assert len(_strokes(opened, TEAL)) == 4
    assert choice.input_value() == "0"


def test_the_links_of_a_place_are_drawn_when_it_is_opened(joined: Any, open_page: OpenPage) -> None:
    opened = _open(joined, open_page)
    opened.page.get_by_role("checkbox", name="Links between places").uncheck()
    opened.page.locator("#places").get_by_role("button", name="Place 3").click()
    assert [len(dash) for dash in _strokes(opened, TEAL)] == [2, 0]
    assert _strokes(opened, FAINT) == []


def test_of_very_many_links_those_of_a_place_stand_out(
    joined: Any, frames: Any, open_page: OpenPage
) -> None:
    rows = [(k % 4, k % 4 + 1, 0, 1, 0, 2.0 if k < 12 else 1.0, None) for k in range(240)]
    opened = _open(replace(joined, links=frames.links(rows)), open_page)
    assert opened.page.get_by_role("checkbox", name="The 12 strongest links").is_checked()
    box = opened.page.get_by_role("checkbox", name="All links")
    assert not box.is_checked()
    assert (len(_strokes(opened, TEAL)), len(_strokes(opened, FAINT))) == (12, 0)
    box.check()
    assert (len(_strokes(opened, TEAL)), len(_strokes(opened, FAINT))) == (12, 228)
    opened.page.locator("#places").get_by_role("button", name="Place 0").click()
    assert len(_strokes(opened, TEAL)) == 60
    assert _strokes(opened, FAINT) == []


def test_the_strongest_links_are_drawn_first(joined: Any, frames: Any, open_page: OpenPage) -> None:
    rows = [(k % 4, k % 4 + 1, 0, 1 + k, 0, 1.0 + k, None) for k in range(20)]
    opened = _open(replace(joined, links=frames.links(rows)), open_page)
    drawn = f"(async () => {{ const l = {LAYER}, c = l._container.getContext('2d'), log = [];"
    drawn += "const was = c.stroke; c.stroke = function () {"
    drawn += f" if (c.strokeStyle === '{TEAL}' && c.lineWidth !== 3) log.push(c.lineWidth);"
    drawn += f" was.call(c); }}; l.repaint(); await {SETTLE}; c.stroke = was; return log; }})()"
    width = [2 + 4.5 * (1 + k) / 20 for k in range(20)]
    assert opened.page.evaluate(drawn) == pytest.approx(width[8:], abs=1e-4)
    box = opened.page.get_by_role("checkbox", name="All links")
    box.check()
    assert opened.page.evaluate(drawn) == pytest.approx(width, abs=1e-4)
    opened.page.get_by_role("checkbox", name="The 12 strongest links").uncheck()
    assert len(_strokes(opened, TEAL)) == 20
    opened.page.get_by_role("button", name="Show everything again").click()
    assert (box.is_checked(), len(_strokes(opened, TEAL))) == (False, 12)


def test_of_missing_links_a_card_tells_two_and_where_the_rest_are(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    rows = [{"place_a": 1, "place_b": 2, "says": f"Reason {k}."} for k in range(6)]
    opened = _open(replace(village, missing=frames.missing(rows)), open_page)
    opened.page.locator("#places").get_by_role("button", name="East").click()
    told = opened.card()
    assert "Reason 1." in told
    assert "Reason 2." not in told
    assert "and 4 more in the table below the map" in told


def test_what_was_not_given_is_not_called_a_few(village: Any, open_page: OpenPage) -> None:
    """Interlocks are no part of a public page; blank people and ties are left out of it."""
    links = village.links.assign(says=None, ties=pd.array([pd.NA], "Int64"))
    opened = _open(replace(village, links=links), open_page)
    assert opened.texts("#links tbody td:last-child") == [
        "West and East are joined by 1 shared group."
    ]
    assert opened.texts("#links thead th") == ["From", "To", "What links them"]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_missing_is_dashed_and_told_with_who_could_help(
    told_to_the_team: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(told_to_the_team, open_page, size=size)
    opened.page.get_by_role("checkbox", name="Near or alike, hardly or not linked yet").check()
    assert [dash for dash in _strokes(opened, BROWN) if dash] == [[8, 6], [8, 6]]
    rows = opened.page.evaluate(
        "[...document.querySelectorAll('#missing tbody tr')].map(r => "
        "[...r.children].map(c => c.textContent).join(' | '))"
    )
    assert rows == [
        "Millbrook district | – | The district has no link yet. | –",
        "West | East | West and East share food. | Close to both: AshaAlso ask:Allotment Society",
    ]
    opened.page.locator("#missing").get_by_role("button", name="East").click()
    assert (
        "Hardly or not linked yet, and worth asking about\nWest\nWest and East share food."
        in opened.card()
    )
    opened.page.locator(".card .lines").get_by_role("button", name="Asha").click()
    assert opened.card().startswith("Asha")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    opened.assert_quiet()


def test_missing_links_can_be_put_away_and_stay_for_a_place_that_is_chosen(
    told_to_the_team: Any, open_page: OpenPage
) -> None:
    opened = _open(told_to_the_team, open_page)
    box = opened.page.get_by_role("checkbox", name="Near or alike, hardly or not linked yet")
    assert not box.is_checked()  # less is recorded than is missing: what is there comes first
    assert [dash for dash in _strokes(opened, BROWN) if dash] == []
    opened.page.locator("#places").get_by_role("button", name="East").click()
    assert [dash for dash in _strokes(opened, BROWN) if dash] == [[8, 6]]
    box.check()
    assert len(_strokes(opened, PALE)) == 1


def test_the_public_reads_what_may_be_said_of_what_is_missing(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    missing = frames.missing(
        [
            {"place_a": 0, "place_b": 1, "reason": "no link at all", "distance_m": 1240.0},
            {"place_a": 1, "place_b": 2, "shares": ("food", "music"), "distance_m": 980.0},
            {"place_a": 0, "place_b": 2, "shares": ()},
        ]
    )
    opened = _open(replace(village, missing=missing, links=None), open_page)
    assert opened.texts("#missing tbody td:last-child") == [
        "Millbrook district has no link to another place that is shown here yet; West is near or "
        "alike, 1.2 km apart. Who travels, and where to?",
        "West and East have no link that is shown here yet, though they are 1.0 km apart and "
        "both have food and music. Who might bring them together?",
        "Millbrook district and East have no link that is shown here yet. Who might bring "
        "them together?",
    ]
    assert opened.texts("#missing thead th") == ["From", "To", "What is surprising"]
    assert opened.page.get_by_role("checkbox", name="Near or alike, no link shown yet").is_checked()


def test_a_few_missing_links_are_drawn_beside_more_that_are_there(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    missing = frames.missing([{"place_a": 1, "place_b": 2}])
    opened = _open(replace(village, missing=missing), open_page)
    assert [dash for dash in _strokes(opened, BROWN) if dash] == [[8, 6]]


def test_many_missing_links_are_drawn_place_by_place(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    rows = [{"place_a": 1, "place_b": 2}] * 51
    opened = _open(replace(village, missing=frames.missing(rows)), open_page)
    assert [dash for dash in _strokes(opened, BROWN) if dash] == []
    opened.page.locator("#places").get_by_role("button", name="East").click()
    assert len([dash for dash in _strokes(opened, BROWN) if dash]) == 51
