"""Are assets selected by what they say, and those that do not say counted?"""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from assetmap.errors import TableError
from assetmap.tables import AssetMap, find_selected, select_assets

HALLS = pd.DataFrame(
    {
        "name": ["Hall", "Gym", "Shed", "Café", "Yard"],
        "kind": ["space", "space", "space", "exchange", "space"],
        "cost": ["No charge", "£3.50", "Free for members", None, "paid"],
        "accessible": [True, False, "Ramp at the side", None, "partial"],
        "languages": [("English", "Gujarati"), ("Polish",), (), ("FRANÇAIS",), ("English",)],
        "open_to": [("Open to all",), ("women", "members"), (), ("women",), ()],
        "capacity": [200, 12, np.nan, 30, 30],
        "email": ["hall@example.org", None, None, None, None],
        "status": ["active", "closed", "unknown", "active", "active"],
        "ward no": [1, 2, np.nan, 2, 1],
        "note": ["lift; loop", "lift", None, "", "loop"],
        "is_new": [True, False, False, True, True],
    },
    index=["hall", "gym", "shed", "cafe", "yard"],
)
IDS = HALLS.index.tolist()


@pytest.fixture(scope="module")
def assets() -> gpd.GeoDataFrame:
    return AssetMap.from_frames(assets=HALLS).assets


def chosen(assets: pd.DataFrame, where) -> tuple[str, str]:
    """Name the assets that are as asked, and those of which it is not known."""
    found = find_selected(assets, where=where)
    return " ".join(assets.index[found.is_selected]), " ".join(assets.index[found.is_undecided])


@pytest.mark.parametrize(
    ("where", "selected", "undecided"),
    [
        (None, "hall gym shed cafe yard", ""),
        ({}, "hall gym shed cafe yard", ""),
        ({"cost": "free"}, "hall", "shed cafe"),
        ({"cost": "FREE of charge"}, "hall", "shed cafe"),
        ({"cost": "paid"}, "gym yard", "shed cafe"),
        ({"cost": "£3.50"}, "gym", "shed cafe"),
        ({"cost": "free for members"}, "shed", "cafe"),
        ({"accessible": True}, "hall", "shed cafe"),
        ({"accessible": False}, "gym", "shed cafe"),
        ({"accessible": [True, "limited"]}, "hall yard", "shed cafe"),
        ({"languages": "gujarati"}, "hall", "shed"),
        ({"languages": "Francais"}, "cafe", "shed"),
        ({"languages": ["Polish", "English"]}, "hall gym yard", "shed"),
        ({"open_to": "women"}, "gym cafe", "shed yard"),
        ({"open_to": ["women", "anyone"]}, "hall gym cafe", "shed yard"),
        ({"capacity_at_least": 30}, "hall cafe yard", "shed"),
        ({"capacity_at_most": 30}, "gym cafe yard", "shed"),
        ({"capacity_at_least": 13, "capacity_at_most": 199.5}, "cafe yard", "shed"),
        ({"kind": "exchange"}, "cafe", ""),
        ({"kind": ["institution", "exchange"]}, "cafe", ""),
        ({"status": "active"}, "hall cafe yard", "shed"),
        ({"ward no": 2}, "gym cafe", "shed"),
        ({"ward no": [1, 2.0]}, "hall gym cafe yard", "shed"),
        ({"note": "loop"}, "hall yard", "shed cafe"),
        ({"is_new": True}, "hall cafe yard", ""),
        ({"sensitive_location": False}, "hall gym shed cafe yard", ""),
        ({"cost": "free", "accessible": False}, "", "shed cafe"),
        ({"cost": "free", "capacity_at_least": 20}, "hall", "shed cafe"),
        ({"cost": "free", "capacity_at_least": 201}, "", "shed"),
    ],
)
def test_each_column_is_asked_in_its_own_way(assets, where, selected, undecided) -> None:
    assert chosen(assets, where) == (selected, undecided)


