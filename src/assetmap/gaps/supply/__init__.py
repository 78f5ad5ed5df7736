"""What counts as supply: which assets, of which categories, within reach of which places."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
