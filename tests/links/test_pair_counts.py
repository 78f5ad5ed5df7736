"""Links by place and by grouping, against going through every pair, tie and member by hand."""

from __future__ import annotations

import datetime as dt
import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.links import _pair_counts as interlocks
from assetmap.links import find_links
from assetmap.model import GROUP_PAIR, PLACE_PAIR
from assetmap.tables import AssetMap
from tests.examples import on

WARDS = {"w0": "north", "w1": "north", "w2": "south", "w3": "south", "w4": "west"}
THEMES = ["art", "food", "walks"]
KINDS = ["individual", "association", "institution", "space"]
MEMBER_KINDS = {"member_of", "runs", "volunteers_at"}
COUNTS = ["shared_people", "shared_groups", "interlocks", "ties", "weight"]

ACTORS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(KINDS),
            "place_id": st.sampled_from([*WARDS, None]),
            "active_in": st.lists(st.sampled_from([*WARDS]), max_size=3).map(tuple),
            "themes": st.lists(st.sampled_from(THEMES), max_size=3, unique=True).map(tuple),
            "status": st.sampled_from(["active", "active", "active", "closed"]),
        }
    ),
    min_size=1,
    max_size=10,
)
TIES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from(["member_of", "runs", "volunteers_at", "knows", "uses"]),
        st.sampled_from([None, "2020-01-01"]),
    ),
    max_size=20,
)


def draw_map(actors, ties, **columns):
    assets = pd.DataFrame(actors).assign(name="x")
    assets.index = [f"n{at}" for at in range(len(actors))]
    rows = [
        (f"n{a}", f"n{b}", kind, until)
        for a, b, kind, until in ties
        if a != b and max(a, b) < len(actors)
    ]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "until"]).assign(**columns)
    districts = sorted(set(WARDS.values()))
    places = pd.DataFrame(
        {
            "name": [*WARDS, *districts],
            "level": ["ward"] * len(WARDS) + ["district"] * len(districts),
            "parent_id": [*WARDS.values(), *[None] * len(districts)],
        },
        index=[*WARDS, *districts],
    )
    return AssetMap.from_frames(assets=assets, places=places, ties=frame, as_of=dt.date(2026, 1, 1))


def count_by_hand(actors, ties, labels, *, active, home, counts=lambda actor: True):
    """Go through every pair of labels, every actor, every tie and every two groups."""
    is_open = [actor["status"] != "closed" for actor in actors]
    is_in = [still and counts(actor) for still, actor in zip(is_open, actors, strict=True)]
    there = [active(actor) if use else set() for use, actor in zip(is_in, actors, strict=True)]
    homes = [home(actor) if use else set() for use, actor in zip(is_in, actors, strict=True)]
    ties = [
        (a, b, kind)
        for a, b, kind, until in ties
        if a != b and max(a, b) < len(actors) and until is None and is_open[a] and is_open[b]
    ]
    is_person = [actor["kind"] == "individual" for actor in actors]
    members = {at: set() for at in range(len(actors))}
    for a, b, kind in ties:
        if kind in MEMBER_KINDS and is_person[a] and not is_person[b]:
            members[b].add(a)
    locked = [
        (g, h) for g, h in itertools.combinations(range(len(actors)), 2) if members[g] & members[h]
    ]

    def across(one, other, pair):
        """Is one end in the first and not in the second, and the other the other way round?"""
        p, q = pair
        forth = p in one and q not in one and q in other and p not in other
        return forth or (q in one and p not in one and p in other and q not in other)

    found = {}
    for pair in itertools.combinations(sorted(labels), 2):
        shared = [at for at in range(len(actors)) if set(pair) <= there[at]]
        people = sum(is_person[at] for at in shared)
        counted = (
            people,
            len(shared) - people,
            sum(across(there[g], there[h], pair) for g, h in locked),
            sum(across(homes[a], homes[b], pair) for a, b, _ in ties),
            pytest.approx(sum(1 / (len(there[at]) - 1) for at in shared)),
        )
        if any(counted[:4]):
            found[pair] = counted
    return found


def places_of(actor, lift=lambda place: place):
    return {lift(place) for place in (actor["place_id"], *actor["active_in"]) if place}


def home_of(actor, lift=lambda place: place):
    return {lift(actor["place_id"])} if actor["place_id"] else set()


def as_dict(links, end="place"):
    a, b, *_ = PLACE_PAIR if end == "place" else GROUP_PAIR
    rows = links[links[b].notna()]
    values = rows[COUNTS].itertuples(index=False, name=None)
    return dict(zip(zip(rows[a], rows[b], strict=True), values, strict=True))


