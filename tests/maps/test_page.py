"""One page, the same every time, that no text can turn into code."""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import os
import pickle
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import folium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assetmap.errors import AssetmapError
from assetmap.maps import DrawnMap, MapSpec
from assetmap.maps import page as ingredients
from assetmap.maps.page import AssetLayer, write_page

ISLAND = re.compile('<script type="application/json" id="assetmap-data">(.*?)</script>', re.DOTALL)


def read_island(page: str) -> Any:
    islands = ISLAND.findall(page)
    assert len(islands) == 1
    return json.loads(islands[0])


@pytest.fixture
def drawn(village: Any) -> DrawnMap:
    return DrawnMap(spec=MapSpec.from_publication(village), manifest=village.manifest)


def test_the_policy_names_exactly_the_scripts_and_styles_of_the_page(drawn: DrawnMap) -> None:
    page = drawn.to_html()
    head = page[page.index("<head>") + 6 :].lstrip()
    assert head.startswith('<meta http-equiv="Content-Security-Policy"')
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.group(1).split(";"))

    def hashes(tag: str) -> set[str]:
        inside = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [hashlib.sha256(text.encode()).digest() for text in inside]
        return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}

    assert set(rules["script-src"].split()) == hashes("script")
    assert set(rules["style-src"].split()) == hashes("style")
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy.group(1)


def test_the_page_loads_nothing(drawn: DrawnMap) -> None:
    page = ISLAND.sub("", drawn.to_html())
    assert not re.findall(r"<(?:link|script|img|iframe)[^>]*\b(?:src|href)\s*=", page)
    styles = "".join(re.findall("<style>(.*?)</style>", page, re.DOTALL))
    assert "url(" in styles
    assert not re.findall(r"url\((?!data:image/png;base64,)|@import", styles)
    assert "sourceMappingURL" not in page
    assert "jsdelivr" not in page
    assert not re.findall(
        r"<[^>]+\son\w+\s*=", re.sub("<script>.*?</script>", "", page, flags=re.S)
    )


def test_the_page_says_its_title_language_and_width(drawn: DrawnMap) -> None:
    page = drawn.to_html()
    assert '<html lang="en-GB">' in page
    assert "<title>Millbrook</title>" in page
    assert 'content="width=device-width, initial-scale=1"' in page
    assert '<meta name="referrer" content="no-referrer">' in page


def test_no_text_is_read_as_a_template_or_as_html(
    hostile_publication: Any, hostile: tuple[str, ...]
) -> None:
    page = write_page(MapSpec.from_publication(hostile_publication))
    data = read_island(page)
    assert data["assets"]["name"] == list(hostile)
    assert "<img" not in ISLAND.sub("", page).replace(ingredients.leaflet_script(), "")
    title = re.search("<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert "{{7*7}}" in title.group(1)
    assert markup.unescape(title.group(1)).startswith("{{7*7}}{% for x in y %}Room {#3")
    assert '<html lang="en&quot; onload=&quot;window.ran=1">' in page


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.lists(
        st.one_of(
            st.sampled_from(["{{", "}}", "{%", "%}", "{#", "#}", "7*7", "</script>", "<!--", "$"]),
            st.text(st.characters(codec=None), max_size=3),
        ),
        max_size=8,
    ).map("".join)
)
def test_any_text_comes_out_as_it_went_in(drawn: DrawnMap, text: str) -> None:
    payload = json.dumps({"title": text})
    counts = {"assets": 0, "places": 0, "smallest_places": 0}
    spec = MapSpec(title=text, language="en", audience="public", payload=payload, **counts)
    page = write_page(spec)
    assert read_island(page) == {"title": text}
    assert page.encode("utf-8")
    assert page.count("<script") == drawn.to_html().count("<script")


