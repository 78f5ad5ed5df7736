"""What a few more ties would change, before anyone makes a phone call."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.errors import TableError
from assetmap.links.add_ties import add_ties
from assetmap.links.compare_cohesion import COMPARISON_COLUMNS, compare_cohesion
from assetmap.links.measure_cohesion import COHESION_MEASURES, measure_cohesion
from assetmap.model import Tie
from assetmap.tables import AssetMap

T4 = [("A1", "A2"), ("A2", "A3"), ("A1", "A3"), ("B1", "B2"), ("B2", "B3"), ("B1", "B3"),
      ("A1", "x"), ("x", "B1")]  # fmt: skip


@pytest.fixture
def triangles():
    """Two villages of three friends each, joined through x alone (methods.md, T4)."""
    ids = ["A1", "A2", "A3", "B1", "B2", "B3", "x"]
    assets = pd.DataFrame({"name": ids, "kind": "individual"}, index=ids)
    assets["place_id"] = [*"AAABBB", "A"]
    ties = pd.DataFrame(T4, columns=["source", "target"]).assign(kind="knows")
    return AssetMap.from_frames(assets=assets, ties=ties, as_of=dt.date(2026, 1, 1))


def same_tables(one, other, *names):
    for name in names:
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(one, name)), pd.DataFrame(getattr(other, name))
        )


def test_one_introduction_removes_every_bridge(triangles):
    after = add_ties(triangles, pd.DataFrame({"person_a_id": ["A2"], "person_b_id": ["B2"]}))
    found = compare_cohesion(triangles, after)
    assert list(found.columns) == list(COMPARISON_COLUMNS)
    assert found.index.tolist() == list(COHESION_MEASURES)
    assert found.loc["bridges", ["before", "after", "change"]].tolist() == [2, 0, -2]
    assert found["says"]["bridges"] == (
        "Ties that are the only way between two sides: 2 before, 0 after."
    )
    assert found.loc["edge_connectivity", ["before", "after"]].tolist() == [1, 2]
    # 7 of 8 ties within a village, and then 7 of 9
    assert found.loc["ei", "before"] == pytest.approx((1 - 7) / 8)
    assert found.loc["ei", "after"] == pytest.approx((2 - 7) / 9)
    assert found["says"]["components"].endswith("1, before and after.")


def test_places_that_could_not_reach_each_other(town):
    after = add_ties(town, [{"source": "ben", "target": "boats", "kind": "member_of"}])
    found = compare_cohesion(town, after)
    assert found.loc["components", ["before", "after"]].tolist() == [3, 2]
    assert found.loc["isolates", "change"] == -1
    unchanged = compare_cohesion(town, town)
    assert (unchanged["change"].dropna() == 0).all()
    assert compare_cohesion(town, after, level="district").loc["edge_connectivity", "change"] == 1


def test_a_new_map_with_everything_else_as_it_was(town):
    before = town.ties.copy()
    after = add_ties(town, pd.DataFrame({"source": ["ben"], "target": ["choir"]}))
    same_tables(town, after, "assets", "places", "sources", "consents", "effort")
    pd.testing.assert_frame_equal(town.ties, before)
    pd.testing.assert_frame_equal(after.ties.iloc[:-1], before)
    for name in ("title", "language", "as_of", "report", "crs", "synonyms"):
        assert getattr(after, name) == getattr(town, name)
    new = after.ties.loc["added-1"]
    assert (new["source"], new["target"], new["kind"]) == ("ben", "choir", "knows")
    assert new["sources"] == ("unstated",)
    assert "unstated" in after.sources.index


def test_ids_are_made_by_free_numbers_and_given_ones_kept(town):
    once = add_ties(town, [{"source": "ben", "target": "choir", "tie_id": "added-2"}])
    rows = [{"source": "ben", "target": other} for other in ("asha", "boats", "county")]
    twice = add_ties(once, rows)
    assert twice.ties.index.tolist()[-4:] == ["added-2", "added-1", "added-3", "added-4"]
    again = add_ties(once, rows)
    same_tables(twice, again, "ties")


def test_ties_as_frames_records_and_suggestions(town):
    rows = [{"source": "ben", "target": "choir", "kind": "uses", "strength": 2.0,
             "since": "2026-01-01", "sources": ("walk",)}]  # fmt: skip
    as_records = add_ties(town, rows)
    as_models = add_ties(town, [Tie(tie_id="added-1", **rows[0])])
    as_frame = add_ties(town, pd.DataFrame(rows))
    by_id = add_ties(town, pd.DataFrame(rows, index=pd.Index(["added-1"], name="tie_id")))
    for other in (as_models, as_frame, by_id):
        same_tables(as_records, other, "ties", "sources")
    assert as_records.ties.loc["added-1", "since"] == pd.Timestamp("2026-01-01")
    suggested = pd.DataFrame(
        {"person_a_id": ["ben"], "person_a_name": ["Ben"], "person_b_id": ["choir"],
         "introducer_id": ["asha"],
         "score": [1.5], "says": ["Ben could meet the choir."]}
    )  # fmt: skip
    met = add_ties(town, suggested)
    assert met.ties.columns.tolist() == town.ties.columns.tolist()
    assert met.ties.loc["added-1", ["source", "target", "kind"]].tolist() == [
        "ben", "choir", "knows",
    ]  # fmt: skip


def test_no_ties_is_the_same_map(town):
    for nothing in ([], pd.DataFrame(), pd.DataFrame({"person_a_id": [], "person_b_id": []})):
        same_tables(town, add_ties(town, nothing), "ties", "assets", "sources")


def test_every_problem_is_told_at_once(town):
    rows = pd.DataFrame(
        {
            "source": ["ben", "ben", "nobody", None, "asha"],
            "target": ["ben", "isle", "asha", "choir", "choir"],
            "kind": ["knows", None, "knows", "knows", "knos"],
            "strength": [1.0, 0.0, None, None, None],
        }
    )
    with pytest.raises(TableError) as caught:
        add_ties(town, rows)
    assert str(caught.value).startswith("These ties cannot be added: 6 problems.")
    told = {(problem.where, problem.code) for problem in caught.value.problems}
    assert told == {
        ("ties['added-1']", "self_tie"),
        ("ties['added-2'].target", "unknown_asset"),
        ("ties['added-2'].strength", "no_strength"),
        ("ties['added-3'].source", "unknown_asset"),
        ("ties['added-4'].source", "missing_value"),
        ("ties['added-5'].kind", "unknown_word"),
    }


def test_a_name_of_exactly_one_asset_is_answered_with_its_id():
    assets = pd.DataFrame(
        {"name": ["Asha Archer", "Choir", "Choir"], "kind": "association"}, index=["a", "b", "c"]
    )
    rows = [
        {"source": "asha archer ", "target": "b"},
        {"source": "a", "target": "Choir"},
        {"source": "a", "target": "Nobody"},
    ]
    with pytest.raises(TableError) as caught:
        add_ties(AssetMap.from_frames(assets=assets), rows)
    other = "Add the asset, or correct the id."
    assert {problem.where: problem.remedy for problem in caught.value.problems} == {
        "ties['added-1'].source": "That is a name: use its id 'a'.",
        "ties['added-2'].target": other,  # two are called so
        "ties['added-3'].target": other,
    }


def test_an_id_that_is_taken_and_a_column_that_is_missing(town):
    taken = town.ties.index[0]
    with pytest.raises(TableError, match="stands in 2 rows"):
        add_ties(town, [{"tie_id": taken, "source": "ben", "target": "choir"}])
    with pytest.raises(TableError, match="there is no column 'source'") as caught:
        add_ties(town, [{"sorce": "ben", "target": "choir"}])
    assert len(caught.value.problems) == 1


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=5))
def test_more_ties_never_part_what_was_joined(pairs):
    ids = ["A1", "A2", "A3", "B1", "B2", "B3", "x"]
    assets = pd.DataFrame({"name": ids, "kind": "individual", "place_id": [*"AABBCCD"]}, index=ids)
    ties = pd.DataFrame(T4[:4], columns=["source", "target"]).assign(kind="knows")
    m = AssetMap.from_frames(assets=assets, ties=ties, as_of=dt.date(2026, 1, 1))
    rows = [{"source": ids[a], "target": ids[b]} for a, b in pairs if a != b]
    found = compare_cohesion(m, add_ties(m, rows))
    for name in ("components", "isolates", "places_alone", "place_components"):
        assert found["change"][name] <= 0
    for name in ("largest_share", "algebraic_connectivity", "edge_connectivity"):
        assert found["change"][name] >= -1e-9
    known = found[["before", "after"]].notna().all(axis=1)
    np.testing.assert_allclose(
        found["change"][known], (found["after"] - found["before"])[known], atol=0
    )
    assert found["before"].equals(measure_cohesion(m)["value"].rename("before"))


@pytest.mark.parametrize("ties", [{"source": "a", "target": "b"}, [("a", "b")], None, 3])
def test_what_are_no_ties_is_said(ties: Any) -> None:
    m = AssetMap.from_frames(
        assets=pd.DataFrame({"name": ["A", "B"], "kind": "space"}, index=["a", "b"])
    )
    with pytest.raises(TableError, match=r"Give a frame, or a list such as"):
        add_ties(m, ties)


def test_a_strength_that_cannot_be_is_told_once() -> None:
    m = AssetMap.from_frames(
        assets=pd.DataFrame({"name": ["A", "B"], "kind": "space"}, index=["a", "b"])
    )
    with pytest.raises(TableError) as caught:
        add_ties(m, [{"source": "a", "target": "b", "strength": -1}])
    assert len(caught.value.problems) == 1
