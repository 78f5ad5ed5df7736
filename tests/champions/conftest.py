"""A village of invented people for the tests of this room."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from assetmap.tables import AssetMap


@pytest.fixture
def village() -> AssetMap:
    """
    Asha bridges choir (mill), repair café (hill) and Ben; Ben and Cara sing too.

    Dev has no tie. Eve has moved away, and Fay took her consent to be stored back.
    """
    people = ["asha", "ben", "cara", "dev", "eve", "fay"]
    assets = pd.DataFrame(
        {
            "name": [*(f"{name.title()} Invented" for name in people), "Choir", "Café", "Hall"],
            "kind": ["individual"] * 6 + ["association", "exchange", "space"],
            "status": ["active"] * 4 + ["closed"] + ["active"] * 4,
            "roles": [(), ("connector", "community_builder"), (), (), (), (), (), (), ()],
            "place_id": ["mill", "mill", "hill", "hill", "mill", "mill", "mill", "hill", "quay"],
            "active_in": [(), (), ("quay", "hill"), (), (), (), (), (), ()],
            "themes": [(), (), (), ("walking",), (), (), ("music",), ("repair",), ()],
            "verified_on": ["2026-01-01", "2020-01-01", None, "2026-01-01", None, None, None, None,
                            None],
        },
        index=[*people, "choir", "cafe", "hall"],
    )  # fmt: skip
    places = pd.DataFrame(
        {
            "name": ["Mill End", "Hill Top", "Quay", "Riverside"],
            "parent_id": ["river", None, "river", None],
        },
        index=["mill", "hill", "quay", "river"],
    )
    ties = pd.DataFrame(
        [
            ("asha", "choir", "member_of", None, "walk"),
            ("asha", "choir", "runs", None, "walk"),
            ("asha", "cafe", "volunteers_at", None, "old"),
            ("asha", "ben", "knows", None, "walk"),
            ("ben", "choir", "member_of", None, "old"),
            ("cara", "choir", "member_of", None, "walk"),
            ("dev", "hall", "uses", "2025-01-01", "walk"),
            ("fay", "choir", "member_of", None, "walk"),
        ],
        columns=["source", "target", "kind", "until", "sources"],
    )
    sources = pd.DataFrame(
        {"name": ["Walk", "Old list"], "date": ["2025-12-01", "2019-01-01"]}, index=["walk", "old"]
    )
    consents = pd.DataFrame(
        [
            ("asha", "publish_name", "2025-01-01", None, None),
            ("ben", "publish_name", "2025-01-01", "2025-12-31", None),
            ("cara", "publish_name", "2025-01-01", None, "2025-06-01"),
            ("fay", "store", "2025-01-01", None, "2025-06-01"),
        ],
        columns=["asset_id", "purpose", "given_on", "expires_on", "withdrawn_on"],
    )
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties, sources=sources, consents=consents,
        as_of=dt.date(2026, 3, 1),
    )  # fmt: skip
