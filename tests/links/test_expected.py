"""How many links two places would have: closed forms, another optimiser and brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from assetmap.links import _expected as background
from assetmap.links._expected import NEAREST_M, measure_expected
from assetmap.links._gravity import DOUBT


def all_pairs(places):
    return np.triu_indices(places, 1)


def draw(places, *, seed, mean=3.0, size_power=0.8, distance_power=-1.0):
    """Places with sizes and points, and links drawn as the model says."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 60, places)
    xy = random.uniform(0, 30_000, (places, 2))
    a, b = all_pairs(places)
    apart = np.maximum(np.hypot(*(xy[a] - xy[b]).T), NEAREST_M)
    rate = (sizes[a] * sizes[b]) ** size_power * apart**distance_power
    rate *= mean * len(a) / rate.sum()
    return a, b, random.poisson(rate).astype(float), sizes, xy, rate


def design(a, b, sizes, xy):
    apart = np.maximum(np.hypot(*(xy[a] - xy[b]).T), NEAREST_M)
    return np.column_stack([np.ones(len(a)), np.log(sizes[a] * sizes[b]), np.log(apart)])


def brute_expected(a, b, links, sizes, xy):
    """Find the top of the same likelihood by another optimiser, over every pair."""
    features = design(a, b, sizes, xy)
    middle = features.mean(axis=0) * [0, 1, 1]
    scale = features.std(axis=0)
    scale[0] = 1
    features = (features - middle) / scale
    event = (links**2).sum() / links.sum()
    doubt = event / DOUBT**2 / scale**2 * [0, 1, 1]

    def height(at):
        line = features @ at
        return np.exp(line).sum() - links @ line + (doubt * at**2).sum() / 2

    def slope(at):
        return features.T @ (np.exp(features @ at) - links) + doubt * at

    start = [np.log(links.mean()), 0, 0]
    found = minimize(height, start, jac=slope, method="BFGS", options={"gtol": 1e-10})
    return np.exp(features @ found.x), found.x[1:] / scale[1:]


def test_equal_places_expect_the_mean():
    a, b = all_pairs(6)
    links = np.array([1.0] * 14 + [0])
    found = measure_expected(a, b, links, sizes=np.full(6, 20))
    assert found.expected == pytest.approx(np.full(15, 14 / 15))
    # Dispersion by hand: 14 x (1/15)^2 + (14/15)^2 over 14/15, by 15 - 2 degrees of freedom.
    dispersion = (14 / 15**2 + (14 / 15) ** 2) / (14 / 15) / 13
    assert found.fit.dispersion == pytest.approx(dispersion)
    # The mean is known to one part in 14: its variance adds mean / 14 times the dispersion.
    spread = dispersion * (1 + (14 / 15) / 14)
    assert found.surprise[-1] == pytest.approx(-np.sqrt(2 * (14 / 15) / spread))
    assert found.surprise[0] == pytest.approx(
        np.sqrt(2 * (np.log(15 / 14) - 1 / 15) / spread), rel=1e-6
    )


def test_exact_gravity_is_found_again():
    random = np.random.default_rng(4)
    sizes, xy = random.integers(1, 60, 12), random.uniform(0, 30_000, (12, 2))
    a, b = all_pairs(12)
    features = design(a, b, sizes, xy)
    links = np.exp(features @ np.array([6.0, 0.9, -1.3]))
    found = measure_expected(a, b, links, sizes=sizes, xy=xy)
    assert found.fit.size_power == pytest.approx(0.9, abs=2e-3)
    assert found.fit.distance_power == pytest.approx(-1.3, abs=2e-3)
    assert found.fit.explained == pytest.approx(1, abs=1e-4)
    assert found.expected == pytest.approx(links, rel=1e-2)


