"""One page that needs nothing but a browser.

The page carries Leaflet, our scripts and the data in one text. A sealed page
also says, in a policy browsers enforce, that only the scripts it was made
with may run and that nothing may be fetched.

Leaflet comes from the installed XStatic-Leaflet, our own files from
``static/``. Both are the library's; nothing a user wrote passes here.

folium compiles every text it is handed as a Jinja template, so a cell of a
spreadsheet that holds ``{{7*7}}`` would be executed. The elements here return
their text as it is: what users wrote goes into one island of JSON and is
never a template, never HTML and never script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from assetmap.errors import AssetmapError
from assetmap.maps.spec import MapSpec

__all__ = ["AssetLayer", "build_map", "leaflet_script", "leaflet_style", "page_style", "write_page"]

MAP_ID = "assetmap"
SCRIPT = re.compile("<script>(.*?)</script>", re.DOTALL)
STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
SCRIPTS = (
    "reading.js",
    "symbols.js",
    "canvas.js",
    "painting.js",
    "labels.js",
    "facts.js",
    "gaps.js",
    "hosts.js",
    "links.js",
    "missing.js",
    "people.js",
    "meetings.js",
    "popups.js",
    "panel.js",
    "tables.js",
    "start.js",
)
SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S*")
STYLE_IMAGE = re.compile(r"url\((images/[\w.-]+\.png)\)")
VML_RULE = re.compile(r"\s*behavior: url\(#default#VML\);")


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
    """A folium map that is written the same way every time; sealed, it loads nothing."""

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

    def __init__(self, *, sealed: bool) -> None:
        super().__init__(tiles=None)
        self._id = MAP_ID
        # On the instance: the lists of the class belong to every map of the process.
        own = {"leaflet", "leaflet_css"}  # the page carries its own
        self.default_js = [] if sealed else [js for js in self.default_js if js[0] not in own]
        self.default_css = [] if sealed else [css for css in self.default_css if css[0] not in own]


def build_map(spec: MapSpec, *, sealed: bool) -> PageMap:
    """Build the folium map of a spec, inside the figure that writes its page."""
    page = PageMap(sealed=sealed)
    page.add_child(AssetLayer(spec), name="asset_layer")
    figure = PageFigure(title=spec.title, language=spec.language, sealed=sealed)
    figure.add_child(page, name="map")
    if not sealed:  # before the scripts that folium's layers load: they add to Leaflet
        style, script = leaflet_style(), leaflet_script()
        figure.header.add_child(RawElement(f"<style>{style}</style>"), "leaflet_style")
        figure.header.add_child(RawElement(f"<script>{script}</script>"), "leaflet_script")
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


class RawElement(Element):
    """Text that is put into the page as it is, and never compiled."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self._text


class AssetLayer(MacroElement):
    """The asset map as one layer of a folium map: data, scripts, style and panel."""

    def __init__(self, spec: MapSpec) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "AssetLayer"
        self._id = "assetmap"
        self._spec = spec

    def render(self, **_kwargs: Any) -> str:
        """Add what the layer needs to the figure of its map; it has no text of its own."""
        figure = self.get_root()
        if not isinstance(figure, Figure) or self._parent is None:
            raise TypeError(
                "This layer was asked to render outside a map. Add it to a folium.Map first."
            )
        header = {
            "leaflet_style": f"<style>{leaflet_style()}</style>",
            "page_style": f"<style>{page_style()}</style>",
            "leaflet_script": f"<script>{leaflet_script()}</script>",
            "page_script": f"<script>{page_script()}</script>",
        }
        for name, text in header.items():
            figure.header.add_child(RawElement(text), name=name)
        figure.html.add_child(RawElement(page_body()), name="page_body")
        figure.html.add_child(RawElement(to_island(self._spec.payload)), name="page_data")
        start = f"assetmap.start({self._parent.get_name()});"
        figure.script.add_child(RawElement(start), name="page_start")
        return ""


def to_island(payload: str) -> str:
    r"""Put JSON into an element that browsers neither run nor read as HTML.

    >>> to_island('["</script>"]')
    '<script type="application/json" id="assetmap-data">["\\u003c/script>"]</script>'
    """
    safe = payload.replace("<", "\\u003c")
    return f'<script type="application/json" id="assetmap-data">{safe}</script>'


@cache
def leaflet_script() -> str:
    """Leaflet without the comment that makes browsers ask for its source map."""
    return SOURCE_MAP.sub("", _leaflet_file("leaflet.js").read_text(encoding="utf-8")).strip()


@cache
def leaflet_style() -> str:
    """Leaflet's style sheet with its pictures inside it."""
    folder = _leaflet_file("leaflet.css")

    def inline(found: re.Match[str]) -> str:
        picture = base64.b64encode((folder.parent / found.group(1)).read_bytes()).decode()
        return f"url(data:image/png;base64,{picture})"

    style = VML_RULE.sub("", folder.read_text(encoding="utf-8"))
    return STYLE_IMAGE.sub(inline, style).replace("\r\n", "\n").strip()


@cache
def page_script() -> str:
    """Our scripts, one after another, in one scope that shows the world one name."""
    parts = "\n".join(_static_file(name) for name in SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}\n}})();'


@cache
def page_style() -> str:
    """Our style sheet."""
    return _static_file("page.css").strip()


@cache
def page_body() -> str:
    """The empty page that our scripts fill."""
    return _static_file("page.html").strip()


def _static_file(name: str) -> str:
    return (resources.files("assetmap.maps") / "static" / name).read_text(encoding="utf-8")


@cache
def _leaflet_file(name: str) -> Path:
    """Find a file of XStatic-Leaflet by its record, without importing it."""
    try:
        listed = metadata.files("XStatic-Leaflet") or []
    except metadata.PackageNotFoundError:
        listed = []
    for file in listed:
        path = Path(str(file.locate()))
        if file.name == name and path.is_file():
            return path
    raise AssetmapError(
        f"{name!r} of XStatic-Leaflet was not found among the installed packages, and a map that "
        "works without a network must carry it. Install it again: "
        "pip install --force-reinstall XStatic-Leaflet"
    )
