"""Does `merge_duplicates` keep all that was said, and only do what was decided?"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import assetmap as am
from assetmap.errors import TableError
from assetmap.matching import find_duplicates, find_related, merge_duplicates
from assetmap.tables import AssetMap
from tests.labelled_records import DATA, read_map
from tests.matching.maps import make_map


def make_three() -> AssetMap:
    assets = pd.DataFrame(
        {
            "name": ["Mill Hall", "The Mill Hall", "Mill Hall Ltd", "Choir"],
            "kind": ["space", "space", "space", "association"],
            "postcode": "LE1 1AA",
            "cost": ["free", "£5", None, None],
            "sources": [("halls",), ("warm",), ("polls",), ("halls",)],
        },
        index=["a", "b", "c", "choir"],
    )
    ties = pd.DataFrame(
        {"source": ["choir", "b"], "target": ["b", "c"], "kind": ["meets_at", "other"]},
        index=["t1", "t2"],
    )
    sources = pd.DataFrame({"name": ["Halls", "Warm", "Polls"]}, index=["halls", "warm", "polls"])
    return AssetMap.from_frames(
        assets=assets, ties=ties, sources=sources, as_of=dt.date(2026, 1, 1)
    )


def decide(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["asset_a_id", "asset_b_id", "decision"])


def test_three_records_of_one_hall_become_one_with_all_that_was_said() -> None:
    m = make_three()
    merged = merge_duplicates(m, decide(("a", "b", "same"), ("b", "c", "Same ")))
    hall = merged.assets.loc["a"]

    assert sorted(merged.assets.index) == ["a", "choir"]
    assert hall["sources"] == ("halls", "warm", "polls")
    assert hall["aliases"] == ("The Mill Hall", "Mill Hall Ltd")
    assert hall["cost"] == "free"
    assert merged.report.edits.astype(str).eq("£5").any(axis=None)
    assert merged.ties[["source", "target"]].to_numpy().tolist() == [["choir", "a"]]
    assert len(m.assets) == 4  # undone by going on with it


def test_merging_and_asking_again_finds_nothing_new() -> None:
    m = make_three()
    found = find_duplicates(m)
    merged = merge_duplicates(m, found.assign(decision="same"))

    assert len(found) == 3
    assert find_duplicates(merged).empty
    again = merge_duplicates(merged, found.assign(decision="same"))
    assert again.assets.index.tolist() == merged.assets.index.tolist()


def test_what_is_blank_related_or_different_stays_apart() -> None:
    m = make_three()
    merged = merge_duplicates(
        m, decide(("a", "b", None), ("b", "c", "related"), ("a", "c", "different"))
    )

    assert len(merged.assets) == 4


def test_a_contradiction_is_refused_with_its_row() -> None:
    with pytest.raises(TableError, match="contradict") as caught:
        merge_duplicates(
            make_three(), decide(("a", "b", "same"), ("b", "c", "same"), ("a", "c", "different"))
        )

    assert [problem.where for problem in caught.value.problems] == ["row 3"]


def test_what_is_no_decision_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(TableError, match="Did you mean 'same'"):
        merge_duplicates(make_three(), decide(("a", "b", "sme")))


def test_rows_about_what_has_gone_are_passed_over() -> None:
    assert len(merge_duplicates(make_three(), decide(("a", "gone", "same"))).assets) == 4


def test_a_merged_record_counts_as_found_by_each_of_its_sources() -> None:
    m = make_three()
    before = am.estimate_completeness(m, by="kind", level="map").set_index("category")
    merged = merge_duplicates(m, find_duplicates(m).assign(decision="same"))
    after = am.estimate_completeness(merged, by="kind", level="map").set_index("category")

    assert "no two name the same one" in before.loc["space", "says"]
    assert (before.loc["space", "observed"], after.loc["space", "observed"]) == (3, 1)
    assert after["estimated"]["space"] == 1
    assert "no two name the same one" not in after.loc["space", "says"]


def test_a_related_pair_can_be_accepted_as_a_tie() -> None:
    here = {"postcode": "LE1 1AA", "kind": "institution"}
    m = make_map(
        {"id": "a", "name": "Holt Infant School"} | here,
        {"id": "b", "name": "Holt Junior School"} | here,
    )
    tied = am.add_ties(m, find_related(m))

    assert tied.ties[["source", "target", "kind"]].to_numpy().tolist() == [["a", "b", "part_of"]]
    assert find_related(tied).empty


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
def test_on_the_real_map_asking_again_finds_nothing_new() -> None:
    m = read_map("library", "museum", "warm", "coop", "hospital")
    found = find_duplicates(m, certainty="likely")
    merged = merge_duplicates(m, found.assign(decision="same"))
    again = find_duplicates(merged, certainty="likely")

    assert len(found) > 10
    assert len(merged.assets) < len(m.assets)
    assert again.empty
