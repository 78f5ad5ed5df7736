"""How much was done to find out what is there, and how much of it was found."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
