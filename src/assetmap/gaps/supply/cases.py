"""Every place with every category: are there too many, and what are they called?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import TableError

__all__ = ["MOST_CASES", "MOST_ROWS", "name_cases", "require_room"]

MOST_CASES = 20_000_000
"""How many pairs of a place and a category are looked at in one go: about 120 bytes each."""

MOST_ROWS = 5_000_000
"""How many of them are laid out as rows, with a sentence: about 310 bytes each."""


def require_room(places: int, categories: int, *, at_most: int | None = None) -> None:
    """Raise where there are too many cases for the memory of a laptop."""
    at_most = MOST_CASES if at_most is None else at_most
    if places * categories > at_most:
        raise TableError(
            f"{places:,} places and {categories:,} categories are {places * categories:,} cases, "
            f"and {at_most:,} are looked at in one go. Choose a column with fewer different "
            "values, or ask about fewer places at a time."
        )


def name_cases(places: Any, categories: Any) -> dict[str, Any]:
    """Give the place and the category of every case, place after place."""
    ids, names = pd.array(places, dtype="str"), pd.array(categories, dtype="str")
    return {
        "place_id": ids.take(np.repeat(np.arange(len(ids)), len(names))),
        "category": names.take(np.tile(np.arange(len(names)), len(ids))),
    }
