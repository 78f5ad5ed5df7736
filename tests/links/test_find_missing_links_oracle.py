"""Missing links on random small maps are those that going through every pair finds."""

from __future__ import annotations

import collections
import datetime as dt
import itertools
import math

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from shapely.affinity import translate

from assetmap.links._expected import measure_expected
from assetmap.links.find_links import find_links
from assetmap.links.find_missing_links import find_missing_links
from assetmap.tables import AssetMap
from tests.examples import on

PLACES = [f"p{at}" for at in range(6)]
THEMES = ["care", "food", "music"]
ASSETS = st.lists(
    st.tuples(
        st.sampled_from(["individual", "individual", "association", "space"]),
        st.sampled_from([*PLACES, None]),
        st.lists(st.sampled_from(PLACES), max_size=3, unique=True).map(tuple),
        st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(tuple),
        st.booleans(),
    ),
    min_size=1,
    max_size=16,
)
TIES = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=14)
CORNERS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=6, max_size=6, unique=True
)
NEEDS = st.lists(
    st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])), min_size=6, max_size=6
)
MAPS = st.tuples(ASSETS, TIES, CORNERS, NEEDS)


def build(drawn, *, rename=str, step=1, east=0.0):
    assets, ties, corners, needs = drawn
    frame = pd.DataFrame(
        {
            "name": "Nobody Known",
            "kind": [kind for kind, *_ in assets],
            "place_id": [None if home is None else rename(home) for _, home, *_ in assets],
            "active_in": [tuple(map(rename, more)) for _, _, more, *_ in assets],
            "themes": [themes for *_, themes, _ in assets],
        },
        index=[f"n{at:02d}" for at in range(len(assets))],
    )
    places = gpd.GeoDataFrame(
        {"name": [rename(place) for place in PLACES], "need": pd.array(needs, dtype="float64")},
        index=[rename(place) for place in PLACES],
        geometry=[translate(box(0, 0, 500, 500), x * 1000 + east, y * 1000) for x, y in corners],
        crs="EPSG:27700",
    )
    pairs = [(f"n{a:02d}", f"n{b:02d}") for a, b in ties if a != b and max(a, b) < len(assets)]
    agreed = [name for name, asset in zip(frame.index, assets, strict=True) if asset[4]]
    consents = pd.DataFrame({"asset_id": agreed}, dtype="str")
    return AssetMap.from_frames(
        assets=frame.iloc[::step], places=places.iloc[::step],
        ties=pd.DataFrame(pairs, columns=["source", "target"], dtype="str").assign(kind="knows"),
        consents=consents.assign(purpose="introduce", given_on="2025-01-01").iloc[::step],
        as_of=dt.date(2026, 1, 1),
    )  # fmt: skip


