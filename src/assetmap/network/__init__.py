"""The map as a graph: assets, ties of every kind, and measures over them."""

from __future__ import annotations

from assetmap.network.betweenness import EXACT_UP_TO, measure_betweenness
from assetmap.network.build import build_graph, find_standing_ties
from assetmap.network.evidence import measure_asset_is_unsure, measure_tie_is_unsure
from assetmap.network.graph import AssetGraph
from assetmap.network.measures import (
    measure_components,
    measure_degree,
    measure_is_articulation,
    measure_strength,
)

__all__ = [
    "EXACT_UP_TO",
    "AssetGraph",
    "build_graph",
    "find_standing_ties",
    "measure_asset_is_unsure",
    "measure_betweenness",
    "measure_components",
    "measure_degree",
    "measure_is_articulation",
    "measure_strength",
    "measure_tie_is_unsure",
]
