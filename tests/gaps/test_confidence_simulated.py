"""Of gaps said high, medium and low, how many stand when more is found: simulated communities."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box, points

from assetmap.gaps import find_gaps
from assetmap.tables import AssetMap

pytestmark = pytest.mark.long

TODAY = dt.date(2026, 6, 1)
SIDE, WARDS = 2500.0, 12  # metres, and wards along a side
KINDS = ("association", "exchange", "space", "culture")
SOLD = 0.25
"""How likely something is to be in an open list, whoever was asked."""
TOLD = 0.45
"""How likely somebody who is asked is to name one thing of their ward."""


def simulate(seed: int) -> pd.DataFrame:
    """
    Map an invented county by asking, find a tenth more of all there is, and see which gaps stand.

    Each ward of 1,500 people has a few things of each kind; 0, 1, 3 or 12
    conversations name each of them with the same chance.
    """
    rng = np.random.default_rng(seed)
    ids = [f"w{at:03d}" for at in range(WARDS * WARDS)]
    corners = np.stack(np.divmod(np.arange(len(ids)), WARDS), axis=1) * SIDE
    places = gpd.GeoDataFrame(
        {"name": ids, "population": 1500}, index=ids, crs=27700,
        geometry=[box(x, y, x + SIDE, y + SIDE) for x, y in corners],
    )  # fmt: skip
    asked = rng.choice([0, 1, 3, 12], len(ids))
    ward = rng.integers(0, len(ids), 4 * len(ids))
    there = gpd.GeoDataFrame(
        {"name": "x", "kind": rng.choice(KINDS, len(ward)), "verified_on": TODAY},
        index=[f"a{at:04d}" for at in range(len(ward))],
        geometry=points(corners[ward] + SIDE * rng.random((len(ward), 2))), crs=27700,
    )  # fmt: skip
    is_known = rng.random(len(there)) > (1 - SOLD) * (1 - TOLD) ** asked[ward]
    unknown = np.flatnonzero(~is_known)
    found = rng.choice(unknown, min(len(there) // 10, len(unknown)), replace=False)
    later = is_known.copy()
    later[found] = True
    effort = pd.DataFrame(
        {"place_id": ids, "kind": None, "conversations": asked, "on": TODAY}
    )[asked > 0].reset_index(drop=True)  # fmt: skip
    before, after = (
        find_gaps(
            AssetMap.from_frames(
                assets=there[which], places=places, effort=effort, as_of=TODAY
            ),
            individuals=False,
        ).set_index(["place_id", "category"])
        for which in (is_known, later)
    )  # fmt: skip
    before = before[before.index.get_level_values("category").isin(KINDS)]
    return pd.DataFrame(
        {"confidence": before["confidence"], "stands": before.index.isin(after.index)}
    )


def test_what_is_said_with_high_confidence_stands_when_a_tenth_more_is_found() -> None:
    """The surer it was said, the more of it stands; of high at least nine in ten."""
    drawn = pd.concat([simulate(seed) for seed in range(12)])
    share = drawn.groupby("confidence")["stands"].agg(["mean", "size"])
    assert (share["size"] > 100).all(), share
    assert share["mean"]["high"] > share["mean"]["medium"] > share["mean"]["low"], share
    assert share["mean"]["high"] >= 0.9, share
