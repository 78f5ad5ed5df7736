"""Do layers of folium that people add to our page work as in any other folium map?

Their scripts come from the network, which a test has not: jQuery is that of
XStatic-jQuery, and for plugins of Leaflet a few lines stand in that put an
empty layer where the plugin would put its own. What is tested is ours: that
the page asks for each script, after Leaflet and before its first use, and that
the layer is on the map.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pytest
from folium import plugins

from assetmap.maps import DrawnMap, draw_map
from assetmap.tables import AssetMap

pytestmark = pytest.mark.browser

AT = [52.6, -1.0]
EMPTY_LAYER = "function () { return L.layerGroup([L.marker([52.6, -1.0])]); }"
STAND_INS = {
    "awesome-markers": "L.AwesomeMarkers = { icon: function (o) { return L.divIcon(o); } };",
    "markercluster": f"L.markerClusterGroup = {EMPTY_LAYER};",
    "heat": f"L.heatLayer = {EMPTY_LAYER};",
    "full": "L.control.fullscreen = L.Control.Fullscreen = function () {"
    " return new (L.Control.extend({ onAdd: function () {"
    " return L.DomUtil.create('div', 'fullscreen'); } }))(); };",
}
AREA = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "Green"},
         "geometry": {"type": "Polygon",
                      "coordinates": [[[-1, 52.5], [-1, 52.6], [-0.9, 52.6], [-1, 52.5]]]}},
    ],
}  # fmt: skip


def read_jquery() -> str:
    files = metadata.files("XStatic-jQuery") or []
    file = next(file for file in files if file.name in {"jquery.min.js", "jquery.js"})
    return Path(str(file.locate())).read_text("utf-8")


@pytest.fixture(scope="module")
def drawn() -> DrawnMap:
    hall = gpd.GeoDataFrame(
        {"name": ["Mill Hall"], "kind": ["space"]}, index=["hall"],
        geometry=gpd.points_from_xy([470250], [310500]), crs="EPSG:27700",
    )  # fmt: skip
    return draw_map(AssetMap.from_frames(assets=hall), title="Millbrook")


@pytest.fixture
def open_folium(browser: Any, tmp_path: Path) -> Iterator[Callable[[folium.Map], Any]]:
    """Open a page whose scripts of others are answered from here; complaints are kept on it."""
    contexts = []

    def answer(route: Any) -> None:
        url = route.request.url.lower()
        if re.search(r"\.css|font|\.png", url) or "tile" in url:
            route.fulfill(status=200, body="")
        elif "jquery" in url:
            route.fulfill(status=200, content_type="text/javascript", body=read_jquery())
        else:
            body = next((text for part, text in STAND_INS.items() if part in url), "")
            route.fulfill(status=200, content_type="text/javascript", body=body)

    def open_one(page: folium.Map) -> Any:
        path = tmp_path / "page.html"
        page.save(path)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        context.route(re.compile("^https?:"), answer)
        opened = context.new_page()
        opened.complaints = []
        opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.goto(path.as_uri())
        return opened

    yield open_one
    for context in contexts:
        context.close()


def add_marker_with_popup(page: folium.Map) -> None:
    folium.Marker(AT, popup="hello").add_to(page)


def add_icon(page: folium.Map) -> None:
    folium.Marker(AT, icon=folium.Icon(color="green")).add_to(page)


def add_geojson(page: folium.Map) -> None:
    folium.GeoJson(AREA, name="Green", tooltip=folium.GeoJsonTooltip(["name"])).add_to(page)


def add_group(page: folium.Map) -> None:
    group = folium.FeatureGroup(name="Mine").add_to(page)
    folium.CircleMarker(AT).add_to(group)


def add_control(page: folium.Map) -> None:
    folium.CircleMarker(AT).add_to(folium.FeatureGroup(name="Mine").add_to(page))
    folium.LayerControl(collapsed=False).add_to(page)


def add_tiles(page: folium.Map) -> None:
    folium.TileLayer("OpenStreetMap").add_to(page)


def add_clusters(page: folium.Map) -> None:
    plugins.MarkerCluster([AT, AT]).add_to(page)


def add_heat(page: folium.Map) -> None:
    plugins.HeatMap([[*AT, 1.0]]).add_to(page)


def add_fullscreen(page: folium.Map) -> None:
    plugins.Fullscreen().add_to(page)


COUNT_LAYERS = "Object.keys(map_assetmap._layers).length"


@pytest.mark.parametrize(
    ("add", "shown"),
    [
        (add_marker_with_popup, ".leaflet-marker-icon"),
        (add_icon, ".leaflet-marker-icon"),
        (add_geojson, None),
        (add_group, None),
        (add_control, ".leaflet-control-layers-overlays label"),
        (add_tiles, None),
        (add_clusters, ".leaflet-marker-icon"),
        (add_heat, ".leaflet-marker-icon"),
        (add_fullscreen, ".fullscreen"),
    ],
)
def test_a_layer_of_folium_is_on_the_map(
    drawn: DrawnMap,
    open_folium: Callable[[folium.Map], Any],
    add: Callable[[folium.Map], None],
    shown: str | None,
) -> None:
    bare = open_folium(drawn.to_folium())
    page = drawn.to_folium()
    add(page)
    opened = open_folium(page)
    assert opened.complaints == bare.complaints == []
    if shown is None:
        assert opened.evaluate(COUNT_LAYERS) > bare.evaluate(COUNT_LAYERS)
    else:
        assert opened.locator(shown).count() > bare.locator(shown).count()
    # What the page itself says is there as well.
    assert opened.locator("#page-title").inner_text() == bare.locator("#page-title").inner_text()
    assert opened.locator("#page-title").inner_text() != ""


def test_a_popup_of_folium_opens(drawn: DrawnMap, open_folium: Callable[[folium.Map], Any]) -> None:
    page = drawn.to_folium()
    add_marker_with_popup(page)
    opened = open_folium(page)
    opened.locator(".leaflet-marker-icon").first.dispatch_event("click")
    opened.locator(".leaflet-popup-content", has_text="hello").wait_for(timeout=5000)
    assert opened.complaints == []


def test_the_sealed_page_asks_nobody_for_a_script(drawn: DrawnMap) -> None:
    assert "<script src" not in drawn.to_html()
    assert "<link" not in drawn.to_html()
    asked = re.findall(r'<script src="([^"]+)"', drawn.to_folium().get_root().render())
    assert any("jquery" in url for url in asked)
    assert not any(re.search(r"/leaflet(\.min)?\.js", url) for url in asked)
