"""Sentences about whom to ask, each number and name in them counted again from the tables."""

from __future__ import annotations

import re

import networkx as nx
import pytest

from assetmap import read_example
from assetmap.champions import choose_champions, find_champions, find_fragility, find_safeguards
from assetmap.tables import AssetMap
from tests.recounting import Plain, doubt, match, number, sample, words

GIFTS = ("offers", "head", "hands", "heart")


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return read_example("market_town")


@pytest.fixture(scope="module")
def plain(town: AssetMap) -> Plain:
    return Plain(town)


@pytest.fixture(scope="module")
def contacts(plain: Plain) -> nx.Graph:
    return plain.contacts(plain.counted(with_secret_people=True))


CHAMPION = re.compile(
    r"(?:No tie is recorded yet: nobody has asked\. Start with what they enjoy"
    r"|Tied to (?:(?P<groups>[\d,]+) community assets?(?: of (?P<kinds>\d+) kinds?)?"
    r" \((?P<named>.+?)"
    r"(?: and (?P<more>[\d,]+) more)?\))?(?: and )?(?:(?P<people>[\d,]+) (?:person|people))?"
    r"(?: across (?P<places>[\d,]+) places)?"
    r"(?:; (?P<only>[\d,]+) of these ha(?:s|ve) no other tie)?"
    r"(?:; known as (?P<roles>[^;]+)|(?P<bridge>; holds no title, and others meet this way))?)"
    r"(?:; (?P<named_by>[\d,]+) (?:person|people) named them as somebody who"
    r" brings others together)?"
    r"(?:; gifts: (?P<gifts>[^;]+))?"
    r"(?:; (?P<doubt>[^;]+ confirmed within two years|[^;]+ old or unconfirmed))?\."
)


def test_champions(town: AssetMap, plain: Plain, contacts: nx.Graph) -> None:
    found = find_champions(town, replicates=0)
    everybody = {key for key in contacts if plain.kind[key] == "individual"}
    assert set(found["person_id"]) == everybody
    between = nx.betweenness_centrality(contacts)
    for row in sample(found).itertuples():
        told = match(CHAMPION, row.says)
        person = row.person_id
        tied = set(contacts[person])
        groups = {key for key in tied if plain.kind[key] != "individual"}
        assert row.says.startswith("No tie is recorded") == (not tied)
        assert number(told["groups"]) == len(groups)
        if len(groups) > 1:
            assert number(told["kinds"]) == len({plain.kind[key] for key in groups})
        assert number(told["people"]) == len(tied - groups)
        named = sorted(groups)[:3]
        assert (told["named"] or "") == ", ".join(plain.name[key] for key in named)
        assert number(told["more"]) == len(groups) - len(named)
        places = {plain.place[key] for key in tied if key in plain.place} | plain.active[person]
        assert number(told["places"]) == (len(places) if len(places) > 1 and tied else 0)
        assert number(told["only"]) == sum(contacts.degree(key) == 1 for key in tied)
        roles = list(town.assets.loc[person, "roles"])
        assert (told["roles"] or "") == (", ".join(roles).replace("_", " ") if tied else "")
        joins = between[person] > 1e-12 and max(len(groups), len(places)) > 1
        assert bool(told["bridge"]) == (joins and not roles)
        assert number(told["named_by"]) == sum(named == person for _, named in plain.nominations)
        gifts = [word for column in GIFTS for word in town.assets.loc[person, column]]
        assert (told["gifts"] or "") == ", ".join(list(dict.fromkeys(gifts))[:3])
        records, unsure = plain.evidence(person)
        expected = doubt(unsure, records, of="{} records behind this", none="none of this was")
        assert (told["doubt"] or "") == (expected if tied else "")


FRAGILE = re.compile(
    r"(?:No tie is recorded yet: nobody has asked\. Start with what they enjoy\.?"
    r"|Without this (?:person|group) (?:the others still reach each other\."
    r"|(?P<lost>[^;]+); (?:(?P<cover>\d+) others? could cover"
    r"|nobody could cover yet: share what is done here)\.))"
    r"(?: (?P<doubt>.+)\.)?"
)
LOSSES = {
    "people": re.compile(r"([\d,]+) (?:person|people) would be cut off from the rest"),
    "orphans": re.compile(
        r"([\d,]+) associations? would be tied to (?:nobody else|no other person)"
    ),
    "assets": re.compile(r"([\d,]+) (?:asset would lose its|assets would lose their) only tie"),
    "places": re.compile(
        r"([\d,]+) (?:place would lose its|places would lose their) last link with another"
    ),
}


