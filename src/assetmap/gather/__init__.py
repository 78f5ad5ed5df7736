"""Files in: readers, tidying, locating, and an account of every row."""

from __future__ import annotations

from assetmap.gather.build_project import build_project
from assetmap.gather.read import read
from assetmap.gather.read_example import read_example, require_example
from assetmap.gather.read_project import read_project

__all__ = ["build_project", "read", "read_example", "read_project", "require_example"]
