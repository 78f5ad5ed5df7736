"""Introductions on small random maps, beside a reading of their definition in plain loops."""

from __future__ import annotations

import datetime as dt
import math
import re
from itertools import combinations, pairwise, product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.links import _introduction_pairs as looking
from assetmap.links import add_ties, find_links
from assetmap.links._introduction_gain import (
    add_tie,
    build_bridge_forest,
    build_grouped_graph,
    count_bridges,
    measure_gain,
)
from assetmap.links.suggest_introductions import (
    INTRODUCTION_COLUMNS,
    INTRODUCTION_WEIGHTS,
    suggest_introductions,
)
from assetmap.model import GROUP_PAIR, PLACE_PAIR
from assetmap.tables import AssetMap
from tests.examples import on

WORDS = ["piano", "lifts", "cakes", "welding", "drivers"]
SYNONYMS = {"lifts": ["drivers"]}
TODAY = dt.date(2026, 6, 1)
FEWER = on(10)  # each suggests on two maps


def draw_map(seed, *, size=11):
    """Draw people, groups and halls in three places, tied at random."""
    random = np.random.default_rng(seed)
    kinds = random.choice(["individual"] * 4 + ["association"] * 2 + ["space"], size)
    ids = [f"{kind[0]}{number:02}" for number, kind in enumerate(kinds)]

    def some(words, most):
        return [tuple(random.choice(words, random.integers(0, most + 1), replace=False))
                for _ in ids]  # fmt: skip

    assets = pd.DataFrame(
        {
            "name": [f"Name {word}" for word in ids],
            "kind": kinds,
            "status": random.choice(["active"] * 6 + ["closed"], size),
            "sensitive_location": random.random(size) < 0.08,
            "place_id": random.choice(["mill", "hill", "quay"], size),
            "active_in": some(["mill", "hill", "quay"], 1),
            "offers": some(WORDS, 2),
            "wants": some(WORDS, 2),
            "themes": some(["music", "food"], 1),
            "heart": some(["rivers", "food"], 1),
        },
        index=ids,
    )
    ends = [pair for pair in combinations(ids, 2) if random.random() < random.choice([0.1, 0.25])]
    ties = pd.DataFrame(ends, columns=["source", "target"], dtype=object)
    ties["kind"] = random.choice(["knows", "member_of", "uses", "nominates"], len(ties))
    ties["strength"] = random.choice([1.0, 2.0], len(ties))
    ties["until"] = random.choice(["2026-01-01", None, None, None], len(ties))
    people = [word for word in ids if word[0] == "i"]
    asked = pd.DataFrame({"asset_id": people, "purpose": "introduce"})
    asked["given_on"] = random.choice(["2026-01-01", "2026-01-01", None], len(people))
    asked["withdrawn_on"] = random.choice(["2026-05-01", None, None, None], len(people))
    gone = pd.DataFrame({"asset_id": people[:1], "purpose": "store", "withdrawn_on": "2026-05-01"})
    places = pd.DataFrame({"name": ["Mill", "Hill", "Quay"]}, index=["mill", "hill", "quay"])
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties,
        consents=pd.concat([asked, gone.iloc[: int(seed % 5 == 0)]], ignore_index=True),
        as_of=TODAY, synonyms=SYNONYMS,
    )  # fmt: skip


