"""Can the small population of a place be taken from what is published of others?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from assetmap.publish import protect_populations, publish
from assetmap.tables import AssetMap
from tests.examples import on

SMALLEST = 10


def tree(*rows: tuple[str, str | None, float | None], shapes: Any = None) -> gpd.GeoDataFrame:
    """Places by id, each with the one that it is part of and its population."""
    ids, parents, people = zip(*rows, strict=True)
    columns = {"name": ids, "parent_id": parents, "population": list(people)}
    return gpd.GeoDataFrame(columns, index=list(ids), geometry=shapes or [None] * len(ids))


def shown(places: gpd.GeoDataFrame) -> list[float | None]:
    found = protect_populations(places)
    return [None if np.isnan(count) else count for count in found]


def test_a_child_of_one_is_not_left_over_from_its_parent() -> None:
    """11 less 10 was 10..12 less 10..12: one or two."""
    places = tree(("vale", None, 11), ("a", "vale", 10), ("b", "vale", 1))
    assert shown(places) == [None, 10, None]
    page = publish(AssetMap.from_frames(assets=pd.DataFrame(), places=places)).places
    assert page["population"].isna().tolist() == [True, False, True]
    team = publish(AssetMap.from_frames(assets=pd.DataFrame(), places=places), audience="team")
    assert team.places["population"].tolist() == [11, 10, 1]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Several levels: all that the small one is part of goes, its neighbours stay.
        ([("county", None, 5003), ("east", "county", 3000), ("west", "county", 2003),
          ("mill", "west", 2000), ("quay", "west", 3)], [None, 3000, None, 2000, None]),
        # Nobody is nobody, and is said.
        ([("vale", None, 40), ("a", "vale", 40), ("b", "vale", 0)], [40, 40, 0]),
        # Two small ones: their sum would bound both.
        ([("vale", None, 30), ("a", "vale", 20), ("b", "vale", 5), ("c", "vale", 5)],
         [None, 20, None, None]),
        # A population that is not known, and would be 5: all but it is.
        ([("vale", None, 45), ("a", "vale", 40), ("b", "vale", None)], [None, 40, None]),
        # The same two levels down, through a place without a number of its own.
        ([("vale", None, 45), ("west", "vale", None), ("a", "west", 40), ("b", "west", None)],
         [None, None, 40, None]),
        # Enough is left for the one that is not known.
        ([("vale", None, 90), ("a", "vale", 40), ("b", "vale", None)], [90, 40, None]),
        # A total that differs a little from its known parts, as two tables of a census do.
        ([("vale", None, 83), ("a", "vale", 40), ("b", "vale", 40)], [85, 40, 40]),
        # A small place that is all of a larger one.
        ([("vale", None, 9), ("a", "vale", 9)], [None, None]),
    ],
)  # fmt: skip
def test_what_is_part_of_what(rows: Any, expected: list[float | None]) -> None:
    assert shown(tree(*rows)) == expected


def test_a_place_that_lies_inside_another_is_part_of_it_whoever_its_parent_is() -> None:
    shapes = [box(0, 0, 10, 10), box(0, 0, 4, 4), box(4, 0, 10, 10), box(20, 0, 30, 10)]
    rows = [("parish", None, 103), ("quay", None, 3), ("mill", None, 100), ("far", None, 50)]
    assert shown(tree(*rows, shapes=shapes)) == [None, None, 100, 50]
    # A part is not around the whole: the parish is kept back for itself alone.
    rows = [("parish", None, 9), ("quay", None, 0), ("mill", None, 100), ("far", None, 50)]
    assert shown(tree(*rows, shapes=shapes)) == [None, 0, 100, 50]


def test_places_are_not_changed_and_none_is_no_fault() -> None:
    places = tree(("vale", None, 3))
    before = places.copy()
    protect_populations(places)
    pd.testing.assert_frame_equal(places, before)
    assert protect_populations(places.head(0)).empty


@st.composite
def forests(draw: Any) -> tuple[list[int], list[float | None]]:
    """Parents by position (each before its parts) and populations: totals are sums of parts."""
    size = draw(st.integers(2, 9))
    parents = [-1] + [draw(st.integers(-1, at - 1)) for at in range(1, size)]
    own = [draw(st.sampled_from([0, 1, 5, 9, 10, 12, 30])) for _ in parents]
    is_known = [draw(st.integers(0, 5)) > 0 for _ in parents]
    return parents, add_up(parents, own, is_known)


def add_up(parents: list[int], own: list[int], is_known: list[bool]) -> list[float | None]:
    total = [0 if at in parents else count for at, count in enumerate(own)]
    for at in range(len(parents) - 1, 0, -1):
        if parents[at] >= 0:
            total[parents[at]] += total[at]
    return [count if known else None for count, known in zip(total, is_known, strict=True)]


def as_places(parents: list[int], people: list[float | None]) -> gpd.GeoDataFrame:
    ids = [f"p{at}" for at in range(len(parents))]
    above = [None if at < 0 else ids[at] for at in parents]
    return tree(*zip(ids, above, people, strict=True))


@given(forest=forests())
@on(150)
def test_every_small_number_could_be_any_other(
    forest: tuple[list[int], list[float | None]],
) -> None:
    """For every place that is kept back, the page is the same with 1, 2, … 9 people there."""
    parents, people = forest
    published = shown(as_places(parents, people))
    for at, count in enumerate(people):
        if at in parents or count is None or not 0 < count < SMALLEST:
            continue
        assert published[at] is None
        for other in range(1, SMALLEST):
            changed, above = list(people), at
            while above >= 0:  # the place, and every total that counts it
                if changed[above] is not None:
                    changed[above] += other - count
                above = parents[above]
            assert shown(as_places(parents, changed)) == published


@given(forest=forests())
@on(100)
def test_no_total_less_its_parts_leaves_a_small_number(
    forest: tuple[list[int], list[float | None]],
) -> None:
    """By hand: a total that is shown has no part, however far down, that is small."""
    parents, people = forest
    published = shown(as_places(parents, people))
    for at, count in enumerate(people):
        if count is not None and 0 < count < SMALLEST:
            above = at
            while above >= 0:
                assert published[above] is None
                above = parents[above]
        elif published[at] is not None:
            assert published[at] == int(count / 5 + 0.5) * 5
