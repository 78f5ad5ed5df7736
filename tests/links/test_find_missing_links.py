"""Missing links on small maps whose answers are worked out by hand."""

from __future__ import annotations

import datetime as dt
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, box

from assetmap.errors import CRSError, ReachError, TableError
from assetmap.links._missing_mediators import find_mediators
from assetmap.links._missing_sentences import Records, write_missing
from assetmap.links._presence import find_presence
from assetmap.links.find_links import find_links
from assetmap.links.find_missing_links import (
    GROUP_MISSING_COLUMNS,
    MISSING_COLUMNS,
    find_missing_links,
)
from assetmap.links.measure_link_fit import measure_link_fit
from assetmap.tables import AssetMap
from assetmap.wording import name_pair, name_pairs

DTYPES = {
    "place_a_id": "str", "place_b_id": "str", "place_a_name": "str", "place_b_name": "str",
    "reason": "str",
    "weight": "float64", "expected": "float64", "expected_low": "float64",
    "expected_high": "float64",
    "surprise": "float64", "q": "float64", "distance_m": "float64",
    "adjacent": "bool", "likeness": "float64",
    "shares": "object", "mediator_id": "str", "ask_ids": "object", "of_people": "bool",
    "says": "str",
    "geometry": "geometry",
}  # fmt: skip


