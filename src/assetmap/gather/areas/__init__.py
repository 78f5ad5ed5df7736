"""Layers of boundaries and tables of need as places."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
