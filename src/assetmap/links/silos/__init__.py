"""Who keeps to their own group, which ties lead out, and what kind of capital is each tie?"""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
