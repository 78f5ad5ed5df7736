"""select_assets: the map of the assets that are as asked, and of the ties between them."""

from __future__ import annotations

from assetmap.arrays import is_among
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.selection import Where, find_selected

__all__ = ["select_assets"]


def select_assets(m: AssetMap, *, where: Where) -> AssetMap:
    """
    Make the map of the assets that are as asked, and of the ties between them.

    Parameters
    ----------
    m
        The map. Not modified.
    where
        What each column must say, ``{"cost": "free", "accessible": True}``, or
        a flag for each asset: see `find_selected`.

    Returns
    -------
    selected
        Places, origins, sources and effort are those of ``m``, so that a place
        that loses its last asset is still there. An asset that does not say
        what is asked is left out; `find_selected` counts those. Records, such
        as conversations, may name what is left out, and are left out.

    Raises
    ------
    TableError
        With every problem of what is asked.

    Examples
    --------
    >>> import pandas as pd
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Hall", "Gym"], "kind": ["space", "space"], "cost": ["Free", "£5"]},
    ...         index=["hall", "gym"],
    ...     )
    ... )
    >>> select_assets(m, where={"cost": "free"}).assets.index.tolist()
    ['hall']
    """
    assets, ties, consents = m.assets, m.ties, m.consents
    is_selected = find_selected(assets, where=where).is_selected
    ids = assets.index[is_selected]
    return m.with_rows(
        assets=is_selected,
        ties=is_among(ties["source"], ids) & is_among(ties["target"], ids),
        consents=is_among(consents["asset_id"], ids),
    )
