"""Do our introductions open what is closed, more than link prediction does, one by one?"""

from __future__ import annotations

import datetime as dt

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import assetmap as am
from assetmap.links._participants import find_participants
from assetmap.links.suggest_introductions import MEETING_KINDS, suggest_introductions
from assetmap.space import place_of
from assetmap.tables import AssetMap


def map_of(simple, places, *, consenting=None, kind="individual"):
    """Make a map of people from a networkx graph: nodes become p00, p01, …"""
    ids = {node: f"p{number:02}" for number, node in enumerate(sorted(simple))}
    known = sorted({place for place in places.values() if place})
    consenting = list(ids.values()) if consenting is None else consenting
    return AssetMap.from_frames(
        assets=pd.DataFrame(
            {"name": list(ids.values()), "kind": kind,
             "place_id": [places[node] for node in ids]},
            index=list(ids.values()),
        ),
        places=pd.DataFrame({"name": known}, index=known),
        ties=pd.DataFrame(
            [(ids[a], ids[b]) for a, b in simple.edges], columns=["source", "target"]
        ).assign(kind="knows"),
        consents=pd.DataFrame(
            {"asset_id": consenting, "purpose": "introduce", "given_on": "2026-01-01"}
        ),
        as_of=dt.date(2026, 6, 1),
    )  # fmt: skip


def measure_ei(edges, group):
    """E-I by hand: -1 where every tie stays in its group, 1 where every tie leaves it."""
    known = [(group[a], group[b]) for a, b in edges if pd.notna(group[a]) and pd.notna(group[b])]
    external = sum(a != b for a, b in known)
    return (2 * external - len(known)) / len(known)


def pairs_of(found):
    return [tuple(sorted(p)) for p in zip(found["person_a_id"], found["person_b_id"], strict=True)]


def choose_by_adamic_adar(simple, pairs, n):
    """Choose the top pairs of networkx's link prediction, ties by id."""
    scored = [(-round(score, 12), a, b) for a, b, score in nx.adamic_adar_index(simple, pairs)]
    return [(a, b) for _, a, b in sorted(scored)[:n]]


def follow_ei(edges, chosen, group):
    """E-I after each introduction, one after another."""
    edges = [tuple(edge) for edge in edges]
    return [measure_ei(edges + chosen[: count + 1], group) for count in range(len(chosen))]


def test_karate_club_is_opened_more_than_adamic_adar_opens_it():
    karate = nx.karate_club_graph()
    m = map_of(karate, {node: karate.nodes[node]["club"].replace(".", "") for node in karate})
    simple = nx.relabel_nodes(karate, {node: f"p{node:02}" for node in karate})
    group = m.assets["place_id"]
    before = measure_ei(simple.edges, group)
    assert before == pytest.approx(-0.717949, abs=5e-7)  # methods.md
    ours = pairs_of(suggest_introductions(m, 10))
    theirs = choose_by_adamic_adar(simple, list(nx.non_edges(simple)), 10)
    assert set(theirs[0]) == {"p02", "p33"}
    ours_ei, their_ei = (follow_ei(simple.edges, chosen, group) for chosen in (ours, theirs))
    # their first pair is across the clubs too; from then on ours is ahead after each one
    assert all(a >= b for a, b in zip(ours_ei, their_ei, strict=True))
    assert (np.array(ours_ei[1:]) > np.array(their_ei[1:])).sum() >= 5
    assert ours_ei[-1] - before > 1.5 * (their_ei[-1] - before)
    # every one of ours is across: (11 + 10 - 67) / 88
    assert ours_ei[-1] == pytest.approx((11 + 10 - 67) / (78 + 10))


@pytest.fixture(scope="module")
def market_town():
    return am.read_example("market_town")


