"""How much was asked, and how complete a map is: what gaps and learning rest on."""

from __future__ import annotations

from assetmap.effort.estimate_completeness import estimate_completeness
from assetmap.effort.find_surveyed import find_surveyed
from assetmap.effort.measure_effort import measure_effort

__all__ = ["estimate_completeness", "find_surveyed", "measure_effort"]
