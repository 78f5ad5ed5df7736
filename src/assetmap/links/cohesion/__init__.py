"""How well does the whole hang together, and what would a few more ties change?"""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
