"""A street graph as OSMnx makes it, as the tables of its nodes and edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pandas as pd
import pyproj

from assetmap.errors import CRSError, Problem, ReachError
from assetmap.tables import require_metric

__all__ = ["StreetGraph", "take_graph"]

_READ = ("length", "travel_time", "geometry")
"""What is read of an edge; its direction is that of the graph, whatever ``oneway`` says."""


class StreetGraph(Protocol):
    """What is asked of a graph: a ``networkx.MultiDiGraph`` is one, and is not imported here."""

    graph: dict[str, Any]

    def nodes(self, data: bool = ...) -> Iterable[Any]:  # noqa: FBT001 - as networkx has it
        """List the nodes, with what is known of each."""
        ...

    def edges(self, data: bool = ...) -> Iterable[Any]:  # noqa: FBT001
        """List the edges, with what is known of each."""
        ...

    def is_directed(self) -> bool:
        """Tell whether edges lead one way."""
        ...


def take_graph(
    graph: StreetGraph, *, crs: pyproj.CRS | None, directed: bool
) -> tuple[pd.DataFrame, pd.DataFrame, pyproj.CRS]:
    """
    Lay a graph out as edges and nodes, which `read_streets` checks.

    Parameters
    ----------
    graph
        Nodes have ``x`` and ``y``, edges ``length`` in metres and perhaps
        ``travel_time`` and ``geometry``; ``graph.graph["crs"]`` says what x and
        y are. Not modified.
    crs
        What the ends of ways are in, for the remedy; None where nobody knows.
    directed
        Whether one-way streets are to be respected.

    Raises
    ------
    ReachError
        If it is no such graph, or directions are asked of one that has none.
    CRSError
        If it is in longitude and latitude, in another reference system than
        the ends, or in none.
    """
    if not all(hasattr(graph, name) for name in ("graph", "nodes", "edges", "is_directed")):
        says = f"a {type(graph).__name__} has no nodes and edges."
        remedy = "Give a graph as OSMnx makes it, or its tables to Reach.from_streets."
        raise _refuse("not_a_graph", says, remedy)
    if directed and not graph.is_directed():
        says = "its edges lead both ways, so one-way streets are lost."
        remedy = "Give the graph before it was made undirected, or leave `directed` out."
        raise _refuse("no_directions", says, remedy)
    known = _read_crs(graph.graph.get("crs"), crs)
    ids, places = _unzip(graph.nodes(data=True), 1)
    ends, told = _unzip(graph.edges(data=True), 2)
    if not told:
        raise _refuse("no_streets", "it has no edges.", "Give a graph with at least one street.")
    nodes = pd.DataFrame(
        {name: [place.get(name) for place in places] for name in ("x", "y")},
        index=pd.Index([one for (one,) in ids], tupleize_cols=False),
    )
    edges = pd.DataFrame(index=pd.Index(ends, tupleize_cols=False))  # problems name both ends
    for at, name in enumerate(("u", "v")):
        edges[name] = pd.Index([end[at] for end in ends], tupleize_cols=False)
    for name in _READ:
        if any(name in edge for edge in told):
            edges[name] = pd.array([edge.get(name) for edge in told], dtype=object)
    return edges, nodes, known


def _unzip(rows: Iterable[Any], ends: int) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]]]:
    """Part the ids of nodes or edges from what is known of each."""
    listed = list(rows)
    return [tuple(row[:ends]) for row in listed], [row[-1] for row in listed]


def _read_crs(stated: Any, wanted: pyproj.CRS | None) -> pyproj.CRS:
    """Read what the graph is in; say how it is projected where that is of no use."""
    to = (wanted.to_string() if wanted is not None else None) or "EPSG:27700"
    remedy = f"Project the graph: osmnx.projection.project_graph(graph, to_crs={to!r})."
    if stated is None:
        raise CRSError(
            "`graph` does not say which coordinate reference system its x and y are in. "
            f'Say it, as OSMnx does: graph.graph["crs"] = "EPSG:4326". {remedy}'
        )
    known = pyproj.CRS.from_user_input(stated)
    if known.is_geographic:
        raise CRSError(
            f"`graph` is in {known.to_string()}, longitude and latitude, and distances need "
            f"metres. {remedy}"
        )
    known = require_metric(known, name="graph")
    if wanted is not None and not known.equals(wanted):
        raise CRSError(f"`graph` is in {known.to_string()}, and what it joins in {to}. {remedy}")
    return known


def _refuse(code: str, says: str, remedy: str) -> ReachError:
    problem = Problem("graph", code, says, remedy)
    return ReachError("This graph cannot be used: 1 problem.", [problem])
