"""Call sheets and estimates in sentences, counted again from the plain tables."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from assetmap import find_champions, find_gaps, find_links, read_example
from assetmap.effort import estimate_completeness, suggest_checks
from assetmap.tables import AssetMap
from tests.recounting import Plain, match, number, sample

CHECK = re.compile(
    r"(?P<why>Nobody ever confirmed this record|This record was last confirmed over two years ago"
    r"|This record is known at second hand alone)"
    r"(?:; (?:(?P<findings>[\d,]+) findings? rests? on it)?(?: and )?"
    r"(?:it is part of (?P<ties>[\d,]+) ties?)?)?\."
)
NAMING = ("nearest_id", "strength_ids", "person_id", "group_ids", "shared_group_ids", "asset_id")


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return read_example("market_town")


@pytest.fixture(scope="module")
def plain(town: AssetMap) -> Plain:
    return Plain(town)


def test_call_sheets(town: AssetMap, plain: Plain) -> None:
    given = {
        "gaps": find_gaps(town), "links": find_links(town),
        "champions": find_champions(town, replicates=0),
    }  # fmt: skip
    day = pd.Timestamp(town.as_of)
    for row in sample(suggest_checks(town, **given, n=None)).itertuples():
        told = match(CHECK, row.says)
        findings = 0
        for frame in given.values():
            columns = [name for name in NAMING if name in frame]
            for cells in frame[columns].itertuples(index=False):
                named = {key for cell in cells for key in (
                    cell if isinstance(cell, tuple) else (cell,))}  # fmt: skip
                findings += row.asset_id in named
        assert number(told["findings"]) == findings
        ties = sum(row.asset_id in (a, b) for a, b, _ in plain.ties)
        assert number(told["ties"]) == ties
        last = town.assets.loc[row.asset_id, "verified_on"]
        if told["why"].startswith("Nobody"):
            assert pd.isna(last)
        elif "two years" in told["why"]:
            assert (day - last).days > 730


COMPLETE = re.compile(
    r"(?P<place>.+?): (?:nothing of kind (?P<no>\w+) is on the map yet, and of nothing no estimate"
    r" can be made|(?P<n>[\d,]+) assets? of kind (?P<kind>\w+) on the map(?:; (?P<why>only one"
    r" source is known to have looked here for such assets|the sources may be"
    r" lists of different things,"
    r" since no two name the same one|no source is stated for what is there), so how many are"
    r" missing cannot be estimated|, an estimated (?P<all>[\d,]+) or more in all;"
    r" of the next 100 namings,"
    r" about (?P<percent>\d+) would be of those on the map))\."
    r"(?P<few> Two sources are few: take it as a hint\.)?"
)


@pytest.mark.parametrize("extra", [False, True])
def test_estimates(town: AssetMap, plain: Plain, extra: bool) -> None:
    if extra:  # a second and a third list name some of what the first names
        rng, assets = np.random.default_rng(3), town.assets.copy()
        others = town.sources.index[:4].tolist()
        assets["sources"] = [
            tuple(dict.fromkeys([*sources, *(s for s in others if rng.random() < 0.4)]))
            for sources in assets["sources"]
        ]
        town = AssetMap.from_frames(
            assets=assets, places=town.places, ties=town.ties, sources=town.sources,
            consents=town.consents, as_of=town.as_of,
        )  # fmt: skip
    counted = plain.counted(with_secret_people=False)
    sources = town.assets["sources"].to_dict()
    by_kind: dict[str, set[str]] = {}
    for key in counted:
        by_kind.setdefault(plain.kind[key], set()).update(sources[key])
    twice = {plain.kind[key] for key in counted if len(sources[key]) > 1}
    for row in sample(estimate_completeness(town)).itertuples():
        told = match(COMPLETE, row.says)
        kind = told["no"] or told["kind"]
        assert told["place"] == plain.places[row.place_id]
        here = [key for key in counted if plain.place.get(key) == row.place_id]
        mine = [key for key in here if plain.kind[key] == kind]
        looked = {s for key in here for s in sources[key]} & by_kind.get(kind, set())
        assert number(told["n"]) == len(mine)
        if told["why"]:
            if told["why"].startswith("only"):
                assert len(looked) == 1
            elif told["why"].startswith("the sources"):
                assert len(looked) > 1
                assert kind not in twice
        elif told["all"]:
            t = len(looked)
            often = [len(sources[key]) for key in mine]
            once, two, total = often.count(1), often.count(2), sum(often)
            unseen = once * (once - 1) / (2 * (two + 1))
            estimated = max(sum(n > 0 for n in often) + (t - 1) / t * unseen, len(mine))
            assert number(told["all"]) == round(estimated)
            if two and once:
                share = (t - 1) * once / ((t - 1) * once + 2 * two)
                assert number(told["percent"]) == round(100 * (1 - once / total * share))
            assert bool(told["few"]) == (t == 2)
