"""Who is suggested to whom, by hand: gifts, consent, introducers, sides and sentences."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from assetmap.errors import TableError
from assetmap.links._introduction_sentences import IntroductionFacts, say_introduction
from assetmap.links.suggest_introductions import INTRODUCTION_COLUMNS, suggest_introductions
from assetmap.tables import AssetMap

DTYPES = {
    "person_a_id": "str", "person_a_name": "str", "person_b_id": "str", "person_b_name": "str",
    "introducer_id": "str",
    "introducer_name": "str", "score": "float64", "matched": "float64", "gain": "float64",
    "common": "float64", "willing": "float64", "matched_gifts": "object", "shares": "object",
    "joins": "object", "bridges_removed": "int64", "is_apart": "bool", "place_a_id": "str",
    "place_b_id": "str", "unsure_share": "float64", "says": "str",
}  # fmt: skip
KINDS = {"c": "association", "h": "space", "i": "institution"}


def map_of(ties, places, *, agreed=(), kinds=None, more=(), **columns):
    """Make a map of ids with their places; those in ``columns`` by id. Names are titles."""
    ids = list(places)
    frame = pd.DataFrame(
        {"name": [word.title() for word in ids],
         "kind": [(kinds or {}).get(word, "individual") for word in ids],
         "place_id": list(places.values())}, index=ids,
    )  # fmt: skip
    for name, values in columns.items():
        default = () if name in {"offers", "wants", "themes", "heart", "active_in"} else None
        frame[name] = [values.get(word, default) for word in ids]
    known = sorted({place for place in places.values() if place} | {"mill", "hill"})
    rows = [(source, target, "knows") if len(tie) == 2 else tie
            for tie in ties for source, target in [tie[:2]]]  # fmt: skip
    consents = pd.DataFrame({"asset_id": list(agreed), "purpose": "introduce"})
    consents = pd.concat([consents.assign(given_on="2026-01-01"), pd.DataFrame(more)])
    return AssetMap.from_frames(
        assets=frame,
        places=pd.DataFrame({"name": [place.title() for place in known]}, index=known),
        ties=pd.DataFrame(rows, columns=["source", "target", "kind"]),
        consents=consents.reset_index(drop=True),
        as_of=dt.date(2026, 6, 1),
    )


def pairs_of(found):
    return list(zip(found["person_a_id"], found["person_b_id"], strict=True))


@pytest.fixture
def village():
    """Asha and Ben at the mill, Cara and Dev on the hill; Ben knows Cara; the choir is Asha's."""
    return map_of(
        [("asha", "ben"), ("ben", "cara"), ("cara", "dev"), ("asha", "choir", "runs")],
        {"asha": "mill", "ben": "mill", "cara": "hill", "dev": "hill", "choir": "mill"},
        agreed=["asha", "ben", "cara", "dev"],
        kinds={"choir": "association"},
        offers={"asha": ("Bike repair",), "choir": ("singers",)},
        wants={"cara": ("bike-repair",), "dev": ("Singers", "piano")},
    )


def test_the_parts_of_a_score_are_worked_out_by_hand(village):
    found = suggest_introductions(village)
    row = found.iloc[0]
    assert (row["person_a_id"], row["person_b_id"], row["introducer_id"]) == ("asha", "cara", "ben")
    # one word that one alone offers: s = 1 / log2(2) = 1
    assert row["matched"] == pytest.approx(1 / 2)
    # they share Ben, who has two ties: s = 1 / ln 2
    assert row["common"] == pytest.approx((1 / math.log(2)) / (1 + 1 / math.log(2)))
    # mill and hill have one link, asha – ben – cara are two bridges, and they share Ben
    assert row["gain"] == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
    assert row["willing"] == 1.0
    score = row["gain"] * (1.5 / 2) ** 2 * 1.0 * ((1 + row["common"]) / 2) ** 0.25
    assert row["score"] == pytest.approx(score)
    assert row["matched_gifts"] == ("Bike repair",)
    assert (row["bridges_removed"], bool(row["is_apart"]), row["joins"]) == (2, False, ())
    assert (row["place_a_id"], row["place_b_id"]) == ("mill", "hill")


