"""Is every sentence of the page about links and places true? Counted again from the map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

import assetmap as am
from assetmap.gather import require_example
from assetmap.maps import MapSpec
from assetmap.maps.page import write_page
from assetmap.publish import admit, protect_links, publish
from tests.published import replace

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
CRS = "EPSG:27700"
SETTLE = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
LAYER = "Object.values(window.map_assetmap._layers).find(l => l._model && l._frame)"
TEAL = "rgba(11, 84, 87, 0.55)"
TOWN = require_example("market_town") / "project.toml"


def _wards(count: int, **columns: Any) -> gpd.GeoDataFrame:
    """Wards of 1 km in a row."""
    table = pd.DataFrame({"name": [f"Ward {at}" for at in range(count)]} | columns)
    shapes = [box(at * 1000, 0, at * 1000 + 1000, 1000) for at in range(count)]
    table.index = pd.Index([f"w{at:02}" for at in range(count)])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _map(
    rows: list[dict[str, Any]], places: gpd.GeoDataFrame, shapes: Any = None, **more: Any
) -> am.AssetMap:
    blank: dict[str, Any] = {"kind": "association", "place_id": None, "active_in": ()}
    frame = pd.DataFrame([{"name": f"Group {at}"} | blank | row for at, row in enumerate(rows)])
    frame.index = pd.Index([f"a{at:03}" for at in range(len(rows))])
    given = gpd.GeoDataFrame(frame, geometry=shapes or [None] * len(rows), crs=CRS)
    return am.AssetMap.from_frames(assets=given, places=places, **more)


def _page(m: am.AssetMap, open_page: OpenPage, audience: str = "public", **found: Any) -> Any:
    """Open the page with its links."""
    given = {"links": am.find_links(m)} | found
    return open_page(write_page(MapSpec.from_publication(publish(m, audience=audience, **given))))


def _drawn(opened: Any) -> int:
    """How many links are drawn."""
    lines: int = opened.page.evaluate(
        f"async colour => {{ const l = {LAYER}, c = l._container.getContext('2d'); let n = 0;"
        "const was = c.stroke; c.stroke = function () {"
        " if (c.strokeStyle === colour && c.lineWidth !== 3) n++; was.call(c); };"
        f"l.repaint(); await {SETTLE}; c.stroke = was; return n; }}",
        TEAL,
    )
    return lines


def _link_texts(opened: Any) -> str:
    """Everything on the page that is about links: panel, table, about, and what is read aloud."""
    group = "[...document.querySelectorAll('#panel-body fieldset')]"
    texts = [
        *opened.page.evaluate(
            f"{group}.filter(f => f.querySelector('legend').textContent === 'Links')"
            ".map(f => f.textContent)"
        ),
        *opened.texts("#links"),
        *opened.texts("#about"),
        *opened.page.evaluate(
            "[...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'))"
        ),
    ]
    return "\n".join(texts)


# -- blank is not "a few" -----------------------------------------------------------------------

SHARED = {"place_id": "w00", "active_in": ("w01",)}
PERSON = {"kind": "individual"} | SHARED


@pytest.mark.parametrize(
    "people", [[], [PERSON], [PERSON] * 12, [{"kind": "individual", "place_id": "w00"}]]
)
def test_a_public_page_says_the_same_of_links_with_and_without_people(
    people: list[dict[str, Any]], open_page: OpenPage
) -> None:
    m = _map([SHARED, *people], _wards(2))
    opened = _page(m, open_page)
    assert opened.texts("#links tbody td:last-child") == [
        "Ward 0 and Ward 1 are joined by 1 shared group (Group 0)."
    ]
    assert opened.page.locator("#linkkind").count() == 0
    assert opened.texts("#panel-body .marks li")[-1:] == ["Shared groups"]
    told = _link_texts(opened)
    assert "few " not in told.replace("fewer than", "")
    about = "Whether people join places, which is not said in public"
    assert about in told
    assert "people" not in told.split("About this map")[0]
    withheld = re.findall(r"People[^:]*: fewer than 10|People[^:]*: about \d+", told)
    without = told.replace(about, "")
    for line in withheld:
        without = without.replace(line, "")
    assert not re.search(r"share[sd]? people|people are shared", without)
    opened.page.locator("#places").get_by_role("button", name="Ward 0").click()
    assert "people" not in opened.card()
    opened.assert_quiet()


def test_the_page_of_the_team_keeps_its_exact_numbers(open_page: OpenPage) -> None:
    m = _map([SHARED, PERSON, PERSON], _wards(2))
    opened = _page(m, open_page, audience="team")
    assert opened.texts("#linkkind option")[1:] == ["Shared groups (1)", "Shared people (1)"]
    told = opened.texts("#links tbody td:nth-child(3)")[0]
    assert told.startswith("Ward 0 and Ward 1 share 2 people and 1 group")


def test_only_ties_of_groups_are_told_and_no_place_of_ties_of_people(open_page: OpenPage) -> None:
    rows = [{"place_id": "w00"}, {"place_id": "w01"}, {"kind": "individual", "place_id": "w02"}]
    ties = pd.DataFrame({"source": ["a000", "a002"], "target": ["a001", "a001"], "kind": "knows"})
    ties["kind"] = ["partners_with", "member_of"]
    opened = _page(_map(rows, _wards(3), ties=ties), open_page)
    assert opened.texts("#links tbody td:last-child") == [
        "Ward 0 and Ward 1 are joined by 1 recorded tie."
    ]
    opened.page.locator("#places").get_by_role("button", name="Ward 2").click()
    assert "Links to other places" not in opened.card()


def test_every_public_link_of_the_market_town_is_what_is_found(open_page: OpenPage) -> None:
    """The sentences against the groups of the map, counted one by one."""
    m = am.read(TOWN)
    opened = _page(m, open_page)
    safe = protect_links(m, links=am.find_links(m), admission=admit(m, audience="public")).frame
    pairs = safe[safe["place_b_id"].notna()]
    expected = []
    for row in pairs.itertuples():
        parts = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in ((row.shared_groups, "shared group"), (row.ties, "recorded tie"))
            if count
        ]
        expected.append(
            f"{row.place_a_name} and {row.place_b_name} are joined by {' and '.join(parts)}."
        )
    told = opened.texts("#links tbody td:last-child")
    assert Counter(told) == Counter(expected)
    assert len(told) == len(pairs) > 20
    own, kind = am.space.place_of(m), m.assets["kind"]
    ties = m.ties[(m.ties["until"].isna()) & (kind[m.ties["source"]] != "individual").to_numpy()]
    ties = ties[(kind[ties["target"]] != "individual").to_numpy()]
    ends = {
        frozenset((own[a], own[b])) for a, b in zip(ties["source"], ties["target"], strict=True)
    }
    for row in pairs.itertuples():
        assert not row.ties or frozenset((row.place_a_id, row.place_b_id)) in ends
    assert not re.search(r"\bpeople\b|\bfew\b", "\n".join([*told, *opened.texts("#linkkind")]))


# -- equal links are never the strongest ----------------------------------------------------------


def _joined(weights: list[int], count: int) -> list[dict[str, Any]]:
    """For each pair of wards in turn as many groups as are asked for."""
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    return [
        {"place_id": f"w{a:02}", "active_in": (f"w{b:02}",)}
        for (a, b), groups in zip(pairs, weights, strict=False)
        for _ in range(groups)
    ]


@pytest.mark.parametrize(
    ("weights", "label", "drawn", "note"),
    [
        ([1] * 12, "Links between places", 12, ""),
        ([1] * 13, None, 0, "13 links are equally strong; "),
        ([3] * 3 + [1] * 12, "The 3 strongest links", 3, "The next 12 links are equally strong; "),
        ([2] + [1] * 20, "The strongest link", 1, "The next 20 links are equally strong; "),
        ([2] * 12 + [1] * 9, "The 12 strongest links", 12, ""),
        ([2] * 11 + [1] * 9, "The 11 strongest links", 11, "The next 9 links are equally strong; "),
        ([2] * 66 + [1] * 54, None, 0, "66 links are equally strong; "),
    ],
)
def test_where_the_cut_falls_among_equals_none_of_them_is_drawn(
    weights: list[int], label: str | None, drawn: int, note: str, open_page: OpenPage
) -> None:
    m = _map(_joined(weights, 16), _wards(16))
    opened = _page(m, open_page)
    every = len(weights)
    first = opened.page.locator(
        "#panel-body label.check", has_text=re.compile(r"strongest|Links b")
    )
    assert first.is_visible() is (label is not None)
    if label is not None:
        assert first.inner_text().split("\n") == [label, str(drawn)]
    assert _drawn(opened) == drawn
    because = f"{note}choose a place to see its links, or all links."
    texts = opened.texts("#panel-body fieldset p.quiet")
    assert (because in texts) is bool(note)
    assert any("equally strong" in text for text in texts) is bool(note)
    everything = opened.page.get_by_role("checkbox", name="All links")
    assert everything.is_visible() is (drawn < every)
    if drawn < every:
        everything.check()
        assert _drawn(opened) == every


def test_a_place_shows_its_links_where_none_is_drawn_at_first(open_page: OpenPage) -> None:
    opened = _page(_map(_joined([1] * 15, 6), _wards(6)), open_page)
    assert _drawn(opened) == 0
    opened.page.locator("#places").get_by_role("button", name="Ward 3").click()
    assert _drawn(opened) == 5


def test_one_body_that_works_everywhere_makes_no_strongest_link(open_page: OpenPage) -> None:
    """Fifteen pairs of a fifth each are below the one link of a club in two places."""
    rows = [{"place_id": "w00", "active_in": tuple(f"w{at:02}" for at in range(1, 6))}]
    rows.append({"place_id": "w04", "active_in": ("w05",)})
    opened = _page(_map(rows, _wards(6)), open_page)
    assert _drawn(opened) == 1
    assert opened.texts("#links tbody th")[0] == "Ward 4"
    assert opened.texts("#links tbody td:last-child")[:2] == [
        "Ward 4 and Ward 5 are joined by 2 shared groups (Group 1 and Group 0).",
        "Ward 0 and Ward 1 are joined by 1 shared group (Group 0).",
    ]


def test_the_strongest_are_found_anew_for_each_kind(
    village: Any, frames: Any, open_page: OpenPage
) -> None:
    """By groups one link stands out of thirteen; by ties there are two, and both are drawn."""
    x, y = frames.origin
    wards = [{"name": f"W{k}", "geometry": box(x + k, y, x + k + 1, y + 1)} for k in range(14)]
    rows = [(k, k + 1, 0, 2 if k == 5 else 1, 1 if k < 2 else 0, 1.0, None) for k in range(13)]
    page = replace(village, links=frames.links(rows), places=frames.places(wards), gaps=None,
                   assets=village.assets.iloc[:0], ties=village.ties.iloc[:0],
                   people_to_ask=None)  # fmt: skip
    opened = open_page(write_page(MapSpec.from_publication(page)))
    assert opened.page.get_by_role("checkbox", name="The 2 strongest links").is_visible()
    opened.page.get_by_label("Joined by").select_option(label="Shared groups (13)")
    assert opened.page.get_by_role("checkbox", name="The strongest link").is_visible()
    opened.page.get_by_label("Joined by").select_option(label="Recorded ties (2)")
    assert opened.page.get_by_role("checkbox", name="Links between places").is_visible()
    assert not opened.page.get_by_role("checkbox", name="All links").is_visible()


def test_what_cannot_be_drawn_is_not_counted_as_drawn(open_page: OpenPage) -> None:
    places = _wards(3)
    places.loc["w02", "geometry"] = None
    opened = _page(_map(_joined([1, 1, 1], 3), places), open_page)
    row = opened.page.locator("#panel-body label.check", has_text="Links between places")
    assert row.inner_text().split("\n")[-1] == "1"
    assert _drawn(opened) == 1
    assert "2 links are only in the table and cannot be drawn." in opened.texts(
        "#panel-body fieldset p.quiet"
    )
    assert len(opened.texts("#links tbody tr")) == 3


# -- what is drawn in a place is counted in it ----------------------------------------------------


def _cards(opened: Any, names: list[str]) -> dict[str, str]:
    """The card of each place."""
    found = {}
    for name in names:
        opened.page.locator("#places").get_by_role("button", name=name, exact=True).click()
        found[name] = " ".join(opened.card().split())
        opened.page.keyboard.press("Escape")
    return found


def test_a_hall_without_a_stated_place_is_on_the_card_of_its_ward(open_page: OpenPage) -> None:
    m = _map([{"kind": "space", "name": "Mill Hall"}], _wards(1), [Point(500, 500)])
    opened = _page(m, open_page)
    assert opened.texts("#page-summary")[0].startswith("1 asset in 1 place, as of")
    assert opened.texts("#places tbody td:nth-child(3)") == ["1 space"]
    card = _cards(opened, ["Ward 0"])["Ward 0"]
    assert "What is here 1 space. Mill Hall" in card
    assert "Nothing" not in card
    assert opened.texts("#list tbody td:nth-child(3)") == ["Ward 0"]


def test_shapes_are_counted_wherever_they_are_drawn(open_page: OpenPage) -> None:
    """A canal through three wards, a hall recorded for another ward, and one far outside."""
    rows = [{"kind": "space", "name": "Canal"},
            {"kind": "culture", "name": "Moot", "place_id": "w01", "public_venue": True},
            {"kind": "exchange", "name": "Far shop", "public_venue": True}]  # fmt: skip
    shapes = [LineString([(500, 500), (2500, 500)]), Point(3500, 500), Point(90_000, 500)]
    opened = _page(_map(rows, _wards(5), shapes), open_page)
    assert opened.texts("#page-summary")[0].startswith("3 assets, 2 of them in 4 of 5 places")
    assert opened.texts("#places tbody td:nth-child(3)") == [
        "1 space", "1 cultural asset, 1 space", "1 space", "1 cultural asset", "nothing shown yet",
    ]  # fmt: skip
    cards = _cards(opened, [f"Ward {at}" for at in range(5)])
    assert "Moot" in cards["Ward 3"]
    assert "Nothing is shown here yet. Who could tell us what is here?" in cards["Ward 4"]
    assert all("Nothing is shown" not in cards[f"Ward {at}"] for at in range(4))
    opened.page.locator("#list").get_by_role("button", name="Moot").click()
    assert "Drawn in Ward 3, recorded for Ward 1." in opened.card()


def test_a_ward_that_holds_the_sign_of_its_district_says_what_it_stands_for(
    open_page: OpenPage,
) -> None:
    places = pd.concat([_wards(2, parent_id="v", level="ward"), _wards(1, level="town")])
    places.index = pd.Index(["w00", "w01", "v"])
    places["parent_id"] = ["v", "v", None]
    places["name"] = ["Ward 0", "Ward 1", "Vale"]
    places.loc["v", "geometry"] = box(0, 0, 2000, 1001)
    opened = _page(_map([{"kind": "institution", "place_id": "v"}], places), open_page)
    cards = _cards(opened, ["Ward 0", "Ward 1"])
    told = "What is drawn in it stands for Vale as a whole."
    assert sum(told in card for card in cards.values()) == 1
    assert opened.texts("#page-summary")[0].startswith("1 asset and 2 places")


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "closed"},
        {"kind": "individual"},
        {"kind": "institution", "sensitive_location": True},
        None,
    ],
)
def test_a_place_says_the_same_whether_something_is_kept_back_or_nothing_is_there(
    hidden: dict[str, Any] | None, open_page: OpenPage
) -> None:
    rows = [{"kind": "space", "place_id": "w00"}]
    rows += [] if hidden is None else [{"place_id": "w01"} | hidden]
    frame = [{"sensitive_location": False, "status": "active"} | row for row in rows]
    opened = _page(_map(frame, _wards(2)), open_page)
    assert _cards(opened, ["Ward 1"])["Ward 1"] == (
        "Ward 1 Nothing is shown here yet. Who could tell us what is here?"
    )
    assert opened.texts("#places tbody td:nth-child(3)") == ["1 space", "nothing shown yet"]


@pytest.mark.parametrize("audience", ["public", "team"])
def test_cards_of_the_market_town_count_every_point_that_is_drawn_in_them(
    audience: str, open_page: OpenPage
) -> None:
    """Counted from the shapes and places of the publication, by shapely, at every level."""
    m = am.read(TOWN)
    opened = _page(m, open_page, audience)
    publication = publish(m, audience=audience)
    assets, places = publication.assets, publication.places
    parent = places["parent"]
    told: dict[str, int] = {}
    for level in ["-1", "0", "1"]:
        opened.page.locator("#level").select_option(level)
        cells = opened.texts("#places tbody td:nth-child(3)")
        numbers = [sum(map(int, re.findall(r"\d+", cell))) for cell in cells]
        told |= dict(zip(opened.texts("#places tbody th"), numbers, strict=True))
    assert set(told) == set(places["name"])
    for number, shape in places.geometry.items():
        inside = {number}
        for _ in range(4):
            inside |= set(parent.index[parent.isin(inside)])
        stated = assets["place"].isin(inside).to_numpy()
        active = assets["active_in"].map(lambda at, of=inside: bool(of & {*at})).to_numpy()
        exact = (assets["precision"] != "place").to_numpy()
        drawn = assets.geometry.intersects(shape) & ~assets.geometry.touches(shape)
        expected = stated | active | (drawn.to_numpy() & exact)
        name = places["name"][number]
        assert told[name] == int(np.sum(expected)), name


# -- other blanks ----------------------------------------------------------------------------------


def test_when_people_were_confirmed_is_not_said_in_public(open_page: OpenPage) -> None:
    """The day is kept back; that nobody confirmed them would not be true."""
    consents = pd.DataFrame({"asset_id": ["a000"], "purpose": ["publish_name"]})
    rows = [{"kind": "individual", "name": "Asha", "verified_on": "2026-01-01"},
            {"name": "Choir", "verified_on": None}]  # fmt: skip
    m = _map(rows, _wards(1), consents=consents.assign(given_on="2025-01-01"))
    opened = _page(m, open_page)
    assert opened.texts("#list tbody td:last-child") == ["–", "not recorded"]
    opened.page.locator("#list").get_by_role("button", name="Asha").click()
    assert "onfirmed" not in opened.card()
    opened.page.locator("#list").get_by_role("button", name="Choir").click()
    assert "When this was last confirmed is not recorded." in opened.card()


def test_a_page_without_anything_does_not_say_that_nothing_matches(open_page: OpenPage) -> None:
    opened = _page(_map([{"status": "closed"}], _wards(1)), open_page)
    assert opened.texts("#list caption") == ["Nothing is shown here yet."]
    opened.page.get_by_label("Search").fill("choir")
    opened.page.wait_for_timeout(220)
    assert opened.texts("#list caption")[0].startswith("Nothing matches.")
