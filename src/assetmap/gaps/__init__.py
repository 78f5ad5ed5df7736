"""What is missing or out of reach, for whom, why, how sure we are, and what could close it."""

from __future__ import annotations

from assetmap.gaps.access.decay import (
    ExponentialDecay,
    GaussianDecay,
    InversePowerDecay,
    StepDecay,
)
from assetmap.gaps.access.measuring import measure_access
from assetmap.gaps.clusters.finding import find_gap_clusters
from assetmap.gaps.clusters.local import measure_g_star, measure_local_moran
from assetmap.gaps.effort.completeness import estimate_completeness
from assetmap.gaps.effort.spent import measure_effort
from assetmap.gaps.equity.benchmark import Benchmark, Quantile, Standard, measure_benchmark
from assetmap.gaps.equity.depth import measure_gap_depth
from assetmap.gaps.shortfall.finding import find_gaps
from assetmap.gaps.sites.suggesting import suggest_sites
from assetmap.gaps.variety.measuring import measure_variety

__all__ = [
    "Benchmark",
    "ExponentialDecay",
    "GaussianDecay",
    "InversePowerDecay",
    "Quantile",
    "Standard",
    "StepDecay",
    "estimate_completeness",
    "find_gap_clusters",
    "find_gaps",
    "measure_access",
    "measure_benchmark",
    "measure_effort",
    "measure_g_star",
    "measure_gap_depth",
    "measure_local_moran",
    "measure_variety",
    "suggest_sites",
]
