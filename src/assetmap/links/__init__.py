"""Links between places: what joins them, and which places stand alone."""

from __future__ import annotations

from assetmap.links.joining import LINK_COLUMNS, MAX_PAIRS, find_links

__all__ = ["LINK_COLUMNS", "MAX_PAIRS", "find_links"]
