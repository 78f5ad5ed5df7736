"""Findings keep their sentences when short, and their numbers always."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest

from assetmap.maps import findings
from assetmap.maps.findings import encode_gaps, encode_links, encode_people_to_ask, encode_ties


def test_gaps_are_written_category_by_category(village: Any) -> None:
    encoded = encode_gaps(village.gaps)
    assert encoded is not None
    assert (encoded["of"], encoded["n"]) == (["library", "sport"], [2, 1])
    assert list(accumulate(encoded["place"])) == [1, 2, 1]
    reasons = encoded["reason"]
    assert [reasons["of"][code] for code in reasons["code"]] == [
        "none in reach",
        "fewer than 2",
        "not mapped yet",
    ]
    assert encoded["reached"] == [0, 1, -1]
    assert encoded["near"] == [125, 12, -1]
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