def test_a_person_meets_a_group_and_people_come_first(village):
    found = suggest_introductions(village)
    row = found[found["person_b_id"] == "choir"].iloc[0]
    assert (row["person_a_id"], row["person_b_name"], row["willing"]) == ("dev", "Choir", 0.25)
    assert row["matched_gifts"] == ("singers",)
    assert pd.isna(row["introducer_id"])
    assert row["says"].startswith("Choir offers singers, which this person would like.")


def test_the_frame_has_its_columns_and_types_full_and_empty(village):
    for m in (village, map_of([], {"asha": "mill", "ben": "hill"}),
              AssetMap.from_frames(assets=pd.DataFrame())):  # fmt: skip
        found = suggest_introductions(m)
        assert list(found.columns) == list(INTRODUCTION_COLUMNS)
        assert found.dtypes.astype(str).to_dict() == DTYPES
        assert found.index.equals(pd.RangeIndex(len(found)))
    assert len(suggest_introductions(village)) > 0


def test_nobody_agreed_is_an_empty_frame(village):
    nobody = AssetMap.from_frames(
        assets=village.assets, places=village.places, ties=village.ties, sources=village.sources,
        as_of=village.as_of,
    )  # fmt: skip
    assert suggest_introductions(nobody).empty


@pytest.mark.parametrize(
    ("consent", "is_named"),
    [
        ({"given_on": "2026-06-01"}, True),
        ({"given_on": "2026-06-02"}, False),
        ({"given_on": "2026-01-01", "expires_on": "2026-05-31"}, False),
        ({"given_on": "2026-01-01", "withdrawn_on": "2026-05-01"}, False),
        ({"given_on": "2026-01-01", "purpose": "publish_name"}, False),
    ],
)
def test_consent_must_hold_on_the_day_of_the_map(consent, is_named):
    more = [{"asset_id": "ben", "purpose": "introduce"} | consent]
    m = map_of([], {"asha": "mill", "ben": "hill"}, agreed=["asha"], more=more)
    assert (len(suggest_introductions(m)) == 1) is is_named


def test_an_introducer_agreed_too_and_is_the_one_with_the_strongest_ties():
    ties = [(friend, end) for friend in ("ben", "cara", "dev") for end in ("asha", "zoe")]
    places = {"asha": "mill", "ben": "mill", "cara": "mill", "dev": "mill", "zoe": "hill"}
    m = map_of(ties, places, agreed=["asha", "cara", "dev", "zoe"])
    assert suggest_introductions(m, 1)["introducer_id"].tolist() == ["cara"]  # Ben was not asked
    strong = m.ties.assign(strength=1.0)
    strong.loc[strong["source"] == "dev", "strength"] = 3.0
    strong.loc[(strong["source"] == "cara") & (strong["target"] == "asha"), "strength"] = 9.0
    again = AssetMap.from_frames(assets=m.assets, places=m.places, ties=strong,
                                 consents=m.consents, sources=m.sources, as_of=m.as_of)  # fmt: skip
    row = suggest_introductions(again, 1).iloc[0]
    assert (row["introducer_id"], row["introducer_name"]) == ("dev", "Dev")  # 3 and 3, not 9 and 1
    nobody = map_of(ties, places, agreed=["asha", "zoe"])
    row = suggest_introductions(nobody, 1).iloc[0]
    assert pd.isna(row["introducer_id"])
    assert pd.isna(row["introducer_name"])
    assert row["willing"] == 0.5
    assert "Nobody who is tied to both has agreed to be named yet" in row["says"]


def test_two_groups_meet_only_through_somebody():
    ties = [("ben", "choir", "runs"), ("ben", "club", "runs"), ("asha", "band", "runs")]
    places = {"asha": "mill", "ben": "mill", "choir": "mill", "club": "hill", "band": "hill"}
    kinds = dict.fromkeys(["choir", "club", "band"], "association")
    some = map_of(ties, places, agreed=["ben"], kinds=kinds)
    found = suggest_introductions(
        some, by="kind", asset_kinds=["association"], weights={"common": 1}
    )
    assert pairs_of(found) == [("choir", "club")]
    assert found["introducer_id"].tolist() == ["ben"]
    assert suggest_introductions(map_of(ties, places, kinds=kinds)).empty


