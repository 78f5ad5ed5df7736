"""Who is ringed on the map of the team, and does a public page tell why somebody is asked?"""

from __future__ import annotations

import pandas as pd

from assetmap.maps.sections import encode_people_to_ask
from assetmap.publish import publish
from assetmap.tables import AssetMap


def make_town() -> AssetMap:
    people = pd.DataFrame(
        {"name": ["Asha", "Ben", "Cy", "Di"], "kind": "individual"}, index=["a", "b", "c", "d"]
    )
    agreed = [
        {"asset_id": person, "purpose": purpose, "given_on": "2026-01-01"}
        for person in "abcd"
        for purpose in ("publish_name", "publish_role")
    ]
    return AssetMap.from_frames(assets=people, consents=pd.DataFrame(agreed))


def make_champions() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": ["a", "b", "c", "d"],
            "name": ["Asha", "Ben", "Cy", "Di"],
            "place_id": None,
            "place_name": None,
            "roles": [(), (), ("connector",), ("leader",)],
            "nominations": [2, 0, 0, 0],
            "is_hidden": [False, True, False, False],
            "bridged_place_ids": [()] * 4,
            "group_ids": [()] * 4,
            "says": ["A.", "B.", "C.", "D."],
        }
    )


def test_those_with_a_reason_are_ringed_for_the_team() -> None:
    asked = publish(make_town(), audience="team", champions=make_champions()).people_to_ask
    assert asked is not None
    assert asked["ringed"].tolist() == [True, True, True, False]
    encoded = encode_people_to_ask(asked)
    assert encoded is not None
    assert encoded["ring"] == [1, 1, 1, 0]


def test_a_public_page_does_not_tell_who_was_named_or_connects() -> None:
    asked = publish(make_town(), champions=make_champions()).people_to_ask
    assert asked is not None
    assert len(asked) == 4
    assert list(asked.columns) == ["asset", "says"]
    assert "ring" not in (encode_people_to_ask(asked) or {})


def test_without_a_reason_on_record_all_are_ringed() -> None:
    bare = make_champions().drop(columns="nominations")
    asked = publish(make_town(), audience="team", champions=bare).people_to_ask
    assert asked is not None
    assert "ringed" not in asked
