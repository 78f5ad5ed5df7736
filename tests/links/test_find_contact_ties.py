"""Which ties carry contact between groups, against trying every way to part them."""

from __future__ import annotations

import itertools

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import GraphError
from assetmap.links.find_contact_ties import CONTACT_TIE_COLUMNS, find_contact_ties
from assetmap.network import AssetGraph

DTYPES = {
    "source": "str", "target": "str", "tie_kind": "str", "group_a": "str", "group_b": "str",
    "ties": "int64", "is_only": "bool", "in_cut": "bool", "cut_off": "object", "says": "str",
}  # fmt: skip
GROUPS = ["G1", "G2", "G3", "G4", "G5", "G6"]


@st.composite
def joined_groups(draw):
    """Ties between members of a few groups, and a group nobody is tied to."""
    count = draw(st.integers(2, len(GROUPS)))
    members = {f"{group}.{at}": group for group in GROUPS[:count] for at in range(3)}
    pairs = list(itertools.combinations(members, 2))
    ties = draw(st.lists(st.sampled_from(pairs), max_size=14))
    return members, ties


def graph_of(members, ties):
    frame = pd.DataFrame(ties, columns=["source", "target"], dtype=object)
    return AssetGraph.from_frame(frame, nodes=list(members))


def between_groups(members, ties):
    """Draw the graph of groups, with how many tied pairs of members each pair has."""
    known = nx.Graph()
    known.add_nodes_from(sorted(set(members.values())))
    for one, other in {tuple(sorted(pair)) for pair in ties}:
        a, b = members[one], members[other]
        if a != b:
            more = known[a][b]["ties"] if known.has_edge(a, b) else 0
            known.add_edge(a, b, ties=more + 1)
    return known


def least_cuts(known, part):
    """Try every way to part the groups of a part in two."""
    first, *others = sorted(part)
    found = {}
    for size in range(1, len(others) + 1):
        for side in itertools.combinations(others, size):
            weight = nx.cut_size(known, side, set(part) - set(side), weight="ties")
            found[frozenset(side)] = weight
    least = min(found.values())
    return least, {side for side, weight in found.items() if weight == least}, first


@given(joined_groups())
def test_the_smallest_sets_are_those_of_trying_all(drawn):
    members, ties = drawn
    found = find_contact_ties(graph_of(members, ties), by=members)
    assert found.dtypes.astype(str).to_dict() == DTYPES
    known = between_groups(members, ties)
    alone = found[found["source"].isna()]
    assert alone["group_a"].tolist() == sorted(nx.isolates(known))
    assert alone.index.tolist() == list(range(len(alone)))
    rows = found[found["source"].notna()]
    expected = {tuple(sorted(pair)) for pair in ties}
    expected = {pair for pair in expected if members[pair[0]] != members[pair[1]]}
    assert {tuple(sorted(pair)) for pair in rows[["source", "target"]].values.tolist()} == expected
    assert len(rows) == len(expected)
    for row in rows.itertuples():
        assert (members[row.source], members[row.target]) == (row.group_a, row.group_b)
        assert row.group_a < row.group_b
        assert row.ties == known[row.group_a][row.group_b]["ties"]
        assert row.is_only == (row.ties == 1)
    for part in nx.connected_components(known):
        if len(part) > 1:
            check_part(known, rows[rows["group_a"].isin(part)], part)


def check_part(known, rows, part):
    least, cuts, first = least_cuts(known, part)
    marked = rows[rows["in_cut"]]
    assert (rows["cut_off"].map(len) > 0).tolist() == rows["in_cut"].tolist()
    sets = {}
    for row in marked.itertuples():
        sets.setdefault(frozenset(row.cut_off), []).append((row.group_a, row.group_b))
    for side, ties in sets.items():
        assert (side if first not in side else frozenset(part) - side) in cuts
        assert len(side) * 2 <= len(part)
        assert len(side) * 2 < len(part) or first not in side
        crossing = [pair for pair in rows[["group_a", "group_b"]].itertuples(index=False, name=None)
                    if (pair[0] in side) != (pair[1] in side)]  # fmt: skip
        assert sorted(ties) == sorted(crossing)
        assert len(ties) == least
    if least == 1:
        assert len(sets) == len(cuts)  # every tie that is the only way is marked
    else:
        assert len(sets) == 1


def test_a_row_of_villages_and_one_that_nobody_goes_to():
    ties = pd.DataFrame(
        [
            ("m1", "h1", "knows"), ("h1", "m1", "uses"), ("m2", "h2", "knows"),
            ("h1", "q1", "knows"), ("m1", "m2", "knows"), ("q1", "x", "knows"),
        ],
        columns=["source", "target", "kind"],
    )  # fmt: skip
    groups = {"m1": "Mill", "m2": "Mill", "h1": "Hill", "h2": "Hill", "q1": "Quay", "i": "Isle"}
    graph = AssetGraph.from_frame(ties, nodes=[*groups, "x"])
    found = find_contact_ties(graph, by=groups)
    assert list(found.columns) == list(CONTACT_TIE_COLUMNS)
    assert found["says"].tolist() == [
        "Isle has no tie to another group yet: ask who knows somebody there.",
        "The only tie between Hill and Quay; if it went, Quay would have no tie to the other "
        "groups.",
        "One of 2 ties between Hill and Mill.",
        "One of 2 ties between Hill and Mill.",
    ]
    assert found["tie_kind"].tolist()[1:] == ["knows", "knows, uses", "knows"]
    assert found["cut_off"].tolist() == [(), ("Quay",), (), ()]


def test_a_ring_of_groups_has_no_single_tie_to_lose():
    groups = {f"{group}{at}": group for group in "ABC" for at in (1, 2)}
    ties = pd.DataFrame(
        [("A1", "B1"), ("A2", "B2"), ("B1", "C1"), ("C2", "A2")], columns=["source", "target"]
    )
    found = find_contact_ties(AssetGraph.from_frame(ties), by=groups)
    assert found.loc[found["in_cut"], "cut_off"].tolist() == [("C",), ("C",)]
    assert found.loc[found["in_cut"], "says"].tolist() == [
        "The only tie between A and C; if it and 1 more went, C would have no tie to the other "
        "groups.",
        "The only tie between B and C; if it and 1 more went, C would have no tie to the other "
        "groups.",
    ]


def test_the_karate_club_is_held_by_eleven_ties():
    known = nx.karate_club_graph()
    ties = pd.DataFrame(list(known.edges()), columns=["source", "target"])
    found = find_contact_ties(AssetGraph.from_frame(ties), by=nx.get_node_attributes(known, "club"))
    assert len(found) == 11
    assert found["in_cut"].all()
    assert set(found["cut_off"]) == {("Officer",)}


@given(joined_groups(), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(drawn, random):
    members, ties = drawn
    shuffled = [pair[:: random.choice([1, -1])] for pair in ties]
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        find_contact_ties(graph_of(members, ties), by=members),
        find_contact_ties(graph_of(members, shuffled), by=pd.Series(members).iloc[::-1]),
    )


def test_empty_and_unusable():
    nobody = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}))
    assert find_contact_ties(nobody, by={}).dtypes.astype(str).to_dict() == DTYPES
    pair = AssetGraph.from_frame(pd.DataFrame({"source": ["a"], "target": ["b"]}))
    one = find_contact_ties(pair, by={"a": "M", "b": "M"})
    assert one[["group_a", "ties"]].to_dict("list") == {"group_a": ["M"], "ties": [0]}
    with pytest.raises(GraphError, match="does not know the place"):
        find_contact_ties(pair, by="place")
