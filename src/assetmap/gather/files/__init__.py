"""Files on disk as raw tables: which may be opened, and how each kind is read."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
