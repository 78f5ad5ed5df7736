"""Are the labelled pairs enough, hard enough and fairly divided to measure by?"""

from __future__ import annotations

import pytest

from tests.words.labelled import HALVES, Pair, Score, read_pairs, score


def test_every_pair_is_labelled_and_there_once():
    pairs = read_pairs()
    assert len(pairs) == 488
    assert len({(pair.offer, pair.want) for pair in pairs}) == len(pairs)
    assert all(text == text.strip() != "" for pair in pairs for text in pair[:2])


@pytest.mark.parametrize("half", HALVES)
def test_each_half_has_many_of_each_sort(half):
    pairs = read_pairs(half)
    assert len(pairs) >= 200
    assert 0.4 < sum(pair.is_same for pair in pairs) / len(pairs) < 0.7
    for is_same in (True, False):
        hard = [pair.is_hard for pair in pairs if pair.is_same is is_same]
        assert sum(hard) >= len(hard) / 2


def test_the_halves_are_the_whole():
    assert sorted(read_pairs("tuning") + read_pairs("testing")) == sorted(read_pairs())


def test_a_score_is_worked_out_by_hand():
    pairs = [
        Pair("a", "a", True, False), Pair("b", "b", False, False),
        Pair("c", "d", True, True), Pair("e", "f", True, True), Pair("g", "g", True, True),
    ]  # fmt: skip
    # a, b and g are matched, of which b is wrong; c and e are missed
    assert score(pairs, lambda offer, want: offer == want) == Score(2 / 3, 2 / 4)
    assert score(pairs, lambda offer, want: False) == Score(0.0, 0.0)
