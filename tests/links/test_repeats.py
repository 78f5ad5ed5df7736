"""What is recorded twice is surer, not more: no answer changes but evidence."""

from __future__ import annotations

import pandas as pd
import pytest

import assetmap as am
from assetmap import champions, gaps, links, network
from assetmap.tables import AssetMap, merge_repeated_ties

EVIDENCE = {"records"}
"""Columns that say what an answer rests on."""


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return am.read_example("market_town")


@pytest.fixture(scope="module")
def repeated(town) -> AssetMap:
    """Every tie once more, and what carries both ways also the other way round."""
    again = town.ties.set_axis([f"again-{tie}" for tie in town.ties.index])
    back = town.ties[town.ties["kind"].isin(["knows", "partners_with"])]
    back = back.assign(source=back["target"], target=back["source"])
    back.index = [f"back-{tie}" for tie in back.index]
    return town.with_tables(ties=pd.concat([town.ties, again, back]))


@pytest.fixture(scope="module")
def nominated(town) -> AssetMap:
    """A nomination beside every pair of people who are tied, and between many who are not."""
    people = town.assets.index[town.assets["kind"] == "individual"]
    ties = town.ties[town.ties["source"].isin(people) & town.ties["target"].isin(people)]
    more = pd.DataFrame({"source": people, "target": people[::-1]})
    more = pd.concat([ties[["source", "target"]], more[more["source"] != more["target"]]])
    more = more.assign(kind="nominates", sources=[town.ties["sources"].iloc[0]] * len(more))
    more.index = [f"named-{at}" for at in range(len(more))]
    plain = pd.concat([town.ties[town.ties["kind"] != "nominates"], more])
    return town.with_tables(ties=plain)


@pytest.fixture(scope="module")
def unnamed(town) -> AssetMap:
    return town.with_tables(ties=town.ties[town.ties["kind"] != "nominates"])


QUESTIONS = {
    "find_links": am.find_links,
    "find_links by theme": lambda m: am.find_links(m, by="theme"),
    "find_missing_links": am.find_missing_links,
    "find_missing_links by kind": lambda m: am.find_missing_links(m, by="kind"),
    "find_connecting_bodies": links.find_connecting_bodies,
    "measure_link_fit": am.measure_link_fit,
    "measure_cohesion": am.measure_cohesion,
    "measure_cohesion by kind": lambda m: am.measure_cohesion(m, by="kind"),
    "measure_silos": lambda m: am.measure_silos(m, by="kind", permutations=99),
    "measure_openness": lambda m: links.measure_openness(m, by="kind"),
    "suggest_introductions": am.suggest_introductions,
    "find_fragility": am.find_fragility,
    "find_safeguards": am.find_safeguards,
    "choose_champions": lambda m: am.choose_champions(m, 4),
    "measure_bus_factor": am.measure_bus_factor,
    "measure_bridging": am.measure_bridging,
    "measure_brokerage": lambda m: am.measure_brokerage(m, by="kind"),
    "measure_strength": network.measure_strength,
    "find_gaps": gaps.find_gaps,
    "suggest_checks": am.effort.suggest_checks,
}


def compare(one, other) -> None:
    """Both are equal, but for what says how much they rest on."""
    frames = [
        pd.DataFrame(found).drop(columns=["geometry", *EVIDENCE], errors="ignore")
        for found in (one, other)
    ]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_tie_recorded_twice_changes_no_answer(town, repeated, name) -> None:
    compare(QUESTIONS[name](town), QUESTIONS[name](repeated))


def test_champions_change_by_no_repeat(town, repeated) -> None:
    found = [champions.find_champions(m, replicates=100) for m in (town, repeated)]
    compare(*found)


@pytest.mark.parametrize("name", QUESTIONS)
def test_nominations_are_never_ties(unnamed, nominated, name) -> None:
    compare(QUESTIONS[name](unnamed), QUESTIONS[name](nominated))


def test_records_count_what_was_merged(town, repeated) -> None:
    once, twice = (
        am.find_links(m).set_index(["place_a_id", "place_b_id"]) for m in (town, repeated)
    )
    assert (once["records"] >= once["ties"]).all()
    assert (twice["records"] >= 2 * once["records"]).all()
    assert (once["records"] > once["ties"]).any()  # the town's two lists say some things twice


def test_different_kinds_of_one_pair_stay_apart() -> None:
    ties = pd.DataFrame(
        [("a", "b", "knows"), ("b", "a", "knows"), ("a", "b", "supports"), ("a", "c", "knows")],
        columns=["source", "target", "kind"], index=list("wxyz"),
    ).assign(strength=[1.0, 3.0, None, 2.0])  # fmt: skip
    merged = merge_repeated_ties(ties)
    assert merged.index.tolist() == ["w", "y", "z"]
    assert merged["records"].tolist() == [2, 1, 1]
    assert merged["strength"].fillna(0).tolist() == [3.0, 0.0, 2.0]
    assert merge_repeated_ties(ties.iloc[:0])["records"].tolist() == []
