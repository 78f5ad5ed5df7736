"""The people to ask: who brings others together, what rests on them, and a team, not a star."""

from __future__ import annotations

from assetmap.champions.choose_champions import TEAM_COLUMNS, choose_champions
from assetmap.champions.find_braces import find_braces
from assetmap.champions.find_champions import CHAMPION_COLUMNS, find_champions
from assetmap.champions.find_fragility import FRAGILITY_COLUMNS, find_fragility
from assetmap.champions.find_safeguards import SAFEGUARD_COLUMNS, find_safeguards
from assetmap.champions.measure_bus_factor import BUS_FACTOR_COLUMNS, measure_bus_factor
from assetmap.champions.measure_distance_fragmentation import measure_distance_fragmentation
from assetmap.champions.measure_fragmentation import measure_fragmentation
from assetmap.champions.measure_rank_stability import measure_rank_stability
from assetmap.champions.measure_removals import measure_removals
from assetmap.champions.measure_team_reach import measure_team_reach

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
    "measure_removals",
    "measure_team_reach",
]
