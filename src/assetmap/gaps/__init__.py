"""What is missing or out of reach, for whom, and how sure we are."""

from __future__ import annotations

from assetmap.gaps.shortfall.finding import find_gaps

__all__ = ["find_gaps"]
