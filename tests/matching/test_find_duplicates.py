"""Does `find_duplicates` find what is one thing, and only that?"""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest

from assetmap.errors import TableError
from assetmap.matching import DUPLICATE_COLUMNS, find_duplicates, find_related
from assetmap.tables import AssetMap
from tests.labelled_records import DATA, read_map, read_pairs
from tests.matching.maps import make_map, pairs_of

HERE = {"postcode": "LE1 1AA"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Mary's Church", "SAINT MARYS CHURCH"),
        ("Mill Lane Allotments Ltd", "Mill Lane Allotments (Limited)"),
        ("Hall, Mill End", "Mill End Hall"),
        ("The Wharf Medical Centre", "Wharf Med Ctr"),
        ("Leicester Wholefoods Co-operative", "Leicester Wholefood Cooperative"),
        ("Café Zoë", "Cafe Zoe"),
    ],
)
def test_spellings_of_one_name_at_one_postcode_are_certainly_one(one: str, other: str) -> None:
    found = find_duplicates(
        make_map({"id": "a", "name": one} | HERE, {"id": "b", "name": other} | HERE)
    )

    assert found["certainty"].tolist() == ["certain"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Holt Infant School", "Holt Junior School"),
        ("Westgate Surgery (One)", "Westgate Surgery (Two)"),
        ("Barrow Library", "Barrow Archive Centre"),
        ("Royal Infirmary", "CUH at Royal Infirmary"),
        ("Mill Hall", "Friends of Mill Hall"),
    ],
)
def test_what_shares_a_building_is_related_and_not_one(one: str, other: str) -> None:
    m = make_map({"id": "a", "name": one} | HERE, {"id": "b", "name": other} | HERE)

    assert find_duplicates(m).empty
    assert pairs_of(find_related(m), "source", "target") == {frozenset("ab")}


def test_a_school_and_the_polling_station_in_it_are_related() -> None:
    m = make_map(
        {"id": "school", "name": "Broad Heath School", "kind": "institution", "themes": ("school",)}
        | HERE,
        {"id": "poll", "name": "Broad Heath School", "themes": ("polling station",)} | HERE,
    )

    assert find_duplicates(m).empty
    assert len(find_related(m)) == 1


def test_namesakes_in_two_towns_are_two() -> None:
    m = make_map(
        {"id": "a", "name": "St Joseph's School", "postcode": "SS8 9DP", "at": (0, 0)},
        {"id": "b", "name": "St Joseph's School", "postcode": "CO12 3SU", "at": (60_000, 0)},
    )

    assert find_duplicates(m).empty
    assert find_related(m).empty


def test_two_numbers_of_one_register_are_two_bodies() -> None:
    m = make_map(
        {"id": "a", "name": "Mill Trust", "identifiers": ("GB-CHC-1",)} | HERE,
        {"id": "b", "name": "Mill Trust", "identifiers": ("GB-CHC-2",)} | HERE,
    )

    assert find_duplicates(m).empty


def test_one_number_of_a_register_is_one_body_wherever_it_is() -> None:
    m = make_map(
        {"id": "a", "name": "Mill Trust", "identifiers": ("GB-CHC-1",), "at": (0, 0)},
        {"id": "b", "name": "The Mill Trust Ltd", "identifiers": ("gb-chc-1",), "at": (9000, 0)},
    )

    assert find_duplicates(m)["certainty"].tolist() == ["certain"]


def test_an_alias_is_a_name() -> None:
    m = make_map(
        {"id": "a", "name": "Boldon Community Library", "aliases": ("East Boldon Library",)} | HERE,
        {"id": "b", "name": "East Boldon"} | HERE,
    )

    assert find_duplicates(m)["certainty"].tolist() == ["certain"]


