"""How many links two places would have, given their sizes and the distance between them.

Three kinds of model were compared on real links, by how well they foretell
pairs that were left out (ten folds; share of the deviance explained):

=======================================  =======  ======  ===========
links                                    gravity  totals  constrained
=======================================  =======  ======  ===========
156 between health departments, 46 states   0.18    0.10         0.28
shared funders of 23 districts              0.65    0.52         0.57
shared funders of 204 wards                 0.41    0.32         0.36
=======================================  =======  ======  ===========

*Gravity* expects size and distance to tell (Flowerdew and Aitkin 1982).
*Totals* keeps how many links each place has and mixes them (Newman 2006), and
*constrained* also lets them fade with distance (Wilson 1971). Both look better
than gravity on the pairs they have seen, on two maps of three they foretell
worse, and they expect nothing of a place that has no link yet, which is what
this question is about. So gravity it is; how much the totals alone would
explain is told beside it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree
from scipy.stats import nbinom, poisson

from assetmap.arrays import decimals_up_to
from assetmap.links._gravity import (
    FEWEST_LINKED,
    FEWEST_PLACES,
    Fit,
    Gravity,
    estimate_gravity,
    measure_explained,
)
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = [
    "ALL_PAIRS_UP_TO",
    "NEAREST_M",
    "TOLD_UP_TO",
    "Expected",
    "adjust_for_tests",
    "choose_background",
    "measure_expected",
]

NEAREST_M = 100.0
"""Places that are nearer than this many metres count as this far apart."""
_LOW, _HIGH = 0.025, 0.975
TOLD_UP_TO = 0.1
"""A sentence speaks of more or fewer than expected up to this q: one in ten is chance."""
EXPLAINED_FROM = 0.1
"""And only where size and distance account for at least so much of how pairs differ."""
_HALF = 0.5  # amounts are no whole multiples of the dispersion: half of one on either side
_DECIMALS = decimals_up_to(1_000)
ALL_PAIRS_UP_TO = 2_000
"""Up to this many places all pairs are the background: two million pairs, about 150 MB."""
NEAREST = 24
"""On a larger map, each place is paired with this many of the nearest for certain."""
DRAWS = 1_000_000
"""On a larger map, how many pairs are drawn to stand for all that are farther apart."""


class Expected(NamedTuple):
    """
    How many links each pair would have, and how far from that it is.

    ``surprise`` is 0 where there are as many links as expected, below 0 for
    fewer, above for more, in standard deviations. ``spread`` is the variance
    of the links of such a pair as a multiple of what is expected. ``q`` is how
    likely chance alone is to be so far off on either side, adjusted for all
    pairs of places there are; NaN also where size and distance explain less
    than a tenth. All are NaN where there is too little to tell; ``fit`` says
    what they rest on.
    """

    expected: Floats
    spread: Floats
    surprise: Floats
    q: Floats
    fit: Fit

    def find_bounds(self) -> tuple[Floats, Floats]:
        """Find the two amounts that 95 % of pairs of such sizes and distance lie between."""
        mean = self.expected / self.spread  # of the Poisson variable that is scaled by the spread
        low = self.spread * np.maximum(poisson.ppf(_LOW, mean) - _HALF, 0)
        high = self.spread * (poisson.ppf(_HIGH, mean) + _HALF)
        is_none = self.expected == 0
        return np.where(is_none, 0.0, low), np.where(is_none, 0.0, high)

    def take(self, rows: Positions) -> Expected:
        """Take the pairs of these rows, in this order; NaN for row -1."""
        expected, spread, surprise, q = (np.append(values, np.nan)[rows] for values in self[:4])
        return Expected(expected, spread, surprise, q, self.fit)


class _Model(NamedTuple):
    """Powers that were found, and what is taken off each feature before they apply."""

    gravity: Gravity
    middle: Floats
    fit: Fit


def measure_expected(
    a: Positions,
    b: Positions,
    links: Floats,
    *,
    sizes: Positions | Floats,
    xy: Floats | None = None,
    seed: int = 0,
) -> Expected:
    """
    Measure how many links pairs of places would have by size and distance alone.

    Read it as "as pairs go on this map": a pair is compared with pairs as
    large and as far apart, not with how things should be.

    Parameters
    ----------
    a, b
        The two places of each pair, by position. Every linked pair is there,
        once; others may be. Pairs that are not listed have no link.
    links
        How many links each pair has, from 0. Amounts need not be whole: a
        body shared by k places is best counted 1 / (k - 1) for each pair, or
        one county-wide body is thousands of links that say one thing.
    sizes
        How many people, groups and other assets are in each place. A place
        with none has no link to expect.
    xy
        A point for each place in metres, NaN where it is not known; None for
        groups, between which there is no distance.
    seed
        Decides which pairs stand for the others above 2,000 places.

    Returns
    -------
    expected
        `Expected`, on the pairs as listed. Pairs of places without a point
        are expected what their sizes tell. NaN if fewer than 10 pairs are
        linked, or fewer than 5 places have anybody in them.

    Notes
    -----
    log(expected) = constant + p log(size_a size_b) + q log(metres), fitted as
    a Poisson gravity model (Flowerdew and Aitkin 1982, "A method of fitting
    the gravity model based on the Poisson distribution", Journal of Regional
    Science 22, 191-202). The variance is taken to be the mean times one
    dispersion (Wedderburn 1974), estimated from squared residuals, plus what
    is not known of the mean. The interval is that of a scaled Poisson
    variable, links that come in lots of the dispersion, whose mean and
    variance are these, and half a lot on either side. Of pairs left out, 0.8
    to 3.2 % lay above it and none below on four maps; intervals of a gamma
    or a plain Poisson variable failed on one or another, and those of a
    negative binomial one are not defined below a dispersion of 1.
    ``surprise`` is the signed root of the deviance
    over the root of the dispersion (McCullagh and Nelder 1989). ``q`` adjusts
    the tails of the same variable, or of a negative binomial one where they
    are longer, for all pairs of places (Benjamini and Hochberg 1995).

    No link at all can be told from chance only where enough are expected: by
    itself from 3.7 links (the chance of none is then 0.025), and among 1,000
    pairs from about 10, for a dispersion of 1; times the dispersion else.

    Memory is bounded: all pairs of up to 2,000 places, else a sample
    (`assetmap.links._expected`), and the pairs that are listed.

    Examples
    --------
    Six choirs of one size, all of whom share a singer, but for the last two:

    >>> a, b = np.triu_indices(6, 1)
    >>> found = measure_expected(a, b, np.array([1.0] * 14 + [0]), sizes=np.full(6, 20))
    >>> found.expected[-1].round(3), found.surprise[-1].round(1), found.surprise[0].round(1)
    (np.float64(0.933), np.float64(-4.8), np.float64(0.2))

    With little to learn from, nothing is expected:

    >>> few = measure_expected(a[:4], b[:4], np.ones(4), sizes=np.full(6, 20))
    >>> few.fit.say()
    'Too few links to say how many to expect: 4 linked pairs of 6 places, where 10 of 5 are needed.'
    """
    a, b = np.asarray(a), np.asarray(b)
    links, sizes = np.asarray(links, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    has_size = sizes > 0
    has_point = np.zeros(len(sizes), dtype=bool)
    if xy is not None:
        has_point = has_size & np.isfinite(xy).all(axis=1)
    is_linked = links > 0
    linked = (a[is_linked], b[is_linked], links[is_linked])
    by_distance = None if xy is None else _fit(linked, sizes, xy, has_point, seed)
    has_both = has_size[a] & has_size[b]
    is_known = has_point[a] & has_point[b]
    by_size = None
    if by_distance is None or not is_known[has_both].all():
        by_size = _fit(linked, sizes, None, has_size, seed)
    main = by_distance or by_size
    nothing = np.full(len(a), np.nan)
    if main is None:
        return Expected(nothing, nothing, nothing, nothing, _count(linked, has_size))
    mean, spread = nothing.copy(), nothing.copy()
    is_known &= by_distance is not None
    for model, rows in ((by_distance, is_known), (by_size, ~is_known)):
        if model is not None:
            index = np.flatnonzero(rows & has_both)
            points = xy if model is by_distance else None
            features = _build_features(a[index], b[index], sizes, points)
            mean[index], spread[index] = _predict(model, features)
    mean[~has_both] = 0.0
    n_places = int(has_size.sum())
    q = adjust_for_tests(_measure_p(links, mean, spread), tests=n_places * (n_places - 1) // 2)
    if not main.fit.explained >= EXPLAINED_FROM:
        q = nothing
    return Expected(mean, spread, _measure_surprise(links, mean, spread), q, main.fit)


def _count(linked: WeightedPairs, is_in: Flags) -> Fit:
    """Count what there is to learn from."""
    a, _, links = linked
    places = int(is_in.sum())
    pairs = places * (places - 1) // 2
    return Fit(places=places, pairs=pairs, linked_pairs=len(a), links=float(links.sum()))


def _fit(
    linked: WeightedPairs,
    sizes: Floats,
    xy: Floats | None,
    is_in: Flags,
    seed: int,
) -> _Model | None:
    """Fit the places that are in, or say nothing where there is too little to learn from."""
    a, b, links = linked
    rows = is_in[a] & is_in[b]
    a, b, links = a[rows], b[rows], links[rows]
    node_set = np.flatnonzero(is_in)
    if len(node_set) < FEWEST_PLACES or len(links) < FEWEST_LINKED:
        return None
    count = _count((a, b, links), is_in)
    points = None if xy is None else xy[node_set]
    first, second, stands_for = background = choose_background(sizes[node_set], points, seed=seed)
    all_features = _build_features(first, second, sizes[node_set], points)
    middle = np.average(all_features, axis=0, weights=stands_for)
    middle[0] = 0.0  # features are centred, so that Newton steps are well conditioned
    all_features -= middle
    features = _build_features(a, b, sizes, xy) - middle
    gravity = estimate_gravity(features, links, all_features, stands_for)
    expected = np.exp(features @ gravity.powers)
    explained, by_totals, dispersion = measure_explained(
        links, expected, a, b, pairs=count.pairs, powers=len(middle)
    )
    fit = Fit(
        places=count.places,
        pairs=count.pairs,
        linked_pairs=count.linked_pairs,
        links=count.links,
        size_power=float(gravity.powers[1]),
        distance_power=np.nan if xy is None else float(gravity.powers[2]),
        explained=explained,
        explained_by_totals=by_totals,
        dispersion=dispersion,
        is_sampled=background.is_sampled,
    )
    return _Model(gravity, middle, fit)


def _build_features(a: Positions, b: Positions, sizes: Floats, xy: Floats | None) -> Floats:
    """Build the features of each pair: 1, log(size_a size_b) and log(metres)."""
    columns = [np.ones(len(a)), np.log(sizes[a]) + np.log(sizes[b])]
    if xy is not None:
        apart_m = np.hypot(*(xy[a] - xy[b]).T)
        columns.append(np.log(np.maximum(apart_m, NEAREST_M)))
    return np.column_stack(columns)


def _predict(model: _Model, features: Floats) -> tuple[Floats, Floats]:
    """Predict the mean, exp(x'p), and the variance as a multiple: dispersion (1 + mean x'Cx)."""
    features = features - model.middle
    mean = np.exp(features @ model.gravity.powers)
    variance = np.einsum("ij,jk,ik->i", features, model.gravity.covariance, features)
    return mean, model.fit.dispersion * (1 + mean * variance)


def _measure_surprise(links: Floats, mean: Floats, spread: Floats) -> Floats:
    """Measure the deviance residual, sign(y - m) root(2 (y log(y / m) - (y - m)) / spread)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.where(links > 0, links * np.log(links / mean), 0.0)
        residual = np.sqrt(np.maximum(2 * (log_ratio - (links - mean)), 0) / spread)
    surprise = np.sign(links - mean) * residual
    return np.where(mean == 0, 0.0, surprise).round(_DECIMALS) + 0.0


