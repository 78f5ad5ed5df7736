"""Does the card of a map tell how many people of a sort there are, when they are few?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.tables import AssetMap, ImportReport, find_mentioned_places, say_count
from tests.examples import on

THINGS = {
    "choir": {"name": "Choir", "kind": "association", "place_id": "mill",
              "verified_on": "2026-01-01"},
    "hall": {"name": "Hall", "kind": "space", "place_id": None, "verified_on": "2020-01-01"},
}  # fmt: skip


def make(people: list[dict[str, Any]], **more: Any) -> AssetMap:
    rows = dict(THINGS)
    for at, person in enumerate(people):
        rows[f"p{at}"] = {"name": f"P{at}", "kind": "individual"} | person
    table = pd.DataFrame.from_dict(rows, orient="index")
    for name in ("roles", "active_in"):
        if name in table:
            table[name] = [cell if isinstance(cell, tuple) else () for cell in table[name]]
    ties = [("choir", "hall", "meets_at")] + [(f"p{at}", "choir", "member_of")
                                              for at in range(len(people))]  # fmt: skip
    return AssetMap.from_frames(
        assets=table, ties=pd.DataFrame(ties, columns=["source", "target", "kind"]),
        as_of=dt.date(2026, 6, 1), **more,
    )  # fmt: skip


def told(m: AssetMap) -> tuple[str, str]:
    return m._repr_html_(), repr(m)


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "roles": st.sampled_from([(), ("connector",), ("leader", "champion")]),
            "place_id": st.sampled_from([None, "mill", "hill"]),
            "active_in": st.sampled_from([(), ("far",)]),
            "verified_on": st.sampled_from([None, "2019-01-01", "2026-05-05"]),
        }
    ),
    max_size=9,
)


@on(30)
@given(people=PEOPLE)
def test_the_card_is_the_same_for_none_and_for_nine(people: list[dict[str, Any]]) -> None:
    assert told(make(people)) == told(make([]))


def test_the_card_of_many_is_about_so_many() -> None:
    crowd = [{"roles": ("connector",), "place_id": "mill"}] * 13 + [{"roles": ("leader",)}] * 4
    card, short = told(make(crowd))
    assert "individual about 15" in card  # 17
    assert "connector about 15, every other fewer than 10" in card
    assert "leader" not in card
    assert "mill 1" in card
    assert "1 between groups, spaces and the like" in card
    assert "2 of 2 confirmed, from 2020-01-01 to 2026-01-01; 1 over two years old" in card
    assert short == "<AssetMap: 2 assets and about 15 people in 1 place, 1 tie without people>"
    one_more = [*crowd, {"roles": ("leader",), "place_id": "hill"}]
    assert told(make(one_more))[1].replace("20", "15") == short  # 18 is about 20


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "fewer than 10"), (9, "fewer than 10"), (10, "about 10"), (12, "about 10"),
     (13, "about 15"), (1000, "about 1000")],
)  # fmt: skip
def test_a_count_is_said_without_telling_none_from_a_few(count: int, said: str) -> None:
    assert say_count(count) == said


def report(people: int) -> ImportReport:
    rows = {"file": ["groups.csv", "people.csv", "ties.csv"],
            "section": ["assets", "people", "ties"],
            "rows": [4, people + 1, people], "accepted": [2, people, people],
            "rejected": [1, 1, 0], "skipped": [1, 0, 0]}  # fmt: skip
    return ImportReport(pd.DataFrame(rows), pd.DataFrame())


@pytest.mark.parametrize("people", [0, 1, 9, 40])
def test_what_was_read_does_not_tell_how_many_people(people: int) -> None:
    """A total of rows less the groups that the card counts would."""
    kept, other = report(people), report(3)
    assert kept.says == other.says
    assert kept.says.startswith("1 rejected and 1 skipped")
    assert make([], report=kept)._repr_html_() == make([], report=other)._repr_html_()
    assert kept.accepted == 2 + 2 * people  # whoever asks is told
    assert f"{kept.rows} rows" in repr(kept)  # the report itself is the team's


def test_a_place_that_only_people_name_is_not_counted() -> None:
    m = make([{"place_id": "hill", "active_in": ("far",)}])
    assert m.places.index.tolist() == ["far", "hill", "mill"]
    things = m.assets.loc[["choir", "hall"]]
    assert find_mentioned_places(m.places, things, m.effort).tolist() == [False, False, True]
    # A list of places stands for itself, with a name of its own or with a number.
    named = pd.DataFrame({"name": ["Mill End", "Far Hill"]}, index=["mill", "hill"])
    m = make([{"place_id": "hill"}], places=named)
    assert find_mentioned_places(m.places, things, m.effort).all()
    counted = pd.DataFrame({"name": ["mill", "hill"], "population": [3, None]},
                           index=["mill", "hill"])  # fmt: skip
    m = make([{"place_id": "hill"}], places=counted)
    assert find_mentioned_places(m.places, things, m.effort).all()
