"""Which records behind a finding are old, or were never confirmed?"""

from __future__ import annotations

import pandas as pd

from assetmap.tables import AssetMap, is_unsure

__all__ = ["measure_asset_is_unsure", "measure_tie_is_unsure"]


def measure_asset_is_unsure(m: AssetMap) -> pd.Series[bool]:
    """
    Tell which assets nobody has confirmed within two years of ``m.as_of``.

    Returns
    -------
    is_unsure
        By asset id. True where ``verified_on`` is missing or lies more than
        two years back.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Hall", "Park"], "kind": "space", "verified_on": ["2026-01-01", None]},
    ...         index=["hall", "park"],
    ...     ),
    ...     as_of=pd.Timestamp("2026-02-01").date(),
    ... )
    >>> measure_asset_is_unsure(m).tolist()
    [False, True]
    """
    return is_unsure(m.assets["verified_on"], m.as_of)


def measure_tie_is_unsure(m: AssetMap) -> pd.Series[bool]:
    """
    Tell which ties no source has stated within two years of ``m.as_of``.

    Returns
    -------
    is_unsure
        By tie id. True where the latest of the tie's sources is more than two
        years old, or none of them has a date.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "space"}, index=["a", "b"]),
    ...     ties=pd.DataFrame({"source": "a", "target": "b", "kind": "uses"}, index=["t"]),
    ... )
    >>> measure_tie_is_unsure(m)["t"]
    np.True_
    """
    stated = m.ties["sources"].explode()
    dates = m.sources["date"].reindex(pd.Index(stated)).set_axis(stated.index)
    latest = dates.groupby(level=0).max().reindex(m.ties.index)
    return is_unsure(latest, m.as_of)
