"""A small town with people who agreed to different things, and a refuge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.tables import AssetMap

LONG_AGO = "2020-01-01"
FAR_OFF = "2999-01-01"
AS_OF = dt.date(2026, 6, 1)


def agree(asset_id: str, *purposes: str, **days: Any) -> list[dict[str, Any]]:
    """One row of consent per purpose, given long ago unless it is said when."""
    given = {"given_on": LONG_AGO} | days
    return [{"asset_id": asset_id, "purpose": purpose, **given} for purpose in purposes]


def make_town(
    rows: dict[str, dict[str, Any]],
    *,
    ties: list[tuple[str, str, str]] = (),
    consents: list[dict[str, Any]] = (),
    sources: dict[str, dict[str, Any]] | None = None,
    as_of: dt.date = AS_OF,
) -> AssetMap:
    """Two wards side by side in one district, with the assets that are given."""
    geometry = [row.get("geometry") for row in rows.values()]
    table = pd.DataFrame.from_dict(rows, orient="index").drop(columns="geometry", errors="ignore")
    for name in ("themes", "roles", "offers", "wants", "active_in", "sources"):
        if name in table:
            table[name] = [cell if isinstance(cell, tuple) else () for cell in table[name]]
    if "sensitive_location" in table:
        table["sensitive_location"] = [cell is True for cell in table["sensitive_location"]]
    return AssetMap.from_frames(
        assets=gpd.GeoDataFrame(table, geometry=geometry, crs="EPSG:27700"),
        places=gpd.GeoDataFrame(
            {
                "name": ["Vale", "West", "East"],
                "level": ["district", "ward", "ward"],
                "parent_id": [None, "vale", "vale"],
            },
            index=["vale", "west", "east"],
            geometry=[box(0, 0, 2000, 1000), box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)],
            crs="EPSG:27700",
        ),
        ties=pd.DataFrame(ties, columns=["source", "target", "kind"]) if ties else None,
        consents=pd.DataFrame(consents) if consents else None,
        sources=None if sources is None else pd.DataFrame.from_dict(sources, orient="index"),
        as_of=as_of,
    )


ASSETS: dict[str, dict[str, Any]] = {
    "hall": {
        "name": "Mill Hall", "kind": "space", "place_id": "west", "geometry": Point(200, 500),
        "address": "1 Mill Lane", "postcode": "ZZ1 1ZZ", "phone": "01632 960001", "capacity": 80,
        "website": "https://example.org/hall", "verified_on": "2026-03-01", "sources": ("walk",),
    },
    "choir": {
        "name": "Choir", "kind": "association", "place_id": "west", "geometry": Point(300, 500),
        "address": "2 Mill Lane", "postcode": "ZZ1 2ZZ", "email": "choir@example.org",
        "contact_name": "Ann Other", "description": "Sings on Mondays.", "sources": ("walk",),
        "active_in": ("east",),
    },
    "refuge": {
        "name": "Safe Haven", "kind": "institution", "place_id": "east",
        "geometry": Point(1200, 500), "address": "3 Secret Street", "sensitive_location": True,
        "active_in": ("west",), "sources": ("walk",),
    },
    "closed": {"name": "Old Club", "kind": "association", "place_id": "west", "status": "closed"},
    "asha": {
        "name": "Asha Rahman", "kind": "individual", "place_id": "west", "roles": ("champion",),
        "offers": ("Bengali",), "wants": ("a lift",), "themes": ("falconry",),
        "active_in": ("east",), "geometry": Point(111, 222), "address": "4 Home Road",
        "email": "asha@example.org", "phone": "07700 900001", "description": "Shy.",
        "website": "https://example.org/asha", "verified_on": "2026-05-05", "capacity": 3,
        "status": "active", "postcode": "ZZ1 3ZZ", "sources": ("talk",),
    },
    "ben": {"name": "Ben Shaw", "kind": "individual", "place_id": "east", "sources": ("talk",)},
}  # fmt: skip
SOURCES: dict[str, dict[str, Any]] = {
    "walk": {"name": "Parish walk", "licence": "CC BY 4.0", "how": "on foot"},
    "talk": {"name": "Conversations", "licence": "not for publication", "how": "over tea"},
}
TIES = [
    ("asha", "choir", "member_of"),
    ("asha", "ben", "knows"),
    ("choir", "hall", "meets_at"),
    ("refuge", "hall", "uses"),
]


@pytest.fixture(scope="session")
def town() -> Callable[..., AssetMap]:
    """Make a town of the assets, ties and consents that a test is about."""
    return make_town


@pytest.fixture(scope="session")
def agreeing() -> Callable[..., list[dict[str, Any]]]:
    return agree


@pytest.fixture(scope="session")
def usual(town: Callable[..., AssetMap]) -> Callable[..., AssetMap]:
    """The usual assets, with the consents that a test is about."""

    @cache
    def plain() -> AssetMap:
        return make_town(ASSETS, ties=TIES, sources=SOURCES)

    def make(*consents: list[dict[str, Any]], **changes: Any) -> AssetMap:
        if not consents and not changes:
            return plain()  # a map cannot be changed, so one does for all
        assets = {**ASSETS, **changes.pop("assets", {})}
        rows = [row for some in consents for row in some]
        return make_town(assets, ties=TIES, consents=rows, sources=SOURCES, **changes)

    return make
