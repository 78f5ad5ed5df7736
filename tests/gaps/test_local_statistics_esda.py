"""The same as PySAL: its neighbours, its local statistics and, but for chance, its p."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from assetmap.gaps.find_gap_clusters import find_gap_clusters
from assetmap.gaps.measure_g_star import measure_g_star
from assetmap.gaps.measure_local_moran import measure_local_moran
from assetmap.space import join_neighbours
from assetmap.tables import AssetMap

PERMUTATIONS = 2_999
QUADRANTS = {"high among high": 1, "low among high": 2, "low among low": 3, "high among low": 4}


@pytest.fixture(scope="module")
def pysal() -> SimpleNamespace:
    """Give esda and libpysal; they take seconds to import, and warn as they do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        libpysal = pytest.importorskip("libpysal", reason="libpysal is not installed")
        esda = pytest.importorskip("esda", reason="esda is not installed")
    return SimpleNamespace(esda=esda, weights=libpysal.weights)


@pytest.fixture(scope="module")
def wards() -> gpd.GeoDataFrame:
    """433 wards of Leicestershire, Rutland and Essex, with their people's mean IMD 2025 score."""
    data = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not data.is_dir():
        pytest.skip("the open data of the real example is not on this computer")
    shapes = gpd.read_file(data / "places" / "places_llr_essex.gpkg", layer="ward25")
    lsoas = pd.read_csv(data / "need" / "lsoa21_need_llr_essex.csv")
    people = lsoas["population_census2021"]
    sums = (lsoas["imd2025_score"] * people).groupby(lsoas["ward24_code"]).sum()
    imd = sums / people.groupby(lsoas["ward24_code"]).sum()
    wards = shapes.set_index("ward25_code").sort_index().to_crs("EPSG:27700")
    return wards.assign(imd=imd.reindex(wards.index)).rename(columns={"ward25_name": "name"})


