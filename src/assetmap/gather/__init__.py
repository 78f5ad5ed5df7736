"""Files in: readers, tidying, locating, and an account of every row."""

from __future__ import annotations

from assetmap.gather.project_file import read_project
from assetmap.gather.reading import read

__all__ = ["read", "read_project"]
