"""Who reaches what, and at what cost? One value that every measure of access is read from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import SHOWN_AT_MOST, ReachError
from assetmap.space.hierarchy import find_leaves, find_origins
from assetmap.space.locations import find_locations, pair_with_unbounded
from assetmap.space.shapes import Flags, Floats, Positions, ids_at
from assetmap.space.straight_lines import find_pairs, join_pairs, sort_by_id
from assetmap.space.travel import (
    MOST_PAIRS,
    STREET_DETOUR,
    WALKING_M_PER_MIN,
    require_limit,
    require_pace,
)
from assetmap.space.travel_table import COLUMN_OF_UNIT, read_travel_table
from assetmap.tables import AssetMap

__all__ = ["Reach"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Reach:
    """
    Which destinations each origin reaches, and what the way costs.

    Build it with `from_straight_lines` or `from_frame`. It never changes: its
    arrays are read-only. A pair that is not in it is out of reach, or was not
    measured because it costs more than ``limit``.

    Attributes
    ----------
    origins, destinations
        Ids, sorted; also those that reach nothing and are reached by nobody.
    from_position, to_position
        Where each pair starts and ends, as positions in the two; sorted by both.
    cost
        What the way costs, one entry per pair, from 0.
    unit
        ``"m"`` or ``"min"``.
    limit
        The highest cost that was measured, in ``unit``; None when all were.
    how
        How it was measured, in a sentence.
    speed_m_per_min, detour
        What turns costs in metres into minutes (`in_minutes`); ``detour`` is
        1 where the metres are measured along streets.

    Examples
    --------
    >>> from shapely import Point
    >>> places = gpd.GeoSeries({"mill": Point(0, 0), "hill": Point(0, 2000)}, crs="EPSG:27700")
    >>> halls = gpd.GeoSeries({"old": Point(300, 400), "new": Point(0, 0)}, crs="EPSG:27700")
    >>> reach = Reach.from_straight_lines(places, halls, within_m=500)
    >>> reach
    <Reach: 2 pairs of 2 origins and 2 destinations, up to 500 m, in straight lines>
    >>> reach.to_frame()
      from_id to_id  metres
    0    mill   new     0.0
    1    mill   old   500.0
    >>> reach.count().to_dict()
    {'hill': 0, 'mill': 2}
    """

    origins: pd.Index[Any]
    destinations: pd.Index[Any]
    from_position: Positions
    to_position: Positions
    cost: Floats
    unit: str
    limit: float | None
    how: str
    speed_m_per_min: float = WALKING_M_PER_MIN
    detour: float = 1.0

    def __post_init__(self) -> None:
        for name, dtype in (("from_position", "int32"), ("to_position", "int32"), ("cost", "f8")):
            held = np.array(getattr(self, name), dtype=dtype)
            held.flags.writeable = False
            object.__setattr__(self, name, held)

    @classmethod
    def from_straight_lines(
        cls,
        origins: AssetMap | gpd.GeoSeries,
        destinations: gpd.GeoSeries | None = None,
        *,
        within_m: float | None = None,
        within_min: float | None = None,
        speed_m_per_min: float = WALKING_M_PER_MIN,
        detour: float = STREET_DETOUR,
        most_pairs: int = MOST_PAIRS,
    ) -> Reach:
        """
        Measure reach along straight lines.

        Minutes are metres times ``detour`` over ``speed_m_per_min``: by
        convention a walk of 80 m a minute (4.8 km an hour) along streets 1.3
        times as long as the straight line. Rivers, railways and hills are not
        seen; bring a table of real journeys where they matter (`from_frame`).

        Parameters
        ----------
        origins
            Shapes by id, in metres; or a map, for reach from its smallest
            places (`find_origins`) to its assets (`find_locations`). In a
            map, a place without a boundary reaches the assets that are stated
            to be in it, at cost 0, and no other.
        destinations
            Shapes by id, in the same reference system; left out with a map. A
            set of points counts once, by its nearest; lines and areas by
            their nearest edge.
        within_m, within_min
            How far to look, in metres of straight line or in minutes of
            walking; not both. A cost equal to the limit is within reach. All
            pairs, in metres, when neither is given.
        speed_m_per_min, detour
            How metres become minutes.
        most_pairs
            How many pairs may be held.

        Returns
        -------
        reach
            Shapes that are missing or empty reach nothing.

        Raises
        ------
        ReachError
            If a limit cannot be used, ids repeat, or there are too many pairs.
        CRSError
            If there is something to measure and either side has no reference
            system, is not in metres, or the two differ.
        """
        require_pace(speed_m_per_min=speed_m_per_min, detour=detour)
        unit, limit = _limit_of(within_m, within_min)
        m = origins if isinstance(origins, AssetMap) else None
        if isinstance(origins, AssetMap):
            destinations = find_locations(origins)
            origins = find_origins(find_leaves(origins.places))
        if destinations is None:
            raise ReachError("`destinations` is missing. Give shapes to reach, or a map alone.")
        starts, ends = sort_by_id(origins, "origins"), sort_by_id(destinations, "destinations")
        m_per_unit = speed_m_per_min / detour if unit == "min" else 1.0
        within = np.inf if limit is None else limit * m_per_unit
        start, end, cost = find_pairs(starts, ends, within_m=within, most_pairs=most_pairs)
        if unit == "min":
            cost = cost * detour / speed_m_per_min
        if limit is not None:
            is_near = cost <= limit
            start, end, cost = start[is_near], end[is_near], cost[is_near]
        if m is not None:
            stated = pair_with_unbounded(m, starts.index, ends.index)
            start, end, cost = join_pairs((start, end, cost), stated, size=len(ends))
        return cls(
            origins=starts.index,
            destinations=ends.index,
            from_position=start,
            to_position=end,
            cost=cost,
            unit=unit,
            limit=limit,
            how=_how_straight(unit, speed_m_per_min, detour),
            speed_m_per_min=speed_m_per_min,
            detour=detour,
        )

    @classmethod
    def from_frame(
        cls,
        table: pd.DataFrame,
        *,
        origins: Any = None,
        destinations: Any = None,
        limit: float | None = None,
    ) -> Reach:
        """
        Take travel costs from a table: journey planner, street network, timetable.

        Parameters
        ----------
        table
            One row per pair: ``from_id``, ``to_id`` and either ``minutes`` or
            ``metres``. Pairs that are left out, or cost inf, are out of reach.
            The same pair twice does no harm if the cost is equal. Not modified.
        origins, destinations
            All ids there are, also those with no row; those of the table when
            None. Name them: an origin with no row reaches nothing, and that
            matters more than any other.
        limit
            The highest cost that was worked out, if the table stops there.

        Returns
        -------
        reach
            The same facts; `to_frame` gives the table back, sorted.

        Raises
        ------
        ReachError
            With everything that is wrong: columns, empty or unknown ids,
            costs that are missing, negative or no numbers, contradictions.

        Examples
        --------
        >>> table = pd.DataFrame(
        ...     {"from_id": ["mill", "mill"], "to_id": ["hall", "park"], "minutes": [4, 12]}
        ... )
        >>> Reach.from_frame(table, origins=["hill", "mill"]).within(10).count().to_dict()
        {'hill': 0, 'mill': 1}
        """
        if limit is not None:
            limit = require_limit(limit, name="limit")
        sound = read_travel_table(table, origins=origins, destinations=destinations, limit=limit)
        return cls(
            origins=sound.origins,
            destinations=sound.destinations,
            from_position=sound.from_position,
            to_position=sound.to_position,
            cost=sound.cost,
            unit=sound.unit,
            limit=limit,
            how="from a travel table",
        )

    def within(self, limit: float) -> Reach:
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
        return self._keep(self.cost <= limit, limit=limit)

    def in_minutes(self) -> Reach:
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
            f"{len(self.destinations)} destinations, {upto}, {self.how}>"
        )

    def _keep(self, is_kept: Flags, *, limit: float | None) -> Reach:
        return replace(
            self,
            from_position=self.from_position[is_kept],
            to_position=self.to_position[is_kept],
            cost=self.cost[is_kept],
            limit=limit,
        )


def _limit_of(within_m: float | None, within_min: float | None) -> tuple[str, float | None]:
    """Find the unit and the limit that were asked for."""
    if within_m is not None and within_min is not None:
        raise ReachError("`within_m` and `within_min` were both given. Give one of them.")
    if within_min is not None:
        return "min", require_limit(within_min, name="within_min")
    return "m", None if within_m is None else require_limit(within_m, name="within_m")


def _how_straight(unit: str, speed_m_per_min: float, detour: float) -> str:
    if unit == "m":
        return "in straight lines"
    return f"in straight lines times {detour:g}, walked at {speed_m_per_min:g} m a minute"
