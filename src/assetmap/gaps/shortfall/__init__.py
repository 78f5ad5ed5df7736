"""Which places are short of what, and the sentence that says so."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
