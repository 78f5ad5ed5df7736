"""What is the network: which junctions, and which streets between them, each of them once?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import is_run_start
from assetmap.space.streets.line_ends import take_line_ends
from assetmap.typing import Flags, Floats, Objects, Positions

__all__ = ["Network", "lay_network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """
    Streets as arrays, each once, in an order that does not depend on that of the rows.

    ``junctions`` are coordinates; ``tail`` and ``head`` point into them;
    ``lines`` lead from tail to head. ``forward`` and ``backward`` are costs,
    inf where that is not allowed. ``how`` says what they are of.
    """

    crs: Any
    junctions: Floats
    tail: Positions
    head: Positions
    lines: Objects
    forward: Floats
    backward: Floats
    m_per_unit: float
    how: str


def lay_network(
    *,
    crs: Any,
    junctions: Floats,
    tail: Positions,
    head: Positions,
    lines: Objects,
    forward: Floats,
    backward: Floats,
    m_per_unit: float,
    how: str,
) -> Network:
    """
    Lay streets out, once each: a two-way street is often there once for each direction.

    Were both kept, one of two neighbours might be put on the one and the
    other on the other, and would have to walk to its end to meet.
    """
    is_turned = _is_turned(lines)
    lines = lines.copy()
    lines[is_turned] = shapely.reverse(lines[is_turned])
    tail, head = np.where(is_turned, head, tail), np.where(is_turned, tail, head)
    forward, backward = (
        np.where(is_turned, backward, forward),
        np.where(is_turned, forward, backward),
    )
    course = _number_courses(lines, tail * len(junctions) + head)
    order = np.lexsort((head, tail, course))
    first = np.flatnonzero(is_run_start(course[order], tail[order], head[order]))
    forward = np.minimum.reduceat(forward[order], first)
    backward = np.minimum.reduceat(backward[order], first)
    once = order[first]
    lines, tail, head = lines[once], tail[once], head[once]
    order = np.lexsort(_place_of_lines(lines))
    return Network(
        crs=crs,
        junctions=junctions,
        tail=tail[order],
        head=head[order],
        lines=lines[order],
        forward=forward[order],
        backward=backward[order],
        m_per_unit=m_per_unit,
        how=how,
    )


def _number_courses(lines: Objects, between: Positions) -> Positions:
    """Give lines between the same junctions the same number if they are the same line."""
    course = np.zeros(len(lines), dtype=np.intp)
    has_twin = np.asarray(pd.Series(between).duplicated(keep=False))
    course[has_twin], _ = pd.factorize(shapely.to_wkb(lines[has_twin]))
    return course


def _is_turned(lines: Objects) -> Flags:
    """Tell which lines start at the end that comes second; of rings, lead round that way."""
    ends = take_line_ends(lines)
    is_ring = (ends.first == ends.last).all(axis=1)
    first, last = ends.xy[ends.at_start + is_ring], ends.xy[ends.at_end - is_ring]
    is_turned: Flags = (first[:, 0] > last[:, 0]) | (
        (first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1])
    )
    return is_turned


def _place_of_lines(lines: Objects) -> tuple[Floats, ...]:
    """Say where lines are, as keys to sort by."""
    ends = take_line_ends(lines)
    keys = [shapely.length(lines), *ends.last.T, *ends.first.T, *shapely.bounds(lines).T]
    return tuple(keys)
