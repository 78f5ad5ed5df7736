"""Where each row is: coordinates in any usual form, shapes, postcodes, places."""

from __future__ import annotations

__all__: list[str] = []  # its modules are entered by their names
