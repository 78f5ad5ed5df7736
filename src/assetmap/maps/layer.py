"""How does our data reach a folium map without folium reading it?

folium compiles every text it is handed as a Jinja template, so a cell of a
spreadsheet that holds ``{{7*7}}`` would be executed. The elements here return
their text as it is: what users wrote goes into one island of JSON and is
never a template, never HTML and never script.
"""

from __future__ import annotations

from typing import Any

from branca.element import Element, Figure, MacroElement

from assetmap.maps.ingredients import (
    leaflet_script,
    leaflet_style,
    page_body,
    page_script,
    page_style,
)
from assetmap.maps.spec import MapSpec

__all__ = ["AssetLayer", "RawElement", "to_island"]


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
