"""The ties that count when it is asked how things hang together."""

from __future__ import annotations

import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import TieKind
from assetmap.tables import AssetMap, find_standing_ties, measure_tie_is_unsure

__all__ = ["find_counted_ties"]


def find_counted_ties(m: AssetMap, counted: pd.Index[str]) -> pd.DataFrame:
    """
    List the ties that stand between assets that count.

    Nominations are not among them: they are what people say of others.
    Columns ``source``, ``target``, ``kind`` and ``is_unsure``, by ``tie_id``.
    """
    ties = find_standing_ties(m)
    is_between = is_among(ties["source"], counted) & is_among(ties["target"], counted)
    is_kept = is_between & (ties["kind"] != str(TieKind.NOMINATES)).to_numpy(dtype=bool)
    kept = ties.loc[is_kept, ["source", "target", "kind"]]
    return kept.assign(is_unsure=measure_tie_is_unsure(m).reindex(kept.index).to_numpy(dtype=bool))
