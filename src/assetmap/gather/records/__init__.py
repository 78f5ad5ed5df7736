"""Rows as records: assets, people, ties, consents, and the ids they go by."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
