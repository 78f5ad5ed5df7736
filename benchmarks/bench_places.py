"""How fast are points placed, beside geopandas? Run: python benchmarks/bench_places.py"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from timing import compare

from assetmap.space import assign_places

CRS = "EPSG:27700"
EXTENT_M = 40_000


def draw_places(places: int) -> gpd.GeoDataFrame:
    """Cut a square into cells around seeds, with the many corners that real boundaries have."""
    random = np.random.default_rng(1)
    seeds = shapely.multipoints(random.uniform(0, EXTENT_M, (places, 2)))
    square = shapely.box(0, 0, EXTENT_M, EXTENT_M)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    cells = shapely.segmentize(shapely.intersection(cells, square), EXTENT_M / places**0.5 / 40)
    ids = pd.Index([f"p{place:05d}" for place in range(places)], dtype="str", name="place_id")
    return gpd.GeoDataFrame({"parent_id": None}, index=ids, geometry=cells, crs=CRS)


def draw_points(points: int) -> gpd.GeoSeries:
    """Draw points, most of them in towns."""
    random = np.random.default_rng(2)
    towns = random.uniform(0, EXTENT_M, (40, 2))
    xy = towns[random.integers(0, 40, points)] + random.normal(0, 900, (points, 2))
    ids = pd.Index([f"a{point:06d}" for point in range(points)], dtype="str", name="asset_id")
    return gpd.GeoSeries(shapely.points(xy.clip(1, EXTENT_M - 1)), index=ids, crs=CRS)


def join(points: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series:
    """Place points as geopandas does."""
    joined = gpd.sjoin(gpd.GeoDataFrame(geometry=points), places[["geometry"]], how="left")
    return joined["place_id"].groupby(level=0).min()


def main() -> None:
    for points, places in ((10_000, 1_000), (100_000, 1_000), (100_000, 10_000)):
        some, areas = draw_points(points), draw_places(places)
        assert assign_places(some, areas).equals(join(some, areas).reindex(some.index))
        compare(
            f"{points} points in {places} places",
            lambda some=some, areas=areas: assign_places(some, areas),
            lambda some=some, areas=areas: gpd.sjoin(
                gpd.GeoDataFrame(geometry=some), areas[["geometry"]], how="left"
            ),
            beside="geopandas",
        )


if __name__ == "__main__":
    main()
