"""What is left of a map without anybody in it?"""

from __future__ import annotations

from assetmap.model import AssetKind
from assetmap.tables.asset_map import AssetMap

__all__ = ["leave_out_people"]


def leave_out_people(m: AssetMap) -> AssetMap:
    """
    Make the same map without people, their ties and their consents.

    Whatever is found in it tells nothing about anybody.

    Examples
    --------
    >>> import pandas as pd
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir", "Hall"], "kind": ["individual", "association", "space"]},
    ...         index=["asha", "choir", "hall"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": ["asha", "choir"], "target": ["choir", "hall"],
    ...          "kind": ["member_of", "meets_at"]}
    ...     ),
    ... )
    >>> leave_out_people(m).ties[["source", "target"]].values.tolist()
    [['choir', 'hall']]
    """
    assets = m.assets[m.assets["kind"] != str(AssetKind.INDIVIDUAL)]
    ties = m.ties
    is_left = ties["source"].isin(assets.index) & ties["target"].isin(assets.index)
    return m.with_tables(assets=assets, ties=ties[is_left], consents=m.consents.head(0))
