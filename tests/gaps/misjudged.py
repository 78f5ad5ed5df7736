"""People misjudged on the real example, by where they are taken to live.

For every ward and theme, |people said to be short − people truly short|; over all people. What is
true is measured without the package: from every postcode, the people of a small area shared over
its postcodes, by straight lines of 15 minutes.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

import assetmap as am
from assetmap.tables import AssetMap

__all__ = ["VARIANTS", "measure_misjudged", "read_region"]

WITHIN_M = 15 * 80 / 1.3
VARIANTS = ("one point a ward", "one point a small area", "half of the postcodes")
FEWEST = 20


def read_region(repository_root: Path, shared_data: Path) -> AssetMap:
    """Read the real example."""
    project = repository_root / "examples" / "leicestershire_rutland_essex" / "project.toml"
    return am.read(project, data_dir=shared_data)


def measure_misjudged(m: AssetMap, shared_data: Path, variant: str) -> pd.DataFrame:
    """Measure for each theme the share of people misjudged, and false claims of most people.

    ``false`` is the share of wards said to be mostly short whose majority does reach one.
    """
    need = pd.read_csv(shared_data / "need/lsoa21_need_llr_essex.csv")
    homes = _find_homes(m, shared_data, need)
    half = homes.iloc[::2].copy() if variant == VARIANTS[2] else homes
    truth = homes.iloc[1::2].copy() if variant == VARIANTS[2] else homes
    asked = m.with_tables(origins=_make_origins(m, need, _share_people(half, need), variant))
    reached = am.measure_access(asked, by="themes", method="count", within_min=15, at_least=1)
    rows = {}
    for theme, spots in _spots_by_theme(m).items():
        tree, people = cKDTree(spots), _share_people(truth, need)
        far = tree.query(np.column_stack([people.x, people.y]))[0] > WITHIN_M
        total = people.groupby("ward")["people"].sum()
        short = people["people"].where(far, 0).groupby(people["ward"]).sum()
        said = (1 - reached[theme].reindex(total.index)).clip(0, 1)
        mostly = said > 0.5
        rows[theme] = {
            "misjudged": (said * total - short).abs().sum() / total.sum(),
            "false": ((short / total)[mostly] < 0.5).mean(),
        }
    return pd.DataFrame(rows).T


def _find_homes(m: AssetMap, shared_data: Path, need: pd.DataFrame) -> pd.DataFrame:
    """Give every postcode's point with its small area and the ward that holds it."""
    postcodes = pd.read_csv(shared_data / "postcodes/postcodes_llr_essex.csv.gz")
    postcodes = postcodes.rename(columns={"lsoa21_code_by_point_in_polygon": "lsoa"})
    postcodes = postcodes.dropna(subset=["lsoa"]).drop_duplicates(["easting", "northing"])
    points = gpd.GeoDataFrame(
        postcodes[["postcode", "lsoa"]],
        geometry=gpd.points_from_xy(postcodes["easting"], postcodes["northing"]),
        crs=m.crs,
    )
    wards = m.places.loc[m.places["level"] == "ward", ["geometry"]]
    wards.index.name = "ward"
    joined = gpd.sjoin(points, wards, predicate="within")
    joined = joined[~joined.index.duplicated() & joined["lsoa"].isin(need["lsoa21_code"])]
    return joined.assign(x=joined.geometry.x, y=joined.geometry.y)


def _share_people(homes: pd.DataFrame, need: pd.DataFrame) -> pd.DataFrame:
    people = homes["lsoa"].map(need.set_index("lsoa21_code")["population_census2021"])
    return homes.assign(people=people / homes.groupby("lsoa")["lsoa"].transform("size"))


def _make_origins(
    m: AssetMap, need: pd.DataFrame, homes: pd.DataFrame, variant: str
) -> gpd.GeoDataFrame:
    """Make origins of one way to say where people live."""
    if variant == VARIANTS[0]:
        return m.origins.head(0)
    if variant == VARIANTS[1]:
        lon_lat = gpd.points_from_xy(need["centroid_lon"], need["centroid_lat"], crs=4326)
        points = gpd.GeoSeries(lon_lat).to_crs(m.crs).to_numpy()
        people = need["population_census2021"].to_numpy(dtype=float)
        ids = need["lsoa21_code"]
    else:
        points, people, ids = homes.geometry.to_numpy(), homes["people"].array, homes["postcode"]
    return gpd.GeoDataFrame({"people": people}, geometry=points, index=[*ids], crs=m.crs)


def _spots_by_theme(m: AssetMap) -> dict[str, np.ndarray]:
    """Give where the assets of each theme that has enough of them are."""
    assets = m.assets
    assets = assets[(assets["status"] != "closed") & ~assets["sensitive_location"]]
    themes = assets[["themes", "geometry"]].explode("themes").dropna(subset=["themes"])
    spots = {
        str(theme): shapely.get_coordinates(part["geometry"].dropna().to_numpy())
        for theme, part in themes.groupby("themes")
    }
    return {theme: xy for theme, xy in spots.items() if len(xy) >= FEWEST}
