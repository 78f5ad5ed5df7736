"""Sentences of links, each number and name in them counted again from the plain tables."""

from __future__ import annotations

import re
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from assetmap import read_example
from assetmap.links import (
    classify_ties,
    find_connecting_bodies,
    find_contact_ties,
    find_links,
    find_missing_links,
    measure_cohesion,
    measure_link_fit,
    measure_silos,
    suggest_introductions,
)
from assetmap.tables import AssetMap
from tests.recounting import (
    Plain,
    all_pairs,
    doubt,
    how_far,
    listed,
    match,
    metres_apart,
    number,
    paired,
    sample,
    words,
)

MEMBERSHIPS = {"member_of", "runs", "volunteers_at"}
NO_MORE = r"(?P<doubt>[^;.]*)"


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return read_example("market_town")


@pytest.fixture(scope="module")
def plain(town: AssetMap) -> Plain:
    return Plain(town)


class Joined:
    """What joins two places, counted one by one."""

    def __init__(self, plain: Plain, one: str, other: str) -> None:
        counted = plain.counted(with_secret_people=False)
        both = {key for key in counted if {one, other} <= plain.active[key]}
        people = {key for key in both if plain.kind[key] == "individual"}
        self.people, self.groups = len(people), both - people
        self.ties = 0
        unsure = sum(plain.unsure[key] for key in both)
        members: dict[str, dict[str, bool]] = {}
        for a, b, kind, is_unsure in plain.ties_among(counted):
            if {plain.place.get(a), plain.place.get(b)} == {one, other}:
                self.ties += 1
                unsure += is_unsure
            if kind in MEMBERSHIPS:
                person, group = (a, b) if plain.kind[a] == "individual" else (b, a)
                if plain.kind[person] == "individual" != plain.kind[group]:
                    of_group = members.setdefault(group, {})
                    of_group[person] = of_group.get(person, True) and is_unsure
        self.interlocks = 0
        for first, second in combinations(sorted(members), 2):
            shared = members[first].keys() & members[second].keys()
            ends = {one, other}
            there = [plain.active[group] & ends for group in (first, second)]
            if shared and all(len(places) == 1 for places in there) and there[0] != there[1]:
                self.interlocks += 1
                unsure += all(members[first][who] or members[second][who] for who in shared)
        self.unsure = unsure
        self.joining = self.people + len(self.groups) + self.interlocks + self.ties


LINK = re.compile(
    r"(?P<pair>[^;]+?)"
    r"(?P<share> share (?P<people>(?P<n_people>[\d,]+) (?:person|people))?(?: and )?"
    r"(?P<groups>(?P<n_groups>[\d,]+) groups? \((?P<named>.+?)\))?)?"
    r"(?P<tied>(?: and)? are joined by (?P<ties>[\d,]+) ties?)?"
    r"(?:(?:; | have )(?P<locks>[\d,]+) pairs? of (?:their )?groups (?:has |have |with )a member in"
    r" common)?"
    r"; (?P<near>they are neighbours|their middles are (?P<km>[\d.]+) km apart)"
    r"(?:; that is (?P<way>more|less) than places of their size and distance mostly have)?"
    r"(?:; (?P<doubt>[^;]+))?\."
)


