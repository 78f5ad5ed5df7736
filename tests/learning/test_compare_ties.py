"""Ties at two dates: published friendships, a toy by hand, and a count by brute force."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assetmap.errors import GraphError
from assetmap.learning import TIE_CHANGE_COLUMNS, compare_ties
from assetmap.links import measure_silos
from assetmap.network import AssetGraph, measure_bridging
from assetmap.tables import AssetMap

PRINTED = 5e-11
"""Expected values are printed to ten decimals."""


def graph_of(ties: str, **more: Any) -> AssetGraph:
    rows = [tuple(tie) for tie in ties.split()]
    return AssetGraph.from_frame(pd.DataFrame(rows, columns=["source", "target"]), **more)


BEFORE, AFTER = "AB BC CD DX AX", "AB BC AD DY"


@pytest.fixture(scope="module")
def learned(shared_data: Path) -> Path:
    folder = shared_data / "learning"
    if not folder.is_dir():
        pytest.skip("the shared data on learning is not here")
    return folder


@pytest.fixture(scope="module")
def expected(learned: Path) -> dict[str, Any]:
    return json.loads((learned / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def friendships(learned: Path) -> dict[int, pd.DataFrame]:
    rows = pd.read_csv(learned / "s50_friendship_three_waves.csv")
    return dict(iter(rows.groupby("wave")))


def wave(friendships, number: int, *, directed: bool = True) -> AssetGraph:
    pupils = [f"V{at}" for at in range(1, 51)]
    return AssetGraph.from_frame(friendships[number], nodes=pupils, directed=directed)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 3), (1, 3)])
def test_friendships_at_three_dates_to_the_printed_digits(friendships, expected, first, second):
    found = compare_ties(wave(friendships, first), wave(friendships, second)).loc[0]
    told = expected["s50_change"][f"{first}_to_{second}"]
    told["kept_by_chance"] = told.pop("expected_kept_by_chance")
    for name, value in told.items():
        assert found[name] == pytest.approx(value, abs=PRINTED), name
    counts = expected["s50_change"]["wave_ties"]
    assert [found["ties_before"], found["ties_after"]] == [counts[first - 1], counts[second - 1]]


def test_friendships_either_way(friendships, expected):
    graphs = [wave(friendships, number, directed=False) for number in (1, 2)]
    found = compare_ties(*graphs).loc[0]
    for name, value in expected["s50_change"]["undirected_either_way_1_to_2"].items():
        assert found[name] == pytest.approx(value, abs=PRINTED), name


def test_turnover_toy_to_the_printed_digits(expected):
    found = compare_ties(graph_of(BEFORE), graph_of(AFTER)).loc[0]
    toy = expected["node_vs_rewiring_toy"]
    names = {"turnover": "beta_wn", "turnover_both": "beta_os", "turnover_assets": "beta_st",
             "jaccard_all": "jaccard"}  # fmt: skip
    for name, told in names.items():
        assert found[name] == pytest.approx(toy[told], abs=PRINTED), name
    # By hand: A, B, C, D are on both; CD is lost, AD gained; DX and AX went with X, DY came with Y.
    counts = ["assets_both", "kept", "lost", "gained", "neither", "lost_with_assets",
              "gained_with_assets"]  # fmt: skip
    assert found[counts].tolist() == [4, 2, 1, 1, 2, 2, 1]
    assert found["says"].startswith(
        "Of 3 tied pairs among 4 assets that are on both maps, 2 are still on record. "
        "1 other of theirs is new on record. With those who are on one map only, "
        "2 ties are on record no longer and 1 is new. Their mean bridging: "
    )


def brute(was: set[Any], now: set[Any], possible: list[Any]) -> list[int]:
    """Count kept, lost, gained and neither over possible pairs, one by one."""
    return [
        sum(1 for pair in possible if (pair in was, pair in now) == case)
        for case in ((True, True), (True, False), (False, True), (False, False))
    ]


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_counts_by_group_are_those_of_brute_force(seed, directed):
    draw = np.random.default_rng(seed)
    letters = "ABCDEFGHIJ"
    nodes = [sorted(draw.choice(list(letters), 8, replace=False)) for _ in range(2)]
    pick = permutations if directed else combinations
    ties = [{pair for pair in pick(some, 2) if draw.random() < 0.3} for some in nodes]
    graphs = [
        AssetGraph.from_frame(pd.DataFrame(sorted(held), columns=["source", "target"]),
                              nodes=some, directed=directed)
        for held, some in zip(ties, nodes, strict=True)
    ]  # fmt: skip
    both = sorted(set(nodes[0]) & set(nodes[1]))
    words = {letter: "vowel" if letter in "AEI" else "other" for letter in letters}
    found = compare_ties(*graphs, by=words).set_index("category")
    for word in found.index:
        possible = [pair for pair in pick(both, 2) if word in {words[end] for end in pair}]
        counts = found.loc[word, ["kept", "lost", "gained", "neither"]].tolist()
        assert counts == brute(*ties, possible)
        touching = [sum(word in {words[end] for end in pair} for pair in held) for held in ties]
        assert found.loc[word, ["ties_before", "ties_after"]].tolist() == touching
    whole = compare_ties(*graphs).loc[0, ["kept", "lost", "gained", "neither"]].tolist()
    assert whole == brute(*ties, list(pick(both, 2)))


def test_exchanged_dates_exchange_lost_and_gained(friendships):
    there, back = (
        compare_ties(wave(friendships, one), wave(friendships, other)).loc[0]
        for one, other in ((1, 2), (2, 1))
    )
    assert there[["lost", "gained", "new_share"]].tolist()[:2] == back[["gained", "lost"]].tolist()
    for same in ("kept", "neither", "jaccard", "kappa", "turnover"):
        assert there[same] == back[same]
    assert there["new_share"] == pytest.approx(1 - back["persistence"])
    assert there["change"] == -back["change"]


def test_the_same_graph_changes_nothing(friendships):
    one = wave(friendships, 1)
    found = compare_ties(one, one).loc[0]
    assert found[["lost", "gained", "hamming", "change", "turnover"]].tolist() == [0] * 5
    assert found[["jaccard", "persistence", "kappa"]].tolist() == [1.0] * 3


def test_nothing_shared_is_said_and_no_share_is_made_up():
    found = compare_ties(graph_of("AB"), graph_of("CD")).loc[0]
    assert found["says"] == "Nobody is known at both dates: their ties cannot be compared."
    assert found[["kept", "lost_with_assets", "gained_with_assets"]].tolist() == [0, 1, 1]
    assert np.isnan(found["jaccard"])
    assert found[["turnover", "turnover_assets"]].tolist() == [1.0, 1.0]
    empty = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}), nodes=["A"])
    assert compare_ties(empty, empty).loc[0, "says"] == "No tie is on record at either date."
    nobody = AssetGraph.from_frame(pd.DataFrame({"source": [], "target": []}))
    assert list(compare_ties(nobody, nobody).columns) == list(TIE_CHANGE_COLUMNS)


def maps() -> tuple[AssetMap, AssetMap]:
    assets = pd.DataFrame(
        {"name": list("ABCD"), "kind": "association",
         "themes": [("tea", "song"), ("tea",), ("song",), ()]},
        index=list("abcd"),
    )  # fmt: skip
    was = pd.DataFrame({"source": ["a", "a", "b"], "target": ["b", "b", "c"],
                        "kind": ["knows", "supports", "knows"]})  # fmt: skip
    now = pd.DataFrame({"source": ["b", "c", "a"], "target": ["a", "d", "b"],
                        "kind": ["knows", "funds", "funds"]})  # fmt: skip
    return (
        AssetMap.from_frames(assets=assets, ties=was),
        AssetMap.from_frames(assets=assets, ties=now),
    )


def test_a_map_is_compared_by_words_and_by_kind_of_tie():
    by_word = compare_ties(*maps(), by="theme").set_index("category")
    # ab is kept; bc (tea: b, song: c) is lost; cd (song: c) is gained.
    assert by_word[["kept", "lost", "gained"]].to_dict("index") == {
        "song": {"kept": 1, "lost": 1, "gained": 1},
        "tea": {"kept": 1, "lost": 1, "gained": 0},
    }
    by_kind = compare_ties(*maps(), by="tie_kind").set_index("category")
    assert by_kind[["kept", "lost", "gained"]].to_dict("index") == {
        "funds": {"kept": 0, "lost": 0, "gained": 2},
        "knows": {"kept": 1, "lost": 1, "gained": 0},
        "supports": {"kept": 0, "lost": 1, "gained": 0},
    }
    # Six pairs of four, whatever the kind.
    assert (by_kind[["kept", "lost", "gained", "neither"]].sum(axis=1) == 6).all()


def test_measures_are_those_of_the_rooms_that_have_them():
    was, now = graph_of(BEFORE), graph_of(AFTER)
    both, found = list("ABCD"), compare_ties(was, now).loc[0]
    for name, graph in (("before", was), ("after", now)):
        assert found[name] == pytest.approx(measure_bridging(graph).loc[both, "bridging"].mean())
    words = dict(zip("ABCD", "rrbb", strict=True))

    def measure_ei(graph: Any) -> float:
        return float(measure_silos(graph, by=words, permutations=99)["ei"].iloc[0])

    asked = compare_ties(was, now, measure=measure_ei).loc[0]
    # Before: within r AB, within b CD, across BC; after: within r AB, across BC and AD.
    assert [asked["before"], asked["after"]] == pytest.approx([-1 / 3, 1 / 3])
    assert asked["says"].endswith("What was measured: -0.333 before, 0.333 after.")


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(GraphError, match="only one of the two is directed"):
        compare_ties(graph_of("AB"), graph_of("AB", directed=True))
    with pytest.raises(GraphError, match="does not know 'sector'"):
        compare_ties(graph_of("AB"), graph_of("AB"), by="sector")
