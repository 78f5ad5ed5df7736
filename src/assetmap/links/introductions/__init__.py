"""Who could be introduced to whom, by whom, and what would it join?"""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
