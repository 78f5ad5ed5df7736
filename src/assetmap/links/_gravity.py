"""The gravity model: its estimate, and how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from assetmap.typing import Floats, Positions

__all__ = [
    "FEWEST_LINKED",
    "FEWEST_PLACES",
    "Fit",
    "Gravity",
    "estimate_gravity",
    "measure_explained",
]

DOUBT = 10.0
"""Powers are taken to lie around 0 with this spread, unless the links say otherwise."""
_ROUNDS, _HALVINGS, _CLOSE = 100, 40, 1e-10
FEWEST_LINKED = 10
"""Fewer linked pairs than this do not tell how many links to expect."""
FEWEST_PLACES = 5
"""Nor do fewer places, with somebody in them, than this."""
_LEAST = 1e-3


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

    def measure_loss(powers: Floats) -> tuple[float, Floats]:
        """Measure minus the log-likelihood, sum(e) - y'Xp + the penalty; and e, expected."""
        expected = stands_for * np.exp(background @ powers)
        loss = expected.sum() - observed @ powers + towards_zero @ powers**2 / 2
        return float(loss), expected

    loss, expected = measure_loss(powers)
    for _ in range(_ROUNDS):
        hessian = (background * expected[:, None]).T @ background + np.diag(towards_zero)
        gradient = observed - background.T @ expected - towards_zero * powers
        step = np.linalg.solve(hessian, gradient)
        for _ in range(_HALVINGS):
            with np.errstate(over="ignore"):
                next_loss, next_expected = measure_loss(powers + step)
            if next_loss <= loss:
                break
            step = step / 2
        else:
            break  # nothing is lower: this is the minimum, but for rounding
        powers, loss, expected = powers + step, next_loss, next_expected
        if np.abs(step).max() < _CLOSE:
            break
    hessian = (background * expected[:, None]).T @ background + np.diag(towards_zero)
    covariance: Floats = np.linalg.inv(hessian).astype(np.float64)
    return Gravity(powers, covariance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """
    What the expected links rest on, and how far they can be trusted.

    ``places`` with anybody in them make ``pairs``; ``linked_pairs`` of these
    have ``links`` in all. Expected links go with the two sizes, multiplied, to
    the ``size_power``, and with the metres between to the ``distance_power``
    (below 0: fewer the farther apart; NaN: distance plays no part).

    ``explained`` is the share, 0 to 1, of the deviance between pairs that
    size and distance account for; ``explained_by_totals`` what a network
    would account for that keeps each place's total of links and is mixed
    otherwise. ``dispersion`` is how much more (above 1) the links of a pair
    vary than a Poisson count. ``is_sampled``: drawn pairs stood for others.
    All are NaN where there is too little to tell (``is_known`` False).
    """

    places: int
    pairs: int
    linked_pairs: int
    links: float
    size_power: float = np.nan
    distance_power: float = np.nan
    explained: float = np.nan
    explained_by_totals: float = np.nan
    dispersion: float = np.nan
    is_sampled: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there are links enough to tell how many to expect."""
        return bool(np.isfinite(self.dispersion))

    def say(self, noun: str = "places") -> str:
        """Say what the fit is; ``noun`` is what the pairs are of."""
        if not self.is_known:
            return (
                f"Too few links to say how many to expect: {self.linked_pairs:,} linked pairs of "
                f"{self.places:,} {noun}, where {FEWEST_LINKED} of {FEWEST_PLACES} are needed."
            )
        fade = f" and {_say_fade(self.distance_power)}" if np.isfinite(self.distance_power) else ""
        return (
            f"Expected from {self.links:,.4g} links between {self.places:,} {noun}: links grow "
            f"with both sizes to the power {self.size_power:.2f}{fade}. This accounts for "
            f"{self.explained:.0%} of how {self.pairs:,} pairs differ; each one's total of "
            f"links, mixed at random, for {self.explained_by_totals:.0%}."
        )


def _say_fade(power: float) -> str:
    """Say whether links fade or grow with distance, and how fast."""
    return f"{'fade' if power < 0 else 'grow'} with distance to the power {abs(power):.2f}"


def measure_explained(
    links: Floats, expected: Floats, a: Positions, b: Positions, *, pairs: int, powers: int
) -> tuple[float, float, float]:
    """
    Measure what the expected links explain, what totals alone would, and the dispersion.

    All three are sums over linked pairs: whatever keeps the total number of
    links has no other term, so that no unlinked pair needs to be listed.

    Parameters
    ----------
    links, expected
        Of the linked pairs; over all pairs the two have the same total.
    a, b
        The two places of each linked pair, by position.
    pairs
        How many pairs there are in all.
    powers
        How many numbers were fitted.
    """
    total = links.sum()
    by_none = _half_deviance(links, np.full(len(links), total / pairs))
    # Mixed at random, a pair has links by the product of the totals (strengths) of its two ends.
    totals = np.bincount(np.concatenate([a, b]), weights=np.concatenate([links, links]))
    products = totals[a] * totals[b]
    all_products = (totals.sum() ** 2 - (totals**2).sum()) / 2
    by_totals = _half_deviance(links, products * total / all_products)
    explained = [1 - half / by_none if by_none > 0 else 0.0
                 for half in (_half_deviance(links, expected), by_totals)]  # fmt: skip
    spread = ((links**2 / expected).sum() - total) / (pairs - powers)
    # No pair is so well known that it varies less than a thousandth of one event.
    least = _LEAST * (links**2).sum() / total
    return explained[0], explained[1], float(max(spread, least))


def _half_deviance(links: Floats, expected: Floats) -> float:
    """Add up y log(y / m) over the linked pairs."""
    return float((links * np.log(links / expected)).sum())
