"""Their columns under our names, and cells as typed columns."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
