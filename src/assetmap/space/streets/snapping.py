"""Where does somebody get on to the streets: at which point of which street, and how far off?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from assetmap.space.streets.network import Network
from assetmap.typing import Flags, Floats, Objects, Positions

__all__ = ["Snapped", "snap_points"]

_AT_END_M = 1e-6  # so near to the end of a street is at its end
_MARGIN = 1 + 1e-9  # search a little wider; the exact distance is held against the limit later
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Snapped:
    """
    One entry per point.

    ``street`` is a position in the network, -1 where none is near enough;
    ``share`` how far along it the point is, from 0 at the tail to 1 at the
    head; ``meets`` are the coordinates there; ``metres`` how far off the
    street.
    """

    street: Positions
    share: Floats
    meets: Floats
    metres: Floats

    @property
    def is_off(self) -> Flags:
        """Tell which points have no street near enough."""
        return np.asarray(self.street == NOWHERE)


def snap_points(xy: Floats, network: Network, *, snap_m: float) -> Snapped:
    """
    Find the nearest point of the nearest street.

    Of streets that are equally near, the one whose nearest point is farthest
    west, then south, then the first of the network.
    """
    street = np.full(len(xy), NOWHERE, dtype=np.intp)
    share, found, metres = np.zeros(len(xy)), np.zeros(xy.shape), np.zeros(len(xy))
    points: Objects = np.asarray(shapely.points(xy), dtype=object)
    (point, line), apart = shapely.STRtree(network.lines).query_nearest(
        points, max_distance=max(snap_m, _AT_END_M) * _MARGIN, return_distance=True,
        all_matches=True,
    )  # fmt: skip
    is_near = apart <= snap_m
    point, line, apart = point[is_near], line[is_near], apart[is_near]
    lines = network.lines[line]
    along = shapely.line_locate_point(lines, points[point])
    meets = shapely.get_coordinates(shapely.line_interpolate_point(lines, along))
    order = np.lexsort((line, meets[:, 1], meets[:, 0], point))[::-1]
    best = point[order]  # the last one written is the first in order
    street[best], metres[best], found[best] = line[order], apart[order], meets[order]
    share[best] = _share_of(along[order], shapely.length(lines[order]))
    return Snapped(street, share, found, metres)


def _share_of(along: Floats, length: Floats) -> Floats:
    """Turn metres along a street into a share of it, its ends exactly 0 and 1."""
    share = np.divide(along, length, out=np.zeros(len(along)), where=length > 0)
    share[along <= _AT_END_M] = 0.0
    share[(length - along <= _AT_END_M) & (along > _AT_END_M)] = 1.0
    return share
