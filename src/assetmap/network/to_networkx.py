"""A graph as networkx knows it; the one place that imports it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

__all__ = ["write_networkx"]


def write_networkx(
    ids: pd.Index[str],
    ties: pd.DataFrame,
    *,
    is_directed: bool,
    is_multi: bool,
    labels: Mapping[str, pd.Series[Any] | None],
    shapes: gpd.GeoSeries | None = None,
) -> nx.Graph[str]:
    """
    Make the networkx graph that `AssetGraph.to_networkx` describes.

    ``ties`` are source, target, kind and weight; ``labels`` are attributes of
    nodes by id, None where there are none.
    """
    made: Any
    if is_multi:
        made = nx.MultiDiGraph() if is_directed else nx.MultiGraph()
    else:
        made = nx.DiGraph() if is_directed else nx.Graph()
    made.add_nodes_from(ids.tolist())
    for name, values in {**labels, **_read_points(shapes)}.items():
        if values is not None:
            known = values[values.index.isin(ids)].dropna()
            scalars = [_as_scalar(value) for value in known.tolist()]
            nx.set_node_attributes(made, dict(zip(known.index, scalars, strict=True)), name)
    made.add_edges_from(_list_ties(ties) if is_multi else _join_ties(ties, is_directed=is_directed))
    graph: nx.Graph[str] = made
    return graph


def _list_ties(ties: pd.DataFrame) -> Any:
    """List every tie as an edge, under its position as a key."""
    columns = (ties[name].tolist() for name in ("source", "target", "kind", "weight"))
    return (
        (source, target, position, {"kind": kind, "weight": weight})
        for position, (source, target, kind, weight) in enumerate(zip(*columns, strict=True))
    )


def _join_ties(ties: pd.DataFrame, *, is_directed: bool) -> Any:
    """List the pairs that ties join, each once, with what its ties come to."""
    ends = ties[["source", "target"]].to_numpy(dtype=object)
    if not is_directed:
        ends = np.sort(ends, axis=1)
    pairs = ties.assign(source=ends[:, 0], target=ends[:, 1]).groupby(["source", "target"])
    joined = pairs["weight"].agg(["sum", "count"])
    kinds = pairs["kind"].agg(lambda kind: ", ".join(sorted(set(kind))))
    columns = (joined["sum"].tolist(), joined["count"].tolist(), kinds.tolist())
    return (
        (source, target, {"weight": weight, "ties": count, "kinds": kind})
        for (source, target), weight, count, kind in zip(joined.index, *columns, strict=True)
    )


def _read_points(shapes: gpd.GeoSeries | None) -> dict[str, pd.Series[Any]]:
    """Take the point that stands for each shape."""
    if shapes is None:
        return {}
    points = shapes[~(shapes.isna() | shapes.is_empty)].representative_point()
    return {"x": points.x, "y": points.y}


def _as_scalar(value: Any) -> str | int | float | bool:
    """Give a label as something that every graph file can hold."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)