@pytest.mark.parametrize("tie", [("asha", "ben", "nominates"), ("ben", "asha", "knows")])
def test_those_with_any_tie_have_met(tie):
    places = {"asha": "mill", "ben": "hill"}
    assert suggest_introductions(map_of([tie], places, agreed=places)).empty


def test_those_whose_tie_ended_have_met_too():
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([("asha", "ben")], places, agreed=places)
    ended = AssetMap.from_frames(
        assets=m.assets, places=m.places, ties=m.ties.assign(until="2026-01-01"),
        consents=m.consents, sources=m.sources, as_of=m.as_of,
    )  # fmt: skip
    assert suggest_introductions(ended).empty


@pytest.mark.parametrize(("members", "have_met"), [(20, True), (21, False)])
def test_members_of_a_small_group_have_met(members, have_met):
    ids = [f"p{number:02}" for number in range(members)]
    places = {**dict.fromkeys(ids, "mill"), "p00": "hill", "choir": "mill"}
    m = map_of([(word, "choir", "member_of") for word in ids], places, agreed=["p00", "p01"],
               kinds={"choir": "association"})  # fmt: skip
    assert suggest_introductions(m, asset_kinds=["individual"]).empty is have_met


def test_what_is_closed_or_secret_or_gone_never_counts():
    places = {"asha": "mill", "ben": "hill", "cara": "hill", "dev": "hill", "refuge": "hill"}
    gone = {"asset_id": "dev", "purpose": "store", "withdrawn_on": "2026-05-01"}
    m = map_of(
        [("asha", "refuge", "uses"), ("ben", "refuge", "uses")],
        places, agreed=["asha", "ben", "cara", "dev"], kinds={"refuge": "association"},
        status={"cara": "closed"}, sensitive_location={"refuge": True}, more=[gone],
    )  # fmt: skip
    found = suggest_introductions(m)
    assert pairs_of(found) == [("asha", "ben")]
    assert bool(found["is_apart"][0])  # that both use the refuge is not told
    assert found["common"].tolist() == [0.0]
    assert found["shares"].tolist() == [()]
    assert "Refuge" not in found["says"][0]


def test_the_same_person_is_in_at_most_so_many():
    places = {"asha": "mill", "ben": "hill", "cara": "hill", "dev": "hill"}
    m = map_of([("ben", "cara"), ("cara", "dev"), ("ben", "dev")], places, agreed=places)
    for at_most in (1, 2, 3):
        found = suggest_introductions(m, at_most=at_most)
        assert (found["person_a_id"] == "asha").sum() == at_most
    assert len(suggest_introductions(m, 1, at_most=3)) == 1


def test_gains_fall_as_introductions_are_made():
    places = {"asha": "mill", "abel": "mill", "ben": "hill", "cara": "hill"}
    m = map_of([("asha", "abel"), ("ben", "cara")], places, agreed=places)
    found = suggest_introductions(m, 2)
    assert pairs_of(found) == [("abel", "ben"), ("asha", "cara")]
    assert found["is_apart"].tolist() == [True, False]
    assert found["joins"].tolist() == [("Mill and Hill",), ()]
    # first nothing joins the two; then one link does, and it is the only way for the second
    assert found["gain"].tolist() == pytest.approx([1.0, (1 / 2 + 3 / 4 + 1 / 2) / 3])
    assert found["bridges_removed"].tolist() == [0, 3]
    ask = "What they would enjoy together is not recorded yet: ask them."
    assert found["says"][0].startswith(
        "Nothing on the map links Mill with Hill yet, and nobody they know links them, even at "
        "several removes."
    )
    # what others would join is said apart: nobody has met yet
    assert found["says"][1].startswith(
        "Nothing on the map links Mill with Hill yet (1 link would, if another introduction "
        "suggested here is made), and once they have met, both sides would stay in touch even "
        "without any one of 3 contacts."
    )
    assert found["says"].str.endswith(" None of this was confirmed within two years. " + ask).all()


