"""Access on maps: categories, what counts, all kinds, how far."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point

from assetmap.errors import ReachError, TableError
from assetmap.gaps.decay import StepDecay
from assetmap.gaps.measure_access import measure_access
from assetmap.space import Reach
from assetmap.tables import AssetMap

KINDS = ["association", "culture", "exchange", "individual", "institution", "space"]


def row(frame: pd.DataFrame, place: str) -> list[float]:
    return frame.loc[place].tolist()


def test_every_kind_has_a_column_and_nothing_is_missing(village):
    access = measure_access(village, method="count", within_min=15)
    assert list(access.columns) == KINDS
    assert access.columns.name == "kind"
    assert access.index.tolist() == ["hill", "isle", "mill"]
    assert row(access, "mill") == [1, 0, 0, 1, 0, 1]
    assert row(access, "hill") == [0, 0, 1, 0, 0, 0]  # the bakery is closed
    assert row(access, "isle") == [0] * 6


def test_supply_is_shared_among_the_population(village):
    access = measure_access(village, within_min=15)
    assert access.at["mill", "space"] == 1 / 1000
    assert access.at["hill", "exchange"] == 1 / 500
    weighted = measure_access(village, people="weighted", within_min=15)
    assert weighted.at["mill", "space"] == 1 / 500
    assert weighted.at["hill", "exchange"] == 1 / 450
    own = pd.Series({"mill": 10, "hill": 20, "isle": 0})
    assert measure_access(village, people=own, within_m=600).at["mill", "space"] == 1 / 10
    assert measure_access(village, people=own, within_m=499).at["mill", "space"] == 0


def test_words_of_a_column_are_categories(village):
    access = measure_access(village, by="themes", method="count", within_min=15)
    assert access.loc["mill"].to_dict() == {"dance": 2, "lunch": 1, "song": 1}
    assert access.loc["hill"].to_dict() == {"dance": 0, "lunch": 1, "song": 0}


def test_nearest_however_far_agrees_with_all_pairs(village):
    for by in ("kind", "themes"):
        anywhere = measure_access(village, by=by, method="nearest")
        pairs = Reach.from_straight_lines(village).in_minutes()
        assert_frame_equal(anywhere, measure_access(village, by=by, method="nearest", reach=pairs))
    assert anywhere.at["mill", "dance"] == 0
    nearest = measure_access(village, method="nearest")
    assert nearest.at["mill", "space"] == 500 * 1.3 / 80
    assert nearest.at["hill", "exchange"] == 600 * 1.3 / 80  # not the bakery
    assert np.isinf(nearest["institution"]).all()
    near = measure_access(village, method="nearest", within_m=500)
    assert near.at["mill", "space"] == 500
    assert np.isinf(near.at["hill", "exchange"])


def test_zones_are_walked_as_far_as_they_go(village):
    access = measure_access(village, method="e2sfca")
    assert access.at["mill", "space"] == pytest.approx(1 / 1000)  # weights cancel: one place alone
    lost = measure_access(village, method="m2sfca", decay=StepDecay(((8, 1), (9, 0.5))))
    assert lost.at["mill", "space"] == pytest.approx(0.5 / 1000)
    assert lost.at["hill", "exchange"] == 0  # 9.75 minutes


@pytest.mark.parametrize("method", ["2sfca", "count"])
def test_what_is_shared_or_counted_is_within_15_minutes_unless_said(village, method):
    usual = measure_access(village, method=method)
    assert_frame_equal(usual, measure_access(village, method=method, within_min=15))
    assert usual["space"].nunique() > 1  # anywhere it would be the same for every place
    reach = Reach.from_straight_lines(village)
    everything = measure_access(village, method=method, reach=reach)  # as far as it was measured
    assert everything["space"].nunique() == 1


def test_capacity_must_be_known_of_all_that_count(village):
    with pytest.raises(TableError, match="4 problems") as raised:
        measure_access(village, supply="capacity", within_min=15)
    named = [problem.where for problem in raised.value.problems]
    assert named == [f"supply, {name!r}" for name in ("asha", "choir", "hall", "shop")]
    themed = pd.Series({"hall": 40, "choir": 0, "shop": 9, "asha": 1})
    access = measure_access(village, supply=themed, method="count", within_min=15)
    assert row(access, "mill") == [0, 0, 0, 1, 0, 40]
    nearest = measure_access(village, supply=themed, method="nearest")
    assert np.isinf(nearest.at["mill", "association"])
    with pytest.raises(TableError, match="supply, 'shop': has no number"):
        measure_access(village, supply=themed.drop("shop"))


def test_capacity_of_the_map_is_used(village):
    assets = village.assets.assign(capacity=[60.0, 5.0, 10.0, np.nan, 4.0])  # bakery: closed
    m = AssetMap.from_frames(assets=assets, places=village.places, as_of=village.as_of)
    access = measure_access(m, supply="capacity", within_min=15)
    assert access.at["mill", "space"] == 60 / 1000


def test_what_is_closed_or_secret_never_counts(village):
    for change in ({"status": "closed"}, {"sensitive_location": True}):
        gone = village.assets.assign(**change)
        m = AssetMap.from_frames(assets=gone, places=village.places, as_of=village.as_of)
        assert (measure_access(m, method="count", within_min=15) == 0).all(axis=None)
        assert (measure_access(m, within_min=15) == 0).all(axis=None)
        assert np.isinf(measure_access(m, method="nearest")).all(axis=None)


def test_a_place_without_a_boundary_reaches_what_is_stated_to_be_in_it(village):
    places = village.places
    places.loc["mill", "geometry"] = None
    m = AssetMap.from_frames(assets=village.assets, places=places, as_of=village.as_of)
    nearest = measure_access(m, method="nearest")
    assert nearest.at["mill", "individual"] == 0
    assert np.isinf(nearest.at["mill", "space"])
    assert measure_access(m, within_min=15).at["mill", "individual"] == 1 / 1000


def test_an_own_reach_may_hold_larger_places_and_closed_assets(village):
    table = pd.DataFrame(
        {"from_id": ["mill", "mill"], "to_id": ["hall", "bakery"], "minutes": [3, 1]}
    )
    access = measure_access(village, reach=Reach.from_frame(table), within_min=3)
    assert row(access, "mill") == [0, 0, 0, 0, 0, 1 / 1000]
    strange = Reach.from_frame(table.assign(from_id="moon"))
    with pytest.raises(ReachError, match="place 'moon'"):
        measure_access(village, reach=strange)


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ({"people": "populatoin"}, TableError, "Did you mean 'population'"),
        ({"supply": "capacty"}, TableError, "Did you mean 'capacity'"),
        ({"supply": pd.DataFrame()}, TableError, "categories from `by`"),
        ({"by": "knd"}, TableError, "Did you mean 'kind'"),
        ({"people": pd.Series({"mill": 1, "hill": 1})}, TableError, "'isle': has no number"),
        ({"people": pd.Series({"moon": 1})}, TableError, "'moon': is no place of this map"),
        ({"supply": pd.Series({"rocket": 1})}, TableError, "'rocket': is no asset of this map"),
        ({"method": "e2sfca", "within_m": 500}, ReachError, "in metres"),
    ],
)
def test_what_cannot_be_used_is_named(village, how, error, says):
    with pytest.raises(error, match=says):
        measure_access(village, **how)


def test_a_map_without_population_has_nobody_to_share_among(village):
    bare = village.places.drop(columns="population")
    m = AssetMap.from_frames(assets=village.assets, places=bare, as_of=village.as_of)
    with pytest.raises(TableError, match="not known of any place"):
        measure_access(m, within_min=15)
    assert measure_access(m, method="count", within_min=15).at["mill", "space"] == 1


def test_nobody_has_put_anything_on_the_map_yet(empty_village):
    for method in ("2sfca", "count", "nearest", "e2sfca"):
        access = measure_access(empty_village, method=method)
        assert access.shape == (0, 6)
        assert list(access.columns) == KINDS


def test_places_alone_reach_nothing(village):
    nothing = village.assets.iloc[:0]
    m = AssetMap.from_frames(assets=nothing, places=village.places, as_of=village.as_of)
    assert (measure_access(m) == 0).all(axis=None)
    assert measure_access(m, by="themes").shape == (3, 0)
    assert np.isinf(measure_access(m, method="nearest")).all(axis=None)
    assert Point(0, 0).within(m.places.geometry["mill"])
