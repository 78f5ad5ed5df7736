"""Print the lowest version that pyproject.toml allows of every dependency, as constraints."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def floors() -> list[str]:
    """Turn ``pandas>=3.0`` into ``pandas==3.0``, for the core and every extra but dev."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(item for name in ("parquet", "excel", "plot", "hours")
                                          for item in extras[name])]  # fmt: skip
    return [re.sub(r">=", "==", item) for item in sorted(wanted, key=str.casefold)]


if __name__ == "__main__":
    print("\n".join(floors()))