def test_links(town: AssetMap, plain: Plain) -> None:
    links = find_links(town)
    linked = {
        frozenset(pair) for pair in zip(links["place_a_id"], links["place_b_id"], strict=True)
    }
    for pair in all_pairs(set(plain.leaves)):
        is_joined = Joined(plain, *sorted(pair)).joining > 0
        assert is_joined == (pair in linked)  # no sentence is missing, and none too many
    for row in sample(links).itertuples():
        told = match(LINK, row.says)
        again = Joined(plain, row.place_a_id, row.place_b_id)
        assert told["pair"] == paired(plain.places[row.place_a_id], plain.places[row.place_b_id])
        assert (told["people"] or "") == (
            words(again.people, "person", "people") if again.people else ""
        )
        assert number(told["n_groups"]) == len(again.groups)
        named = list(row.shared_group_ids)
        assert set(named) <= again.groups
        assert len(named) == min(len(again.groups), 3)
        more = [f"{len(again.groups) - 3} more"] * (len(again.groups) > 3)
        shown = listed([*(plain.name[group] for group in named), *more]) if named else ""
        assert (told["named"] or "") == shown
        assert number(told["ties"]) == again.ties
        assert number(told["locks"]) == again.interlocks
        assert ("1 pair of their groups has" in row.says) == (
            again.interlocks == 1 and again.people + len(again.groups) + again.ties > 0
        )
        shapes = plain.shape[row.place_a_id], plain.shape[row.place_b_id]
        if told["km"]:
            assert not shapes[0].intersects(shapes[1])
            far = metres_apart(plain.shape, row.place_a_id, row.place_b_id)
            assert float(told["km"]) == pytest.approx(far / 1000, abs=0.05001)
        else:
            assert shapes[0].intersects(shapes[1])
        none = "this was not" if again.joining == 1 else "none of this was"
        assert (told["doubt"] or "") == doubt(again.unsure, again.joining, of="these {}", none=none)
        amount = row.weight + row.ties
        if told["way"]:
            assert (amount > row.expected) == (told["way"] == "more")
            assert row.q <= 0.1


MISSING = re.compile(
    r"(?P<pair>.+?)(?:, (?:which are (?P<besides>neighbours)|(?P<apart>[\d.]+ k?m) apart), share"
    r" (?P<shares>.+?)| (?:are (?P<near>neighbours)|lie (?P<lie>[\d.]+ k?m) apart))"
    r", and (?:no link between them is recorded yet"
    r"|what joins them counts for (?P<few>about [\d,]+ links?|less than 1 link)"
    r"|all that joins them is who their groups share)\."
    r"(?: Places this large and this far apart have (?:about (?P<expected>[\d,]+) links?"
    r"|less than 1 link) on average\.)?"
    r" (?:Somebody who agreed to be introduced is close to both"
    r"|Nobody close to either is recorded yet: ask who travels"
    r"|Nobody close to both has agreed to be introduced yet: ask (?P<ask>[\d,]+) (?:person|people)"
    r" who may know more)\."
    r"(?: (?P<doubt>.+)\.)?"
)


def test_missing_links(town: AssetMap, plain: Plain) -> None:
    counted = plain.counted(with_secret_people=False)
    for row in sample(find_missing_links(town)).itertuples():
        told = match(MISSING, row.says)
        ends = row.place_a_id, row.place_b_id
        assert told["pair"] == paired(*(plain.places[end] for end in ends))
        again = Joined(plain, *ends)
        if "no link between them" in row.says:
            assert again.joining == 0
        far = told["apart"] or told["lie"]
        meet = plain.shape[ends[0]].intersects(plain.shape[ends[1]])
        assert meet == (far is None)
        assert far is None or far == how_far(metres_apart(plain.shape, *ends))
        for shared in re.split(r", | and ", told["shares"] or ""):
            for end in ends:  # each has something of it, or both are of high need
                about = {
                    theme
                    for key in counted
                    if end in plain.active[key]
                    for theme in town.assets.loc[key, "themes"]
                }
                assert shared in about or shared == "high need"
        there = {key for key in counted if plain.active[key] & set(ends)}
        unsure = sum(plain.unsure[key] for key in there)
        none = "The one record there was not" if unsure == 1 else "None of the records there was"
        assert (told["doubt"] or "") == doubt(
            unsure, len(there), of="the {} records there", none=none
        )
        assert number(told["ask"]) == len(row.ask_ids) * ("to be introduced yet" in row.says)
        near = [
            {key for key in counted if plain.kind[key] == "individual" and end in plain.active[key]}
            for end in ends
        ]
        if "Somebody who agreed" in row.says:
            consents = town.consents
            agreed = consents[(consents["purpose"] == "introduce") & consents["given_on"].notna()]
            assert row.mediator_id in set(agreed["asset_id"])
            contacts = plain.contacts(counted)
            reach = set(nx.single_source_shortest_path_length(contacts, row.mediator_id, 2))
            for end, _ in zip(ends, near, strict=True):
                at_home = {key for key in counted if end in plain.active[key]}
                assert reach & at_home  # within two ties of each place


