"""Bands in words, such as ages, as people write them."""

from __future__ import annotations

import math

import pytest

from assetmap.tables import Band, read_band


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("65+", (65, math.inf)), ("65 +", (65, math.inf)), ("75 plus", (75, math.inf)),
        ("over 65", (65, math.inf)), ("Over 65s", (65, math.inf)), ("65 and over", (65, math.inf)),
        ("aged 65 or above", (65, math.inf)), ("at least 18", (18, math.inf)),
        ("more than 65", (66, math.inf)), (">65", (66, math.inf)), (">=65", (65, math.inf)),
        ("under 25", (0, 24)), ("Under 5s", (0, 4)), ("below 25", (0, 24)), ("<25", (0, 24)),
        ("up to 24", (0, 24)), ("24 and under", (0, 24)), ("24 or younger", (0, 24)),
        ("16-24", (16, 24)), ("16\u201324", (16, 24)), ("16 to 24 years", (16, 24)),
        ("between 16 and 24", (16, 24)), ("ages 16-24", (16, 24)), ("40", (40, 40)),
    ],
)  # fmt: skip
def test_bands_are_read_as_people_mean_them(text: str, band: tuple[float, float]) -> None:
    assert read_band(text) == Band(*band)


@pytest.mark.parametrize("text", ["", "Polish", "24-16", "16-24-30", "teens", "a 65", "6 o'clock"])
def test_what_is_no_band_is_none(text: str) -> None:
    assert read_band(text) is None


def test_a_band_holds_those_that_lie_within_it() -> None:
    older = Band(65, math.inf)
    bands = [Band(65, 74), Band(75, math.inf), Band(55, 64), Band(60, 69)]
    assert [older.holds(band) for band in bands] == [True, True, False, False]
