"""The account of every row: its outcome, and the reasons in plain words."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