FIT = {
    "places": re.compile(r"(?P<n>[\d,]+) places have somebody or something in them\."),
    "pairs": re.compile(r"They make (?P<n>[\d,]+) pairs\."),
    "linked_pairs": re.compile(
        r"(?P<n>[\d,]+) pairs share a person or a group, or are joined by a tie\."
    ),
    "links": re.compile(
        r"What joins them weighs (?P<n>[\d,.]+): shared people and groups by weight, and ties\."
    ),
}


def test_link_fit(town: AssetMap, plain: Plain) -> None:
    says = measure_link_fit(town)["says"]
    counted = plain.counted(with_secret_people=False)
    there = sorted(
        place for place in plain.leaves if any(place in plain.active[key] for key in counted)
    )
    joined = {pair: Joined(plain, *pair) for pair in combinations(there, 2)}
    told = {name: float(match(FIT[name], says[name])["n"].replace(",", "")) for name in FIT}
    assert told["places"] == len(there)
    assert told["pairs"] == len(joined)
    of_any = [found for found in joined.values() if found.people or found.groups or found.ties]
    assert told["linked_pairs"] == len(of_any)
    weight = 0.0
    for key in counted:  # 1 / (k - 1) for each pair of its k places: k / 2 in all
        k = len(plain.active[key] & set(plain.leaves))
        weight += k / 2 if k > 1 else 0
    ties = sum(found.ties for found in joined.values())
    assert told["links"] == pytest.approx(weight + ties, abs=0.0501)

    # The model by a program for such models: quasi-Poisson on the logarithms.
    size = {place: sum(place in plain.active[key] for key in counted) for place in there}
    rows, amount = [], []
    for (a, b), found in joined.items():
        shared = [key for key in counted if {a, b} <= plain.active[key]]
        amount.append(
            found.ties + sum(1 / (len(plain.active[key] & set(plain.leaves)) - 1) for key in shared)
        )
        rows.append([1.0, np.log(size[a] * size[b]), np.log(metres_apart(plain.shape, a, b))])
    x, y = np.array(rows), np.array(amount)
    beta = np.array([np.log(y.mean()), 0.0, 0.0])
    for _ in range(50):  # Newton's steps
        mean = np.exp(x @ beta)
        beta = beta + np.linalg.solve(x.T @ (x * mean[:, None]), x.T @ (y - mean))
    assert says["size_power"] == (
        f"Links grow with both sizes, multiplied, to the power {beta[1]:.2f}."
    )
    assert says["distance_power"] == (
        f"Links go with distance to the power {beta[2]:.2f}; below 0 they fade."
    )


COHESION = {
    "components": r"(?P<parts>[\d,]+) separate parts? among (?P<assets>[\d,]+) assets\.",
    "largest_share": r"(?P<percent>\d+)% of the assets are in the largest part\.",
    "isolates": r"(?P<n>[\d,]+) assets? (?:has|have) no tie on record: ask about them first\.",
    "bridges": r"(?P<n>[\d,]+) ties? (?:is|are) the only way between two sides\.",
    "ei": r"(?P<within>[\d,]+) ties? stays? within a place, (?P<across>[\d,]+) leads? to another\.",
    "places": r"(?P<n>[\d,]+) places\.",
    "places_alone": r"Every place has a link\.",
    "place_components": r"(?P<n>[\d,]+) separate parts? among (?P<places>[\d,]+) places\.",
    "unreachable_pairs": r"A chain of links joins every two places\.",
    "mean_distance": r"(?P<mean>[\d.]+) links from place to place on average,"
                     r" where a chain of links joins them\.",
    "algebraic_connectivity": r"(?P<value>[\d.]+), where 0 is in parts"
                              r" and more is harder to part\.",
    "edge_connectivity": r"(?P<n>[\d,]+) links? holds? the places together at the least: without"
                         r" (?:it|them), (?P<aside>.+) would be apart\.",
}  # fmt: skip


