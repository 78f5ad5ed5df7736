"""How varied is what a place has, and which kinds does it lack?"""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
