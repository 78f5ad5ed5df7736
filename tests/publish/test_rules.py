"""Is the rule that is asked for the one that holds over every count of people?"""

from __future__ import annotations

import pandas as pd
import pytest

from assetmap.errors import TableError
from assetmap.maps import draw_map
from assetmap.publish import publish, select_public
from assetmap.tables import AssetMap


def make_map() -> AssetMap:
    """Three places of 4, 8 and 12 people, and seven people who were not asked."""
    people = {"name": [f"P{at}" for at in range(7)], "kind": "individual"}
    return AssetMap.from_frames(
        assets=pd.DataFrame(people, index=[f"p{at}" for at in range(7)]),
        places=pd.DataFrame(
            {"name": ["A", "B", "C"], "population": [4, 8, 12]}, index=["a", "b", "c"]
        ),
        origins=None,
    )


SHOWN = {"ons": [None, None, 10.0], "nhs": [None, 10.0, 10.0], "five": [None, 10.0, 10.0]}
"""12 lies nearer to 10 than to 15; 8 is shown as 10 where 8 is not too small."""
SAID = {"ons": "fewer than 10", "nhs": "fewer than 8", "five": "about 5"}


@pytest.mark.parametrize("rules", SHOWN)
def test_counts_follow_the_rule_that_is_asked_for(rules: str) -> None:
    made = publish(make_map(), rules=rules)

    shown = dict(zip(made.places["name"], made.places["population"], strict=True))
    assert [shown[name] if shown[name] == shown[name] else None for name in "ABC"] == SHOWN[rules]
    assert f"people who did not agree to be named: {SAID[rules]}" in made.manifest.account
    assert made.manifest.rule.name == rules
    assert draw_map(make_map(), rules=rules).spec.data["rules"] == made.manifest.rules


def test_the_public_map_is_counted_by_the_same_rule() -> None:
    assert select_public(make_map()).places["population"].dropna().tolist() == [10]
    assert select_public(make_map(), rules="nhs").places["population"].dropna().tolist() == [10, 10]


def test_the_team_sees_counts_as_they_are_whatever_the_rule() -> None:
    made = publish(make_map(), audience="team", rules="nhs")
    assert made.places["population"].tolist() == [4, 8, 12]


def test_a_rule_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(TableError, match="no rule 'off'") as raised:
        publish(make_map(), rules="off")
    assert raised.value.problems[0].says == "known: ons, nhs, five."