def make_map(places, assets, ties=(), consents=(), crs="EPSG:27700", **more):
    """Places as (id, x, need) squares of 1 km, assets as (id, kind, place, active_in, themes)."""
    grounds = gpd.GeoDataFrame(
        {"name": [f"The {place.title()}" for place, *_ in places],
         "need": [need for *_, need in places]},
        index=[place for place, *_ in places],
        geometry=[None if x is None else box(x, 0, x + 1000, 1000) for _, x, _ in places],
        crs=crs,
    )  # fmt: skip
    frame = pd.DataFrame(assets, columns=["id", "kind", "place_id", "active_in", "themes"])
    frame = frame.set_index("id").assign(name="Nobody Known")
    joined = pd.DataFrame(list(ties), columns=["source", "target"], dtype="str")
    agreed = pd.DataFrame({"asset_id": list(consents)}, dtype="str")
    return AssetMap.from_frames(
        assets=frame.assign(**more), places=grounds, ties=joined.assign(kind="knows"),
        consents=agreed.assign(purpose="introduce", given_on="2025-01-01"),
        as_of=dt.date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def road():
    """Mill, Hill and Quay in a row and Isle apart: Mill and Quay are joined by Asha."""
    return make_map(
        [("mill", 0, 0.9), ("hill", 1000, 0.8), ("quay", 2000, 0.1), ("isle", 9000, 0.2)],
        [
            ("asha", "individual", "mill", ("quay",), ()),
            ("ben", "individual", "hill", (), ()),
            ("cara", "individual", "mill", (), ()),
            ("choir", "association", "mill", (), ("music",)),
            ("band", "association", "hill", (), ("music", "youth")),
            ("boats", "association", "quay", (), ("water",)),
            ("light", "space", "isle", (), ("water",)),
        ],
        ties=[("ben", "band"), ("asha", "choir"), ("cara", "choir")],
        consents=["ben"],
    )


def test_promise_5_places_without_a_link_come_first(road):
    missing = find_missing_links(road, n=0)
    # Hill is 1 km from Mill and from Quay; Mill shares a theme, so it is the more alike.
    assert missing[["place_a_id", "place_b_id", "reason"]].to_numpy().tolist() == [
        ["hill", "mill", "no link at all"],
        ["isle", "quay", "no link at all"],
    ]
    assert missing["weight"].tolist() == [0, 0]
    assert missing["distance_m"].tolist() == [1000, 7000]
    assert missing["adjacent"].tolist() == [True, False]
    assert missing["shares"].tolist() == [("music",), ("water",)]
    assert missing.geometry[1].equals(LineString([(9500, 500), (2500, 500)]))
    assert missing.crs == road.crs


def test_likeness_is_worked_out_by_hand(road):
    missing = find_missing_links(road).set_index("place_a_id")
    # Hill: a person without a theme 1/2, an association about music 1/4, about youth 1/4.
    # Mill: two people 2/3, an association about music 1/3. Need: third and fourth of four.
    assets = np.sqrt(1 / 2 * 2 / 3) + np.sqrt(1 / 4 * 1 / 3)
    assert missing.at["hill", "likeness"] == pytest.approx((2 * assets + 1 * (1 - 1 / 4)) / 3)
    # Isle and Quay have no sort of asset in common, and stand next to each other in need.
    assert missing.at["isle", "likeness"] == pytest.approx((2 * 0 + 1 * (1 - 1 / 4)) / 3)


def test_too_little_is_said_instead_of_a_number(road):
    missing = find_missing_links(road)
    assert missing[["expected", "expected_low", "expected_high", "surprise"]].isna().all(axis=None)
    fit = measure_link_fit(road)
    assert fit.at["linked_pairs", "value"] == 1
    assert np.isnan(fit.at["explained", "value"])
    assert fit["says"].unique().tolist() == [
        "Too few links to say how many to expect: 1 linked pairs of 4 places, "
        "where 10 of 5 are needed."
    ]


def test_the_sentence_says_where_to_start(road):
    says = find_missing_links(road)["says"]
    assert says[0] == (
        "The Hill has 2 assets on the map and no link to any place yet; The Mill is its "
        "neighbour, and both share music. Nobody close to both has agreed to be introduced "
        "yet: ask 3 people who may know more. None of the records there was confirmed "
        "within two years."
    )
    assert says[1] == (
        "The Isle has 1 asset on the map and no link to any place yet; the nearest, The Quay, "
        "is 7.0 km away, and both share water. Nobody close to both has agreed to be introduced "
        "yet: ask 2 people who may know more. None of the records there was confirmed "
        "within two years."
    )


@pytest.fixture
def street():
    """
    Eight places in a row, each linked to those up to two away, but for the third and fourth.

    Everybody is active next door and next door but one; need rises along the row.
    """
    ids = [f"p{at}" for at in range(8)]
    people = [
        (f"{one}-{other}", "individual", ids[one], (ids[other],), ())
        for one in range(8)
        for other in (one + 1, one + 2)
        if other < 8 and (one, other) != (2, 3)
    ]
    halls = [(f"hall{at}", "space", ids[at], (), ("youth",) * (at in {2, 3})) for at in range(8)]
    return make_map(
        [(place, 1000 * at, at / 7) for at, place in enumerate(ids)],
        people + halls,
        ties=[("1-2", "hall2"), ("1-2", "1-3"), ("1-3", "hall3"), ("hall7", "hall6")],
        consents=["1-2", "1-3", "6-7"],
    )


@pytest.mark.parametrize(
    ("expected", "q", "distance_m", "by", "said"),
    [
        (4.6, 0.11, 900.0, "place", ""),  # chance alone would give as few
        (4.6, np.nan, 900.0, "place", ""),  # size and distance explain too little
        (
            0.51,
            0.1,
            900.0,
            "place",
            " Places this large and this far apart have about 1 link on average.",
        ),
        (4.6, 0.0, np.nan, "place", " Places this large have about 5 links on average."),
        (1234.0, 0.0, np.nan, "themes", " Groups this large have about 1,234 links on average."),
        (np.nan, np.nan, 900.0, "place", " This map has too few links to say how many to expect."),
    ],
)
@pytest.mark.parametrize(
    ("weight", "reason", "joined"),
    [
        (0.0, "not linked", "no link between them is recorded yet"),
        (0.0, "fewer than expected", "all that joins them is who their groups share"),
        (0.33, "fewer than expected", "what joins them counts for less than 1 link"),
        (1.2, "fewer than expected", "what joins them counts for about 1 link"),
        (2.5, "fewer than expected", "what joins them counts for about 2 links"),
    ],
)
@pytest.mark.parametrize(
    ("unsure", "there", "doubt"),
    [
        (0, 3, ""),
        (1, 1, " The one record there was not confirmed within two years."),
        (1, 3, " 1 of the 3 records there is old or unconfirmed."),
        (2, 3, " 2 of the 3 records there are old or unconfirmed."),
        (3, 3, " None of the records there was confirmed within two years."),
    ],
)
def test_a_sentence_for_none_one_and_many(
    expected, q, distance_m, by, said, weight, reason, joined, unsure, there, doubt
):
    names = ("place_a_name", "place_b_name") if by == "place" else ("group_a", "group_b")
    first, second = names
    found = pd.DataFrame(
        {first: ["The Mill"], second: ["The Hill"], "reason": [reason], "weight": [weight],
         "expected": [expected], "q": [q], "is_one_of": False,
         "distance_m": [distance_m], "adjacent": [True], "likeness": [0.0],
         "shares": [()], "mediator_id": ["p"], "ask_ids": [()]}
    )  # fmt: skip
    records = Records(np.array([1]), np.array([there]), np.array([unsure]))
    assert write_missing(found, by=by, themes=(), records=records)[0] == (
        f"The Mill and The Hill are neighbours, and {joined}.{said} "
        f"Somebody who agreed to be introduced is close to both.{doubt}"
    )


def test_two_names_are_kept_apart_where_one_holds_an_and():
    found = pd.Series(["A", "A and B", "A", "A", "Sandy"])
    other = pd.Series(["B", "C", "B & C", None, "Andover"])
    named = [
        "A and B",
        "A and B \N{EN DASH} C",
        "A \N{EN DASH} B & C",
        "A and ",
        "Sandy and Andover",
    ]
    assert name_pairs(found, other).tolist() == named
    pairs = zip(found[[0, 1, 2, 4]], other[[0, 1, 2, 4]], strict=True)
    assert [name_pair(*pair) for pair in pairs] == [*named[:3], named[4]]


def test_a_hole_in_the_row_is_found(street):
    missing = find_missing_links(street, neighbours=2, alike=0)
    assert missing[["place_a_id", "place_b_id", "reason"]].to_numpy().tolist() == [
        ["p2", "p3", "not linked"]
    ]
    row = missing.iloc[0]
    linked = find_links(street).set_index(["place_a_id", "place_b_id"])
    assert ("p2", "p3") not in linked.index
    assert row["surprise"] < -2
    assert row["expected"] > 0.5
    assert row["expected_low"] <= row["expected"] <= row["expected_high"]
    assert row["shares"] == ("youth",)
    # 1-2 is active in p2 and 1 tie from hall3's 1-3, who is active in p3: both are 1 away from
    # the other place, and 1-3, like 1-2, has two ties. The first id is the bridge.
    assert row["mediator_id"] == "1-2"
    assert row["ask_ids"][0] == "1-3"


def test_expected_links_are_those_of_find_links(street):
    linked = find_links(street)
    less = find_missing_links(street, surprise=0.01, n=None, alike=0, neighbours=1)
    both = less[less["reason"] == "fewer than expected"].merge(
        linked, on=["place_a_id", "place_b_id"], suffixes=("", "_found")
    )
    assert len(both) > 0
    assert both["expected"].tolist() == both["expected_found"].tolist()
    assert both["surprise"].tolist() == both["surprise_found"].tolist()
    assert both["weight"].tolist() == (both["weight_found"] + both["ties"]).tolist()
    assert (both["surprise"] <= -0.01).all()


def test_high_need_is_shared_by_the_fifth_that_needs_most(street):
    ends = find_missing_links(street, neighbours="queen", alike=8, n=None)
    shared = ends[ends["shares"].map(lambda words: "high need" in words)]
    # A fifth of eight is less than two: p6 and p7 are linked; the others do not need most.
    assert shared.empty
    scores = make_map([(f"p{at}", 2000 * at, 0.5) for at in range(9)],
                      [(f"a{at}", "space", f"p{at}", (), ()) for at in range(9)])  # fmt: skip
    assert not find_missing_links(scores)["shares"].map(len).any()  # all alike: nobody needs most
    places = scores.places.assign(no_car=[9, 9, 1, 1, 1, 1, 1, 1, 1])
    cars = AssetMap.from_frames(assets=scores.assets, places=places)
    found = find_missing_links(cars, needs=["need", "no_car"]).set_index("place_a_id")
    assert found.at["p0", "shares"] == ("high no car",)
    assert found.at["p2", "shares"] == ()
    # p2 and p1: the same assets, no need stands apart, cars 4.5 of 9 places apart.
    assert found.at["p1", "place_b_id"] == "p0"
    assert found.at["p2", "place_b_id"] == "p3"  # as near as p1 and more alike


def test_n_counts_pairs_after_the_places_that_stand_alone(road, street):
    assert len(find_missing_links(road, n=0)) == 2
    all_of_them = find_missing_links(street, alike=8, neighbours=7, n=None)
    assert len(all_of_them) > 3
    few = find_missing_links(street, alike=8, neighbours=7, n=3)
    pd.testing.assert_frame_equal(few, all_of_them.head(3))
    lack = all_of_them["likeness"] - all_of_them["surprise"].clip(upper=0)
    assert lack.is_monotonic_decreasing


def test_nothing_mapped_comes_before_the_rest():
    m = make_map(
        [("mill", 0, 0.5), ("hill", 1000, 0.5), ("quay", 2000, 0.5)],
        [("choir", "association", "mill", (), ()), ("band", "association", "hill", (), ())],
    )
    missing = find_missing_links(m)
    assert missing["place_a_id"].tolist() == ["quay", "hill", "mill"]
    assert missing["says"][0] == "Nothing in The Quay is on the map yet: ask who lives there."
    about = find_missing_links(
        make_map([("mill", 0, 0.5), ("hill", 1000, 0.5)],
                 [("choir", "association", "mill", (), ("music",))]),
        themes="music",
    )  # fmt: skip
    assert about["says"][0] == (
        "Nothing about music in The Hill is on the map yet: ask who lives there."
    )
    assert about["says"][1].startswith("The Mill has 1 asset about music on the map")


def test_groups_are_alike_by_kind_and_place():
    themes = {"music": 0, "dance": 0, "boats": 1}
    m = make_map(
        [("mill", 0, 0.5), ("hill", 1000, 0.5)],
        [(theme, "association", ["mill", "hill"][at], (), (theme,)) for theme, at in themes.items()]
        + [("asha", "individual", "mill", (), ("boats", "sailing"))],
    )
    missing = find_missing_links(m, by="theme").set_index("group_a")
    assert missing.columns.tolist() == list(GROUP_MISSING_COLUMNS[1:])
    assert missing["group_b"].to_dict() == {"dance": "music", "music": "dance"}
    assert missing["shares"].to_dict() == {"dance": ("The Mill",), "music": ("The Mill",)}
    assert missing["likeness"].tolist() == [1, 1]
    assert missing["distance_m"].isna().all()
    assert missing.geometry.isna().all()
    assert missing.at["dance", "says"].startswith(
        "Dance has 1 asset on the map and no link to any group yet; most like it is music, "
        "and both share The Mill."
    )


def test_a_bridge_is_the_nearest_who_agreed():
    chain = ["ann", "bea", "cat", "dot", "eve"]
    m = make_map(
        [("mill", 0, 0.5), ("hill", 1000, 0.5)],
        [(one, "individual", {"ann": "mill", "eve": "hill"}.get(one), (), ()) for one in chain],
        ties=list(itertools.pairwise(chain)),
        consents=["ann", "bea", "cat", "dot"],
    )
    # Cat is two ties from both; Bea is one from Mill but three from Hill.
    missing = find_missing_links(m)
    assert missing["mediator_id"].tolist() == ["cat", "cat"]
    # Ann 0 + far (3), Bea 1 + far, Dot far + 1, Eve far + 0: fewest first, then most ties.
    assert missing["ask_ids"][0] == ("ann", "eve", "bea", "dot")
    without = make_map(
        [("mill", 0, 0.5), ("hill", 1000, 0.5)],
        [(one, "individual", {"ann": "mill", "eve": "hill"}.get(one), (), ()) for one in chain],
        ties=list(itertools.pairwise(chain)),
        consents=["ann", "bea"],
    )
    found = find_missing_links(without)
    assert found["mediator_id"].isna().all()
    assert found["ask_ids"][0] == ("ann", "eve", "cat", "bea", "dot")


def test_closed_secret_and_withdrawn_are_nowhere(road):
    assets = road.assets.assign(
        status=["active"] * 3 + ["closed"] + ["active"] * 3,
        sensitive_location=[False] * 6 + [True],
    )
    consents = pd.DataFrame(
        [("ben", "introduce", "2025-01-01", None), ("ben", "store", "2025-01-01", "2025-06-01")],
        columns=["asset_id", "purpose", "given_on", "withdrawn_on"],
    )
    m = AssetMap.from_frames(
        assets=assets, places=road.places, ties=road.ties, consents=consents,
        as_of=dt.date(2026, 1, 1),
    )  # fmt: skip
    missing = find_missing_links(m).set_index("place_a_id")
    assert missing.index.tolist() == ["isle", "hill"]  # nothing of Isle may be known
    assert missing.at["isle", "says"].startswith("Nothing in The Isle is on the map yet")
    assert missing.at["hill", "shares"] == ()  # the choir is closed
    everybody = {*missing["mediator_id"].dropna(), *missing["ask_ids"].explode().dropna()}
    assert not everybody & {"ben", "light"}


@pytest.mark.parametrize(
    "m",
    [
        AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []})),
        AssetMap.from_frames(
            assets=pd.DataFrame({"name": ["Asha"], "kind": ["individual"]}, index=["asha"])
        ),
    ],
)
def test_a_map_without_places_gives_the_same_columns(m):
    missing = find_missing_links(m)
    assert missing.columns.tolist() == list(MISSING_COLUMNS)
    assert {name: str(dtype) for name, dtype in missing.dtypes.items()} == DTYPES
    assert len(missing) == 0
    groups = find_missing_links(m, by="theme")
    assert groups.columns.tolist() == list(GROUP_MISSING_COLUMNS)
    assert measure_link_fit(m)["value"].iloc[:4].tolist() == [0, 0, 0, 0]


