"""Where do gaps lie side by side, more than chance would put them there?"""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
