"""Who brings others together: holes spanned, groups reached, roles as a broker."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
