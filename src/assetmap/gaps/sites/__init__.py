"""Which existing spaces could host what is missing, and how good that choice is."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
