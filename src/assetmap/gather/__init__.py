"""Files in: readers, tidying, locating, and an account of every row."""

from __future__ import annotations

from assetmap.gather.read import read
from assetmap.gather.read_project import read_project

__all__ = ["read", "read_project"]
