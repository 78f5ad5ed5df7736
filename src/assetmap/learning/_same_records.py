"""Which record of the earlier map is which of the later one, as positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.typing import Flags, Positions

__all__ = ["SameRecords", "read_same"]

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


def read_same(same: pd.DataFrame | None, was: pd.Index[str], now: pd.Index[str]) -> SameRecords:
    """Read a table of pairs, or take equal ids where there is none."""
    if same is None:
        ids = was.intersection(now)
        pairs = pd.DataFrame({"before_id": ids, "after_id": ids})
    else:
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
