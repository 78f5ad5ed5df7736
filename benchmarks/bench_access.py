"""How fast is access measured, beside PySAL and geopandas? Run: python benchmarks/bench_access.py

PySAL `access` is given the pairs; ours also finds them. geopandas starts from
the places and assets in metres, ours from the map of them: points that stand
for places, counts and distances are worked out by both, each time. Results are
compared before anything is timed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from access import Access, fca, weights
from timing import compare

from assetmap.gaps.decay import StepDecay
from assetmap.gaps.measure_access import measure_access
from assetmap.gather import read
from assetmap.space import Reach
from assetmap.tables import AssetMap

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
CRS = "EPSG:27700"
ZONES = {1000: 1.0, 2000: 0.68, 3000: 0.22}
PLACES, ASSETS, CATEGORIES = 33_755, 58_567, 8
WITHIN_M = 15 * 80 / 1.3  # 15 minutes on foot


def draw_points(random: np.random.Generator, size: int, side: float, name: str) -> gpd.GeoSeries:
    """Draw points by id."""
    ids = pd.Index([f"{name}{at:06d}" for at in range(size)], dtype="str")
    return gpd.GeoSeries(shapely.points(random.uniform(0, side, (size, 2))), index=ids, crs=CRS)


def compare_catchments() -> None:
    """Measure E2SFCA of 10,000 places and 10,000 assets within 3 km."""
    random = np.random.default_rng(6)
    places, assets = (draw_points(random, 10_000, 43_000, name) for name in "pa")
    people = pd.Series(random.integers(100, 3_000, len(places)), index=places.index)
    supply = pd.Series(random.integers(1, 30, len(assets)), index=assets.index)
    decay = StepDecay(tuple(ZONES.items()))
    pairs = Reach.from_straight_lines(places, assets, within_m=3_000).to_frame()
    costs = pairs.set_axis(["origin", "dest", "cost"], axis=1)
    demand = people.to_frame("demand").rename_axis("geoid").reset_index()
    weigh = weights.step_fn(ZONES)

    def ours() -> pd.Series:
        reach = Reach.from_straight_lines(places, assets, within_m=3_000)
        return measure_access(reach, people=people, supply=supply, method="e2sfca", decay=decay)

    def theirs() -> pd.Series:
        return fca.two_stage_fca(
            demand, supply.to_frame("supply"), costs, max_cost=3_000, weight_fn=weigh
        )

    assert np.allclose(ours(), theirs().reindex(people.index).fillna(0), rtol=1e-10)
    compare(f"E2SFCA of {len(pairs)} pairs, found by us alone", ours, theirs, repeat=3,
            beside="PySAL given the pairs")  # fmt: skip


def draw_map() -> AssetMap:
    """Draw as many places and assets as England has small areas and community points."""
    random = np.random.default_rng(7)
    side = 360_000.0
    middles = draw_points(random, PLACES, side, "p")
    places = gpd.GeoDataFrame(
        {"name": "A place", "population": random.integers(900, 3_000, PLACES)},
        index=middles.index,
        geometry=middles.buffer(100, quad_segs=2),
        crs=CRS,
    )
    spots = draw_points(random, ASSETS, side, "a")
    near = middles.take(random.integers(0, PLACES, ASSETS)).to_numpy()
    spread = random.normal(0, 700, (ASSETS, 2))
    points = shapely.points(shapely.get_coordinates(near) + spread)
    assets = gpd.GeoDataFrame(
        {
            "name": "An asset",
            "kind": "space",
            "source": [f"source {at}" for at in random.integers(0, CATEGORIES, ASSETS)],
        },
        index=spots.index,
        geometry=points,
        crs=CRS,
    )
    return AssetMap.from_frames(assets=assets, places=places, as_of=dt.date(2026, 6, 1))


def count_by_joining(places: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count what of each category is within reach, as geopandas does."""
    middles = gpd.GeoDataFrame(geometry=places.representative_point())
    counts = {}
    for source, of_source in assets.groupby("source"):
        pairs = gpd.sjoin(middles, of_source[["geometry"]], predicate="dwithin", distance=WITHIN_M)
        counts[source] = pairs.groupby(level=0).size().reindex(middles.index, fill_value=0)
    return pd.DataFrame(counts)