def test_cohesion(town: AssetMap, plain: Plain) -> None:
    found = measure_cohesion(town)
    counted = plain.counted(with_secret_people=False)
    ties = list(plain.ties_among(counted))
    unsure = sum(is_unsure for *_, is_unsure in ties)
    rests = doubt(unsure, len(ties), of="{} ties behind this", none="None of this was")
    told = {}
    for measure, sentence in found["says"].items():
        body = sentence.removesuffix(f" {rests}.") if rests else sentence
        told[measure] = match(re.compile(COHESION[measure]), body)
    graph = plain.contacts(counted)
    parts = list(nx.connected_components(graph))
    assert number(told["components"]["parts"]) == len(parts)
    assert number(told["components"]["assets"]) == len(counted)
    largest = max(map(len, parts)) / len(counted)
    assert number(told["largest_share"]["percent"]) == round(100 * largest)
    assert number(told["isolates"]["n"]) == len(list(nx.isolates(graph)))
    kinds: dict[frozenset[str], int] = {}
    for a, b, _, _ in ties:
        kinds[frozenset((a, b))] = kinds.get(frozenset((a, b)), 0) + 1
    assert number(told["bridges"]["n"]) == len(list(nx.bridges(graph)))
    homes = [(plain.place.get(a), plain.place.get(b)) for a, b in graph.edges]
    known = [(a, b) for a, b in homes if {a, b} <= set(plain.leaves)]
    assert number(told["ei"]["within"]) == sum(a == b for a, b in known)
    assert number(told["ei"]["across"]) == sum(a != b for a, b in known)
    between, counts = nx.Graph(), nx.Graph()
    between.add_nodes_from(plain.leaves)
    for a, b in combinations(plain.leaves, 2):
        if joining := Joined(plain, a, b).joining:
            between.add_edge(a, b)
            counts.add_edge(a, b, weight=joining)
    assert number(told["places"]["n"]) == len(plain.leaves)
    assert number(told["place_components"]["n"]) == nx.number_connected_components(between) == 1
    mean = nx.average_shortest_path_length(between)
    assert float(told["mean_distance"]["mean"]) == pytest.approx(mean, rel=0.005)
    value = nx.algebraic_connectivity(between, method="lanczos")
    assert float(told["algebraic_connectivity"]["value"]) == pytest.approx(value, rel=0.005)
    fewest, sides = nx.stoer_wagner(counts)
    assert number(told["edge_connectivity"]["n"]) == fewest
    aside = {
        name for name in plain.leaves if plain.places[name] in told["edge_connectivity"]["aside"]
    }
    crossing = sum(
        data["weight"] for a, b, data in counts.edges(data=True) if (a in aside) != (b in aside)
    )
    assert crossing == fewest
    assert min(map(len, sides)) >= 1


SILO = re.compile(
    r"(?:(?P<group>.+): )?(?P<within>[\d,]+) ties? stays? within(?: (?:their groups|its group))?, "
    r"(?P<out>[\d,]+) (?:leads|lead) (?:between groups|to another group|to other groups)"
    r" \(E-I (?P<ei>[+-][\d.]+)\);"
    r" (?P<chance>chance alone could do this: it would give|chance would give)"
    r" (?P<expected>[+-][\d.]+)(?:, so they (?P<way>keep to their own|reach out) more than that)?"
    r" \(p (?P<p>[\d.e-]+)\)\."
    r"(?: (?:Left out: )?(?P<left>.+))?"
)