class Oracle:
    """The same questions, asked of one pair after another."""

    def __init__(self, drawn):
        self.assets, ties, self.corners, needs = drawn
        self.ids = [f"n{at:02d}" for at in range(len(self.assets))]
        self.there = {
            place: [at for at, asset in enumerate(self.assets) if place in {asset[1], *asset[2]}]
            for place in PLACES
        }
        known = sorted(need for need in needs if need is not None)
        self.standing = {
            place: None if need is None
            else np.mean([rank + 0.5 for rank, other in enumerate(known) if other == need])
            / len(known)
            for place, need in zip(PLACES, needs, strict=True)
        }  # fmt: skip
        self.needy = {
            place for place, need in zip(PLACES, needs, strict=True)
            if need is not None and need > known[0]
            and sum(other > need for other in known) / len(known) < 0.2
        }  # fmt: skip
        self.graph = nx.Graph()
        self.graph.add_nodes_from(range(len(self.assets)))
        self.graph.add_edges_from(
            (a, b) for a, b in ties if a != b and max(a, b) < len(self.assets)
        )

    def profile(self, place):
        shares = collections.Counter()
        for at in self.there[place]:
            kind, *_, themes, _ = self.assets[at]
            for theme in themes or [None]:
                shares[kind, theme] += 1 / max(len(themes), 1) / len(self.there[place])
        return shares

    def likeness(self, a, b):
        one, other = self.profile(a), self.profile(b)
        by_assets = sum(math.sqrt(one[sort] * other[sort]) for sort in one)
        if self.standing[a] is None or self.standing[b] is None:
            return by_assets
        return (2 * by_assets + 1 - abs(self.standing[a] - self.standing[b])) / 3

    def shares(self, a, b):
        def about(place):
            return collections.Counter(
                theme for at in self.there[place] for theme in self.assets[at][3]
            )

        both = about(a) & about(b)
        themes = sorted(both, key=lambda theme: (-both[theme], theme))
        return (*themes, *(["high need"] if {a, b} <= self.needy else []))

    def apart(self, a, b):
        return 1000 * math.dist(*(self.corners[PLACES.index(place)] for place in (a, b)))

    def near(self, a, count):
        """The nearest, and those as near."""
        others = sorted(self.apart(a, b) for b in PLACES if b != a)
        return {b for b in PLACES if b != a and self.apart(a, b) <= others[count - 1] + 1e-6}

    def alike(self, a, count):
        others = [b for b in PLACES if b != a and round(self.likeness(a, b), 9) >= 0.5]
        return set(sorted(others, key=lambda b: (-round(self.likeness(a, b), 9), b))[:count])

    def steps(self, place):
        steps = dict.fromkeys(self.there[place], 0)
        for at in self.there[place]:
            lengths = nx.single_source_shortest_path_length(self.graph, at, cutoff=2)
            for other, length in lengths.items():
                steps[other] = min(steps.get(other, 3), length)
        return steps

    def bridge(self, a, b):
        one, other = self.steps(a), self.steps(b)
        people = [at for at in {*one, *other} if self.assets[at][0] == "individual"]
        ranked = sorted(people, key=lambda at: (
            one.get(at, 3) + other.get(at, 3), not (at in one and at in other),
            -self.graph.degree(at), at,
        ))  # fmt: skip
        may = [at for at in ranked if at in one and at in other and self.assets[at][4]]
        first = may[0] if may else None
        asked = [self.ids[at] for at in ranked if at != first][:5]
        return (None if first is None else self.ids[first]), tuple(asked)


def amounts(links):
    joined = links[links["place_b_id"].notna()]
    keys = zip(joined["place_a_id"], joined["place_b_id"], strict=True)
    return dict(zip(keys, joined["weight"] + joined["ties"], strict=True))


