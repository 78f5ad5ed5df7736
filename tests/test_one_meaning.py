"""One name, one meaning: over every public signature, and every grouping."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import assetmap as am
from assetmap.errors import TableError
from assetmap.gaps import measure_g_star, measure_local_moran
from assetmap.gather import require_example
from assetmap.model import PARAMETERS, RESULT_COLUMNS
from assetmap.publish import FINDINGS, admit, protect_gaps, protect_links
from assetmap.tables import AssetMap
from assetmap.tables.equality import TABLES

TOWN = require_example("market_town") / "project.toml"
ROOMS = ("effort", "gaps", "champions", "links", "learning")


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
    assert sorted(asked_for()) == sorted({*PARAMETERS, *FINDINGS})


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
    assert PARAMETERS.keys().isdisjoint(FINDINGS)
    assert all(text.endswith(".") for text in PARAMETERS.values())


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return am.read(TOWN)


GROUPED = pytest.mark.parametrize(
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


@GROUPED
def test_theme_is_themes_wherever_there_is_a_grouping(town, ask, more) -> None:
    one, many = ask(town, by="theme", **more), ask(town, by="themes", **more)
    assert one.attrs == many.attrs or one.attrs.keys() == many.attrs.keys()
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(many))


def answers(m: AssetMap) -> Iterator[tuple[str, pd.DataFrame]]:
    """Ask every question that gives a frame with columns of its own, by places and by groups."""
    access = am.measure_access(m, within_min=15)
    values, people = access["association"], m.places["population"].reindex(access.index).fillna(0)
    weights = csr_array(np.eye(len(values), k=1) + np.eye(len(values), k=-1))
    yield "find_gaps", am.find_gaps(m)
    yield "find_gap_clusters", am.find_gap_clusters(m, values=values, permutations=99)
    yield "measure_local_moran", measure_local_moran(values, weights, permutations=99)
    yield "measure_g_star", measure_g_star(values, weights, permutations=99)
    yield "suggest_sites", am.suggest_sites(m, category="culture")
    yield "measure_gap_depth", am.measure_gap_depth(access, people=people, benchmark=0.001)
    yield "measure_variety", am.measure_variety(m)
    yield "measure_effort", am.measure_effort(m)
    yield "estimate_completeness", am.estimate_completeness(m)
    yield "suggest_checks", am.effort.suggest_checks(m)
    yield "find_connecting_bodies", am.links.find_connecting_bodies(m)
    for by in ("place", "themes"):
        yield f"find_links by {by}", am.find_links(m, by=by)
        yield f"find_missing_links by {by}", am.find_missing_links(m, by=by)
    yield "measure_link_fit", am.measure_link_fit(m)
    yield "measure_cohesion", am.measure_cohesion(m)
    yield "compare_cohesion", am.compare_cohesion(m, m)
    yield "compare_maps", am.compare_maps(m, m)
    yield "compare_ties", am.learning.compare_ties(m, m)
    yield "suggest_introductions", am.suggest_introductions(m, n=2)
    yield "classify_ties", am.classify_ties(m)
    yield "measure_silos", am.measure_silos(m, by="kind", permutations=99)
    yield "find_contact_ties", am.find_contact_ties(m, by="kind")
    yield "find_champions", am.find_champions(m, replicates=2)
    yield "find_fragility", am.find_fragility(m)
    yield "find_safeguards", am.find_safeguards(m)
    yield "choose_champions", am.choose_champions(m, n=2)
    yield "measure_bus_factor", am.measure_bus_factor(m)
    yield "find_duplicates", am.find_duplicates(m)
    yield "measure_bridging", am.measure_bridging(m)
    yield "measure_brokerage", am.measure_brokerage(m, by="kind")


@pytest.fixture(scope="module")
def answered(town: AssetMap) -> dict[str, pd.DataFrame]:
    return dict(answers(town))


def test_every_column_of_every_answer_has_one_meaning_written_down(answered) -> None:
    given = {column for frame in answered.values() for column in frame.columns}
    assert sorted(given) == sorted(RESULT_COLUMNS)


def test_a_column_is_of_one_type_wherever_it_stands(answered) -> None:
    other = {
        (question, column): str(frame[column].dtype)
        for question, frame in answered.items()
        for column in frame.columns
        if str(frame[column].dtype) != RESULT_COLUMNS[column].dtype
    }
    assert other == {}


def test_no_two_columns_mean_the_same() -> None:
    told = [(column.meaning, column.unit) for column in RESULT_COLUMNS.values()]
    assert len(set(told)) == len(told)


def test_ids_end_in_id_and_names_in_name() -> None:
    for name, column in RESULT_COLUMNS.items():
        if column.meaning.startswith("Id of ") and "as in `m.ties`" not in column.meaning:
            assert name.endswith("_id"), name
        if column.meaning.startswith("Ids of "):
            assert name.endswith("_ids"), name
        if column.meaning.startswith("Name of "):
            assert name == "name" or name.endswith("_name"), name


def test_a_name_that_is_asked_by_and_answered_with_means_the_same() -> None:
    tables = {*TABLES, "records"} - {
        "origins"
    }  # a table when it is given, how many when it is told
    assert set(PARAMETERS) & set(RESULT_COLUMNS) == tables | {
        "access",  # what each place reaches
        "after", "before",  # of the map as it would be, and as it is
        "benchmark",  # how much is enough
        "certainty",  # how sure pairs must be, and how sure each is
        "category", "people", "surprise",
    }  # fmt: skip


@pytest.mark.parametrize(
    "old",
    ["place_a", "name_a", "person_a", "introducer", "group_source", "level_source", "host",
     "around", "statistic", "removes", "could_cover", "place_ids", "reaches", "strengths", "tied"],
)  # fmt: skip
def test_a_column_that_was_renamed_is_nowhere(old: str) -> None:
    assert old not in RESULT_COLUMNS


@GROUPED
def test_a_series_by_id_groups_as_the_column_does(town, ask, more) -> None:
    # Likeness is by themes, but for groups that are themes: a Series does not say what it is of.
    column = "kind" if ask is am.find_missing_links else "themes"
    by_column = pd.DataFrame(ask(town, by=column, **more))
    words = town.assets[column].sample(frac=1, random_state=7)  # by id, in whatever order
    by_id = pd.DataFrame(ask(town, by=words, **more))
    said = by_column.columns.intersection(["says"])  # which name the column
    pd.testing.assert_frame_equal(
        by_id.drop(columns=said), by_column.drop(columns=said), check_names=False
    )


def test_who_has_no_word_in_a_series_is_in_no_group(town) -> None:
    clubs = town.assets.index[town.assets["kind"] == "association"]
    by = pd.Series(7.0, index=clubs[:3]).to_dict()
    counted = am.measure_variety(town, by=by)
    home = town.assets["place_id"][clubs[:3]]
    assert sorted(counted.index[counted["hill_0"] == 1]) == sorted(set(home))
    assert set(counted["missing_categories"][counted["hill_0"] == 0]) == {("7",)}


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (pd.Series(["x", "y"], index=["nobody", "none"]), "unknown_ids"),
        (pd.Series(["x", "y"], index=["nobody", "nobody"]), "duplicate_id"),
    ],
)
@pytest.mark.parametrize("ask", [am.find_gaps, am.find_links, am.measure_effort, am.classify_ties])
def test_a_series_that_is_not_by_id_is_refused(town, ask, by, code) -> None:
    with pytest.raises(TableError) as caught:
        ask(town, by=by)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_is_grouped_by_a_series_is_kept_within_the_team(town) -> None:
    by = town.assets["themes"]
    public = admit(town, audience="public")
    assert protect_links(town, links=am.find_links(town, by=by), admission=public).frame.empty
    gaps = am.find_gaps(town, by=by, individuals=False)
    assert protect_gaps(town, gaps=gaps, admission=public).frame.empty
