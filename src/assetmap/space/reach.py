"""Reach: who reaches what, and at what cost, for every measure of access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.space.origins_destinations import Ends, limit_of, take_ends
from assetmap.space.straight_lines import find_pairs
from assetmap.space.streets import (
    SNAP_M,
    Costing,
    StreetGraph,
    find_ways,
    read_streets,
    take_graph,
)
from assetmap.space.travel import (
    MOST_PAIRS,
    PairCosts,
    require_limit,
    require_mode,
    say_mode,
)
from assetmap.space.travel_table import read_travel_table
from assetmap.tables import AssetMap
from assetmap.typing import WeightedPairs

__all__ = ["Reach"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Reach(PairCosts):
    """
    Which destinations each origin reaches, and what the way costs.

    Build it with `from_straight_lines`, `from_streets`, `from_osmnx` or
    `from_frame`. It never changes: its arrays are read-only. Read a pair as "these people get
    there at this cost"; a pair that is not in it is out of reach, or was not
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
    way
        What the costs are of: ``"straight lines"``, ``"streets"`` or
        ``"travel table"``.
    how
        How it was measured, in words.
    mode
        How people travel, where a travel table says it: ``"bus"``; else None.
    speed_m_per_min, detour
        What turns costs in metres into minutes (`in_minutes`); ``detour`` is
        1 where the metres are measured along streets.
    unsnapped_origins, unsnapped_destinations
        Ids of those that have a shape which is too far from any street; empty
        unless the way is along streets. They reach, and are reached from,
        nothing but what is at the same spot: a finding about the streets that
        were given as much as about the place.

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

    @classmethod
    def from_straight_lines(
        cls,
        origins: AssetMap | Ends | gpd.GeoSeries,
        destinations: gpd.GeoSeries | None = None,
        *,
        within_m: float | None = None,
        within_min: float | None = None,
        speed_m_per_min: float | None = None,
        detour: float | None = None,
        most_pairs: int = MOST_PAIRS,
    ) -> Reach:
        """
        Measure reach along straight lines.

        Read a cost as a rule of thumb for the walk. Minutes are metres times
        ``detour`` over ``speed_m_per_min``: in Great Britain by convention a
        walk of 80 m a minute (4.8 km an hour) along streets 1.3 times as long
        as the straight line. Rivers, railways and hills are not seen; bring streets
        (`from_streets`) or a table of real journeys (`from_frame`) where they
        matter.

        Parameters
        ----------
        origins
            Shapes by id, in metres; or a map, for reach from its smallest
            places (`find_origins`) to its assets (`find_locations`); or what
            `find_ends` found on a map. In a map, a place without a boundary
            reaches the assets that are stated to be in it, at cost 0, and no
            other.
        destinations
            Shapes by id, in the same reference system; left out with a map. A
            set of points counts once, by its nearest; lines and areas by
            their nearest edge.
        within_m, within_min
            How far to look, in metres of straight line or in minutes of
            walking; not both. A cost equal to the limit is within reach. All
            pairs, in metres, when neither is given.
        speed_m_per_min, detour
            How metres become minutes; as people walk in the country of the
            map (`assetmap.model.Country`), else in Great Britain, when None.
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
        unit, limit = limit_of(within_m, within_min)
        ends = take_ends(origins, destinations)
        speed_m_per_min, detour = ends.pace(speed_m_per_min, detour)
        m_per_unit = speed_m_per_min / detour if unit == "min" else 1.0
        within = np.inf if limit is None else limit * m_per_unit
        start, end, cost = find_pairs(*ends.spots(), within_m=within, most_pairs=most_pairs)
        if unit == "min":
            cost = cost * detour / speed_m_per_min
        if limit is not None:
            start, end, cost = _within((start, end, cost), limit)
        start, end, cost = ends.with_stated((start, end, cost))
        return cls(
            origins=ends.ids[0],
            destinations=ends.ids[1],
            from_position=start,
            to_position=end,
            cost=cost,
            unit=unit,
            limit=limit,
            how=_how_straight(unit, speed_m_per_min, detour),
            way="straight lines",
            speed_m_per_min=speed_m_per_min,
            detour=detour,
        )

    @classmethod
    def from_streets(  # noqa: PLR0913 - two ends, the streets as they come, how they are walked
        cls,
        origins: AssetMap | Ends | gpd.GeoSeries,
        destinations: gpd.GeoSeries | None = None,
        *,
        streets: pd.DataFrame,
        nodes: pd.DataFrame | None = None,
        crs: Any = None,
        within_m: float | None = None,
        within_min: float | None = None,
        speed_m_per_min: float | None = None,
        snap_m: float = SNAP_M,
        directed: bool = False,
        use_travel_time: bool = False,
        most_pairs: int = MOST_PAIRS,
    ) -> Reach:
        """
        Measure reach along a network of streets and paths.

        Read a cost as the shortest walk on the network that was given: the
        straight line to the nearest point of the nearest street, the way
        along streets, and the straight line at the other end. Two at the same
        spot are 0 apart. A path that is not in the network is a way that
        nobody is thought to take. Look at ``unsnapped_origins`` first: a
        place too far from any street reaches nothing, and stays in `origins`.

        Parameters
        ----------
        origins, destinations
            As for `from_straight_lines`. A line or an area is entered
            anywhere along its edge (points at most 50 m apart are tried), and
            costs nothing from within.
        streets
            Lines in metres, which meet only at their ends: ends at most 1 cm
            apart are one junction, and lines that merely cross are a bridge.
            Or, with ``nodes``, a table of edges as OSMnx saves it: ``u`` and
            ``v`` (columns or index), ``length`` in metres, geometry; both of
            the last may be left out. Not modified.
        nodes
            Table of nodes: ids in ``osmid`` or the index; a point geometry,
            or ``x`` and ``y``. Not modified.
        crs
            Reference system of ``x`` and ``y``, when neither table has one.
        within_m, within_min
            How far to look, in metres along streets or in minutes; not both.
            A cost equal to the limit is within reach. All pairs that are
            connected, in metres, when neither is given.
        speed_m_per_min
            How metres become minutes, where ``streets`` has no ``minutes``,
            and on the straight lines to the streets; the country's when None.
        snap_m
            How far a street may be; beyond that there is no way.
        directed
            Whether to respect one-way streets (column ``oneway``: true, false
            or -1). Walkers go both ways. Without that column lines are two-way
            and edges go from ``u`` to ``v``.
        use_travel_time
            Whether to use OSMnx's ``travel_time`` (seconds), which is worked
            out from the speed limits of cars unless you did otherwise.
        most_pairs
            How many pairs may be held.

        Returns
        -------
        reach
            Costs to a millionth of a metre or a minute, so that the pieces of
            a way add up to the whole.

        Raises
        ------
        ReachError
            With everything that is wrong with the streets; as for
            `from_straight_lines`.
        CRSError
            If there is no reference system, or one that is not in metres, or
            there are two.

        Notes
        -----
        Dijkstra's algorithm (1959) in compiled code, from whichever side has
        fewer different spots, once for each; on no more of the network than
        the limit can lead to. Memory: some 700 bytes per street; costs of
        spots by nodes, 8 bytes each, at most 64 MB at a time (or one spot by
        all nodes) and as much again to read them; 16 bytes per pair, and some
        50 while they are sorted.

        Examples
        --------
        Round the corner is 700 m, though the straight line is 500 m:

        >>> from shapely import LineString, Point
        >>> lane = LineString([(0, 0), (300, 0), (300, 400)])
        >>> streets = gpd.GeoDataFrame(geometry=[lane], crs="EPSG:27700")
        >>> places = gpd.GeoSeries({"mill": Point(0, 0), "moor": Point(0, 900)}, crs="EPSG:27700")
        >>> halls = gpd.GeoSeries({"hall": Point(310, 400)}, crs="EPSG:27700")
        >>> reach = Reach.from_streets(places, halls, streets=streets, within_min=15)
        >>> reach.to_frame()
          from_id to_id  minutes
        0    mill  hall    8.875
        >>> reach.unsnapped_origins.tolist(), reach.count().to_dict()
        (['moor'], {'mill': 1, 'moor': 0})
        """
        unit, limit = limit_of(within_m, within_min)
        snap_m = require_limit(snap_m, name="snap_m")
        ends = take_ends(origins, destinations)
        speed_m_per_min, _ = ends.pace(speed_m_per_min)
        costing = Costing(
            unit=unit,
            speed_m_per_min=speed_m_per_min,
            directed=directed,
            use_travel_time=use_travel_time,
        )
        network = read_streets(streets, nodes, crs=crs, costing=costing)
        ways = find_ways(
            ends.origins, ends.destinations, network,
            limit=limit, snap_m=snap_m, most_pairs=most_pairs,
        )  # fmt: skip
        start, end, cost = ends.with_stated(ways.pairs)
        return cls(
            origins=ends.ids[0],
            destinations=ends.ids[1],
            from_position=start,
            to_position=end,
            cost=cost,
            unit=unit,
            limit=limit,
            how=network.how,
            way="streets",
            speed_m_per_min=speed_m_per_min,
            unsnapped_origins=ends.ids[0][ways.is_start_off],
            unsnapped_destinations=ends.ids[1][ways.is_end_off],
        )

    @classmethod
    def from_osmnx(
        cls,
        origins: AssetMap | Ends | gpd.GeoSeries,
        destinations: gpd.GeoSeries | None = None,
        *,
        graph: StreetGraph,
        within_m: float | None = None,
        within_min: float | None = None,
        speed_m_per_min: float | None = None,
        snap_m: float = SNAP_M,
        directed: bool = False,
        use_travel_time: bool = False,
        most_pairs: int = MOST_PAIRS,
    ) -> Reach:
        """
        Measure reach along a graph as OSMnx makes it.

        Read a cost as in `from_streets`, of which all parameters but ``graph``
        are. Neither OSMnx nor networkx is needed for it.

        Parameters
        ----------
        graph
            A ``networkx.MultiDiGraph`` in the reference system of both ends:
            nodes with ``x`` and ``y``; edges with ``length`` in metres and
            perhaps ``geometry`` and ``travel_time`` (seconds, of cars). OSMnx
            has an edge each way for a two-way street; with ``directed`` they
            are used as they lead. Not modified.
        origins, destinations, within_m, within_min, speed_m_per_min, snap_m, directed, \
        use_travel_time, most_pairs
            As for `from_streets`.

        Returns
        -------
        reach
            The same as `from_streets` gives of the graph's tables.

        Raises
        ------
        ReachError
            With everything that is wrong with the graph.
        CRSError
            If it is in longitude and latitude, as OSMnx downloads it: project
            it, ``osmnx.projection.project_graph(graph, to_crs=m.crs)``.
        """
        ends = take_ends(origins, destinations)
        crs = ends.origins.crs if ends.origins.crs is not None else ends.destinations.crs
        streets, nodes, known = take_graph(graph, crs=crs, directed=directed)
        return cls.from_streets(
            ends, streets=streets, nodes=nodes, crs=known, within_m=within_m,
            within_min=within_min, speed_m_per_min=speed_m_per_min, snap_m=snap_m,
            directed=directed, use_travel_time=use_travel_time, most_pairs=most_pairs,
        )  # fmt: skip

    @classmethod
    def from_frame(
        cls,
        table: pd.DataFrame,
        *,
        origins: Any = None,
        destinations: Any = None,
        limit: float | None = None,
        mode: str | None = None,
    ) -> Reach:
        """
        Take travel costs from a table: journey planner, street network, timetable.

        Read a cost as the table's maker meant it, and no row as no way.

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
        mode
            How people travel, as it is said after "by": ``"bus"``, ``"car"``,
            ``"bus and train"``; or ``"foot"``. Sentences then say it.

        Returns
        -------
        reach
            The same facts; `to_frame` gives the table back, sorted.

        Raises
        ------
        ReachError
            With everything that is wrong: columns, empty or unknown ids,
            costs that are missing, negative or no numbers, contradictions; or
            the mode is no word.

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
        mode = require_mode(mode)
        sound = read_travel_table(table, origins=origins, destinations=destinations, limit=limit)
        return cls(
            origins=sound.origins,
            destinations=sound.destinations,
            from_position=sound.from_position,
            to_position=sound.to_position,
            cost=sound.cost,
            unit=sound.unit,
            limit=limit,
            how="from a travel table" + (f", {say_mode(mode)}" if mode else ""),
            mode=mode,
        )


def _within(pairs: WeightedPairs, limit: float) -> WeightedPairs:
    """Leave out what costs more than the limit, which is little of what was searched for."""
    start, end, cost = pairs
    is_near = cost <= limit
    return pairs if is_near.all() else (start[is_near], end[is_near], cost[is_near])


def _how_straight(unit: str, speed_m_per_min: float, detour: float) -> str:
    if unit == "m":
        return "in straight lines"
    return f"in straight lines times {detour:g}, walked at {speed_m_per_min:g} m a minute"
