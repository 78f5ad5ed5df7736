"""What the marks on the map say: names, numbers, hollow symbols and the width of links."""

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

LAYER = "Object.values(window.map_assetmap._layers).find(l => l._model && l._frame)"
SETTLE = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"


@pytest.fixture
def crowded(village: Any, frames: Any) -> Any:
    """Three groups and a person at the middle of West, a hall there too, one hall in East."""
    by_place = {"precision": "place"}
    groups = [{"name": f"Group {k}", "kind": "association", **by_place} for k in range(3)]
    people = [{"name": "Asha", "kind": "individual", **by_place}]
    here = {"place": 1, "geometry": frames.at(500, 500)}
    rows = [row | here for row in [*groups, *people, {"name": "Mill Hall"}]]
    rows.append({"name": "East Hall", "place": 2, "geometry": frames.at(1500, 500)})
    return replace(
        village,
        assets=frames.assets(rows),
        ties=village.ties.iloc[:0],
        people_to_ask=pd.DataFrame({"asset": [3], "says": pd.Series([None], dtype=object)}),
    )


def _open(publication: Any, open_page: OpenPage, **options: Any) -> Any:
    return open_page(write_page(MapSpec.from_publication(publication)), **options)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_names_of_places_lie_beside_symbols_and_apart(
    crowded: Any, open_page: OpenPage, size: tuple[int, int]
) -> None:
    opened = _open(crowded, open_page, size=size)
    shown = opened.page.evaluate(
        f"(() => {{ const l = {LAYER}, f = l._frame, a = l._model.assets;"
        "return { labels: f.labels.map(b => [b.x, b.y, b.half]), r: f.radius,"
        "badges: f.badges.map(b => [b.x, b.y, b.half]),"
        "at: Array.from(a.x, (x, k) => [x * f.scale - f.left, a.y[k] * f.scale - f.top])}; })()"
    )
    assert len(shown["labels"]) == 2
    (x1, y1, half1), (x2, y2, half2) = shown["labels"]
    assert abs(x1 - x2) >= half1 + half2 or abs(y1 - y2) >= 18
    marks = [(x, y, shown["r"]) for x, y in shown["at"]] + shown["badges"]
    for x, y, half in shown["labels"]:
        assert all(abs(x - u) > half + w - 3 or abs(y - v) > 9 + 6 for u, v, w in marks)


def test_names_are_painted_after_symbols(crowded: Any, open_page: OpenPage) -> None:
    opened = _open(crowded, open_page)
    drawn = opened.page.evaluate(
        f"(async () => {{ const l = {LAYER}, c = l._container.getContext('2d'), log = [];"
        "for (const n of ['drawImage', 'fillText']) { const was = c[n];"
        "c[n] = function (...a) { log.push(n === 'fillText' ? a[0] : n); was.apply(c, a); }; }"
        f"l.repaint(); await {SETTLE}; return log; }})()"
    )
    assert drawn[-2:] == ["West", "East"]
    assert drawn.count("drawImage") == 4


def test_the_number_on_a_spot_opens_a_choice_and_is_explained(
    crowded: Any, open_page: OpenPage
) -> None:
    opened = _open(crowded, open_page)
    badges = opened.page.evaluate(
        f"(() => {{ const l = {LAYER}, f = l._frame, b = l._map.getContainer()"
        ".getBoundingClientRect(); return f.badges.map(g => { const p = l._map"
        ".layerPointToContainerPoint([g.x + l._bounds.min.x, g.y + l._bounds.min.y]);"
        "return [p.x + b.left + 3, p.y + b.top - 3, g.rows]; }); })()"
    )
    assert [rows for *_, rows in badges] == [[0, 1, 2, 3, 4]]
    opened.page.mouse.click(*badges[0][:2])
    assert opened.texts(".card h3") == ["5 assets here"]
    assert opened.texts(".card .spots button") == [*list(crowded.assets["name"])[:5]]
    assert "2: several here; click to choose" in opened.texts("#panel-body .marks li")
    opened.assert_quiet()


