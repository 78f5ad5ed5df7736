"""The whole build on 58,567 points and 33,755 areas, beside doing it by hand.

By hand: read with pandas and geopandas, `sjoin`, `sjoin_nearest` and buffer
counts for each of eight categories, then folium's MarkerCluster with a popup
each. Ours also tidies and accounts for every row, writes a sentence for every
gap, and puts all areas and gaps into the page; so the second ratio compares it
with a page by hand that holds the areas too.

Each way runs once more in a process of its own, to tell the most memory that it takes.
The data is read from ../shared/data/national and never copied.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
from folium.plugins import MarkerCluster

import assetmap as am

DATA = Path(__file__).parents[2] / "shared" / "data" / "national"
REACH_M = 15 * 80 / 1.3
REPEAT = 3

PROJECT = """
[map]
title = "Community points"
crs = "EPSG:27700"
as_of = 2026-11-21

[[places]]
file = "lsoa21_england_simplified.parquet"
id = "lsoa21_code"
name = "lsoa21_name"
level = "lsoa"

[[need]]
file = "lsoa21_england_need.csv.gz"
place = "lsoa21_code"
population = "population_census2021"
measures = [{ name = "imd2025_score", column = "imd2025_score", worse = "high" }]

[[assets]]
file = "community_points_uk.csv.gz"

[assets.columns]
name = "name"
themes = "source"
kind = "source"
postcode = "postcode"
lon = "lon"
lat = "lat"

[assets.values.kind]
cooperatives_uk_2022q2 = "association"
fsa_food_businesses = "exchange"
mapping_museums = "culture"
warm_spaces_2022 = "space"
"*" = "institution"
"""


def ours(project: Path) -> tuple[am.AssetMap, pd.DataFrame, str]:
    m = am.read(project, data_dir=DATA)
    gaps = am.find_gaps(m, by="themes", within_min=15, individuals=False)
    return m, gaps, am.draw_map(m, gaps=gaps).to_html()


def by_hand() -> tuple[pd.DataFrame, dict[str, pd.Series], str]:
    points = pd.read_csv(DATA / "community_points_uk.csv.gz")
    areas = gpd.read_parquet(DATA / "lsoa21_england_simplified.parquet").to_crs(27700)
    need = pd.read_csv(DATA / "lsoa21_england_need.csv.gz")
    areas = areas.merge(need.drop(columns="lsoa21_name"), on="lsoa21_code", how="left")
    assets = gpd.GeoDataFrame(
        points, geometry=gpd.points_from_xy(points.lon, points.lat), crs=4326
    ).to_crs(27700)
    placed = gpd.sjoin(assets, areas[["lsoa21_code", "geometry"]], how="left", predicate="within")
    middles = areas[["lsoa21_code"]].set_geometry(areas.representative_point())
    discs = areas[["lsoa21_code"]].set_geometry(middles.buffer(REACH_M))
    reached = {}
    for category, group in assets.groupby("source"):
        gpd.sjoin_nearest(middles, group[["geometry"]], distance_col="nearest_m")
        inside = gpd.sjoin(discs, group[["geometry"]], predicate="contains")
        reached[category] = inside.groupby("lsoa21_code").size()
    page = folium.Map(location=[53, -2], zoom_start=6)
    cluster = MarkerCluster().add_to(page)
    for row in points.itertuples():
        text = f"<b>{row.name}</b><br>{row.source}<br>{row.postcode}"
        folium.Marker([row.lat, row.lon], popup=folium.Popup(text)).add_to(cluster)
    return placed, reached, page.get_root().render()


def by_hand_with_areas() -> str:
    """Do it by hand and put the areas into the page as well, each with a popup."""
    by_hand()
    areas = gpd.read_parquet(DATA / "lsoa21_england_simplified.parquet")
    page = folium.Map(location=[53, -2], zoom_start=6)
    popup = folium.GeoJsonPopup(["lsoa21_code", "lsoa21_name"])
    folium.GeoJson(areas, popup=popup).add_to(page)
    return page.get_root().render()


def draw_points(m: am.AssetMap) -> str:
    """Draw the points with what by hand shows of them: no areas, no gaps."""
    assets = m.assets.drop(columns=["place_id", "active_in"])
    points = am.AssetMap.from_frames(assets=assets, sources=m.sources, as_of=m.as_of)
    return am.draw_map(points).to_html()


def check_same(project: Path) -> dict[str, int]:
    """Hold both ways' answers against each other before timing them; give the pages' sizes."""
    m, gaps, page = ours(project)
    placed, reached, hand_page = by_hand()
    mine = m.assets["place_id"].notna().sum()
    theirs = placed[~placed.index.duplicated()]["lsoa21_code"].notna().sum()
    assert abs(int(mine) - int(theirs)) <= 5, (mine, theirs)  # points exactly on a boundary
    for category, counts in reached.items():
        short = gaps.loc[gaps["category"] == category, "place_id"]
        by_hand_short = len(m.places) - len(counts)  # a buffer is a polygon inside the circle
        assert 0 <= by_hand_short - len(short) <= 0.01 * len(m.places), category
    return {
        "points": len(draw_points(m)),
        "areas and gaps": len(page),
        "by hand": len(hand_page),
    }


def timed(job: Callable[[], object]) -> float:
    gc.collect()  # nobody pays for what the other left behind
    start = time.process_time()
    job()
    return time.process_time() - start


def measure_memory(way: str, project: Path) -> float:
    """Run one way in a process of its own; give the most memory that it took, in GB."""
    run = subprocess.run(
        [sys.executable, __file__, way, str(project)], check=True, capture_output=True, text=True
    )
    return float(run.stdout.split()[1])


def run_one(way: str, project: Path) -> None:
    """Run one way; print its seconds of work, and the most memory in GB."""
    seconds = timed(lambda: ours(project) if way == "ours" else by_hand())
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def main() -> None:
    if not DATA.exists():
        print("the national data is not here: nothing was measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project.toml"
        project.write_text(PROJECT, encoding="utf-8")
        sizes = check_same(project)
        seconds = [(timed(lambda: ours(project)), timed(by_hand)) for _ in range(REPEAT)]
        theirs_with_areas = timed(by_hand_with_areas)
        memory = [measure_memory(way, project) for way in ("ours", "by hand")]
    mine, theirs = (statistics.median(column) for column in zip(*seconds, strict=True))
    print(f"whole build: ours {mine:.2f} s, by hand {theirs:.2f} s, ratio {mine / theirs:.3f}")
    print(
        f"with the areas in the page by hand too: ours {mine:.2f} s, by hand "
        f"{theirs_with_areas:.2f} s, ratio {mine / theirs_with_areas:.3f}"
    )
    print(f"memory: ours {memory[0]:.2f} GB, by hand {memory[1]:.2f} GB")
    for what in ("points", "areas and gaps"):
        print(
            f"page of the {what}: ours {sizes[what] / 1e6:.2f} MB, points by hand "
            f"{sizes['by hand'] / 1e6:.2f} MB, ratio {sizes[what] / sizes['by hand']:.3f}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_one(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
