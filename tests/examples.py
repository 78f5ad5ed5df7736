"""How many examples a property is tried on where every example makes maps.

Making a map and asking a question of it takes a hundred times as long as
drawing the example. The same examples are tried at every run of `make test`;
`make test-long` tries new ones, ten times as many.
"""

from __future__ import annotations

from hypothesis import settings

__all__ = ["ON_MAPS", "ON_PAIRS_OF_MAPS"]

ON_MAPS = settings(max_examples=settings.default.max_examples // 2)
"""For a question that is asked of one map, and answered by hand or by brute force beside it."""

ON_PAIRS_OF_MAPS = settings(max_examples=settings.default.max_examples // 3)
"""For a map beside the same map shuffled, renamed, moved or added to."""
