"""How fast is the nearest found, and all within reach? Run: python benchmarks/bench_nearness.py"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from timing import compare

from assetmap.space import Reach, measure_nearest

CRS = "EPSG:27700"
EXTENT_M = 40_000
WITHIN_M = 400


def draw_points(points: int, *, letter: str, seed: int) -> gpd.GeoSeries:
    """Draw points, most of them in towns."""
    random = np.random.default_rng(seed)
    towns = np.random.default_rng(3).uniform(0, EXTENT_M, (40, 2))
    xy = towns[random.integers(0, 40, points)] + random.normal(0, 2000, (points, 2))
    ids = pd.Index([f"{letter}{point:06d}" for point in range(points)], dtype="str")
    return gpd.GeoSeries(shapely.points(xy), index=ids, crs=CRS)


def join_nearest(origins: gpd.GeoSeries, targets: gpd.GeoSeries) -> pd.DataFrame:
    """Find the nearest as geopandas does."""
    return gpd.sjoin_nearest(
        gpd.GeoDataFrame(geometry=origins),
        gpd.GeoDataFrame(geometry=targets),
        distance_col="nearest_m",
    )


def join_within(origins: gpd.GeoSeries, targets: gpd.GeoSeries) -> pd.DataFrame:
    """Find all within reach as geopandas does, with the distances."""
    left, right = gpd.GeoDataFrame(geometry=origins), gpd.GeoDataFrame(geometry=targets)
    pairs = gpd.sjoin(left, right, predicate="dwithin", distance=WITHIN_M)
    other = targets.loc[pairs["index_right"]].to_numpy()
    return pairs.assign(metres=shapely.distance(pairs.geometry.to_numpy(), other))


def main() -> None:
    for points in (10_000, 100_000):
        origins = draw_points(points, letter="o", seed=4)
        targets = draw_points(points // 10, letter="t", seed=5)
        ours, theirs = measure_nearest(origins, targets), join_nearest(origins, targets)
        assert np.array_equal(ours["nearest_m"], theirs["nearest_m"])
        assert ours["nearest_id"].tolist() == theirs["index_right"].tolist()
        compare(
            f"nearest of {points // 10} to {points}",
            lambda o=origins, t=targets: measure_nearest(o, t),
            lambda o=origins, t=targets: join_nearest(o, t),
            beside="geopandas",
        )
        reach = Reach.from_straight_lines(origins, targets, within_m=WITHIN_M)
        pairs = join_within(origins, targets)
        assert len(reach.cost) == len(pairs)
        assert np.array_equal(np.sort(reach.cost), np.sort(pairs["metres"]))
        compare(
            f"{len(pairs)} pairs within {WITHIN_M} m of {points}",
            lambda o=origins, t=targets: Reach.from_straight_lines(o, t, within_m=WITHIN_M),
            lambda o=origins, t=targets: join_within(o, t),
            beside="geopandas",
        )


if __name__ == "__main__":
    main()