def test_the_market_town_is_opened_more_than_adamic_adar_opens_it(market_town):
    m = market_town
    participants = find_participants(m, kinds=MEETING_KINDS)
    ids = participants.graph.ids
    simple = nx.Graph()
    simple.add_nodes_from(ids)
    simple.add_edges_from(
        zip(ids[participants.graph.source], ids[participants.graph.target], strict=True)
    )
    may = ids[participants.may_meet]
    known = {frozenset(ids[[a, b]]) for a, b in zip(*participants.knows.nonzero(), strict=True)}
    allowed = [
        (a, b) for at, a in enumerate(may) for b in may[at + 1 :] if frozenset((a, b)) not in known
    ]
    group = place_of(m)
    before = measure_ei(simple.edges, group)
    ours = pairs_of(suggest_introductions(m, 10))
    theirs = choose_by_adamic_adar(simple, allowed, 10)
    ours_ei, their_ei = (follow_ei(simple.edges, chosen, group) for chosen in (ours, theirs))
    assert len(ours) == 10
    assert all(a > b for a, b in zip(ours_ei, their_ei, strict=True))
    assert ours_ei[-1] > before  # more open than it was
    assert their_ei[-1] < before  # more of the same: less open than it was


def test_the_market_town_is_given_introductions_worth_making(market_town):
    m = market_town
    found = suggest_introductions(m, 10)
    first = found.iloc[0]
    # Gwen's village hangs by one thread and wants young musicians and a piano; Owen runs the
    # school band and offers music lessons, and Mei-Ling, who leads the tai chi that Gwen drives
    # to, knows both.
    assert {first["person_a_name"], first["person_b_name"]} == {"Gwen Marfleet", "Owen Carr"}
    assert first["introducer_name"] == "Mei-Ling Chau"
    assert first["matched_gifts"] == ("music lessons (for piano)", "young musicians")
    assert (found["matched_gifts"].str.len() > 0).sum() >= 6
    assert (found["gain"] > 0).all()
    assert "Skelder Fen" in " ".join(found["says"])
    people = m.assets[m.assets["kind"] == "individual"]["name"]
    assert not [name for name in people if name in " ".join(found["says"])]


def join_triangles():
    """Two triangles, A and B, joined through x: A1 – x – B1."""
    simple = nx.Graph([("A1", "A2"), ("A2", "A3"), ("A1", "A3"), ("A1", "x"), ("x", "B1"),
                       ("B1", "B2"), ("B2", "B3"), ("B1", "B3")])  # fmt: skip
    return simple, {node: node[0] if node != "x" else None for node in simple}


@pytest.mark.parametrize("weights", [None, {"gain": 1.0}])
def test_one_introduction_between_the_triangles_leaves_no_bridge(weights):
    simple, places = join_triangles()
    assert len(list(nx.bridges(simple))) == 2
    m = map_of(simple, places)
    found = suggest_introductions(m, 1, between=("A", "B"), weights=weights)
    assert found["bridges_removed"].tolist() == [2]
    names = dict(zip(m.assets.index, sorted(simple), strict=True))
    simple.add_edge(names[found["person_a_id"][0]], names[found["person_b_id"][0]])
    assert not list(nx.bridges(simple))


def test_between_the_triangles_a_friend_of_both_is_asked_first():
    simple, places = join_triangles()
    m = map_of(simple, places)  # p00–p02 are A1–A3, p03–p05 B1–B3, p06 is x
    found = suggest_introductions(m, 3, between=("A", "B"))
    assert found[["person_a_id", "person_b_id", "introducer_id"]].iloc[0].tolist() == [
        "p00",
        "p03",
        "p06",
    ]
    # A and B were not linked; two ties lie between; they share x: (1 + 2/3 + 0) / 3
    assert found["gain"][0] == pytest.approx(5 / 9)
    assert found["joins"][0] == ("A and B",)
    # once that is made no bridge is left, and one link joins A with B: (1/2 + 0 + part) / 3;
    # A1 and B1 are neighbours now, so that A1 and B2 share B1, and A2 and B2 share nobody
    assert found["bridges_removed"].tolist() == [2, 0, 0]
    assert found["gain"][1] == pytest.approx((1 / 2 + 0 + 1 / 2) / 3)
    assert found["joins"][1] == ()


def test_separate_parts_are_joined_before_anything_else():
    simple = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("e", "f")])
    simple.add_node("g")
    m = map_of(simple, dict.fromkeys(simple, "mill"))
    found = suggest_introductions(m, 2)
    assert found["is_apart"].tolist() == [True, True]
    joined = nx.Graph(simple)
    names = dict(zip(m.assets.index, sorted(simple), strict=True))
    joined.add_edges_from((names[a], names[b]) for a, b in pairs_of(found))
    assert nx.is_connected(joined)
