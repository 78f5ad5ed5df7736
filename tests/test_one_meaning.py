"""One name, one meaning: over every public signature, and every grouping."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import assetmap as am
from assetmap.model import PARAMETERS
from assetmap.tables import AssetMap

TOWN = Path(__file__).parent.parent / "examples" / "market_town" / "project.toml"
ROOMS = ("effort", "gaps", "champions", "links")


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """List the questions: what the package offers, and what its question rooms do."""
    yield from ((name, getattr(am, name)) for name in am.__all__ if name.islower())
    for room in ROOMS:
        module = importlib.import_module(f"assetmap.{room}")
        yield from ((name, getattr(module, name)) for name in module.__all__ if name.islower())


def asked_for() -> dict[str, set[str]]:
    """Give for each parameter the functions that have it."""
    found: dict[str, set[str]] = {}
    for name, function in public_functions():
        for parameter in inspect.signature(function).parameters:
            found.setdefault(parameter, set()).add(name)
    return found


def test_every_parameter_has_one_meaning_written_down() -> None:
    assert sorted(asked_for()) == sorted(PARAMETERS)


@pytest.mark.parametrize(
    ("old", "new"),
    [("groups", "by"), ("demand", "people"), ("near", "neighbours"), ("graph", "subject"),
     ("theme", "themes"), ("speed", "speed_m_per_min"), ("limit", "n")],
)  # fmt: skip
def test_what_was_renamed_is_nowhere(old: str, new: str) -> None:
    assert new in PARAMETERS or new == "speed_m_per_min"
    assert old not in asked_for()


def test_a_level_is_one_of_places() -> None:
    assert "find_gap_clusters" not in asked_for()["level"]
    assert asked_for()["alpha"] == {"find_gap_clusters"}


def test_names_in_the_table_are_sorted_and_said_differently() -> None:
    assert list(PARAMETERS) == sorted(PARAMETERS)
    assert len(set(PARAMETERS.values())) == len(PARAMETERS)
    assert all(text.endswith(".") for text in PARAMETERS.values())


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return am.read(TOWN)


@pytest.mark.parametrize(
    ("ask", "more"),
    [
        (am.find_gaps, {}),
        (am.measure_access, {"within_min": 15}),
        (am.measure_variety, {}),
        (am.measure_effort, {}),
        (am.estimate_completeness, {}),
        (am.suggest_sites, {"category": "repair"}),
        (am.find_links, {}),
        (am.find_missing_links, {}),
        (am.measure_link_fit, {}),
        (am.measure_cohesion, {}),
        (am.suggest_introductions, {"n": 2}),
        (am.classify_ties, {}),
    ],
)
def test_theme_is_themes_wherever_there_is_a_grouping(town, ask, more) -> None:
    one, many = ask(town, by="theme", **more), ask(town, by="themes", **more)
    assert one.attrs == many.attrs or one.attrs.keys() == many.attrs.keys()
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(many))
