"""On how many examples a property is tried, where not on as many as any other.

Making a map and asking a question of it takes a hundred times as long as
drawing the example, so some properties of maps are tried on fewer; where every
small number must stay hidden, on more. Whatever the number, `make test-long`
tries ten times as many, and new ones.
"""

from __future__ import annotations

from hypothesis import settings

__all__ = ["on"]

USUAL = 50  # of a property that says nothing, in `make test`


def on(examples: int) -> settings:
    """Return the settings of a property tried on so many examples by `make test`."""
    return settings(max_examples=examples * settings.default.max_examples // USUAL)
