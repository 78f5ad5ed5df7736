"""Links between places and groups: what joins them, what is missing, who should meet whom."""

from __future__ import annotations

from assetmap.links._shared_counts import MAX_PAIRS
from assetmap.links.add_ties import add_ties
from assetmap.links.classify_ties import CAPITAL, CAPITAL_COLUMNS, POWER_SIDES, classify_ties
from assetmap.links.compare_cohesion import COMPARISON_COLUMNS, compare_cohesion
from assetmap.links.find_connecting_bodies import BODY_COLUMNS, find_connecting_bodies
from assetmap.links.find_contact_ties import CONTACT_TIE_COLUMNS, find_contact_ties
from assetmap.links.find_links import GROUP_LINK_COLUMNS, LINK_COLUMNS, find_links
from assetmap.links.find_missing_links import (
    GROUP_MISSING_COLUMNS,
    MISSING_COLUMNS,
    find_missing_links,
)
from assetmap.links.measure_assortativity import measure_assortativity
from assetmap.links.measure_cohesion import COHESION_MEASURES, measure_cohesion
from assetmap.links.measure_link_fit import measure_link_fit
from assetmap.links.measure_modularity import measure_modularity
from assetmap.links.measure_openness import measure_openness
from assetmap.links.measure_silos import SILO_COLUMNS, measure_silos
from assetmap.links.suggest_introductions import (
    INTRODUCTION_COLUMNS,
    INTRODUCTION_WEIGHTS,
    MEETING_KINDS,
    suggest_introductions,
)

__all__ = [
    "BODY_COLUMNS",
    "CAPITAL",
    "CAPITAL_COLUMNS",
    "COHESION_MEASURES",
    "COMPARISON_COLUMNS",
    "CONTACT_TIE_COLUMNS",
    "GROUP_LINK_COLUMNS",
    "GROUP_MISSING_COLUMNS",
    "INTRODUCTION_COLUMNS",
    "INTRODUCTION_WEIGHTS",
    "LINK_COLUMNS",
    "MAX_PAIRS",
    "MEETING_KINDS",
    "MISSING_COLUMNS",
    "POWER_SIDES",
    "SILO_COLUMNS",
    "add_ties",
    "classify_ties",
    "compare_cohesion",
    "find_connecting_bodies",
    "find_contact_ties",
    "find_links",
    "find_missing_links",
    "measure_assortativity",
    "measure_cohesion",
    "measure_link_fit",
    "measure_modularity",
    "measure_openness",
    "measure_silos",
    "suggest_introductions",
]