@pytest.mark.parametrize("by", ["place", "kind"])
def test_silos(town: AssetMap, by: str) -> None:  # noqa: C901 - every part is counted
    assets = town.assets
    # This question is about the whole graph of the map, closed and secret assets too.
    graph = nx.Graph()
    graph.add_nodes_from(assets.index)
    day = pd.Timestamp(town.as_of)
    for tie in town.ties.itertuples():
        if tie.kind != "nominates" and not tie.until < day:
            graph.add_edge(tie.source, tie.target)
    plain = Plain(town)
    group_of = assets["kind"].to_dict() if by == "kind" else dict(plain.place)
    found = measure_silos(town, by=by)
    drawn = np.random.default_rng(7)
    labelled = sorted(key for key in assets.index if key in group_of)
    for group, row in found.iterrows():
        told = match(SILO, row["says"])
        known = [(a, b) for a, b in graph.edges if a in group_of and b in group_of]
        left = [
            (a, b) for a, b in graph.edges
            if ((a in group_of) != (b in group_of) or (group == "all" and a not in group_of))
            and (group == "all" or group in (group_of.get(a), group_of.get(b)))
        ]  # fmt: skip

        def count(labels: dict[str, str], group: str = str(group)) -> tuple[int, int]:
            pairs = [(labels[a], labels[b]) for a, b in known]  # noqa: B023
            if group == "all":
                return sum(a == b for a, b in pairs), sum(a != b for a, b in pairs)
            return (
                sum(a == b == group for a, b in pairs),
                sum((a == group) != (b == group) for a, b in pairs),
            )

        within, out = count(group_of)
        assert (number(told["within"]), number(told["out"])) == (within, out)
        assert ("to another group" in row["says"]) == (out == 1 and group != "all")
        ei = (out - within) / (out + within)
        assert float(told["ei"]) == pytest.approx(ei, abs=0.00501)
        if group != "all":
            assert told["group"] == (plain.places[group] if by == "place" else group)
        shuffled = []
        for _ in range(200):
            labels = dict(
                zip(labelled, drawn.permutation([group_of[k] for k in labelled]), strict=True)
            )
            inside, outside = count(labels)
            if inside + outside:
                shuffled.append((outside - inside) / (outside + inside))
        error = 5 * np.std(shuffled) / np.sqrt(200) + 0.01
        assert float(told["expected"]) == pytest.approx(np.mean(shuffled), abs=error)
        assert (told["way"] is None) == (float(told["p"]) > 0.05)
        if told["way"]:
            assert (told["way"] == "keep to their own") == (ei < float(told["expected"]))
        tails = np.mean(np.array(shuffled) >= ei - 1e-9), np.mean(np.array(shuffled) <= ei + 1e-9)
        assert float(told["p"]) == pytest.approx(min(2 * min(tails), 1), abs=0.15)
        no_group = {end for pair in left for end in pair if end not in group_of}
        if group == "all":
            no_group = {key for key in assets.index if key not in group_of}
        said = [number(text) for text in re.findall(r"[\d,]+", told["left"] or "")]
        expected = [len(no_group), len(left)] if group == "all" else [len(left), len(no_group)]
        assert said == (expected if no_group else [])


CAPITAL = re.compile(
    r"(?:Bonding: within (?P<shared>.+?)|Bridging: between (?P<between>.+?)"
    r"|Linking: between (?P<one>.+?) and (?P<other>the side.+?)"
    r"|Not known yet: the group of (?P<whose>one end|both ends) is not recorded,"
    r" ask where it belongs)(?P<unsure>; nobody confirmed it within two years)?\."
)


