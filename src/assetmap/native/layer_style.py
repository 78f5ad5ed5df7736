"""How QGIS draws the layers of a kept map: kinds by colour and shape, each with its name."""

from __future__ import annotations

from assetmap.model import AssetKind

__all__ = ["LAYER_STYLES", "style_of"]

LAYER_STYLES = (
    "INSERT INTO layer_styles (f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "
    "useAsDefault, description, owner, update_time) "
    "VALUES (?, 'geometry', ?, ?, '', 1, 'Drawn by assetmap', '', ?)"
)
_LOOKS = {
    AssetKind.INDIVIDUAL: ("204,121,167", "circle"),
    AssetKind.ASSOCIATION: ("0,158,115", "triangle"),
    AssetKind.INSTITUTION: ("0,114,178", "square"),
    AssetKind.SPACE: ("230,159,0", "diamond"),
    AssetKind.EXCHANGE: ("213,94,0", "cross_fill"),
    AssetKind.CULTURE: ("86,180,233", "star"),
}
"""Colours and shapes of the page: they differ for the colour-blind too (Okabe and Ito)."""
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_LABELS = (
    '<labeling type="simple"><settings calloutType="simple">'
    '<text-style fieldName="name" fontSize="8" textColor="40,40,40,255">'
    '<text-buffer bufferDraw="1" bufferSize="0.7" bufferColor="255,255,255,255"/></text-style>'
    '<placement placement="6" dist="1"/></settings></labeling>'
)


def style_of(layer: str) -> str:
    """Write the style of a layer as QGIS reads it."""
    draw = {"assets": _draw_assets, "places": _draw_places}.get(layer, _draw_origins)
    labels = "" if layer == "origins" else _LABELS
    has_labels = "0" if layer == "origins" else "1"
    return (
        f'{_HEAD}<qgis version="3.22.0" styleCategories="Symbology|Labeling" '
        f'labelsEnabled="{has_labels}">{draw()}{labels}</qgis>\n'
    )


def _option(name: str, value: str) -> str:
    return f'<Option type="QString" name="{name}" value="{value}"/>'


def _marker(name: str, colour: str, shape: str, size: str) -> str:
    options = (
        _option("name", shape) + _option("color", f"{colour},255") + _option("size", size)
        + _option("outline_color", "255,255,255,255")
    )  # fmt: skip
    return (
        f'<symbol type="marker" name="{name}" alpha="1"><layer class="SimpleMarker" enabled="1">'
        f'<Option type="Map">{options}</Option></layer></symbol>'
    )


def _draw_assets() -> str:
    categories = "".join(
        f'<category symbol="{at}" value="{kind}" label="{kind}" render="true"/>'
        for at, kind in enumerate(_LOOKS)
    )
    symbols = "".join(
        _marker(str(at), colour, shape, "3") for at, (colour, shape) in enumerate(_LOOKS.values())
    )
    return (
        '<renderer-v2 type="categorizedSymbol" attr="kind">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _draw_places() -> str:
    options = (
        _option("style", "no") + _option("outline_color", "110,110,110,255")
        + _option("outline_width", "0.4")
    )  # fmt: skip
    return (
        '<renderer-v2 type="singleSymbol"><symbols><symbol type="fill" name="0" alpha="1">'
        f'<layer class="SimpleFill" enabled="1"><Option type="Map">{options}</Option></layer>'
        "</symbol></symbols></renderer-v2>"
    )


def _draw_origins() -> str:
    symbol = _marker("0", "150,150,150", "circle", "1")
    return f'<renderer-v2 type="singleSymbol"><symbols>{symbol}</symbols></renderer-v2>'