@pytest.mark.parametrize(
    ("links", "more", "said"),
    [
        (0, 0, "Nothing on the map links Mill with Hill yet"),
        (0, 1, "Nothing on the map links Mill with Hill yet (1 link would, if another "
               "introduction suggested here is made)"),
        (0, 2, "Nothing on the map links Mill with Hill yet (2 links would, if 2 other "
               "introductions suggested here are made)"),
        (1, 0, "Only 1 link joins Mill with Hill so far"),
        (1, 1, "Only 1 link joins Mill with Hill so far (and 1 more if another introduction "
               "suggested here is made)"),
        (3, 2, "Only 3 links join Mill with Hill so far (and 2 more if 2 other introductions "
               "suggested here are made)"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("bridges", "is_apart", "then"),
    [
        (0, False, ""),
        (0, True, ", and nobody they know links them, even at several removes"),
        (1, False, ", and once they have met, both sides would stay in touch even without one "
                   "contact"),
        (4, False, ", and once they have met, both sides would stay in touch even without any one "
                   "of 4 contacts"),
    ],
)  # fmt: skip
def test_a_sentence_for_none_one_and_many(links, more, said, bridges, is_apart, then):
    told = IntroductionFacts(
        first="the first", second="the second", is_pair_of_people=True, from_first=(),
        from_second=(), words=(), neighbours=(), group_pairs=(("Mill", "Hill"),), links=links,
        more=more,
        bridges=bridges,
        is_apart=is_apart, has_introducer=True, records=4, unsure=0,
    )  # fmt: skip
    assert say_introduction(told) == (
        f"{said}{then}. Somebody who knows both could introduce them. "
        "What they would enjoy together is not recorded yet: ask them."
    )


def test_a_pair_that_joins_nothing_is_not_suggested_unless_gain_is_left_out():
    places = dict.fromkeys(["asha", "ben", "cara", "dev"], "mill")
    ties = [("asha", "ben"), ("ben", "cara"), ("cara", "dev"), ("dev", "asha")]
    m = map_of(ties, places, agreed=places, offers={"asha": ("cakes",)}, wants={"cara": ("cakes",)})
    assert suggest_introductions(m).empty
    found = suggest_introductions(m, weights={"matched": 1})
    assert pairs_of(found) == [("asha", "cara"), ("ben", "dev")]
    assert found["score"].tolist() == pytest.approx([0.75, 0.5])


def test_active_in_both_places_joins_them_already():
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([], places, agreed=places, active_in={"asha": ("hill",)})
    row = suggest_introductions(m).iloc[0]
    # Ben is at nothing that Asha is not at: she joins the mill and the hill herself
    assert row["joins"] == ()
    assert row["gain"] == pytest.approx((0 + 1 + 1) / 3)


@pytest.mark.parametrize(
    "between", [("mill", "hill"), ("Hill", "Mill"), ("north", "hill"), (" NORTH ", "HILL")]
)
def test_between_two_places_by_id_or_name_with_their_parts(between):
    places = {"asha": "mill", "ben": "hill", "cara": "quay", "dev": "mill"}
    m = map_of([], places, agreed=places, active_in={"dev": ("hill",)})
    area = pd.DataFrame({"name": ["North"], "parent_id": [None]}, index=["north"])
    known = pd.concat([m.places[["name"]].assign(parent_id=[None, "north", None]), area])
    m = AssetMap.from_frames(assets=m.assets, places=known, consents=m.consents, as_of=m.as_of)
    assert pairs_of(suggest_introductions(m, between=between)) == [("asha", "ben")]


def test_between_two_themes():
    places = dict.fromkeys(["asha", "ben", "cara"], "mill")
    themes = {"asha": ("housing",), "ben": ("Physical activity",), "cara": ("housing", "food")}
    m = map_of([], places, agreed=places, themes=themes)
    found = suggest_introductions(m, between=("physical activity", "Housing"), by="themes")
    assert set(pairs_of(found)) == {("asha", "ben"), ("ben", "cara")}
    assert found["joins"][0] == ("housing and Physical activity",)
    assert suggest_introductions(m, between=("housing", "food"), by="themes").empty


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"between": ("mil", "hill")}, "'mil' is not known. Did you mean 'mill'"),
        ({"between": ("mil", "hil")}, "'hil' is not known. Did you mean 'hill'"),
        ({"between": ("mill",)}, "1 given. Give two"),
        ({"between": "mill"}, "1 given. Give two"),
        ({"between": ("music", "food"), "by": "themes"}, "'food' is not known"),
        ({"by": "contact_name"}, "Groups cannot be told apart by 'contact_name'"),
        ({"by": "theems"}, "theems"),
        ({"asset_kinds": ["individul"]}, "'individul' is not known. Did you mean 'individual'"),
        ({"weights": {"gian": 1}}, "'gian' is not known. Did you mean 'gain'"),
        ({"weights": {"gain": -1}}, "-1 is not a finite number from 0"),
        ({"weights": {"gain": float("nan")}}, "nan is not a finite number from 0"),
        ({"n": -1}, "n: -1 is not a whole number from 0"),
        ({"n": 2.5}, "n: 2.5 is not a whole number from 0"),
        ({"at_most": True}, "at_most: True is not a whole number from 1"),
    ],
)
def test_what_cannot_be_looked_for_is_said(asked, says):
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([], places, agreed=places, themes={"asha": ("music",)})
    with pytest.raises(TableError) as raised:
        suggest_introductions(m, **asked)
    assert says in str(raised.value)