def test_classes_of_tie(town: AssetMap, plain: Plain) -> None:
    counted = plain.counted(with_secret_people=False)
    employed = {
        a if plain.kind[a] == "individual" else b
        for a, b, kind, _ in plain.ties_among(set(plain.kind))
        if kind == "works_at" and "institution" in (plain.kind[a], plain.kind[b])
        and "individual" in (plain.kind[a], plain.kind[b])
    }  # fmt: skip

    def side(key: str) -> str:
        roles = set(town.assets.loc[key, "roles"])
        if roles & {"leader", "community_builder"}:
            return "formal"
        if roles & {"connector", "champion"}:
            return "citizen"
        if key in employed or plain.kind[key] == "institution":
            return "formal"
        return "shared" if plain.kind[key] == "space" else "citizen"

    def say_side(key: str) -> str:
        whose = "those with a formal role" if side(key) == "formal" else "citizens"
        where = f" ({plain.places[plain.place[key]]})" if key in plain.place else ""
        return f"the side of {whose}{where}"

    records = town.ties
    dates = town.sources["date"]
    day = pd.Timestamp(town.as_of)
    drawn = sample(classify_ties(town))
    assert len(drawn) == 100
    for tie_id, row in drawn.iterrows():
        told = match(CAPITAL, row["says"])
        a, b = row["source"], row["target"]
        assert {a, b} <= counted
        homes = plain.place.get(a), plain.place.get(b)
        if {side(a), side(b)} == {"citizen", "formal"}:
            assert (told["one"], told["other"]) == (say_side(a), say_side(b))
        elif None in homes:
            assert told["whose"] == ("both ends" if homes == (None, None) else "one end")
        elif homes[0] == homes[1]:
            assert told["shared"] == plain.places[homes[0]]
        else:
            assert told["between"] == paired(plain.places[homes[0]], plain.places[homes[1]])
        last = dates[list(records.loc[tie_id, "sources"])].max()
        assert bool(told["unsure"]) == (pd.isna(last) or (day - last).days > 730)


CONTACT = re.compile(
    r"(?:The only tie|One of (?P<ties>[\d,]+) ties) between (?P<pair>[^;]+)"
    r"(?:; if it(?: and (?P<more>[\d,]+) more)? went, (?P<off>.+) would have no tie to the other"
    r" groups|(?P<round>; the way round leads through another group))?\."
    r"|(?P<alone>.+) has no tie to another group yet: ask who knows somebody there\."
)


def test_contact_ties(town: AssetMap, plain: Plain) -> None:
    graph, day = nx.Graph(), pd.Timestamp(town.as_of)
    for tie in town.ties.itertuples():
        if tie.kind != "nominates" and not tie.until < day:
            graph.add_edge(tie.source, tie.target)
    between = nx.Graph()
    for a, b in graph.edges:
        one, other = plain.place.get(a), plain.place.get(b)
        if one and other and one != other:
            between.add_edge(one, other, weight=between.get_edge_data(
                one, other, {"weight": 0})["weight"] + 1)  # fmt: skip
    found = find_contact_ties(town, by="place")
    assert len(found) == sum(data["weight"] for *_, data in between.edges(data=True)) + sum(
        place not in between for place in set(plain.place.values())
    )
    in_cut = found[found["in_cut"]]
    for row in pd.concat([in_cut, sample(found)]).itertuples():
        told = match(CONTACT, row.says)
        if told["alone"]:
            assert told["alone"] == plain.places[row.group_a]
            assert row.group_a not in between
            continue
        pair = plain.place[row.source], plain.place[row.target]
        assert told["pair"] == paired(*(plain.places[end] for end in sorted(pair)))
        ties = between.edges[pair]["weight"]
        assert number(told["ties"] or "1") == ties
        assert not (told["ties"] and ties == 1)
        if told["off"]:
            cut_off = {place for place in between if plain.places[place] in told["off"]}
            crossing = [
                data["weight"] for a, b, data in between.edges(data=True)
                if (a in cut_off) != (b in cut_off)
            ]  # fmt: skip
            assert sum(crossing) == number(told["more"]) + 1
            assert len({*pair} & cut_off) == 1
        elif told["round"]:
            rest = between.copy()
            rest.remove_edge(*pair)
            assert nx.has_path(rest, *pair)
    assert len(in_cut)