def _measure_p(links: Floats, mean: Floats, spread: Floats) -> Floats:
    """Measure how likely chance alone is to be as far off, on either side.

    By a scaled Poisson amount, as for the bounds, with half a lot of the
    spread on either side; where links spread more than a Poisson count also
    by a negative binomial one of the same mean and variance, whose far end is
    longer. The likelier of the two holds.
    """
    rate, lots = mean / spread, links / spread
    below = np.asarray(poisson.cdf(np.floor(lots + _HALF), rate))
    above = np.asarray(poisson.sf(np.ceil(lots - _HALF) - 1, rate))
    wide = np.flatnonzero((spread > 1) & (mean > 0))
    size, chance = mean[wide] / (spread[wide] - 1), 1 / spread[wide]
    below[wide] = np.maximum(below[wide], nbinom.cdf(np.floor(links[wide]), size, chance))
    above[wide] = np.maximum(above[wide], nbinom.sf(np.ceil(links[wide]) - 1, size, chance))
    p = np.minimum(2 * np.minimum(below, above), 1)
    return np.where(mean == 0, 1.0, p)


def adjust_for_tests(p: Floats, *, tests: int) -> Floats:
    """
    Adjust p values for so many tests, of which the others found nothing.

    Benjamini and Hochberg (1995): the k-th smallest becomes the least of
    p tests / k from there on; NaN stays. Of what is told up to q = 0.1, one in
    ten is chance.

    Examples
    --------
    >>> adjust_for_tests(np.array([0.01, np.nan, 0.04]), tests=10).tolist()
    [0.1, nan, 0.2]
    """
    is_known = ~np.isnan(p)
    known = p[is_known]
    order = np.argsort(-known, kind="stable")
    falling = known[order] * max(tests, len(known)) / np.arange(len(known), 0, -1)
    adjusted = np.full(len(p), np.nan)
    found = np.empty(len(known))
    found[order] = np.minimum(np.minimum.accumulate(falling), 1)
    adjusted[is_known] = found
    return adjusted


