"""How far access falls short of a benchmark, and how unequally it is shared."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