class Plain:
    """The definition, in loops over dictionaries and networkx graphs."""

    def __init__(self, m):
        self.m = m
        assets, ties, consents = m.assets, m.ties, m.consents
        today = pd.Timestamp(TODAY)
        gone = set(consents.loc[(consents["purpose"] == "store")
                                & (consents["withdrawn_on"] <= today), "asset_id"])  # fmt: skip
        self.there = sorted(
            word for word in assets.index
            if assets.loc[word, "status"] != "closed"
            and not assets.loc[word, "sensitive_location"] and word not in gone
        )  # fmt: skip
        agreed = consents[(consents["purpose"] == "introduce") & consents["given_on"].notna()]
        agreed = agreed[agreed["withdrawn_on"].isna()]["asset_id"]
        self.agreed = {word for word in agreed if word in self.there}
        self.graph = nx.Graph()
        self.graph.add_nodes_from(self.there)
        self.met, members, self.strength = set(), {}, {}
        for tie in ties.itertuples():
            ends = frozenset((tie.source, tie.target))
            if not ends <= set(self.there):
                continue
            self.met.add(ends)
            stands = not tie.until <= today
            if stands and tie.kind != "nominates":
                self.graph.add_edge(tie.source, tie.target)
                self.strength[ends] = self.strength.get(ends, 0.0) + tie.strength
            if stands and tie.kind == "member_of" and tie.source[0] == "i" != tie.target[0]:
                members.setdefault(tie.target, set()).add(tie.source)
        for group in members.values():
            self.met |= {frozenset(pair) for pair in combinations(sorted(group), 2)}
        self.places = {
            word: {assets.loc[word, "place_id"], *assets.loc[word, "active_in"]}
            for word in self.there
        }
        self.interests = {
            word: {*assets.loc[word, "themes"], *assets.loc[word, "heart"]} for word in self.there
        }

    def is_person(self, word):
        return word[0] == "i"

    def could(self, word, want):
        offers, same = {*self.m.assets.loc[word, "offers"]}, {"lifts", "drivers"}
        return want in offers or (want in same and bool(offers & same))

    def matched(self, a, b):
        total = 0.0
        for giver, taker in ((a, b), (b, a)):
            for want in self.m.assets.loc[taker, "wants"]:
                if self.could(giver, want):
                    givers = sum(self.could(word, want) for word in self.there)
                    total += 1 / math.log2(1 + givers)
        return total / (1 + total)

    def common(self, a, b):
        total = sum(1 / math.log(self.graph.degree(word))
                    for word in nx.common_neighbors(self.graph, a, b))  # fmt: skip
        for interest in self.interests[a] & self.interests[b]:
            total += 1 / math.log(sum(interest in held for held in self.interests.values()))
        return total / (1 + total)

    def introducers(self, a, b):
        shared = set(nx.common_neighbors(self.graph, a, b)) & self.agreed
        weaker = {word: min(self.strength[frozenset((word, end))] for end in (a, b))
                  for word in shared}  # fmt: skip
        return sorted(shared, key=lambda word: (-weaker[word], -self.graph.degree(word), word))

    def willing(self, a, b):
        if self.introducers(a, b):
            return 1.0
        return {2: 0.5, 1: 0.25}.get(self.is_person(a) + self.is_person(b))

    def links(self, graph, one, other):
        ties = sum((one in self.places[x] and other in self.places[y])
                   + (one in self.places[y] and other in self.places[x])
                   for x, y in graph.edges)  # fmt: skip
        return ties + sum({one, other} <= held for held in self.places.values())

    def gain(self, graph, a, b):
        alone = self.places[a] - self.places[b], self.places[b] - self.places[a]
        links = {(x, y): self.links(graph, x, y) for x in alone[0] for y in alone[1]}
        joined = max((1 / (1 + count) for count in links.values()), default=0.0)
        joins = {frozenset(pair) for pair, count in links.items() if count == 0}
        if not nx.has_path(graph, a, b):
            return (joined + 2) / 3, 0, True, joins
        chain = nx.shortest_path(graph, a, b)
        only = {frozenset(edge) for edge in nx.bridges(graph)}
        bridges = sum(frozenset(edge) in only for edge in pairwise(chain))
        shares = bool(list(nx.common_neighbors(graph, a, b)))
        gain = (joined + bridges / (1 + bridges) + (0.0 if shares else 0.5)) / 3
        return gain, bridges, False, joins

    def suggest(self, n, at_most, weights=INTRODUCTION_WEIGHTS):
        """Measure every pair anew for each introduction."""
        kinds = self.m.assets["kind"]
        may = [
            word
            for word in self.there
            if word in self.agreed or (not self.is_person(word) and kinds[word] != "space")
        ]
        pairs = [pair for pair in combinations(may, 2)
                 if frozenset(pair) not in self.met and self.willing(*pair)]  # fmt: skip
        fixed = {
            pair: ((1 + self.matched(*pair)) / 2) ** weights["matched"]
            * ((1 + self.common(*pair)) / 2) ** weights["common"]
            * self.willing(*pair) ** weights["willing"]
            for pair in pairs
        }
        graph, used, rows = self.graph.copy(), dict.fromkeys(may, 0), []
        while len(rows) < n:
            found = {pair: self.gain(graph, *pair) for pair in pairs
                     if max(used[end] for end in pair) < at_most}  # fmt: skip
            scores = {pair: round(fixed[pair] * gain[0] ** weights["gain"], 12)
                      for pair, gain in found.items() if gain[0] > 0}  # fmt: skip
            if not scores:
                return rows
            best = min(scores, key=lambda pair: (-scores[pair], pair))
            rows.append((best, scores[best], *found[best]))
            graph.add_edge(*best)
            pairs.remove(best)
            for end in best:
                used[end] += 1
        return rows


