"""The command line: arguments in, exit codes out."""

from __future__ import annotations

from assetmap.cli.commands import main

__all__ = ["main"]
