"""Findings about people as a few bytes of JSON, and nothing where there is nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from assetmap.maps import MapSpec
from assetmap.maps.sections import (
    encode_fragility,
    encode_introductions,
    encode_links,
    encode_missing_links,
    encode_people_to_ask,
    encode_safeguards,
    encode_unnamed,
)
from tests.published import replace


def test_people_are_written_with_what_they_bring_together(told_to_the_team: Any) -> None:
    assert encode_people_to_ask(told_to_the_team.people_to_ask) == {
        "n": 3,
        "asset": [5, 1, 2],
        "places": {"at": [0, 1], "n": [2, 1], "of": [1, 2], "code": [0, 1, 0]},
        "groups": {"at": [0], "n": [2], "of": [2, 3], "code": [1, 0]},
        "says": ["Named by three neighbours.", "Tied to 1 place.", "No tie is recorded yet."],
    }


def test_what_rests_on_one_is_written_by_number(told_to_the_team: Any) -> None:
    assert encode_fragility(told_to_the_team.fragility) == {
        "n": 2,
        "asset": [5, 1],
        "groups": {"at": [0], "n": [1], "of": [2], "code": [0]},
        "places": {"at": [0], "n": [1], "of": [2], "code": [0]},
        "cover": {"at": [0], "n": [1], "of": [1], "code": [0]},
        "says": ["Without this person 1 group would be alone.", "Without this group nobody."],
    }


def test_meetings_are_written_by_number(told_to_the_team: Any) -> None:
    assert encode_introductions(told_to_the_team.introductions) == {
        "n": 2,
        "a": [5, 1],
        "b": [4, 3],
        "through": [1, -1],
        "says": ["The first sings.", "Nobody who is tied to both has agreed."],
    }
    assert encode_safeguards(told_to_the_team.safeguards) == {
        "n": 2,
        "a": [-1, 5],
        "b": [-1, 1],
        "ends": {"at": [0, 1], "n": [2, 4], "of": [0, 1, 2], "code": [1, 2, 0, 1, 1, 2]},
        "ask": {"at": [0], "n": [2], "of": [1, 5], "code": [1, 0]},
        "says": ["One tie is the only way.", "If these two met."],
    }


def test_counts_by_place_are_two_columns() -> None:
    counts = pd.DataFrame({"place": [1, 2], "people": pd.array([10, 25], "Int64")})
    assert encode_unnamed(counts) == {"n": 2, "place": [1, 2], "people": [10, 25]}


def test_links_are_written_with_what_is_expected_if_it_is_known(told_to_the_team: Any) -> None:
    encoded = encode_links(told_to_the_team.links)
    assert encoded is not None
    assert (encoded["interlocks"], encoded["expected"], encoded["surprise"]) == (3, [4.2], [-2.5])


def test_missing_links_are_written_with_who_could_help(told_to_the_team: Any) -> None:
    assert encode_missing_links(told_to_the_team.missing) == {
        "n": 2,
        "a": [0, 1],
        "b": [-1, 2],
        "reason": {"of": ["fewer than expected", "no link at all"], "code": [1, 0]},
        "far": -1,
        "bridge": [-1, 5],
        "ask": {"at": [1], "n": [2], "of": [1, 5], "code": [0, 1]},
        "says": ["The district has no link yet.", "West and East share food."],
    }


@pytest.mark.parametrize(
    "encode",
    [
        encode_fragility,
        encode_introductions,
        encode_missing_links,
        encode_people_to_ask,
        encode_safeguards,
        encode_unnamed,
    ],
)
def test_nothing_found_is_nothing_written(encode: Any) -> None:
    assert encode(None) is None
    assert encode(pd.DataFrame()) is None


def test_a_page_without_these_findings_does_not_grow(village: Any) -> None:
    """Nothing is written, not even a name, for what was not given."""
    data = MapSpec.from_publication(village).data
    assert not {"missing", "unnamed", "fragile", "safeguards", "introductions"} & set(data)
    assert not {"interlocks", "expected", "surprise"} & set(data["links"])
    assert set(data["ask"]) == {"n", "asset", "says"}


def test_what_the_team_is_told_is_on_the_page_once(told_to_the_team: Any) -> None:
    spec = MapSpec.from_publication(told_to_the_team)
    for text in ("Without this person 1 group", "The first sings.", "West and East share food."):
        assert spec.payload.count(text) == 1
    assert spec == MapSpec.from_publication(replace(told_to_the_team))
