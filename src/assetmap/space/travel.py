"""How long ways take: the conventions of walking, and what each pair of ends costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import SHOWN_AT_MOST, ReachError
from assetmap.language import say, say_plural
from assetmap.model import GB
from assetmap.space.points import ids_at
from assetmap.space.travel_table import COLUMN_OF_UNIT
from assetmap.typing import Flags, Floats, Positions

__all__ = [
    "MOST_PAIRS",
    "PairCosts",
    "require_limit",
    "require_mode",
    "require_pace",
    "say_minutes",
    "say_mode",
    "say_walk",
]

STRAIGHT_LINES = "straight lines"

MOST_PAIRS = 20_000_000
"""How many pairs of an origin and a destination are held at most: about 320 MB."""


def require_limit(limit: float, *, name: str) -> float:
    """Give back a limit that costs can be held against, or raise."""
    if not math.isfinite(limit) or limit < 0:
        raise ReachError(
            f"`{name}` is {limit!r}, which is not a distance or a time. Give a number from 0."
        )
    return float(limit)


def require_pace(*, speed_m_per_min: float, detour: float) -> None:
    """Raise unless this is a way of getting about."""
    if not (math.isfinite(speed_m_per_min) and speed_m_per_min > 0):
        raise ReachError(
            f"`speed_m_per_min` is {speed_m_per_min!r}; nobody gets anywhere at that speed. "
            "Give metres a minute above 0: 80 is walking."
        )
    if not (math.isfinite(detour) and detour >= 1):
        raise ReachError(
            f"`detour` is {detour!r}; no way is shorter than the straight line. "
            "Give 1 or more: 1.3 is usual for streets."
        )


def require_mode(mode: str | None) -> str | None:
    """Give back how people travel as one line, or raise."""
    if mode is None:
        return None
    plain = " ".join(mode.split()) if isinstance(mode, str) else ""
    if not plain:
        raise ReachError(
            f"`mode` is {mode!r}, which says nothing of how people travel. "
            'Give what is said after "by", such as "bus", or leave it out.'
        )
    return plain


def say_mode(mode: str) -> str:
    """
    Say how people travel.

    Examples
    --------
    >>> say_mode("bus"), say_mode("foot")
    ('by bus', 'on foot')
    """
    return say("on foot") if mode == "foot" else say("by {mode}", mode=mode)


def say_walk(within_min: float) -> str:
    """
    Say within which walk, at the pace of the country.

    Examples
    --------
    >>> say_walk(15)
    'within a 15 minute walk'
    """
    return say_plural("within a {count:g} minute walk", "within a {count:g} minute walk",
                      within_min)  # fmt: skip


def say_minutes(within_min: float) -> str:
    """
    Say within how many minutes.

    Examples
    --------
    >>> say_minutes(1), say_minutes(7.5)
    ('within 1 minute', 'within 7.5 minutes')
    """
    return say_plural("within {count:g} minute", "within {count:g} minutes", within_min)


def _nobody() -> pd.Index[Any]:
    return pd.Index([], dtype="str")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PairCosts:
    """Pairs of an origin and a destination, by position, and their costs; see `Reach`."""

    origins: pd.Index[Any]
    destinations: pd.Index[Any]
    from_position: Positions
    to_position: Positions
    cost: Floats
    unit: str
    limit: float | None
    how: str
    way: str = "travel table"
    speed_m_per_min: float = GB.speed_m_per_min
    detour: float = 1.0
    mode: str | None = None
    unsnapped_origins: pd.Index[Any] = field(default_factory=_nobody)
    unsnapped_destinations: pd.Index[Any] = field(default_factory=_nobody)

    @property
    def is_from_table(self) -> bool:
        """Whether the costs are those of a table: nobody knows which ways they follow."""
        return self.way == "travel table"

    def __post_init__(self) -> None:
        for name, dtype in (("from_position", "int32"), ("to_position", "int32"), ("cost", "f8")):
            held = np.array(getattr(self, name), dtype=dtype)
            held.flags.writeable = False
            object.__setattr__(self, name, held)

    def within(self, limit: float) -> Self:
        """
        Keep the pairs that cost no more than ``limit``, in ``unit``.

        Raises
        ------
        ReachError
            If more than was measured is asked for.
        """
        limit = require_limit(limit, name="limit")
        if self.limit is not None and limit > self.limit:
            raise ReachError(
                f"Costs were measured up to {self.limit:g} {self.unit}; what lies within "
                f"{limit:g} {self.unit} is not known. Measure farther, or ask for less."
            )
        return self if limit == self.limit else self._keep(self.cost <= limit, limit=limit)

    def say_within(self, within_min: float) -> str:
        """
        Say within how many minutes, and in which way people get about.

        Examples
        --------
        >>> from assetmap.space import Reach
        >>> table = pd.DataFrame({"from_id": ["mill"], "to_id": ["hall"], "minutes": [4]})
        >>> Reach.from_frame(table, mode="bus").say_within(30)
        'within 30 minutes by bus'
        >>> Reach.from_frame(table).say_within(1)
        'within 1 minute'
        """
        if self.way == "straight lines":
            return say_walk(within_min)
        minutes = say_minutes(within_min)
        if self.mode is not None:
            return say("{within_minutes} {by_mode}", within_minutes=minutes,
                       by_mode=say_mode(self.mode))  # fmt: skip
        if self.way == "streets":
            return say("{within_minutes} along streets", within_minutes=minutes)
        return minutes

    def in_minutes(self) -> Self:
        """Turn costs in metres into minutes, by ``detour`` and ``speed_m_per_min``."""
        if self.unit == "min":
            return self
        m_per_min = self.speed_m_per_min / self.detour
        return replace(
            self,
            cost=self.cost * self.detour / self.speed_m_per_min,
            unit="min",
            limit=None if self.limit is None else self.limit / m_per_min,
            how=f"{self.how}, walked at {m_per_min:.3g} m a minute",
        )

    def to_frame(self) -> pd.DataFrame:
        """Lay the pairs out as ``from_id``, ``to_id`` and ``minutes`` or ``metres``, sorted."""
        return pd.DataFrame(
            {
                "from_id": ids_at(self.origins, self.from_position),
                "to_id": ids_at(self.destinations, self.to_position),
                COLUMN_OF_UNIT[self.unit]: self.cost,
            }
        )

    def to_csr(self) -> csr_array:
        """
        Hold the costs as a sparse matrix, origins by destinations.

        An entry that is stored as 0 is a way that costs nothing; an entry that
        is not stored is out of reach. They differ: count with ``indptr`` or
        ``nnz``, never by comparing with 0, and do not call ``eliminate_zeros``.
        """
        shape = (len(self.origins), len(self.destinations))
        starts = np.searchsorted(self.from_position, np.arange(shape[0] + 1)).astype(np.int64)
        return csr_array((self.cost.copy(), self.to_position.astype(np.int64), starts), shape=shape)

    def count(self, weights: pd.Series[Any] | None = None) -> pd.Series[Any]:
        """
        Count what each origin reaches.

        Parameters
        ----------
        weights
            What each destination counts for, by id, such as its capacity.
            Each counts 1 when None.

        Returns
        -------
        reached
            By origin, 0 where nothing is reached: ``int64``, or ``float64``
            with weights.

        Raises
        ------
        ReachError
            If a destination has no weight.
        """
        if weights is None:
            reached = np.bincount(self.from_position, minlength=len(self.origins))
            return pd.Series(reached, index=self.origins, name="reached", dtype="int64")
        known = weights.reindex(self.destinations).astype("float64")
        if known.isna().any():
            lacking = ", ".join(map(repr, known.index[known.isna()][:SHOWN_AT_MOST]))
            raise ReachError(
                f"{int(known.isna().sum())} destinations have no weight: {lacking}. "
                "Give each one a number; 0 for those that should not count."
            )
        summed = np.bincount(
            self.from_position, known.to_numpy()[self.to_position], minlength=len(self.origins)
        )
        return pd.Series(summed, index=self.origins, name="reached", dtype="float64")

    def nearest(self) -> pd.DataFrame:
        """
        Find the destination that costs each origin least; of equals the first by id.

        Returns
        -------
        nearest
            By origin: ``nearest_id`` and ``nearest_min`` or ``nearest_m``;
            NaN where nothing is reached.
        """
        order = np.lexsort((self.to_position, self.cost, self.from_position))[::-1]
        best = np.full(len(self.origins), -1, dtype=np.intp)
        best[self.from_position[order]] = order  # the last one written is the cheapest
        position = np.append(self.to_position, -1)[best].astype(np.intp)
        return pd.DataFrame(
            {
                "nearest_id": ids_at(self.destinations, position),
                f"nearest_{self.unit}": np.append(self.cost, np.nan)[best],
            },
            index=self.origins,
        )

    def __repr__(self) -> str:
        upto = f"in {self.unit}" if self.limit is None else f"up to {self.limit:g} {self.unit}"
        return (
            f"<Reach: {len(self.cost)} pairs of {len(self.origins)} origins and "
            f"{len(self.destinations)} destinations, {upto}, {self.how}{self._say_unsnapped()}>"
        )

    def _say_unsnapped(self) -> str:
        origins, destinations = len(self.unsnapped_origins), len(self.unsnapped_destinations)
        if not origins + destinations:
            return ""
        return f"; too far from any street: {origins} origins, {destinations} destinations"

    def _keep(self, is_kept: Flags, *, limit: float | None) -> Self:
        return replace(
            self,
            from_position=self.from_position[is_kept],
            to_position=self.to_position[is_kept],
            cost=self.cost[is_kept],
            limit=limit,
        )
