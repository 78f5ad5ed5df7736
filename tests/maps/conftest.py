"""A village as it reaches the maps room, texts that try to break out, and a browser."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, MultiPoint, Point, Polygon, box

from assetmap.publish import Manifest, Publication
from tests.published import replace

EAST, NORTH = 470_000.0, 310_000.0

HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "Room {#3",
    "50{% off",
    "</script><script>window.ran=1</script>",
    "<!--<script>",
    '<img src=x onerror="window.ran=1">',
    "`${window.ran=1}`",
    'O\'Brien "q" \\ \\u0041',
    "line\u2028separator\u2029",
    "\u202etxet desrever",
    "nul\x00and\x1bescape",
    "half \ud83d surrogate",
    "javascript:window.ran=1",
    "&lt;b&gt; &amp;",
    "]]>--><svg onload=window.ran=1>",
    "__proto__",
    "constructor",
)
PATIENCE_MS = 120_000
"""How long a page may take to open: on a busy machine half a minute is too short."""


def _assets(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    blank: dict[str, Any] = {
        "name": "",
        "kind": "space",
        "themes": (),
        "roles": (),
        "offers": (),
        "wants": (),
        "description": None,
        "place": pd.NA,
        "active_in": (),
        "capacity": np.nan,
        "status": "active",
        "address": None,
        "postcode": None,
        "website": None,
        "contact_name": None,
        "email": None,
        "phone": None,
        "sources": (),
        "verified_on": None,
        "is_old": False,
        "geometry": None,
        "precision": "exact",
    }
    full = [blank | row for row in rows]
    columns: dict[str, Any] = {
        name: pd.Series([row[name] for row in full], dtype=object)
        for name in blank
        if name not in {"geometry", "place", "capacity", "is_old"}
    }
    columns["place"] = pd.array([row["place"] for row in full], dtype="Int64")
    columns["capacity"] = [float(row["capacity"]) for row in full]
    columns["is_old"] = [bool(row["is_old"]) for row in full]
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in full], crs="EPSG:27700")


def _places(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": pd.Series([row["name"] for row in rows], dtype=object),
            "level": pd.Series([row.get("level", "ward") for row in rows], dtype=object),
            "parent": pd.array([row.get("parent", pd.NA) for row in rows], dtype="Int64"),
            "population": [float(row.get("population", np.nan)) for row in rows],
            "need": [float(row.get("need", np.nan)) for row in rows],
        },
        geometry=[row.get("geometry") for row in rows],
        crs="EPSG:27700",
    )


def _gaps(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as in ``names``; the last three may be left out. Nobody was counted, of one point."""
    names = ["place", "category", "reason", "reached", "nearest_m", "says"]
    names += ["depth", "confidence", "strengths"]
    full = [(*row, *(np.nan, None, ())[len(row) - 6 :]) for row in rows]
    frame = pd.DataFrame(full, columns=names, dtype=object)
    types = {"place": "int64", "reached": "Int64", "nearest_m": "float64", "depth": "float64"}
    return frame.astype(types).assign(people_short=np.nan, inside=0, is_one_point=True)


def _sites(rows: list[dict[str, Any]]) -> pd.DataFrame:
    blank: dict[str, Any] = {"asset": pd.NA, "place": pd.NA, "category": None, "people": np.nan,
                             "share": np.nan, "reaches": (), "tied": (), "says": None}  # fmt: skip
    frame = pd.DataFrame([blank | row for row in rows], columns=list(blank), dtype=object)
    return frame.astype({"asset": "Int64", "place": "Int64", "people": float, "share": float})


