"""How many links two places would have, given their sizes and the distance between them."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
