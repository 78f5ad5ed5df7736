"""What cells say, as text: tidied, read as values, matched to names."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
