"""A hundred sentences of the real example, each number in them counted again from shapes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from assetmap.gaps import find_gaps
from assetmap.gather import read
from assetmap.tables import AssetMap

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
WITHIN_M = 15 * 80 / 1.3
SAMPLED = 100

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here"),
]
SAYS = re.compile(
    r"^(?P<place>.+?): ((?P<assets>[\d,]+) assets?|nothing) within a 15 minute walk of people here"
    r"( is on the map yet)?"
    r"(, among them ((?P<spaces>[\d,]+) spaces?)?( and )?((?P<groups>[\d,]+) associations?)?)?"
    r"; about (?P<theme>.+?): "
    r"(all (?P<all>[\d,]+)|(?P<short>[\d,]+) of (?P<people>[\d,]+)) people have none in reach"
    r"(, though (?P<inside>[\d,]+) (is|are) in .+? itself)?"
    r"; half of the people have the nearest within (?P<far>[\d.]+) (?P<unit>k?m)"
    r"( \((?P<lost>[\d,]+) more without a location\))?\."
)


def number(text: str | None) -> float:
    return float((text or "0").replace(",", ""))


@pytest.fixture(scope="module")
def real() -> AssetMap:
    return read(ROOT / "examples" / "leicestershire_rutland_essex" / "project.toml", data_dir=DATA)


def test_a_hundred_sentences_are_true(real: AssetMap) -> None:
    gaps = find_gaps(real, by="themes")
    drawn = gaps.sample(SAMPLED, random_state=20261128)
    assets = real.assets
    is_open = (assets["status"] != "closed") & ~assets["sensitive_location"].astype(bool)
    assets = assets[is_open & assets.geometry.notna()]
    origins, places = real.origins, real.places
    inside = places.geometry
    for row in drawn.itertuples():
        if row.is_one_point:
            assert row.says.count("Measured from one point in it.") == 1
            continue
        told = SAYS.match(row.says)
        assert told is not None, row.says
        homes = origins[origins["place_id"] == row.place_id]
        share = homes["people"] / homes["people"].sum()
        is_about = assets["themes"].map(lambda words, theme=row.category: theme in words)
        metres = shapely.distance(
            homes.geometry.to_numpy()[:, None], assets.geometry.to_numpy()[None, :]
        )
        near = metres <= WITHIN_M
        of_theme = metres[:, is_about.to_numpy()]
        has_none = (of_theme <= WITHIN_M).sum(axis=1) == 0
        population = places.loc[row.place_id, "population"]
        people_short = float((share * has_none).sum() * population)
        assert row.people_short == pytest.approx(people_short)
        total = number(told["all"] or told["people"])
        assert total == round(population)
        assert number(told["all"] or told["short"]) == max(round(people_short), 1)
        reached = assets[near.any(axis=0)]
        assert number(told["assets"]) == len(reached)
        assert number(told["spaces"]) == (reached["kind"] == "space").sum()
        assert number(told["groups"]) == (reached["kind"] == "association").sum()
        in_place = assets[is_about].geometry.within(inside[row.place_id]) | (
            assets.loc[is_about, "place_id"] == row.place_id
        )
        assert number(told["inside"]) == in_place.sum()
        said_m = number(told["far"]) * (1000 if told["unit"] == "km" else 1)
        nearest = pd.Series(of_theme.min(axis=1), index=homes.index)
        assert share[nearest <= said_m].sum() >= 0.5 - 1e-9  # half of them within what is said
        step = 100 if told["unit"] == "km" else 10
        assert share[nearest <= said_m - step].sum() < 0.5 or said_m == step  # and no less
        assert ("The edge of the map is within reach" in row.says) == row.at_border
    assert np.isfinite(drawn["people_short"]).any()
