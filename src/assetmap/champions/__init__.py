"""The people to ask: who brings others together, and what rests on them."""

from __future__ import annotations

from assetmap.champions.asking import CHAMPION_COLUMNS, find_champions

__all__ = ["CHAMPION_COLUMNS", "find_champions"]
