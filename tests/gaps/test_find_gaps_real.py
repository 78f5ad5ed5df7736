"""Who has no surgery, library or warm space near? 433 wards and 1,745 small areas, measured twice.

The second way is geopandas: `sjoin_nearest` from the same points to the same assets, and who
lives there from the published table itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from assetmap.gaps import Quantile, find_gap_clusters, find_gaps, measure_access, measure_gap_depth
from assetmap.gather import read
from assetmap.tables import AssetMap

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
JAYWICK = "E01021988"
ENGLAND = 33_755
WITHIN_M = 15 * 80 / 1.3
CATEGORIES = ["GP practices", "libraries", "warm spaces"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here"),
]


@dataclass(frozen=True)
class Region:
    """Wards as the project reads them, small areas with England's ranks, and who lives where."""

    wards: AssetMap
    areas: AssetMap
    people: pd.DataFrame

    def of(self, level: str) -> AssetMap:
        return self.wards if level == "ward" else self.areas

    def heads(self, level: str) -> pd.Series:
        code = "ward24_code" if level == "ward" else "lsoa21_code"
        return self.people.groupby(code)["population_census2021"].sum()


@pytest.fixture(scope="module")
def region() -> Region:
    m = read(ROOT / "examples" / "leicestershire_rutland_essex" / "project.toml", data_dir=DATA)
    assets = m.assets
    is_library = assets["library_type"].fillna("").str.startswith("Static")
    what = np.select(
        [assets.index.str.startswith("gp-"), is_library, assets.index.str.startswith("warm-")],
        CATEGORIES,
        default="other",
    )
    assets["service"] = pd.array(what, dtype="str")
    people = pd.read_csv(DATA / "need" / "lsoa21_need_llr_essex.csv")
    known = people.set_index("lsoa21_code")
    shapes = gpd.read_file(DATA / "places" / "places_llr_essex.gpkg", layer="lsoa21")
    shapes = shapes.set_index("lsoa21_code").to_crs(m.crs)
    places = gpd.GeoDataFrame(
        {
            "name": shapes["lsoa21_name"],
            "level": "lsoa",
            "population": known["population_census2021"],
            "need": 1 - (known["imd2025_rank"] - 1) / (ENGLAND - 1),
            "imd2025_rank": known["imd2025_rank"],
        },
        geometry=shapes.geometry,
    )
    wards = AssetMap.from_frames(assets=assets, places=m.places, sources=m.sources, as_of=m.as_of)
    placeless = assets.drop(columns=["place_id", "active_in"])
    areas = AssetMap.from_frames(assets=placeless, places=places, sources=m.sources, as_of=m.as_of)
    return Region(wards, areas, people)


def nearest_by_geopandas(m: AssetMap, level: str, category: str) -> pd.Series:
    places = m.places[m.places["level"] == level]
    points = gpd.GeoDataFrame(geometry=places.representative_point())
    assets = m.assets.loc[m.assets["service"] == category, ["geometry"]]
    joined = points.sjoin_nearest(assets, distance_col="metres")
    return joined["metres"].groupby(level=0).first()


PUBLISHED = {
    ("ward", "GP practices"): (269, 1_526_969),
    ("ward", "libraries"): (331, 2_109_250),
    ("ward", "warm spaces"): (364, 2_364_062),
    ("lsoa", "GP practices"): (803, 1_390_123),
    ("lsoa", "libraries"): (1_094, 1_868_423),
    ("lsoa", "warm spaces"): (1_320, 2_254_366),
}


@pytest.mark.parametrize(("level", "category"), PUBLISHED)
def test_gaps_are_those_that_geopandas_finds(region: Region, level: str, category: str) -> None:
    m = region.of(level)
    gaps = find_gaps(m, by="service")
    gaps = gaps[gaps["category"] == category].set_index("place_id")
    metres = nearest_by_geopandas(m, level, category)
    far = metres[metres > WITHIN_M]
    assert set(gaps.index) == set(far.index)
    assert np.allclose(gaps["nearest_m"], far[gaps.index], rtol=0, atol=1e-6)
    assert (gaps["reason"] == "none in reach").all()
    heads = region.heads(level).reindex(far.index)
    assert gaps["people"].sum() == heads.sum()
    assert (len(gaps), int(gaps["people"].sum())) == PUBLISHED[level, category]


