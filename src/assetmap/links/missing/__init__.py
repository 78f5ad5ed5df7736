"""Which links are missing: near or alike and yet apart, or joined by less than expected."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
