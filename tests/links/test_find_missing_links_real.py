"""Expected and missing links on real ties: health departments by state, funders by ward."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from assetmap.links._expected import NEAREST_M
from assetmap.links._gravity import estimate_gravity
from assetmap.links._pair_counts import count_links
from assetmap.links._presence import find_presence
from assetmap.links.find_links import find_links, locate_places
from assetmap.links.find_missing_links import find_missing_links
from assetmap.links.measure_link_fit import measure_link_fit
from assetmap.tables import AssetMap

pytestmark = pytest.mark.real

MIDDLES = """
AK 64.2 152.5|AL 32.8 86.8|AR 34.9 92.4|AZ 34.3 111.7|CA 37.2 119.5|CO 39.0 105.5|CT 41.6 72.7
FL 28.6 82.4|GA 32.6 83.4|IA 42.1 93.5|ID 44.4 114.6|IL 40.0 89.2|IN 39.9 86.3|KS 38.5 98.4
KY 37.5 85.3|LA 31.1 92.0|MA 42.3 71.8|MD 39.1 76.8|ME 45.4 69.2|MI 44.3 85.4|MN 46.3 94.3
MO 38.4 92.5|MS 32.7 89.7|MT 47.1 109.6|NC 35.6 79.4|ND 47.5 100.5|NE 41.5 99.8|NH 43.7 71.6
NJ 40.2 74.7|NM 34.4 106.1|NV 39.3 116.6|NY 42.9 75.6|OH 40.3 82.8|OK 35.6 97.5|OR 43.9 120.6
PA 40.9 77.8|SC 33.9 80.9|SD 44.4 100.2|TN 35.9 86.4|TX 31.5 99.3|UT 39.3 111.7|VA 37.5 78.9
WA 47.4 120.4|WI 44.6 89.9|WV 38.6 80.6|WY 43.0 107.6
"""
"""Roughly the middle of each state of the data: degrees north and west."""


@pytest.fixture(scope="module")
def departments(shared_data):
    """1,283 health departments in 46 states, tied by 2,708 acquaintances of their leaders."""
    nodes = pd.read_csv(
        shared_data / "network" / "us_local_health_departments_nodes.csv", keep_default_na=False
    )
    edges = pd.read_csv(shared_data / "network" / "us_local_health_departments_edges.csv")
    rows = [row.split() for row in MIDDLES.replace("\n", "|").split("|") if row]
    states, north, west = zip(*rows, strict=True)
    points = [Point(-float(lon), float(lat)) for lat, lon in zip(north, west, strict=True)]
    middles = gpd.GeoSeries(points, index=list(states), crs="EPSG:4326").to_crs("EPSG:5070")
    places = gpd.GeoDataFrame(
        {"name": list(states)}, index=list(states), geometry=middles.buffer(1)
    )
    assets = pd.DataFrame(
        {"name": nodes["vertex.names"], "kind": "institution", "place_id": nodes["state"]}
    ).set_index(nodes["node_id"].astype(str))
    ties = pd.DataFrame(
        {"source": edges["source_id"].astype(str), "target": edges["target_id"].astype(str)}
    ).assign(kind="knows")
    return AssetMap.from_frames(assets=assets, places=places, ties=ties)


@pytest.fixture(scope="module")
def funders(shared_data):
    """Funders active in the wards of Leicestershire, Rutland and Essex that are still drawn."""
    grants = pd.read_csv(shared_data / "network" / "grants360_funder_to_ward_llr_essex.csv")
    wards = gpd.read_file(shared_data / "places" / "places_llr_essex.gpkg", layer="ward25")
    wards = wards.set_index("ward25_code").to_crs("EPSG:27700")
    districts = gpd.read_file(shared_data / "places" / "places_llr_essex.gpkg", layer="lad")
    districts = districts.set_index("lad_code").to_crs("EPSG:27700")
    places = pd.concat(
        [
            gpd.GeoDataFrame({"name": wards["ward25_name"], "level": "ward",
                              "parent_id": wards["lad_code"]}, geometry=wards.geometry),
            gpd.GeoDataFrame({"name": districts["lad_name"], "level": "district"},
                             geometry=districts.geometry),
        ]
    )  # fmt: skip
    codes = grants.melt("funder", ["recipient_ward_code", "recipient_lad_code"])
    known = codes[codes["value"].isin(places.index)]
    active = known.groupby("funder")["value"].agg(lambda found: tuple(sorted(set(found))))
    ids = [f"funder-{at:02d}" for at in range(len(active))]
    assets = pd.DataFrame(
        {"name": active.index, "kind": "institution", "active_in": active.to_list()}, index=ids
    )
    return AssetMap.from_frames(assets=assets, places=places)


def test_which_states_are_islands(departments):
    missing = find_missing_links(departments)
    alone = missing.loc[missing["reason"] == "no link at all", "place_a_id"]
    assert set(alone) == {"AK", "AR", "ID", "IN", "NM", "SC", "WY"}
    linked = find_links(departments)
    assert set(alone) == set(linked.loc[linked["place_b_id"].isna(), "place_a_id"])
    # Indiana's 34 departments know nobody in another state: of all it lacks the most.
    assert missing["place_a_id"][0] == "IN"
    assert missing["place_b_id"][0] == "IL"


def test_what_is_expected_between_states(departments):
    fit = measure_link_fit(departments)["value"]
    assert fit[["places", "pairs", "linked_pairs", "links"]].tolist() == [46, 1035, 105, 156]
    assert fit["size_power"] == pytest.approx(0.65, abs=0.03)
    assert fit["distance_power"] == pytest.approx(-0.62, abs=0.05)
    assert fit["explained"] == pytest.approx(0.19, abs=0.01)
    assert fit["dispersion"] == pytest.approx(1.55, abs=0.05)
    linked = find_links(departments)
    most = linked.nlargest(3, "surprise")[["place_a_id", "place_b_id"]].to_numpy().tolist()
    assert most == [["CA", "WA"], ["AL", "FL"], ["CO", "MA"]]
    # So few links between states are expected that no absence alone is a surprise.
    missing = find_missing_links(departments, n=None)
    assert missing["surprise"].min() > -2
    pairs = missing[missing["reason"] == "not linked"]
    least = pairs.nsmallest(3, "surprise")[["place_a_id", "place_b_id"]].to_numpy().tolist()
    assert ["MN", "WI"] in least


def foretell(links, a, b, sizes, xy, *, folds=10):
    """Leave out a tenth of the pairs at a time; share of deviance that each model foretells."""
    apart = np.maximum(np.hypot(*(xy[a] - xy[b]).T), NEAREST_M)
    features = np.column_stack([np.ones(len(a)), np.log(sizes[a] * sizes[b]), np.log(apart)])
    fold = np.random.default_rng(0).integers(0, folds, len(links))
    gravity, totals = np.zeros(len(links)), np.zeros(len(links))
    for at in range(folds):
        seen, left = fold != at, fold == at
        middle = features[seen].mean(axis=0) * [0, 1, 1]
        around = features - middle
        fit = estimate_gravity(
            around[seen & (links > 0)], links[seen & (links > 0)], around[seen], np.ones(seen.sum())
        )
        gravity[left] = np.exp(around[left] @ fit.powers)
        ends = np.concatenate([a[seen], b[seen]])
        total = np.bincount(ends, np.tile(links[seen], 2), minlength=len(sizes)) + 0.5 / len(sizes)
        mixed = total[a] * total[b]
        totals[left] = (mixed * links[seen].sum() / mixed[seen].sum())[left]

    def deviance(expected):
        told = np.where(links > 0, links * np.log(np.maximum(links, 1e-12) / expected), 0)
        return 2 * (told - links + expected).sum()

    none = deviance(np.full(len(links), links.mean()))
    return [1 - deviance(expected) / none for expected in (gravity, totals)]


def lay_out(m, level=None):
    """Every pair of places with anybody in them, and what joins it."""
    presence = find_presence(m, level=level)
    counts = count_links(m, presence)
    links = np.zeros((len(presence.places),) * 2)
    links[counts["a"], counts["b"]] = counts["weight"] + counts["ties"]
    a, b = np.triu_indices(len(presence.places), 1)
    is_there = (presence.sizes[a] > 0) & (presence.sizes[b] > 0)
    a, b = a[is_there], b[is_there]
    xy = locate_places(m.places.loc[presence.places])
    return links[a, b], a, b, presence.sizes.astype(float), xy


@pytest.mark.parametrize(
    ("which", "level", "by_gravity", "by_totals"),
    [("departments", None, 0.18, 0.10), ("funders", "district", 0.65, 0.52),
     ("funders", "ward", 0.41, 0.32)],
)  # fmt: skip
def test_gravity_foretells_better_than_totals(request, which, level, by_gravity, by_totals):
    gravity, totals = foretell(*lay_out(request.getfixturevalue(which), level))
    assert gravity == pytest.approx(by_gravity, abs=0.03)
    assert totals == pytest.approx(by_totals, abs=0.04)
    assert gravity > totals + 0.04


def test_funders_of_wards_and_districts(funders, shared_data):
    """Half of the old ward codes are no longer drawn: their wards are not there, nothing else."""
    grants = pd.read_csv(shared_data / "network" / "grants360_funder_to_ward_llr_essex.csv")
    codes = set(grants["recipient_ward_code"])
    assert (len(codes), len(codes & set(funders.places.index))) == (399, 204)
    wards = find_missing_links(funders, level="ward")
    alone = wards[wards["reason"] == "no link at all"]
    assert len(alone) == 433 - 204
    assert alone["says"].str.startswith("Nothing in").all()
    fit = measure_link_fit(funders, level="ward")["value"]
    assert fit[["places", "linked_pairs"]].tolist() == [204, 11917]
    assert fit["size_power"] == pytest.approx(0.96, abs=0.02)
    assert fit["explained"] == pytest.approx(0.41, abs=0.01)

    assert (find_links(funders, level="district")["place_b_id"].notna()).all()
    fit = measure_link_fit(funders, level="district")["value"]
    assert fit[["places", "linked_pairs"]].tolist() == [23, 253]
    districts = find_missing_links(funders, level="district", surprise=1.5)
    assert (districts["reason"] == "fewer than expected").all()
    assert (districts["surprise"] <= -1.5).all()
    assert (districts["weight"] < districts["expected"]).all()
