"""Gaps on the page: how much by shade, why by pattern, both in words; strengths; hosts."""

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
SETTLE = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
SIZES = [(1280, 800), (390, 844)]
REASONS = ("none in reach", "over-asked", "unconnected", "not mapped yet")
HEAD = "West: 3 assets within a 15 minute walk, among them 1 space"
TAIL = "All 3 were recorded without a date of confirmation."


@pytest.fixture
def strip(village: Any, frames: Any) -> Any:
    """Seven places in a row, short of food: each depth in turn, then one where nobody asked."""
    from shapely import box

    x, y = frames.origin
    places = [
        {"name": f"Place {k}", "population": 100 * k or float("nan")}
        | {"geometry": box(x + 300 * k, y, x + 300 * (k + 1), y + 900)}
        for k in range(8)
    ]
    rows = [
        (0, "food", "unconnected", 2, 50.0, None, 0.0, "high"),
        (1, "food", "over-asked", 3, 50.0, None, 0.2, "medium"),
        (2, "food", "over-asked", 2, 60.0, None, 0.5, "medium"),
        (3, "food", "over-asked", 1, 70.0, None, 0.8, "medium"),
        (4, "food", "none in reach", 0, 2_000.0, None, 1.0, "medium"),
        (5, "food", "none in reach", 0, 1_500.0, None, 1.0, "low"),
        (6, "food", "not mapped yet", 0, float("nan"), None, 1.0, "low"),
    ]
    return replace(
        village,
        assets=frames.assets([{"name": "Hall", "place": 0, "geometry": frames.at(20, 20)}]),
        places=frames.places(places),
        gaps=frames.gaps(rows),
        ties=village.ties.iloc[:0],
        links=None,
        people_to_ask=None,
    )


@pytest.fixture
def hosted(village: Any, frames: Any) -> Any:
    """The village with nobody to bring in East, and two hosts in West."""
    rows = [
        {"place": 2},
        {"asset": 0, "place": 1, "category": "lunch", "people": 1520.0, "reaches": (1, 2)}
        | {"tied": (1,)},
        {"asset": 6, "category": "lunch", "reaches": (2,)},
    ]
    return replace(village, sites=frames.sites(rows))


def _open(publication: Any, open_page: OpenPage, **options: Any) -> Any:
    return open_page(write_page(MapSpec.from_publication(publication)), **options)


def _colours(opened: Any, n: int) -> list[list[float]]:
    """How light each place of the strip is, and how uneven: the mean and spread of its pixels."""
    looks: list[list[float]] = opened.page.evaluate(
        "n => { const m = window.map_assetmap, c = document.querySelector("
        "'.assetmap-canvas'), l = Object.values(m._layers).find(l => l._model && l._frame),"
        "f = l._frame, b = l._model.places.outline.box, d = c.getContext('2d'), out = [];"
        "for (let k = 0; k < n; k++) { const at = v => Math.round(v * f.ratio),"
        "x = at(b[k*4] * f.scale - f.left + 6), w = at((b[k*4+2] - b[k*4]) * f.scale - 12),"
        "y = at(b[k*4+1] * f.scale - f.top + 6), px = d.getImageData(x, y, w, 40).data;"
        "let s = 0, q = 0, t = px.length / 4; for (let i = 0; i < px.length; i += 4) {"
        "const v = (px[i] + px[i+1] + px[i+2]) / 3; s += v; q += v * v; }"
        "out.push([s / t, Math.sqrt(q / t - (s / t) ** 2)]); } return out; }",
        n,
    )
    return looks


def test_deeper_is_darker_and_every_gap_has_a_pattern(strip: Any, open_page: OpenPage) -> None:
    opened = _open(strip, open_page)
    plain = _colours(opened, 8)
    opened.page.select_option("#gap", index=1)
    opened.page.evaluate(SETTLE)
    shaded = _colours(opened, 8)
    light = [mean for mean, _ in shaded]
    assert light[1] > light[2] + 5 > light[3] + 10 > light[4] + 15
    assert light[6] > light[3]  # nobody can tell: no shade says how much
    assert all(spread > 8 for _, spread in shaded[:7])
    assert shaded[7] == plain[7]


