"""Links between places and groups: what joins them, what is missing, who should meet whom."""

from __future__ import annotations

from assetmap.links.cohesion.adding import add_ties
from assetmap.links.cohesion.comparing import COMPARISON_COLUMNS, compare_cohesion
from assetmap.links.cohesion.measuring import COHESION_MEASURES, measure_cohesion
from assetmap.links.introductions.suggesting import (
    INTRODUCTION_COLUMNS,
    INTRODUCTION_WEIGHTS,
    MEETING_KINDS,
    suggest_introductions,
)
from assetmap.links.missing.finding import (
    GROUP_MISSING_COLUMNS,
    MISSING_COLUMNS,
    find_missing_links,
)
from assetmap.links.missing.fit import measure_link_fit
from assetmap.links.pairs.joining import GROUP_LINK_COLUMNS, LINK_COLUMNS, find_links
from assetmap.links.pairs.sharing import MAX_PAIRS
from assetmap.links.silos.capital import CAPITAL, CAPITAL_COLUMNS, classify_ties
from assetmap.links.silos.contact import CONTACT_TIE_COLUMNS, find_contact_ties
from assetmap.links.silos.measuring import (
    SILO_COLUMNS,
    measure_assortativity,
    measure_modularity,
    measure_openness,
    measure_silos,
)
from assetmap.links.silos.power import POWER_LEVELS

__all__ = [
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
    "POWER_LEVELS",
    "SILO_COLUMNS",
    "add_ties",
    "classify_ties",
    "compare_cohesion",
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