def _links(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    names = ["place_a", "place_b", "shared_people", "shared_groups", "ties", "weight", "says"]
    whole = dict.fromkeys(("shared_people", "shared_groups", "ties"), "Int64")
    return pd.DataFrame(rows, columns=names, dtype=object).astype(whole | {"weight": "float64"})


def _missing(rows: list[dict[str, Any]]) -> pd.DataFrame:
    blank: dict[str, Any] = {"place_a": pd.NA, "place_b": pd.NA, "reason": "not linked",
                             "distance_m": np.nan, "shares": (), "bridge": pd.NA, "ask": (),
                             "says": None}  # fmt: skip
    frame = pd.DataFrame([blank | row for row in rows], columns=list(blank), dtype=object)
    whole = dict.fromkeys(("place_a", "place_b", "bridge"), "Int64")
    return frame.astype(whole | {"distance_m": float})


def _meetings(rows: list[dict[str, Any]], *lists: str) -> pd.DataFrame:
    """Introductions or safeguards, with the lists that each has."""
    blank: dict[str, Any] = {"a": pd.NA, "b": pd.NA, "through": pd.NA, "says": None}
    blank |= dict.fromkeys(lists, ())
    frame = pd.DataFrame([blank | row for row in rows], columns=list(blank), dtype=object)
    return frame.astype(dict.fromkeys(("a", "b", "through"), "Int64"))


def _at(x: float, y: float) -> Point:
    return Point(EAST + x, NORTH + y)


@pytest.fixture(scope="session")
def frames() -> Any:
    """The makers of frames, for tests that need frames of their own."""

    class Frames:
        assets = staticmethod(_assets)
        places = staticmethod(_places)
        gaps = staticmethod(_gaps)
        sites = staticmethod(_sites)
        links = staticmethod(_links)
        missing = staticmethod(_missing)
        meetings = staticmethod(_meetings)
        at = staticmethod(_at)
        origin = (EAST, NORTH)

    return Frames


@pytest.fixture
def village(village_parts: dict[str, Any]) -> Publication:
    """Two wards of 1 km in one district; eight assets, two on one spot, two nowhere."""
    return Publication(**village_parts)


@pytest.fixture
def told_to_the_team(village: Publication) -> Publication:
    """
    The village as its team sees it, with all that is found about people.

    Asha (5) of West brings West and East together, alone holds the Repair
    Club (2), and could meet the Bell Ringers (4); two more are to be asked.
    """
    people = pd.DataFrame(
        {
            "asset": [5, 1, 2],
            "places": pd.Series([(1, 2), (1,), ()], dtype=object),
            "groups": pd.Series([(3, 2), (), ()], dtype=object),
            "says": ["Named by three neighbours.", "Tied to 1 place.", "No tie is recorded yet."],
        }
    )
    fragility = pd.DataFrame(
        {
            "asset": [5, 1],
            "groups": pd.Series([(2,), ()], dtype=object),
            "places": pd.Series([(2,), ()], dtype=object),
            "cover": pd.Series([(1,), ()], dtype=object),
            "says": ["Without this person 1 group would be alone.", "Without this group nobody."],
        }
    )
    assets = village.assets.copy()
    assets.loc[5, "geometry"] = _at(500, 500)
    assets.loc[5, "place"] = 1
    assets.loc[5, "precision"] = "place"
    missing = [
        {"place_a": 0, "reason": "no link at all", "says": "The district has no link yet."},
        {"place_a": 1, "place_b": 2, "reason": "fewer than expected", "bridge": 5, "ask": (1, 5)}
        | {"says": "West and East share food."},
    ]
    links = village.links.assign(interlocks=3, expected=4.25, surprise=-2.5)
    return replace(
        village,
        audience="team",
        assets=assets,
        people_to_ask=people,
        fragility=fragility,
        links=links,
        missing=_missing(missing),
        introductions=_meetings(
            [
                {"a": 5, "b": 4, "through": 1, "says": "The first sings."},
                {"a": 1, "b": 3, "says": "Nobody who is tied to both has agreed."},
            ]
        ),
        safeguards=_meetings(
            [
                {"ends": (1, 2), "ask": (5, 1), "says": "One tie is the only way."},
                {"a": 5, "b": 1, "ends": (0, 1, 1, 2), "says": "If these two met."},
            ],
            "ends",
            "ask",
        ),
    )


@pytest.fixture
def village_parts() -> dict[str, Any]:
    """Everything a publication of the village holds, by name."""
    west = box(EAST, NORTH, EAST + 1000, NORTH + 1000)
    east = Polygon(
        box(EAST + 1000, NORTH, EAST + 2000, NORTH + 1000).exterior.coords,
        [box(EAST + 1800, NORTH + 800, EAST + 1900, NORTH + 900).exterior.coords],
    )
    whole = box(EAST, NORTH, EAST + 2000, NORTH + 1000)
    says = (
        "East shares one library among many.",
        "West has no library within reach.",
        "Nobody told us of sport in West.",
    )
    hall = {"place": 1, "verified_on": "2026-03-01", "sources": (0,)}
    rows = [
        {"name": "Mill Hall", "themes": ("food", "music"), "offers": ("kettle",), **hall}
        | {"geometry": _at(250, 500), "website": "https://example.org/mill", "capacity": 80},
        {"name": "Allotment Society", "kind": "association", "themes": ("food",), **hall}
        | {"geometry": _at(750, 250), "description": "Growing since 1911."},
        {"name": "Repair Club", "kind": "exchange", **hall} | {"geometry": _at(750, 250)},
        {"name": "Library", "kind": "institution", "place": 2, "geometry": _at(1500, 500)}
        | {"verified_on": "2021-05-04", "is_old": True, "precision": "postcode"},
        {"name": "Bell Ringers", "kind": "culture", "place": 2, "precision": "none"},
        {"name": "Asha", "kind": "individual", "active_in": (1, 2), "roles": ("connector",)}
        | {"precision": "none", "wants": ("a hand on Tuesdays",)},
        {"name": "Canal Path", "geometry": LineString([_at(100, 100), _at(1900, 100)])},
        {"name": "Twin Ponds", "place": 2}
        | {"geometry": MultiPoint([_at(1200, 800), _at(1300, 850)])},
    ]
    return {
        "title": "Millbrook",
        "language": "en-GB",
        "audience": "public",
        "as_of": dt.date(2026, 11, 21),
        "assets": _assets(rows),
        "places": _places(
            [
                {"name": "Millbrook district", "level": "district", "geometry": whole},
                {"name": "West", "parent": 0, "population": 1520, "geometry": west},
                {"name": "East", "parent": 0, "population": 980, "need": 0.4, "geometry": east},
            ]
        ),
        "ties": pd.DataFrame(
            {"source": [5, 1], "target": [1, 0], "kind": ["runs", "meets_at"], "strength": 1.0}
        ),
        "sources": pd.DataFrame(
            {
                "name": ["Parish survey"],
                "licence": ["CC BY 4.0"],
                "date": [dt.date(2026, 3, 1)],
                "url": ["https://example.org/survey"],
                "how": ["door to door"],
            }
        ),
        "findings": {
            "gaps": _gaps(
                [
                    (2, "library", "over-asked", 1, 120.0, says[0], 0.5, "medium", (4, 0)),
                    (1, "library", "none in reach", 0, 1250.0, says[1], 1.0, "high", (0, 1)),
                    (1, "sport", "not mapped yet", pd.NA, np.nan, says[2], 1.0, "low", (2, 0)),
                ]
            ),
            "links": _links([(1, 2, pd.NA, 1, 2, 1.5, "West and East share one group.")]),
            "champions": pd.DataFrame({"asset": [5], "says": ["Named by three neighbours."]}),
        },
        "manifest": Manifest(
            audience="public",
            as_of=dt.date(2026, 11, 21),
            published_on=dt.date(2026, 11, 21),
            shown=8,
            withheld={"people who did not agree to be named": 2, "closed": 4},
            blanked={"assets whose location is kept back": 1},
            fields=("name", "kind"),
            rules="Counts below 10 are kept back.",
            notices=(),
        ),
    }


@pytest.fixture(scope="session")
def hostile() -> tuple[str, ...]:
    """Texts that ran, or broke the page, in other map makers."""
    return HOSTILE


@pytest.fixture
def hostile_publication(village: Publication) -> Publication:
    """One asset, place, source, gap and link per hostile text, in every text field."""
    n = len(HOSTILE)
    texts = ["description", "address", "postcode", "website", "contact_name", "email", "phone"]
    lists = ["themes", "roles", "offers", "wants"]
    words = ["name", "kind", "status", "precision", "verified_on"]
    assets = [
        dict.fromkeys([*texts, *words], text)
        | dict.fromkeys(lists, (text,))
        | {"place": k, "sources": (k,), "geometry": _at(100 * k + 50, 50), "active_in": (k,)}
        for k, text in enumerate(HOSTILE)
    ]
    places = [
        {"name": text, "level": "ward", "population": 10}
        | {"geometry": box(EAST + 100 * k, NORTH, EAST + 100 * k + 100, NORTH + 100)}
        for k, text in enumerate(HOSTILE)
    ]
    places += [{"name": text, "level": text, "parent": 0} for text in HOSTILE]
    sources = pd.DataFrame(
        dict.fromkeys(["name", "licence", "date", "url", "how"], HOSTILE), dtype=object
    )
    return replace(
        village,
        title="".join(HOSTILE),
        language='en" onload="window.ran=1',
        assets=_assets(assets),
        places=_places(places),
        ties=pd.DataFrame(
            {
                "source": range(n),
                "target": [*range(1, n), 0],
                "kind": pd.Series(HOSTILE, dtype=object),
                "strength": 1.0,
            }
        ),
        sources=sources,
        gaps=_gaps([(k, text, text, 0, 10.0, text) for k, text in enumerate(HOSTILE)]),
        links=_links([(k, (k + 1) % n, 1, 1, 1, 1.0, text) for k, text in enumerate(HOSTILE)]),
        people_to_ask=pd.DataFrame({"asset": range(n), "says": pd.Series(HOSTILE, dtype=object)}),
        manifest=dataclasses.replace(
            village.manifest,
            shown=n,
            withheld=dict.fromkeys(HOSTILE, 1),
            fields=HOSTILE,
            rules="".join(HOSTILE),
        ),
    )


@dataclass
class Opened:
    """A page in the browser, and everything it did that a page must not do."""

    page: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def click_at(self, x: float, y: float) -> None:
        """Click the map where these metres of the village are."""
        point = gpd.GeoSeries([_at(x, y)], crs="EPSG:27700").to_crs("EPSG:4326").iloc[0]
        spot = self.page.evaluate(
            "([lat, lng]) => { const m = window.map_assetmap, "
            "p = m.latLngToContainerPoint([lat, lng]), b = m.getContainer()"
            ".getBoundingClientRect(); return [p.x + b.left, p.y + b.top]; }",
            [point.y, point.x],
        )
        self.page.mouse.click(*spot)

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements, as they stand in the document."""
        found: list[str] = self.page.evaluate(
            "s => [...document.querySelectorAll(s)].map(e => e.textContent)", selector
        )
        return found

    def card(self) -> str:
        """The text of the open popup."""
        text: str = self.page.locator(".leaflet-popup .card").last.inner_text()
        return text

    def assert_quiet(self) -> None:
        """Nothing ran, nothing failed, nothing was asked of a network."""
        assert self.complaints == []
        assert [url for url in self.requests if url != self.url] == []
        assert self.page.evaluate("window.ran === undefined")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; without one the tests are skipped, except on CI."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "chrome"])), None)
    if found is None:
        reason = "no Chromium was found on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Debian's Chromium draws with a graphics card if it can, and makes believe to have one if not.
    drawing = ["--disable-gpu", "--disable-gpu-rasterization", "--disable-accelerated-2d-canvas"]
    flags = ["--no-sandbox", "--disable-background-networking", *drawing]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield chromium
        chromium.close()


def _open_window(browser: Any, **options: Any) -> Any:
    """Open a window of its own, with the network off."""
    context = browser.new_context(**{"reduced_motion": "reduce"} | options)
    context.set_offline(True)
    return context


@pytest.fixture(scope="session")
def window(browser: Any) -> Iterator[Any]:
    """One window for all pages with the usual options: opening one takes longer than a page.

    Our pages keep nothing in the browser, so each is a tab that knows nothing of the others. A
    first tab stays open, else the window would go with the last.
    """
    context = _open_window(browser)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def open_page(browser: Any, window: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a page from a file with the network off, and listen."""
    opened_here = []

    def open_tab(options: dict[str, Any]) -> Any:
        if not options:
            opened_here.append(window.new_page())
            return opened_here[-1]
        opened_here.append(_open_window(browser, **options))
        return opened_here[-1].new_page()

    def open_one(html: str, *, size: tuple[int, int] = (1280, 800), **options: Any) -> Opened:
        path = tmp_path / f"page{len(opened_here)}.html"
        path.write_bytes(html.encode("utf-8"))
        opened = Opened(page=open_tab(options), url=path.as_uri())
        opened.page.set_viewport_size({"width": size[0], "height": size[1]})
        opened.page.on("request", lambda r: opened.requests.append(r.url))
        opened.page.on("pageerror", lambda e: opened.complaints.append(str(e)))
        opened.page.on("console", lambda m: opened.complaints.append(m.text))
        opened.page.on("dialog", lambda d: (opened.complaints.append(d.message), d.dismiss()))
        opened.page.goto(path.as_uri(), timeout=PATIENCE_MS)
        opened.page.evaluate(
            "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
        )
        return opened

    yield open_one
    for tab_or_window in opened_here:
        tab_or_window.close()
