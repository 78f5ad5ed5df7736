"""How is it said how much of what is there may be on the map?

Sentences repeat, so each different case is put into words once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.typing import Flags

__all__ = ["FEWEST_TO_TRUST", "say_completeness"]

FEWEST_TO_TRUST = 3
"""With fewer sources an estimate is a hint at best."""


def say_completeness(
    rows: pd.DataFrame, names: Any, *, by: str, is_comparable: Flags, is_mentions: bool
) -> Any:
    """Say for each row what is there, and how much may be missing or why that is not known."""
    numbers = rows[["observed", "sources"]].assign(
        category=pd.factorize(rows["category"])[0],
        is_comparable=is_comparable,
        estimated=rows["estimated"].round(),
        low=np.floor(rows["low"]),
        high=np.ceil(rows["high"]),
        percent=(100 * rows["coverage"]).round(),
    )
    case = numbers.groupby(list(numbers.columns), dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(case, return_index=True)
    said = [
        _sentence(_label(category, by), row, is_mentions=is_mentions)
        for category, row in zip(
            rows["category"].iloc[first],
            numbers.iloc[first].itertuples(index=False),
            strict=True,
        )
    ]
    return pd.array(names, dtype="str") + pd.array(said, dtype="str").take(case)


def _label(category: str, by: str) -> str:
    return {"kind": f"of kind {category}", "themes": f"about {category}"}.get(
        by, f"with {by} {category}"
    )


def _sentence(label: str, row: Any, *, is_mentions: bool) -> str:
    if not row.observed:
        return f": nothing {label} is on the map yet, and of nothing no estimate can be made."
    there = f": {row.observed} {'asset' if row.observed == 1 else 'assets'} {label} on the map"
    if np.isnan(row.estimated):
        why = _why(row.sources, is_comparable=row.is_comparable, is_mentions=is_mentions)
        return f"{there}; {why}, so how many are missing cannot be estimated."
    said = (
        f"{there}, an estimated {row.estimated:.0f} or more in all "
        f"({row.low:.0f} to {row.high:.0f}); "
        f"of the next 100 namings, about {row.percent:.0f} would be of those on the map."
    )
    if is_mentions or row.sources >= FEWEST_TO_TRUST:
        return said
    return f"{said} Two sources are few: take it as a hint."


def _why(sources: int, *, is_comparable: bool, is_mentions: bool) -> str:
    if is_mentions:
        return "they were mentioned less than twice"
    if sources == 1:
        return "only one source is known to have looked for them"
    if sources > 1 and not is_comparable:
        return "their sources may be lists of different things, since no two name the same one"
    return "no source is stated for them"
