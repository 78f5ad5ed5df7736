"""What rests on one person of a map, who could cover, and which introductions help."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from assetmap.champions.find_fragility import FRAGILITY_COLUMNS, end_with_unsure, find_fragility
from assetmap.champions.find_safeguards import SAFEGUARD_COLUMNS, find_safeguards
from assetmap.champions.measure_bus_factor import measure_bus_factor
from assetmap.errors import TableError
from assetmap.tables import AssetMap

KINDS = {"p": "individual", "a": "association", "s": "space"}


def map_of(ties, *, assets, consents=(), **columns):
    """Make a map of assets whose first letter says their kind; `id: place` for each."""
    ids = list(assets)
    frame = pd.DataFrame(
        {"name": [f"{word} Invented" for word in ids], "kind": [KINDS[word[0]] for word in ids],
         "place_id": list(assets.values())}, index=ids,
    )  # fmt: skip
    for name, values in columns.items():
        frame[name] = [values.get(word, ()) for word in ids]
    places = sorted({place for place in assets.values() if place})
    return AssetMap.from_frames(
        assets=frame,
        places=pd.DataFrame({"name": [place.title() for place in places]}, index=places),
        ties=pd.DataFrame(ties, columns=["source", "target"]).assign(kind="member_of"),
        consents=pd.DataFrame(
            {"asset_id": list(consents), "purpose": "introduce", "given_on": "2026-01-01"}
        ),
        as_of=dt.date(2026, 6, 1),
    )


@pytest.fixture
def town():
    """
    pa holds the hall in quay; pb and pc both hold the choir and the club; pd has no tie.

    pa – achoir – pb – aclub – pc – achoir, pa – shall.
    """
    return map_of(
        [("pa", "achoir"), ("pb", "achoir"), ("pb", "aclub"), ("pc", "achoir"), ("pc", "aclub"),
         ("pa", "shall"), ("pe", "afew")],
        assets={"pa": "mill", "pb": "mill", "pc": "mill", "pd": "hill", "pe": "hill",
                "achoir": "mill", "aclub": "mill", "afew": "hill", "shall": "quay"},
        hands={"pa": ("Cooking",), "pd": ("cooking ", "Repair")},
    )  # fmt: skip


def test_losses_by_hand(town):
    found = find_fragility(town)
    assert tuple(found.columns) == FRAGILITY_COLUMNS
    assert found["asset_id"].tolist() == ["pe", "pa", "pb", "pc", "pd"]
    rows = found.set_index("asset_id")
    assert rows.loc["pa", ["people_cut_off", "orphans", "groups_cut_off"]].tolist() == [0, 0, 1]
    assert rows.loc["pa", "cut_off_group_ids"] == ("shall",)
    assert rows.loc["pa", "cut_off_place_ids"] == ("mill", "quay")
    assert rows.loc["pe", "orphan_ids"] == ("afew",)
    assert rows.loc["pe", "groups_cut_off"] == 1
    assert rows["is_articulation"].to_dict() == {
        "pe": False, "pa": True, "pb": False, "pc": False, "pd": False
    }  # fmt: skip
    assert rows["bridges"].to_dict() == {"pe": 1, "pa": 2, "pb": 0, "pc": 0, "pd": 0}


def test_who_could_cover(town):
    cover = find_fragility(town).set_index("asset_id")["could_cover_ids"]
    assert cover["pb"] == ("pc",)  # choir and club
    assert cover["pa"] == ("pd",)  # cooks; pb and pc share the choir alone
    assert cover["pe"] == ()


def test_sentences_are_calm_and_name_nobody(town):
    says = find_fragility(town).set_index("asset_id")["says"]
    assert says["pd"] == "No tie is recorded yet: nobody has asked."
    assert says["pb"].startswith("Without this person the others still reach each other.")
    assert says["pa"].startswith(
        "Without this person 1 asset would lose its only tie, 2 places would lose their last "
        "link with another; 1 other could cover."
    )
    assert not says.str.contains("Invented").any()


def test_doubts_of_none_one_and_all_records():
    found = [(0, 3), (1, 3), (2, 3), (3, 3), (1, 1)]
    nothing = " None of this was confirmed within two years."
    assert [end_with_unsure(unsure, records) for unsure, records in found] == [
        "",
        " 1 of 3 records behind this is old or unconfirmed.",
        " 2 of 3 records behind this are old or unconfirmed.",
        nothing,
        nothing,
    ]


def test_people_cut_off_are_outside_the_piece_with_most_people():
    m = map_of(
        [("pa", "achoir"), ("pb", "achoir"), ("pc", "achoir"), ("pa", "aclub"), ("pd", "aclub"),
         ("pa", "pe")],
        assets=dict.fromkeys(["pa", "pb", "pc", "pd", "pe", "achoir", "aclub"], "mill"),
    )  # fmt: skip
    rows = find_fragility(m, of="both").set_index("asset_id")
    # without pa: {choir, pb, pc} stays together; {club, pd} and pe do not
    assert rows.loc["pa", "people_cut_off"] == 2
    assert rows.loc["achoir", "people_cut_off"] == 2  # pb, pc; pa keeps pd and pe
    assert rows.loc["aclub", "people_cut_off"] == 1
    assert rows.index[0] == "pa"
    pair = map_of([("pa", "pb")], assets={"pa": "mill", "pb": "mill"})
    assert find_fragility(pair)["people_cut_off"].tolist() == [1, 1]  # each other's last tie


def test_links_of_places_through_people_of_no_known_place():
    m = map_of(
        [("pa", "achoir"), ("pa", "aclub"), ("pb", "achoir")],
        assets={"pa": None, "pb": "mill", "achoir": "mill", "aclub": "hill"},
    )
    rows = find_fragility(m, of="both").set_index("asset_id")
    assert rows.loc["pa", "cut_off_place_ids"] == ("hill", "mill")
    assert rows.loc["achoir", "cut_off_place_ids"] == ("hill", "mill")
    assert rows.loc["pb", "cut_off_place_ids"] == ()


def test_closed_secret_and_withdrawn_do_not_count(village):
    found = find_fragility(village)
    assert found["asset_id"].tolist() == ["asha", "ben", "cara", "dev"]
    asha = found.set_index("asset_id").loc["asha"]
    assert asha["cut_off_group_ids"] == ("cafe",)
    assert asha["may_publish_name"]


def test_nobody_and_unknown_words(town):
    empty = find_fragility(map_of([], assets={"shall": "mill"}))
    assert tuple(empty.columns) == FRAGILITY_COLUMNS
    assert len(empty) == 0
    with pytest.raises(TableError, match="Did you mean 'people'"):
        find_fragility(town, of="peple")


def test_order_of_rows_and_names_of_ids_change_nothing(town):
    shuffled = AssetMap.from_frames(
        assets=town.assets.iloc[::-1], places=town.places, ties=town.ties.iloc[::-1],
        as_of=town.as_of,
    )  # fmt: skip
    pd.testing.assert_frame_equal(find_fragility(town), find_fragility(shuffled))


def test_bus_factor_of_places(town):
    found = measure_bus_factor(town)
    assert found.index.tolist() == ["all", "hill", "mill", "quay"]
    mill = found.loc["mill"]
    assert mill["assets"] == 5
    assert mill["bus_factor"] == 2
    assert found.loc["quay", "leaving_ids"] == ("pa",)  # the hall, and pa who goes there
    assert found.loc["hill", "bus_factor"] == 1  # pd; and pe with the few


def test_introductions_only_among_those_who_agreed():
    ties = [("pa", "achoir"), ("pb", "achoir"), ("pa", "pb"), ("pc", "aclub"), ("pd", "aclub"),
            ("pc", "pd"), ("pa", "pc")]  # fmt: skip
    assets = dict.fromkeys(["pa", "pb", "pc", "pd", "achoir", "aclub"], "mill")
    found = find_safeguards(map_of(ties, assets=assets, consents=["pb", "pc", "pd"]))
    assert tuple(found.columns) == SAFEGUARD_COLUMNS
    assert found[["person_id", "other_id", "bridges_removed"]].to_numpy().tolist() == [
        ["pb", "pd", 1]
    ]
    assert found["bridge_ids"][0] == (("pa", "pc"),)
    assert found["name"][0] == "pb Invented"
    alone = "If these two met, both sides would stay in touch even without one contact."
    assert found["says"][0] == alone
    one_side = find_safeguards(map_of(ties, assets=assets, consents=["pb"]))
    assert one_side["person_id"].isna().all()
    assert one_side["ask_ids"][0] == ("pc", "pd")
    assert one_side["bridge_ids"][0] == (("pa", "pc"),)
    assert "ask who would like to be" in one_side["says"][0]
    only_tied = find_safeguards(map_of(ties, assets=assets, consents=["pa", "pc"]))
    assert only_tied["person_id"].isna().all()  # these two know each other already


def test_an_introduction_that_covers_several_ties_counts_them():
    ties = [("pa", "achoir"), ("pb", "achoir"), ("pa", "pb"), ("pc", "aclub"), ("pd", "aclub"),
            ("pc", "pd"), ("pa", "pe"), ("pe", "pc")]  # fmt: skip
    assets = dict.fromkeys(["pa", "pb", "pc", "pd", "pe", "achoir", "aclub"], "mill")
    found = find_safeguards(map_of(ties, assets=assets, consents=["pb", "pd"]))
    assert found["bridges_removed"].tolist() == [2]
    assert found["says"][0] == (
        "If these two met, both sides would stay in touch even without any one of 2 contacts."
    )


def test_single_ties_count_when_asked():
    m = map_of(
        [("pa", "achoir"), ("pb", "achoir"), ("pc", "achoir")],
        assets=dict.fromkeys(["pa", "pb", "pc", "achoir"], "mill"), consents=["pa", "pb", "pc"],
    )  # fmt: skip
    assert len(find_safeguards(m)) == 0
    every = find_safeguards(m, smallest=1)
    assert every["bridges_removed"].tolist() == [2, 1]
    assert every["bridges_removed"].sum() == 3
    assert np.isin(every[["person_id", "other_id"]].to_numpy(), ["pa", "pb", "pc"]).all()
