"""Access with numbers by id: the worked toy, decays, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from assetmap.errors import ReachError, TableError
from assetmap.gaps.decay import ExponentialDecay, GaussianDecay, InversePowerDecay, StepDecay
from assetmap.gaps.measure_access import measure_access
from assetmap.space import Reach

PEOPLE = pd.Series({"Z": 50, "A": 100, "B": 200, "C": 300})
SUPPLY = pd.Series({"X": 10, "Y": 20})
MINUTES = [
    ("A", "X", 5), ("B", "X", 10), ("C", "X", 25), ("A", "Y", 30), ("B", "Y", 12), ("C", "Y", 5),
]  # fmt: skip


@pytest.fixture
def toy() -> Reach:
    """
    Three places and two assets, worked out by hand; nobody from Z gets anywhere.

    Within 15 minutes A and B share X, 10 / 300 each; B and C share Y, 20 / 500.
    """
    return Reach.from_frame(pd.DataFrame(MINUTES, columns=["from_id", "to_id", "minutes"]))


def measured(toy: Reach, **how) -> dict[str, float]:
    access = measure_access(toy, people=PEOPLE, supply=SUPPLY, **how)
    assert access.name == how["method"]
    assert access.index[0] == "Z"
    return access.round(6).to_dict()


def test_two_steps(toy):
    expected = {"Z": 0, "A": 0.033333, "B": 0.073333, "C": 0.04}
    assert measured(toy, method="2sfca", within_min=15) == expected


def test_two_enhanced_steps(toy):
    expected = {"Z": 0, "A": 0.036929, "B": 0.057017, "C": 0.049679}
    assert measured(toy, method="e2sfca") == expected
    zones = StepDecay(((10, 1), (20, 0.68), (30, 0.22)))
    assert measured(toy, method="e2sfca", decay=zones, within_min=30) == expected


def test_supply_that_is_lost_with_distance(toy):
    expected = {"Z": 0, "A": 0.029436, "B": 0.047515, "C": 0.044991}
    found = measured(toy, method="m2sfca")
    assert found == expected
    assert sum(PEOPLE[place] * found[place] for place in found) == pytest.approx(25.9437, abs=1e-3)


def test_opportunities(toy):
    assert measured(toy, method="count", within_min=15) == {"Z": 0, "A": 10, "B": 30, "C": 20}
    found = measured(toy, method="gravity", decay=ExponentialDecay(0.1))
    assert {place: round(value, 4) for place, value in found.items()} == {
        "Z": 0, "A": 7.0610, "B": 9.7027, "C": 12.9515,
    }  # fmt: skip


def test_nearest_is_a_cost_and_infinite_where_there_is_none(toy):
    expected = {"Z": np.inf, "A": 5, "B": 10, "C": 5}
    assert measured(toy, method="nearest") == expected
    supply = pd.Series({"X": 1, "Y": 0})
    access = measure_access(toy, people=PEOPLE, supply=supply, method="nearest", within_min=24)
    assert access.to_dict() == {"Z": np.inf, "A": 5, "B": 10, "C": np.inf}


def test_a_cost_equal_to_the_limit_is_within(toy):
    assert measured(toy, method="count", within_min=12)["B"] == 30
    assert measured(toy, method="count", within_min=11.9)["B"] == 10


def test_without_demand_the_origins_of_the_reach_are_asked(toy):
    access = measure_access(toy, method="count")
    assert access.to_dict() == {"A": 2, "B": 2, "C": 2}
    assert access.dtype == "float64"


def test_a_frame_of_supply_gives_places_by_categories(toy):
    supply = pd.DataFrame({"choirs": [10, 0], "clubs": [0, 20], "both": [10, 20]}, index=["X", "Y"])
    for how in (
        {"method": "2sfca", "within_min": 15},
        {"method": "e2sfca"},
        {"method": "m2sfca"},
        {"method": "count", "within_min": 15},
        {"method": "gravity", "decay": GaussianDecay(9)},
        {"method": "nearest"},
    ):
        frame = measure_access(toy, people=PEOPLE, supply=supply, **how)
        assert list(frame.columns) == ["choirs", "clubs", "both"]
        for name in supply:
            alone = measure_access(toy, people=PEOPLE, supply=supply[name], **how)
            assert_series_equal(frame[name], alone, check_names=False)
    assert measure_access(toy, people=PEOPLE, supply=supply[[]]).shape == (4, 0)


def test_an_asset_that_is_absent_from_the_reach_supplies_nobody(toy):
    more = pd.concat([SUPPLY, pd.Series({"far": 1000})])
    access = measure_access(toy, people=PEOPLE, supply=more, within_min=15)
    assert access.round(6).to_dict() == measured(toy, method="2sfca", within_min=15)


def test_unknown_numbers_of_people_count_as_nobody(toy):
    people = PEOPLE.astype("float64")
    people["A"] = np.nan
    access = measure_access(toy, people=people, supply=SUPPLY, within_min=15)
    assert access["A"] == 10 / 200  # it still reaches what 200 others share
    people[["A", "B"]] = 0
    access = measure_access(toy, people=people, supply=SUPPLY, within_min=15)
    assert access["A"] == 0  # nobody asks for X
    assert access["C"] == 20 / 300


def test_metres_become_minutes(toy):
    table = toy.to_frame().rename(columns={"minutes": "metres"})
    table["metres"] *= 80.0
    reach = Reach.from_frame(table)  # 80 m a minute; a table has its detours in it
    expected = {"Z": 0.0, "A": 10.0, "B": 10.0, "C": 20.0}
    access = measure_access(reach, people=PEOPLE, supply=SUPPLY, method="count", within_min=10)
    assert access.to_dict() == expected
    access = measure_access(reach, people=PEOPLE, supply=SUPPLY, method="count", within_m=800)
    assert access.to_dict() == expected


def test_ids_may_be_numbers(toy):
    table = pd.DataFrame({"from_id": [1, 2], "to_id": [7, 7], "minutes": [1, 1]})
    people = pd.Series([10, 30, 5], index=[2, 1, 3])
    access = measure_access(Reach.from_frame(table), people=people, supply=pd.Series({7: 4}))
    assert access.to_dict() == {2: 0.1, 1: 0.1, 3: 0.0}


def test_inputs_stay_as_they_were(toy):
    people, supply, before = PEOPLE.copy(), SUPPLY.copy(), toy.to_frame()
    measure_access(toy, people=people, supply=supply, method="m2sfca")
    assert_series_equal(people, PEOPLE)
    assert_series_equal(supply, SUPPLY)
    assert_frame_equal(toy.to_frame(), before)


def test_all_unusable_numbers_are_named_at_once(toy):
    people = pd.Series([-1, np.inf, 3, 4, 5], index=["A", "B", "C", "C", "Z"])
    supply = pd.Series([np.nan, "ten"], index=["X", "Y"], dtype=object)
    with pytest.raises(TableError, match="5 problems") as raised:
        measure_access(toy, people=people, supply=supply)
    assert [str(problem) for problem in raised.value.problems] == [
        "people, 'C': is there twice. Give each id once.",
        "people, 'A': is below 0. Give a number from 0.",
        "people, 'B': is infinite. Give a number from 0.",
        "supply, 'Y': is not a number. Give a number from 0.",
        "supply, 'X': is not known. Give a number from 0.",
    ]


def test_ids_of_the_reach_without_a_number_are_named(toy):
    with pytest.raises(ReachError, match="3 problems") as raised:
        measure_access(toy, people=PEOPLE[["A", "Z"]], supply=SUPPLY[["X"]])
    where = [problem.where for problem in raised.value.problems]
    assert where == ["people, 'B'", "people, 'C'", "supply, 'Y'"]


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"method": "e2sfc"}, "Did you mean 'e2sfca'"),
        ({"within_min": 5, "within_m": 5}, "both given"),
        ({"within_m": 5}, "this reach is in minutes"),
        ({"within_min": -1}, "not a distance or a time"),
        ({"method": "gravity"}, "`decay` is missing"),
        ({"method": "count", "decay": GaussianDecay(3)}, "counts everything within reach alike"),
        ({"method": "gravity", "decay": np.exp}, "of type 'ufunc'"),
        ({"by": "themes"}, "belong to a map"),
        ({"people": "population"}, "belong to a map"),
    ],
)
def test_a_question_that_does_not_hold_together_is_refused(toy, how, says):
    with pytest.raises(ReachError, match=says):
        measure_access(toy, **{"people": PEOPLE, "supply": SUPPLY, **how})


def test_a_reach_that_ends_before_the_question_is_refused(toy):
    short = toy.within(15)
    with pytest.raises(ReachError, match="measured up to 15 min"):
        measure_access(short, people=PEOPLE, supply=SUPPLY, within_min=16)
    with pytest.raises(ReachError, match="within_min=15"):
        measure_access(short, people=PEOPLE, supply=SUPPLY, method="e2sfca")
    enough = measure_access(short, people=PEOPLE, supply=SUPPLY, method="e2sfca", within_min=15)
    assert enough["C"] > 0
    metres = Reach.from_frame(toy.to_frame().rename(columns={"minutes": "metres"}))
    with pytest.raises(ReachError, match="these costs are in metres"):
        measure_access(metres, people=PEOPLE, supply=SUPPLY, method="e2sfca")


def test_sharing_needs_people(toy):
    with pytest.raises(TableError, match="`people` is missing"):
        measure_access(toy, supply=SUPPLY)
    with pytest.raises(TableError, match="not known of any place"):
        measure_access(toy, people=PEOPLE * np.nan, supply=SUPPLY)
    nobody = measure_access(toy, people=PEOPLE * 0, supply=SUPPLY)
    assert nobody.tolist() == [0, 0, 0, 0]


def test_too_many_cases_are_refused_before_they_are_made(toy, monkeypatch):
    monkeypatch.setattr("assetmap.tables.categories.MOST_CASES", 5)
    supply = pd.DataFrame({"a": [1, 1], "b": [1, 1]}, index=["X", "Y"])
    with pytest.raises(TableError, match="3 places and 2 categories are 6 cases"):
        measure_access(toy, supply=supply, method="count")


def test_decays_are_what_their_formulas_say():
    cost = np.array([0.0, 4.0, 5.0, 10.0, 20.0])
    assert GaussianDecay(10)(cost).tolist() == pytest.approx(np.exp(-(cost**2) / 200).tolist())
    halving = ExponentialDecay(np.log(2) / 10)
    assert halving(cost)[-2:].tolist() == pytest.approx([0.5, 0.25])
    assert InversePowerDecay(1, at_least=5, limit=10)(cost).tolist() == [1, 1, 1, 0.5, 0]
    assert StepDecay(((5, 0.5),))(cost).tolist() == [0.5, 0.5, 0.5, 0, 0]
    assert GaussianDecay(10, limit=5)(cost).tolist()[3:] == [0, 0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: StepDecay(()),
        lambda: StepDecay(((10, 1), (5, 0.5))),
        lambda: StepDecay(((5, 0.5), (10, 1))),
        lambda: StepDecay(((5, 1.5),)),
        lambda: StepDecay(((np.inf, 1),)),
        lambda: GaussianDecay(0),
        lambda: ExponentialDecay(-1),
        lambda: InversePowerDecay(2, at_least=0),
        lambda: GaussianDecay(5, limit=np.nan),
    ],
)
def test_a_decay_that_does_not_decay_is_refused(make):
    with pytest.raises(ReachError, match="Give"):
        make()


def test_weights_that_all_but_vanish_do_not_overflow():
    table = pd.DataFrame({"from_id": ["A"], "to_id": ["X"], "minutes": [38.0]})
    access = measure_access(
        Reach.from_frame(table), people=pd.Series({"A": 1}), supply=pd.Series({"X": 1e9}),
        method="e2sfca", decay=GaussianDecay(1),
    )  # fmt: skip
    assert access.tolist() == [0]