def test_all_that_is_wrong_is_said_at_once():
    m = map_of([], {"asha": "mill"})
    with pytest.raises(TableError) as raised:
        suggest_introductions(m, -1, weights={"gian": 1, "gain": -1}, asset_kinds=["x"])
    assert len(raised.value.problems) == 4


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ("men's walking group", "women's walking group"),
        ("singing lessons", "signing lessons"),
        ("lifts to hospital", "gifts to hospital"),
        ("support for men", "support for women"),
        ("unpaid carers group", "paid carers group"),
        ("walking buddy", "talking buddy"),
        ("garden stools", "garden tools"),
        ("piano lessons", "driving lessons"),
    ],
)
def test_nobody_meets_over_words_that_only_look_alike(offered, wanted):
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([], places, agreed=places, offers={"asha": (offered,)}, wants={"ben": (wanted,)})
    row = suggest_introductions(m).iloc[0]
    assert (row["matched"], row["matched_gifts"]) == (0.0, ())
    assert offered not in row["says"]


def test_words_that_communities_call_the_same_meet_and_both_are_said_as_they_were_written():
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([], places, agreed=places,
               offers={"asha": ("Lifts to hospital", "cakes", "I can mend bikes")},
               wants={"ben": ("a drive to the clinic", "Cakes", "bicycle repair")})  # fmt: skip
    row = suggest_introductions(m).iloc[0]
    assert row["matched"] == 3 / 4
    assert row["matched_gifts"] == (
        "Lifts to hospital (for a drive to the clinic)",
        "I can mend bikes (for bicycle repair)",
        "cakes",
    )
    assert row["says"].startswith(
        "The first offers cakes, which the second would like; the first offers 'Lifts to hospital' "
        "and 'I can mend bikes', and the second wants 'a drive to the clinic' and 'bicycle repair'."
    )


def test_words_that_mean_the_same_are_those_of_the_map_unless_others_are_given():
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([], places, agreed=places, offers={"asha": ("nook",)}, wants={"ben": ("Snugs",)})
    with_words = AssetMap.from_frames(assets=m.assets, places=m.places, consents=m.consents,
                                      as_of=m.as_of, synonyms={"snug": "nook"})  # fmt: skip
    assert suggest_introductions(m)["matched_gifts"].tolist() == [()]
    assert suggest_introductions(with_words)["matched_gifts"].tolist() == [("nook (for Snugs)",)]
    assert suggest_introductions(with_words, synonyms={})["matched_gifts"].tolist() == [()]
    given = suggest_introductions(m, synonyms={"nook": ["den", "snug"]})
    assert given["matched"].tolist() == [0.5]
    assert "The first offers 'nook', and the second wants 'Snugs'." in given["says"][0]


def test_what_few_can_give_counts_more():
    ids = ["asha", "ben", "cara", "dev", "eve"]
    offers = {"asha": ("piano",), "ben": ("cakes",), "cara": ("cakes",), "dev": ("cakes",)}
    m = map_of([], dict.fromkeys(ids[:4], "mill") | {"eve": "hill"}, agreed=ids, offers=offers,
               wants={"eve": ("cakes", "piano")})  # fmt: skip
    found = suggest_introductions(m, at_most=9, between=("mill", "hill"))
    found = found.set_index("person_a_id")["matched"]
    assert found["asha"] == pytest.approx(1 / 2)  # s = 1
    assert found["ben"] == pytest.approx((1 / 2) / (1 + 1 / 2))  # s = 1 / log2(4)


