"""People and the groups they belong to: the two kept apart, and what they share."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