def test_one_place_stands_alone():
    m = make_map([("mill", 0, 0.5)], [("asha", "individual", "mill", (), ())])
    [row] = find_missing_links(m).to_dict("records")
    assert (row["place_a_id"], row["reason"], row["likeness"]) == ("mill", "no link at all", 0)
    assert pd.isna(row["place_b_id"])
    assert pd.isna(row["mediator_id"])
    assert row["ask_ids"] == ("asha",)
    assert row["says"].startswith("The Mill has 1 asset on the map and no link to any place yet. ")


def test_columns_and_types(road, street):
    for m in (road, street):
        missing = find_missing_links(m)
        assert {name: str(dtype) for name, dtype in missing.dtypes.items()} == DTYPES


def test_places_without_boundaries_are_paired_by_likeness():
    m = make_map(
        [(place, None, None) for place in ("mill", "hill", "quay")],
        [
            ("choir", "association", "mill", (), ("music",)),
            ("band", "association", "quay", (), ("music",)),
            ("hall", "space", "hill", (), ()),
        ],
        crs=None,
    )
    missing = find_missing_links(m).set_index("place_a_id")
    assert missing["place_b_id"].fillna("").to_dict() == {
        "mill": "quay",
        "quay": "mill",
        "hill": "",
    }
    assert missing.at["mill", "likeness"] == 1
    assert missing.at["mill", "says"].startswith(
        "The Mill has 1 asset on the map and no link to any place yet; most like it is The Quay"
    )