@on(50)
@given(MAPS, st.sampled_from([1, 2]), st.sampled_from([0, 1, 2]))
def test_every_pair_is_looked_at_by_hand(drawn, near, alike):
    m = build(drawn)
    oracle, linked = Oracle(drawn), amounts(find_links(m))
    missing = find_missing_links(m, neighbours=near, alike=alike, surprise=1.0, n=None)
    pairs = list(itertools.combinations(PLACES, 2))
    a, b = np.triu_indices(6, 1)
    xy = np.array(oracle.corners) * 1000.0
    sizes = np.array([len(oracle.there[place]) for place in PLACES])
    found = measure_expected(
        a, b, np.array([linked.get(pair, 0.0) for pair in pairs]), sizes=sizes, xy=xy
    )
    surprise = dict(zip(pairs, found.surprise, strict=True))
    has_link = {place for pair in linked for place in pair}
    wanted = {}
    for one, other in pairs:
        if {one, other} <= has_link:
            is_near = other in oracle.near(one, near) or one in oracle.near(other, near)
            is_alike = other in oracle.alike(one, alike) or one in oracle.alike(other, alike)
            is_less = surprise[one, other] <= -1.0
            if (one, other) in linked and is_less:
                wanted[one, other] = "fewer than expected"
            elif (one, other) not in linked and (is_near or is_alike or is_less):
                wanted[one, other] = "not linked"
    rest = missing[missing["reason"] != "no link at all"]
    keys = list(zip(rest["place_a_id"], rest["place_b_id"], strict=True))
    assert dict(zip(keys, rest["reason"], strict=True)) == wanted
    expected = dict(zip(pairs, found.expected, strict=True))
    assert rest["expected"].to_numpy() == pytest.approx(
        np.array([expected[key] for key in keys]), nan_ok=True
    )
    assert rest["weight"].tolist() == pytest.approx([linked.get(key, 0.0) for key in keys])

    alone = missing[: len(missing) - len(rest)]
    assert set(alone["place_a_id"]) == set(PLACES) - has_link
    for one, other in zip(alone["place_a_id"], alone["place_b_id"], strict=True):
        assert other in oracle.near(one, 1)
        assert oracle.likeness(one, other) == pytest.approx(
            max(oracle.likeness(one, near) for near in oracle.near(one, 1))
        )
    for row in missing.itertuples():
        assert row.likeness == pytest.approx(
            oracle.likeness(row.place_a_id, row.place_b_id), abs=1e-8
        )
        assert row.shares == oracle.shares(row.place_a_id, row.place_b_id)
        bridge, ask = oracle.bridge(row.place_a_id, row.place_b_id)
        assert (None if pd.isna(row.mediator_id) else row.mediator_id) == bridge
        assert row.ask_ids == ask
        assert row.distance_m == pytest.approx(oracle.apart(row.place_a_id, row.place_b_id))
        assert "Nobody Known" not in row.says
        assert not any(name in row.says for name in oracle.ids)


@on(25)
@given(MAPS)
def test_row_order_ten_kilometres_and_names_of_places_change_nothing(drawn):
    m = build(drawn)
    plain = find_missing_links(m)
    other = find_missing_links(build(drawn, step=-1, east=10_000.0))
    columns = [name for name in plain.columns if name != "geometry"]
    pd.testing.assert_frame_equal(plain[columns], other[columns], rtol=1e-6)
    check_renaming_places_renames_the_answer(drawn, plain)
    check_nobody_is_a_bridge_who_did_not_agree(drawn, plain, find_missing_links(m, by="theme"))


def check_renaming_places_renames_the_answer(drawn, plain):
    def rename(place):
        return f"q{9 - int(place[1:])}"  # the other way round in the order of names

    other = find_missing_links(build(drawn, rename=rename))

    def ends(missing, name=str):
        pairs = zip(missing["place_a_id"].map(name), missing["place_b_id"].map(name), strict=True)
        return collections.Counter(
            (frozenset(pair), reason)
            for pair, reason in zip(pairs, missing["reason"], strict=True)
            if reason != "no link at all"  # of equally near and alike, the first is named
        )

    if not _has_equals(drawn):
        assert ends(plain, rename) == ends(other)
    alone = plain.loc[plain["reason"] == "no link at all", "place_a_id"]
    others = other.loc[other["reason"] == "no link at all", "place_a_id"]
    assert sorted(map(rename, alone)) == sorted(others)


def check_nobody_is_a_bridge_who_did_not_agree(drawn, *found):
    agreed = {f"n{at:02d}" for at, asset in enumerate(drawn[0]) if asset[4]}
    people = {f"n{at:02d}" for at, asset in enumerate(drawn[0]) if asset[0] == "individual"}
    for missing in found:
        assert set(missing["mediator_id"].dropna()) <= agreed & people
        assert set(missing["ask_ids"].explode().dropna()) <= people


def _has_equals(drawn):
    """Whether some place is equally like two others: then the first by name is taken."""
    oracle = Oracle(drawn)
    for one in PLACES:
        likeness = [round(oracle.likeness(one, other), 6) for other in PLACES if other != one]
        if len(set(likeness)) < len(likeness):
            return True
    return False
