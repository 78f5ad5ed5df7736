"""A table of journeys says by which way people travel."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from assetmap.errors import ReachError
from assetmap.space import Reach

TABLE = pd.DataFrame({"from_id": ["mill", "hill"], "to_id": ["hall", "hall"], "minutes": [12, 40]})


def test_the_mode_is_said_and_kept() -> None:
    reach = Reach.from_frame(TABLE, mode=" bus and\ntrain ")
    assert reach.mode == "bus and train"
    assert "from a travel table, by bus and train" in repr(reach)
    near = reach.within(30)
    assert near.mode == "bus and train"
    assert near.say_within(30) == "within 30 minutes by bus and train"
    assert Reach.from_frame(TABLE, mode="foot").say_within(1) == "within 1 minute on foot"


def test_without_a_mode_nothing_is_said_of_it() -> None:
    assert Reach.from_frame(TABLE).mode is None
    assert Reach.from_frame(TABLE).say_within(15) == "within 15 minutes"
    here = gpd.GeoSeries({"a": Point(0, 0)}, crs="EPSG:27700")
    lines = Reach.from_straight_lines(here, here, within_min=15)
    assert lines.say_within(15) == "within a 15 minute walk"


@pytest.mark.parametrize("mode", ["", "  ", 7])
def test_a_mode_that_is_no_word_is_refused(mode) -> None:
    with pytest.raises(ReachError, match="says nothing of how people travel"):
        Reach.from_frame(TABLE, mode=mode)


def test_minutes_of_r5py_are_not_taken_for_granted() -> None:
    given = TABLE.rename(columns={"minutes": "travel_time"})
    with pytest.raises(ReachError, match="rename it to 'minutes'"):
        Reach.from_frame(given)