@on(25)
@given(st.integers(0, 100_000), st.sampled_from([1, 2, 9]))
def test_every_part_of_every_row_is_as_defined(seed, at_most):
    m = draw_map(seed)
    plain = Plain(m)
    found = suggest_introductions(m, 6, at_most=at_most)
    expected = plain.suggest(6, at_most)
    assert [
        frozenset(pair) for pair in zip(found["person_a_id"], found["person_b_id"], strict=True)
    ] == [frozenset(row[0]) for row in expected]
    for row, (pair, score, gain, bridges, is_apart, joins) in zip(
        found.itertuples(), expected, strict=True
    ):
        assert row.score == pytest.approx(score)
        assert row.gain == pytest.approx(gain)
        assert (row.bridges_removed, row.is_apart) == (bridges, is_apart)
        assert row.matched == pytest.approx(plain.matched(*pair))
        assert row.common == pytest.approx(plain.common(*pair))
        assert row.willing == plain.willing(*pair)
        introducers = plain.introducers(*pair)
        assert (row.introducer_id == introducers[0]) if introducers else pd.isna(row.introducer_id)
        named = {frozenset(word.title() for word in pair) for pair in joins}
        assert {frozenset(words.split(" and ")) for words in row.joins} == named
        assert bool(row.matched_gifts) == (row.matched > 0)
        assert row.place_a_id == m.assets.loc[row.person_a_id, "place_id"]
        assert row.person_a_id[0] == "i" or row.person_b_id[0] != "i"  # people before groups


_SO_FAR = re.compile(
    r"(?:Nothing on the map links|Only (\d) links? joins?) ([^.(]+?) with ([^.(]+?) (?:yet|so far)"
    r"(?: \((?:and )?(\d) )?"
)


@on(25)
@given(st.integers(0, 100_000), st.sampled_from(["place", "themes"]))
def test_what_is_said_to_join_two_sides_is_what_find_links_counts(seed, by):
    """On the map as it is; and what more there would be, on the map with the rows above made."""

    def count(m):
        rows = find_links(m, by=by)
        total = rows[["shared_people", "shared_groups", "interlocks", "ties"]].sum(axis=1)
        _, _, *ends = PLACE_PAIR if by == "place" else GROUP_PAIR
        pairs = map(frozenset, zip(*(rows[end] for end in ends), strict=True))
        return dict(zip(pairs, total, strict=True))

    m = draw_map(seed)
    found = suggest_introductions(m, 6, by=by)
    now = count(m)
    for at, says in enumerate(found["says"]):
        if (said := _SO_FAR.search(says)) is None:
            continue
        links, left, right, more = said.groups()
        then = count(add_ties(m, found.iloc[:at]))
        for pair in product(left.split(" and "), right.split(" and ")):
            assert now.get(frozenset(pair), 0) == int(links or 0)
            assert then.get(frozenset(pair), 0) == int(links or 0) + int(more or 0)


@on(25)
@given(st.integers(0, 100_000))
def test_nobody_who_has_not_agreed_is_named_anywhere(seed):
    m = draw_map(seed)
    agreed = Plain(m).agreed
    found = suggest_introductions(m, 50, at_most=20)
    others = {word for word in m.assets.index if word[0] == "i"} - agreed
    for column in INTRODUCTION_COLUMNS:
        for cell in found[column]:
            words = " ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)
            assert not [word for word in others if word in words], column
    said = " ".join(found["says"])
    assert not [word for word in m.assets.index if word[0] == "i" and f"Name {word}" in said]


@FEWER
@given(st.integers(0, 100_000))
def test_looking_at_some_pairs_only_chooses_among_the_same(seed):
    m = draw_map(seed, size=16)
    whole = suggest_introductions(m, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking, "_ENTRIES_AT_ONCE", 7)  # in many blocks
        pd.testing.assert_frame_equal(suggest_introductions(m, 5), whole)
        patch.setattr(looking, "ALL_PAIRS_UP_TO", 0)  # as in a large map
        part = suggest_introductions(m, 5)
    # every pair with anything in common was among the best 20 of 16
    near = whole[(whole["matched"] > 0) | (whole["common"] > 0)]
    if len(near) == len(whole):
        pd.testing.assert_frame_equal(part, whole)
    if len(part) and len(whole):
        assert part["score"][0] <= whole["score"][0]