BODY = re.compile(
    r"Joins (?P<joined>.+?)(?:, (?P<pairs>[\d,]+) pairs of them)?"
    r"(?:; people aside, nothing else on the map would"
    r"(?: join (?P<only>any|[\d,]+) of these pairs)?(?P<alone> without it))?\."
)


def test_connecting_bodies(town: AssetMap, plain: Plain) -> None:
    bodies = {
        key for key in plain.counted(with_secret_people=False) if plain.kind[key] != "individual"
    }
    leaves = set(plain.leaves)
    ways: dict[frozenset[str], list[set[str]]] = {}  # how each pair is joined: by whom
    for key in sorted(bodies):
        for pair in all_pairs(plain.active[key] & leaves):
            ways.setdefault(pair, []).append({key})
    for a, b, _, _ in plain.ties_among(bodies):
        ends = {plain.place.get(a), plain.place.get(b)}
        if len(ends) == 2 and ends <= leaves:
            ways.setdefault(frozenset(ends), []).append({a, b})
    joins: dict[str, set[frozenset[str]]] = {}
    for pair, joined in ways.items():
        for key in set().union(*joined):
            joins.setdefault(key, set()).add(pair)
    found = find_connecting_bodies(town)
    assert set(found["asset_id"]) == joins.keys()
    for row in sample(found).itertuples():
        told = match(BODY, row.says)
        pairs = joins[row.asset_id]
        places = sorted({plain.places[place] for pair in pairs for place in pair})
        shown = places if len(places) <= 3 else [*places[:3], f"{len(places) - 3} more"]
        assert told["joined"] == listed(shown)
        every = len(places) * (len(places) - 1) // 2
        if told["pairs"]:
            assert number(told["pairs"]) == len(pairs) < every
        else:
            assert len(pairs) == every or not told["alone"]
        only = sum(all(row.asset_id in way for way in ways[pair]) for pair in pairs)
        said = len(pairs) if told["only"] in (None, "any") else number(told["only"])
        assert (said if told["alone"] else 0) == only


SHOWN = r"(?:'[^']+'|[^.;])+?"
MEETING = re.compile(
    r"(?:(?P<gifts>(?:The first|The second|This person|[^.;]+?) offers .+?)\. "
    r"|(?P<pair>.+?) (?:have (?P<words>[^.;]+) in common|are both in touch with (?P<both>.+?))\. )?"
    r"(?:Nothing on the map links (?P<apart>[^.(]+?) yet(?: \((?P<would>[\d,]+) links? would, if"
    r" (?:another introduction|[\d,]+ other introductions) suggested here (?:is|are) made\))?"
    r"|Only (?P<few>[\d,]+) links? joins? (?P<joined>[^.(]+?) so far(?: \(and (?P<more>[\d,]+) more"
    r" if (?:another introduction|[\d,]+ other introductions) suggested here (?:is|are) made\))?)?"
    r"(?:(?:, and n|N)obody they know links them, even at several removes"
    r"|(?:, and o|O)nce they have met, both sides would stay in touch even without (?P<lost>.+?))?"
    r"(?:(?<=\w|\))\. )?"
    r"(?P<who>Somebody who (?:is tied to|knows) both could introduce them"
    r"|Nobody who is tied to both"
    r" has agreed to be named yet: the team would introduce them)\."
    r"(?: (?P<doubt>(?:[\d,]+ of [\d,]+ records behind this (?:is|are) old or unconfirmed"
    r"|None of this was confirmed within two years))\.)?"
    r"(?P<ask> What they would enjoy together is not recorded yet: ask them\.)?"
)


