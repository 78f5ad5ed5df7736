"""How many people are put on the wrong side on the real example, by where they live."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.tables import AssetMap
from tests.gaps.misjudged import VARIANTS, measure_misjudged, read_region

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def region(repository_root: Path, shared_data: Path) -> AssetMap:
    return read_region(repository_root, shared_data)


@pytest.mark.parametrize(
    ("variant", "at_most", "false_at_most"),
    [(VARIANTS[1], 0.10, 0.30), (VARIANTS[2], 0.02, 0.06)],
)
def test_people_are_on_the_right_side(
    region: AssetMap, shared_data: Path, variant: str, at_most: float, false_at_most: float
) -> None:
    found = measure_misjudged(region, shared_data, variant)
    assert len(found) == 8
    assert found["misjudged"].mean() <= at_most, found
    assert found["false"].mean() <= false_at_most, found


def test_one_point_a_ward_was_far_worse(region: AssetMap, shared_data: Path) -> None:
    found = measure_misjudged(region, shared_data, VARIANTS[0])
    assert found["misjudged"].mean() > 0.2


def test_the_example_lives_at_its_postcodes(region: AssetMap) -> None:
    assert len(region.origins) > 80_000
    assert region.origins["people"].sum() == pytest.approx(2_982_200)
