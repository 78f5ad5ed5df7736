"""The command line as ``python -m assetmap``, for whoever has no ``assetmap`` on the path."""

from __future__ import annotations

from assetmap.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
