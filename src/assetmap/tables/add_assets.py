"""add_assets: the same map with further assets, everything else kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from assetmap.errors import Problem
from assetmap.language import in_its_language
from assetmap.model import Asset
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.columns import ASSETS
from assetmap.tables.conforming import conform
from assetmap.tables.edit_account import note_edit
from assetmap.tables.plain_rows import lay_out
from assetmap.tables.strict_frames import say_in_all, saying_what_is_misread

__all__ = ["add_assets"]

_ANSWER = "sensitive_location"


@in_its_language
def add_assets(m: AssetMap, assets: pd.DataFrame | Iterable[Asset | Mapping[str, Any]]) -> AssetMap:
    """
    Make the same map with further assets; everything else is kept.

    Parameters
    ----------
    m
        The map. Not modified.
    assets
        A row per asset, by ``asset_id``, as for `AssetMap.from_frames`; or
        records. Only ``name`` and ``kind`` are required. Places and sources
        that they name must be on the map. Not modified.

    Returns
    -------
    edited
        A new map: the assets of ``m``, then those. A record whose words
        suggest a secret location is asked about, as when a file is read.
        ``edited.report.edits`` says how many were added.

    Raises
    ------
    TableError
        With everything that is wrong with the new assets, such as an id that
        is on the map already.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Hall"], "kind": ["space"]}, index=["hall"])
    ... )
    >>> edited = add_assets(m, [{"asset_id": "choir", "name": "Choir", "kind": "association"}])
    >>> edited.assets["name"].tolist(), edited.report.edits["says"].tolist()
    (['Hall', 'Choir'], ['Added: 1 asset.'])
    """
    given = assets if isinstance(assets, pd.DataFrame) else lay_out(assets)
    added = _complete(m, given)
    if added.empty:
        return m
    # What nobody said of a new record must stay unsaid: a flag that is missing is no answer.
    answers = given[_ANSWER] if _ANSWER in given.columns else pd.Series(None, given.index, object)
    cells = answers.astype(object).to_numpy()
    added[_ANSWER] = pd.Series(
        [None if pd.isna(said) else read for said, read in zip(cells, added[_ANSWER], strict=True)],
        index=added.index, dtype=object,
    )  # fmt: skip
    return note_edit(m, m.with_tables(assets=pd.concat([m.assets, added])))


def _complete(m: AssetMap, given: pd.DataFrame) -> pd.DataFrame:
    """Complete the new rows by themselves, so that what is wrong is said of them alone."""
    crs = getattr(given, "crs", None)
    problems: list[Problem] = []
    if crs is not None and m.crs is not None and crs != m.crs:
        remedy = "Move them, with assets.to_crs(m.crs)."
        problems.append(Problem("assets", "other_crs", f"they are in {crs.to_string()}.", remedy))
    with saying_what_is_misread({ASSETS.name: given}, {ASSETS.name: ASSETS}):
        added, found = conform(given, ASSETS, crs if m.crs is None else m.crs)
        remedy = "Give it another id, or change the record with `replace_tables`."
        problems += found
        problems += [
            Problem(f"assets[{asset_id!r}]", "duplicate_id", "is on the map already.", remedy)
            for asset_id in added.index.intersection(m.assets.index)
        ]
        if problems:
            raise say_in_all(problems)
    return added
