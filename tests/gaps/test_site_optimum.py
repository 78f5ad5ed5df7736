"""Do the ways of choosing hosts find the best, or come as close to it as they say?

Oracles: every choice there is, on small cases; spopt with CBC on a moderate
one; the published San Francisco example, whose tables come with spopt.
"""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from assetmap.errors import AssetmapError, ReachError
from assetmap.gaps import _site_optimum as exact
from assetmap.gaps._site_heuristics import (
    Choice,
    choose_everyone,
    choose_most,
    choose_nearest,
    order_by_gain,
    save_by,
    share_of_best,
)
from assetmap.gaps._site_optimum import (
    choose_everyone_exactly,
    choose_most_exactly,
    choose_nearest_exactly,
    find_undominated,
    merge_places,
)

SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 8))
DEMANDS = st.integers(0, 9).map(float)
N = st.integers(1, 4)


@st.composite
def covers(draw: Any) -> tuple[np.ndarray, np.ndarray]:
    """Draw who would be in reach of which host, and what each place counts for."""
    shape = draw(SHAPES)
    is_near = draw(hnp.arrays(bool, shape))
    return is_near.astype(float), draw(hnp.arrays(float, shape[1], elements=DEMANDS))


@st.composite
def savings(draw: Any) -> tuple[np.ndarray, np.ndarray]:
    """Draw what each host would save each place, and what the place counts for."""
    shape = draw(SHAPES)
    saved = draw(hnp.arrays(float, shape, elements=st.integers(0, 6).map(float)))
    return saved, draw(hnp.arrays(float, shape[1], elements=DEMANDS))


def value_of(saved: np.ndarray, demand: np.ndarray, hosts: Any) -> float:
    """Add up what the best of these hosts saves each place."""
    rows = saved[list(hosts)]
    return float(demand @ rows.max(axis=0)) if len(rows) else 0.0


def best_value(saved: np.ndarray, demand: np.ndarray, n: int) -> float:
    """Try every choice of up to n hosts."""
    few = min(n, len(saved))
    return max(
        value_of(saved, demand, some) for some in itertools.combinations(range(len(saved)), few)
    )


def fewest_hosts(is_near: np.ndarray) -> int:
    """Try every choice of hosts, smaller ones first, for one that brings in all that can be."""
    could = is_near.any(axis=0)
    for size in range(len(is_near) + 1):
        for some in itertools.combinations(range(len(is_near)), size):
            if (is_near[list(some)].any(axis=0) == could).all():
                return size
    raise AssertionError("all hosts together bring in all that can be")


def is_in_order_of_gain(saved: np.ndarray, demand: np.ndarray, hosts: np.ndarray) -> bool:
    values = [value_of(saved, demand, hosts[:size]) for size in range(len(hosts) + 1)]
    steps = np.diff(values)
    return bool((np.diff(steps) <= 1e-9).all())


