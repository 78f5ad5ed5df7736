"""How deep and how unequal: worked values, pair-by-pair oracles, what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from assetmap.errors import TableError
from assetmap.gaps.measure_benchmark import Quantile, Standard, measure_benchmark
from assetmap.gaps.measure_gap_depth import measure_gap_depth

# What two-step catchments make of three places; see test_measure_access.py.
TOY = pd.Series({"A": 1 / 30, "B": 1 / 30 + 0.04, "C": 0.04}, name="2sfca")
PEOPLE = pd.Series({"A": 100, "B": 200, "C": 300})
COLUMNS = [
    "category", "group", "benchmark", "places", "people", "people_short", "share_short", "depth",
    "severity", "gini", "theil", "palma", "concentration",
    "says",
]  # fmt: skip
SHARES = COLUMNS[6:-1]


def only(depth: pd.DataFrame) -> pd.Series:
    assert len(depth) == 1
    return depth.iloc[0]


def of(access: list[float], people: list[float] | None = None, **how) -> pd.Series:
    ids = [f"p{at}" for at in range(len(access))]
    heads = pd.Series([1.0] * len(access) if people is None else people, index=ids)
    need = how.pop("need", None)
    if need is not None:
        how["need"] = pd.Series(need, index=ids)
    return only(
        measure_gap_depth(pd.Series(access, index=ids), people=heads, **{"benchmark": 1.0, **how})
    )


def test_the_toy_falls_short_as_published():
    depth = only(measure_gap_depth(TOY, people=PEOPLE, benchmark=0.05))
    assert depth["people_short"] == 400
    found = depth[["share_short", "depth", "severity"]].astype("float64").round(6)
    assert found.tolist() == [0.666667, 0.155556, 0.038519]
    assert (depth["category"], depth["places"], depth["people"]) == ("2sfca", 3, 600)


def test_a_place_that_reaches_nothing_is_short_of_everything():
    access = pd.concat([pd.Series({"Z": 0.0}), TOY])
    people = pd.concat([pd.Series({"Z": 50}), PEOPLE])
    depth = only(measure_gap_depth(access, people=people, benchmark=0.05))
    assert depth["people_short"] == 450
    assert depth["depth"] == pytest.approx((50 + 600 * 0.155556) / 650, abs=1e-6)


def test_inequality_by_hand():
    """Two people, 1 and 3: the mean difference is 1 over a mean of 2."""
    two = of([1, 3])
    assert two["gini"] == pytest.approx(0.25)
    assert two["theil"] == pytest.approx((0.5 * math.log(0.5) + 1.5 * math.log(1.5)) / 2)
    assert two["palma"] == pytest.approx((0.1 * 3) / (0.4 * 1))
    ten = of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert ten["gini"] == pytest.approx(0.3)  # (n - 1) / (3 n) of 1 to n
    assert ten["palma"] == pytest.approx(10 / (1 + 2 + 3 + 4))


def test_one_who_has_it_all():
    all_to_one = of([0, 0, 0, 8])
    assert all_to_one["gini"] == pytest.approx(0.75)
    assert all_to_one["theil"] == pytest.approx(math.log(4))
    assert all_to_one["palma"] == np.inf


@pytest.mark.parametrize("value", [0.0, 0.1, 7.0])
def test_where_all_reach_the_same_nothing_is_unequal(value):
    same = of([value] * 3, [1, 20, 300], need=[0.1, 0.9, 0.4])
    found = same[["gini", "theil", "palma", "concentration"]].astype("float64").tolist()
    assert found == pytest.approx([0, 0, 0.25, 0], abs=1e-12)


def test_the_sign_of_concentration():
    """Ranked from most need; one of two people has all: -1/2 or +1/2."""
    assert of([8, 0], need=[0.9, 0.1])["concentration"] == pytest.approx(-0.5)
    assert of([8, 0], need=[0.1, 0.9])["concentration"] == pytest.approx(0.5)
    assert of([8, 0], need=[0.5, 0.5])["concentration"] == pytest.approx(0)
    assert np.isnan(of([8, 0])["concentration"])
    unknown = of([8, 0, 5], need=[0.9, 0.1, np.nan])
    assert unknown["concentration"] == pytest.approx(-0.5)
    assert unknown["people"] == 3


places = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.01, 0.5, 1.0, 1.5, 20.0]),
        st.sampled_from([0.0, 1.0, 3.0, 250.0]),
        st.sampled_from([0.0, 0.2, 0.2, 0.9, 1.0]),
        st.sampled_from(["east", "north", None]),
    ),
    min_size=1,
    max_size=12,
)


def by_pairs(access, people, need) -> dict[str, float]:
    """Compare every person's place with every other's, one pair at a time."""
    total = sum(people)
    if total == 0:
        return dict.fromkeys(SHARES, math.nan)
    mean = sum(p * a for p, a in zip(people, access, strict=True)) / total
    lack = [1.0 if a == 0 else max(0.0, 1 - a / 1.0) for a in access]
    found = {
        f"{name}": sum(p * part**power for p, part in zip(people, lack, strict=True) if part > 0)
        / total
        for power, name in enumerate(["share_short", "depth", "severity"])
    }
    if mean == 0:
        return found | {"gini": 0, "theil": 0, "palma": 0.25, "concentration": 0}
    people_access = list(zip(people, access, strict=True))
    difference = sum(p * q * abs(a - b) for p, a in people_access for q, b in people_access)
    found["gini"] = difference / total**2 / (2 * mean)
    found["theil"] = (
        sum(p * a / mean * math.log(a / mean) for p, a in people_access if a > 0) / total
    )
    ordered = sorted((a, p) for p, a in people_access)
    found["palma"] = share_between(ordered, 0.9 * total, total) / (
        share_between(ordered, 0, 0.4 * total) or math.nan
    )
    if math.isnan(found["palma"]):
        found["palma"] = math.inf
    ranks = [
        sum(q * (1.0 if other > mine else 0.5 if other == mine else 0.0)
            for q, other in zip(people, need, strict=True)) / total
        for mine in need
    ]  # fmt: skip
    found["concentration"] = (
        2 * sum(p * a * r for (p, a), r in zip(people_access, ranks, strict=True)) / total / mean
    ) - 1
    return found


def share_between(ordered, low, high):
    have, at = 0.0, 0.0
    for access, people in ordered:
        have += access * max(0.0, min(high, at + people) - max(low, at))
        at += people
    return have


@given(places)
def test_every_group_is_measured_as_pair_by_pair(rows):
    frame = pd.DataFrame(rows, columns=["access", "people", "need", "group"])
    frame.index = [f"p{at}" for at in frame.index]
    depth = measure_gap_depth(
        frame["access"], people=frame["people"], benchmark=1.0, need=frame["need"],
        by=frame["group"],
    )  # fmt: skip
    assert list(depth.columns) == COLUMNS
    names = sorted(frame["group"].dropna().unique())
    is_nameless = frame["group"].isna().any()
    assert depth["group"].dropna().tolist() == names
    assert depth["group"].isna().tolist() == [True] * int(is_nameless) + [False] * len(names)
    for row in depth.to_dict("records"):
        is_named = isinstance(row["group"], str)
        mine = frame[frame["group"] == row["group"] if is_named else frame["group"].isna()]
        expected = by_pairs(mine["access"].tolist(), mine["people"].tolist(), mine["need"].tolist())
        found = {name: row[name] for name in SHARES}
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)
        assert row["places"] == len(mine)
        assert row["people"] == mine["people"].sum()


@given(places, st.randoms(use_true_random=False))
def test_order_and_splitting_places_change_nothing(rows, random):
    frame = pd.DataFrame(rows, columns=["access", "people", "need", "group"])
    frame.index = [f"p{at}" for at in frame.index]

    def measure(some):
        return measure_gap_depth(
            some["access"], people=some["people"], need=some["need"], benchmark=Quantile(0.25)
        ).drop(columns=["places", "group"])

    expected = measure(frame)
    order = list(frame.index)
    random.shuffle(order)
    assert_frame_equal(measure(frame.loc[order]), expected, rtol=1e-9, atol=1e-9)
    if frame["people"].any():
        halves = frame.assign(people=frame["people"] / 2)
        split = pd.concat([halves, halves.rename(lambda name: f"{name} too")])
        assert_frame_equal(measure(split), expected, rtol=1e-9, atol=1e-9)
    before = frame.copy()
    measure(frame)
    assert_frame_equal(frame, before)


def test_categories_and_groups_are_sorted_and_places_without_a_group_come_first():
    access = pd.DataFrame({"space": [1.0, 0.0, 2.0], "choir": [0.0, 0.0, 0.0]}, index=list("abc"))
    people = pd.Series({"a": 10, "b": 20, "c": np.nan, "district": 30})
    groups = pd.Series({"a": "north", "b": None, "c": "east"})
    depth = measure_gap_depth(
        access, people=people, by=groups,
        benchmark={"space": 1.0, "choir": Standard(per_1000=2)},
    )  # fmt: skip
    assert depth["category"].tolist() == ["choir"] * 3 + ["space"] * 3
    assert depth["group"].fillna("none").tolist() == ["none", "east", "north"] * 2
    assert depth["benchmark"].tolist() == [0.002] * 3 + [1.0] * 3
    assert depth["people"].tolist() == [20, 0, 10] * 2
    assert depth["people_short"].tolist() == [20, 0, 10, 20, 0, 0]
    assert depth.loc[1, SHARES].isna().all()  # nobody is known to live there
    assert depth["places"].tolist() == [1] * 6


def test_need_weighted_gaps():
    """Weights count as people: the needier of two places makes three quarters of the gap."""
    depth = of([0, 1], [0.75 * 100, 0.25 * 100])
    assert depth["share_short"] == 0.75


def test_a_quantile_is_one_of_people():
    access = pd.Series({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}, name="n")
    assert measure_benchmark(access, benchmark=Quantile(0.25))["n"] == 1
    assert measure_benchmark(access, benchmark=Quantile(0.26))["n"] == 2
    people = pd.Series({"a": 0, "b": 1, "c": 1, "d": 98})
    assert measure_benchmark(access, benchmark=Quantile(0.01), people=people)["n"] == 2
    assert measure_benchmark(access, benchmark=Quantile(0.25), people=people)["n"] == 4
    assert measure_benchmark(access, benchmark=Quantile(0.5), people=people * 0)["n"] == 2
    found = measure_benchmark(access, benchmark=3)
    assert_series_equal(found, pd.Series([3.0], index=["n"], name="benchmark"))


def test_who_reaches_nothing_is_short_also_of_a_quantile_of_nothing():
    depth = of([0, 0, 1, 5], benchmark=Quantile(0.25))
    assert depth["benchmark"] == 0
    assert depth[["share_short", "depth", "severity"]].tolist() == [0.5, 0.5, 0.5]
    nothing = of([0, 0], benchmark=Quantile(0.5))
    assert nothing["share_short"] == 1


def test_a_benchmark_that_is_met_but_for_rounding_is_met():
    assert of([0.3, 0.1 + 0.2, 0.1 * 3], benchmark=0.1 + 0.2)["people_short"] == 0


def test_no_places_and_no_categories():
    empty = measure_gap_depth(
        pd.Series([], dtype="float64", index=pd.Index([], dtype="str")),
        people=pd.Series([], dtype="float64"),
        benchmark=1,
    )
    assert list(empty.columns) == COLUMNS
    assert only(empty)["people"] == 0
    bare = measure_gap_depth(pd.DataFrame(index=["a"]), people=pd.Series({"a": 1}), benchmark=1)
    assert list(bare.columns) == COLUMNS
    assert len(bare) == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Quantile(0),
        lambda: Quantile(1),
        lambda: Standard(per_1000=0),
        lambda: Standard(per_1000=np.inf),
        lambda: measure_benchmark(TOY, benchmark=0),
        lambda: measure_benchmark(TOY, benchmark=np.nan),
        lambda: measure_benchmark(TOY, benchmark="much"),
    ],
)
def test_what_nobody_can_fall_short_of_is_no_benchmark(make):
    with pytest.raises(TableError, match="Give a"):
        make()


def test_everything_that_cannot_be_used_is_named():
    access = pd.Series({"a": np.nan, "b": -1.0, "c": np.inf, "d": 1.0}, name="n")
    with pytest.raises(TableError, match="3 problems") as raised:
        measure_gap_depth(access, people=PEOPLE, benchmark=1)
    assert [problem.where for problem in raised.value.problems] == [
        "access, 'a', n", "access, 'b', n", "access, 'c', n",
    ]  # fmt: skip
    with pytest.raises(TableError, match="people, 'B': is missing"):
        measure_gap_depth(TOY, people=PEOPLE.drop("B"), benchmark=1)
    with pytest.raises(TableError, match="people, 'A': is below 0"):
        measure_gap_depth(TOY, people=-PEOPLE, benchmark=1)
    with pytest.raises(TableError, match="by, 'C': is missing"):
        measure_gap_depth(TOY, people=PEOPLE, benchmark=1, by=pd.Series({"A": 1, "B": 2}))
    with pytest.raises(TableError, match="need, 'A': is there twice"):
        measure_gap_depth(TOY, people=PEOPLE, benchmark=1, need=pd.concat([PEOPLE, PEOPLE]))
    with pytest.raises(TableError, match="need, 'A': is not a number"):
        measure_gap_depth(TOY, people=PEOPLE, benchmark=1, need=PEOPLE.astype("str") + "?")
    with pytest.raises(TableError, match="Did you mean '2sfca'"):
        measure_benchmark(TOY, benchmark={"2sfc": 1})


def test_depth_in_words():
    depth = measure_gap_depth(
        pd.Series({"a": 0.0, "b": 0.5, "c": 2.0, "d": 1.0}, name="choirs"),
        people=pd.Series({"a": 100, "b": 300, "c": 50, "d": 0}), benchmark=1.0,
        by=pd.Series({"a": "East", "b": "East", "c": "West", "d": "Wold"}),
    ).set_index("group")  # fmt: skip
    # East: 100 lack all and 300 a half, (100 + 150) / 400 = 62.5, which is rounded to even.
    assert depth["says"].to_dict() == {
        "East": "East, choirs: all 400 people are short; of what is enough, they lack 62 in 100 on "
        "average.",
        "West": "West, choirs: none of 50 people is short.",
        "Wold": "Wold, choirs: nobody is known to live here, so nobody can be counted.",
    }