def test_the_same_map_is_the_same_bytes_in_every_process(village: Any, tmp_path: Path) -> None:
    saved = tmp_path / "village.pickle"
    saved.write_bytes(pickle.dumps(village))
    program = (
        "import hashlib, pickle, sys, pathlib\n"
        "village = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "from assetmap.maps import MapSpec\n"
        "from assetmap.maps.page import write_page\n"
        "page = write_page(MapSpec.from_publication(village))\n"
        "print(hashlib.sha256(page.encode()).hexdigest())\n"
    )
    wanted = hashlib.sha256(write_page(MapSpec.from_publication(village)).encode()).hexdigest()
    worlds = [("0", "UTC", "C.UTF-8"), ("4242", "Pacific/Auckland", "tr_TR.UTF-8")]
    for seed, zone, locale in worlds:
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LANG": locale,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        done = subprocess.run(
            [sys.executable, "-c", program, str(saved)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == wanted


def test_a_drawn_map_shows_counts_never_names(drawn: DrawnMap) -> None:
    assert repr(drawn) == "<DrawnMap for the public: 8 assets, 2 places>"


def test_a_notebook_gets_a_frame_that_reaches_nothing(drawn: DrawnMap) -> None:
    frame = drawn._repr_html_()
    assert frame.startswith("<iframe ")
    assert "allow-same-origin" not in frame
    source = re.search('srcdoc="([^"]*)"', frame)
    assert source
    assert markup.unescape(source.group(1)) == drawn.to_html()


def test_saving_writes_the_page_and_says_where(drawn: DrawnMap, tmp_path: Path) -> None:
    path = drawn.save(tmp_path / "map.html")
    assert path == tmp_path / "map.html"
    assert path.read_text(encoding="utf-8") == drawn.to_html()
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_the_folium_map_is_one_and_can_be_added_to(drawn: DrawnMap) -> None:
    m = drawn.to_folium()
    assert isinstance(m, folium.Map)
    folium.CircleMarker([52.6, -1.0]).add_to(m)
    page = m.get_root().render()
    assert "L.circleMarker" in page
    assert "Content-Security-Policy" not in page
    assert page == m.get_root().render()
    assert "L.circleMarker" not in drawn.to_html()


def test_other_folium_maps_keep_their_scripts(drawn: DrawnMap) -> None:
    before = [list(folium.Map.default_js), list(folium.Map.default_css)]
    drawn.to_html()
    assert [folium.Map.default_js, folium.Map.default_css] == before


def test_the_room_opens_without_folium() -> None:
    program = "import sys, assetmap.maps; sys.exit('folium' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == 0


def test_a_layer_outside_a_map_says_so(drawn: DrawnMap) -> None:
    with pytest.raises(TypeError, match=r"Add it to a folium\.Map"):
        AssetLayer(drawn.spec).render()


def test_leaflet_asks_for_nothing_and_evaluates_nothing() -> None:
    script = ingredients.leaflet_script()
    assert "Leaflet 1.9" in script[:80]
    for word in ("eval(", "new Function", "XMLHttpRequest", "fetch(", "</script", "\r"):
        assert word not in script
    assert "url(images" not in ingredients.leaflet_style()


def test_a_missing_leaflet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingredients.metadata, "files", lambda _name: None)
    with pytest.raises(AssetmapError, match="force-reinstall XStatic-Leaflet"):
        ingredients._leaflet_file.__wrapped__("leaflet.js")


def test_our_scripts_build_no_html_from_text() -> None:
    folder = resources.files("assetmap.maps") / "static"
    for name in ingredients.SCRIPTS:
        script = (folder / name).read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("):
            assert word not in script, name
        assert script.count("\n") < 400, name
    on_disk = {file.name for file in folder.iterdir() if file.name.endswith(".js")}
    assert on_disk == set(ingredients.SCRIPTS)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("soft", "paper"),
        ("soft", "wash"),
        ("accent", "paper"),
        ("accent", "wash"),
        ("accent", "accent-wash"),
        ("mark", "mark-wash"),
    ],
)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", ingredients.page_style()))
    lights = sorted([luminance(colours[text]), luminance(colours[ground])])
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5
