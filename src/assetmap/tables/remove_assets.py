"""remove_assets: the same map without some assets, and without what cannot be without them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.language import in_its_language
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.edit_account import note_edit
from assetmap.tables.equality import frames_of
from assetmap.tables.references import SPECS, take_out

__all__ = ["read_ids", "remove_assets"]


@in_its_language
def remove_assets(m: AssetMap, ids: str | Iterable[str]) -> AssetMap:
    """
    Make the same map without some assets, and without what cannot be without them.

    Their ties and consents go with them. Records that name them stay without
    the name: a grant without its recipient, a conversation without a listener.

    Parameters
    ----------
    m
        The map. Not modified: to undo it, go on with ``m``.
    ids
        One id of an asset, or several.

    Returns
    -------
    edited
        A new map. ``edited.report.edits`` has a row for each row that is gone
        or changed, by its id, and says how many there are.

    Raises
    ------
    TableError
        With every id that is not on the map.

    Notes
    -----
    To forget a person, look through words too: stories, notes of effort,
    names of sources and ``report.problems`` may name them, and so do the files
    that the map was read from.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "individual"}, index=["a", "b"]),
    ...     ties=pd.DataFrame({"source": ["a"], "target": ["b"], "kind": ["knows"]}),
    ...     consents=pd.DataFrame({"asset_id": ["a"], "purpose": ["store"]}),
    ... )
    >>> edited = remove_assets(m, "a")
    >>> edited.report.edits["says"].iloc[0]
    'Removed: 1 asset, 1 tie and 1 consent.'
    """
    gone = set(read_ids(m, ids))
    if not gone:
        return m
    frames = {name: take_out(frame, SPECS[name], gone) for name, frame in frames_of(m).items()}
    assets: pd.DataFrame = frames.pop("assets")
    tables = {name: frames.pop(name) for name in list(frames) if name not in m.records}
    return note_edit(
        m, m.with_tables(assets=assets[~assets.index.isin(gone)], records=frames, **tables)
    )


def read_ids(m: AssetMap, ids: str | Iterable[str]) -> list[str]:
    """Read one id or several, each once; all of those that are not on the map are refused."""
    asked = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
    known = m.assets.index
    unknown = [one for one in asked if one not in known]
    if unknown:
        problems = [
            Problem("ids", "unknown_asset", f"asset {one!r} is not on this map.",
                    find_near_word(one, known, else_say="Check the id."))
            for one in unknown
        ]  # fmt: skip
        raise TableError("Not all of these assets are on the map.", problems)
    return asked
