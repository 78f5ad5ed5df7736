"""How fast are gaps found, beside geopandas? Run: python benchmarks/bench_gaps.py

The geopandas way counts and finds the nearest; ours also names strengths,
weighs people, orders the rows and writes the sentences.
"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from timing import compare

from assetmap.gaps import find_gaps
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
WITHIN_MIN = 15
WITHIN_M = WITHIN_MIN * 80 / 1.3
SOURCES = [f"source {number}" for number in range(8)]


def draw_map(assets: int) -> AssetMap:
    """Draw a map with assets of eight sources, as dense as England's open data."""
    random = np.random.default_rng(6)
    side = int((assets * 0.6) ** 0.5)
    corner = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * 1_500
    cells = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 1_500, corner[:, 1] + 1_500)
    places = gpd.GeoDataFrame(
        {
            "name": [f"Place {at}" for at in range(len(cells))],
            "population": random.integers(900, 3_000, len(cells)),
            "need": random.random(len(cells)),
        },
        index=[f"p{at:06d}" for at in range(len(cells))],
        geometry=cells,
        crs=CRS,
    )
    found = gpd.GeoDataFrame(
        {
            "name": "An asset",
            "kind": random.choice(["space", "association", "institution", "culture"], assets),
            "source": random.choice(SOURCES, assets),
            "verified_on": pd.Timestamp("2026-01-01")
            - pd.to_timedelta(random.integers(0, 1500, assets), unit="D"),
        },
        index=[f"a{at:06d}" for at in range(assets)],
        geometry=shapely.points(random.uniform(0, side * 1_500, (assets, 2))),
        crs=CRS,
    )
    return AssetMap.from_frames(assets=found, places=places, as_of=dt.date(2026, 6, 1))


def join_gaps(m: AssetMap) -> pd.DataFrame:
    """Find the short pairs, their counts and the nearest as geopandas does."""
    middles = gpd.GeoDataFrame(geometry=m.places.representative_point())
    assets = m.assets[["source", "geometry"]]
    pairs = gpd.sjoin(middles, assets, predicate="dwithin", distance=WITHIN_M)
    counts = pairs.groupby([pairs.index, "source"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=middles.index, columns=SOURCES, fill_value=0)
    short = counts.stack()
    short = short[short == 0].index
    nearest = {
        source: gpd.sjoin_nearest(middles, of_source, distance_col="nearest_m")["nearest_m"]
        .groupby(level=0)
        .first()
        for source, of_source in assets.groupby("source")
    }
    metres = pd.concat(nearest, names=["source"]).swaplevel().reindex(short)
    return metres.rename_axis(["place_id", "category"]).rename("nearest_m").reset_index()


def main() -> None:
    for assets in (10_000, 100_000):
        m = draw_map(assets)
        keys = ["place_id", "category"]
        ours = find_gaps(m, by="source", within_min=WITHIN_MIN).sort_values(keys)
        theirs = join_gaps(m).sort_values(keys)
        assert ours[keys].to_numpy().tolist() == theirs[keys].to_numpy().tolist()
        assert np.allclose(ours["nearest_m"], theirs["nearest_m"])
        compare(
            f"{len(ours)} gaps of {len(m.places)} places and {assets} assets",
            lambda m=m: find_gaps(m, by="source", within_min=WITHIN_MIN),
            lambda m=m: join_gaps(m),
            repeat=3,
            beside="geopandas",
        )


if __name__ == "__main__":
    main()
