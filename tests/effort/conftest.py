"""A map of nothing, for whoever asks how much was asked."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from assetmap.tables import AssetMap


@pytest.fixture
def empty_village() -> AssetMap:
    """Nobody has put anything on the map yet."""
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": [], "kind": []}),
        places=pd.DataFrame({"name": [], "place_id": []}),
        as_of=dt.date(2026, 6, 1),
    )
