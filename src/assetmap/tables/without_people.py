"""A map without anybody in it."""

from __future__ import annotations

import numpy as np

from assetmap.arrays import is_among
from assetmap.model import AssetKind
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.once import once_a_map

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
    is_left = (m.assets["kind"] != str(AssetKind.INDIVIDUAL)).to_numpy()
    if is_left.all() and m.consents.empty:
        return m
    return _without_people(m)


@once_a_map
def _without_people(m: AssetMap) -> AssetMap:
    """Take the people out once: whoever asks again gets the same map, with what it has kept."""
    is_left = (m.assets["kind"] != str(AssetKind.INDIVIDUAL)).to_numpy()
    ids, ties = m.assets.index[is_left], m.ties
    return m.with_rows(
        assets=is_left,
        ties=is_among(ties["source"], ids) & is_among(ties["target"], ids),
        consents=np.zeros(len(m.consents), dtype=bool),
    )