def test_introductions(town: AssetMap, plain: Plain) -> None:  # noqa: C901 - part by part
    counted = plain.counted(with_secret_people=False)
    graph = plain.contacts(counted)
    found = suggest_introductions(town, n=100)
    assets, leaves = town.assets, set(plain.leaves)
    by_name = {plain.places[leaf]: leaf for leaf in leaves}
    all_unsure: dict[frozenset[str], bool] = {}
    for a, b, _, is_unsure in plain.ties_among(counted):
        pair = frozenset((a, b))
        all_unsure[pair] = all_unsure.get(pair, True) and is_unsure
    tied_so_far: dict[frozenset[str], int] = {}
    for row in found.itertuples():  # in order: a sentence counts what was suggested above it
        told = match(MEETING, row.says)
        one, other = row.person_a_id, row.person_b_id
        assert not graph.has_edge(one, other)
        if told["words"]:
            for word in re.split(r", | and ", told["words"]):
                kept = [set(assets.loc[key, "themes"]) for key in (one, other)]
                assert word in kept[0] & kept[1] or re.fullmatch(r"\d+ more", word), row.says
        if told["both"]:
            shared = set(graph[one]) & set(graph[other])
            names = {plain.name[key] for key in shared if plain.kind[key] != "individual"}
            assert any(told["both"].startswith(name) for name in names), row.says
        assert bool(told["gifts"] or told["pair"]) != bool(told["ask"])
        sides = told["apart"] or told["joined"]
        if sides:
            left, _, right = sides.partition(" with ")
            for name_a in re.split(r", | and ", left):
                for name_b in re.split(r", | and ", right):
                    if name_a not in by_name or name_b not in by_name:
                        continue  # beyond three they are counted, or named in other pairs
                    pair = by_name[name_a], by_name[name_b]
                    assert Joined(plain, *pair).joining == number(told["few"])
                    said = number(told["would"]) + number(told["more"])
                    assert said == tied_so_far.get(frozenset(pair), 0)
        ends = plain.place.get(one), plain.place.get(other)
        if None not in ends and ends[0] != ends[1] and set(ends) <= leaves:
            key = frozenset(ends)
            tied_so_far[key] = tied_so_far.get(key, 0) + 1
        if told["lost"]:
            with_tie = graph.copy()
            with_tie.add_edge(one, other)
            saved = len(list(nx.bridges(graph))) - len(list(nx.bridges(with_tie)))
            said = 1 if told["lost"] == "one contact" else number(told["lost"].split()[3])
            assert 0 < said <= saved
        if "several removes" in row.says:
            assert not nx.has_path(graph, one, other)
        doubts = [plain.unsure[one], plain.unsure[other]]
        if told["who"].startswith("Somebody"):
            who = row.introducer_id
            assert {one, other} <= set(graph[who])
            doubts += [all_unsure[frozenset((end, who))] for end in (one, other)]
        expected = doubt(
            sum(doubts), len(doubts), of="{} records behind this", none="None of this was"
        )
        assert (told["doubt"] or "") == expected


def test_gifts_of_introductions_are_as_each_wrote_them(town: AssetMap, plain: Plain) -> None:
    found = suggest_introductions(town, n=100)
    seen = 0
    for row in found.itertuples():
        people = row.person_a_id, row.person_b_id
        offers, wants = (
            {word.casefold() for key in people for word in town.assets.loc[key, column]}
            for column in ("offers", "wants")
        )
        for given in re.findall(r" offers ([^.;']+?), which [^.;]+ would like", row.says):
            for word in re.split(r", | and (?=\d+ more)", given):
                names = [word] if word.casefold() in offers else word.split(" and ")
                for name in names:
                    if re.fullmatch(r"\d+ more", name):
                        continue
                    assert name.casefold() in offers & wants, row.says
                    seen += 1
        for given, wanted in re.findall(
            r" offers ('[^.;]+'), and [^.;]+ wants ('[^.;]+')", row.says
        ):
            assert {word.casefold() for word in re.findall(r"'([^']+)'", given)} <= offers
            assert {word.casefold() for word in re.findall(r"'([^']+)'", wanted)} <= wants
            seen += 1
    assert seen
