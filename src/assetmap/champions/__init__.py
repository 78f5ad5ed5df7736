"""The people to ask: who brings others together, what rests on them, and a team, not a star."""

from __future__ import annotations

from assetmap.champions.asking import CHAMPION_COLUMNS, find_champions
from assetmap.champions.fragility.braces import find_braces
from assetmap.champions.fragility.bus_factor import BUS_FACTOR_COLUMNS, measure_bus_factor
from assetmap.champions.fragility.finding import FRAGILITY_COLUMNS, find_fragility
from assetmap.champions.fragility.fragmentation import (
    measure_distance_fragmentation,
    measure_fragmentation,
    measure_removals,
)
from assetmap.champions.fragility.safeguards import SAFEGUARD_COLUMNS, find_safeguards
from assetmap.champions.stability import measure_rank_stability
from assetmap.champions.teams.choosing import TEAM_COLUMNS, choose_champions
from assetmap.champions.teams.reaching import measure_reach

__all__ = [
    "BUS_FACTOR_COLUMNS",
    "CHAMPION_COLUMNS",
    "FRAGILITY_COLUMNS",
    "SAFEGUARD_COLUMNS",
    "TEAM_COLUMNS",
    "choose_champions",
    "find_braces",
    "find_champions",
    "find_fragility",
    "find_safeguards",
    "measure_bus_factor",
    "measure_distance_fragmentation",
    "measure_fragmentation",
    "measure_rank_stability",
    "measure_reach",
    "measure_removals",
]
