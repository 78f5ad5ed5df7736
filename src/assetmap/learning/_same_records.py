"""Which record of the earlier map is which of the later one, as positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.matching import find_same_records
from assetmap.model import AssetKind
from assetmap.tables import AssetMap, fold_names, remove_assets
from assetmap.typing import Flags, Positions

__all__ = ["SameRecords", "find_same", "read_same"]

_COLUMNS = ("before_id", "after_id")
_SHOWN_AT_MOST = 5


@dataclass(frozen=True, slots=True, eq=False)
class SameRecords:
    """
    Pairs of positions, in the order of ids.

    ``is_merged`` marks pairs whose later record is several of the earlier map,
    ``is_split`` those whose earlier record is several of the later one.
    """

    before: Positions
    after: Positions
    is_merged: Flags
    is_split: Flags


def find_same(before: AssetMap, after: AssetMap) -> pd.DataFrame:
    """
    Find which record is which: by id where the name is kept, then as `find_same_records` does.

    What is only possible there is left out, unless it is a half of what was
    divided. What then is left with one id on both maps is the same under
    another name, if it is no person, and no more ids have passed to others
    than have kept their names: numbers are another's once a file is sorted anew.
    """
    ids = before.assets.index.intersection(after.assets.index).sort_values()
    was, now = before.assets.loc[ids], after.assets.loc[ids]
    is_kept = np.array(fold_names(was["name"]), dtype=object) == fold_names(now["name"])
    is_kept &= (was["kind"].astype(str) == now["kind"].astype(str)).to_numpy()
    kept = ids[is_kept]
    found = _match_others(before, after, kept)
    used = {*found["before_id"], *found["after_id"], *kept}
    is_left = ~ids.isin(used) & (was["kind"] != str(AssetKind.INDIVIDUAL)).to_numpy(dtype=bool)
    has_moved = (found["before_id"] != found["after_id"]) & found["after_id"].isin(ids)
    is_left &= int(has_moved.sum()) <= len(kept)
    both = kept.append(ids[is_left])
    own = pd.DataFrame({"before_id": both, "after_id": both})
    return pd.concat([own, found[list(_COLUMNS)]], ignore_index=True)


def _match_others(before: AssetMap, after: AssetMap, kept: pd.Index[str]) -> pd.DataFrame:
    """Match what no id and name settles."""
    if len(kept) in {len(before.assets), len(after.assets)}:
        return pd.DataFrame({"before_id": [], "after_id": []}, dtype="str")
    found = find_same_records(remove_assets(before, kept), remove_assets(after, kept))
    is_divided = found["before_id"].duplicated(keep=False)
    is_divided |= found["after_id"].duplicated(keep=False)
    sure: pd.DataFrame = found[(found["certainty"] != "possible") | is_divided]
    return sure


def read_same(same: pd.DataFrame, was: pd.Index[str], now: pd.Index[str]) -> SameRecords:
    """Read a table of pairs."""
    _check(same, was, now)
    pairs = same[list(_COLUMNS)].dropna().drop_duplicates()
    pairs = pairs.sort_values(list(_COLUMNS))
    return SameRecords(
        before=was.get_indexer(pd.Index(pairs["before_id"])),
        after=now.get_indexer(pd.Index(pairs["after_id"])),
        is_merged=np.asarray(pairs["after_id"].duplicated(keep=False), dtype=bool),
        is_split=np.asarray(pairs["before_id"].duplicated(keep=False), dtype=bool),
    )


def _check(same: pd.DataFrame, was: pd.Index[str], now: pd.Index[str]) -> None:
    """Raise with every problem of a table of pairs."""
    problems = [
        Problem("same", "missing_column", f"there is no column {name!r}.",
                "Give one `before_id` and one `after_id` a row.")
        for name in _COLUMNS if name not in same.columns
    ]  # fmt: skip
    for name, ids in zip(_COLUMNS, (was, now), strict=True):
        if name in same.columns:
            given = same[name].dropna()
            unknown = sorted({str(one) for one in given[~given.isin(ids)]})
            if unknown:
                shown = ", ".join(repr(one) for one in unknown[:_SHOWN_AT_MOST])
                hidden = len(unknown) - _SHOWN_AT_MOST
                more = f" and {hidden} more" if hidden > 0 else ""
                says = f"{shown}{more} are not ids of that map's assets."
                problems.append(Problem(f"same.{name}", "unknown_asset", says, "Correct them."))
    if problems:
        raise TableError("This table cannot say which records are the same.", problems)
