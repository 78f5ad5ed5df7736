"""Whatever takes a graph takes a map too, and answers the same for it as for its graph."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assetmap.champions._standing import build_standing_graph
from assetmap.network import AssetGraph, build_graph
from assetmap.tables import AssetMap

ASKED: dict[str, dict[str, Any]] = {
    "find_contact_ties": {"by": "kind"},
    "measure_assortativity": {"by": "kind"},
    "measure_brokerage": {"by": "kind"},
    "measure_modularity": {"by": "kind"},
    "measure_openness": {"by": "kind"},
    "measure_participation": {"by": "kind"},
    "measure_silos": {"by": "kind", "permutations": 9},
    "champions.measure_team_reach": {"members": ["asha"]},
    "measure_rank_stability": {"replicates": 5},
}
"""What else has to be said to each, beside its subject."""

POSITIONAL: dict[str, tuple[Any, ...]] = {
    "measure_adamic_adar": (pd.DataFrame({"source": ["asha"], "target": ["hall"]}),),
}
NOT_ASKED = {
    "read_groups",  # a graph alone says which groups there are
    "measure_bus_factor",  # of a map it asks how many people, of a graph how many nodes
}


def list_questions() -> dict[str, Callable[..., Any]]:
    questions = {}
    for room in ("network", "champions", "links"):
        module = importlib.import_module(f"assetmap.{room}")
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function) and name not in NOT_ASKED:
                subject = next(iter(inspect.signature(function).parameters.values()), None)
                if subject is not None and "AssetGraph" in str(subject.annotation):
                    questions[f"{room}.{name}"] = function
    return questions


QUESTIONS = list_questions()


@pytest.fixture(scope="module")
def village() -> AssetMap:
    assets = pd.DataFrame(
        {
            "name": ["Asha", "Ben", "Cy", "Choir", "Hall", "Old club"],
            "kind": ["individual", "individual", "individual", "association", "space",
                     "association"],
            "status": ["active"] * 5 + ["closed"],
        },
        index=["asha", "ben", "cy", "choir", "hall", "club"],
    )  # fmt: skip
    ends = [("asha", "choir"), ("ben", "choir"), ("asha", "ben"), ("choir", "hall"),
            ("cy", "club"), ("cy", "hall")]  # fmt: skip
    ties = pd.DataFrame(ends, columns=["source", "target"]).assign(kind="supports")
    return AssetMap.from_frames(assets=assets, ties=ties)


def test_there_are_questions_to_ask() -> None:
    assert {"network.measure_bridging", "links.measure_silos", "links.find_contact_ties",
            "network.measure_brokerage"} <= set(QUESTIONS)  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_map_is_answered_as_its_graph(village: AssetMap, name: str) -> None:
    room, _, bare = name.partition(".")
    more = ASKED.get(name, ASKED.get(bare, {}))
    beside = POSITIONAL.get(bare, ())
    graph = (build_standing_graph if room == "champions" else build_graph)(village)
    assert isinstance(graph, AssetGraph)
    of_map = QUESTIONS[name](village, *beside, **more)
    of_graph = QUESTIONS[name](graph, *beside, **more)
    assert_same(of_map, of_graph)


def assert_same(one: Any, other: Any) -> None:
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
    elif isinstance(one, tuple) and hasattr(one, "_fields"):
        for left, right in zip(one, other, strict=True):
            assert_same(left, right)
    elif hasattr(one, "__dataclass_fields__"):
        assert vars_of(one) == vars_of(other)
    else:
        np.testing.assert_array_equal(one, other)


def vars_of(value: Any) -> str:
    return repr({name: getattr(value, name) for name in value.__dataclass_fields__})
