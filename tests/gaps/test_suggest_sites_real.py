"""Which warm spaces could lend books? 433 wards, 119 warm spaces, 184 libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.gaps import find_gaps
from assetmap.gaps.suggest_sites import suggest_sites
from assetmap.gather import read
from assetmap.tables import AssetMap

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here"),
]


@pytest.fixture(scope="module")
def region() -> AssetMap:
    return read(ROOT / "examples" / "leicestershire_rutland_essex" / "project.toml", data_dir=DATA)


def test_whoever_has_no_library_is_brought_in_or_named_where_they_live(region: AssetMap) -> None:
    sites = suggest_sites(region, category="reading", by="themes", goal="everyone")
    gaps = find_gaps(region, by="themes", categories=["reading"], min_share=1e-9)
    brought = {ward for some in sites["reached_place_ids"] for ward in some}
    assert brought | set(sites.loc[sites["host_id"].isna(), "place_id"]) == set(gaps["place_id"])


def test_every_ward_without_a_library_is_brought_in_or_named(region: AssetMap) -> None:
    """From one point a ward, as a map says that does not know where people live."""
    region = AssetMap.from_frames(
        assets=region.assets, places=region.places, sources=region.sources, as_of=region.as_of
    )
    sites = suggest_sites(region, category="reading", by="themes", goal="everyone", exact=True)
    is_host = sites["host_id"].notna()
    gaps = find_gaps(region, by="themes")
    without = set(gaps.loc[gaps["category"] == "reading", "place_id"])
    brought = [ward for some in sites["reached_place_ids"] for ward in some]
    assert set(brought) | set(sites.loc[~is_host, "place_id"]) == without
    assert len(brought) + int((~is_host).sum()) == len(without)
    # The fewest that do: 17 of the 119, for 129,677 people; they cannot reach 276 wards.
    assert (int(is_host.sum()), int((~is_host).sum())) == (17, 276)
    assert sites["people"].sum() == 129_677
    assert sites["bound"].eq(1.0).all()


def test_one_by_one_comes_within_its_bound_of_the_best(region: AssetMap) -> None:
    question = {"category": "reading", "by": "themes", "among": "institution", "n": 20}
    few, best = (suggest_sites(region, exact=exact, **question) for exact in (False, True))
    assert best["bound"].eq(1.0).all()
    assert few["bound"][0] <= few["share"].iloc[-1] / best["share"].iloc[-1] <= 1.0
    assert few["share"].iloc[-1] / best["share"].iloc[-1] > 0.98


def test_exchanging_comes_within_its_bound_of_the_shortest_ways(region: AssetMap) -> None:
    question = {"category": "reading", "by": "themes", "goal": "nearest"}
    few, best = (suggest_sites(region, exact=exact, **question) for exact in (False, True))
    assert best["mean_min"].iloc[-1] <= few["mean_min"].iloc[-1] < 1.001 * best["mean_min"].iloc[-1]
