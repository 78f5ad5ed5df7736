"""What `find_gaps` and `find_short_origins` are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assetmap.errors import TableError
from assetmap.gaps.measure_benchmark import Benchmark
from assetmap.space import Reach
from assetmap.tables import AssetMap, Where, find_selected
from assetmap.typing import Flags

__all__ = ["AskedAssets", "GapQuestion", "choose_assets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAssets:
    """Which assets count, and which may but do not say, by id; and what was asked in words."""

    is_selected: pd.Series[bool]
    is_undecided: pd.Series[bool]
    says: str

    def flags_of(self, ids: pd.Index[str]) -> Flags:
        """Tell which of these assets count."""
        return self.is_selected.reindex(ids).to_numpy(dtype=bool)

    def undecided_of(self, ids: pd.Index[str]) -> Flags:
        """Tell which of these assets may count, and do not say."""
        return self.is_undecided.reindex(ids).to_numpy(dtype=bool)


def choose_assets(m: AssetMap, where: Where | None) -> AskedAssets | None:
    """Find which assets are as asked; None where nothing is."""
    if where is None:
        return None
    found = find_selected(m.assets, where=where)
    ids = m.assets.index
    return AskedAssets(
        is_selected=pd.Series(found.is_selected, index=ids),
        is_undecided=pd.Series(found.is_undecided, index=ids),
        says=found.says or "as chosen",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GapQuestion:
    """The question of `find_gaps`, whose parameters these are."""

    by: str
    categories: tuple[str, ...] | None
    within_min: float
    at_least: int
    min_share: float
    people: str | pd.Series[Any] | None
    need: str | pd.Series[Any] | None
    benchmark: Benchmark | Mapping[str, Benchmark] | None
    capacity: str | pd.Series[Any] | None
    connected: bool
    min_effort: float
    reach: Reach | None
    where: AskedAssets | None = None
    individuals: bool = True

    def __post_init__(self) -> None:
        if self.at_least < 1:
            raise TableError(
                f"`at_least` is {self.at_least}; every place reaches that. Give 1 or more."
            )
        if not 0 < self.min_share <= 1:
            raise TableError(
                f"`min_share` is {self.min_share}, which is no share of people. "
                "Give one above 0 and up to 1."
            )