@on(80)
@given(ACTORS, TIES)
def test_wards_districts_and_themes_agree_with_counting_by_hand(actors, ties):
    m = draw_map(actors, ties)
    wards = find_links(m)
    by_hand = count_by_hand(actors, ties, WARDS, active=places_of, home=home_of)
    assert as_dict(wards) == by_hand
    districts = as_dict(find_links(m, level="district"))
    assert districts == count_by_hand(
        actors,
        ties,
        set(WARDS.values()),
        active=lambda actor: places_of(actor, WARDS.__getitem__),
        home=lambda actor: home_of(actor, WARDS.__getitem__),
    )
    check_ties_between_districts_are_those_between_their_wards(wards, districts)
    check_themes_agree_with_counting_by_hand(actors, ties, find_links(m, by="theme"))


def check_ties_between_districts_are_those_between_their_wards(links, districts):
    """Each tie counts once: what joins two wards of one district is within it."""
    wards = links.dropna(subset="place_b_id")
    lifted = [
        tuple(sorted(map(WARDS.get, ends))) for ends in wards[["place_a_id", "place_b_id"]].values
    ]
    added = wards["ties"].groupby(pd.Series(lifted, wards.index, dtype=object)).sum()
    added = {pair: ties for pair, ties in added.items() if pair[0] != pair[1] and ties}
    assert {pair: values[3] for pair, values in districts.items() if values[3]} == added


def check_themes_agree_with_counting_by_hand(actors, ties, links):
    there = {theme for actor in actors if actor["status"] != "closed" for theme in actor["themes"]}
    by_hand = count_by_hand(
        actors, ties, there,
        active=lambda actor: set(actor["themes"]), home=lambda actor: set(actor["themes"]),
    )  # fmt: skip
    assert as_dict(links, "group") == by_hand
    linked = {theme for pair in by_hand for theme in pair}
    assert links.loc[links["group_b"].isna(), "group_a"].tolist() == sorted(there - linked)


@on(60)
@given(ACTORS, TIES)
def test_only_what_has_the_theme_counts(actors, ties):
    """Members alone need not have it: a theme is what their groups are about."""
    actors = [*actors, {**actors[0], "themes": ("art",)}]
    by_hand = count_by_hand(
        actors, ties, WARDS, active=places_of, home=home_of,
        counts=lambda actor: bool({"art", "food"} & set(actor["themes"])),
    )  # fmt: skip
    actors_known = [*actors, {**actors[0], "themes": ("food",), "status": "closed"}]
    assert as_dict(find_links(draw_map(actors_known, ties), themes=["art", "food"])) == by_hand


@on(25)
@given(ACTORS, TIES)
def test_doubling_every_strength_changes_nothing(actors, ties):
    one, two = (find_links(draw_map(actors, ties, strength=value)) for value in (1.5, 3.0))
    pd.testing.assert_frame_equal(one, two)


def test_interlocks_are_the_same_however_they_are_cut(monkeypatch):
    actors = [
        {"kind": "association", "place_id": f"w{at % 4}", "active_in": (f"w{at % 3}",),
         "themes": (), "status": "active"}
        for at in range(7)
    ]  # fmt: skip
    person = {"kind": "individual", "place_id": None, "active_in": (), "themes": ()}
    actors += [{**person, "status": "active"}] * 3
    ties = [(7 + at % 3, at, "member_of", None) for at in range(7)]
    ties += [(7, at, "runs", None) for at in range(1, 7, 2)]
    m = draw_map(actors, ties)
    whole = find_links(m)
    monkeypatch.setattr(interlocks, "AT_ONCE", 1)
    pd.testing.assert_frame_equal(find_links(m), whole)
    assert whole["interlocks"].sum() > 3


