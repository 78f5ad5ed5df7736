"""replace_tables: the same map with some of its tables replaced, everything else kept."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from assetmap.language import in_its_language
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.edit_account import note_edit
from assetmap.tables.references import SPECS
from assetmap.tables.strict_frames import saying_what_is_misread

__all__ = ["replace_tables"]


@in_its_language
def replace_tables(
    m: AssetMap,
    *,
    assets: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    ties: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    consents: pd.DataFrame | None = None,
    effort: pd.DataFrame | None = None,
    origins: pd.DataFrame | None = None,
    records: Mapping[str, pd.DataFrame] | None = None,
) -> AssetMap:
    """
    Make the same map with some of its tables replaced; everything else is kept.

    Change what ``m.assets`` and the others give, and hand it back. To undo
    it, go on with ``m``, which is as it was.

    Parameters
    ----------
    m
        The map. Not modified.
    assets, places, ties, sources, consents, effort, origins
        A whole table in place of the one of ``m``, as for
        `AssetMap.from_frames`; the one of ``m`` when None. Not modified.
    records
        Frames of further records by name, in place of those of that name; the
        others stay.

    Returns
    -------
    edited
        A new map, checked like any other. ``edited.report.edits`` has a row for each
        row that is not as it was, and says how many there are.

    Raises
    ------
    TableError
        With every problem, such as a tie of an asset that is no longer there:
        `remove_assets` takes those along.

    See Also
    --------
    add_assets, remove_assets, merge_assets : Edits that keep tables together.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "individual"}, index=["a", "b"]),
    ...     ties=pd.DataFrame({"source": ["a"], "target": ["b"], "kind": ["knows"]}),
    ... )
    >>> assets = m.assets
    >>> assets.loc["a", "name"] = "Ann"
    >>> edited = replace_tables(m, assets=assets)
    >>> edited.assets["name"].tolist(), len(edited.ties)
    (['Ann', 'B'], 1)
    >>> edited.report.edits["says"].tolist()
    ['Changed: 1 asset.']
    """
    given = {
        "assets": assets, "places": places, "ties": ties, "sources": sources,
        "consents": consents, "effort": effort, "origins": origins,
    }  # fmt: skip
    frames = {name: frame for name, frame in given.items() if frame is not None}
    beside = {**m.records, **records} if records else None
    new = {
        name: frame.drop(columns=_own_columns(m, name), errors="ignore")
        for name, frame in frames.items()
        if isinstance(frame, pd.DataFrame)
    }
    with saying_what_is_misread(new, SPECS):
        edited = m.with_tables(records=beside, **frames)
    return note_edit(m, edited)


def _own_columns(m: AssetMap, name: str) -> list[str]:
    """List the columns beside ours that the map has already: it was read with them."""
    return [label for label in getattr(m, name).columns if label not in SPECS[name].names]
