"""How much was asked, and how complete a map is: what gaps and learning rest on."""

from __future__ import annotations

from assetmap.effort.add_checks import add_checks
from assetmap.effort.estimate_completeness import estimate_completeness
from assetmap.effort.find_surveyed import Area, Surveyed, find_surveyed
from assetmap.effort.measure_effort import measure_effort
from assetmap.effort.suggest_checks import CHECK_COLUMNS, suggest_checks

__all__ = [
    "CHECK_COLUMNS",
    "Area",
    "Surveyed",
    "add_checks",
    "estimate_completeness",
    "find_surveyed",
    "measure_effort",
    "suggest_checks",
]