class Background(NamedTuple):
    """Pairs by position, and how many pairs each of them stands for."""

    a: Positions
    b: Positions
    stands_for: Floats

    @property
    def is_sampled(self) -> bool:
        """Whether some pairs stand for others."""
        return bool((self.stands_for != 1).any())


def choose_background(sizes: Floats, xy: Floats | None, *, seed: int) -> Background:
    """
    Choose pairs of places that stand for all pairs.

    Up to `ALL_PAIRS_UP_TO` places these are all pairs. Above, near neighbours,
    between which most links are, are all there; the other pairs are drawn,
    the more often the larger both places are, and stand for one over the
    number of times that they are expected to be drawn (Hansen and Hurwitz
    1943). A sum over them, so weighted, is on average the sum over all pairs.

    Parameters
    ----------
    sizes
        How large each place is, above zero.
    xy
        A point for each place, in metres; None if distance plays no part.
    seed
        Decides which pairs are drawn.
    """
    n_places = len(sizes)
    if n_places <= ALL_PAIRS_UP_TO:
        a, b = np.triu_indices(n_places, 1)
        return Background(a, b, np.ones(len(a)))
    near = _list_near(xy) if xy is not None else np.empty(0, dtype=np.int64)
    share = sizes / sizes.sum()
    drawn = np.random.default_rng(seed).choice(n_places, (DRAWS, 2), p=share)
    drawn.sort(axis=1)
    first, second = drawn.T
    is_far = (first != second) & ~np.isin(first * n_places + second, near)
    first, second = first[is_far], second[is_far]
    stands_for = 1 / (DRAWS * 2 * share[first] * share[second])
    return Background(
        np.concatenate([near // n_places, first]),
        np.concatenate([near % n_places, second]),
        np.concatenate([np.ones(len(near)), stands_for]),
    )


def _list_near(xy: Floats) -> Positions:
    """Number the pairs of near neighbours, each once: a * places + b."""
    _, found = cKDTree(xy).query(xy, k=NEAREST + 1)  # one of them is the place itself
    end = np.asarray(found)
    start = np.repeat(np.arange(len(xy)), end.shape[1])
    pair = np.sort(np.stack([start, end.ravel()], axis=1), axis=1)
    pair = pair[pair[:, 0] != pair[:, 1]]
    number: Positions = np.sort(pair[:, 0] * len(xy) + pair[:, 1])
    is_repeat = number[1:] == number[:-1]
    return np.delete(number, np.flatnonzero(is_repeat))
