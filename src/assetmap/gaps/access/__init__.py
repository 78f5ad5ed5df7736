"""How much each place reaches, and how distance and other people lessen it."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