class TestMostPeople:
    @given(covers(), N)
    def test_the_exact_choice_is_the_best_of_all_choices(
        self, case: tuple[np.ndarray, np.ndarray], n: int
    ) -> None:
        cover, demand = case
        choice = choose_most_exactly(csr_array(cover), demand, n=n)
        assert value_of(cover, demand, choice.hosts) == best_value(cover, demand, n)
        assert choice.bound == 1.0
        assert len(set(choice.hosts.tolist())) == len(choice.hosts) <= n
        assert is_in_order_of_gain(cover, demand, choice.hosts)

    @given(covers(), N)
    def test_one_by_one_comes_as_close_as_it_says(
        self, case: tuple[np.ndarray, np.ndarray], n: int
    ) -> None:
        cover, demand = case
        choice = choose_most(csr_array(cover), demand, n=n)
        value, best = value_of(cover, demand, choice.hosts), best_value(cover, demand, n)
        assert choice.bound * best <= value + 1e-9
        assert 1 - 1 / np.e < choice.bound <= 1.0
        assert is_in_order_of_gain(cover, demand, choice.hosts)

    def test_hosts_that_do_not_overlap_are_chosen_by_size_and_proved_the_best(self) -> None:
        cover = csr_array(np.array([[1, 0, 0, 0.0], [0, 1, 1, 0], [0, 0, 0, 1]]))
        choice = choose_most(cover, np.array([5.0, 2, 2, 1]), n=2)
        assert choice.hosts.tolist() == [0, 1]
        assert choice.bound == 1.0

    def test_one_by_one_can_miss_the_best_and_the_bound_allows_for_it(self) -> None:
        # The middle host reaches the most by itself; the two at the sides do without it.
        cover = np.array([[1, 1, 0, 0, 0.0], [0, 1, 1, 1, 0], [0, 0, 0, 1, 1]])
        demand = np.array([3.0, 3, 1, 3, 3])
        few = choose_most(csr_array(cover), demand, n=2)
        best = choose_most_exactly(csr_array(cover), demand, n=2)
        assert few.hosts.tolist() == [1, 0]
        assert value_of(cover, demand, few.hosts) == 10
        assert best.hosts.tolist() == [0, 2]
        assert value_of(cover, demand, best.hosts) == 12
        assert few.bound <= 10 / 12

    def test_of_equals_the_first_is_chosen_whatever_the_order_of_sums(self) -> None:
        # 0.1 + 0.2 and 0.3 differ as floats, and are the same gain.
        cover = csr_array(np.array([[0, 0, 1.0], [1, 1, 0]]))
        assert choose_most(cover, np.array([0.1, 0.2, 0.3]), n=1).hosts.tolist() == [0]

    def test_hosts_that_bring_nobody_are_not_chosen(self) -> None:
        cover = csr_array(np.array([[1.0, 0], [1, 0], [0, 1]]))
        demand = np.array([4.0, 0])
        for choose in (choose_most, choose_most_exactly):
            assert choose(cover, demand, n=3).hosts.tolist() == [0]
            assert choose(cover, np.zeros(2), n=3).hosts.tolist() == []
            assert choose(csr_array((0, 2)), demand, n=3).hosts.tolist() == []