def test_all_that_is_asked_is_an_and_of_each_alone(assets) -> None:
    """Whatever is asked together: yes if each is yes, undecided if none is no, by brute force."""
    asked = {"cost": "free", "accessible": True, "languages": "English", "capacity_at_least": 20}
    alone = {name: find_selected(assets, where={name: asked[name]}) for name in asked}
    for size in range(1, len(asked) + 1):
        for names in itertools.combinations(asked, size):
            found = find_selected(assets, where={name: asked[name] for name in names})
            for row in range(len(assets)):
                yes = [bool(alone[name].is_selected[row]) for name in names]
                maybe = [bool(alone[name].is_undecided[row]) for name in names]
                no = any(not one and not other for one, other in zip(yes, maybe, strict=True))
                assert found.is_selected[row] == all(yes)
                assert found.is_undecided[row] == (not all(yes) and not no)


def test_who_does_not_say_is_counted_among_those_that_count(assets) -> None:
    found = find_selected(assets, where={"accessible": True, "capacity_at_least": 50})
    assert found.count_unsaid() == {"accessible": 2, "capacity_at_least": 1}
    assert found.say_unsaid() == (
        "Of 5 assets, 2 do not say whether they are accessible and 1 does not say how many people "
        "they take."
    )
    spaces = (assets["kind"] == "space").to_numpy()
    assert found.count_unsaid(spaces) == {"accessible": 1, "capacity_at_least": 1}
    assert found.say_unsaid(~spaces) == ("Of 1 asset, 1 does not say whether they are accessible.")
    assert find_selected(assets, where={"kind": "space"}).say_unsaid() == ""
    assert found.says == "accessible: yes; capacity at least 50"
    both = find_selected(assets, where={"cost": ["free", "£3.50"], "is_new": False})
    assert both.says == "cost: free or £3.50; is new: no"


@pytest.mark.parametrize(
    "mask",
    [
        pd.Series({"yard": False, "cafe": True, "hall": True, "gym": False, "shed": False}),
        pd.Series({"yard": 0, "cafe": 1, "hall": 1, "gym": 0, "shed": 0, "else": 1}) == 1,
        np.array([True, False, False, True, False]),
        [True, False, False, True, False],
    ],
)
def test_a_mask_is_taken_by_id_or_in_order(assets, mask) -> None:
    assert chosen(assets, mask) == ("hall cafe", "")


def test_a_missing_flag_is_not_said(assets) -> None:
    mask = pd.Series([True, None, False, True, None], index=IDS, dtype="boolean")
    assert chosen(assets, mask) == ("hall cafe", "gym yard")
    assert chosen(assets, [True, None, False, True, None]) == ("hall cafe", "gym yard")
    assert "2 do not say what is asked" in find_selected(assets, where=mask).say_unsaid()


