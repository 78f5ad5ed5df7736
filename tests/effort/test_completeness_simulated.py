"""How often Chao's bounds hold the truth, and how near coverage is to it: simulated lists."""

from __future__ import annotations

import numpy as np
import pytest

from assetmap.effort._sightings import Namings, estimate_unseen

MAPS = 2_000
ALIKE, UNLIKE, VERY_UNLIKE = None, (2.0, 14 / 3), (0.6, 1.4)  # beta; all with a mean of 0.3


def simulate(
    shape: tuple[float, float] | None, sources: int, assets: int
) -> tuple[float, float, float]:
    """Give how often the interval and its lower end hold, and the mean error of coverage."""
    rng = np.random.default_rng(20261128)
    likely = np.full((MAPS, assets), 0.3) if shape is None else rng.beta(*shape, (MAPS, assets))
    named = rng.random((MAPS, assets, sources)) < likely[:, :, None]
    often = named.sum(axis=2)
    found = estimate_unseen(
        Namings(seen=(often > 0).sum(axis=1), once=(often == 1).sum(axis=1),
                twice=(often == 2).sum(axis=1), total=often.sum(axis=1),
                units=np.full(MAPS, sources))
    )  # fmt: skip
    true_coverage = (likely * (often > 0)).sum(axis=1) / likely.sum(axis=1)
    holds = (found.low <= assets) & (assets <= found.high)
    off = np.abs(found.coverage - true_coverage).mean()
    return float(holds.mean()), float((found.low <= assets).mean()), float(off)


@pytest.mark.parametrize("sources", [3, 4, 6])
@pytest.mark.parametrize("assets", [60, 200])
@pytest.mark.parametrize(
    ("shape", "between"),
    [(ALIKE, (0.92, 0.96)), (UNLIKE, (0.50, 0.90)), (VERY_UNLIKE, (0.0, 0.56))],
)
def test_only_the_lower_end_can_be_relied_on(
    shape: tuple[float, float] | None, between: tuple[float, float], sources: int, assets: int
) -> None:
    whole, lower, off = simulate(shape, sources, assets)
    print(f"{shape}, {sources} sources, {assets}: {whole:.3f} {lower:.3f} {off:.3f}")
    assert between[0] <= whole <= between[1]
    assert lower >= 0.94
    assert off <= 0.10