@pytest.mark.parametrize("seed", range(8))
def test_another_optimiser_finds_the_same(seed):
    a, b, links, sizes, xy, _ = draw(9, seed=seed, mean=[0.6, 3][seed % 2])
    found = measure_expected(a, b, links, sizes=sizes, xy=xy)
    expected, powers = brute_expected(a, b, links, sizes, xy)
    assert found.expected == pytest.approx(expected, rel=1e-4)
    assert found.fit.size_power == pytest.approx(powers[0], abs=1e-4)
    assert found.fit.distance_power == pytest.approx(powers[1], abs=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_the_fit_equals_sums_over_all_pairs(seed):
    a, b, links, sizes, xy, _ = draw(9, seed=seed)
    found = measure_expected(a, b, links, sizes=sizes, xy=xy)

    def deviance(expected):
        told = np.where(links > 0, links * np.log(np.maximum(links, 1) / expected), 0)
        return 2 * (told - links + expected).sum()

    by_none = deviance(np.full(len(links), links.mean()))
    assert found.fit.explained == pytest.approx(1 - deviance(found.expected) / by_none, abs=1e-6)
    pearson = ((links - found.expected) ** 2 / found.expected).sum() / (len(links) - 3)
    assert found.fit.dispersion == pytest.approx(pearson, rel=1e-6)
    totals = np.array([links[(a == at) | (b == at)].sum() for at in range(9)])
    mixed = totals[a] * totals[b]
    mixed = mixed * links.sum() / mixed.sum()  # as many links in all
    by_totals = 1 - deviance(np.maximum(mixed, 1e-300)) / by_none
    assert found.fit.explained_by_totals == pytest.approx(by_totals, abs=1e-6)


LINKS = st.lists(st.integers(0, 5), min_size=21, max_size=21)
SIZES = st.lists(st.integers(1, 40), min_size=7, max_size=7)
POINTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=7, max_size=7)


@given(LINKS, SIZES, POINTS)
def test_as_many_are_expected_as_there_are(links, sizes, points):
    a, b = all_pairs(7)
    links, xy = np.array(links, dtype=float), np.array(points, dtype=float) * 500
    found = measure_expected(a, b, links, sizes=np.array(sizes), xy=xy)
    if (links > 0).sum() < 10:
        assert np.isnan(found.expected).all()
        return
    assert np.isfinite(found.expected).all()
    assert found.expected.sum() == pytest.approx(links.sum(), rel=1e-6)
    assert (np.sign(found.surprise) == np.sign((links - found.expected).round(7))).all()
    low, high = found.find_bounds()
    assert ((low >= 0) & (low <= high)).all()


@given(LINKS, SIZES, POINTS, st.permutations(range(7)), st.permutations(range(21)))
def test_names_order_and_where_it_lies_change_nothing(links, sizes, points, names, order):
    a, b = all_pairs(7)
    links, sizes = np.array(links, dtype=float), np.array(sizes)
    xy = np.array(points, dtype=float) * 500
    plain = measure_expected(a, b, links, sizes=sizes, xy=xy)
    names, order = np.array(names), np.array(order)
    moved_sizes, moved_xy = np.empty(7), np.empty((7, 2))
    moved_sizes[names], moved_xy[names] = sizes, xy + 10_000
    moved = measure_expected(
        names[b][order], names[a][order], links[order], sizes=moved_sizes, xy=moved_xy
    )
    assert moved.expected == pytest.approx(plain.expected[order], rel=1e-5, nan_ok=True)
    assert moved.surprise == pytest.approx(plain.surprise[order], rel=1e-4, abs=1e-4, nan_ok=True)


@given(LINKS, SIZES, POINTS, st.sampled_from([0.01, 0.5, 3.0]))
def test_doubling_every_amount_changes_no_surprise(links, sizes, points, times):
    a, b = all_pairs(7)
    links, xy = np.array(links, dtype=float), np.array(points, dtype=float) * 500
    plain = measure_expected(a, b, links, sizes=np.array(sizes), xy=xy)
    more = measure_expected(a, b, links * times, sizes=np.array(sizes), xy=xy)
    assert more.expected == pytest.approx(plain.expected * times, rel=1e-5, nan_ok=True)
    assert more.surprise == pytest.approx(plain.surprise, rel=1e-4, abs=1e-4, nan_ok=True)


def test_pairs_that_are_not_listed_have_no_link():
    a, b, links, sizes, xy, _ = draw(12, seed=1, mean=0.8)
    whole = measure_expected(a, b, links, sizes=sizes, xy=xy)
    linked = links > 0
    some = measure_expected(a[linked], b[linked], links[linked], sizes=sizes, xy=xy)
    assert some.fit == whole.fit
    assert some.expected.tolist() == whole.expected[linked].tolist()


@pytest.mark.parametrize(
    ("linked", "places", "is_known"), [(9, 6, False), (10, 6, True), (10, 5, True), (6, 4, False)]
)
def test_few_links_say_so(linked, places, is_known):
    a, b = all_pairs(places)
    found = measure_expected(a[:linked], b[:linked], np.ones(linked), sizes=np.ones(places))
    assert found.fit.is_known == is_known
    assert np.isnan(found.expected).all() != is_known
    assert found.fit.say().startswith("Too few links") != is_known


