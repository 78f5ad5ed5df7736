"""Local statistics: a printed toy, every permutation of small cases, and what cannot be scored."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control

from assetmap.errors import TableError
from assetmap.gaps import _permutation_test as permuting
from assetmap.gaps._local_statistics import control_false_discovery
from assetmap.gaps._permutation_test import group_rows
from assetmap.gaps.measure_g_star import measure_g_star
from assetmap.gaps.measure_local_moran import measure_local_moran

COLUMNS = ["local_statistic", "neighbour_mean", "n_neighbours", "cluster", "p", "q"]
QUADRANTS = {"high among high": 1, "low among high": 2, "low among low": 3, "high among low": 4}
MEASURES = [measure_local_moran, measure_g_star]


def lattice(side: int) -> csr_array:
    """Squares in rows of a grid, neighbours by their edges."""
    step = np.eye(side, k=1) + np.eye(side, k=-1)
    return csr_array(np.kron(np.eye(side), step) + np.kron(step, np.eye(side)))


@pytest.fixture
def toy() -> pd.Series:
    return pd.Series([1.0, 1, 0, 1, 1, 0, 0, 0, 5], index=list("abcdefghi"))


def test_local_moran_of_the_toy_to_the_printed_digits(toy):
    scores = measure_local_moran(toy, lattice(3), permutations=99)
    assert scores.columns.tolist() == COLUMNS
    assert scores.index.equals(toy.index)
    local = scores["local_statistic"].to_numpy()
    np.testing.assert_allclose(local, [0, 0, 0.2, 0, 0, -0.4, 0.2, -0.4, -1.6], atol=1e-15)
    assert scores["cluster"].map(QUADRANTS).tolist() == [3, 3, 3, 3, 3, 2, 3, 2, 4]
    assert local.sum() / 8 == pytest.approx(-0.25)  # Moran's I of the whole, from its parts
    assert scores["neighbour_mean"].tolist()[:3] == pytest.approx([1.0, 2 / 3, 0.5])
    assert scores["n_neighbours"].tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    assert (scores["p"][toy == 1] == 1).all()  # at the mean: local I is 0 whatever is around


def test_g_star_of_the_toy_to_the_printed_digits(toy):
    scores = measure_g_star(toy, lattice(3), permutations=99)
    expected = [0, -0.424264, -0.894427, -0.424264, -0.848528, 0.848528, -0.894427, 0.848528,
                0.894427]  # fmt: skip
    assert scores["local_statistic"].round(6).tolist() == expected
    assert scores["cluster"].tolist() == ["cold spot"] * 5 + [
        "hot spot", "cold spot", "hot spot", "hot spot",
    ]  # fmt: skip


def exact_p(values, weights, at: int, is_high: bool) -> float:
    """Put the other values into the other places in every possible way."""
    others = np.delete(values, at)
    held = np.delete(weights[at], at)
    sums = np.array([order @ held for order in np.array(list(permutations(others)))])
    seen = others @ held
    share = np.mean(sums >= seen - 1e-9) if is_high else np.mean(sums <= seen + 1e-9)
    return min(1.0, 2 * float(share))


@pytest.mark.parametrize("is_even", [True, False])
@pytest.mark.parametrize("measure", MEASURES)
def test_p_against_every_permutation(measure, is_even):
    random = np.random.default_rng(11)
    values = np.array([0.0, 0.0, 1.0, 2.5, 4.0, 9.0, 0.0])
    weights = (random.random((7, 7)) < 0.5) * (1.0 if is_even else random.integers(1, 5, (7, 7)))
    np.fill_diagonal(weights, 0)
    weights[3] = 0
    scores = measure(pd.Series(values), csr_array(weights), permutations=40_000)
    row_sums = np.maximum(weights.sum(axis=1, keepdims=True), 1)
    lag = weights / row_sums @ (values - values.mean())
    is_high = (lag if measure is measure_local_moran else scores["local_statistic"].to_numpy()) > 0
    for at in set(range(7)) - {3}:
        assert scores["p"][at] == pytest.approx(
            exact_p(values, weights, at, is_high[at]), abs=5 * 2 * math.sqrt(0.25 / 40_000)
        )


def test_few_draws_of_many_are_as_good_as_whole_shuffles():
    """A ring of 100 places with 8 neighbours: nine are drawn; the oracle shuffles all."""
    random = np.random.default_rng(5)
    values = random.exponential(size=100)
    weights = np.zeros((100, 100))
    for step in (1, 2, 3, 4):
        weights += np.roll(np.eye(100), step, axis=1) + np.roll(np.eye(100), -step, axis=1)
    rounds = 20_000
    scores = measure_local_moran(pd.Series(values), csr_array(weights), permutations=rounds)
    z = values - values.mean()
    for at in (0, 17, 99):
        others = np.delete(z, at)
        sums = random.permuted(np.tile(others, (rounds, 1)), axis=1)[:, :8].sum(axis=1)
        seen = weights[at] @ z
        share = np.mean(sums >= seen) if seen > 0 else np.mean(sums <= seen)
        margin = 6 * 2 * math.sqrt(max(share * (1 - share), 1e-4) * 2 / rounds)
        assert scores["p"][at] == pytest.approx(min(1, 2 * share), abs=margin)


def test_draws_are_different_places_each_as_often():
    drawn = np.concatenate(list(permuting._draw(np.random.default_rng(0), 30, 5, 20_000)))
    assert drawn.shape == (20_000, 5)
    assert (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all()
    for turn in range(5):
        counts = np.bincount(drawn[:, turn], minlength=30)
        chi_square = ((counts - 20_000 / 30) ** 2 / (20_000 / 30)).sum()
        assert chi_square < 29 + 5 * math.sqrt(2 * 29)


def test_memory_is_bounded_and_blocks_add_up(toy, monkeypatch):
    whole = measure_local_moran(toy, lattice(3), permutations=5_000)
    monkeypatch.setattr(permuting, "ENTRIES_AT_MOST", 100)
    blocks = measure_local_moran(toy, lattice(3), permutations=5_000)
    np.testing.assert_allclose(blocks["p"], whole["p"], atol=0.06)
    sizes = [len(drawn) for drawn in permuting._draw(np.random.default_rng(0), 9, 5, 25)]
    assert sizes == [11, 11, 3]


def test_benjamini_and_hochberg_by_hand_and_as_scipy():
    p = np.array([0.01, 0.04, 0.03, 0.005, np.nan, 0.8])
    # sorted .005 .01 .03 .04 .8, times 5/rank: .025 .025 .05 .05 .8
    expected = [0.025, 0.05, 0.05, 0.025, np.nan, 0.8]
    np.testing.assert_allclose(control_false_discovery(p), expected)
    random = np.random.default_rng(2).random(200) ** 3
    np.testing.assert_allclose(control_false_discovery(random), false_discovery_control(random))
    assert len(control_false_discovery(np.empty(0))) == 0


def test_a_real_cluster_is_found_and_noise_is_not():
    side = 20
    random = np.random.default_rng(4)
    noise = pd.Series(random.normal(size=side * side))
    rows, columns = np.divmod(np.arange(side * side), side)
    is_hole = (rows < 5) & (columns < 5)
    for measure, kind in ((measure_local_moran, "low among low"), (measure_g_star, "cold spot")):
        assert (measure(noise, lattice(side))["q"] > 0.05).mean() > 0.99
        scores = measure(noise - 4.0 * is_hole, lattice(side))
        is_found = ((scores["q"] <= 0.05) & (scores["cluster"] == kind)).to_numpy()
        assert is_found[(rows < 4) & (columns < 4)].all()
        assert not is_found[(rows > 6) | (columns > 6)].any()


def test_p_is_of_the_side_that_the_kind_names():
    """One huge value lifts the mean: 1 among 1s is low, and yet more than most have around."""
    values = pd.Series([0.0] * 40 + [1.0, 1.0, 1.0] + [0.0] * 40 + [1e4])
    road = csr_array(np.eye(84, k=1) + np.eye(84, k=-1))
    for measure in MEASURES:
        scores = measure(values, road)
        assert scores["cluster"][41] in ("low among low", "cold spot")
        assert scores["p"][41] == 1.0


def test_equal_values_are_not_scored():
    for values in ([2.0] * 9, [0.1 + 0.2] * 4 + [0.3] * 5):
        for measure in MEASURES:
            scores = measure(pd.Series(values), lattice(3), permutations=9)
            assert set(scores["cluster"]) == {"no differences"}
            assert scores[["local_statistic", "p", "q"]].isna().all(axis=None)
            np.testing.assert_allclose(scores["neighbour_mean"], values[0])


def test_missing_values_and_islands_are_said_and_left_out():
    values = pd.Series([np.nan, 1.0, 2.0, 4.0, 0.0], index=list("abcde"))
    road = csr_array(np.eye(5, k=1) + np.eye(5, k=-1))
    road[3, 4] = road[4, 3] = 0
    for measure in MEASURES:
        scores = measure(values, road, permutations=99)
        assert scores["cluster"].iloc[[0, 4]].tolist() == ["no value", "no neighbours"]
        assert (
            scores.loc[["a", "e"], ["local_statistic", "neighbour_mean", "p", "q"]]
            .isna()
            .all(axis=None)
        )
        assert scores["n_neighbours"].tolist() == [0, 1, 2, 1, 0]  # a is nobody's neighbour
        assert scores["p"].iloc[1:4].notna().all()
    # z = 0 for 2 and 4 − 1.75 …: the island counts in the mean, 1.75 of four values
    z = np.array([-0.75, 0.25, 2.25, -1.75])
    moran = measure_local_moran(values, road, permutations=99)["local_statistic"]
    np.testing.assert_allclose(moran["b"], -0.75 * 0.25 / ((z @ z) / 3))


@pytest.mark.parametrize("values", [[], [3.0], [np.nan, np.nan], [1.0, 2.0]])
def test_very_few_places(values):
    joined = csr_array(1.0 - np.eye(len(values)) if values else np.empty((0, 0)))
    for measure in MEASURES:
        scores = measure(pd.Series(values, dtype="float64"), joined, permutations=99)
        assert scores.columns.tolist() == COLUMNS
        assert len(scores) == len(values)
        assert scores["p"].dropna().eq(1).all()


def test_everybody_is_a_neighbour():
    values = pd.Series([1.0, 2.0, 3.0, 9.0])
    scores = measure_g_star(values, csr_array(1.0 - np.eye(4)), permutations=99)
    assert scores["local_statistic"].tolist() == [0.0] * 4
    assert (scores["p"] == 1).all()


def test_weights_scale_and_diagonal():
    values = pd.Series([1.0, 5.0, 2.0, 8.0, 3.0, 0.0, 1.0, 1.0, 7.0])
    plain = measure_local_moran(values, lattice(3), permutations=99)
    scaled = measure_local_moran(values, 7 * lattice(3) + csr_array(np.eye(9)), permutations=99)
    assert_frame_equal(plain, scaled)
    with_self = measure_g_star(values, lattice(3) + csr_array(5 * np.eye(9)), permutations=99)
    assert_frame_equal(measure_g_star(values, lattice(3), permutations=99), with_self)


@pytest.mark.parametrize(
    ("values", "weights", "options", "says"),
    [
        ([1.0, np.inf], np.zeros((2, 2)), {}, "infinite: 1"),
        (["a", "b"], np.zeros((2, 2)), {}, "must be numbers"),
        ([1.0, 2.0], np.zeros((3, 3)), {}, "is 3 by 3, and there are 2"),
        ([1.0, 2.0], np.array([[0, -1], [1, 0]]), {}, "negative"),
        ([1.0, 2.0], np.array([[0, np.nan], [1, 0]]), {}, "missing"),
        ([1.0, 2.0], np.zeros((2, 2)), {"permutations": 0}, "Give 1 or more"),
    ],
)
def test_what_cannot_be_used(values, weights, options, says):
    with pytest.raises(TableError, match=says):
        measure_local_moran(pd.Series(values), csr_array(weights), **options)


def test_rows_with_the_same_weights_are_together():
    weights = csr_array(np.array([[0, 1, 1, 0], [1, 0, 1, 0], [3, 1, 0, 2], [0, 0, 0, 0.0]]))
    groups = [(rows.tolist(), held.tolist()) for rows, held in group_rows(weights)]
    assert groups == [([0, 1], [1.0, 1.0]), ([2], [3.0, 2.0, 1.0])]
    assert group_rows(csr_array((3, 3))) == []


@given(
    st.lists(st.integers(-4, 4), min_size=9, max_size=9),
    st.permutations(range(9)),
    st.sampled_from(MEASURES),
    st.booleans(),
)
def test_the_order_of_rows_changes_nothing(numbers, order, measure, is_even):
    values = pd.Series([number / 3 for number in numbers], index=list("abcdefghi"))
    weights = lattice(3).toarray()
    if not is_even:
        weights *= 1 + np.add.outer(np.arange(9), np.arange(9)) % 4
    scores = measure(values, csr_array(weights), permutations=99)
    turned = measure(values.iloc[order], csr_array(weights[np.ix_(order, order)]), permutations=99)
    assert_frame_equal(turned.loc[values.index], scores, rtol=1e-9, atol=1e-12)
    assert turned.loc[values.index, "p"].tolist() == pytest.approx(
        scores["p"].tolist(), nan_ok=True
    )