class TestEveryone:
    @given(covers())
    def test_the_exact_choice_has_the_fewest_hosts(
        self, case: tuple[np.ndarray, np.ndarray]
    ) -> None:
        cover, demand = case
        choice = choose_everyone_exactly(csr_array(cover), demand)
        assert len(choice.hosts) == fewest_hosts(cover > 0)
        assert (cover[choice.hosts].any(axis=0) == cover.any(axis=0)).all()
        assert choice.bound == 1.0

    @given(covers())
    def test_one_by_one_brings_in_all_and_says_how_few_could(
        self, case: tuple[np.ndarray, np.ndarray]
    ) -> None:
        cover, demand = case
        choice = choose_everyone(csr_array(cover), demand)
        assert (cover[choice.hosts].any(axis=0) == cover.any(axis=0)).all()
        assert choice.bound * len(choice.hosts) <= fewest_hosts(cover > 0) + 1e-9
        for host in choice.hosts:  # none could be left out
            rest = [other for other in choice.hosts if other != host]
            assert (cover[rest].any(axis=0) != cover.any(axis=0)).any()

    def test_a_host_that_later_ones_make_needless_is_left_out(self) -> None:
        # The widest host comes first, and then two that together do without it.
        cover = csr_array(np.array([[0, 1, 1, 1, 1, 0.0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]))
        choice = choose_everyone(cover, np.ones(6))
        assert sorted(choice.hosts.tolist()) == [1, 2]
        assert choice.bound == 1.0  # six places at a price of 3/8 at most need two hosts


class TestNearest:
    @given(savings(), N)
    def test_the_exact_choice_is_the_best_of_all_choices(
        self, case: tuple[np.ndarray, np.ndarray], n: int
    ) -> None:
        saved, demand = case
        choice = choose_nearest_exactly(csr_array(saved), demand, n=n)
        assert value_of(saved, demand, choice.hosts) == best_value(saved, demand, n)
        assert choice.bound == 1.0
        assert is_in_order_of_gain(saved, demand, choice.hosts)

    @given(savings(), N)
    def test_exchanging_comes_as_close_as_it_says_and_ends_where_no_exchange_helps(
        self, case: tuple[np.ndarray, np.ndarray], n: int
    ) -> None:
        saved, demand = case
        choice = choose_nearest(csr_array(saved), demand, n=n)
        value, best = value_of(saved, demand, choice.hosts), best_value(saved, demand, n)
        assert choice.bound * best <= value + 1e-9
        assert is_in_order_of_gain(saved, demand, choice.hosts)
        chosen = set(choice.hosts.tolist())
        for out, host in itertools.product(chosen, set(range(len(saved))) - chosen):
            assert value_of(saved, demand, chosen - {out} | {host}) <= value + 1e-9

    @given(covers(), N)
    def test_a_way_saved_whole_or_not_at_all_is_people_in_reach(
        self, case: tuple[np.ndarray, np.ndarray], n: int
    ) -> None:
        cover, demand = case
        most = choose_most_exactly(csr_array(cover), demand, n=n)
        nearest = choose_nearest_exactly(csr_array(cover), demand, n=n)
        assert value_of(cover, demand, most.hosts) == value_of(cover, demand, nearest.hosts)

    def test_an_exchange_mends_the_first_choice(self) -> None:
        # On a line: the middle is the best single host, the two ends the best pair.
        at = np.array([0.0, 1, 5, 9, 10])
        ways = np.abs(at[[0, 2, 4], None] - at[None, :])
        saved = csr_array(10 - ways)
        choice = choose_nearest(saved, np.ones(5), n=2)
        assert ways[choice.hosts].min(axis=0).sum() == 7.0  # 0 + 1 + 5 + 1 + 0
        assert sorted(choice.hosts.tolist()) == [0, 2]
        assert save_by(saved, choice.hosts).tolist() == [10, 9, 5, 9, 10]


class TestReducing:
    @given(covers())
    def test_what_is_left_out_or_merged_makes_no_difference(
        self, case: tuple[np.ndarray, np.ndarray]
    ) -> None:
        cover, demand = case
        kept = find_undominated(csr_array(cover))
        merged, counted = merge_places(csr_array(cover)[kept], demand)
        for n in (1, 2, 3):
            assert best_value(merged.toarray(), counted, n) == best_value(cover, demand, n)
        columns = {tuple(column) for column in cover[kept].T if column.any()}
        assert merged.shape[1] == len(columns)

    def test_of_hosts_that_reach_the_same_the_first_stays(self) -> None:
        cover = csr_array(np.array([[1, 0, 0.0], [1, 1, 0], [1, 1, 0], [0, 0, 1]]))
        assert find_undominated(cover).tolist() == [1, 3]

    def test_too_many_comparisons_are_not_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assetmap.gaps._site_optimum._MOST_COMPARISONS", 1)
        assert find_undominated(csr_array(np.ones((3, 2)))).tolist() == [0, 1, 2]


class TestLimits:
    def test_too_many_pairs_for_the_solver_say_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(exact, "MOST_EXACT_PAIRS", 3)
        with pytest.raises(ReachError, match=r"4 pairs .* up to 3.*exact=False"):
            choose_most_exactly(csr_array(np.ones((2, 2))), np.ones(2), n=1)

    def test_a_solver_that_gives_up_is_not_believed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class GaveUp:
            x, status, message = None, 1, "Time limit reached."

        monkeypatch.setattr(exact, "milp", lambda *args, **kwargs: GaveUp())
        with pytest.raises(AssetmapError, match=r"Time limit reached\. Ask with `exact=False`"):
            choose_everyone_exactly(csr_array(np.ones((2, 2))), np.ones(2))

    def test_no_hosts_and_no_places_are_a_choice_of_nothing(self) -> None:
        none = csr_array((0, 0))
        choices: list[Choice] = [
            choose_everyone(none, np.empty(0)),
            choose_everyone_exactly(none, np.empty(0)),
            choose_nearest(none, np.empty(0), n=2),
            choose_nearest_exactly(none, np.empty(0), n=2),
            choose_most(none, np.empty(0), n=2),
            choose_most_exactly(none, np.empty(0), n=2),
        ]
        assert [choice.hosts.tolist() for choice in choices] == [[]] * 6
        assert {choice.bound for choice in choices} == {1.0}
        assert order_by_gain(none, np.empty(0, dtype=np.intp), np.empty(0)).tolist() == []
        assert share_of_best(0.0, 0.0) == 1.0


@pytest.fixture(scope="module")
def spopt_locate() -> Any:
    """Load spopt, which warns of libraries that it does without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("spopt.locate", reason="spopt is for tests alone")


def solve_with_spopt(model: Any, cost: np.ndarray, *demand: np.ndarray, **options: int) -> float:
    """Solve with CBC, which comes with pulp, and give back the value of the optimum."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pulp

        built = model.from_cost_matrix(cost, *demand, **options)
        solved = built.solve(pulp.PULP_CBC_CMD(msg=False))
        return float(solved.problem.objective.value())


@pytest.fixture(scope="module")
def case() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(8)
    places, hosts = random.uniform(0, 10_000, (120, 2)), random.uniform(0, 10_000, (30, 2))
    ways = np.hypot(*(places[:, None] - hosts[None]).transpose(2, 0, 1))
    return ways, random.integers(1, 60, 120).astype(float)


@pytest.fixture(scope="module")
def stores(spopt_locate: Any) -> tuple[np.ndarray, np.ndarray, list[str]]:
    import spopt

    table = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    path = Path(spopt.__file__).parent / "tests/test_locate/data" / table
    if not path.is_file():
        pytest.skip("this spopt comes without its test tables")
    pairs = pd.read_csv(path)
    ways = pairs.pivot_table(index="name", columns="DestinationName", values="distance")
    demand = pairs.groupby("DestinationName")["demand"].first().reindex(ways.columns)
    names = [name.removeprefix("Store_") for name in ways.index]
    return ways.to_numpy(), demand.to_numpy(dtype=float), names


class TestAgainstSpopt:
    def test_the_most_people(self, spopt_locate: Any, case: Any) -> None:
        ways, demand = case
        theirs = solve_with_spopt(
            spopt_locate.MCLP, ways, demand, service_radius=1_500, p_facilities=6
        )
        near = (ways <= 1_500).T.astype(float)
        choice = choose_most_exactly(csr_array(near), demand, n=6)
        assert value_of(near, demand, choice.hosts) == pytest.approx(theirs)

    def test_everyone(self, spopt_locate: Any, case: Any) -> None:
        near = case[0] <= 2_500
        near = near[near.any(axis=1)]  # spopt has no answer where somebody cannot be reached
        theirs = solve_with_spopt(spopt_locate.LSCP, np.where(near, 0.0, 9.0), service_radius=1)
        choice = choose_everyone_exactly(csr_array(near.T.astype(float)), np.ones(len(near)))
        assert len(choice.hosts) == theirs

    def test_the_nearest(self, spopt_locate: Any, case: Any) -> None:
        ways, demand = case
        theirs = solve_with_spopt(spopt_locate.PMedian, ways, demand, p_facilities=5)
        choice = choose_nearest_exactly(csr_array((ways.max() - ways).T), demand, n=5)
        ours = float(demand @ ways[:, choice.hosts].min(axis=1))
        assert ours == pytest.approx(theirs, rel=1e-9)


class TestSanFrancisco:
    """16 stores and 205 census tracts, in metres of street; the tables come with spopt.

    The optima are those that spopt documents and that were worked out again
    with it: 8 stores for everyone within 5 km, 875,247 of 955,113 people with
    4, and 2,848,268,129.71 person-metres to the nearest of 4.
    """

    def test_eight_stores_serve_everyone(self, stores: Any) -> None:
        ways, demand, _ = stores
        near = csr_array((ways <= 5_000).astype(float))
        assert demand.sum() == 955_113
        assert len(choose_everyone_exactly(near, demand).hosts) == 8
        assert len(choose_everyone(near, demand).hosts) == 8

    def test_four_stores_reach_the_published_number_of_people(self, stores: Any) -> None:
        ways, demand, names = stores
        near = (ways <= 5_000).astype(float)
        best = choose_most_exactly(csr_array(near), demand, n=4)
        assert value_of(near, demand, best.hosts) == 875_247
        assert sorted(names[host] for host in best.hosts) == ["11", "12", "15", "2"]
        few = choose_most(csr_array(near), demand, n=4)
        assert value_of(near, demand, few.hosts) == 872_611
        assert few.bound <= 872_611 / 875_247

    @pytest.mark.parametrize("choose", [choose_nearest, choose_nearest_exactly])
    def test_four_stores_are_as_near_as_published(self, stores: Any, choose: Any) -> None:
        ways, demand, names = stores
        choice = choose(csr_array(ways.max() - ways), demand, n=4)
        metres = float(demand @ ways[choice.hosts].min(axis=0))
        assert metres == pytest.approx(2_848_268_129.71, abs=0.01)
        assert metres / demand.sum() == pytest.approx(2_982.13, abs=0.005)
        assert sorted(names[host] for host in choice.hosts) == ["11", "12", "15", "2"]