@pytest.mark.parametrize(
    ("where", "code", "says"),
    [
        ({"cots": "free"}, "unknown_column", "Did you mean 'cost'?"),
        ({"email": "hall@example.org"}, "unknown_column", "about single assets"),
        ({"name": "Hall"}, "unknown_column", "about single assets"),
        ({"geometry": "x"}, "unknown_column", "no such column"),
        ({7: "x"}, "unknown_column", "no such column"),
        ({"languages": "Gujerati"}, "unknown_value", "Did you mean 'Gujarati'?"),
        ({"accessible": "perhaps"}, "unknown_value", "no asset says 'perhaps'"),
        ({"kind": "spce"}, "unknown_value", "Did you mean 'space'?"),
        ({"capacity": 30}, "which_numbers", "'capacity_at_least'"),
        ({"capacity_at_least": "30"}, "not_a_number", "'30'"),
        ({"capacity_at_least": True}, "not_a_number", "True"),
        ({"capacity_at_least": float("nan")}, "not_a_number", "nan"),
        ({"cost_at_least": 3}, "not_numbers", "holds no numbers"),
        ({"ward no": 3}, "unknown_value", "no asset has 3"),
        ({"is_new": "yes"}, "not_a_flag", "True or False"),
        ({"cost": []}, "not_a_value", "nothing"),
        ({"cost": None}, "not_a_value", "nothing"),
        ({"cost": {"free": 1}}, "not_a_value", "nothing"),
        ({"verified_on": "2026-01-01"}, "a_date", "flag for each asset"),
        ("cost == 'free'", "not_a_mask", "no expression is ever run"),
        (lambda assets: assets["capacity"] > 3, "not_a_mask", "no expression is ever run"),
        ([True, False], "not_aligned", "2 flags for 5 assets"),
        (True, "not_aligned", "1 flags for 5 assets"),
        ([[True], [True, False]], "not_aligned", "2 flags for 5"),
        ([1, 0, 0, 1, 1], "not_a_mask", "True and False"),
        (np.array([1, 0, 0, 1, 1]), "not_a_mask", "True and False"),
        (pd.Series([True], index=["hall"]), "not_aligned", "m.assets.index"),
    ],
)
def test_what_cannot_be_asked_is_said(assets, where, code, says) -> None:
    with pytest.raises(TableError) as raised:
        find_selected(assets, where=where)
    [problem] = raised.value.problems
    assert problem.code == code
    assert says in str(problem)


def test_all_problems_are_said_at_once(assets) -> None:
    with pytest.raises(TableError) as raised:
        find_selected(assets, where={"cots": 1, "cost": "free", "languages": ["Polsh", "Welsh"]})
    assert [problem.code for problem in raised.value.problems] == [
        "unknown_column",
        "unknown_value",
    ]
    assert "'Polsh' and 'Welsh'" in str(raised.value)


def test_where_nothing_is_stated_nobody_knows() -> None:
    bare = AssetMap.from_frames(assets=pd.DataFrame({"name": ["A", "B"], "kind": "space"})).assets
    for where in ({"languages": "Somali"}, {"cost": "free"}, {"capacity_at_least": 1}):
        found = find_selected(bare, where=where)
        assert not found.is_selected.any()
        assert found.is_undecided.all()
    nobody = find_selected(bare.iloc[:0], where={"cost": "free"})
    assert nobody.is_selected.tolist() == []
    assert nobody.say_unsaid() == ""


def test_nothing_given_is_changed(assets) -> None:
    before, where = assets.copy(), {"languages": ["English"], "cost": {"free", "paid"}}
    find_selected(assets, where=where)
    pd.testing.assert_frame_equal(assets, before)
    assert where == {"languages": ["English"], "cost": {"free", "paid"}}


def test_the_map_of_what_is_asked_keeps_its_places_and_loses_loose_ends() -> None:
    m = AssetMap.from_frames(
        assets=gpd.GeoDataFrame(
            {"name": ["Hall", "Choir", "Asha"], "kind": ["space", "association", "individual"],
             "cost": ["free", "£2", None], "place_id": ["w", "w", "e"]},
            geometry=[Point(1, 1), Point(2, 2), None], index=["hall", "choir", "asha"],
            crs="EPSG:27700",
        ),
        ties=pd.DataFrame({"source": ["choir", "asha"], "target": ["hall", "choir"],
                           "kind": ["meets_at", "member_of"]}),
        consents=pd.DataFrame({"asset_id": ["asha"], "purpose": ["publish_name"],
                               "given_on": ["2026-01-01"]}),
    )  # fmt: skip
    free = select_assets(m, where={"cost": "free"})
    assert free.assets.index.tolist() == ["hall"]
    assert (len(free.ties), len(free.consents), len(free.places)) == (0, 0, 2)
    any_cost = select_assets(m, where={"cost": ["free", "paid"]})
    assert any_cost.ties["target"].tolist() == ["hall"]
    assert len(select_assets(m, where=[False, True, True]).consents) == 1
    assert len(m.assets) == 3
