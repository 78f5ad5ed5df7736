"""Can the people of a place be worked out from numbers that they are part of?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.gaps import Standard, find_gaps, suggest_sites
from assetmap.publish import admit, protect_gaps, protect_sites, publish, select_public
from assetmap.tables import AssetMap

PLACES = ("a", "b", "c")


def line_of_places(*people: float, need: tuple[float, ...] = (0.9, 0.5, 0.1)) -> AssetMap:
    """Three places in a row, 3 km apart; a hall in each, an exchange in the first."""
    shapes = [box(3000 * at - 9, -9, 3000 * at + 9, 9) for at in range(3)]
    places = gpd.GeoDataFrame(
        {"name": PLACES, "population": people, "need": need}, index=PLACES,
        geometry=shapes, crs="EPSG:27700",
    )  # fmt: skip
    points = [Point(3000 * at, 0) for at in (0, 1, 2, 0)]
    assets = gpd.GeoDataFrame(
        {"name": ["Hall A", "Hall B", "Hall C", "Shop"],
         "kind": ["space", "space", "space", "exchange"]},
        index=["ha", "hb", "hc", "shop"], geometry=points, crs="EPSG:27700",
    )  # fmt: skip
    return AssetMap.from_frames(assets=assets, places=places)


def in_public(m: AssetMap, shown: AssetMap, **asked: object) -> pd.DataFrame:
    gaps = find_gaps(shown, **asked)
    return protect_gaps(shown, gaps=gaps, admission=admit(m, audience="public")).frame


def blind(frame: pd.DataFrame) -> str:
    return str(pd.DataFrame(frame.drop(columns="geometry")).to_json())


@pytest.mark.parametrize("asked", [{}, {"need": "population"}, {"at_least": 2}])
def test_weights_and_shares_are_not_shown_beside_people(asked: dict[str, object]) -> None:
    """access is one shop over 1,523 people; weighted people over people is the population."""
    m = line_of_places(1523, 12, 40)
    safe = in_public(m, m, **asked)
    assert safe["weighted_people"].isna().all()
    assert safe["access"].isna().all()
    assert set(safe["people"]) <= {1525.0, 10.0, 40.0}


@pytest.mark.parametrize(
    "asked",
    [{}, {"need": "population"}, {"at_least": 2}, {"benchmark": Standard(per_1000=150)},
     {"at_least": 2, "benchmark": 0.2}],
)  # fmt: skip
def test_a_small_number_may_be_any_other_in_gaps(asked: dict[str, object]) -> None:
    """The need of a place times one to nine people would put it before or after another."""
    for of_published in (True, False):
        tables = set()
        for people in (1, 5, 9):
            m = line_of_places(people, 4, 40)
            tables.add(blind(in_public(m, select_public(m) if of_published else m, **asked)))
        assert len(tables) == 1


def test_a_benchmark_is_held_against_what_is_published() -> None:
    m = line_of_places(1523, 12, 40)
    admission = admit(m, audience="public")
    asked = {"benchmark": Standard(per_1000=1)}
    raw = protect_gaps(m, gaps=find_gaps(m, **asked), admission=admission)
    reason = "gaps that tell how many people share what is there (ask in select_public(m))"
    assert raw.withheld[reason] == 2  # the hall and the shop of 1,523 people
    assert "over-asked" not in set(raw.frame["reason"])
    shown = select_public(m)
    safe = protect_gaps(shown, gaps=find_gaps(shown, **asked), admission=admission)
    over_asked = safe.frame[safe.frame["reason"] == "over-asked"]
    assert over_asked["place_id"].tolist() == ["a", "a"]
    row = over_asked.iloc[0]
    assert row["access"] == pytest.approx(1 / 1525)
    assert row["depth"] == pytest.approx(1 - 1000 / 1525)


@pytest.mark.parametrize("goal", ["most", "everyone", "nearest"])
def test_hosts_are_chosen_by_published_numbers(goal: str) -> None:
    reason = "hosts chosen by numbers of people that are kept back (ask in select_public(m))"
    tables = set()
    for people in (1, 5, 9):
        m = line_of_places(people, 4, 40)
        admission = admit(m, audience="public")
        raw = suggest_sites(m, category="culture", goal=goal)
        kept = protect_sites(m, sites=raw, admission=admission)
        assert (kept.frame.empty, kept.withheld) == (True, {reason: len(raw)})
        assert publish(m, sites=raw).sites.empty
        shown = select_public(m)
        sites = suggest_sites(shown, category="culture", goal=goal, individuals=False)
        safe = protect_sites(shown, sites=sites, admission=admission).frame
        tables.add(blind(safe))
        assert safe["weighted_people"].isna().all()
        if goal == "everyone":
            people_of = dict(zip(safe["host_id"], safe["people"], strict=True))
            assert people_of["hc"] == 40
            assert np.isnan(people_of["ha"])  # not nobody: not told
    assert len(tables) == 1


def test_hosts_of_larger_places_are_as_they_were() -> None:
    m = line_of_places(1523, 12, 40)
    safe = protect_sites(
        m, sites=suggest_sites(m, category="culture"), admission=admit(m, audience="public")
    ).frame
    assert safe["host_id"].tolist() == ["ha", "hb", "hc"]
    assert safe["people"].tolist() == [1525, 10, 40]
