"""Aliases of the arrays that several rooms pass to each other, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "CostedPairs",
    "Flags",
    "Floats",
    "Integers",
    "Matrix",
    "Objects",
    "Pairs",
    "Positions",
]

Positions: TypeAlias = npt.NDArray[np.integer[Any]]
"""Places in another array, from 0; -1 is nowhere."""

Integers: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Objects: TypeAlias = npt.NDArray[np.object_]

Pairs: TypeAlias = tuple[Positions, Positions]
"""Two arrays of one length: the left and the right end of each pair."""

CostedPairs: TypeAlias = tuple[Positions, Positions, Floats]
"""Pairs, and what it costs to go from one end to the other, in metres or minutes."""

Matrix: TypeAlias = "csr_array[Any, tuple[int, int]]"
