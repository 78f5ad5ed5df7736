"""The map as a graph: assets, ties of every kind, and measures over them."""

from __future__ import annotations

from assetmap.network.betweenness import EXACT_UP_TO, follow_copies, measure_betweenness
from assetmap.network.build_graph import as_graph, build_graph
from assetmap.network.cuts import (
    Cut,
    Spans,
    Walk,
    find_bridges,
    find_smallest_cut,
    measure_spans,
    walk_depth_first,
)
from assetmap.network.graph import AssetGraph
from assetmap.network.groups import Groups, measure_participation, read_groups
from assetmap.network.holes import measure_constraint, measure_effective_size, measure_holes
from assetmap.network.measure_bridging import BRIDGING_COLUMNS, measure_bridging, measure_core
from assetmap.network.measure_brokerage import BROKER_ROLES, measure_brokerage
from assetmap.network.measures import (
    measure_components,
    measure_degree,
    measure_is_articulation,
    measure_strength,
)
from assetmap.network.membership_measures import measure_membership_clustering, measure_memberships
from assetmap.network.memberships import (
    MEMBERSHIP_KINDS,
    SHARED_GROUP,
    SHARED_MEMBER,
    Memberships,
    build_memberships,
    build_people_graph,
)
from assetmap.network.prediction import measure_adamic_adar
from assetmap.network.steps import measure_closeness, measure_reach

__all__ = [
    "BRIDGING_COLUMNS",
    "BROKER_ROLES",
    "EXACT_UP_TO",
    "MEMBERSHIP_KINDS",
    "SHARED_GROUP",
    "SHARED_MEMBER",
    "AssetGraph",
    "Cut",
    "Groups",
    "Memberships",
    "Spans",
    "Walk",
    "as_graph",
    "build_graph",
    "build_memberships",
    "build_people_graph",
    "find_bridges",
    "find_smallest_cut",
    "follow_copies",
    "measure_adamic_adar",
    "measure_betweenness",
    "measure_bridging",
    "measure_brokerage",
    "measure_closeness",
    "measure_components",
    "measure_constraint",
    "measure_core",
    "measure_degree",
    "measure_effective_size",
    "measure_holes",
    "measure_is_articulation",
    "measure_membership_clustering",
    "measure_memberships",
    "measure_participation",
    "measure_reach",
    "measure_spans",
    "measure_strength",
    "read_groups",
    "walk_depth_first",
]
