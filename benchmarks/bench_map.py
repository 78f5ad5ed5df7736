"""Drawing a page of points: ours beside folium's MarkerCluster and GeoJson with popups."""

from __future__ import annotations

import folium
import geopandas as gpd
import numpy as np
from folium.plugins import MarkerCluster
from timing import compare

import assetmap as am

SIZE = 10_000


def make_map(size: int) -> am.AssetMap:
    """Make points with names over 40 km, seeded."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(460_000, 500_000, size), rng.uniform(290_000, 330_000, size)
    kinds = np.array(["association", "institution", "space", "exchange", "culture"])
    assets = gpd.GeoDataFrame(
        {
            "name": [f"Asset number {number} of the county" for number in range(size)],
            "kind": kinds[rng.integers(0, len(kinds), size)],
        },
        index=[f"a{number}" for number in range(size)],
        geometry=gpd.points_from_xy(x, y),
        crs="EPSG:27700",
    )
    return am.AssetMap.from_frames(assets=assets)


def draw_clusters(assets: gpd.GeoDataFrame) -> str:
    page = folium.Map(location=[52.6, -1.0])
    cluster = MarkerCluster().add_to(page)
    points = assets.to_crs(4326)
    for name, kind, point in zip(points["name"], points["kind"], points.geometry, strict=True):
        popup = folium.Popup(f"<b>{name}</b><br>{kind}")
        folium.Marker([point.y, point.x], popup=popup).add_to(cluster)
    return page.get_root().render()


def draw_geojson(assets: gpd.GeoDataFrame) -> str:
    page = folium.Map(location=[52.6, -1.0])
    folium.GeoJson(
        assets[["name", "kind", "geometry"]].to_crs(4326),
        marker=folium.CircleMarker(radius=4),
        popup=folium.GeoJsonPopup(["name", "kind"]),
    ).add_to(page)
    return page.get_root().render()


def main() -> None:
    m = make_map(SIZE)
    ours = len(am.draw_map(m).to_html())
    ways = {"MarkerCluster": draw_clusters, "GeoJson": draw_geojson}
    for name, draw in ways.items():
        theirs = len(draw(m.assets))
        assert theirs > 0
        compare(
            f"page of {SIZE:,} points beside {name}",
            lambda: am.draw_map(m).to_html(),
            lambda draw=draw: draw(m.assets),
            repeat=3,
            beside=name,
        )
        print(
            f"  size: ours {ours / 1e6:.2f} MB, {name} {theirs / 1e6:.2f} MB, "
            f"ratio {ours / theirs:.2f}"
        )


if __name__ == "__main__":
    main()
