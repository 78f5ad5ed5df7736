"""How does a map become one page that needs nothing but a browser?

The page carries Leaflet, our scripts and the data in one text. A sealed page
also says, in a policy browsers enforce, that only the scripts it was made
with may run and that nothing may be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Any

import folium
from branca.element import Figure
from folium.template import Template

from assetmap.maps.layer import AssetLayer
from assetmap.maps.spec import MapSpec

__all__ = ["PageFigure", "PageMap", "build_map", "compose_policy", "write_page"]

MAP_ID = "assetmap"

SCRIPT = re.compile("<script>(.*?)</script>", re.DOTALL)
STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class PageFigure(Figure):
    """The page around a map; its title and language are never templates."""

    def __init__(self, *, title: str, language: str, sealed: bool) -> None:
        super().__init__(height="640px")
        self.header._children.clear()
        self._page_title = title
        self._language = language
        self._sealed = sealed

    def render(self, **kwargs: Any) -> str:
        """Write the whole page."""
        for child in self._children.values():
            child.render(**kwargs)
        head, body, script = (
            "\n".join(child.render(**kwargs) for child in part._children.values())
            for part in (self.header, self.html, self.script)
        )
        body = f"{body}\n<script>{script}</script>"
        policy = compose_policy(head + body) if self._sealed else ""
        return (
            "<!DOCTYPE html>\n"
            f'<html lang="{_to_markup(self._language)}">\n<head>\n'
            f'{policy}<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{_to_markup(self._page_title)}</title>\n{head}\n</head>\n"
            f"<body>\n{body}\n</body>\n</html>\n"
        )


class PageMap(folium.Map):
    """A folium map that loads nothing and is written the same way every time."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: [0, 0], zoom: 2, zoomSnap: 0.25, attributionControl: false, zoomControl: false,
            fadeAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
            zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches
        });
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(tiles=None)
        self._id = MAP_ID
        # On the instance: the lists of the class belong to every map of the process.
        self.default_js = []
        self.default_css = []


def build_map(spec: MapSpec, *, sealed: bool) -> PageMap:
    """Build the folium map of a spec, inside the figure that writes its page."""
    page = PageMap()
    page.add_child(AssetLayer(spec), name="asset_layer")
    figure = PageFigure(title=spec.title, language=spec.language, sealed=sealed)
    figure.add_child(page, name="map")
    return page


def write_page(spec: MapSpec) -> str:
    """Write the sealed page of a spec: the same text for equal specs."""
    text: str = build_map(spec, sealed=True).get_root().render()
    return text


def compose_policy(page: str) -> str:
    """Write the policy that lets exactly these scripts and styles run, and no request."""
    scripts = " ".join(_hash(text) for text in SCRIPT.findall(page))
    styles = " ".join(_hash(text) for text in STYLE.findall(page))
    content = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">\n'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _to_markup(text: str) -> str:
    """Escape a text for HTML; what no page can show becomes a replacement mark."""
    return html.escape(UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text), quote=True)