@pytest.fixture
def choirs():
    """
    Asha sings in the mill's choir and cooks in the hill's kitchen, and Ben does both too.

    The county body belongs to both places, and Asha runs it. The closed club
    and the ended membership join nothing. Only Asha's words are recent.
    """
    people = ["asha", "ben", "cy"]
    groups = ["choir", "kitchen", "county", "club", "boats"]
    assets = pd.DataFrame(
        {
            "name": [*people, *groups],
            "kind": ["individual"] * 3 + ["association"] * 5,
            "place_id": [None, None, None, "mill", "hill", "mill", "hill", "quay"],
            "active_in": [(), (), (), (), (), ("hill",), (), ()],
            "themes": [
                (), (), (), ("music",), ("food",), ("music", "food"), ("music",), ("river",),
            ],
            "status": ["active"] * 6 + ["closed", "active"],
        },
        index=[*people, *groups],
    )  # fmt: skip
    ties = pd.DataFrame(
        [
            ("asha", "choir", "member_of", None, "walk"),
            ("asha", "kitchen", "volunteers_at", None, "walk"),
            ("ben", "choir", "member_of", None, None),
            ("ben", "kitchen", "member_of", None, None),
            ("asha", "county", "runs", None, "walk"),
            ("cy", "club", "member_of", None, None),
            ("cy", "choir", "member_of", None, None),
            ("cy", "boats", "member_of", "2025-01-01", None),
            ("cy", "kitchen", "knows", None, None),
            ("ben", "boats", "member_of", None, None),
        ],
        columns=["source", "target", "kind", "until", "sources"],
    )
    places = pd.DataFrame({"name": ["Mill", "Hill", "Quay"]}, index=["mill", "hill", "quay"])
    sources = pd.DataFrame({"name": ["Walk"], "date": ["2026-01-01"]}, index=["walk"])
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties, sources=sources, as_of=dt.date(2026, 3, 1)
    )


def test_interlocks_by_hand(choirs):
    """Choir and kitchen count once, though two people are in both; county is shared already."""
    links = find_links(choirs)
    assert as_dict(links) == {
        ("hill", "mill"): (0, 1, 1, 0, 1.0),  # choir and kitchen
        ("hill", "quay"): (0, 0, 1, 0, 0.0),  # kitchen and boats, by Ben
        ("mill", "quay"): (0, 0, 1, 0, 0.0),  # choir and boats, by Ben
    }
    says = [sentence.split("; there are too few")[0] for sentence in links["says"]]
    assert says == [
        "Hill and Mill share 1 group (county); 1 pair of their groups has a member in common",
        "Hill and Quay have 1 pair of groups with a member in common",
        "Mill and Quay have 1 pair of groups with a member in common",
    ]
    doubts = [sentence.split("; ")[-1] for sentence in links["says"]]
    once = "this was not confirmed within two years."  # Ben's word
    assert doubts == ["1 of these 2 is old or unconfirmed.", once, once]  # and the body


def test_interlocks_by_theme(choirs):
    links = find_links(choirs, by="theme")
    assert as_dict(links, "group") == {
        ("food", "music"): (0, 1, 1, 0, 1.0),
        ("food", "river"): (0, 0, 1, 0, 0.0),
        ("music", "river"): (0, 0, 1, 0, 0.0),
    }
    assert links["distance_m"].isna().all()
    assert links["geometry"].isna().all()
    assert not links["adjacent"].any()
    assert links["says"].iloc[0].startswith("Food and music share 1 group (county); 1 pair")


def test_members_may_be_of_any_theme(choirs):
    """Nobody has a theme here; the choir and the county body have one, the kitchen another."""
    assert as_dict(find_links(choirs, themes="music")) == {("hill", "mill"): (0, 1, 0, 0, 1.0)}
    both = find_links(choirs, themes=["music", "food"])
    assert as_dict(both) == {("hill", "mill"): (0, 1, 1, 0, 1.0)}
    assert both["place_a_id"].tolist() == ["quay", "hill"]


def test_a_group_or_member_kept_secret_does_not_interlock(choirs):
    assets = choirs.assets.assign(sensitive_location=choirs.assets.index == "boats")
    secret = AssetMap.from_frames(
        assets=assets, places=choirs.places, ties=choirs.ties, sources=choirs.sources,
        as_of=choirs.as_of,
    )  # fmt: skip
    assert list(as_dict(find_links(secret))) == [("hill", "mill")]
    assert find_links(secret, by="theme")["group_a"].tolist() == ["food"]


def test_who_took_back_being_stored_joins_nothing(choirs):
    consents = pd.DataFrame(
        {"asset_id": ["ben"], "purpose": ["store"], "withdrawn_on": ["2026-02-01"]}
    )
    gone = AssetMap.from_frames(
        assets=choirs.assets, places=choirs.places, ties=choirs.ties, sources=choirs.sources,
        consents=consents, as_of=choirs.as_of,
    )  # fmt: skip
    assert as_dict(find_links(gone)) == {("hill", "mill"): (0, 1, 1, 0, 1.0)}