def test_a_district_is_the_level_that_is_asked_for(town):
    missing = find_missing_links(town, level="district")
    assert find_links(town, level="district")["place_b_id"].notna().any()
    assert (missing["reason"] != "no link at all").all()
    wards = find_missing_links(town, level="ward")
    assert wards["place_a_id"][0] == "isle"


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"n": -1, "alike": -2, "surprise": 0}, ReachError, r"n: -1 is no whole[\s\S]*alike: -2"),
        ({"n": 1.5}, ReachError, r"n: 1.5 is no whole number from 0"),
        ({"neighbours": "rok"}, ReachError, "Did you mean 'rook'"),
        ({"needs": ["need", "neeed"]}, TableError, "Did you mean 'need'"),
        ({"needs": "name"}, TableError, "'name' does not hold numbers"),
        ({"by": "themse"}, TableError, "Did you mean 'themes'"),
        ({"level": "ward"}, TableError, "No place has the level 'ward'"),
        ({"themes": ["musik"]}, TableError, "Did you mean 'music'"),
    ],
)
def test_what_cannot_be_used_is_said(road, wrong, error, says):
    with pytest.raises(error, match=says):
        find_missing_links(road, **wrong)


def test_degrees_are_refused():
    with pytest.raises(CRSError):
        find_missing_links(make_map([("mill", 0, 0.5)], [], crs="EPSG:4326"))


def test_inputs_stay_as_they_were(street):
    before = [street.assets, street.places, street.ties]
    find_missing_links(street)
    for old, new in zip(before, [street.assets, street.places, street.ties], strict=True):
        pd.testing.assert_frame_equal(old, new)


def test_bridges_do_not_depend_on_how_many_are_looked_at_together(street, monkeypatch):
    presence = find_presence(street)
    a, b = np.triu_indices(8, 1)
    together = find_mediators(street, presence, a, b)
    monkeypatch.setattr("assetmap.links._missing_mediators._CELLS", 30)
    apart = find_mediators(street, presence, a, b)
    assert apart.mediator.tolist() == together.mediator.tolist()
    assert apart.ask.tolist() == together.ask.tolist()
