"""The ties that count when it is asked how things hang together."""

from __future__ import annotations

import pandas as pd

from assetmap.arrays import is_among
from assetmap.tables import AssetMap, find_ties_but_nominations, measure_tie_is_unsure

__all__ = ["find_counted_ties"]


def find_counted_ties(m: AssetMap, counted: pd.Index[str]) -> pd.DataFrame:
    """
    List the ties that stand between assets that count.

    Nominations are not among them: they are what people say of others.
    Columns ``source``, ``target``, ``kind`` and ``is_unsure``, by ``tie_id``.
    """
    ties = find_ties_but_nominations(m)
    is_between = is_among(ties["source"], counted) & is_among(ties["target"], counted)
    kept = ties.loc[is_between, ["source", "target", "kind"]]
    return kept.assign(is_unsure=measure_tie_is_unsure(m).reindex(kept.index).to_numpy(dtype=bool))