def test_a_place_with_nobody_in_it_expects_nothing():
    a, b, links, sizes, xy, _ = draw(8, seed=2)
    with_empty = measure_expected(
        np.append(a, 0), np.append(b, 8), np.append(links, 0.0),
        sizes=np.append(sizes, 0), xy=np.vstack([xy, [0, 0]]),
    )  # fmt: skip
    without = measure_expected(a, b, links, sizes=sizes, xy=xy)
    assert with_empty.fit == without.fit
    assert with_empty.expected[:-1].tolist() == without.expected.tolist()
    assert (with_empty.expected[-1], with_empty.surprise[-1]) == (0, 0)
    assert [bound[-1] for bound in with_empty.find_bounds()] == [0, 0]


def test_a_place_without_a_point_expects_by_size_alone():
    a, b, links, sizes, xy, _ = draw(10, seed=3)
    lost = xy.copy()
    lost[9] = np.nan
    found = measure_expected(a, b, links, sizes=sizes, xy=lost)
    by_size = measure_expected(a, b, links, sizes=sizes)
    is_lost = b == 9
    assert found.expected[is_lost].tolist() == by_size.expected[is_lost].tolist()
    kept = ~is_lost
    known = measure_expected(a[kept], b[kept], links[kept], sizes=sizes[:9], xy=xy[:9])
    assert found.expected[kept].tolist() == known.expected.tolist()
    assert found.fit == known.fit
    nowhere = measure_expected(a, b, links, sizes=sizes, xy=np.full((10, 2), np.nan))
    assert nowhere.expected.tolist() == by_size.expected.tolist()
    assert np.isnan(nowhere.fit.distance_power)


def test_only_neighbours_linked_ends():
    """No power of distance is steep enough: the fit stops where the doubt holds it."""
    xy = np.column_stack([np.arange(12) * 1000.0, np.zeros(12)])
    a = np.arange(11)
    found = measure_expected(a, a + 1, np.ones(11), sizes=np.full(12, 5), xy=xy)
    assert found.expected == pytest.approx(np.ones(11), abs=0.05)
    assert -20 < found.fit.distance_power < -4


def test_a_sample_of_pairs_comes_to_the_same(monkeypatch):
    a, b, links, sizes, xy, _ = draw(300, seed=5, mean=0.05)
    whole = measure_expected(a, b, links, sizes=sizes, xy=xy)
    monkeypatch.setattr(background, "ALL_PAIRS_UP_TO", 50)
    drawn = measure_expected(a, b, links, sizes=sizes, xy=xy)
    assert drawn.fit.is_sampled
    assert not whole.fit.is_sampled
    assert drawn.expected == pytest.approx(whole.expected, rel=0.02)
    again = measure_expected(a, b, links, sizes=sizes, xy=xy)
    assert again.expected.tolist() == drawn.expected.tolist()
    other = measure_expected(a, b, links, sizes=sizes, xy=xy, seed=1)
    assert other.expected == pytest.approx(whole.expected, rel=0.02)


def test_the_background_stands_for_all_pairs(monkeypatch):
    monkeypatch.setattr(background, "ALL_PAIRS_UP_TO", 50)
    random = np.random.default_rng(0)
    xy, sizes = random.uniform(0, 1e5, (200, 2)), random.integers(1, 30, 200)
    for points in (xy, None):
        chosen = background.choose_background(sizes.astype(float), points, seed=0)
        assert (chosen.a < chosen.b).all()
        assert chosen.stands_for.sum() == pytest.approx(199 * 100, rel=0.01)
        size = (sizes[chosen.a] * sizes[chosen.b] * chosen.stands_for).sum()
        exact = sum(one * two for one, two in itertools.combinations(sizes.tolist(), 2))
        assert size == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize("mean", [0.3, 3, 30])
def test_bounds_hold_most_pairs(mean):
    a, b, links, sizes, xy, rate = draw(120, seed=6, mean=mean)
    low, high = measure_expected(a, b, links, sizes=sizes, xy=xy).find_bounds()
    new = np.random.default_rng(9).poisson(rate)
    assert 0.945 < ((new >= low) & (new <= high)).mean() < 0.995
    assert (new > high).mean() < 0.03
    assert (new < low).mean() < 0.03
