"""Aliases of the arrays that several rooms pass to each other, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "Box",
    "Flags",
    "Floats",
    "Integers",
    "Matrix",
    "Objects",
    "Pairs",
    "Positions",
    "WeightedPairs",
]

Positions: TypeAlias = npt.NDArray[np.integer[Any]]
"""Whole numbers of any width: places in another array, from 0 (-1 is nowhere), or counts."""

Integers: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Objects: TypeAlias = npt.NDArray[np.object_]

Pairs: TypeAlias = tuple[Positions, Positions]
"""Two arrays of one length, entry beside entry, such as the two ends of each pair."""

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north."""

WeightedPairs: TypeAlias = tuple[Positions, Positions, Floats]
"""Pairs, and a number of each: metres or minutes from end to end, a likeness, a weight."""

Matrix: TypeAlias = "csr_array[Any, tuple[int, int]]"
