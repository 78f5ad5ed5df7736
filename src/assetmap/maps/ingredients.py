"""Which scripts and styles does a page carry, word for word?

Leaflet comes from the installed XStatic-Leaflet, our own files from
``static/``. Both are the library's; nothing a user wrote passes here.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import metadata, resources
from pathlib import Path

from assetmap.errors import AssetmapError

__all__ = ["leaflet_script", "leaflet_style", "page_body", "page_script", "page_style"]

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
