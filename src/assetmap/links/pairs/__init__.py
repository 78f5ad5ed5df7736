"""Which places, or groups, are linked, and by what: people, groups, interlocks and ties."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
