"""A grouping of assets: by a column of theirs, or by a word for each, by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.tables.asset_map import AssetMap
from assetmap.wording import write_id

__all__ = ["Grouping", "read_words_by_id", "with_grouping"]

Grouping: TypeAlias = "str | pd.Series[Any] | Mapping[Any, Any]"
"""A column's name, or the word, or a tuple of words, of each asset by id."""
_GROUP = "group"
"""What a grouping that is no column of the map is called in answers."""
_SHOWN_AT_MOST = 5


def with_grouping(m: AssetMap, by: Grouping) -> tuple[AssetMap, str]:
    """
    Give a map, and the name of the column of its assets that holds a grouping.

    Words given by id become a column ``"group"`` of a copy; the map stays as
    it is.

    Raises
    ------
    TableError
        If an id stands there twice, or none of the ids is on the map.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Choir"], "kind": ["association"]}, index=["choir"])
    ... )
    >>> grouped, by = with_grouping(m, {"choir": "music"})
    >>> grouped.assets[by].to_dict()
    {'choir': 'music'}
    >>> with_grouping(m, "kind")[1]
    'kind'
    """
    if isinstance(by, str):
        return m, by
    return m.with_asset_column(_GROUP, read_words_by_id(by, m.assets.index)), _GROUP


def read_words_by_id(by: pd.Series[Any] | Mapping[Any, Any], ids: pd.Index[str]) -> pd.Series[Any]:
    """Lay words out by id, numbers as text; nothing where an id has none."""
    given: pd.Series[Any] = pd.Series(by, dtype=object)
    repeated = given.index[given.index.duplicated()].unique()
    if len(repeated):
        shown = ", ".join(repr(name) for name in repeated[:_SHOWN_AT_MOST])
        problem = Problem("by", "duplicate_id", f"{shown} stand there more than once.",
                          "Give each id one group.")  # fmt: skip
        raise TableError("These groups cannot be used.", [problem])
    if len(given) and not given.index.isin(ids).any():
        problem = Problem("by", "unknown_ids", "none of its ids is on this map.",
                          "Index it by the ids of the assets (`m.assets.index`).")  # fmt: skip
        raise TableError("These groups cannot be used.", [problem])
    words = given.reindex(ids)
    is_number = words.map(lambda word: isinstance(word, float)) & words.notna()
    words[is_number] = words[is_number].map(write_id)
    return words
