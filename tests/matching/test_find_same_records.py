"""Does `find_same_records` tell which record of one year is which of the next?"""

from __future__ import annotations

import functools
import json

import pandas as pd
import pytest

from assetmap.errors import CRSError
from assetmap.matching import SAME_COLUMNS, find_same_records
from assetmap.tables import AssetMap
from tests.labelled_records import DATA, read_map
from tests.matching.maps import make_map, pairs_of

HERE = {"postcode": "LE1 1AA", "kind": "institution"}


def test_two_in_one_building_are_not_taken_for_one_another() -> None:
    names = {"library": "Barrow Library", "archive": "Barrow Archive Centre"}
    before = make_map(*({"id": key, "name": name} | HERE for key, name in names.items()))
    after = make_map(*({"id": f"new-{key}", "name": name} | HERE for key, name in names.items()))
    same = find_same_records(before, after)

    assert pairs_of(same, "before_id", "after_id") == {
        frozenset({"library", "new-library"}), frozenset({"archive", "new-archive"}),
    }  # fmt: skip


def test_both_halves_of_what_was_divided_are_told() -> None:
    before = make_map({"id": "mill", "name": "Mill Prison"} | HERE)
    after = make_map(
        {"id": "north", "name": "Mill Prison North"} | HERE,
        {"id": "south", "name": "Mill Prison South"} | HERE,
    )
    same = find_same_records(before, after)

    assert same["before_id"].tolist() == ["mill", "mill"]
    assert same["after_id"].tolist() == ["north", "south"]
    assert set(same["certainty"]) == {"possible"}


def test_each_record_is_paired_once_with_its_best() -> None:
    before = make_map({"id": "a", "name": "Mill Hall"} | HERE)
    after = make_map({"id": "b", "name": "Mill Hall"} | HERE, {"id": "c", "name": "Mill"} | HERE)

    assert find_same_records(before, after)["after_id"].tolist() == ["b"]


def test_nothing_before_gives_the_same_columns() -> None:
    empty = AssetMap.from_records(assets=[], crs=27700)

    assert find_same_records(empty, make_map({"id": "a", "name": "A"})).columns.tolist() == list(
        SAME_COLUMNS
    )


def test_two_systems_of_reference_are_refused() -> None:
    with pytest.raises(CRSError, match="two reference systems"):
        find_same_records(
            make_map({"id": "a", "name": "A"}), AssetMap.from_records(assets=[], crs=32630)
        )


@functools.cache
def compare_lists() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    lists = []
    for year in (22, 23):
        path = DATA / f"learning/libraries_england_20{year}_keys.csv.gz"
        rows = pd.read_csv(path, dtype=str)
        rows.index = pd.Index([f"library{year}:{number}" for number in range(1, len(rows) + 1)])
        rows["key"] = [
            f"{who.strip()}|{name.strip()}".lower()
            for who, name in zip(rows["reporting"], rows["name"], strict=True)
        ]
        lists.append(rows)
    same = find_same_records(read_map("library22"), read_map("library23"))
    return lists[0], lists[1], same


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
class TestEnglandsLibraries:
    """A plain comparison by key says that 118 were removed and 150 added."""

    def test_what_only_changed_its_key_is_found_again(self) -> None:
        before, after, same = compare_lists()
        removed = before[~before["key"].isin(after["key"])]
        added = after[~after["key"].isin(before["key"])]
        found = same[same["before_id"].isin(removed.index)]
        expected = json.loads((DATA / "learning/expected.json").read_text())
        naive = expected["libraries_england_2022_vs_2023"]["naive"]

        assert (len(removed), added["key"].nunique()) == (naive["removed"], naive["added"])
        assert found["before_id"].nunique() == 112
        assert found["after_id"].isin(added.index).all()
        twice = found["before_id"].value_counts()
        named = before.loc[twice[twice > 1].index, "name"]
        assert dict(zip(named, twice[twice > 1], strict=True)) == {
            "HMP Littlehey": 2,
            "HMP Highpoint": 2,
        }

    def test_few_are_wrong(self) -> None:
        """Of those under one name they must be it; all 40 under another were read by eye.

        "The Gate Library" and "Forest Library", of one property, is the one that is in doubt.
        """
        before, after, same = compare_lists()
        removed = before[~before["key"].isin(after["key"])]
        found = same[same["before_id"].isin(removed.index)]
        names = before.loc[found["before_id"], "name"].str.strip().str.lower().to_numpy()
        others = after.loc[found["after_id"], "name"].str.strip().str.lower().to_numpy()
        renamed = names != others

        assert renamed.sum() == 40
        assert (found["certainty"][~renamed] == "certain").all()
        moved = found[
            before.loc[found["before_id"], "postcode"].to_numpy()
            != after.loc[found["after_id"], "postcode"].to_numpy()
        ]
        assert before.loc[moved["before_id"], "name"].tolist() == [
            "Thurcroft Library", "City Central Library (Hanley)",
        ]  # fmt: skip

    def test_of_what_is_still_new_six_were_not_open_and_one_had_closed(self) -> None:
        before, after, same = compare_lists()
        added = after[~after["key"].isin(before["key"])]
        new = added[~added.index.isin(same["after_id"])].drop_duplicates("key")
        was = new["operation_22"].value_counts()

        assert was["Facility Not Open"] == 6
        assert was["Closed"] == 1
        assert new.loc[new["operation_22"] == "Closed", "closed"].tolist() == ["2013"]

    def test_what_kept_its_key_is_itself(self) -> None:
        before, after, same = compare_lists()
        kept = same[same["before_id"].map(before["key"]).isin(after["key"])]
        own = kept["before_id"].map(before["key"]) == kept["after_id"].map(after["key"])

        assert own.all()
        assert len(kept) >= 3320
