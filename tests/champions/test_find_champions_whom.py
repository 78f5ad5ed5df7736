"""What people bridge by name, who named them, whom they are like, and by which ties."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.champions import find_champions
from assetmap.errors import TableError
from assetmap.publish import admit, protect_champions
from assetmap.tables import AssetMap
from tests.examples import on


@pytest.fixture
def quarter() -> AssetMap:
    """
    Asha and Ben sing; Cara repairs and knows Ben; Dev is 16-24 and knows Cara alone.

    Ben and Dev named Cara, Ben twice; Cara named herself. Gil has no tie. The
    refuge is at a secret place, and Asha and Gil are part of it.
    """
    people = ["asha", "ben", "cara", "dev", "gil"]
    assets = pd.DataFrame(
        {
            "name": [*(name.title() for name in people), "Choir", "Café", "Refuge"],
            "kind": ["individual"] * 5 + ["association", "exchange", "institution"],
            "roles": [("connector",), (), (), (), (), (), (), ()],
            "offers": [("tea",), (), ("bikes", "tea"), (), (), (), (), ()],
            "hands": [(), (), ("bikes", "baking"), (), (), (), (), ()],
            "place_id": ["mill", "mill", "hill", "hill", "mill", "mill", "hill", "quay"],
            "Age group": ["65-74", "25-34", "35-44", "16-24", "25-34", None, None, None],
            "Language": ["English; Gujarati", "English", "Polish", "English", None, None, None,
                         None],
            "sensitive_location": [False] * 7 + [True],
            "sources": "walk",
            "verified_on": ["2026-01-01", None, None, None, None, None, None, None],
        },
        index=[*people, "choir", "cafe", "refuge"],
    )  # fmt: skip
    ties = pd.DataFrame(
        [
            ("asha", "choir", "member_of", "walk"),
            ("ben", "choir", "member_of", "walk"),
            ("cara", "cafe", "volunteers_at", "old"),
            ("cara", "ben", "knows", "walk"),
            ("dev", "cara", "knows", "walk"),
            ("asha", "refuge", "member_of", "walk"),
            ("gil", "refuge", "member_of", "walk"),
            ("ben", "cara", "nominates", "walk"),
            ("ben", "cara", "nominates", "old"),
            ("dev", "cara", "nominates", "walk"),
            ("cara", "cara", "nominates", "walk"),
        ],
        columns=["source", "target", "kind", "sources"],
    )
    ties = ties[ties["source"] != ties["target"]]
    sources = pd.DataFrame(
        {"name": ["Walk", "Old list"], "date": ["2026-02-01", "2019-01-01"]}, index=["walk", "old"]
    )
    places = pd.DataFrame(
        {
            "name": ["Mill End", "Hill Top", "Quay", "River"],
            "parent_id": ["river", None, None, None],
        },
        index=["mill", "hill", "quay", "river"],
    )
    consents = pd.DataFrame(
        {"asset_id": "asha", "purpose": ["publish_role", "introduce"], "given_on": "2025-01-01"}
    )
    return AssetMap.from_frames(
        assets=assets, ties=ties, sources=sources, places=places, consents=consents,
        as_of=dt.date(2026, 3, 1),
    )  # fmt: skip


def people_of(m, **words):
    return find_champions(m, **({"replicates": 0} | words)).set_index("person_id")


def test_what_they_bring_together_is_named(quarter):
    people = people_of(quarter)
    cara = people.loc["cara"]
    assert cara["group_ids"] == ("cafe",)
    assert cara["group_kinds"] == ("exchange",)
    assert cara["bridged_place_ids"] == ("hill", "mill")
    assert cara["gifts"] == ("bikes", "tea", "baking")
    assert cara["reach_2"] == 4  # café, Ben, Dev; the choir through Ben
    assert cara["source_names"] == ("Old list", "Walk")
    assert people["evidence_days"].dropna().to_dict() == {"asha": 28, "ben": 28, "cara": 28,
                                                          "dev": 28, "gil": 28}  # fmt: skip
    assert people.loc["asha", "consents"] == ("introduce", "publish_role")
    assert people.loc["cara", "consents"] == ()


def test_what_is_at_a_secret_place_ties_nobody(quarter):
    people = people_of(quarter)
    assert people.loc["asha", "group_ids"] == ("choir",)
    assert people.loc["gil", "ties"] == 0
    assert people.index[0] == "gil"
    assert not people["says"].str.contains("Refuge").any()


def test_nominations_count_people_once_and_are_no_ties(quarter):
    people = people_of(quarter)
    assert people["nominations"].to_dict() == {"gil": 0, "cara": 2, "ben": 0, "asha": 0, "dev": 0}
    assert people.loc["cara", "ties"] == 3
    assert "2 people named them" in people.loc["cara", "says"]


def test_the_order_is_the_product_of_its_parts(quarter):
    # On asha-choir-ben-cara-(café, dev): Cara stands between the first three and the last
    # two, and between those two; Ben between the first two and the last three.
    people = people_of(quarter)
    pairs = 15  # of the 6 others of 7 assets; the refuge does not count
    assert people["betweenness"].mul(pairs).round(9).to_dict() == {
        "gil": 0, "cara": 7, "ben": 6, "asha": 0, "dev": 0,
    }  # fmt: skip
    # bridging: cara 4/4, ben 3/4, dev (no group, one place) and asha (a group) 1/4 and 2/4
    assert people["rank"].dropna().to_dict() == {"cara": 1, "ben": 2, "asha": 3, "dev": 4}
    only_named = people_of(quarter, weights={"nominations": 1})
    assert only_named["rank"].dropna().to_dict() == {"cara": 1, "asha": 2, "ben": 2, "dev": 2}


def test_ties_choose_what_counts_and_sentences_say_it(quarter):
    shared = people_of(quarter, tied_by="shared")
    assert shared["ties"].to_dict() == {"dev": 0, "gil": 0, "asha": 1, "ben": 1, "cara": 1}
    assert shared.loc["asha", "says"].startswith("By memberships alone, tied to 1 community asset")
    assert shared.loc["dev", "says"].startswith("No tie of the sort looked at")
    stated = people_of(quarter, tied_by="stated")
    assert stated["ties"].to_dict() == {"asha": 0, "gil": 0, "cara": 2, "ben": 1, "dev": 1}
    assert stated.loc["cara", "betweenness"] == pytest.approx(1 / 15)


def test_hidden_connectors_hold_no_title_and_nobody_named_them(quarter):
    """Cara bridges the most without a title; but two people named her, so she is known."""
    assert not people_of(quarter)["is_hidden"].any()
    unnamed = AssetMap.from_frames(
        assets=quarter.assets, places=quarter.places, sources=quarter.sources,
        ties=quarter.ties[quarter.ties["kind"] != "nominates"], as_of=quarter.as_of,
    )  # fmt: skip
    assert people_of(unnamed)["is_hidden"].to_dict() == {
        "gil": False, "cara": True, "ben": False, "asha": False, "dev": False
    }  # fmt: skip


def test_people_like_a_group_or_in_touch_with_it(quarter):
    young = people_of(quarter, like={"age_group": "16-24"})
    assert young["likeness"].to_dict() == {"cara": 0.5, "dev": 1.0}
    # cara: 1 x 1 x 0.5 (2 named her: 3/3); dev: 1 + 1/2 x 1/3 x 1, being of that age
    assert young["rank"].to_dict() == {"dev": 1, "cara": 2}
    plain = people_of(quarter, like={"age_group": "16-24"}, weights={"bridging": 1})
    assert plain["rank"].to_dict() == {"cara": 1, "dev": 2}  # likeness was not to count
    only_like = people_of(quarter, like={"age_group": "16-24"}, weights={"likeness": 1})
    assert only_like["rank"].to_dict() == {"dev": 1, "cara": 2}
    both = people_of(quarter, like={"Age group": "25-34", "LANGUAGE": "gujarati"})
    # asha speaks it, and is tied to no one of that age; ben is of that age
    assert both["likeness"][both.index.notna()].to_dict() == {
        "gil": 0.5,
        "asha": 0.5,
        "cara": 0.25,
        "ben": 0.5,
    }


def test_promise_5_whom_nobody_knows_comes_first(quarter):
    found = find_champions(quarter, like={"language": "Bengali", "place": "river"}, replicates=0)
    assert found["person_id"].isna().tolist() == [True, False, False, False, False]
    first = found.iloc[0]
    assert first["says"].startswith("Nobody is known yet who has, or is in touch with somebody of, "
                                    "language Bengali.")  # fmt: skip
    assert (first["ties"], first["groups"], first["likeness"], first["group_ids"]) == (0, 0, 0, ())
    assert found.dtypes.equals(find_champions(quarter, replicates=0).dtypes)
    # asha, ben and gil belong to the Mill, which is a part of River; cara knows Ben
    assert set(found["person_id"].dropna()) == {"gil", "asha", "ben", "cara"}


def test_people_like_a_group_are_listed_for_the_team_alone(quarter):
    agreed = pd.DataFrame(
        {"asset_id": "asha", "purpose": ["publish_name", "publish_role"], "given_on": "2025-01-01"}
    )
    m = AssetMap.from_frames(
        assets=quarter.assets.drop(columns="sources"), places=quarter.places, consents=agreed,
        as_of=quarter.as_of,
    )  # fmt: skip
    everybody = find_champions(m, replicates=0)
    narrowed = find_champions(m, like={"language": "Bengali", "age_group": "65-74"}, replicates=0)
    public, team = admit(m, audience="public"), admit(m, audience="team")
    shown = protect_champions(m, champions=everybody, admission=public).frame
    assert shown["person_id"].tolist() == ["asha"]
    safe = protect_champions(m, champions=narrowed, admission=public)
    assert safe.frame.empty
    assert safe.withheld == {"people to ask who are like a group that was asked for": 1}
    told = protect_champions(m, champions=narrowed, admission=team)
    assert told.frame["person_id"].isna().tolist() == [True, False]
    assert told.withheld == {}


def test_each_is_somewhere_and_nobody_is_both(quarter):
    found = find_champions(quarter, like={"age_group": "65-74", "language": "Polish"}, replicates=0)
    assert "age group 65-74 and language Polish" in found["says"][0]
    # asha is of that age, ben shares no tie with her; cara is Polish, dev and ben know her
    assert set(found["person_id"].dropna()) == {"asha", "ben", "cara", "dev"}


def test_groups_that_cannot_be_meant_are_refused_all_at_once(quarter):
    with pytest.raises(TableError) as caught:
        find_champions(
            quarter, like={"age_grup": "16-24", "language": "Gujaratti", "place": "Mil End"}
        )
    assert [problem.remedy for problem in caught.value.problems] == [
        "Did you mean 'age_group'?",
        "Did you mean 'Gujarati'? Known: English, Gujarati and Polish.",
        "Did you mean 'Mill End'?",
    ]  # fmt: skip
    with pytest.raises(TableError, match="names no attribute"):
        find_champions(quarter, like={})
    with pytest.raises(TableError, match="is not an attribute"):
        find_champions(quarter, like={"email": "x"})


def test_numbers_that_cannot_be_used_are_refused_all_at_once(quarter):
    with pytest.raises(TableError) as caught:
        find_champions(quarter, weights={"briding": 1, "likeness": -1}, missing_rate=1,
                       replicates=-1, top=0)  # fmt: skip
    assert [problem.where for problem in caught.value.problems] == [
        "weights", "weights['likeness']", "missing_rate", "replicates", "top",
    ]  # fmt: skip
    with pytest.raises(TableError, match="Did you mean 'shared'"):
        find_champions(quarter, tied_by="shard")


def test_much_that_is_missing_is_said(quarter):
    says = people_of(quarter, missing_rate=0.4)["says"]
    assert says.str.contains("much was never recorded").all()
    assert says.str.endswith(".").all()


def test_progress_is_said(quarter, capsys):
    said: list[str] = []
    find_champions(quarter, replicates=25, progress=said.append)
    assert said[-1] == "Looked how sure the order is: 25 of 25"
    find_champions(quarter, replicates=5, progress=True)
    assert "5 of 5" in capsys.readouterr().err


def test_spans_hold_the_rank_and_no_replicates_leave_them_empty(quarter):
    people = find_champions(quarter, replicates=40).dropna(subset="rank")
    assert (people["rank_low"] <= people["rank"]).all()
    assert (people["rank"] <= people["rank_high"]).all()
    assert people["stability"].eq(1).all()  # four people are always among the first ten
    none = find_champions(quarter, replicates=0)
    assert none[["rank_low", "rank_high", "stability"]].isna().all(axis=None)


@on(20)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), min_size=1, max_size=15, unique=True),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8, unique=True),
)
def test_one_more_nomination_never_puts_anybody_lower(ties, named):
    named = [pair for pair in named if pair[0] != pair[1] and pair != (0, 1)]
    ties = [pair for pair in ties if pair[0] != pair[1]]
    kinds = ["individual"] * 6 + ["association"] * 3

    def ranks(nominations):
        rows = [(f"n{a}", f"n{b}", "member_of") for a, b in ties]
        rows += [(f"n{a}", f"n{b}", "nominates") for a, b in nominations]
        m = AssetMap.from_frames(
            assets=pd.DataFrame({"name": "x", "kind": kinds}, index=[f"n{at}" for at in range(9)]),
            ties=pd.DataFrame(rows, columns=["source", "target", "kind"]),
        )
        return people_of(m)["rank"]

    before, after = ranks(named), ranks([*named, (0, 1)])
    if pd.notna(before["n1"]):
        assert after["n1"] <= before["n1"]
