"""What rests on one person, and who should meet whom: for the team, and only with consent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.champions import find_fragility, find_safeguards
from assetmap.maps import MapSpec
from assetmap.publish import (
    admit,
    protect_fragility,
    protect_introductions,
    protect_safeguards,
    publish,
)
from assetmap.tables import AssetMap
from tests.examples import on

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]
LOST = {"people_cut_off": 0, "orphans": 1, "groups_cut_off": 0, "places_cut_off": 0}


def fragility_of(*ids: str) -> pd.DataFrame:
    """Each of these holds the choir, and everybody could cover."""
    rows = [
        {"asset_id": one, "orphan_ids": ("choir",), "cut_off_group_ids": ("choir", "hall"),
         "cut_off_place_ids": ("west",), "could_cover_ids": ("asha", "ben", "gone"),
         "says": f"Without {one} all would fall.", **LOST}
        for one in ids
    ]  # fmt: skip
    return pd.DataFrame(rows)


def safeguards_of(*pairs: tuple[Any, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"person_id": a, "other_id": b, "bridge_ids": (("asha", "choir"), ("gone", "hall")),
             "ask_ids": ("ben", "gone"), "says": "If these two met."}
            for a, b in pairs
        ]
    )  # fmt: skip


def meetings_of(*rows: tuple[Any, Any, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person_a_id", "person_b_id", "introducer_id"])
    return frame.assign(says="The first sings.")


def given_to(m: AssetMap, audience: str) -> Any:
    return publish(
        m,
        audience=audience,
        fragility=fragility_of("asha", "ben"),
        safeguards=safeguards_of(("asha", "ben")),
        introductions=meetings_of(("asha", "choir", "ben")),
    )


def test_the_public_sees_nothing_of_it_and_is_told_so(usual: Usual, agreeing: Agree) -> None:
    everything = [agreeing(one, "publish_name", "publish_role", "introduce") for one in
                  ("asha", "ben")]  # fmt: skip
    m = usual(*everything)
    public = given_to(m, "public")
    assert public.fragility is public.safeguards is public.introductions is None
    assert public.manifest.withheld == {
        "closed": 1,
        "introductions of people to share what rests on one": 1,
        "introductions of people, for the team alone": 1,
        "what rests on single people or groups, for the team alone": 2,
    }
    told = [line for line in public.manifest.account if "fewer than 10" in line]
    # People without a name or a place, and the three above: no exact count.
    assert len(told) == 5
    data = MapSpec.from_publication(public).data
    assert not {"fragile", "safeguards", "introductions"} & set(data)


def test_the_team_sees_who_holds_what_and_who_could_cover(usual: Usual) -> None:
    m = usual()
    team = given_to(m, "team")
    names = team.assets["name"].tolist()
    row = team.fragility.iloc[0]
    assert names[row["asset"]] == "Asha Rahman"
    assert [names[k] for k in row["groups"]] == ["Choir", "Mill Hall"]
    assert [names[k] for k in row["cover"]] == ["Asha Rahman", "Ben Shaw"]
    assert row["places"] == (1,)


def test_only_those_on_whom_something_rests_are_marked(usual: Usual) -> None:
    m = usual()
    fragility = fragility_of("asha", "ben")
    fragility.loc[1, list(LOST)] = 0
    team = publish(m, audience="team", fragility=fragility)
    assert team.assets["name"].iloc[team.fragility["asset"]].tolist() == ["Asha Rahman"]


def test_whoever_took_back_their_consent_is_in_none_of_it(usual: Usual, agreeing: Agree) -> None:
    today = str(dt.datetime.now(dt.UTC).date())
    m = usual(agreeing("asha", "store", withdrawn_on=today), agreeing("ben", "introduce"))
    admission = admit(m, audience="team")
    safe = protect_fragility(m, fragility=fragility_of("asha", "ben"), admission=admission)
    assert safe.frame["asset_id"].tolist() == ["ben"]
    assert safe.frame["could_cover_ids"].tolist() == [("ben",)]
    assert safe.withheld == {"what rests on people who are gone": 1}
    guards = safeguards_of((float("nan"), float("nan")), ("asha", "ben"))
    kept = protect_safeguards(m, safeguards=guards, admission=admission)
    assert kept.frame["person_id"].isna().tolist() == [True]
    assert kept.frame["bridge_ids"].tolist() == [()]
    assert kept.frame["ask_ids"].tolist() == [("ben",)]
    assert kept.withheld == {"introductions of people who no longer agree to them": 1}


@pytest.mark.parametrize(
    ("agreed", "kept"),
    [
        ((), 1),
        (("asha",), 2),
        (("ben",), 2),
        (("asha", "ben"), 5),
    ],
)
def test_nobody_is_introduced_who_does_not_agree_today(
    usual: Usual, agreeing: Agree, agreed: tuple[str, ...], kept: int
) -> None:
    """Groups need no consent; an introducer does."""
    m = usual(*[agreeing(one, "introduce") for one in agreed])
    rows = meetings_of(
        ("hall", "choir", None),
        ("asha", "choir", None),
        ("ben", "choir", None),
        ("asha", "ben", None),
        ("asha", "choir", "ben"),
        ("asha", "stranger", None),
    )
    safe = protect_introductions(m, introductions=rows, admission=admit(m, audience="team"))
    assert len(safe.frame) == kept
    ends = safe.frame[["person_a_id", "person_b_id", "introducer_id"]].stack().dropna()
    assert set(ends) <= {"hall", "choir", *agreed}


CONSENTS = st.lists(
    st.tuples(
        st.sampled_from(["asha", "ben"]),
        st.sampled_from(["introduce", "store", "publish_name", "publish_role"]),
        st.sampled_from([None, "2021-01-01"]),
    ),
    max_size=8,
)


@on(25)
@given(rows=CONSENTS)
def test_the_public_page_is_the_same_with_these_findings_as_without(
    usual: Usual, agreeing: Agree, rows: list[tuple[str, str, str | None]]
) -> None:
    """But for the account of what was withheld, whoever agreed to what."""
    m = usual(*[agreeing(who, what, withdrawn_on=until) for who, what, until in rows])
    told = MapSpec.from_publication(given_to(m, "public")).data
    bare = MapSpec.from_publication(publish(m)).data
    more = set(told.pop("withheld")) - set(bare.pop("withheld"))
    assert told == bare
    assert not [line for line in more if "asha" in line.lower() or "ben" in line.lower()]


def test_the_frames_that_the_library_makes_pass_through(usual: Usual, agreeing: Agree) -> None:
    m = usual(agreeing("asha", "introduce"))
    fragility, safeguards = find_fragility(m), find_safeguards(m, smallest=1)
    team = publish(m, audience="team", fragility=fragility, safeguards=safeguards)
    assert list(team.fragility) == ["asset", "groups", "places", "cover", "says"]
    assert list(team.safeguards) == ["a", "b", "ends", "ask", "says"]
    assert len(team.safeguards) == len(safeguards)
    empty = publish(
        m, audience="team", fragility=fragility.head(0), safeguards=safeguards.head(0),
        introductions=meetings_of(),
    )  # fmt: skip
    assert empty.fragility.empty
    assert empty.safeguards.empty
    assert empty.introductions.empty
