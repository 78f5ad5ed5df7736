"""Is effort added up where it was spent, and does it tell an empty place from an unasked one?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.effort.find_surveyed import find_surveyed
from assetmap.effort.measure_effort import measure_effort
from assetmap.errors import TableError
from assetmap.maps import draw_map
from assetmap.tables import AssetMap, find_categories

KINDS = ["association", "culture", "exchange", "individual", "institution", "space"]
COUNTS = ["conversations", "walks", "lists_checked"]
PARENTS = {"mill": "town", "hill": "town", "town": "county", "isle": None, "county": None}
PLACES = pd.DataFrame({"name": list(PARENTS), "parent_id": PARENTS.values()}, index=list(PARENTS))
LEAVES = ["hill", "isle", "mill"]
CHOIR = pd.DataFrame(
    {"name": ["Choir"], "kind": "association", "themes": ["song"], "place_id": "mill"},
    index=["choir"],
)
LISTS = pd.DataFrame({"name": list("abc")}, index=list("abc"))


def spend(*rows: dict[str, Any], assets: pd.DataFrame = CHOIR) -> AssetMap:
    effort = pd.DataFrame(rows) if rows else None
    return AssetMap.from_frames(assets=assets, places=PLACES, sources=LISTS, effort=effort)


def test_where_nobody_looked_none_is_no_finding() -> None:
    m = spend({"place_id": "mill", "kind": "space", "walks": 1})
    said = measure_effort(m).set_index(["place_id", "category"])["says"]
    assert said["hill", "space"] == (
        "hill: nobody is recorded to have looked here for assets of kind space, so that none on "
        "the map does not mean that there are none."
    )
    assert said["mill", "space"] == (
        "mill: 1 walk to find assets of kind space. When that was, nobody wrote down."
    )


def surveyed(m: AssetMap, **options: Any) -> pd.DataFrame:
    categories = find_categories(m.assets.sort_index(), "kind")
    found = find_surveyed(m, categories, **options).is_enough
    return pd.DataFrame(found, index=LEAVES, columns=KINDS)


def test_effort_of_larger_places_and_of_every_kind_counts_in_full() -> None:
    m = spend(
        {"place_id": "mill", "kind": "association", "conversations": 3, "on": "2026-05-01"},
        {"place_id": "town", "kind": "association", "walks": 1, "on": "2026-06-01"},
        {"place_id": "county", "lists_checked": 2, "on": "2026-04-01"},
        {"place_id": "mill", "kind": "association", "conversations": 1, "walks": 0},
    )
    spent = measure_effort(m).set_index(["place_id", "category"])
    assert spent.loc[("mill", "association"), [*COUNTS, "effort"]].tolist() == [4, 1, 2, 7]
    assert spent.loc[("mill", "space"), [*COUNTS, "effort"]].tolist() == [0, 0, 2, 2]
    assert spent.loc[("hill", "association"), "effort"] == 3
    assert spent.loc[("mill", "association"), "last_on"] == pd.Timestamp("2026-06-01")
    assert spent.loc[("hill", "space"), "last_on"] == pd.Timestamp("2026-04-01")
    assert spent.dtypes.astype(str).tolist() == ["int64"] * 4 + ["datetime64[s]", "str"]
    assert spent.loc[("mill", "association"), "says"] == (
        "mill: 4 conversations, 1 walk and 2 lists checked to find assets of kind association, "
        "the last on 1 June 2026."
    )


def test_promise_5_where_nobody_asked_comes_first() -> None:
    m = spend(
        {"place_id": "hill", "walks": 2, "on": "2026-03-01"},
        {"place_id": "mill", "walks": 2, "on": "2026-01-01"},
        {"place_id": "mill", "kind": "space", "walks": 0},
    )
    spent = measure_effort(m)
    assert spent["place_id"].tolist() == ["isle"] * 6 + ["mill"] * 6 + ["hill"] * 6
    assert spent["effort"].tolist() == [0] * 6 + [2] * 12
    assert spent["category"].tolist() == KINDS * 3
    assert spent["last_on"].isna().tolist() == [True] * 6 + [False] * 12


def test_a_map_without_effort_has_none_anywhere() -> None:
    spent = measure_effort(spend())
    assert len(spent) == 18
    assert (spent[[*COUNTS, "effort"]] == 0).all(axis=None)
    assert spent["last_on"].isna().all()
    nothing = measure_effort(AssetMap.from_frames(assets=pd.DataFrame()))
    assert nothing.empty
    assert nothing.columns.tolist() == spent.columns.tolist()


def test_other_categories_than_kinds_know_effort_of_every_kind_alone() -> None:
    m = spend(
        {"place_id": "mill", "kind": "association", "conversations": 3},
        {"place_id": "mill", "conversations": 2},
    )
    assert measure_effort(m, by="themes")["effort"].tolist() == [0, 0, 2]
    with pytest.raises(TableError, match="Assets have no column 'topic'"):
        measure_effort(m, by="topic")


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "place_id": st.sampled_from(list(PARENTS)),
            "kind": st.sampled_from([*KINDS, None]),
            "conversations": st.integers(0, 4),
            "walks": st.one_of(st.none(), st.integers(0, 4)),
            "on": st.sampled_from([None, "2026-01-01", "2026-02-01", "1969-12-31"]),
        }
    ),
    min_size=1,
    max_size=9,
)


@given(ROWS)
def test_effort_as_added_up_row_by_row(rows: list[dict[str, Any]]) -> None:
    spent = measure_effort(spend(*rows)).set_index(["place_id", "category"])
    for leaf in LEAVES:
        chain = [leaf]
        while (parent := PARENTS[chain[-1]]) is not None:
            chain.append(parent)
        for kind in KINDS:
            mine = [row for row in rows if row["place_id"] in chain and row["kind"] in {kind, None}]
            found = spent.loc[(leaf, kind)]
            assert found["conversations"] == sum(row["conversations"] for row in mine)
            assert found["walks"] == sum(row["walks"] or 0 for row in mine)
            days = [row["on"] for row in mine if row["on"]]
            newest = pd.Timestamp(max(days)) if days else pd.NaT
            assert found["last_on"] is newest or found["last_on"] == newest


@settings(max_examples=15)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    before = measure_effort(spend(*rows))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(measure_effort(spend(*rows)), before)


def test_without_any_effort_a_map_is_taken_at_its_word() -> None:
    assert surveyed(spend()).all(axis=None)


def test_enough_effort_is_what_is_asked_for() -> None:
    m = spend(
        {"place_id": "town", "kind": "space", "walks": 2},
        {"place_id": "mill", "kind": "space", "conversations": 1},
    )
    once = surveyed(m)
    assert once["space"].to_dict() == {"hill": True, "isle": False, "mill": True}
    assert not once.drop(columns="space").any(axis=None)
    # Of the 2 walks in the town one is the Mill's and one the Hill's: 2 and 1 in all.
    assert surveyed(m, min_effort=2)["space"].to_dict() == {
        "hill": False, "isle": False, "mill": True,
    }  # fmt: skip
    assert not surveyed(m, min_effort=2.1)["space"].any()
    assert surveyed(m, min_effort=0).all(axis=None)
    for wrong in (-1, float("nan")):
        with pytest.raises(ValueError, match=r"effort is counted from 0\. Give 0 or more"):
            surveyed(m, min_effort=wrong)


def test_sources_that_hardly_meet_say_that_much_is_missing() -> None:
    names = [f"g{at}" for at in range(7)]
    groups = pd.DataFrame(
        {
            "name": names,
            "kind": "association",
            "place_id": ["mill", "mill", "mill", "mill", "hill", "hill", "isle"],
            # In Mill four groups, each named once: coverage 1 - 4/4 · 3/(3 + 2) = 0.4. In Hill
            # both lists name both; on the Isle a alone looked, which tells nothing.
            "sources": [("a",), ("a",), ("b",), ("b",), ("a", "b"), ("a", "b"), ("a",)],
        },
        index=names,
    )
    known = surveyed(spend(assets=groups))
    assert known["association"].to_dict() == {"hill": True, "isle": True, "mill": False}
    assert known.drop(columns="association").all(axis=None)
    both = surveyed(spend({"place_id": "town", "conversations": 9}, assets=groups))
    assert both["association"].to_dict() == {"hill": True, "isle": False, "mill": False}
    assert both["space"].to_dict() == {"hill": True, "isle": False, "mill": True}


@pytest.mark.parametrize("audience", ["public", "team"])
def test_who_walked_is_in_nothing_that_is_drawn(audience: str) -> None:
    m = spend({"place_id": "mill", "walks": 1, "notes": "with Asha Rahman", "by": "Asha Rahman"})
    html = draw_map(m, audience=audience).to_html()
    assert "Choir" in html
    assert "Rahman" not in html


def test_inputs_are_not_changed() -> None:
    m = spend({"place_id": "mill", "walks": 1})
    before = m.effort.copy()
    measure_effort(m)
    surveyed(m)
    pd.testing.assert_frame_equal(m.effort, before)
    assert np.array_equal(m.places.index, PLACES.index)
