"""assetmap: asset-based community development as one spatial graph.

Start with `read`, look at the map, ask `find_gaps`, `find_champions` and
`find_links`, and share it with `draw_map`. Names are loaded when first used,
so that ``import assetmap`` costs next to nothing. What is read and written is
told to ``logging.getLogger("assetmap")``, which is silent until it is given a
handler.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assetmap import (
        champions,
        effort,
        errors,
        gaps,
        gather,
        learning,
        links,
        maps,
        model,
        native,
        network,
        publish,
        space,
        tables,
    )
    from assetmap.champions import (
        choose_champions,
        find_champions,
        find_fragility,
        find_safeguards,
        measure_bus_factor,
    )
    from assetmap.effort import estimate_completeness, measure_effort
    from assetmap.gaps import (
        find_gap_clusters,
        find_gaps,
        find_short_origins,
        measure_access,
        measure_gap_depth,
        measure_variety,
        suggest_sites,
        summarise_gaps,
    )
    from assetmap.gather import build_project, read, read_example
    from assetmap.learning import compare_maps
    from assetmap.links import (
        add_ties,
        classify_ties,
        compare_cohesion,
        find_contact_ties,
        find_links,
        find_missing_links,
        measure_cohesion,
        measure_link_fit,
        measure_silos,
        suggest_introductions,
    )
    from assetmap.maps import draw_map
    from assetmap.matching import find_duplicates
    from assetmap.network import build_graph, measure_bridging, measure_brokerage
    from assetmap.publish import write_map
    from assetmap.tables import (
        AssetMap,
        add_assets,
        merge_assets,
        remove_assets,
        replace_tables,
    )

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

_ROOMS = {
    "AssetMap": "tables",
    "add_assets": "tables",
    "add_ties": "links",
    "build_graph": "network",
    "build_project": "gather",
    "choose_champions": "champions",
    "classify_ties": "links",
    "compare_cohesion": "links",
    "compare_maps": "learning",
    "draw_map": "maps",
    "estimate_completeness": "effort",
    "find_champions": "champions",
    "find_contact_ties": "links",
    "find_duplicates": "matching",
    "find_fragility": "champions",
    "find_gap_clusters": "gaps",
    "find_gaps": "gaps",
    "find_links": "links",
    "find_missing_links": "links",
    "find_safeguards": "champions",
    "find_short_origins": "gaps",
    "measure_access": "gaps",
    "measure_bridging": "network",
    "measure_brokerage": "network",
    "measure_bus_factor": "champions",
    "measure_cohesion": "links",
    "measure_effort": "effort",
    "measure_gap_depth": "gaps",
    "measure_link_fit": "links",
    "measure_silos": "links",
    "measure_variety": "gaps",
    "merge_assets": "tables",
    "read": "gather",
    "read_example": "gather",
    "remove_assets": "tables",
    "replace_tables": "tables",
    "suggest_introductions": "links",
    "suggest_sites": "gaps",
    "summarise_gaps": "gaps",
    "write_map": "publish",
}

_ROOM_NAMES = frozenset(
    {"champions", "effort", "errors", "gaps", "gather", "learning", "links", "maps", "matching",
     "model", "native",
     "network", "publish", "space", "tables"}
)  # fmt: skip

__all__ = [
    "AssetMap",
    "add_assets",
    "add_ties",
    "build_graph",
    "build_project",
    "choose_champions",
    "classify_ties",
    "compare_cohesion",
    "compare_maps",
    "draw_map",
    "estimate_completeness",
    "find_champions",
    "find_contact_ties",
    "find_duplicates",
    "find_fragility",
    "find_gap_clusters",
    "find_gaps",
    "find_links",
    "find_missing_links",
    "find_safeguards",
    "find_short_origins",
    "measure_access",
    "measure_bridging",
    "measure_brokerage",
    "measure_bus_factor",
    "measure_cohesion",
    "measure_effort",
    "measure_gap_depth",
    "measure_link_fit",
    "measure_silos",
    "measure_variety",
    "merge_assets",
    "read",
    "read_example",
    "remove_assets",
    "replace_tables",
    "suggest_introductions",
    "suggest_sites",
    "summarise_gaps",
    "write_map",
]


if not TYPE_CHECKING:  # or a misspelt name would pass for anything

    def __getattr__(name: str) -> Any:
        """Load a public name, or a room, when it is first used."""
        if name in _ROOM_NAMES:
            return import_module(f"{__name__}.{name}")
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List what is public, loaded or not, and nothing else."""
    return sorted({*__all__, *_ROOM_NAMES, "__version__"})
