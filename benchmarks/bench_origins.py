"""How fast is access measured where people live? Run: python benchmarks/bench_origins.py

geopandas does the same work: the nearest of each category from every point, how
many points' people have one within reach, and the sums by place. Results are
compared before anything is timed. Then a million origins beside 100,000.
"""

from __future__ import annotations

import resource
import statistics
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from timing import compare

from assetmap.gaps.measure_access import measure_access
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
PLACES, ORIGINS, ASSETS, CATEGORIES = 6_889, 33_755, 58_567, 8
SIDE = 360_000.0
WITHIN_M = 15 * 80 / 1.3  # 15 minutes on foot


def make_map(origins: int, *, assets: int = ASSETS, side: float = SIDE) -> AssetMap:
    """Make square places in rows, and scatter people and assets over towns in them."""
    random = np.random.default_rng(4)
    across = int(PLACES**0.5)
    width = side / across
    x, y = (each.ravel() * width for each in np.meshgrid(range(across), range(across)))
    places = gpd.GeoDataFrame(
        {"name": [f"p{at}" for at in range(len(x))], "population": 5000.0},
        index=[f"p{at:05d}" for at in range(len(x))],
        geometry=shapely.box(x, y, x + width, y + width), crs=CRS,
    )  # fmt: skip

    def scatter(count: int) -> np.ndarray:
        at = random.integers(0, len(x), count)
        inside = random.uniform(0.01, 0.99, (count, 2)) ** 2 * width
        return np.column_stack([x[at], y[at]]) + inside

    things = gpd.GeoDataFrame(
        {"name": "a", "kind": "space",
         "service": random.integers(0, CATEGORIES, assets).astype(str)},
        index=[f"a{at:06d}" for at in range(assets)], geometry=shapely.points(scatter(assets)),
        crs=CRS,
    )  # fmt: skip
    xy = scatter(origins)
    row, column = (np.floor(xy[:, axis] / width).astype(int) for axis in (1, 0))
    homes = gpd.GeoDataFrame(
        {"people": random.integers(1, 900, origins).astype(float),
         "place_id": places.index[row * across + column]},
        index=[f"o{at:07d}" for at in range(origins)], geometry=shapely.points(xy), crs=CRS,
    )  # fmt: skip
    return AssetMap.from_frames(assets=things, places=places, origins=homes)


def compare_with_geopandas() -> None:
    """Measure the nearest, and the share of people with one in reach, by service."""
    m = make_map(ORIGINS)
    origins = gpd.GeoDataFrame(m.origins[["people", "place_id", "geometry"]])
    assets = gpd.GeoDataFrame(m.assets[["service", "geometry"]])

    def our_share(m: AssetMap = m) -> pd.DataFrame:
        return measure_access(m, by="service", method="count", within_m=WITHIN_M, at_least=1)

    def our_nearest(m: AssetMap = m) -> pd.DataFrame:
        return measure_access(m, by="service", method="nearest")

    def ask_anew(m: AssetMap) -> None:
        fresh = m.with_report(m.report)
        our_share(fresh), our_nearest(fresh)

    def their_share(
        origins: gpd.GeoDataFrame = origins, assets: gpd.GeoDataFrame = assets
    ) -> pd.DataFrame:
        pairs = origins.sjoin(assets, predicate="dwithin", distance=WITHIN_M)
        reached = pairs.groupby([pairs.index, "service"]).size().unstack(fill_value=0) > 0
        reached = reached.reindex(origins.index, fill_value=False)
        people = reached.mul(origins["people"], axis=0).groupby(origins["place_id"]).sum()
        return people.div(origins.groupby("place_id")["people"].sum(), axis=0)

    def their_nearest(
        origins: gpd.GeoDataFrame = origins, assets: gpd.GeoDataFrame = assets
    ) -> dict[str, pd.Series]:
        found = {}
        for service, part in assets.groupby("service"):
            near = origins.sjoin_nearest(part[["geometry"]], distance_col="m")
            near = near[~near.index.duplicated()].sort_values(["place_id", "m"])
            upto = near.groupby("place_id")["people"].cumsum()
            half = near.groupby("place_id")["people"].transform("sum") / 2
            found[str(service)] = near[upto >= half - 1e-6].groupby("place_id")["m"].first()
        return found

    known = their_share().index
    assert np.allclose(our_share().loc[known], their_share(), atol=1e-9)
    ours = our_nearest()
    for service, metres in their_nearest().items():
        assert np.allclose(ours.loc[metres.index, service], metres * 1.3 / 80, rtol=1e-9)
    said = f"{ORIGINS:,} origins, {ASSETS:,} assets, {CATEGORIES} categories"
    compare(f"who reaches one, {said}", our_share, their_share, repeat=3, beside="geopandas")
    compare(f"the nearest, {said}", our_nearest, their_nearest, repeat=3, beside="geopandas")
    compare(
        f"both, {said}", lambda: (our_share(), our_nearest()),
        lambda: (their_share(), their_nearest()), repeat=3, beside="geopandas",
    )  # fmt: skip
    # geopandas keeps its search tree with its frames as a map keeps what was found of it;
    # copies have neither.
    compare(
        f"both of a map and frames not asked before, {said}", lambda: ask_anew(m),
        lambda: (their_share(origins.copy(), assets.copy()),
                 their_nearest(origins.copy(), assets.copy())),
        repeat=3, beside="geopandas",
    )  # fmt: skip


def compare_sizes() -> None:
    """Measure a million origins beside 100,000: the median of three maps not asked before."""
    taken = []
    for origins in (100_000, 1_000_000):
        m, seconds = make_map(origins, assets=10_000), []
        for _ in range(3):
            fresh = m.with_report(m.report)  # the same map, of which nothing is kept yet
            start = time.process_time()
            measure_access(fresh, by="service", method="count", within_m=WITHIN_M, at_least=1)
            measure_access(fresh, by="service", method="nearest")
            seconds.append(time.process_time() - start)
        taken.append(statistics.median(seconds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"100,000 origins {taken[0]:.1f} s, a million {taken[1]:.1f} s, "
          f"{taken[1] / taken[0]:.1f} times; at most {peak:.1f} GB")  # fmt: skip


if __name__ == "__main__":
    compare_with_geopandas()
    compare_sizes()
