"""A street network as arrays, and what it costs to walk along an edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import is_run_start
from assetmap.errors import Problem, find_near_word
from assetmap.typing import Flags, Floats, Objects, Positions

__all__ = [
    "SNAP_M",
    "Costing",
    "Network",
    "build_network",
    "list_rows",
    "measure_numbers",
    "measure_streets",
    "take_line_ends",
]

SNAP_M = 500.0
"""How far from the nearest street somebody may be, in a straight line, and still get there."""
_ONEWAY = {
    "true": "forward", "yes": "forward", "1": "forward", "1.0": "forward",
    "false": "both", "no": "both", "0": "both", "0.0": "both",
    "-1": "back", "-1.0": "back", "reverse": "back",
}  # fmt: skip


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


def build_network(
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
    Build the network of streets, each once: a two-way street is often there once per direction.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Costing:
    """What is counted along streets; parameters of `Reach.from_streets`."""

    unit: str
    speed_m_per_min: float
    directed: bool
    use_travel_time: bool

    @property
    def m_per_unit(self) -> float:
        """How far a walker gets for one unit where there is no street."""
        return self.speed_m_per_min if self.unit == "min" else 1.0

    def column_of(self, streets: pd.DataFrame) -> str | None:
        """Name the column that says how long streets take; None where their length does."""
        if self.unit == "m":
            return None
        if self.use_travel_time:
            return "travel_time"
        return "minutes" if "minutes" in streets.columns else None

    def say_how(self, streets: pd.DataFrame) -> str:
        """Say what was counted."""
        walked = f", walked at {self.speed_m_per_min:g} m a minute" if self.unit == "min" else ""
        by_column = {
            "minutes": ", by the minutes given",
            "travel_time": ", by the travel times given",
        }
        ended = by_column.get(self.column_of(streets) or "", walked)
        return f"along {'one-way ' if self.directed else ''}streets{ended}"


def measure_streets(
    streets: pd.DataFrame, metres: Floats, *, costing: Costing, is_arrow: bool
) -> tuple[Floats, Floats, list[Problem]]:
    """
    Measure what each street costs from its tail to its head, and back.

    Parameters
    ----------
    streets
        One row per street.
    metres
        How long each is.
    costing
        What is counted.
    is_arrow
        Whether a street leads from its tail to its head only, unless its
        ``oneway`` says otherwise.

    Returns
    -------
    forward, backward
        Costs, inf where that is not allowed.
    problems
        Everything that is wrong with the columns that are needed.
    """
    column = costing.column_of(streets)
    problems: list[Problem] = []
    if column is None:
        cost = metres / costing.m_per_unit
    else:
        given, problems = measure_numbers(streets, column)
        cost = given / 60 if column == "travel_time" else given
    is_forward, is_back = np.ones((2, len(streets)), dtype=bool)
    if costing.directed:
        is_forward, is_back, unknown = _directions(streets, is_arrow=is_arrow)
        problems += unknown
    return np.where(is_forward, cost, np.inf), np.where(is_back, cost, np.inf), problems


def measure_numbers(streets: pd.DataFrame, column: str) -> tuple[Floats, list[Problem]]:
    """Read numbers from 0 out of a column, and list those that are none."""
    if column not in streets.columns:
        remedy = find_near_word(column, map(str, streets.columns), else_say="Add it.")
        says = f"there is no column {column!r}."
        return np.zeros(len(streets)), [Problem("streets", "missing_column", says, remedy)]
    written = streets[column]
    numbers = pd.to_numeric(written, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    is_empty = np.asarray(written.isna(), dtype=bool)
    problems = [
        *list_rows(streets, is_empty, "no_cost", f"{column} is empty.", "Fill it in."),
        *list_rows(
            streets, ~is_empty & ~np.isfinite(numbers), "not_a_number",
            f"{column} is not a finite number.", "Correct it, or leave the street out.",
        ),
        *list_rows(streets, numbers < 0, "negative_cost", f"{column} is below 0.", "Correct it."),
    ]  # fmt: skip
    return numbers, problems


def list_rows(
    streets: pd.DataFrame,
    is_bad: Flags,
    code: str,
    says: str,
    remedy: str,
    *,
    what: str = "streets",
) -> Iterator[Problem]:
    """List the rows that have a problem, by their index."""
    for row in streets.index[is_bad].tolist():
        yield Problem(f"{what}, row {row!r}", code, says, remedy)


def _directions(
    streets: pd.DataFrame, *, is_arrow: bool
) -> tuple[Flags, Flags, Iterator[Problem] | list[Problem]]:
    """Tell which streets may be used from tail to head, and which back."""
    if "oneway" not in streets.columns:
        return np.ones(len(streets), dtype=bool), np.full(len(streets), not is_arrow), []
    written: pd.Series[Any] = streets["oneway"]
    words = written.astype("str").str.strip().str.lower()
    meant = words.map(_ONEWAY).where(written.notna(), "both")
    unknown = list_rows(
        streets, np.asarray(meant.isna(), dtype=bool), "unknown_oneway",
        "oneway is not understood.", "Write true, false, or -1 for the other way.",
    )  # fmt: skip
    return np.asarray(meant != "back"), np.asarray(meant != "forward"), unknown


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
