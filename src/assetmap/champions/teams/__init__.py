"""Which few people together reach everybody, or hold the others together."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
