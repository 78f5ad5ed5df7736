"""Where does each line start and end?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from assetmap.typing import Floats, Objects, Positions

__all__ = ["LineEnds", "take_line_ends"]


@dataclass(frozen=True, slots=True)
class LineEnds:
    """Coordinates of all lines in a row, and where those of each line start and end."""

    xy: Floats
    at_start: Positions
    at_end: Positions

    @property
    def first(self) -> Floats:
        """Give the coordinates that lines start with."""
        return self.xy[self.at_start]

    @property
    def last(self) -> Floats:
        """Give the coordinates that lines end with."""
        return self.xy[self.at_end]


def take_line_ends(lines: Objects) -> LineEnds:
    """Find the ends of lines, none of them empty, without making points of them."""
    xy = shapely.get_coordinates(lines)
    beyond = np.cumsum(shapely.get_num_coordinates(lines))
    return LineEnds(xy, np.concatenate([[0], beyond[:-1]]), beyond - 1)