@FEWER
@given(st.integers(0, 100_000), st.randoms(use_true_random=False))
def test_order_of_rows_doubled_strengths_and_other_ids_change_nothing_else(seed, random):
    m = draw_map(seed)
    found = suggest_introductions(m, 8)

    def suggest_again(**tables):
        given = {"assets": m.assets, "ties": m.ties, "consents": m.consents} | tables
        again = AssetMap.from_frames(
            places=m.places, sources=m.sources, as_of=m.as_of, synonyms=m.synonyms, **given
        )
        return suggest_introductions(again, 8)

    def rename(ids):
        return "other-" + ids  # in the same order

    orders = [random.sample(list(table.index), len(table)) for table in (m.assets, m.ties)]
    shuffled = suggest_again(assets=m.assets.loc[orders[0]], ties=m.ties.loc[orders[1]])
    pd.testing.assert_frame_equal(shuffled, found)
    doubled = suggest_again(ties=m.ties.assign(strength=m.ties["strength"] * 2))
    pd.testing.assert_frame_equal(doubled, found)
    renamed = suggest_again(
        assets=m.assets.set_axis(rename(m.assets.index)),
        ties=m.ties.assign(source=rename(m.ties["source"]), target=rename(m.ties["target"])),
        consents=m.consents.assign(asset_id=rename(m.consents["asset_id"])),
    )
    ends = ["person_a_id", "person_b_id", "introducer_id"]
    expected = found.assign(**{end: rename(found[end]) for end in ends})
    pd.testing.assert_frame_equal(renamed, expected)


@FEWER
@given(st.integers(0, 100_000))
def test_what_too_many_share_brings_no_pair_up_but_still_brings_them_near(seed):
    m = draw_map(seed)
    asked = {"weights": {"gain": 1}, "asset_kinds": ["individual"]}
    whole = suggest_introductions(m, 5, **asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking, "SHARED_AT_MOST", 1)  # as of a body that a thousand are tied to
        hubs = suggest_introductions(m, 5, **asked)
    assert hubs["common"].tolist() == [0.0] * len(hubs)
    pd.testing.assert_frame_equal(hubs[["person_a_id", "person_b_id", "gain"]],
                                  whole[["person_a_id", "person_b_id", "gain"]])  # fmt: skip


def draw_grouped_graph(seed, size=12):
    """Draw a graph, and up to two groups for each node."""
    random = np.random.default_rng(seed)
    simple = nx.gnp_random_graph(size, random.choice([0.08, 0.15, 0.3]), seed=seed)
    membership = np.zeros((size, 4))
    for column in random.integers(0, 4, (2, size)):
        membership[np.arange(size), column] = random.random(size) < 0.8
    both = nx.to_scipy_sparse_array(simple, format="csr", dtype=float)
    return simple, build_grouped_graph(both, looking.csr_array(membership))


@given(st.integers(0, 100_000))
def test_bridges_between_two_are_those_on_every_chain(seed):
    simple, graph = draw_grouped_graph(seed)
    forest = build_bridge_forest(graph.adjacency)
    first, second = map(np.ravel, np.meshgrid(np.arange(12), np.arange(12)))
    only = {frozenset(edge) for edge in nx.bridges(simple)}
    for a, b, counted in zip(first, second, count_bridges(forest, first, second), strict=True):
        chain = nx.shortest_path(simple, a, b) if nx.has_path(simple, a, b) else []
        steps = pairwise(chain)
        assert counted == sum(frozenset(step) in only for step in steps)


@given(st.integers(0, 100_000), st.integers(0, 11), st.integers(0, 11))
def test_a_gain_can_only_fall_as_ties_are_added(seed, one, other):
    """What makes it right to look again only at the best: an old score is never too low."""
    simple, graph = draw_grouped_graph(seed)
    if one == other or simple.has_edge(one, other):
        return
    first, second = np.triu_indices(12, k=1)
    before = measure_gain(graph, first, second).gain
    after = measure_gain(add_tie(graph, one, other), first, second).gain
    assert (after <= before + 1e-12).all()
