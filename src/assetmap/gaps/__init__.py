"""What is missing or out of reach, for whom, why, how sure we are, and what could close it."""

from __future__ import annotations

from assetmap.gaps.decay import ExponentialDecay, GaussianDecay, InversePowerDecay, StepDecay
from assetmap.gaps.find_gap_clusters import find_gap_clusters
from assetmap.gaps.find_gaps import find_gaps
from assetmap.gaps.find_short_origins import find_short_origins
from assetmap.gaps.measure_access import measure_access
from assetmap.gaps.measure_benchmark import Benchmark, Quantile, Standard, measure_benchmark
from assetmap.gaps.measure_g_star import measure_g_star
from assetmap.gaps.measure_gap_depth import measure_gap_depth
from assetmap.gaps.measure_local_moran import measure_local_moran
from assetmap.gaps.measure_variety import measure_variety
from assetmap.gaps.suggest_sites import suggest_sites
from assetmap.gaps.summarise_gaps import summarise_gaps

__all__ = [
    "Benchmark",
    "ExponentialDecay",
    "GaussianDecay",
    "InversePowerDecay",
    "Quantile",
    "Standard",
    "StepDecay",
    "find_gap_clusters",
    "find_gaps",
    "find_short_origins",
    "measure_access",
    "measure_benchmark",
    "measure_g_star",
    "measure_gap_depth",
    "measure_local_moran",
    "measure_variety",
    "suggest_sites",
    "summarise_gaps",
]
