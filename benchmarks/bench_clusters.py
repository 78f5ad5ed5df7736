"""How fast are local statistics, beside PySAL? Run: python benchmarks/bench_clusters.py

The same values, weights and number of permutations on a grid of squares; esda
with one process. It warns where numba is not installed, with which it is
faster: install it to compare with that.
"""

from __future__ import annotations

import importlib.util
import time
import warnings
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from timing import compare

from assetmap.gaps.measure_g_star import measure_g_star
from assetmap.gaps.measure_local_moran import measure_local_moran
from assetmap.space import join_neighbours

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import esda
    import libpysal

PERMUTATIONS = 999


def draw_squares(side: int) -> gpd.GeoDataFrame:
    """Draw squares on a grid."""
    x, y = (at.ravel() * 100.0 for at in np.meshgrid(np.arange(side), np.arange(side)))
    cells = shapely.box(x, y, x + 100, y + 100)
    return gpd.GeoDataFrame(geometry=cells, crs="EPSG:27700")


def draw_values(side: int) -> pd.Series:
    """Draw values above 0 that are like their neighbours."""
    noise = np.random.default_rng(9).normal(size=(side, side))
    smooth = sum(np.roll(noise, (step, turn), (0, 1)) for step in range(4) for turn in range(4))
    return pd.Series(np.exp(smooth.ravel() / 4))


def of_pysal(name: str, values: pd.Series, w: Any, **options: Any) -> Any:
    """Run esda, whose warnings are not about the figures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(esda, name)(
            values.to_numpy(), w, permutations=PERMUTATIONS, n_jobs=1, seed=1,
            keep_simulations=False, **options,
        )  # fmt: skip


def check_equal(ours: pd.DataFrame, statistic: Any, p: Any) -> None:
    """Compare statistics, and p but for chance; PySAL's is one-sided."""
    assert np.allclose(ours["local_statistic"], statistic)
    is_near = np.abs(ours["p"] / 2 - p) < 0.08
    assert is_near.mean() > 0.85, is_near.mean()


def compare_statistics(side: int) -> None:
    values = draw_values(side)
    joined = join_neighbours(draw_squares(side))
    w = libpysal.weights.WSP(csr_array(joined).tocsr()).to_W(silence_warnings=True)
    moran: Callable[[], pd.DataFrame] = lambda: measure_local_moran(  # noqa: E731
        values, joined, permutations=PERMUTATIONS
    )
    theirs = of_pysal("Moran_Local", values, w)
    check_equal(moran(), theirs.Is, theirs.p_sim)
    compare(
        f"local Moran of {side * side} places, {PERMUTATIONS} permutations",
        moran,
        lambda: of_pysal("Moran_Local", values, w),
        repeat=1,
        beside="esda",
    )
    theirs = of_pysal("G_Local", values, w, transform="B", star=True)
    spots: Callable[[], pd.DataFrame] = lambda: measure_g_star(  # noqa: E731
        values, joined, permutations=PERMUTATIONS
    )
    check_equal(spots(), theirs.Zs, theirs.p_sim)
    compare(
        f"Gi* of {side * side} places, {PERMUTATIONS} permutations",
        spots,
        lambda: of_pysal("G_Local", values, w, transform="B", star=True),
        repeat=1,
        beside="esda",
    )
    for permutations in (9_999, 99_999):
        start = time.process_time()
        measure_local_moran(values, joined, permutations=permutations)
        taken = 1000 * (time.process_time() - start)
        print(f"local Moran of {side * side} places, {permutations} permutations: {taken:.0f} ms")


def compare_neighbours(side: int) -> None:
    squares = draw_squares(side)
    for way, build in (("queen", libpysal.weights.Queen), ("rook", libpysal.weights.Rook)):
        theirs = build.from_dataframe(squares, use_index=False, silence_warnings=True)
        assert (join_neighbours(squares, neighbours=way) != csr_array(theirs.sparse)).nnz == 0
        compare(
            f"{way} neighbours of {side * side} squares",
            lambda way=way: join_neighbours(squares, neighbours=way),
            lambda build=build: build.from_dataframe(
                squares, use_index=False, silence_warnings=True
            ),
            repeat=3,
            beside="libpysal",
        )


def main() -> None:
    has_numba = importlib.util.find_spec("numba") is not None
    print(f"esda {esda.__version__}, {'with' if has_numba else 'without'} numba")
    compare_neighbours(100)
    compare_statistics(100)


if __name__ == "__main__":
    main()