@pytest.mark.parametrize("size", SIZES)
def test_the_legend_and_the_table_say_it_in_words(
    strip: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(strip, open_page, size=size)
    opened.page.select_option("#gap", index=1)
    assert opened.texts("#gap-legend li span:first-of-type") == [
        "None in reach",
        "Over-asked",
        "In reach, but nobody there is tied to it",
        "Not mapped yet",
        "All of it missing",
        "More than two thirds missing",
        "Up to two thirds missing",
        "Up to a third missing",
        "Nothing missing in number",
        "Not known",
        "No gap on this page",
    ]
    rows = opened.page.evaluate(
        "[...document.querySelectorAll('#gaps tbody tr')].map(r => "
        "[...r.children].map(c => c.textContent).join(' | '))"
    )
    assert rows == [
        "Place 5 | Food | None in reach | – | All of it missing | 500 | Low",
        "Place 4 | Food | None in reach | – | All of it missing | 400 | Medium",
        "Place 6 | Food | Not mapped yet | – | Not known | 600 | Low",
        "Place 3 | Food | Over-asked (1 in reach) | – | More than two thirds missing | 300 | "
        "Medium",
        "Place 2 | Food | Over-asked (2 in reach) | – | Up to two thirds missing | 200 | Medium",
        "Place 1 | Food | Over-asked (3 in reach) | – | Up to a third missing | 100 | Medium",
        "Place 0 | Food | In reach, but nobody there is tied to it (2 in reach) | – | "
        "Nothing missing in number | – | High",
    ]
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    opened.assert_quiet()


def test_people_who_are_short_are_counted_and_come_first(strip: Any, open_page: OpenPage) -> None:
    """Of places measured from where people live; a category without a location is of no place."""
    gaps = strip.gaps.assign(
        people_short=[None, 60.0, 200.0, 15.0, None, 500.0, None], is_one_point=False,
        inside=[0, 0, 4, 0, 0, 0, 0],
    )  # fmt: skip
    lost = gaps.iloc[:1].assign(place=float("nan"), category="badminton", reason="not located")
    gaps = pd.concat([gaps, lost], ignore_index=True)
    opened = _open(replace(strip, gaps=gaps), open_page)
    assert "tell who reaches one: Badminton." in opened.page.inner_text("#panel")
    opened.page.select_option("#gap", index=1)
    rows = opened.page.evaluate(
        "[...document.querySelectorAll('#gaps tbody tr')].map(r => "
        "[...r.children].map(c => c.textContent).slice(0, 4).join(' | '))"
    )
    assert rows[:4] == [
        "Place 5 | Food | None in reach | 500",
        "Place 2 | Food | Over-asked (2 in reach) | 200",
        "Place 1 | Food | Over-asked (3 in reach) | 60",
        "Place 3 | Food | Over-asked (1 in reach) | 15",
    ]
    opened.page.locator("#places").get_by_role("button", name="Place 2").click()
    assert (
        "Food: 200 people have too little in reach, 4 in the place itself, half of the people "
        "have the nearest on the map within about 60 m."
    ) in opened.card()
    opened.assert_quiet()


def test_each_reason_has_a_pattern_of_its_own(strip: Any, open_page: OpenPage) -> None:
    opened = _open(strip, open_page)
    opened.page.select_option("#gap", index=1)
    swatches = opened.page.evaluate(
        "[...document.querySelectorAll('#gap-legend canvas')].map(c => c.toDataURL())"
    )
    assert len(set(swatches)) == len(swatches) == 11


def test_a_reason_looks_the_same_on_every_map(strip: Any, open_page: OpenPage) -> None:
    swatch = "document.querySelector('#gap-legend canvas').toDataURL()"
    looks = []
    for reasons in (REASONS, REASONS[:1]):
        gaps = strip.gaps[strip.gaps["reason"].isin(reasons)].reset_index(drop=True)
        opened = _open(replace(strip, gaps=gaps), open_page)
        opened.page.select_option("#gap", index=1)
        looks.append(opened.page.evaluate(swatch))
    assert looks[0] == looks[1]


def test_a_search_narrows_the_questions_to_its_places(strip: Any, open_page: OpenPage) -> None:
    opened = _open(strip, open_page)
    assert len(opened.texts("#gaps tbody tr")) == 7
    opened.page.get_by_label("Search").fill("place 4")
    opened.page.wait_for_timeout(220)
    assert opened.texts("#gaps tbody th") == ["Place 4"]
    opened.page.locator("#gaps tbody button").click()
    assert opened.card().startswith("Place 4")


def test_a_countrys_gaps_are_listed_one_category_at_a_time(
    strip: Any, frames: Any, open_page: OpenPage
) -> None:
    rows = [(1, f"kind {k:04}", "none in reach", 0, 9.0, None, 1.0, "low") for k in range(2_001)]
    opened = _open(replace(strip, gaps=frames.gaps(rows)), open_page)
    assert opened.texts("#gaps tbody tr") == []
    assert opened.texts("#gaps caption") == [
        "Choose what to ask about beside the map; its places are then listed here."
    ]
    opened.page.select_option("#gap", index=3)
    assert opened.texts("#gaps tbody td:nth-child(2)") == ["Kind 0002"]


@pytest.mark.parametrize("size", SIZES)
def test_a_place_begins_with_what_is_there_then_strengths_then_reasons(
    village: Any, frames: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    gaps = village.gaps.assign(says=None)
    opened = _open(replace(village, gaps=gaps), open_page, size=size)
    opened.page.locator("#places").get_by_role("button", name="West").click()
    card = opened.card()
    told = [
        "West",
        "What is here",
        "4 assets: 1 association, 1 exchange, 1 person and 1 space.",
        "Strengths in reach to build on",
        "Repair Club",
        "Questions to ask here",
        "None in reach",
        "Library: the nearest on the map is 1.3 km away.",
        "Not mapped yet",
        "Sport: who knows of one?",
        "Links to other places",
    ]
    at = 0
    for text in told:
        assert text in card[at:], card
        at = card.index(text, at) + len(text)
    strength = opened.page.locator(".card .spots").nth(1).get_by_role("button")
    assert strength.all_inner_texts() == ["Mill Hall", "Repair Club", "Allotment Society"]
    strength.first.click()
    assert opened.card().startswith("Mill Hall")
    opened.assert_quiet()


def test_what_all_sentences_of_a_place_say_alike_is_said_once(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    rows = [
        (1, name, reason, 0, 9.0, f"{HEAD}; no {name}; {ending}. {TAIL}", 1.0, "low", ())
        for name, reason, ending in (
            ("choir", "none in reach", "the nearest is 1.2 km away"),
            ("shed", "not mapped yet", "ask who knows of one"),
        )
    ]
    opened = _open(replace(village, gaps=frames.gaps(rows), audience="team"), open_page)
    opened.page.locator("#places").get_by_role("button", name="West").click()
    card = opened.card()
    for text in (f"{HEAD}.", "No choir; the nearest is 1.2 km away.\n", TAIL):
        assert card.count(text) == 1
    assert "No shed; ask who knows of one.\n" in card
    assert card.index(HEAD) < card.index("What is here") < card.index("No choir") < card.index(TAIL)


@pytest.mark.parametrize(
    "says",
    [
        ["Nothing alike.", "At all."],
        ["The same; all of it. Twice.", "The same; all of it. Twice."],
        ["Only one; of them."],
        ["A; b.", "A; "],
        ["x" * 300_000 + "; a. b.", "x" * 300_000 + "; c. b."],
    ],
)
def test_sentences_that_are_alike_in_odd_ways_lose_nothing(
    village: Any, frames: Any, open_page: OpenPage, says: list[str]
) -> None:
    rows = [(1, f"c{k}", "none in reach", 0, 9.0, text) for k, text in enumerate(says)]
    opened = _open(replace(village, gaps=frames.gaps(rows)), open_page)
    opened.page.locator("#places").get_by_role("button", name="West").click()
    card = opened.page.evaluate("document.querySelector('.leaflet-popup .card').textContent")
    for text in says:
        for part in text.replace(".", ";").split(";"):
            assert part.strip().lower() in card.lower()
    opened.assert_quiet()


@pytest.mark.parametrize("size", SIZES)
def test_hosts_are_a_table_a_card_and_part_of_a_place(
    hosted: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(hosted, open_page, size=size)
    assert opened.texts("#hosts tbody th") == ["No host yet", "Mill Hall", "Canal Path"]
    assert opened.texts("#hosts tbody td:last-child") == [
        "Nothing on this map that could host what is missing is in reach of here. "
        "Who knows of somewhere?",
        "If it hosted what is missing (lunch), about 1,520 more people in 2 places would have "
        "that in reach. Tied to it on this map: 1 asset.",
        "If it hosted what is missing (lunch), 1 place would have that in "
        "reach, beyond those of the hosts before it.",
    ]
    opened.page.locator("#hosts").get_by_role("button", name="Mill Hall").click()
    assert opened.texts(".card .host .listed button") == ["West", "East"]
    assert "not a plan" in opened.card()
    opened.page.locator(".card .host").get_by_role("button", name="East").click()
    assert "Could host what is missing\nMill Hall\nlunch\nCanal Path" in opened.card()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    opened.assert_quiet()


def test_a_host_has_a_sign_of_its_own_that_can_be_put_away(
    hosted: Any, open_page: OpenPage
) -> None:
    opened = _open(hosted, open_page)
    teal = (
        "() => { const c = document.querySelector('.assetmap-canvas'), d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; let n = 0;"
        "for (let i = 0; i < d.length; i += 4)"
        " if (d[i] === 11 && d[i+1] === 84 && d[i+2] === 87) n++; return n; }"
    )
    opened.page.get_by_role("checkbox", name="Links between places").uncheck()
    opened.page.evaluate(SETTLE)
    assert opened.page.evaluate(teal) > 60
    opened.page.get_by_label("Could host what is missing").uncheck()
    opened.page.evaluate(SETTLE)
    assert opened.page.evaluate(teal) == 0
    opened.page.get_by_role("button", name="Show everything again").click()
    assert opened.page.get_by_label("Could host what is missing").is_checked()


def test_the_team_reads_the_sentence_of_the_suggestion(
    hosted: Any, frames: Any, open_page: OpenPage
) -> None:
    sites = hosted.sites.assign(says=["East: nobody.", "Mill Hall: a space.", "Canal: a path."])
    opened = _open(replace(hosted, sites=sites, audience="team"), open_page)
    assert opened.texts("#hosts tbody td:last-child") == sites["says"].tolist()


def test_paper_keeps_what_shade_and_pattern_mean(strip: Any, open_page: OpenPage) -> None:
    opened = _open(strip, open_page)
    legend = opened.page.locator("#gap-legend")
    opened.page.emulate_media(media="print")
    assert not legend.is_visible()
    opened.page.emulate_media(media="screen")
    opened.page.select_option("#gap", index=1)
    opened.page.emulate_media(media="print")
    assert legend.inner_text().startswith("Food\n")
    assert "Why: the pattern" in legend.inner_text()
    assert not opened.page.locator("#gap").is_visible()
    assert opened.page.locator("#gaps tbody tr").first.is_visible()


def test_nothing_hostile_in_hosts_and_reasons_runs(
    hostile_publication: Any, frames: Any, hostile: tuple[str, ...], open_page: OpenPage
) -> None:
    sites = frames.sites(
        [
            {"asset": k, "place": k, "category": text, "says": text, "reaches": (k,)}
            for k, text in enumerate(hostile)
        ]
    )
    opened = _open(replace(hostile_publication, sites=sites), open_page)
    said = opened.texts("#hosts tbody td:last-child")
    assert said[0] == "{{7*7}}"
    assert "<img src=x" in said[6]
    for k in range(len(hostile)):
        opened.page.evaluate("k => document.querySelectorAll('#hosts th button')[k].click()", k)
        opened.page.select_option("#gap", index=k + 1)
    assert "49" not in "".join(said)
    opened.assert_quiet()