def test_places_whose_people_nobody_has_counted_are_not_first_by_accident(region: Region) -> None:
    gaps = find_gaps(region.wards, by="service")
    uncounted = gaps["people"].isna()
    assert set(gaps.loc[uncounted, "place_name"]) == {"Castle Donington Park", "Ibstock West"}
    after = gaps.loc[uncounted.idxmax() :]
    assert not (after["weighted_people_short"] > 0).any()  # a need of 0 weighs nothing
    assert gaps["people_short"][0] > 0


def test_jaywick_is_listed_with_the_greatest_need_of_england(region: Region) -> None:
    jaywick = region.areas.places.loc[JAYWICK]
    assert (jaywick["name"], jaywick["imd2025_rank"], jaywick["need"]) == ("Tendring 018A", 1, 1.0)
    gaps = find_gaps(region.areas, by="service")
    found = gaps[(gaps["place_id"] == JAYWICK) & gaps["category"].isin(CATEGORIES)]
    metres = {
        name: nearest_by_geopandas(region.areas, "lsoa", name)[JAYWICK] for name in CATEGORIES
    }
    assert dict(zip(found["category"], found["nearest_m"], strict=True)) == pytest.approx(metres)
    assert (found["people"] == 1993).all()
    assert (found["weighted_people"] == 1993).all()  # need 1: everybody counts in full
    # Twelve seconds beyond a quarter of an hour: a limit is a question, not an answer.
    surgery = found.set_index("category").loc["GP practices"]
    assert surgery["nearest_min"] == pytest.approx(15.2, abs=0.01)
    assert "the nearest is 940 m away" in surgery["says"]
    longer = find_gaps(region.areas, by="service", within_min=15.3)
    again = longer[longer["place_id"] == JAYWICK]
    assert "GP practices" not in set(again["category"])


def test_of_those_who_reach_nothing_the_neediest_come_first(region: Region) -> None:
    gaps = find_gaps(region.areas, by="service")
    reaches = measure_access(region.areas, by="kind", method="count", within_min=15).sum(axis=1)
    nothing = gaps[gaps["place_id"].map(reaches) == 0]
    assert gaps["weighted_people_short"].is_monotonic_decreasing
    assert (nothing["weighted_people_short"] == nothing["weighted_people"]).all()
    assert JAYWICK in set(nothing["place_id"].head(8))


def test_how_many_are_short_is_the_same_from_gaps_and_from_access(region: Region) -> None:
    m = region.areas
    access = measure_access(m, by="service", method="count", within_min=15)
    depth = measure_gap_depth(
        access[CATEGORIES], people=m.places["population"], benchmark=1, need=m.places["need"]
    ).set_index("category")
    short = find_gaps(m, by="service").groupby("category")["people"].sum()
    assert depth["people_short"].to_dict() == short[CATEGORIES].to_dict()
    assert (depth["people"] == 2_982_200).all()
    # More need, more within reach: the cities hold both. A strength to say aloud.
    assert (depth["concentration"] < 0).all()


def test_a_benchmark_only_adds_the_over_asked(region: Region) -> None:
    plain = find_gaps(region.areas, by="service")
    against = find_gaps(region.areas, by="service", benchmark=Quantile(0.5))
    more = against[against["category"] == "GP practices"]
    over = more[more["reason"] == "over-asked"]
    assert set(more["reason"]) == {"none in reach", "over-asked"}
    assert len(more) - len(over) == (plain["category"] == "GP practices").sum()
    access = measure_access(region.areas, by="service", within_min=15)["GP practices"]
    depth = measure_gap_depth(
        access, people=region.areas.places["population"], benchmark=Quantile(0.5)
    )
    assert more["people"].sum() == depth["people_short"][0]
    assert np.allclose(over["depth"], 1 - over["access"] / depth["benchmark"][0])


def test_the_way_to_a_surgery_is_long_in_whole_stretches_of_country(region: Region) -> None:
    minutes = measure_access(region.areas, by="service", method="nearest")["GP practices"]
    clusters = find_gap_clusters(
        region.areas, values=minutes, worse="high", permutations=999, apart_m=20
    )
    found = clusters[clusters["is_cluster"]]
    assert (found["value"] > minutes.mean()).all()
    assert (found["neighbour_mean"] > minutes.mean()).all()
    districts = set(found["place_name"].str.rsplit(" ", n=1).str[0])
    assert {"Melton", "Harborough", "Rutland"} <= districts
    assert "Leicester" not in districts
