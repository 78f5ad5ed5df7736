"""What would break if somebody left, who could cover, and which introductions would help."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
