"""What the shared groups alone weigh: 1 / (k - 1) for each that is active in k places."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from assetmap.links import find_links
from assetmap.model import GROUP_PAIR, PLACE_PAIR
from assetmap.tables import AssetMap

WARDS = ["east", "north", "south", "west"]


def town(rows, **options):
    """A map of wards from rows of kind, place and where else each is active."""
    assets = pd.DataFrame(
        {
            "name": [f"N{at}" for at in range(len(rows))],
            "kind": [kind for kind, *_ in rows],
            "place_id": [place for _, place, _ in rows],
            "active_in": [more for *_, more in rows],
        },
        index=[f"n{at}" for at in range(len(rows))],
    )
    places = pd.DataFrame({"name": [ward.title() for ward in WARDS]}, index=WARDS)
    return AssetMap.from_frames(assets=assets, places=places, **options)


def weights(m, end="place", **asked):
    a, b, *_ = PLACE_PAIR if end == "place" else GROUP_PAIR
    links = find_links(m, **asked).dropna(subset=b)
    values = zip(links["weight"], links["group_weight"], strict=True)
    return dict(zip(zip(links[a], links[b], strict=True), values, strict=True))


def test_one_group_in_three_places_is_half_a_group_for_each_pair():
    found = weights(town([("association", "west", ("east", "north"))]))
    assert found == dict.fromkeys(itertools.combinations(WARDS[:2] + WARDS[3:], 2), (0.5, 0.5))


def test_a_body_that_works_everywhere_weighs_less_than_a_club_of_two_places():
    """Four places: a third for each pair; the choir adds 1 to its own."""
    rows = [("institution", "west", ("east", "north", "south")), ("association", "west", ("east",))]
    found = weights(town(rows))
    assert found.pop(("east", "west")) == pytest.approx((4 / 3, 4 / 3))
    assert len(found) == 5
    assert all(value == pytest.approx((1 / 3, 1 / 3)) for value in found.values())


def test_people_add_to_the_weight_and_not_to_that_of_groups():
    rows = [("association", "west", ("east", "north")), ("individual", "west", ("east",)),
            ("individual", "north", ("south", "east"))]  # fmt: skip
    assert weights(town(rows)) == {
        ("east", "north"): (1.0, 0.5),
        ("east", "south"): (0.5, 0.0),
        ("east", "west"): (1.5, 0.5),
        ("north", "south"): (0.5, 0.0),
        ("north", "west"): (0.5, 0.5),
    }


def test_a_place_without_links_and_a_tie_alone_weigh_nothing():
    ties = pd.DataFrame({"source": ["n0"], "target": ["n1"], "kind": ["partners_with"]})
    m = town([("association", "west", ()), ("association", "east", ())], ties=ties)
    links = find_links(m)
    assert links["ties"].tolist() == [0, 0, 1]
    assert links["group_weight"].tolist() == [0.0, 0.0, 0.0]


def test_links_between_words_weigh_groups_by_their_words():
    m = town([("association", None, ()), ("individual", None, ()), ("space", None, ())])
    themes = pd.Series(
        [("art", "food", "music"), ("art", "food"), ("art", "music")], m.assets.index
    )
    m = AssetMap.from_frames(assets=m.assets.assign(themes=themes), places=m.places)
    assert weights(m, end="group", by="theme") == {
        ("art", "food"): (1.5, 0.5),
        ("art", "music"): (1.5, 1.5),
        ("food", "music"): (0.5, 0.5),
    }


@pytest.mark.parametrize("seed", range(12))
def test_what_groups_weigh_and_what_people_weigh_add_up(seed):
    """Random maps against going through every pair and everybody; and without the people."""
    rng = np.random.default_rng(seed)
    kinds = ["individual", "association", "space", "culture"]
    rows = [
        (str(rng.choice(kinds)), str(rng.choice(WARDS)),
         tuple(str(ward) for ward in rng.choice(WARDS, size=rng.integers(0, 4), replace=False)))
        for _ in range(25)
    ]  # fmt: skip
    found = weights(town(rows))
    for pair in itertools.combinations(WARDS, 2):
        parts = {True: 0.0, False: 0.0}
        for kind, home, more in rows:
            there = {home, *more}
            if set(pair) <= there:
                parts[kind == "individual"] += 1 / (len(there) - 1)
        assert found.get(pair, (0.0, 0.0)) == pytest.approx((sum(parts.values()), parts[False]))
    alone = weights(town([row for row in rows if row[0] != "individual"]))
    groups = {pair: value[1] for pair, value in found.items() if value[1] > 0}
    assert groups == {pair: value[1] for pair, value in alone.items()}  # to the last digit
