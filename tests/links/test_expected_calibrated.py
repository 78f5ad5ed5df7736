"""Bounds and q of expected links, on maps simulated from the model: how often chance is told."""

from __future__ import annotations

import numpy as np
import pytest

from assetmap.links._expected import TOLD_UP_TO, measure_expected

pytestmark = pytest.mark.long


def simulate(n: int, mean: float, dispersion: float, *, seed: int) -> tuple[float, float, bool]:
    """Give the shares of pairs below and above their bounds, and whether any was told of."""
    rng = np.random.default_rng(seed)
    xy, sizes = rng.random((n, 2)) * 20_000, rng.integers(3, 60, n)
    a, b = np.triu_indices(n, 1)
    apart = np.maximum(np.hypot(*(xy[a] - xy[b]).T), 100)
    expected = (sizes[a] * sizes[b]) ** 0.7 / apart
    expected *= mean / expected.mean()
    if dispersion == 1:
        links = rng.poisson(expected).astype(float)
    else:
        links = rng.negative_binomial(expected / (dispersion - 1), 1 / dispersion).astype(float)
    found = measure_expected(a, b, links, sizes=sizes, xy=xy)
    low, high = found.find_bounds()
    is_told = bool((found.q <= TOLD_UP_TO).any())
    return float((links < low - 1e-9).mean()), float((links > high + 1e-9).mean()), is_told


@pytest.mark.parametrize(
    ("n", "mean", "dispersion"),
    [(12, 1.0, 1.0), (30, 1.0, 1.0), (30, 5.0, 1.0), (30, 5.0, 3.0), (60, 1.0, 1.0)],
)
def test_where_there_is_only_chance_it_is_seldom_told(n, mean, dispersion) -> None:
    """At most one map in ten has any pair up to q = 0.1; at most 2.5 % lie beyond either bound."""
    drawn = [simulate(n, mean, dispersion, seed=seed) for seed in range(60)]
    below, above, told = (np.mean(part) for part in zip(*drawn, strict=True))
    assert below <= 0.025, below
    assert above <= 0.025, above
    assert told <= 0.2, told  # one in ten, and what 60 draws leave open
