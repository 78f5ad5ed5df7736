"""Findings keep their sentences when short, and their numbers always."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pandas as pd
import pytest

from assetmap.maps import sections as findings
from assetmap.maps.sections import (
    encode_depths,
    encode_gaps,
    encode_hosts,
    encode_links,
    encode_people_to_ask,
    encode_strengths,
    encode_ties,
)


def test_gaps_are_written_category_by_category(village: Any) -> None:
    encoded = encode_gaps(village.gaps)
    assert encoded is not None
    assert (encoded["of"], encoded["n"]) == (["library", "sport"], [2, 1])
    assert list(accumulate(encoded["place"])) == [1, 2, 1]
    reasons = encoded["reason"]
    assert [reasons["of"][code] for code in reasons["code"]] == [
        "none in reach",
        "over-asked",
        "not mapped yet",
    ]
    assert encoded["reached"] == [0, 1, -1]
    assert encoded["near"] == [125, 12, -1]
    assert encoded["depth"] == [4, 2, 4]
    assert encoded["sure"] == [2, 1, 0]
    assert encoded["says"][0] == "West has no library within reach."


def test_many_findings_leave_their_sentences_to_the_page(
    village: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "SENTENCES_AT_MOST", 2)
    encoded = encode_gaps(village.gaps)
    assert encoded is not None
    assert "says" not in encoded


def test_a_number_kept_back_is_not_written(village: Any) -> None:
    encoded = encode_links(village.links)
    assert encoded is not None
    assert (encoded["people"], encoded["groups"], encoded["weight"]) == (-1, 1, [1.5])


def test_findings_for_the_public_come_without_sentences(village: Any) -> None:
    for written in (
        encode_gaps(village.gaps.assign(says=None)),
        encode_links(village.links.assign(says=None)),
        encode_people_to_ask(village.people_to_ask.assign(says=None)),
    ):
        assert written is not None
        assert "says" not in written


def test_nothing_found_is_nothing_written(village: Any) -> None:
    assert encode_gaps(None) is None
    assert encode_gaps(village.gaps.iloc[:0]) is None
    assert encode_links(village.links.iloc[:0]) is None
    assert encode_people_to_ask(None) is None
    assert encode_ties(village.ties.iloc[:0]) is None


def test_ties_and_people_are_written_by_number(village: Any) -> None:
    assert encode_people_to_ask(village.people_to_ask) == {
        "n": 1,
        "asset": 5,
        "says": ["Named by three neighbours."],
    }
    assert encode_ties(village.ties) == {
        "n": 2,
        "a": [5, 1],
        "b": [1, 0],
        "kind": {"of": ["meets_at", "runs"], "code": [1, 0]},
    }


def test_the_order_of_rows_does_not_matter(village: Any) -> None:
    shuffled = village.gaps.iloc[::-1].reset_index(drop=True)
    assert encode_gaps(shuffled) == encode_gaps(village.gaps)


@pytest.mark.parametrize(
    ("depth", "step"),
    [(0, 0), (0.01, 1), (1 / 3, 1), (0.34, 2), (0.5, 2), (2 / 3, 2), (0.67, 3), (0.99, 3), (1, 4)],
)
def test_depth_is_written_in_few_steps(depth: float, step: int) -> None:
    assert encode_depths(pd.Series([depth])) == step


def test_strengths_are_written_once_for_each_place(village: Any) -> None:
    encoded = encode_strengths(village.gaps)
    # West: 0 and 1 for the library, 2 and 0 for sport; East: 4 and 0. Each list is one place's.
    assert encoded == {"at": [1, 1], "n": [3, 2], "of": [0, 1, 2, 4], "code": [0, 2, 1, 3, 0]}


def test_a_hundred_gaps_of_a_place_name_its_strengths_once(frames: Any) -> None:
    rows = [(0, f"c{k}", "none in reach", 0, 1.0, None, 1.0, "low", (3, 7)) for k in range(100)]
    assert encode_strengths(frames.gaps(rows)) == {
        "at": [0],
        "n": [2],
        "of": [3, 7],
        "code": [0, 1],
    }


def test_no_strengths_are_not_written(village: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = village.gaps.assign(strengths=[()] * len(village.gaps))
    assert encode_strengths(bare) is None
    assert encode_strengths(None) is None
    monkeypatch.setattr(findings, "SENTENCES_AT_MOST", 2)
    assert encode_strengths(village.gaps) is None


def test_hosts_are_written_with_whom_they_bring_in(frames: Any) -> None:
    sites = frames.sites(
        [
            {"place": 2},
            {"asset": 0, "place": 1, "category": "lunch", "people": 120.0}
            | {"reaches": (1, 2), "tied": (1,), "says": "Mill Hall."},
            {"asset": 3, "reaches": (1,), "category": "lunch"},
        ]
    )
    assert encode_hosts(sites) == {
        "n": 3,
        "asset": [-1, 0, 3],
        "place": [2, 1, -1],
        "category": {"of": ["lunch"], "code": [-1, 0, 0]},
        "people": [-1, 120, -1],
        "reaches": {"at": [1, 1], "n": [2, 1], "of": [1, 2], "code": [0, 1, 0]},
        "tied": {"at": [1], "n": [1], "of": [1], "code": [0]},
        "says": {"at": [1], "is": ["Mill Hall."]},
    }
    assert encode_hosts(None) is None
    assert encode_hosts(sites.head(0)) is None