def test_a_gift_in_two_words_is_one_gift():
    places = {"asha": "mill", "ben": "hill"}
    m = map_of([], places, agreed=places, offers={"asha": ("lifts", "drivers")},
               wants={"ben": ("drivers",)})  # fmt: skip
    found = suggest_introductions(m, synonyms={"lifts": ["drivers"]})
    assert found["matched"].tolist() == [0.5]
    assert found["matched_gifts"].tolist() == [("drivers",)]


def test_common_ground_is_told_where_no_gift_is():
    places = {"asha": "mill", "ben": "hill", "cara": "hill", "choir": "hill"}
    m = map_of([("asha", "choir", "uses"), ("ben", "choir", "supports")], places,
               agreed=["asha", "ben"], kinds={"choir": "space"}, heart={"asha": ("Rivers",),
               "ben": ("rivers",)}, themes={"asha": ("food",), "cara": ("food",)})  # fmt: skip
    row = suggest_introductions(m, asset_kinds=["individual"]).iloc[0]
    assert row["shares"] == ("Rivers", "Choir")
    assert row["says"].startswith("The two have Rivers in common.")
    # two have rivers at heart, and the choir is tied to two
    assert row["common"] == pytest.approx((2 / math.log(2)) / (1 + 2 / math.log(2)))


def test_a_sentence_lists_three_and_counts_the_rest_and_the_doubts():
    words = ("cakes", "maps", "songs", "tea", "wool")
    places = {"asha": "mill", "ben": "hill", "cara": "mill"}
    m = map_of([("asha", "cara"), ("cara", "ben")], places, agreed=places,
               offers={"asha": words}, wants={"ben": words},
               verified_on={"asha": "2026-05-01", "ben": "2020-05-01"})  # fmt: skip
    row = suggest_introductions(m).iloc[0]
    assert row["says"] == (
        "The first offers cakes, maps, songs and 2 more, which the second would like. Only 1 link "
        "joins Mill with Hill so far, and once they have met, both sides would stay in touch even "
        "without any one of 2 contacts. Somebody who knows both could introduce them. 3 of 4 "
        "records behind this are old or unconfirmed."
    )
    assert row["unsure_share"] == 0.75  # Ben and the two ties, which nobody dated


def test_the_map_is_left_as_it_was(village):
    before = [table.copy() for table in (village.assets, village.ties, village.consents)]
    suggest_introductions(village)
    for table, kept in zip((village.assets, village.ties, village.consents), before, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(kept))


def test_a_large_map_is_looked_at_in_parts():
    """1,600 who may be introduced: beyond every pair; the two with the only gift still meet."""
    ids = [f"p{number:04}" for number in range(1_600)]
    random = np.random.default_rng(3)
    ends = random.integers(0, 1_600, (4_000, 2))
    ties = [(ids[a], ids[b]) for a, b in ends.tolist() if a != b]
    places = {word: f"place{number % 40:02}" for number, word in enumerate(ids)}
    m = map_of(ties, places, agreed=ids, offers={"p0003": ("piano",)}, wants={"p1444": ("piano",)})
    found = suggest_introductions(m)
    assert len(found) == 10
    assert (found["gain"] > 0).all()
    again = suggest_introductions(m, weights={"matched": 1})
    assert pairs_of(again)[0] == ("p0003", "p1444")


def test_n_is_how_many_none_is_all_and_0_is_none():
    places = {"asha": "mill", "ben": "hill", "cara": "hill"}
    m = map_of([], places, agreed=places, themes=dict.fromkeys(places, ("music",)))
    everything = suggest_introductions(m, None, at_most=9)
    assert len(everything) == 3
    assert suggest_introductions(m, 0).columns.tolist() == everything.columns.tolist()
    assert suggest_introductions(m, 0).empty
    assert suggest_introductions(m, 3, at_most=9).equals(everything)
