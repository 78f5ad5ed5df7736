"""From files to the browser: the market town as a resident sees it, and hostile cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import assetmap as am
from assetmap.gather.tidy import tidy_cells

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
OpenPage = Callable[..., Any]

ASSET_TEXTS = ("name", "description", "offers", "wants", "themes", "website", "address", "postcode",
               "contact_name", "email", "phone")  # fmt: skip


def _findings(m: Any) -> dict[str, Any]:
    return {"gaps": am.find_gaps(m), "links": am.find_links(m), "champions": am.find_champions(m)}


def test_the_market_town_shows_every_public_asset_once(open_page: OpenPage) -> None:
    m = am.read_example("market_town")
    agreed = m.consents[
        (m.consents["purpose"] == "publish_name")
        & m.consents["given_on"].notna()
        & m.consents["withdrawn_on"].isna()
        & ~(m.consents["expires_on"] < "2026-11-21")
    ]
    is_public = (m.assets["kind"] != "individual") | m.assets.index.isin(agreed["asset_id"])
    drawn = am.draw_map(m, **_findings(m))

    opened = open_page(drawn.to_html())

    assert sorted(opened.texts("#list tbody th button")) == sorted(m.assets.loc[is_public, "name"])
    assert opened.texts("#page-title") == ["Sallowby and its villages"]
    opened.assert_quiet()


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


PRIVATE = ("address", "postcode", "contact_name", "email", "phone")


@pytest.fixture
def hostile_project(tmp_path: Path, hostile: tuple[str, ...]) -> Path:
    """A project in which every cell that may hold text holds a hostile one."""
    cells = [text.encode("utf-8", "replace").decode("utf-8") for text in hostile]
    square = [[0.0, 52.0], [0.1, 52.0], [0.1, 52.1], [0.0, 52.1], [0.0, 52.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"{text} {at}", "name": text, "level": text},
            "geometry": {"type": "Polygon", "coordinates": [[[x + at / 10, y] for x, y in square]]},
        }
        for at, text in enumerate(cells)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (tmp_path / "places.geojson").write_text(json.dumps(collection), encoding="utf-8")
    _write(
        tmp_path / "assets.csv",
        [
            # what a group keeps private is left out of its other texts, so theirs hold nothing
            dict.fromkeys(ASSET_TEXTS, text)
            | dict.fromkeys(PRIVATE, "")
            | {"id": f"{text} {at}", "kind": "space", "lon": str(0.05 + at / 10), "lat": "52.05"}
            for at, text in enumerate(cells)
        ],
    )
    _write(
        tmp_path / "people.csv",
        [dict.fromkeys(ASSET_TEXTS, text) | {"id": f"p{at}", "head": text, "extra": text}
         | dict.fromkeys(PRIVATE[:3], "")
         for at, text in enumerate(cells)],
    )  # fmt: skip
    _write(
        tmp_path / "consents.csv",
        [
            {"person": f"p{at}", "given_on": "2026-01-01", "how": text, "notice_version": text}
            | {"purpose": "publish_name; publish_role; publish_gifts; publish_contact"}
            for at, text in enumerate(cells)
        ],
    )
    _write(
        tmp_path / "ties.csv",
        [{"source": f"p{at}", "target": f"{text} {at}", "kind": "uses"}
         for at, text in enumerate(cells)],
    )  # fmt: skip
    quoted = json.dumps("".join(text for text in cells if text.isprintable()))
    (tmp_path / "project.toml").write_text(
        f"""
        [map]
        title = {quoted}
        [[places]]
        file = "places.geojson"
        id = "code"
        name = "name"
        level = "level"
        [[assets]]
        file = "assets.csv"
        source = {quoted}
        licence = {quoted}
        how = {quoted}
        url = {quoted}
        [[people]]
        file = "people.csv"
        [[ties]]
        file = "ties.csv"
        [[consents]]
        file = "consents.csv"
        """,
        encoding="utf-8",
    )
    return tmp_path / "project.toml"


@pytest.mark.parametrize("audience", ["public", "team"])
def test_hostile_cells_are_shown_as_they_are_and_run_nowhere(
    hostile_project: Path, hostile: tuple[str, ...], audience: str, open_page: OpenPage
) -> None:
    m = am.read(hostile_project)
    expected = sorted(
        tidy_cells([text.encode("utf-8", "replace").decode("utf-8") for text in hostile])
    )
    assert m.report.rejected == 0
    drawn = am.draw_map(m, audience=audience, **_findings(m))
    html = drawn.to_html()

    opened = open_page(html)

    assert "49" not in opened.texts("#list tbody th button")
    assert sorted(opened.texts("#list tbody th button")) == sorted(expected * 2)
    for at in range(len(hostile)):
        opened.page.locator("#list tbody th button").nth(at).click()
        assert opened.page.locator(".leaflet-popup .card").count() >= 1
    opened.assert_quiet()
