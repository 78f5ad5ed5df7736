"""Ways along a network of streets: reading it, getting on to it, and the shortest ways."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
