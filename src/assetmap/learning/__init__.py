"""Learning: what changed between two dates, and what is only known better."""

from __future__ import annotations

from assetmap.learning.compare_maps import CHANGE_COLUMNS, compare_maps
from assetmap.learning.compare_ties import TIE_CHANGE_COLUMNS, compare_ties

__all__ = ["CHANGE_COLUMNS", "TIE_CHANGE_COLUMNS", "compare_maps", "compare_ties"]
