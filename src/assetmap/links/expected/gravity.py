"""Which power of size and of distance makes the recorded links most likely?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from assetmap.typing import Floats

__all__ = ["Gravity", "estimate_gravity"]

DOUBT = 10.0
"""Powers are taken to lie around 0 with this spread, unless the links say otherwise."""

_ROUNDS, _HALVINGS, _CLOSE = 100, 40, 1e-10


class Gravity(NamedTuple):
    """The constant and the power of each feature, and the inverse of what is known of them."""

    powers: Floats
    covariance: Floats


def estimate_gravity(
    linked: Floats, links: Floats, background: Floats, stands_for: Floats
) -> Gravity:
    """
    Fit log(expected) = constant + powers . features by maximum likelihood.

    Parameters
    ----------
    linked
        Features of each linked pair, a column of ones first.
    links
        How many links it has, above zero; any other pair has none.
    background, stands_for
        Features of pairs that stand for all pairs, and how many each stands for.

    Returns
    -------
    gravity
        All expected links together are as many as all links. The powers, not
        the constant, lean towards 0 by as much as a hundredth of a link would
        tell (a normal prior, spread `DOUBT`): too little to notice, but when
        only the nearest are linked no power is steep enough, and this one ends.

    Notes
    -----
    The likelihood of a Poisson count, which gives consistent powers for any
    amount whose mean is right (Gourieroux, Monfort and Trognon 1984). It has
    one maximum; Newton steps, halved while they do not climb.
    """
    total = links.sum()
    # One event: a link that weighs 0.1 tells a tenth of what one that weighs 1 does.
    event = (links**2).sum() / total
    towards_zero = np.full(linked.shape[1], event / DOUBT**2)
    towards_zero[0] = 0.0
    observed = linked.T @ links
    powers = np.zeros(linked.shape[1])
    powers[0] = np.log(total / stands_for.sum())

    def measure(at: Floats) -> tuple[float, Floats]:
        expected = stands_for * np.exp(background @ at)
        return float(expected.sum() - observed @ at + towards_zero @ at**2 / 2), expected

    height, expected = measure(powers)
    for _ in range(_ROUNDS):
        curve = (background * expected[:, None]).T @ background + np.diag(towards_zero)
        slope = observed - background.T @ expected - towards_zero * powers
        step = np.linalg.solve(curve, slope)
        for _ in range(_HALVINGS):
            with np.errstate(over="ignore"):
                next_height, next_expected = measure(powers + step)
            if next_height <= height:
                break
            step = step / 2
        else:
            break  # nothing is higher: this is the top, but for rounding
        powers, height, expected = powers + step, next_height, next_expected
        if np.abs(step).max() < _CLOSE:
            break
    curve = (background * expected[:, None]).T @ background + np.diag(towards_zero)
    covariance: Floats = np.linalg.inv(curve).astype(np.float64)
    return Gravity(powers, covariance)
