"""People on the page: whom to ask, what they join, what rests on one, who could meet."""

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
PURPLE, BROWN = [122, 31, 162], [138, 59, 18]


def _open(publication: Any, open_page: OpenPage, **options: Any) -> Any:
    return open_page(write_page(MapSpec.from_publication(publication)), **options)


def _count(opened: Any, colour: list[int]) -> int:
    """How many pixels of the map have a colour."""
    opened.page.evaluate(SETTLE)
    found: int = opened.page.evaluate(
        "([r, g, b]) => { const c = document.querySelector('.assetmap-canvas'),"
        " d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
        " for (let i = 0; i < d.length; i += 4)"
        "  if (d[i] === r && d[i + 1] === g && d[i + 2] === b) n++; return n; }",
        colour,
    )
    return found


def _rows(opened: Any, section: str) -> list[str]:
    rows: list[str] = opened.page.evaluate(
        "s => [...document.querySelectorAll('#' + s + ' tbody tr')].map(r => "
        "[...r.children].map(c => c.textContent).join(' | '))",
        section,
    )
    return rows


@pytest.mark.parametrize("size", SIZES)
def test_everything_about_people_is_said_in_tables(
    told_to_the_team: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(told_to_the_team, open_page, size=size)
    assert _rows(opened, "ask") == [
        "Allotment Society | West | Tied to 1 place.",
        "Asha | West | Named by three neighbours.",
        "Repair Club | West | No tie is recorded yet.",
    ]
    assert _rows(opened, "fragile") == [
        "Allotment Society | Without this group nobody. | Nobody yet",
        "Asha | Without this person 1 group would be alone. | Allotment Society",
    ]
    assert _rows(opened, "introductions") == [
        "Asha | Bell Ringers | Allotment Society | The first sings.",
        "Allotment Society | Library | Nobody yet: who knows both? | "
        "Nobody who is tied to both has agreed.",
    ]
    assert _rows(opened, "safeguards") == [
        "To be asked:AshaAllotment Society | – | One tie is the only way. | "
        "Allotment Society and Repair Club",
        "Asha | Allotment Society | If these two met. | "
        "Mill Hall and Allotment SocietyAllotment Society and Repair Club",
    ]
    assert opened.texts("#page-nav a") == [
        "Map", "List", "Places", "Gaps", "Links", "Missing links", "People", "Introductions",
        "About",
    ]  # fmt: skip
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    opened.assert_quiet()


@pytest.mark.parametrize("size", SIZES)
def test_a_person_says_why_then_what_they_join_then_whom_they_might_meet(
    told_to_the_team: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(told_to_the_team, open_page, size=size)
    opened.page.locator("#ask").get_by_role("button", name="Asha", exact=True).click()
    card = opened.page.evaluate("document.querySelector('.leaflet-popup .card').innerText")
    at = 0
    for text in (
        "Asha", "Someone to ask. Named by three neighbours.", "Would welcome", "Brings together",
        "West", "East", "Takes part in", "Library", "Repair Club",
        "Something rests here on one alone. Without this person 1 group would be alone.",
        "Nobody else is tied to", "Repair Club", "The only link of", "East", "Could share it",
        "Allotment Society", "Might enjoy meeting",
        "Bell Ringers, through Allotment Society", "The first sings.",
        "Allotment Society", "If these two met.",
    ):  # fmt: skip
        at = card.index(text, at) + len(text)
    opened.page.locator(".card .fragile").get_by_role("button", name="Allotment Society").click()
    assert opened.card().startswith("Allotment Society")
    opened.assert_quiet()


def test_what_a_person_joins_is_drawn_when_they_are_opened(
    told_to_the_team: Any, open_page: OpenPage
) -> None:
    quiet = replace(told_to_the_team, missing=None)
    opened = _open(quiet, open_page)
    box = opened.page.get_by_label("Places they join")
    assert not box.is_checked()  # links are drawn already
    before = _count(opened, PURPLE)
    opened.page.locator("#ask").get_by_role("button", name="Asha", exact=True).click()
    assert _count(opened, PURPLE) > before + 100
    opened.page.keyboard.press("Escape")
    assert _count(opened, PURPLE) == before
    box.check()
    assert _count(opened, PURPLE) > before + 100
    opened.page.get_by_label("People’s gifts").uncheck()
    assert _count(opened, PURPLE) < before + 100
    opened.page.get_by_role("button", name="Show everything again").click()
    assert not box.is_checked()
    alone = _open(replace(quiet, links=None), open_page)
    assert alone.page.get_by_label("Places they join").is_checked()


def test_those_with_a_reason_are_ringed_wherever_they_stand_in_the_list(
    told_to_the_team: Any, frames: Any, open_page: OpenPage
) -> None:
    at = {"kind": "individual", "place": 1, "precision": "place", "geometry": frames.at(500, 500)}
    assets = frames.assets([{"name": name, **at} for name in ("Asha", "Ben", "Cy")])
    people = pd.DataFrame({"asset": [0, 1, 2], "says": ["A.", "B.", "C."]})
    bare = replace(told_to_the_team, assets=assets, ties=told_to_the_team.ties.iloc[:0], links=None,
                   missing=None, fragility=None, safeguards=None, introductions=None,
                   gaps=None)  # fmt: skip
    rung = {}
    for name, ringed in (("all", None), ("last", [False, False, True]), ("none", [False] * 3)):
        given = people if ringed is None else people.assign(ringed=ringed)
        opened = _open(replace(bare, people_to_ask=given), open_page)
        rung[name] = _count(opened, PURPLE)
        assert len(_rows(opened, "ask")) == 3
        legend = " ".join(opened.texts("#panel-body .group"))
        assert ("2 more people to ask: see the table." in legend) == (name == "last")
        assert ("Ringed: someone to ask" in legend) == (name == "all")
        assert ("Ringed: named by others" in legend) == (name == "last")
    assert rung["all"] == rung["last"] > 20
    assert rung["none"] == 0


def test_two_people_who_could_meet_are_both_named(
    told_to_the_team: Any, open_page: OpenPage
) -> None:
    assets = told_to_the_team.assets.copy()
    assets.loc[4, "kind"] = "individual"
    opened = _open(replace(told_to_the_team, assets=assets), open_page)
    opened.page.locator("#ask").get_by_role("button", name="Asha", exact=True).click()
    assert (
        "Asha and Bell Ringers, through Allotment Society" in opened.texts(".card .meeting li")[0]
    )


def test_arcs_to_places_and_to_groups_differ_in_form(
    told_to_the_team: Any, open_page: OpenPage
) -> None:
    opened = _open(replace(told_to_the_team, missing=None, links=None), open_page)
    drawn = opened.page.evaluate(
        f"(async () => {{ const l = {LAYER}, c = l._container.getContext('2d'), log = [];"
        "const was = c.stroke; c.stroke = function () { if (c.strokeStyle === '#7a1fa2')"
        " log.push([c.getLineDash().length, c.lineWidth]); was.call(c); };"
        "document.querySelectorAll('#ask tbody th button')[1].click();"
        f"l.repaint(); await {SETTLE}; return log; }})()"
    )
    dashes = [dash for dash, width in drawn if width > 2]
    assert dashes == [0, 2, 2]  # one other place, two groups; rings are 2 wide


def test_a_fragile_point_has_a_broken_ring_that_can_be_put_away(
    told_to_the_team: Any, open_page: OpenPage
) -> None:
    opened = _open(replace(told_to_the_team, missing=None), open_page)
    assert _count(opened, BROWN) > 40
    opened.page.get_by_label("Rests on them alone").uncheck()
    assert _count(opened, BROWN) == 0
    at = opened.texts("#panel-body fieldset legend").index("People to ask")
    rings = opened.page.evaluate(
        "k => [...document.querySelectorAll('#panel-body fieldset')[k]"
        ".querySelectorAll('.swatch')].map(c => c.toDataURL())",
        at,
    )
    assert len(set(rings)) == len(rings) == 4


@pytest.mark.parametrize("size", SIZES)
def test_the_public_counts_people_who_are_not_named(
    village: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    counts = pd.DataFrame({"place": [2, 1], "people": pd.array([10, 25], "Int64")})
    public = replace(village, unnamed=counts, people_to_ask=village.people_to_ask.assign(says=None))
    opened = _open(public, open_page, size=size)
    assert _rows(opened, "unnamed") == ["East | 10", "West | 25"]
    assert _rows(opened, "ask") == ["Asha | – | Connector"]
    opened.page.locator("#unnamed").get_by_role("button", name="West").click()
    told = "About 25 more people here bring others together. They are not named on this page"
    assert told in opened.card()
    assert opened.card().index("What is here") < opened.card().index(told)
    assert "How to read people to ask" in opened.texts("#about h3")
    opened.assert_quiet()


def test_the_keyboard_reaches_a_person_and_comes_back(
    told_to_the_team: Any, open_page: OpenPage
) -> None:
    opened = _open(told_to_the_team, open_page)
    button = opened.page.locator("#introductions").get_by_role("button", name="Asha", exact=True)
    button.focus()
    opened.page.keyboard.press("Enter")
    dialog = opened.page.get_by_role("dialog", name="Asha")
    assert dialog.is_visible()
    opened.page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert button.evaluate("b => b === document.activeElement")
    names = opened.page.evaluate(
        "[...document.querySelectorAll('#panel-body input, #panel-body select')]"
        ".filter(e => !e.labels || !e.labels.length).length"
    )
    assert names == 0


def test_nothing_hostile_about_people_runs(
    hostile_publication: Any, frames: Any, hostile: tuple[str, ...], open_page: OpenPage
) -> None:
    n = len(hostile)
    lists = pd.Series([(k,) for k in range(n)], dtype=object)
    told = {"places": lists, "groups": lists, "says": pd.Series(hostile, dtype=object)}
    people = pd.DataFrame({"asset": range(n), **told})
    rows = [{"a": k, "b": (k + 1) % n, "ask": (k,), "ends": (k, 0), "says": text}
            for k, text in enumerate(hostile)]  # fmt: skip
    missing = [{"place_a": k, "place_b": (k + 1) % n, "reason": text, "shares": (text,),
                "says": text} for k, text in enumerate(hostile)]  # fmt: skip
    publication = replace(
        hostile_publication, people_to_ask=people, fragility=people.assign(cover=lists),
        safeguards=frames.meetings(rows, "ends", "ask"), introductions=frames.meetings(rows),
        missing=frames.missing(missing),
    )  # fmt: skip
    opened = _open(publication, open_page)
    for section in ("ask", "fragile", "safeguards", "introductions", "missing"):
        said = opened.texts(f"#{section} tbody tr")
        assert len(said) == n, section
        assert "49" not in "".join(said), section
        for k in range(n):
            opened.page.evaluate(
                "([s, k]) => document.querySelectorAll('#' + s + ' tbody th button')[k].click()",
                [section, k],
            )
    opened.assert_quiet()