def test_people_are_never_one_by_name_alone() -> None:
    person = {"name": "Asha Patel", "kind": "individual"}
    apart = make_map({"id": "a"} | person, {"id": "b"} | person)
    neighbours = make_map({"id": "a"} | person | HERE, {"id": "b"} | person | HERE)
    told = make_map(
        {"id": "a", "phone": "+44 116 496 0001"} | person,
        {"id": "b", "phone": "0116 496 0001"} | person,
    )

    assert find_duplicates(apart).empty
    assert find_duplicates(neighbours)["certainty"].tolist() == ["possible"]
    assert find_duplicates(told)["certainty"].tolist() == ["certain"]


def test_a_person_and_a_hall_are_never_one() -> None:
    m = make_map(
        {"id": "a", "name": "Mill", "kind": "individual"} | HERE, {"id": "b", "name": "Mill"} | HERE
    )

    assert find_duplicates(m).empty
    assert find_related(m).empty


def test_an_empty_map_has_the_same_columns() -> None:
    empty = AssetMap.from_records(assets=[])

    assert find_duplicates(empty).columns.tolist() == list(DUPLICATE_COLUMNS)
    assert len(find_duplicates(empty)) == 0


def test_a_certainty_that_is_none_is_refused() -> None:
    with pytest.raises(TableError, match="'sure' is no certainty"):
        find_duplicates(make_map({"id": "a", "name": "Mill"}), certainty="sure")


@functools.cache
def find_all() -> dict[frozenset[str], str]:
    found = find_duplicates(read_map())
    pairs = zip(found["asset_a_id"], found["asset_b_id"], strict=True)
    return dict(zip(map(frozenset, pairs), found["certainty"], strict=True))


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
class TestRealRecords:
    def test_figures_of_the_half_that_no_threshold_saw(
        self,
    ) -> None:
        found = find_all()
        pairs = read_pairs()
        pairs = pairs[~pairs["is_tuned_on"]]
        said = pd.Series(
            [found.get(frozenset(ends)) for ends in zip(pairs.a, pairs.b, strict=True)]
        )
        is_same = (pairs["verdict"] == "same").to_numpy()
        certain = (said == "certain").to_numpy()

        assert is_same[certain].mean() >= 0.98
        assert said[is_same].notna().mean() >= 0.9
        assert (certain.sum(), is_same.sum()) == (35, 46)

    def test_neither_order_nor_ids_nor_sides_matter(self) -> None:
        m = read_map("coop", "warm", "library", "museum")
        before = find_duplicates(m)
        shuffled = m.assets.sample(frac=1, random_state=5)
        names = {old: f"x{number:05}" for number, old in enumerate(shuffled.index)}
        renamed = shuffled.rename(index=names).rename_axis("asset_id")
        after = find_duplicates(m.with_tables(assets=renamed))
        back = {new: old for old, new in names.items()}
        ends = zip(after["asset_a_id"].map(back), after["asset_b_id"].map(back), strict=True)

        assert len(before) > 10
        assert dict(zip(map(frozenset, ends), after["certainty"], strict=True)) == dict(
            zip(
                map(frozenset, zip(before["asset_a_id"], before["asset_b_id"], strict=True)),
                before["certainty"],
                strict=True,
            )
        )

    def test_blocking_loses_nothing_that_comparing_everything_finds(self) -> None:
        from assetmap.matching._candidates import pair_candidates
        from assetmap.matching._evidence import weigh_pairs
        from assetmap.matching._profiles import build_profiles
        from assetmap.matching._verdicts import judge_pairs

        assets = read_map("coop", "warm", "library", "museum", "hospital").assets.sort_index()
        profiles = build_profiles(assets)
        a, b = np.triu_indices(len(assets), 1)
        everything = judge_pairs(weigh_pairs(profiles, a, b), across_lists=False).certainty
        blocked = set(zip(*(ends.tolist() for ends in pair_candidates(profiles)), strict=True))
        is_wanted = everything > 0
        wanted = set(zip(a[is_wanted].tolist(), b[is_wanted].tolist(), strict=True))

        assert len(wanted) > 20
        assert wanted <= blocked