def lose(plain: Plain, contacts: nx.Graph, key: str) -> dict[str, int]:
    """Take one away and count who is left without what."""
    people = {node for node in contacts if plain.kind[node] == "individual"}
    near = nx.node_connected_component(contacts, key)
    rest = contacts.subgraph(near - {key})
    parts = sorted(
        nx.connected_components(rest),
        key=lambda part: (len(part & people), len(part)),
        reverse=True,
    )
    outside = set().union(*parts[1:]) & people
    if parts and len(parts[0]) == 1 and parts[0] <= people:
        outside |= parts[0]  # left with nobody at all
    tied = set(contacts[key])
    orphans = [
        group for group in tied
        if plain.kind[group] == "association" and key in people
        and set(contacts[group]) & people == {key}
    ]  # fmt: skip
    only = [node for node in tied - people if contacts.degree(node) == 1]

    def linked(graph: nx.Graph) -> set[str]:
        places = set()
        for a, b in graph.edges:
            ends = {plain.place.get(a), plain.place.get(b)}
            places |= ends if None not in ends and len(ends) == 2 else set()
        for node in graph:
            if node not in plain.place:
                around = {plain.place[end] for end in graph[node] if end in plain.place}
                places |= around if len(around) > 1 else set()
        return places

    without = contacts.copy()
    without.remove_node(key)
    return {
        "people": len(outside), "orphans": len(orphans), "assets": len(only),
        "places": len(linked(contacts) - linked(without)),
    }  # fmt: skip


@pytest.mark.parametrize("of", ["people", "associations"])
def test_fragility(town: AssetMap, plain: Plain, contacts: nx.Graph, of: str) -> None:
    for row in sample(find_fragility(town, of=of)).itertuples():
        told = match(FRAGILE, row.says)
        lost = told["lost"] or ""
        again = lose(plain, contacts, row.asset_id)
        for what, pattern in LOSSES.items():
            said = pattern.search(lost)
            assert number(said[1] if said else None) == again[what], (what, row.says)
        assert len(lost.split(", ")) == max(sum(count > 0 for count in again.values()), 1)
        if told["cover"]:
            assert number(told["cover"]) == len(row.could_cover_ids)
            mine = set(contacts[row.asset_id])
            for other in row.could_cover_ids:
                gifts = [
                    {
                        word.strip().casefold()
                        for column in GIFTS
                        for word in town.assets.loc[key, column]
                    }
                    for key in (row.asset_id, other)
                ]
                shared = len(mine & set(contacts[other]))
                assert shared >= min(len(mine), 2) or gifts[0] & gifts[1]
        records, unsure = plain.evidence(row.asset_id)
        if mine := contacts.degree(row.asset_id):
            expected = doubt(unsure, records, of="{} records behind this", none="None of this was")
            assert (told["doubt"] or "") == expected, mine


def test_safeguards(town: AssetMap, contacts: nx.Graph) -> None:
    graph = contacts.copy()
    for row in find_safeguards(town).itertuples():
        before = {frozenset(bridge) for bridge in nx.bridges(graph)}
        stuck = re.fullmatch(
            r"One tie is the only way to ([\d,]+) (?:asset or person|assets and people);"
            r" (?:too few around it have agreed to be introduced yet: ask who would like to be"
            r"|nobody else is recorded there: ask who takes part)\.",
            row.says,
        )
        if stuck:
            one, other = row.bridge_ids[0]
            assert frozenset((one, other)) in before
            cut = graph.copy()
            cut.remove_edge(one, other)
            sides = [len(nx.node_connected_component(cut, end)) for end in (one, other)]
            assert number(stuck[1]) == min(sides)
            assert bool(row.ask_ids) == ("ask who would like" in row.says)
            continue
        told = re.fullmatch(
            r"If these two met, (?:both sides would stay in touch even without (?:one contact"
            r"|any one of ([\d,]+) contacts)|their sides would have one more way to each other)\.",
            row.says,
        )
        assert told is not None, row.says
        graph.add_edge(row.person_id, row.other_id)
        removed = before - {frozenset(bridge) for bridge in nx.bridges(graph)}
        said = number(told[1]) if told[1] else int("one contact" in row.says)
        assert said == len(removed) == row.bridges_removed
        assert removed == {frozenset(bridge) for bridge in row.bridge_ids}


TEAM = re.compile(
    r"(?:Holds others together; look after them, and share what they do\. )?"
    r"(?:Within (?P<steps>\d+) ties? of (?P<near>[\d,]+) (?:person|people)"
    r"(?P<again> whom nobody above is so near to)?"
    r"|All within (?P<all>\d+) ties? of them are as near to somebody above)\."
)


@pytest.mark.parametrize("goal", ["reach", "keep"])
@pytest.mark.parametrize("steps", [1, 2])
def test_teams(town: AssetMap, plain: Plain, contacts: nx.Graph, goal: str, steps: int) -> None:
    people = {node for node in contacts if plain.kind[node] == "individual"}
    near_above: set[str] = set()
    team = choose_champions(town, 20, goal=goal, steps=steps)
    for nth, row in enumerate(team.itertuples()):
        told = match(TEAM, row.says)
        assert row.says.startswith("Holds") == (goal == "keep")
        near = set(nx.single_source_shortest_path_length(contacts, row.person_id, steps)) & people
        assert number(told["steps"] or told["all"]) == steps
        assert number(told["near"]) == len(near - near_above)
        assert bool(told["all"]) == (not near - near_above)
        if told["near"]:
            assert bool(told["again"]) == (nth > 0)
            assert words(len(near - near_above), "person", "people") in row.says
        near_above |= near
