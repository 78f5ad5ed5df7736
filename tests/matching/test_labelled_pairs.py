"""Are the labelled pairs what they are said to be: many, hard, and ids alone?"""

from __future__ import annotations

import re

import pytest

from tests.labelled_records import DATA, PAIRS, read_pairs, read_records


def test_there_are_enough_of_them_and_half_are_hard() -> None:
    pairs = read_pairs()
    hard = pairs["case"].isin(["building", "namesake", "renamed", "moved"])

    assert len(pairs) >= 300
    assert hard.mean() >= 0.5
    assert set(pairs["verdict"]) == {"same", "related", "different"}
    assert not pairs.duplicated(["a", "b"]).any()
    assert (pairs["a"] < pairs["b"]).all()


def test_they_hold_ids_and_verdicts_alone() -> None:
    head, *lines = PAIRS.read_text(encoding="utf-8").splitlines()

    assert head == "a,b,verdict,case"
    assert all(re.fullmatch(r"(\w+:[\w.]+,){2}[a-z]+,[a-z]+", line) for line in lines)


def test_each_half_has_a_fair_share_of_each_verdict() -> None:
    pairs = read_pairs()

    assert pairs.groupby("verdict")["is_tuned_on"].mean().between(0.4, 0.6).all()


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
def test_every_id_is_in_the_data() -> None:
    pairs, records = read_pairs(), read_records()

    assert records.index.is_unique
    assert pairs["a"].isin(records.index).all()
    assert pairs["b"].isin(records.index).all()
