"""The edits to a project that would help most: what stops, then what most rows want."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from assetmap.wording import say_number

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.tables import AssetMap

__all__ = ["list_edits"]

_AT_MOST = 3
_ORDER = ("stops", "rejected", "note")
_BECAME = {"rejected": "rejected", "note": "kept, with a doubt"}


def list_edits(m: AssetMap, *, at_most: int = _AT_MOST) -> list[str]:
    """
    Say which edits would help most: first what stops a public page, then rejected rows.

    Rows that share a file, a column and a reason want one edit; the more of them, the
    more it helps. A map without boundaries is told so, since no gap is found on it.
    """
    problems = m.report.problems
    wanted = problems[problems["outcome"].isin(_ORDER) & problems["remedy"].fillna("").ne("")]
    wanted = wanted[wanted["row"].notna() | (wanted["outcome"] == "stops")]
    found = [_say(group) for group in _rank(wanted)]
    if len(m.assets) and not m.places.geometry.notna().any():
        found.insert(
            sum(line.startswith("Stops") for line in found),
            "Name boundaries under [[places]] (or --places): without them no gap is found and "
            "nothing is shaded.",
        )
    return found[:at_most]


def _rank(wanted: pd.DataFrame) -> list[pd.DataFrame]:
    """Group problems that one edit would mend, the most telling first."""
    by = ["outcome", "file", "sheet", "column", "code"]
    groups = [group for _, group in wanted.groupby(by, dropna=False, sort=True)]
    return sorted(groups, key=lambda group: (_ORDER.index(group["outcome"].iat[0]), -len(group)))


def _say(group: pd.DataFrame) -> str:
    """Say where an edit is due, for how many rows, and what to do."""
    from assetmap.tables import say_where

    first: dict[Hashable, Any] = group.iloc[0].to_dict()
    remedy = group["remedy"].mode().iat[0]
    where = say_where({**first, "row": None})
    if first["outcome"] == "stops":
        return f"Stops a public page: {where}: {first['says']}. {remedy}"
    rows = say_number(group["row"].nunique(), "row")
    return f"{where}: {rows} {_BECAME[first['outcome']]}: {first['says']}. {remedy}"