def count_by_buffers(places: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count what of each category is within a buffer, as most people do it."""
    middles = gpd.GeoDataFrame(geometry=places.representative_point())
    discs = middles.set_geometry(middles.buffer(WITHIN_M))
    counts = {}
    for source, of_source in assets.groupby("source"):
        inside = gpd.sjoin(discs, of_source[["geometry"]], predicate="contains")
        counts[source] = inside.groupby(level=0).size().reindex(discs.index, fill_value=0)
    return pd.DataFrame(counts)


def find_nearest_by_joining(places: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the nearest of each category, as geopandas does."""
    middles = gpd.GeoDataFrame(geometry=places.representative_point())
    metres = {}
    for source, of_source in assets.groupby("source"):
        near = gpd.sjoin_nearest(middles, of_source[["geometry"]], distance_col="nearest_m")
        metres[source] = near["nearest_m"].groupby(level=0).first()
    return pd.DataFrame(metres)


def compare_on_a_map() -> None:
    """Count what is within 15 minutes and find the nearest, of each of eight categories."""
    m = draw_map()
    places, assets = m.places, m.assets

    def count() -> pd.DataFrame:
        return measure_access(m, by="source", method="count", within_m=WITHIN_M)

    def find_nearest() -> pd.DataFrame:
        return measure_access(m, by="source", method="nearest")

    def count_theirs() -> pd.DataFrame:
        return count_by_joining(places, assets)

    def find_nearest_theirs() -> pd.DataFrame:
        return find_nearest_by_joining(places, assets)

    assert (count() == count_theirs()).all(axis=None)
    assert np.allclose(find_nearest(), find_nearest_theirs() * 1.3 / 80, rtol=1e-12)
    ways = {
        "count within 15 minutes": (count, count_theirs),
        "nearest, however far": (find_nearest, find_nearest_theirs),
        "nearest and count": (
            lambda: (find_nearest(), count()),
            lambda: (find_nearest_theirs(), count_theirs()),
        ),
        "nearest and count in buffers": (
            lambda: (find_nearest(), count()),
            lambda: (find_nearest_theirs(), count_by_buffers(places, assets)),
        ),
    }
    name = f"of {PLACES} places, {ASSETS} assets, {CATEGORIES} categories"
    for question, (ours, theirs) in ways.items():
        compare(f"{question} {name}", ours, theirs, repeat=3, beside="geopandas")


def compare_postcodes() -> None:
    """Measure 2SFCA within 15 minutes of every postcode of the real example, if it is here."""
    if not DATA.is_dir():
        print("The open data of the real example is not on this computer.")
        return
    project = ROOT / "examples" / "leicestershire_rutland_essex" / "project.toml"
    found = read(project, data_dir=DATA).assets
    found = found[found.geom_type == "Point"]
    assets = gpd.GeoSeries(found.geometry.to_numpy(), index=found.index, crs=found.crs)
    table = pd.read_csv(DATA / "postcodes" / "postcodes_llr_essex.csv.gz", index_col="postcode")
    points = gpd.points_from_xy(table["easting"], table["northing"], crs=CRS).to_crs(found.crs)
    postcodes = gpd.GeoSeries(points, index=table.index)
    people = pd.Series(1.0, index=postcodes.index)
    supply = pd.Series(1.0, index=assets.index)
    demand = people.to_frame("demand").rename_axis("geoid").reset_index()

    def ours() -> pd.Series:
        reach = Reach.from_straight_lines(postcodes, assets, within_m=WITHIN_M)
        return measure_access(reach, people=people, supply=supply)

    def find_pairs() -> pd.DataFrame:
        start, end = gpd.GeoDataFrame(geometry=postcodes), gpd.GeoDataFrame(geometry=assets)
        pairs = start.sjoin(end, predicate="dwithin", distance=WITHIN_M)
        dest = pairs.columns[-1]
        cost = pairs.geometry.distance(assets.loc[pairs[dest]].set_axis(pairs.index))
        return pd.DataFrame({"origin": pairs.index, "dest": pairs[dest], "cost": cost})

    def theirs(costs: pd.DataFrame) -> pd.Series:
        return fca.two_stage_fca(demand, supply.to_frame("supply"), costs, max_cost=WITHIN_M)

    costs = find_pairs()
    assert np.allclose(ours(), theirs(costs).reindex(people.index).fillna(0), rtol=1e-10)
    said = f"2SFCA of {len(postcodes):,} postcodes, {len(assets):,} assets, {len(costs):,} pairs"
    compare(said, ours, lambda: theirs(find_pairs()), repeat=1, beside="geopandas and PySAL")
    compare(said, ours, lambda: theirs(costs), repeat=1, beside="PySAL given the pairs")
    compare_with_pysal_alone(postcodes[::20], assets)


def compare_with_pysal_alone(postcodes: gpd.GeoSeries, assets: gpd.GeoSeries) -> None:
    """
    Measure the same with PySAL alone: it measures every pair before it looks within reach.

    Of every twentieth postcode: all of them are 275 million pairs, for which no memory is enough.
    """
    people = pd.Series(1.0, index=postcodes.index.rename("geoid"))
    supply = pd.Series(1.0, index=assets.index.rename("geoid"))

    def ours() -> pd.Series:
        reach = Reach.from_straight_lines(postcodes, assets, within_m=WITHIN_M)
        return measure_access(reach, people=people, supply=supply)

    def theirs() -> pd.Series:
        start = gpd.GeoDataFrame({"demand": people}, geometry=postcodes.to_numpy(), crs=CRS)
        end = gpd.GeoDataFrame({"supply": supply}, geometry=assets.to_numpy(), crs=CRS)
        nothing = pd.DataFrame({"origin": [], "dest": [], "cost": []}, dtype=object)
        every = Access(
            demand_df=start.reset_index(), demand_index="geoid", demand_value="demand",
            supply_df=end.reset_index(), supply_index="geoid", supply_value="supply",
            cost_df=nothing, cost_origin="origin", cost_dest="dest", cost_name="cost",
        )  # fmt: skip
        # It keeps what is nearer than the threshold, and not what is just so far.
        every.create_euclidean_distance(threshold=np.nextafter(WITHIN_M, np.inf))
        every.two_stage_fca(name="fca", cost="euclidean", max_cost=WITHIN_M)
        found: pd.Series = every.access_df["fca_supply"]
        return found

    assert np.allclose(ours(), theirs().reindex(people.index).fillna(0), rtol=1e-9)
    said = f"2SFCA of {len(postcodes):,} postcodes, {len(assets):,} assets"
    compare(said, ours, theirs, repeat=1, beside="PySAL alone")


def main() -> None:
    compare_catchments()
    compare_on_a_map()
    compare_postcodes()


if __name__ == "__main__":
    main()