def test_what_is_known_by_its_place_is_hollow_and_says_so(
    crowded: Any, open_page: OpenPage
) -> None:
    opened = _open(crowded, open_page)
    stamps = opened.page.evaluate(
        f"Object.entries({LAYER}._stamps).map(([key, s]) => {{ const c = s.canvas, d = c"
        ".getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data;"
        "return [key.split('/')[0] + ' ' + key.split('/')[3], Array.from(d)]; })"
    )
    assert dict(stamps) == {
        "association true": [255, 255, 255, 255],
        "individual true": [255, 255, 255, 255],
        "space false": [230, 159, 0, 255],
    }
    assert "Hollow: at the middle of its place" in opened.texts("#panel-body .marks li")
    opened.page.locator("#list").get_by_role("button", name="Group 1").click()
    assert "Shown at the middle of its place." in opened.card()
    assert opened.texts("#count span")[1] == ""
    opened.page.locator("#list").get_by_role("button", name="Asha").click()
    assert "Shown at the middle of their place, not where they live." in opened.card()


def test_a_map_of_exact_points_explains_no_hollow_ones(village: Any, open_page: OpenPage) -> None:
    opened = _open(village, open_page)
    assert opened.texts("#panel-body fieldset:first-of-type .marks li") == [
        "2: several here; click to choose"
    ]


@pytest.mark.parametrize(
    ("links", "widths"),
    [
        # people, groups, ties, weight: what publish leaves when groups are known, or ties alone
        ([(pd.NA, 0, 10, 0.0), (pd.NA, 0, 30, 0.0)], [2 + 4.5 / 3, 6.5]),
        # a double line is never so thin that it looks like a single one
        ([(1, 0, pd.NA, 0.0), (1, 0, pd.NA, 0.0)], [4.4, 4.4]),
        # of what is blank nothing is drawn: a pattern would say what joins them
        ([(pd.NA, 0, pd.NA, 0.0), (pd.NA, 0, pd.NA, 0.0)], []),
        ([(pd.NA, 3, pd.NA, 3.0), (pd.NA, 0, 30, 0.0)], [2 + 4.5 / 10, 6.5]),
        ([(4, 1, 2, 0.5), (1, 0, 0, 0.25)], [6.5, 4.4]),
        ([(pd.NA, 6, 0, float("nan")), (pd.NA, 3, pd.NA, float("nan"))], [6.5, 4.25]),
    ],
)
def test_links_are_as_wide_as_what_is_known_and_never_hairlines(
    village: Any, frames: Any, open_page: OpenPage, links: list[Any], widths: list[float]
) -> None:
    rows = [(k, 2, *numbers, None) for k, numbers in enumerate(links)]
    opened = _open(replace(village, links=frames.links(rows)), open_page)
    drawn = opened.page.evaluate(
        f"(async () => {{ const l = {LAYER}, c = l._container.getContext('2d'), log = [];"
        "const was = c.stroke; c.stroke = function () { if (c.strokeStyle === "
        "'rgba(11, 84, 87, 0.55)') log.push(c.lineWidth); was.call(c); };"
        f"l.repaint(); await {SETTLE}; return log; }})()"
    )
    assert drawn == pytest.approx(widths)
    legend = "Wider: more joins them" in opened.texts("#panel-body .marks li")
    assert legend == (len(set(widths)) > 1)


def test_a_card_lays_out_what_has_a_label(village: Any, open_page: OpenPage) -> None:
    sector = ["health <b>", *[None] * 7]
    programmes = [("Find Your Active", "Local Delivery"), *[()] * 7]
    assets = village.assets.assign(sector=sector, programmes=programmes)
    opened = _open(replace(village, assets=assets), open_page)
    opened.page.locator("#list").get_by_role("button", name="Mill Hall").click()
    opened.page.locator(".leaflet-popup .card").wait_for()
    assert "Sector: health <b>" in opened.card()
    assert "Part of: Find Your Active, Local Delivery" in opened.card()
    opened.assert_quiet()