def local_of(pysal, name: str, values, w, **options):
    """Run esda as it is; it warns of neighbourless places and of its own future."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(pysal.esda, name)(
            np.asarray(values), w, permutations=PERMUTATIONS, n_jobs=1, seed=7, **options
        )


def weights_of(pysal, joined: csr_array):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pysal.weights.WSP(joined.tocsr()).to_W(silence_warnings=True)


def check_p(ours: pd.Series, theirs, *, at_least: float) -> None:
    """Compare ours, halved, with the one-sided p of esda.

    Where the side that the kind names is not the rarer one, ours says 1 or
    nearly so; such places are few, and never sure.
    """
    half, p = ours.to_numpy() / 2, np.asarray(theirs)
    margin = 5 * np.sqrt(2 * np.maximum(p * (1 - p), 1 / PERMUTATIONS) / PERMUTATIONS)
    is_near = np.abs(half - p) <= margin + 2 / PERMUTATIONS
    assert is_near.mean() >= at_least
    assert (half[~is_near] > 0.3).all()


def test_the_toy(pysal):
    y = pd.Series([1.0, 1, 0, 1, 1, 0, 0, 0, 5])
    w = pysal.weights.lat2W(3, 3)
    theirs = local_of(pysal, "Moran_Local", y, w)
    ours = measure_local_moran(y, w.sparse, permutations=PERMUTATIONS)
    np.testing.assert_allclose(ours["local_statistic"], theirs.Is, atol=1e-12)
    assert ours["cluster"].map(QUADRANTS).tolist() == theirs.q.tolist()
    w = pysal.weights.lat2W(3, 3)
    star = local_of(pysal, "G_Local", y, w, transform="B", star=True)
    spots = measure_g_star(y, pysal.weights.lat2W(3, 3).sparse, permutations=PERMUTATIONS)
    np.testing.assert_allclose(spots["local_statistic"], star.Zs, atol=1e-12)


def test_random_values_on_a_lattice(pysal):
    random = np.random.default_rng(3)
    y = pd.Series(np.exp(random.normal(size=144).cumsum() / 5))  # esda's G wants values above 0
    w = pysal.weights.lat2W(12, 12, rook=False)
    theirs = local_of(pysal, "Moran_Local", y, w)
    ours = measure_local_moran(y, w.sparse, permutations=PERMUTATIONS)
    np.testing.assert_allclose(ours["local_statistic"], theirs.Is, rtol=1e-9)
    assert ours["cluster"].map(QUADRANTS).tolist() == theirs.q.tolist()
    check_p(ours["p"], theirs.p_sim, at_least=0.95)
    star = local_of(
        pysal, "G_Local", y, pysal.weights.lat2W(12, 12, rook=False), transform="B", star=True
    )
    spots = measure_g_star(
        y, pysal.weights.lat2W(12, 12, rook=False).sparse, permutations=PERMUTATIONS
    )
    np.testing.assert_allclose(spots["local_statistic"], star.Zs, rtol=1e-9)
    check_p(spots["p"], star.p_sim, at_least=0.85)


def test_nearest_neighbours_of_scattered_points(pysal):
    xy = np.random.default_rng(1).random((200, 2)) * 1_000
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs="EPSG:27700")
    ours = join_neighbours(points, neighbours=6)
    theirs = pysal.weights.KNN(xy, k=6).sparse
    assert (ours != csr_array(theirs)).nnz == 0


@pytest.mark.real
@pytest.mark.parametrize("way", ["queen", "rook"])
def test_contiguity_of_433_wards(pysal, wards, way):
    ours = join_neighbours(wards, neighbours=way)
    build = {"queen": pysal.weights.Queen, "rook": pysal.weights.Rook}[way]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        w = build.from_dataframe(wards, use_index=True, silence_warnings=True)
    assert w.id_order == wards.index.tolist()
    differs = (ours != csr_array(w.sparse)).nnz
    assert (len(wards), differs) == (433, 0)


@pytest.mark.real
def test_need_of_the_wards(pysal, wards):
    known = wards[wards["imd"].notna()]
    assert len(known) == 431
    joined = join_neighbours(known)
    theirs = local_of(pysal, "Moran_Local", known["imd"], weights_of(pysal, joined))
    ours = measure_local_moran(known["imd"], joined, permutations=PERMUTATIONS)
    some = (ours["n_neighbours"] > 0).to_numpy()
    np.testing.assert_allclose(ours["local_statistic"][some], theirs.Is[some], rtol=1e-9)
    assert ours["cluster"][some].map(QUADRANTS).tolist() == theirs.q[some].tolist()
    check_p(ours["p"][some], theirs.p_sim[some], at_least=0.95)
    star = local_of(
        pysal, "G_Local", known["imd"], weights_of(pysal, joined), transform="B", star=True
    )
    spots = measure_g_star(known["imd"], joined, permutations=PERMUTATIONS)
    np.testing.assert_allclose(spots["local_statistic"][some], star.Zs[some], rtol=1e-9)


@pytest.mark.real
def test_clusters_of_need_among_433_wards(wards):
    nothing = pd.DataFrame({"name": [], "cluster": []})
    m = AssetMap.from_frames(assets=nothing, places=wards[["name", "geometry"]], crs="EPSG:27700")
    clusters = find_gap_clusters(m, values=wards["imd"], worse="high")
    assert len(clusters) == 433
    assert (clusters["cluster"] == "no value").sum() == 2
    assert (clusters["cluster"][:2] == "no value").all()
    found = clusters[clusters["is_cluster"]]
    assert found["place_name"].iloc[0] == "West Clacton & Jaywick Sands"  # Jaywick: the most need
    assert clusters["says"][2].startswith(
        "West Clacton & Jaywick Sands: imd 66.6; 50.5 on average in the 4 beside it, 16.9 over all."
        " High among high: part of a cluster of gaps, which chance would rarely make (q 0.00"
    )
    assert {"Pier", "St Osyth", "Coppins", "North Evington", "Spinney Hills"} <= set(
        found["place_name"]
    )
    assert 15 <= len(found) <= 25
    assert (found["q"] <= 0.05).all()
    assert (found["value"] > wards["imd"].mean()).all()
    in_clusters = wards.loc[found["place_id"], "lad_name"].value_counts()
    assert set(in_clusters.index[:2]) == {"Leicester", "Tendring"}
