"""Nine open data files as they were published: every one of their rows is accounted for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely

from assetmap.gather import read
from assetmap.tables import AssetMap

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def region(repository_root: Path, shared_data: Path) -> AssetMap:
    project = repository_root / "examples" / "leicestershire_rutland_essex" / "project.toml"
    return read(project, data_dir=shared_data)


def test_all_2860_rows_are_accounted_for(region: AssetMap) -> None:
    report = region.report
    assert (report.rows, report.accepted, report.rejected, report.skipped) == (2860, 2826, 0, 34)


def test_the_34_skipped_rows_had_closed(region: AssetMap) -> None:
    skipped = region.report.problems.query("outcome == 'skipped'")
    assert skipped["says"].value_counts().to_dict() == {
        "the museum has closed": 31,
        "the library had closed by 2023": 3,
    }


def test_two_mobile_libraries_with_216_stops(region: AssetMap) -> None:
    mobile = region.assets[region.assets.index.str.startswith("mobile-library-")]
    assert len(mobile) == 2
    assert sum(shapely.get_num_geometries(mobile.geometry.to_numpy())) == 216
    assert (mobile["active_in"].str.len() > 10).all()
    assert len(region.assets) == 2826 - 216 + 2


def test_every_asset_is_in_a_ward(region: AssetMap) -> None:
    levels = region.places.loc[region.assets["place_id"], "level"]
    assert set(levels) == {"ward"}


def test_people_of_the_wards_add_up_to_the_published_total(
    region: AssetMap, shared_data: Path
) -> None:
    wards = region.places[region.places["level"] == "ward"]
    assert (len(wards), int(wards["population"].notna().sum())) == (433, 431)
    published = pd.read_csv(shared_data / "need" / "lsoa21_need_llr_essex.csv")
    total = published["population_census2021"].sum()
    assert wards["population"].sum() == total == 1_122_002 + 1_860_198
    districts = region.places[region.places["level"] == "district"]
    assert districts["population"].sum() == total
    assert region.places["need"].dropna().between(0, 1).all()
